import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { useMay, useQuery } from '#hooks/device.tsx';
import { stateOf } from '#hooks/record-state.ts';
import { ListActions } from '#hooks/list-actions.tsx';
import { formatDate } from '#kernel/calendar.ts';
import { Button } from '#ui-kit/button.tsx';
import { DataTable } from '#ui-kit/data-table.tsx';
import { EmptyState } from '#ui-kit/empty-state.tsx';
import { AddIcon } from '#ui-kit/icon.tsx';
import { Loading } from '#ui-kit/loading.tsx';
import { Beginning } from '#ui-kit/said.tsx';
import { Signatures } from '#ui-kit/signatures.tsx';
import { Stack } from '#ui-kit/stack.tsx';
import { StateMark } from '#ui-kit/state-mark.tsx';
import { findings } from '../index.ts';
import { findingList } from '../queries.ts';
import { recordOf, useRecordNames } from './about.ts';

/** What the board found, the open ones first; the same list on paper for the members' assembly. */
export function FindingList() {
  const { t } = useTranslation(['findings', 'common']);
  const [, navigate] = useLocation();
  const mayWrite = useMay()(findings, 'create');
  const nameOf = useRecordNames();
  const found = useQuery(findingList, 'findings');
  if (found === undefined) return <Loading />;
  const aboutText = (finding: (typeof found)[number]['finding']): string => {
    const about = recordOf(finding);
    return about === undefined ? '' : nameOf(about).label;
  };
  const write = { label: t('action.new'), onPress: () => navigate('/kien-nghi/moi') };
  if (found.length === 0)
    return (
      <EmptyState
        title={t('empty.list')}
        text={t(mayWrite ? 'empty.boardText' : 'empty.officeText')}
        action={mayWrite ? write : undefined}
      />
    );
  return (
    <>
      {mayWrite && (
        <Stack isRow>
          <Button kind="primary" icon={AddIcon} {...write} />
        </Stack>
      )}
      <DataTable
        label={t('title.list')}
        rows={found}
        keyOf={({ finding }) => finding.id}
        onOpen={({ finding }) => navigate(`/kien-nghi/${finding.id}`)}
        columns={[
          {
            key: 'day',
            title: t('field.foundOn'),
            render: ({ finding }) => formatDate(finding.foundOn),
            sortValue: ({ finding }) => finding.foundOn,
          },
          { key: 'what', title: t('field.what'), render: ({ finding }) => <Beginning text={finding.what} /> },
          {
            key: 'about',
            title: t('field.onRow'),
            render: ({ finding }) => aboutText(finding),
          },
          {
            key: 'progress',
            title: t('field.progress'),
            render: ({ progress }) => t(`progress.${progress}`),
            sortValue: ({ progress }) => t(`progress.${progress}`),
          },
          { key: 'state', title: t('field.state'), render: ({ finding }) => <StateMark state={stateOf(finding)} /> },
        ]}
      />
      <ListActions
        name={t('title.list')}
        rows={found}
        columns={[
          [t('field.foundOn'), ({ finding }) => ({ day: finding.foundOn })],
          [t('field.what'), ({ finding }) => finding.what],
          [t('field.onRow'), ({ finding }) => aboutText(finding)],
          [t('field.progress'), ({ progress }) => t(`progress.${progress}`)],
          [t('field.state'), ({ finding }) => t(`ui-kit:state.${stateOf(finding)}`)],
        ]}
      />
      <Signatures names={[t('signature.board'), t('signature.director')]} />
    </>
  );
}
