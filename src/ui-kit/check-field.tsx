import styles from './check-field.module.css';

export interface CheckFieldProps {
  readonly label: string;
  /** What it means, below the label. */
  readonly detail?: string | undefined;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
}

export function CheckField({ label, detail, checked, onChange }: CheckFieldProps) {
  return (
    <label className={styles['check']}>
      <input type="checkbox" checked={checked} onChange={(event) => onChange(event.target.checked)} />
      {detail === undefined ? (
        <span>{label}</span>
      ) : (
        <span>
          <strong>{label}</strong>
          <small className={styles['detail']}>{detail}</small>
        </span>
      )}
    </label>
  );
}
