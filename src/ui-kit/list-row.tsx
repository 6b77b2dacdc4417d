import { classNames } from './class-names.ts';
import { type IconType, OpenIcon } from './icon.tsx';
import styles from './list-row.module.css';
import { type RecordState, StateMark } from './state-mark.tsx';

export interface ListRowProps {
  readonly title: string;
  readonly detail?: string | undefined;
  /** Already formatted, at the right. */
  readonly number?: string | undefined;
  readonly unit?: string | undefined;
  /** The number no longer counts: it is struck through. The detail says why. */
  readonly isStale?: boolean | undefined;
  readonly state?: RecordState | undefined;
  readonly icon?: IconType | undefined;
  readonly onPress?: (() => void) | undefined;
}

/** The whole row is the target (U2). An undone record is one struck line. */
export function ListRow({ title, detail, number, unit, isStale = false, state, icon: Icon, onPress }: ListRowProps) {
  const content = (
    <>
      {Icon && <Icon aria-hidden size={28} />}
      <span className={styles['words']}>
        <span className={styles['title']}>{title}</span>
        {detail && <span className={styles['detail']}>{detail}</span>}
        {state && <StateMark state={state} />}
      </span>
      <span className={styles['end']}>
        {number !== undefined && (
          <span className={styles['number']}>
            {isStale ? <s>{number}</s> : number} {unit && <small className={styles['unit']}>{unit}</small>}
          </span>
        )}
        {onPress && <OpenIcon aria-hidden size={22} />}
      </span>
    </>
  );
  const className = classNames(styles['row'], state === 'undone' && styles['undone']);
  if (!onPress) return <div className={className}>{content}</div>;
  return (
    <button type="button" className={className} onClick={onPress}>
      {content}
    </button>
  );
}
