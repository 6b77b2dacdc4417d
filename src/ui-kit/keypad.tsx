import { useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { classNames } from './class-names.ts';
import { CheckIcon, DeleteIcon } from './icon.tsx';
import styles from './keypad.module.css';
import { groupDigits, readTyped, typedForm } from './typed-number.ts';

export type KeypadMode = 'kg' | 'dong' | 'area';

export interface KeypadProps {
  /** kg: thousandths of the unit (grams of kg), up to three decimals typed; dong: whole đồng; area: whole m². */
  readonly mode: KeypadMode;
  readonly value: number | null;
  readonly onChange: (value: number | null) => void;
  readonly onConfirm?: (() => void) | undefined;
  /** Names the number for a screen reader. */
  readonly label: string;
  readonly unit?: string | undefined;
  /** What follows from the number, under it: the sum, the amount in words. Empty keeps its room, so that no key moves. */
  readonly hint?: string | undefined;
  readonly confirmLabel?: string | undefined;
  /**
   * Where a number that nobody typed just now comes from. `offered`: the first digit takes its place. `draft`: it was left
   * unsaved, which is said, and typing goes on where it ended.
   */
  readonly origin?: 'offered' | 'draft' | undefined;
  /** Digits before the comma. */
  readonly maxDigits?: number | undefined;
}

const DECIMALS = { kg: 3, dong: 0, area: 0 } as const;
const MAX_DIGITS = { kg: 7, dong: 12, area: 9 } as const;
const DIGIT_KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9'] as const;

function valueOf(plain: string, decimals: number): number | null {
  const read = readTyped(plain, decimals);
  return read.kind === 'value' ? read.value : null;
}

function appended(
  plain: string,
  key: string,
  limits: { readonly decimals: number; readonly maxDigits: number },
): string {
  if (key === ',') {
    if (limits.decimals === 0 || plain.includes(',')) return plain;
    return plain === '' ? '0,' : `${plain},`;
  }
  const next = plain + key;
  const [whole = '', fraction = ''] = next.split(',');
  if (whole.length > limits.maxDigits && fraction === '') return plain;
  if (fraction.length > limits.decimals) return plain;
  return next.replace(/^0+(?=\d)/, '');
}

/** The app's own keypad for weights and money (U21). It listens to a physical keyboard as well, wherever the focus is. */
export function Keypad(props: KeypadProps) {
  const { t } = useTranslation('ui-kit');
  const { mode, value, onChange, onConfirm, label } = props;
  const unit = props.unit ?? t(`keypad.${mode}`);
  const decimals = DECIMALS[mode];
  const limits = { decimals, maxDigits: props.maxDigits ?? MAX_DIGITS[mode] };
  const [plain, setPlain] = useState('');
  const root = useRef<HTMLDivElement>(null);

  // A value set from outside (a default, a draft) replaces the typed text; "1," stays while its value is still 1.
  const fromOutside = value === null ? '' : typedForm(value, decimals).replaceAll('.', '');
  const shown = valueOf(plain, decimals) === value ? plain : fromOutside;

  const isDraft = props.origin === 'draft' && shown !== '';
  // Its room stays when the words go: no key moves under the finger that types on.
  const [hasDraftRoom, setDraftRoom] = useState(false);
  if (isDraft && !hasDraftRoom) setDraftRoom(true);

  function press(key: string) {
    const next = key === 'delete' ? shown.slice(0, -1) : appended(props.origin === 'offered' ? '' : shown, key, limits);
    setPlain(next);
    onChange(valueOf(next, decimals));
  }

  function done() {
    if (value !== null) onConfirm?.();
  }

  function keyDown(event: KeyboardEvent) {
    const target = event.target;
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (
      target instanceof HTMLInputElement ||
      target instanceof HTMLTextAreaElement ||
      target instanceof HTMLSelectElement
    )
      return;
    const within = target instanceof Node && root.current?.contains(target) === true;
    if (event.key === 'Enter') {
      if (target instanceof HTMLButtonElement && !within) return;
      event.preventDefault();
      // A key that is held down confirms what it was pressed on, not what comes next.
      if (!event.repeat) done();
      return;
    }
    const key = event.code === 'NumpadDecimal' ? ',' : event.key === 'Backspace' ? 'delete' : event.key;
    if (!/^(\d|,|delete)$/.test(key)) return;
    event.preventDefault();
    press(key);
  }

  // With the keypad and not after its first picture: whoever sees it may type.
  useLayoutEffect(() => {
    document.addEventListener('keydown', keyDown);
    return () => document.removeEventListener('keydown', keyDown);
  });

  return (
    <div ref={root} className={styles['keypad']} role="group" aria-label={label}>
      <output className={styles['display']} aria-label={label}>
        <span
          className={classNames(
            styles['number'],
            shown === '' && styles['blank'],
            props.origin === 'offered' && shown !== '' && styles['offered'],
          )}
          data-length={groupDigits(shown).length > 11 ? 'long' : 'short'}
        >
          {shown === '' ? '0' : groupDigits(shown)}
        </span>
        <span className={styles['unit']}>{unit}</span>
      </output>
      {hasDraftRoom && <p className={styles['hint']}>{isDraft ? t('keypad.draft') : ''}</p>}
      {props.hint !== undefined && (
        <p className={styles['hint']} aria-live="polite">
          {props.hint}
        </p>
      )}
      <div className={styles['keys']}>
        {DIGIT_KEYS.map((digit) => (
          <button key={digit} type="button" className={styles['key']} onClick={() => press(digit)}>
            {digit}
          </button>
        ))}
        {decimals > 0 && (
          <button type="button" className={styles['key']} onClick={() => press(',')} aria-label={t('keypad.comma')}>
            ,
          </button>
        )}
        <button
          type="button"
          className={classNames(styles['key'], decimals === 0 && styles['double'])}
          onClick={() => press('0')}
        >
          0
        </button>
        <button type="button" className={classNames(styles['key'], styles['zeros'])} onClick={() => press('000')}>
          000
        </button>
        <button
          type="button"
          className={classNames(styles['key'], styles['delete'])}
          onClick={() => press('delete')}
          aria-label={t('keypad.delete')}
        >
          <DeleteIcon aria-hidden size={30} />
        </button>
        <button
          type="button"
          className={classNames(styles['key'], styles['confirm'])}
          onClick={done}
          disabled={value === null}
        >
          <CheckIcon aria-hidden size={34} stroke={3} />
          <span>{props.confirmLabel ?? t('keypad.confirm')}</span>
        </button>
      </div>
    </div>
  );
}
