import { type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './dialog.module.css';
import { CloseIcon } from './icon.tsx';

export interface DialogProps {
  readonly open: boolean;
  readonly title: string;
  readonly onClose: () => void;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** A native dialog: the browser keeps the focus inside and closes it with Escape. */
export function Dialog({ open, title, onClose, actions, children }: DialogProps) {
  const { t } = useTranslation('ui-kit');
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (open && dialog.current?.open === false) dialog.current.showModal();
    if (!open && dialog.current?.open === true) dialog.current.close();
  }, [open]);
  return (
    <dialog ref={dialog} className={styles['dialog']} aria-label={title} onClose={() => open && onClose()}>
      <div className={styles['head']}>
        <h2 className={styles['title']}>{title}</h2>
        <button type="button" className={styles['close']} onClick={onClose} aria-label={t('close')}>
          <CloseIcon aria-hidden size={26} />
        </button>
      </div>
      {open && children}
      {actions && <div className={styles['actions']}>{actions}</div>}
    </dialog>
  );
}
