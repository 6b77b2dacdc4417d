import { Field, type FieldFrameProps } from './field.tsx';

export interface PinFieldProps extends FieldFrameProps {
  /** Digits. */
  readonly value: string;
  readonly maxLength: number;
  readonly autoFocus?: boolean;
  readonly onChange: (digits: string) => void;
}

/** Digits that nobody reads over the shoulder; the phone's own number pad types them. */
export function PinField({ value, maxLength, autoFocus = false, onChange, ...frame }: PinFieldProps) {
  return (
    <Field {...frame}>
      {({ id, describedBy, invalid, className }) => (
        <input
          id={id}
          type="password"
          className={className}
          inputMode="numeric"
          autoComplete="off"
          autoFocus={autoFocus}
          maxLength={maxLength}
          value={value}
          aria-invalid={invalid}
          aria-describedby={describedBy}
          onChange={(event) => onChange(event.target.value.replace(/\D/g, ''))}
        />
      )}
    </Field>
  );
}
