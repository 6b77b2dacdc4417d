import { useTranslation } from 'react-i18next';
import type { Refusal } from '#kernel/result.ts';
import { IntoSight } from '#ui-kit/into-sight.tsx';
import { Notice } from '#ui-kit/notice.tsx';
import { useHelp } from './help.ts';

interface RefusalNoticeProps {
  readonly refusal: Pick<Refusal, 'code' | 'values'> | undefined;
  readonly namespace: string;
}

/** What was refused, in plain words: the module's own text for its code, or the common one. Comes into sight with each refusal. */
export function RefusalNotice({ refusal, namespace }: RefusalNoticeProps) {
  if (refusal === undefined) return null;
  // Under a keypad it would stand below what a small phone shows, and nothing would seem to happen.
  return (
    <IntoSight about={refusal}>
      <Words refusal={refusal} namespace={namespace} />
    </IntoSight>
  );
}

function Words(props: { readonly refusal: Pick<Refusal, 'code' | 'values'>; readonly namespace: string }) {
  const textOf = useRefusalText(props.namespace);
  const Help = useHelp();
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
    // A refusal may be about a code of its own: a member's.
    const values = { code, ...given };
    // Codes have dots of their own, so the common texts are looked up with another separator.
    const common = t(`error|${code}`, { keySeparator: '|', ns: 'common', defaultValue: '', ...values });
    const own = t(`refusal.${reason}`, { ns: namespace, defaultValue: common, ...values });
    if (own !== '') return { text: own, isForeseen: true };
    return { text: t('error|other', { keySeparator: '|', ns: 'common', ...values }), isForeseen: false };
  };
}
