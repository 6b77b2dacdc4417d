import { type ReactNode, useId } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './field.module.css';
import { AttentionIcon } from './icon.tsx';

export interface FieldFrameProps {
  readonly label: string;
  readonly hint?: string | undefined;
  /** The refusal's text in the user's language; shown beside the field. */
  readonly error?: string | undefined;
  readonly required?: boolean | undefined;
}

export interface FieldParts {
  readonly id: string;
  readonly describedBy: string | undefined;
  readonly invalid: boolean;
  readonly className: string | undefined;
}

/** Label, hint and error around one input; the input is drawn by `children` with the ids that join them. */
export function Field({
  label,
  hint,
  error,
  required,
  children,
}: FieldFrameProps & { readonly children: (parts: FieldParts) => ReactNode }) {
  const { t } = useTranslation('ui-kit');
  const id = useId();
  const noteId = `${id}-note`;
  const invalid = error !== undefined;
  return (
    <div className={styles['field']}>
      <label htmlFor={id} className={styles['label']}>
        {label}
        {required && <span className={styles['required']}> ({t('required')})</span>}
      </label>
      {children({ id, describedBy: invalid || hint ? noteId : undefined, invalid, className: styles['input'] })}
      {invalid ? (
        <p id={noteId} className={styles['error']} role="alert">
          <AttentionIcon aria-hidden size={20} />
          <span>{error}</span>
        </p>
      ) : (
        hint && (
          <p id={noteId} className={styles['hint']}>
            {hint}
          </p>
        )
      )}
    </div>
  );
}
