import type { ReactNode } from 'react';
import styles from './photos.module.css';

export function PhotoGrid(props: { readonly label: string; readonly children: ReactNode }) {
  return (
    <ul className={styles['grid']} aria-label={props.label}>
      {props.children}
    </ul>
  );
}

export interface PhotoTileProps {
  readonly alt: string;
  /** Absent while it loads, or when it is not here. */
  readonly url: string | undefined;
  /** Stands in the picture's place. */
  readonly instead: string;
  readonly onPress: () => void;
  /** Below the picture: where it is. */
  readonly children: ReactNode;
}

/** A small picture that opens the large one; the whole tile is the target (U2). */
export function PhotoTile({ alt, url, instead, onPress, children }: PhotoTileProps) {
  return (
    <li>
      <button type="button" className={styles['tile']} onClick={onPress}>
        <span className={styles['frame']}>
          {url === undefined ? instead : <img className={styles['small']} src={url} alt={alt} />}
        </span>
        {children}
      </button>
    </li>
  );
}

export function LargePhoto(props: { readonly url: string; readonly alt: string }) {
  return <img className={styles['large']} src={props.url} alt={props.alt} />;
}
