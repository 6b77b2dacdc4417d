import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useLayoutEffect, useRef, useState } from 'react';
import styles from './list.module.css';
import { usePrinting } from './printing.ts';

export interface ListProps<Item> {
  readonly label: string;
  readonly items: readonly Item[];
  readonly keyOf: (item: Item) => string;
  readonly renderItem: (item: Item) => ReactNode;
}

const PLAIN_ROWS = 60;
const ESTIMATED_ROW_PX = 76;
/** As in the plain list: a wet thumb needs room between two rows (U1). */
const GAP_PX = 8;

/** A list that scrolls with the page; over 60 rows only what is near the window is drawn (U52), and all of it on paper. */
export function List<Item>(props: ListProps<Item>) {
  const isPrinting = usePrinting();
  if (!isPrinting && props.items.length > PLAIN_ROWS) return <WindowedList {...props} />;
  return (
    <ul className={styles['list']} aria-label={props.label}>
      {props.items.map((item) => (
        <li key={props.keyOf(item)}>{props.renderItem(item)}</li>
      ))}
    </ul>
  );
}

function WindowedList<Item>({ label, items, keyOf, renderItem }: ListProps<Item>) {
  const root = useRef<HTMLUListElement>(null);
  const [top, setTop] = useState(0);
  useLayoutEffect(() => setTop(root.current?.offsetTop ?? 0), []);
  const virtualizer = useWindowVirtualizer({
    count: items.length,
    estimateSize: () => ESTIMATED_ROW_PX,
    overscan: 8,
    scrollMargin: top,
    gap: GAP_PX,
  });
  return (
    <ul
      ref={root}
      className={styles['list']}
      aria-label={label}
      style={{ height: virtualizer.getTotalSize(), position: 'relative' }}
    >
      {virtualizer.getVirtualItems().map((place) => {
        const item = items[place.index];
        if (item === undefined) return null;
        return (
          <li
            key={keyOf(item)}
            ref={virtualizer.measureElement}
            data-index={place.index}
            aria-setsize={items.length}
            aria-posinset={place.index + 1}
            style={{ position: 'absolute', insetInline: 0, top: 0, transform: `translateY(${place.start - top}px)` }}
          >
            {renderItem(item)}
          </li>
        );
      })}
    </ul>
  );
}
