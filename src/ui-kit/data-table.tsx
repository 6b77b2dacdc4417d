import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { startTransition, type KeyboardEvent, type ReactNode, useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { compareTexts } from '#kernel/text.ts';
import { useCards } from './cards.ts';
import { classNames } from './class-names.ts';
import styles from './data-table.module.css';
import { AscendingIcon, DescendingIcon } from './icon.tsx';
import { usePrinting } from './printing.ts';

export interface Column<Row> {
  readonly key: string;
  readonly title: string;
  readonly render: (row: Row) => ReactNode;
  /** Makes the column sortable. */
  readonly sortValue?: ((row: Row) => string | number) | undefined;
  readonly number?: boolean | undefined;
  /** The footer's total, already formatted. */
  readonly total?: string | undefined;
  /** Holds what is pressed and nothing to read: not on paper. */
  readonly isAction?: boolean | undefined;
}

export interface DataTableProps<Row> {
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
  readonly onOpen?: ((row: Row) => void) | undefined;
}

interface Sort {
  readonly key: string;
  readonly down: boolean;
}

const ESTIMATED_ROW_PX = 41;
/** More than that are windowed: a phone pays for every card with each key of a search. */
const DRAWN_AT_ONCE = { rows: 100, cards: 24 } as const;
/** A card has a line for each column. */
const ESTIMATED_LINE_PX = 31;
/** Rows drawn beyond the window on either side: each card is half a phone's screen, and is paid for with every tap. */
const BEYOND = { rows: 12, cards: 3 } as const;

function compare(left: string | number, right: string | number): number {
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  return compareTexts(String(left), String(right));
}

/** The office's table: header stays, columns sort, arrows move, Enter opens; long tables draw only what is near, and all of it on paper, numbered. */
export function DataTable<Row>({ label, columns, rows, keyOf, onOpen }: DataTableProps<Row>) {
  const { t } = useTranslation('ui-kit');
  const [sort, setSort] = useState<Sort | null>(null);
  const [current, setCurrent] = useState(0);
  const [top, setTop] = useState(0);
  const table = useRef<HTMLTableElement>(null);
  const body = useRef<HTMLTableSectionElement>(null);
  useLayoutEffect(() => setTop(body.current?.offsetTop ?? 0), []);

  const value = columns.find((column) => column.key === sort?.key)?.sortValue;
  const sorted = value
    ? [...rows].sort((left, right) => compare(value(left), value(right)) * (sort?.down ? -1 : 1))
    : rows;
  const isPrinting = usePrinting();
  const isCards = useCards(table);
  const windowed = !isPrinting && rows.length > (isCards ? DRAWN_AT_ONCE.cards : DRAWN_AT_ONCE.rows);
  const virtualizer = useWindowVirtualizer({
    count: windowed ? sorted.length : 0,
    estimateSize: () => (isCards ? ESTIMATED_LINE_PX * columns.length : ESTIMATED_ROW_PX),
    overscan: isCards ? BEYOND.cards : BEYOND.rows,
    scrollMargin: top,
  });
  const places = virtualizer.getVirtualItems();
  const first = windowed ? (places[0]?.index ?? 0) : 0;
  const last = windowed ? (places.at(-1)?.index ?? -1) : sorted.length - 1;
  const before = windowed ? (places[0]?.start ?? top) - top : 0;
  const after = windowed ? virtualizer.getTotalSize() - ((places.at(-1)?.end ?? top) - top) : 0;
  const tabStop = Math.min(Math.max(current, first), Math.max(last, 0));

  function moveTo(index: number) {
    const bounded = Math.min(Math.max(index, 0), sorted.length - 1);
    setCurrent(bounded);
    if (windowed) virtualizer.scrollToIndex(bounded);
    requestAnimationFrame(() => body.current?.querySelector<HTMLElement>(`[data-index="${bounded}"]`)?.focus());
  }

  function keyDown(event: KeyboardEvent, row: Row, index: number) {
    if (event.key === 'Enter' && onOpen) return onOpen(row);
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: 1,
      ArrowUp: -1,
      PageDown: 15,
      PageUp: -15,
      Home: -index,
      End: sorted.length,
    };
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    moveTo(index + step);
  }

  return (
    <table
      ref={table}
      className={classNames(styles['table'], isCards && styles['cards'])}
      aria-label={label}
      aria-rowcount={sorted.length}
    >
      <thead>
        <tr>
          {isPrinting && (
            <th scope="col" className={styles['number']}>
              {t('ordinal')}
            </th>
          )}
          {columns.map((column) => {
            const isSorted = sort?.key === column.key;
            return (
              <th
                key={column.key}
                scope="col"
                className={classNames(column.number && styles['number'])}
                data-print={column.isAction === true ? 'hide' : undefined}
                aria-sort={isSorted ? (sort.down ? 'descending' : 'ascending') : undefined}
              >
                {column.sortValue && !isPrinting ? (
                  <button
                    type="button"
                    className={styles['sort']}
                    aria-label={t('sortBy', { column: column.title })}
                    onClick={() => setSort({ key: column.key, down: isSorted && !sort.down })}
                  >
                    {column.title}
                    {isSorted &&
                      (sort.down ? <DescendingIcon aria-hidden size={18} /> : <AscendingIcon aria-hidden size={18} />)}
                  </button>
                ) : (
                  column.title
                )}
              </th>
            );
          })}
        </tr>
      </thead>
      <tbody ref={body}>
        {before > 0 && <tr aria-hidden="true" style={{ height: before }} />}
        {sorted.slice(first, last + 1).map((row, offset) => {
          const index = first + offset;
          return (
            <tr
              key={keyOf(row)}
              ref={windowed ? virtualizer.measureElement : undefined}
              data-index={index}
              aria-rowindex={index + 1}
              tabIndex={index === tabStop ? 0 : -1}
              className={classNames(onOpen && styles['opens'])}
              onClick={() => onOpen?.(row)}
              // Which row the keyboard begins with can wait: a finger that opens the row focuses it first.
              onFocus={() => startTransition(() => setCurrent(index))}
              onKeyDown={(event) => keyDown(event, row, index)}
            >
              {isPrinting && <td className={styles['number']}>{index + 1}</td>}
              {columns.map((column) => (
                <td
                  key={column.key}
                  data-title={column.title}
                  className={classNames(column.number && styles['number'])}
                  data-print={column.isAction === true ? 'hide' : undefined}
                >
                  {column.render(row)}
                </td>
              ))}
            </tr>
          );
        })}
        {after > 0 && <tr aria-hidden="true" style={{ height: after }} />}
      </tbody>
      {columns.some((column) => column.total !== undefined) && (
        <tfoot>
          <tr>
            {isPrinting && <td />}
            {columns.map((column, index) => (
              <td
                key={column.key}
                data-title={column.title}
                className={classNames(column.number && styles['number'])}
                data-print={column.isAction === true ? 'hide' : undefined}
              >
                {column.total ?? (index === 0 ? t('total') : '')}
              </td>
            ))}
          </tr>
        </tfoot>
      )}
    </table>
  );
}
