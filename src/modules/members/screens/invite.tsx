import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { usePerson } from '#hooks/device.tsx';
import { useInvitation } from '#hooks/invitation.tsx';
import { FARM_ROLES, FOUNDER_ROLES, mayInvite, ROLES, type Role } from '#kernel/roles.ts';
import { Button } from '#ui-kit/button.tsx';
import { Dialog } from '#ui-kit/dialog.tsx';
import { JoinIcon } from '#ui-kit/icon.tsx';
import { ListRow } from '#ui-kit/list-row.tsx';
import { List } from '#ui-kit/list.tsx';
import type { Member } from '../queries.ts';

/** Six letters and a QR code with which a member's own device joins, or that of who writes for the member. */
export function InviteMember({ member }: { readonly member: Member }) {
  const { t } = useTranslation('members');
  const person = usePerson();
  const { ask, shown } = useInvitation();
  const entry = {
    memberId: member.id,
    memberName: member.name,
    ...(member.code === undefined ? {} : { memberCode: member.code }),
    ...(member.village === undefined ? {} : { memberVillage: member.village }),
  };
  if (!mayInvite(person, FARM_ROLES)) return null;
  return (
    <>
      <Button
        icon={JoinIcon}
        label={t('action.invite')}
        onPress={() => ask({ roles: ['member'], ...entry }, t('invite.for', { name: member.name }))}
      />
      <Button
        icon={JoinIcon}
        label={t('action.inviteHelper')}
        onPress={() => ask({ roles: ['helper'], ...entry }, t('invite.forHelper', { name: member.name }))}
      />
      {shown}
    </>
  );
}

/** What somebody may be invited to do, by the key of its texts. In a small co-op one person does all of the office. */
const JOBS: readonly { readonly id: Role | 'everything'; readonly roles: readonly Role[] }[] = [
  { id: 'everything', roles: FOUNDER_ROLES },
  ...ROLES.filter((role) => !FARM_ROLES.includes(role)).map((role) => ({ id: role, roles: [role] })),
];

/** The same for who works for the co-op: one tap says as what. For admins only. */
export function InviteStaff() {
  const { t } = useTranslation('members');
  const person = usePerson();
  const { ask, shown } = useInvitation();
  const [isChoosing, setChoosing] = useState(false);
  if (!JOBS.every(({ roles }) => mayInvite(person, roles))) return null;
  return (
    <>
      <Button icon={JoinIcon} label={t('action.inviteStaff')} onPress={() => setChoosing(true)} />
      <Dialog open={isChoosing} title={t('title.inviteStaff')} onClose={() => setChoosing(false)}>
        <List
          label={t('title.inviteStaff')}
          items={JOBS}
          keyOf={({ id }) => id}
          renderItem={({ id, roles }) => (
            <ListRow
              title={t(`job.${id}.name`)}
              detail={t(`job.${id}.may`)}
              onPress={() => {
                setChoosing(false);
                ask({ roles }, t('invite.staff', { job: t(`job.${id}.name`) }));
              }}
            />
          )}
        />
      </Dialog>
      {shown}
    </>
  );
}
