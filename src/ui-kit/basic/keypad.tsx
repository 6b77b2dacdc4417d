/** Our own keypad for weights and money (rule U21): digits, 000, the comma where it has a meaning, delete, done. */
import { IconBackspace } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { groupDigits, type NumberLocale } from '#kernel/quantity.ts';
import { Button } from './kit.tsx';
import styles from './kit.module.css';

export interface KeypadProps {
  /** `quantity`: thousandths of the unit, up to three decimals. `dong`: whole đồng. */
  readonly mode: 'quantity' | 'dong';
  readonly unit: string;
  readonly initial?: number | undefined;
  readonly doneLabel: string;
  readonly onDone: (value: number) => void;
}

const MAX_DIGITS = 9;
const DECIMALS = 3;

export function Keypad({ mode, unit, initial, doneLabel, onDone }: KeypadProps) {
  const { t, i18n } = useTranslation('basic');
  const locale: NumberLocale = i18n.language === 'en' ? 'en' : 'vi';
  const comma = locale === 'vi' ? ',' : '.';
  const [typed, setTyped] = useState(initial === undefined ? '' : textOf(initial, mode));
  const value = valueOf(typed, mode);
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      if (/^\d$/.test(event.key)) setTyped((text) => afterKey(text, event.key, mode));
      else if (event.key === ',' || event.key === '.') setTyped((text) => afterKey(text, ',', mode));
      else if (event.key === 'Backspace') setTyped((text) => text.slice(0, -1));
    };
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, [mode]);
  const [whole = '', decimals] = typed.split(',');
  return (
    <>
      <div className={styles['display']} aria-live="polite">
        {groupDigits(whole === '' ? '0' : whole, locale)}
        {decimals === undefined ? '' : `${comma}${decimals}`}
        <span className={styles['unit']}>{unit}</span>
      </div>
      <div className={styles['keys']}>
        {['1', '2', '3', '4', '5', '6', '7', '8', '9', mode === 'quantity' ? ',' : '000', '0'].map((key) => (
          <button
            key={key}
            type="button"
            className={styles['key']}
            onClick={() => setTyped((text) => afterKey(text, key, mode))}
            aria-label={key === ',' ? t('comma') : key}
          >
            {key === ',' ? comma : key}
          </button>
        ))}
        <button
          type="button"
          className={styles['key']}
          onClick={() => setTyped((text) => text.slice(0, -1))}
          aria-label={t('delete')}
        >
          <IconBackspace aria-hidden />
        </button>
      </div>
      <Button isDisabled={value <= 0} onPress={() => onDone(value)}>
        {doneLabel}
      </Button>
    </>
  );
}

function afterKey(text: string, key: string, mode: KeypadProps['mode']): string {
  if (key === ',') return mode === 'quantity' && !text.includes(',') ? `${text === '' ? '0' : text},` : text;
  const [whole = '', decimals] = text.split(',');
  if (decimals !== undefined) return decimals.length < DECIMALS ? text + key : text;
  const next = (whole + key).replace(/^0+(?=\d)/, '');
  return next.length <= MAX_DIGITS ? next : text;
}

/** In whole numbers throughout: thousandths, or đồng. */
function valueOf(text: string, mode: KeypadProps['mode']): number {
  const [whole = '', decimals = ''] = text.split(',');
  return mode === 'dong' ? Number(whole) : Number(whole) * 1000 + Number(decimals.padEnd(DECIMALS, '0'));
}

function textOf(value: number, mode: KeypadProps['mode']): string {
  if (mode === 'dong') return String(value);
  const decimals = String(value % 1000)
    .padStart(DECIMALS, '0')
    .replace(/0+$/, '');
  return `${Math.floor(value / 1000)}${decimals === '' ? '' : `,${decimals}`}`;
}
