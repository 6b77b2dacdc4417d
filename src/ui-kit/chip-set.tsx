import styles from './chip-set.module.css';
import { CloseIcon } from './icon.tsx';

export interface ChipSetProps {
  readonly label: string;
  readonly chips: readonly string[];
  /** What a tap on a chip does, said for it. */
  readonly removeLabel: (chip: string) => string;
  readonly onRemove: (chip: string) => void;
}

/** Words that stand beside each other; a tap takes one out. */
export function ChipSet({ label, chips, removeLabel, onRemove }: ChipSetProps) {
  return (
    <div role="group" aria-label={label} className={styles['chips']}>
      {chips.map((chip) => (
        <button
          key={chip}
          type="button"
          className={styles['chip']}
          aria-label={removeLabel(chip)}
          onClick={() => onRemove(chip)}
        >
          <span>{chip}</span>
          <CloseIcon aria-hidden size={20} />
        </button>
      ))}
    </div>
  );
}
