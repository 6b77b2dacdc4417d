import { useTranslation } from 'react-i18next';
import type { Refusal } from '#kernel/result.ts';
import { Notice } from '#ui-kit/basic/kit.tsx';

/** What was refused, in plain words: the module's own text for its code, or the common one. */
export function RefusalNotice(props: {
  readonly refusal: Pick<Refusal, 'code' | 'values'> | undefined;
  readonly namespace: string;
}) {
  const { t } = useTranslation(['common', props.namespace]);
  const { refusal, namespace } = props;
  if (refusal === undefined) return null;
  const reason = refusal.code.split('.')[1] ?? '';
  const values = { ...refusal.values, code: refusal.code };
  // Codes have dots of their own, so the common texts are looked up with another separator.
  const common = t(`error|${refusal.code}`, { keySeparator: '|', ns: 'common', defaultValue: '', ...values });
  const other = t('error|other', { keySeparator: '|', ns: 'common', ...values });
  const text = t(`refusal.${reason}`, { ns: namespace, defaultValue: common === '' ? other : common, ...values });
  return <Notice title={text} isDanger />;
}
