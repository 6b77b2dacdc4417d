import { useTranslation } from 'react-i18next';
import { useLocation, useParams } from 'wouter';
import { usePerson } from '#hooks/device.tsx';
import { useInvitation } from '#hooks/invitation.tsx';
import { usePeople } from '#hooks/people.ts';
import { dateAt, formatDate } from '#kernel/calendar.ts';
import { Button } from '#ui-kit/button.tsx';
import { Details } from '#ui-kit/details.tsx';
import { EmptyState } from '#ui-kit/empty-state.tsx';
import { JoinIcon } from '#ui-kit/icon.tsx';
import { Loading } from '#ui-kit/loading.tsx';
import { ChangeRoles } from './change-roles.tsx';
import { deviceInWords, useShownPeople, type ShownPerson } from './everybody.ts';
import { useJobs } from './jobs.ts';
import { Admission } from './admission.tsx';
import { PinHelp } from './pin-help.tsx';
import { Age } from './people-list.tsx';

/** One person with one device, and what an admin can do about it. */
export function OnePerson() {
  const { t } = useTranslation('people');
  const { user } = useParams<{ readonly user: string }>();
  const { userId } = usePerson();
  const jobs = useJobs();
  const answer = usePeople();
  const people = useShownPeople(answer.known?.people);
  const person = people?.find((each) => each.user === user);
  if (person === undefined)
    return answer.state === 'asking' ? <Loading /> : <EmptyState title={t('empty.one')} text={t('empty.text')} />;
  const { name, deviceName, joinedAt, keySince, memberLabel, state } = person;
  const isSelf = person.user === userId;
  return (
    <>
      <h2>{name}</h2>
      <Age answer={answer} />
      <Details
        label={name}
        entries={[
          [t('field.state'), t(`state.${state}`)],
          [t('field.jobs'), jobs(person.roles)],
          [t('field.memberId'), memberLabel],
          [t('field.device'), deviceInWords(deviceName)],
          [t('field.joined'), formatDate(dateAt(joinedAt))],
          [t('field.key'), keySince === undefined ? t('noKey') : formatDate(dateAt(keySince))],
        ]}
      />
      {!isSelf && <Admission person={person} />}
      {state !== 'revoked' && <ChangeRoles key={person.roles.join(' ')} person={person} onChanged={answer.ask} />}
      {!isSelf && state === 'active' && <Again person={person} />}
      {person.helpKey !== undefined && <PinHelp helpKey={person.helpKey} />}
    </>
  );
}

/** A code for the same person, or another phone in the place of a lost one. */
function Again({ person }: { readonly person: ShownPerson }) {
  const { t } = useTranslation('people');
  const [, navigate] = useLocation();
  const { ask, shown } = useInvitation();
  const { memberId, user, name } = person;
  return (
    <>
      <h2>{t('title.again')}</h2>
      <p>{t('again.text')}</p>
      <Button
        icon={JoinIcon}
        label={t('action.again')}
        onPress={() => ask({ again: user }, t('again.for', { name }))}
      />
      {shown}
      {memberId !== undefined && (
        <>
          <p>{t('again.lost')}</p>
          <Button icon={JoinIcon} label={t('action.invite')} onPress={() => navigate(`/thanh-vien/${memberId}`)} />
        </>
      )}
    </>
  );
}
