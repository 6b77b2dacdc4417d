import { useTranslation } from 'react-i18next';
import type { Refusal } from '#kernel/result.ts';
import { Notice } from '#ui-kit/notice.tsx';
import { useHelp } from './help.ts';

/** What was refused, in plain words: the module's own text for its code, or the common one. */
export function RefusalNotice(props: {
  readonly refusal: Pick<Refusal, 'code' | 'values'> | undefined;
  readonly namespace: string;
}) {
  const textOf = useRefusalText(props.namespace);
  const Help = useHelp();
  if (props.refusal === undefined) return null;
  const { code } = props.refusal;
  const { text, isForeseen } = textOf(props.refusal);
  return (
    <Notice kind="warning" title={text}>
      {!isForeseen && Help !== undefined && <Help code={code} />}
    </Notice>
  );
}

function useRefusalText(namespace: string): (refusal: Pick<Refusal, 'code' | 'values'>) => {
  readonly text: string;
  /** False: nobody wrote a sentence for this code. */
  readonly isForeseen: boolean;
} {
  const { t } = useTranslation(['common', namespace]);
  return ({ code, values: given }) => {
    const reason = code.split('.')[1] ?? '';
    const values = { ...given, code };
    // Codes have dots of their own, so the common texts are looked up with another separator.
    const common = t(`error|${code}`, { keySeparator: '|', ns: 'common', defaultValue: '', ...values });
    const own = t(`refusal.${reason}`, { ns: namespace, defaultValue: common, ...values });
    if (own !== '') return { text: own, isForeseen: true };
    return { text: t('error|other', { keySeparator: '|', ns: 'common', ...values }), isForeseen: false };
  };
}
