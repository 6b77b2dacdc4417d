import { useTranslation } from 'react-i18next';
import { Button } from '#ui-kit/button.tsx';
import { Notice } from '#ui-kit/notice.tsx';
import { SAFETY } from './texts.ts';
import { useSafetyFacts } from './use-facts.ts';
import { isForHome, safetyVerdict } from './verdict.ts';

/** On the home, and only when something should be done. */
export function SafetyNotice({ onOpen }: { readonly onOpen: () => void }) {
  const { t } = useTranslation(SAFETY);
  const { facts } = useSafetyFacts();
  if (facts === undefined) return null;
  const verdict = safetyVerdict({ ...facts, photosWaiting: 0, photosRefused: 0 });
  if (!isForHome(verdict)) return null;
  return (
    <Notice
      kind={verdict.level === 'urgent' ? 'danger' : 'warning'}
      title={t(`verdict.${verdict.level}`)}
      whatToDo={verdict.next && t(`next.${verdict.next}`)}
    >
      <Button label={t('action.open')} onPress={onOpen} />
    </Notice>
  );
}
