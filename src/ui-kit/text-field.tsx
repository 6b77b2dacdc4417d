import { Field, type FieldFrameProps } from './field.tsx';

export interface TextFieldProps extends FieldFrameProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly inputMode?: 'text' | 'tel' | 'numeric' | 'decimal';
  readonly autoFocus?: boolean;
  readonly maxLength?: number | undefined;
  readonly disabled?: boolean;
}

export function TextField({
  value,
  onChange,
  inputMode = 'text',
  autoFocus = false,
  maxLength,
  disabled = false,
  ...frame
}: TextFieldProps) {
  return (
    <Field {...frame}>
      {({ id, describedBy, invalid, className }) => (
        <input
          id={id}
          type="text"
          className={className}
          inputMode={inputMode}
          autoComplete="off"
          autoFocus={autoFocus}
          maxLength={maxLength}
          disabled={disabled}
          value={value}
          aria-invalid={invalid}
          aria-describedby={describedBy}
          aria-required={frame.required}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}
