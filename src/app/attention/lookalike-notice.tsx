import { useTranslation } from 'react-i18next';
import { usePerson, useQuery, useToday } from '#hooks/device.tsx';
import { Button } from '#ui-kit/button.tsx';
import { Notice } from '#ui-kit/notice.tsx';
import { readLookalikes } from './matters.ts';

/** On a member's home: own slips that may have been written twice. Loaded after the home, which does not wait for it. */
export function LookalikeNotice({ onOpen }: { readonly onOpen: () => void }) {
  const { t } = useTranslation(['desk', 'common']);
  const person = usePerson();
  const today = useToday();
  const found = useQuery((read) => readLookalikes(read, { person, today }), `lookalikes ${person.userId} ${today}`);
  if (found === undefined || found.pairs.length === 0) return null;
  return (
    <Notice kind="info" title={t('lookalike.count', { number: found.pairs.length })}>
      <Button label={t('common:attention.action.open')} onPress={onOpen} />
    </Notice>
  );
}
