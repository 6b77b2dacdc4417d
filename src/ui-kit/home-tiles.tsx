import styles from './home-tiles.module.css';
import type { IconType } from './icon.tsx';

export interface HomeTile {
  readonly id: string;
  /** Verb and noun: "Ghi thu hoạch". */
  readonly label: string;
  readonly icon: IconType;
  readonly onPress: () => void;
  readonly note?: string | undefined;
}

/** At most six tiles for a role, at the same place for ever (U9). */
export function HomeTiles({ tiles }: { readonly tiles: readonly HomeTile[] }) {
  return (
    <ul className={styles['tiles']}>
      {tiles.map(({ id, label, icon: Icon, onPress, note }) => (
        <li key={id}>
          <button type="button" className={styles['tile']} onClick={onPress}>
            <span className={styles['picture']}>
              <Icon aria-hidden size={40} stroke={1.75} />
            </span>
            <span className={styles['label']}>{label}</span>
            {note && <span className={styles['note']}>{note}</span>}
          </button>
        </li>
      ))}
    </ul>
  );
}
