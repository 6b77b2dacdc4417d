import { useTranslation } from 'react-i18next';
import type { Refusal } from '#kernel/result.ts';
import { Notice } from '#ui-kit/notice.tsx';

/** What was refused, in plain words: the module's own text for its code, or the common one. */
export function RefusalNotice(props: {
  readonly refusal: Pick<Refusal, 'code' | 'values'> | undefined;
  readonly namespace: string;
}) {
  const text = useRefusalText(props.namespace);
  return props.refusal === undefined ? null : <Notice kind="warning" title={text(props.refusal)} />;
}

function useRefusalText(namespace: string): (refusal: Pick<Refusal, 'code' | 'values'>) => string {
  const { t } = useTranslation(['common', namespace]);
  return ({ code, values: given }) => {
    const reason = code.split('.')[1] ?? '';
    const values = { ...given, code };
    // Codes have dots of their own, so the common texts are looked up with another separator.
    const common = t(`error|${code}`, { keySeparator: '|', ns: 'common', defaultValue: '', ...values });
    const other = t('error|other', { keySeparator: '|', ns: 'common', ...values });
    return t(`refusal.${reason}`, { ns: namespace, defaultValue: common === '' ? other : common, ...values });
  };
}
