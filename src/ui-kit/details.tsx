import styles from './details.module.css';

export interface DetailsProps {
  readonly label: string;
  /** Name and value; entries without a value are left out. */
  readonly entries: readonly (readonly [name: string, value: string | undefined])[];
}

/** What a record holds, name by value. */
export function Details({ label, entries }: DetailsProps) {
  return (
    <dl className={styles['details']} aria-label={label}>
      {entries.map(([name, value]) =>
        value === undefined || value === '' ? null : (
          <div key={name} className={styles['entry']}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ),
      )}
    </dl>
  );
}
