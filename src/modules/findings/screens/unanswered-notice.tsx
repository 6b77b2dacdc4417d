import { useTranslation } from 'react-i18next';
import { useQuery } from '#hooks/device.tsx';
import { Button } from '#ui-kit/button.tsx';
import { Notice } from '#ui-kit/notice.tsx';
import { unansweredCount } from '../queries.ts';

/** On the home of those who answer: how many findings wait for it. Loaded after the home, which does not wait for it. */
export function UnansweredNotice({ onOpen }: { readonly onOpen: () => void }) {
  const { t } = useTranslation('findings');
  const count = useQuery(unansweredCount, 'unanswered findings') ?? 0;
  if (count === 0) return null;
  return (
    <Notice kind="info" title={t('unanswered', { count })}>
      <Button label={t('action.openList')} onPress={onOpen} />
    </Notice>
  );
}
