import styles from './button.module.css';
import { classNames } from './class-names.ts';
import type { IconType } from './icon.tsx';

export interface ButtonProps {
  /** At most 40 characters in both languages (U8). */
  readonly label: string;
  readonly onPress?: (() => void) | undefined;
  readonly kind?: 'primary' | 'secondary' | 'quiet' | 'danger';
  readonly icon?: IconType | undefined;
  readonly type?: 'button' | 'submit';
  readonly disabled?: boolean;
  /** Fills the width; on phones the daily path's buttons do. */
  readonly wide?: boolean;
  /** Name of a key that does the same, shown beside the label. */
  readonly shortcut?: string;
  readonly pressed?: boolean;
}

/** Never on paper. */
export function Button(props: ButtonProps) {
  const { label, onPress, kind = 'secondary', icon: Icon, type = 'button', disabled = false, wide = false } = props;
  return (
    <button
      type={type}
      className={classNames(styles['button'], styles[kind], wide && styles['wide'])}
      disabled={disabled}
      onClick={onPress}
      aria-pressed={props.pressed}
      data-print="hide"
    >
      {Icon && <Icon aria-hidden size={24} />}
      <span>{label}</span>
      {props.shortcut && <kbd className={styles['key']}>{props.shortcut}</kbd>}
    </button>
  );
}
