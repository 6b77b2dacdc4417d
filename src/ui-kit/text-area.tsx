import { classNames } from './class-names.ts';
import { Field, type FieldFrameProps } from './field.tsx';
import styles from './text-area.module.css';

export interface TextAreaProps extends FieldFrameProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly maxLength: number;
}

/** A text of several lines; Enter begins a new one. */
export function TextArea({ value, onChange, maxLength, ...frame }: TextAreaProps) {
  return (
    <Field {...frame}>
      {({ id, describedBy, invalid, className }) => (
        <textarea
          id={id}
          className={classNames(className, styles['area'])}
          rows={5}
          autoComplete="off"
          maxLength={maxLength}
          value={value}
          aria-invalid={invalid}
          aria-describedby={describedBy}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}
