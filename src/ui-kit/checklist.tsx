import { useState } from 'react';
import { Button } from './button.tsx';
import styles from './checklist.module.css';
import { AscendingIcon, DescendingIcon, NextIcon, ReceivedIcon, TodoIcon } from './icon.tsx';

export interface ChecklistItem {
  readonly id: string;
  readonly label: string;
  /** Derived from what is there: no press ticks anything. */
  readonly isDone: boolean;
  /** Leads to where it is done. */
  readonly onPress: () => void;
}

export interface ChecklistProps {
  readonly title: string;
  /** How many are done, in words. */
  readonly progress: string;
  readonly words: {
    readonly next: (label: string) => string;
    readonly done: string;
    readonly todo: string;
    readonly open: string;
    readonly close: string;
    readonly putAway: string;
  };
  readonly items: readonly ChecklistItem[];
  readonly onPutAway: () => void;
}

/** A few things to do: one line with the next of them, and all of them when somebody wants to see them. */
export function Checklist({ title, progress, words, items, onPutAway }: ChecklistProps) {
  const [isOpen, setOpen] = useState(false);
  const next = items.find(({ isDone }) => !isDone);
  const Arrow = isOpen ? AscendingIcon : DescendingIcon;
  return (
    <section className={styles['card']} aria-label={title} data-print="hide">
      <div className={styles['head']}>
        {isOpen || next === undefined ? (
          <div className={styles['words']}>
            <h2 className={styles['label']}>{title}</h2>
            <span className={styles['progress']}>{progress}</span>
          </div>
        ) : (
          <button type="button" className={styles['next']} onClick={next.onPress}>
            <span className={styles['words']}>
              <span className={styles['label']}>{words.next(next.label)}</span>
              <span className={styles['progress']}>{progress}</span>
            </span>
            <NextIcon aria-hidden size={24} />
          </button>
        )}
        <button
          type="button"
          className={styles['toggle']}
          aria-expanded={isOpen}
          aria-label={isOpen ? words.close : words.open}
          onClick={() => setOpen(!isOpen)}
        >
          <Arrow aria-hidden size={28} />
        </button>
      </div>
      <div className={styles['bars']} aria-hidden>
        {items.map(({ id, isDone }) => (
          <span key={id} data-done={isDone} />
        ))}
      </div>
      {isOpen && (
        <>
          <ol className={styles['items']}>
            {items.map(({ id, label, isDone, onPress }) => (
              <li key={id}>
                <button type="button" className={styles['item']} data-done={isDone} onClick={onPress}>
                  {isDone ? <ReceivedIcon aria-hidden size={28} /> : <TodoIcon aria-hidden size={28} />}
                  <span className={styles['words']}>{label}</span>
                  <span className={styles['state']}>{isDone ? words.done : words.todo}</span>
                </button>
              </li>
            ))}
          </ol>
          <Button wide kind="quiet" label={words.putAway} onPress={onPutAway} />
        </>
      )}
    </section>
  );
}
