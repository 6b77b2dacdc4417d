import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Field, type FieldFrameProps } from './field.tsx';
import styles from './number-field.module.css';
import { readTyped, regroup, typedForm } from './typed-number.ts';

export interface NumberFieldProps extends FieldFrameProps {
  /** A whole number of 10^-decimals, or null while empty or unreadable. */
  readonly value: number | null;
  readonly onChange: (value: number | null) => void;
  readonly decimals: number;
  readonly unit: string;
  readonly autoFocus?: boolean;
}

/** The typed number of the office: groups while typing, keeps what it can't read and says so. */
export function NumberField({ value, onChange, decimals, unit, autoFocus = false, error, ...frame }: NumberFieldProps) {
  const { t } = useTranslation('ui-kit');
  const [text, setText] = useState(value === null ? '' : typedForm(value, decimals));
  const read = readTyped(text, decimals);
  const typedValue = read.kind === 'value' ? read.value : null;
  const shown = typedValue === value ? text : value === null ? '' : typedForm(value, decimals);
  const problem = shown === text && read.kind === 'problem' ? problemText(read.problem) : undefined;

  function change(typed: string) {
    const next = regroup(shown, typed);
    setText(next);
    const nextRead = readTyped(next, decimals);
    onChange(nextRead.kind === 'value' ? nextRead.value : null);
  }

  function problemText(kind: 'unreadable' | 'tooLong'): string {
    // An example with a comma would be refused where nothing has halves.
    return t(kind === 'unreadable' && decimals === 0 ? 'number.unreadableWhole' : `number.${kind}`);
  }

  return (
    <Field {...frame} error={error ?? problem}>
      {({ id, describedBy, invalid, className }) => (
        <span className={styles['line']}>
          <input
            id={id}
            type="text"
            className={className}
            inputMode="decimal"
            autoComplete="off"
            autoFocus={autoFocus}
            value={shown}
            aria-invalid={invalid}
            aria-describedby={describedBy}
            onChange={(event) => change(event.target.value)}
          />
          <span>{unit}</span>
        </span>
      )}
    </Field>
  );
}
