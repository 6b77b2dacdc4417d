import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { usePeople, type PeopleAnswer } from '#hooks/people.ts';
import { RefusalNotice } from '#hooks/refusal.tsx';
import { ListActions } from '#hooks/list-actions.tsx';
import { dateAt, formatDate, timeOfDayAt } from '#kernel/calendar.ts';
import { Button } from '#ui-kit/button.tsx';
import { EmptyState } from '#ui-kit/empty-state.tsx';
import { AwaitingIcon, LockIcon, PersonIcon, RefreshIcon } from '#ui-kit/icon.tsx';
import { ListRow } from '#ui-kit/list-row.tsx';
import { List } from '#ui-kit/list.tsx';
import { Loading } from '#ui-kit/loading.tsx';
import { Notice } from '#ui-kit/notice.tsx';
import { SearchField } from '#ui-kit/search-field.tsx';
import { deviceInWords, isFound, useShownPeople } from './everybody.ts';
import { useJobs } from './jobs.ts';

const STATE_ICONS = { active: PersonIcon, pending: AwaitingIcon, revoked: LockIcon } as const;

/** Everybody who is in with a device: who waits first, then by name. */
export function PeopleList() {
  const { t } = useTranslation(['people', 'common']);
  const [, navigate] = useLocation();
  const [search, setSearch] = useState('');
  const jobs = useJobs();
  const answer = usePeople();
  const people = useShownPeople(answer.known?.people);
  if (people === undefined) return answer.state === 'asking' ? <Loading /> : <Nothing answer={answer} />;
  const found = people.filter((each) => isFound(each, jobs(each.roles), search));
  return (
    <>
      <Age answer={answer} />
      <SearchField
        label={t('search')}
        hint={t('searchHint')}
        value={search}
        onChange={setSearch}
        found={found.length}
      />
      <List
        label={t('title.list')}
        items={found}
        keyOf={({ user }) => user}
        renderItem={(each) => (
          <ListRow
            title={each.name}
            detail={[
              ...(each.state === 'active' ? [] : [t(`state.${each.state}`)]),
              jobs(each.roles),
              deviceInWords(each.deviceName),
              t('since', { date: formatDate(dateAt(each.joinedAt)) }),
            ].join(' · ')}
            icon={STATE_ICONS[each.state]}
            onPress={() => navigate(`/nguoi-va-may/${each.user}`)}
          />
        )}
      />
      <ListActions
        name={t('title.list')}
        rows={found}
        columns={[
          [t('field.name'), ({ name }) => name],
          [t('field.jobs'), ({ roles }) => jobs(roles)],
          [t('field.device'), ({ deviceName }) => deviceInWords(deviceName)],
          [t('field.state'), ({ state }) => t(`state.${state}`)],
          [t('field.joined'), ({ joinedAt }) => ({ day: dateAt(joinedAt) })],
        ]}
      />
    </>
  );
}

/** Nothing was ever fetched, and it cannot be now. */
function Nothing({ answer }: { readonly answer: PeopleAnswer }) {
  const { t } = useTranslation('people');
  return (
    <>
      <EmptyState
        title={t('empty.title')}
        text={t('empty.text')}
        action={{ label: t('action.ask'), onPress: answer.ask }}
      />
      <RefusalNotice refusal={answer.refusal} namespace="people" />
    </>
  );
}

/** How old the list is, when the server could not be asked. */
export function Age({ answer }: { readonly answer: PeopleAnswer }) {
  const { t } = useTranslation('people');
  const { known, state, ask } = answer;
  if (state !== 'stale' || known === undefined) return null;
  const at = known.fetchedAt;
  return (
    <Notice kind="info" title={t('age', { time: timeOfDayAt(at), date: formatDate(dateAt(at)) })}>
      <p>{t('ageText')}</p>
      <Button icon={RefreshIcon} label={t('action.ask')} onPress={ask} />
    </Notice>
  );
}
