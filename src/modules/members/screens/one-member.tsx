import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useParams } from 'wouter';
import { useCommand, useMay, usePerson, useQuery } from '#hooks/device.tsx';
import { RefusalNotice } from '#hooks/refusal.tsx';
import { formatDate } from '#kernel/calendar.ts';
import { moneyText } from '#kernel/money.ts';
import { groupDigits } from '#kernel/quantity.ts';
import type { Refusal } from '#kernel/result.ts';
import { hasRole, READING_ROLES } from '#kernel/roles.ts';
import { Button } from '#ui-kit/button.tsx';
import { Details } from '#ui-kit/details.tsx';
import { EmptyState } from '#ui-kit/empty-state.tsx';
import { FormGrid } from '#ui-kit/form-grid.tsx';
import { AccountIcon, EditIcon, PlotIcon } from '#ui-kit/icon.tsx';
import { Loading } from '#ui-kit/loading.tsx';
import { Stack } from '#ui-kit/stack.tsx';
import { TextField } from '#ui-kit/text-field.tsx';
import { editMember } from '../commands.ts';
import { readTypedMember, typedMember, TYPED_FIELDS, type TypedMember } from '../typed.ts';
import { members } from '../index.ts';
import type { Member } from '../queries.ts';
import { Groups } from './groups.tsx';
import { InviteMember } from './invite.tsx';

/** Everything about one member, and the way to the member's account, plots and invitation. */
export function OneMember() {
  const { t } = useTranslation(['members', 'common']);
  const { id } = useParams<{ id: string }>();
  const [, navigate] = useLocation();
  const may = useMay();
  const person = usePerson();
  const [isEditing, setEditing] = useState(false);
  const found = useQuery(async (read) => ({ member: await read.get(members, id) }), `member ${id}`);
  if (found === undefined) return <Loading />;
  const { member } = found;
  if (member === undefined) return <EmptyState title={t('empty.one')} text={t('empty.oneText')} />;
  if (isEditing) return <EditMember member={member} onDone={() => setEditing(false)} />;
  return (
    <>
      <h2>{member.name}</h2>
      <Stack isRow>
        <InviteMember member={member} />
        {hasRole(person, READING_ROLES) && (
          <Button icon={AccountIcon} label={t('action.account')} onPress={() => navigate(`/thanh-vien/${id}/so`)} />
        )}
        {hasRole(person, READING_ROLES) && (
          <Button icon={PlotIcon} label={t('action.plots')} onPress={() => navigate(`/thanh-vien/${id}/thua`)} />
        )}
        {may(members, 'set') && <Button icon={EditIcon} label={t('common:edit')} onPress={() => setEditing(true)} />}
      </Stack>
      <Details
        label={t('title.one')}
        entries={[
          [t('field.code'), member.code],
          [t('field.birth'), member.birth === undefined ? undefined : formatDate(member.birth)],
          [t('field.gender'), member.gender === undefined ? undefined : t(`gender.${member.gender}`)],
          [t('field.ethnicity'), member.ethnicity],
          [t('field.idNumber'), member.idNumber],
          [t('field.phone'), [member.phone, member.phone2].filter((part) => part !== undefined).join(' · ')],
          [t('field.village'), member.village],
          [t('field.commune'), member.commune],
          [t('field.province'), member.province],
          [t('field.areaM2'), member.areaM2 === undefined ? undefined : `${groupDigits(String(member.areaM2))} m²`],
          [t('field.capitalDong'), member.capitalDong === undefined ? undefined : moneyText(member.capitalDong)],
          [t('field.joinedOn'), member.joinedOn === undefined ? undefined : formatDate(member.joinedOn)],
          [t('field.note'), member.note],
        ]}
      />
      {may(members, 'set') && <Groups key={id} member={member} />}
    </>
  );
}

/** Every field as people type it; what cannot be read is said beside its field and nothing is saved. */
function EditMember({ member, onDone }: { readonly member: Member; readonly onDone: () => void }) {
  const { t } = useTranslation(['members', 'common']);
  const edit = useCommand(editMember);
  const [typed, setTyped] = useState<TypedMember>(() => typedMember(member));
  const [refusal, setRefusal] = useState<Refusal>();
  const read = readTypedMember(typed);
  const save = async (): Promise<void> => {
    if (read.problems.size > 0) return;
    const outcome = await edit({ id: member.id, fields: read.fields });
    setRefusal(outcome.ok ? undefined : outcome);
    if (outcome.ok) onDone();
  };
  return (
    <>
      <FormGrid
        onSubmit={() => void save()}
        actions={
          <>
            <Button type="submit" kind="primary" label={t('common:save')} disabled={read.problems.size > 0} />
            <Button kind="quiet" label={t('common:cancel')} onPress={onDone} />
          </>
        }
      >
        {TYPED_FIELDS.map((field) => {
          const problem = read.problems.get(field);
          return (
            <TextField
              key={field}
              label={t(`field.${field}`)}
              value={typed[field] ?? ''}
              onChange={(text) => setTyped({ ...typed, [field]: text })}
              error={problem === undefined ? undefined : t(`problem.${problem}`)}
            />
          );
        })}
      </FormGrid>
      <RefusalNotice refusal={refusal} namespace="members" />
    </>
  );
}
