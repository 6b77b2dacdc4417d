import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { addDays, formatDate, isIsoDate } from '#kernel/calendar.ts';
import { Button } from './button.tsx';
import styles from './date-field.module.css';
import { useLunarText } from './lunar-text.ts';
import { Field, type FieldFrameProps } from './field.tsx';

export interface DateFieldProps extends FieldFrameProps {
  /** Local date, yyyy-mm-dd, or null while unreadable. */
  readonly value: string | null;
  readonly onChange: (value: string | null) => void;
  /** Today's local date; this component has no clock. */
  readonly today: string;
  /** The ends of a period are seldom today. */
  readonly hasChips?: boolean;
}

const LONG_AGO_DAYS = 366;

function readDate(text: string): string | null {
  const form = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(text.trim());
  if (!form) return null;
  const iso = `${form[3]}-${(form[2] ?? '').padStart(2, '0')}-${(form[1] ?? '').padStart(2, '0')}`;
  return isIsoDate(iso) ? iso : null;
}

/** "Hôm nay", "Hôm qua", or a date typed as dd/MM/yyyy (U26). */
export function DateField({ value, onChange, today, hasChips = true, error, ...frame }: DateFieldProps) {
  const { t } = useTranslation('ui-kit');
  const [text, setText] = useState(value === null ? '' : formatDate(value));
  const shown = readDate(text) === value ? text : value === null ? '' : formatDate(value);
  const lunarText = useLunarText();
  const lunar = value === null ? undefined : lunarText(value);
  const yesterday = addDays(today, -1);
  const problem = shown.trim() !== '' && readDate(shown) === null ? t('number.dateUnreadable') : undefined;

  /** Said, and nothing is held up: the device's own clock may be the one that is wrong (rules U19, U27). */
  function doubt(): string | undefined {
    if (value === null || !hasChips) return undefined;
    if (value > today) return t('number.dateAhead');
    return value < addDays(today, -LONG_AGO_DAYS) ? t('number.dateLongAgo') : undefined;
  }

  function choose(iso: string) {
    setText(formatDate(iso));
    onChange(iso);
  }

  return (
    <div className={styles['date']}>
      <Field {...frame} hint={doubt() ?? frame.hint ?? lunar ?? t('dateFormat')} error={error ?? problem}>
        {({ id, describedBy, invalid, className }) => (
          <input
            id={id}
            type="text"
            inputMode="text"
            className={className}
            autoComplete="off"
            value={shown}
            aria-invalid={invalid}
            aria-describedby={describedBy}
            onChange={(event) => {
              setText(event.target.value);
              onChange(readDate(event.target.value));
            }}
          />
        )}
      </Field>
      {hasChips && (
        <div className={styles['chips']}>
          <Button label={t('today')} pressed={value === today} onPress={() => choose(today)} />
          <Button label={t('yesterday')} pressed={value === yesterday} onPress={() => choose(yesterday)} />
        </div>
      )}
    </div>
  );
}
