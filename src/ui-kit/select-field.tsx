import { useTranslation } from 'react-i18next';
import { Field, type FieldFrameProps } from './field.tsx';

export interface SelectFieldProps extends FieldFrameProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly options: readonly { readonly value: string; readonly label: string }[];
}

export function SelectField({ value, onChange, options, ...frame }: SelectFieldProps) {
  const { t } = useTranslation('ui-kit');
  return (
    <Field {...frame}>
      {({ id, describedBy, invalid, className }) => (
        <select
          id={id}
          className={className}
          value={value}
          aria-invalid={invalid}
          aria-describedby={describedBy}
          onChange={(event) => onChange(event.target.value)}
        >
          {!options.some((option) => option.value === value) && <option value={value}>{t('choose')}</option>}
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
