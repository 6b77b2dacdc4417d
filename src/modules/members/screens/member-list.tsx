import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { AddForm } from '#hooks/add-form.tsx';
import { useCommand, useMay, usePerson, useQuery } from '#hooks/device.tsx';
import { ListActions } from '#hooks/list-actions.tsx';
import { formatDate } from '#kernel/calendar.ts';
import { groupDigits } from '#kernel/quantity.ts';
import type { Refusal } from '#kernel/result.ts';
import { hasRole } from '#kernel/roles.ts';
import { cleanText } from '#kernel/text.ts';
import { Button } from '#ui-kit/button.tsx';
import { DataTable } from '#ui-kit/data-table.tsx';
import { EmptyState } from '#ui-kit/empty-state.tsx';
import { DeviceIcon, SpreadsheetIcon } from '#ui-kit/icon.tsx';
import { Loading } from '#ui-kit/loading.tsx';
import { SearchField } from '#ui-kit/search-field.tsx';
import { Stack } from '#ui-kit/stack.tsx';
import { TextField } from '#ui-kit/text-field.tsx';
import { addMember } from '../commands.ts';
import { members } from '../index.ts';
import { matching, searchable } from '../queries.ts';
import { InviteStaff } from './invite.tsx';

/** The register: found without marks, namesakes told apart by code and village. */
export function MemberList() {
  const { t } = useTranslation(['members', 'people', 'common']);
  const person = usePerson();
  const [, navigate] = useLocation();
  const mayAdd = useMay()(members, 'create');
  const [text, setText] = useState('');
  const everybody = useQuery((read) => read.list(members, { index: 'id' }), 'members');
  // Folded and put in order once, and not with every key of a search.
  const all = useMemo(() => searchable(everybody ?? []), [everybody]);
  const found = useMemo(() => matching(all, text), [all, text]);
  if (everybody === undefined) return <Loading />;
  return (
    <>
      <Stack isRow>
        {mayAdd && (
          <Button icon={SpreadsheetIcon} label={t('action.import')} onPress={() => navigate('/thanh-vien/nhap')} />
        )}
        <InviteStaff />
        {hasRole(person, ['admin']) && (
          <Button icon={DeviceIcon} label={t('people:title.list')} onPress={() => navigate('/nguoi-va-may')} />
        )}
      </Stack>
      {everybody.length === 0 ? (
        <EmptyState
          title={t('empty.list')}
          text={t('empty.listText')}
          action={mayAdd ? { label: t('action.import'), onPress: () => navigate('/thanh-vien/nhap') } : undefined}
        />
      ) : (
        <>
          <SearchField
            label={t('search')}
            hint={t('searchHint')}
            value={text}
            onChange={setText}
            found={found.length}
          />
          <DataTable
            label={t('title.list')}
            rows={found}
            keyOf={(member) => member.id}
            onOpen={(member) => navigate(`/thanh-vien/${member.id}`)}
            columns={[
              { key: 'name', title: t('field.name'), render: (member) => member.name },
              {
                key: 'code',
                title: t('field.code'),
                render: (member) => member.code ?? '',
                sortValue: (member) => member.code ?? '',
              },
              {
                key: 'village',
                title: t('field.village'),
                render: (member) => member.village ?? '',
                sortValue: (member) => member.village ?? '',
              },
              { key: 'phone', title: t('field.phone'), render: (member) => member.phone ?? '' },
              {
                key: 'birth',
                title: t('field.birth'),
                render: (member) => (member.birth === undefined ? '' : formatDate(member.birth)),
                sortValue: (member) => member.birth ?? '',
              },
              {
                key: 'area',
                title: t('field.areaM2'),
                number: true,
                render: (member) => (member.areaM2 === undefined ? '' : groupDigits(String(member.areaM2))),
                sortValue: (member) => member.areaM2 ?? 0,
              },
            ]}
          />
          <ListActions
            name={t('title.list')}
            rows={found}
            columns={[
              [t('field.code'), (member) => member.code],
              [t('field.name'), (member) => member.name],
              [t('field.village'), (member) => member.village],
              [t('field.phone'), (member) => member.phone],
              [t('field.birth'), (member) => (member.birth === undefined ? undefined : { day: member.birth })],
              [t('field.areaM2'), (member) => member.areaM2],
            ]}
          />
        </>
      )}
      {mayAdd && <AddMember />}
    </>
  );
}

function AddMember() {
  const { t } = useTranslation('members');
  const add = useCommand(addMember);
  const [name, setName] = useState('');
  const [code, setCode] = useState('');
  const [village, setVillage] = useState('');
  const [refusal, setRefusal] = useState<Refusal>();
  const isReady = cleanText(name) !== '';
  const save = async (): Promise<void> => {
    const optional = { code: cleanText(code), village: cleanText(village) };
    const outcome = await add({
      name: cleanText(name),
      ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== '')),
    });
    setRefusal(outcome.ok ? undefined : outcome);
    if (!outcome.ok) return;
    setName('');
    setCode('');
  };
  return (
    <AddForm
      title={t('title.add')}
      label={t('action.add')}
      isReady={isReady}
      onAdd={save}
      refusal={refusal}
      namespace="members"
    >
      <TextField label={t('field.name')} value={name} maxLength={120} onChange={setName} />
      <TextField label={t('field.code')} value={code} maxLength={40} onChange={setCode} />
      <TextField label={t('field.village')} value={village} maxLength={120} onChange={setVillage} />
    </AddForm>
  );
}
