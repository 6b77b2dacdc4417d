import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './figure.module.css';

export interface FigureProps {
  readonly caption: string;
  /** Already formatted. */
  readonly value: string;
  readonly unit?: string | undefined;
  /** A formatted date: "tính đến …". */
  readonly asOf?: string | undefined;
  readonly note?: string | undefined;
}

export function Figure({ caption, value, unit, asOf, note }: FigureProps) {
  const { t } = useTranslation('ui-kit');
  return (
    <figure className={styles['figure']}>
      <figcaption className={styles['caption']}>{caption}</figcaption>
      <p className={styles['value']}>
        {value} {unit && <span className={styles['unit']}>{unit}</span>}
      </p>
      {note && <p>{note}</p>}
      {asOf && <p className={styles['asOf']}>{t('asOf', { date: asOf })}</p>}
    </figure>
  );
}

/** Figures that are read together: of one width, as many beside each other as there is room for. */
export function FigureRow({ children }: { readonly children: ReactNode }) {
  return <div className={styles['row']}>{children}</div>;
}
