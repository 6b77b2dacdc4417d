import { type FormEvent, type KeyboardEvent, type ReactNode, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './form-grid.module.css';

export interface Shortcut {
  /** As the keyboard names it: "F2". */
  readonly key: string;
  readonly label: string;
  readonly onPress: () => void;
}

export interface FormGridProps {
  readonly onSubmit: () => void;
  readonly shortcuts?: readonly Shortcut[];
  readonly actions: ReactNode;
  readonly children: ReactNode;
}

/** The office's dense form: Enter goes to the next field and saves from the last; F-keys are listed (U16). */
export function FormGrid({ onSubmit, shortcuts = [], actions, children }: FormGridProps) {
  const { t } = useTranslation('ui-kit');

  useEffect(() => {
    function keyDown(event: globalThis.KeyboardEvent) {
      const shortcut = shortcuts.find((candidate) => candidate.key === event.key);
      if (!shortcut) return;
      event.preventDefault();
      shortcut.onPress();
    }
    document.addEventListener('keydown', keyDown);
    return () => document.removeEventListener('keydown', keyDown);
  });

  function enterGoesOn(event: KeyboardEvent<HTMLFormElement>) {
    const target = event.target;
    if (event.key !== 'Enter' || !(target instanceof HTMLInputElement || target instanceof HTMLSelectElement)) return;
    const fields = [
      ...event.currentTarget.querySelectorAll<HTMLElement>('input:not(:disabled), select:not(:disabled)'),
    ];
    const next = fields[fields.indexOf(target) + 1];
    event.preventDefault();
    if (next) next.focus();
    else onSubmit();
  }

  function submit(event: FormEvent) {
    event.preventDefault();
    onSubmit();
  }

  return (
    <form onSubmit={submit} onKeyDown={enterGoesOn} noValidate>
      <div className={styles['grid']}>{children}</div>
      <div className={styles['actions']}>{actions}</div>
      {shortcuts.length > 0 && (
        <p className={styles['keys']}>
          {t('keys')}: {shortcuts.map(({ key, label }) => `${key} ${label}`).join(' · ')}
        </p>
      )}
    </form>
  );
}
