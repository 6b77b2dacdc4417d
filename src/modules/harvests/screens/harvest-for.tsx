import { useTranslation } from 'react-i18next';
import { useLocation, useParams } from 'wouter';
import { useQuery } from '#hooks/device.tsx';
import { useRecent } from '#hooks/recent.ts';
import { memberLabel, members } from '#modules/members/index.ts';
import { ChooseMember } from '#modules/members/screens/index.ts';
import { EmptyState } from '#ui-kit/empty-state.tsx';
import { Loading } from '#ui-kit/loading.tsx';
import { Question } from '#ui-kit/question.tsx';
import { RecordHarvest } from './record-harvest.tsx';

const PATH = '/thu-hoach/giup';

/** Whose harvest it is, for whoever weighs and writes for others. */
export function ChooseHarvester() {
  const { t } = useTranslation('harvests');
  const [, navigate] = useLocation();
  const { ids, note } = useRecent('helped');
  const choose = (id: string): void => {
    note(id);
    navigate(`${PATH}/${id}`);
  };
  return (
    <Question text={t('question.forWhom')}>
      <ChooseMember recent={ids} onChoose={choose} />
    </Question>
  );
}

/** The member's own form, and above it whom it is written for (rule U42): the slip keeps both. */
export function HarvestFor({ onDone }: { readonly onDone: () => void }) {
  const { t } = useTranslation('harvests');
  const { id } = useParams<{ id: string }>();
  const [, navigate] = useLocation();
  const found = useQuery(async (read) => ({ member: await read.get(members, id) }), `helped ${id}`);
  if (found === undefined) return <Loading />;
  if (found.member === undefined) return <EmptyState title={t('empty.member')} text={t('empty.memberText')} />;
  const helped = { label: memberLabel(found.member), onChange: () => navigate(PATH) };
  return <RecordHarvest key={id} onDone={onDone} memberId={id} helped={helped} />;
}
