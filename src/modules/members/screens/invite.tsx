import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDevice, type InviteFor } from '#hooks/device.tsx';
import { RefusalNotice } from '#hooks/refusal.tsx';
import { Fault, refuse, type Refusal } from '#kernel/result.ts';
import { Button } from '#ui-kit/button.tsx';
import { Code } from '#ui-kit/code.tsx';
import { Dialog } from '#ui-kit/dialog.tsx';
import { JoinIcon } from '#ui-kit/icon.tsx';
import { Qr } from '#ui-kit/qr.tsx';
import { Stack } from '#ui-kit/stack.tsx';
import type { Member } from '../queries.ts';

/** Six letters and a QR code with which a member's own device joins. */
export function InviteMember({ member }: { readonly member: Member }) {
  const { t } = useTranslation('members');
  return (
    <Invite
      label={t('action.invite')}
      title={t('invite.for', { name: member.name })}
      request={{
        role: 'member',
        memberId: member.id,
        memberName: member.name,
        ...(member.code === undefined ? {} : { memberCode: member.code }),
        ...(member.village === undefined ? {} : { memberVillage: member.village }),
      }}
    />
  );
}

/** The same for another computer of the office. */
export function InviteOffice() {
  const { t } = useTranslation('members');
  return <Invite label={t('action.inviteOffice')} title={t('invite.office')} request={{ role: 'office' }} />;
}

function Invite(props: { readonly label: string; readonly title: string; readonly request: InviteFor }) {
  const { label, title, request } = props;
  const { t } = useTranslation('members');
  const { invite } = useDevice();
  const [code, setCode] = useState<string>();
  const [refusal, setRefusal] = useState<Refusal>();
  const ask = async (): Promise<void> => {
    setRefusal(undefined);
    try {
      setCode((await invite(request)).code);
    } catch (cause) {
      if (!(cause instanceof Fault)) throw cause;
      setRefusal(refuse(cause.code, cause.values));
    }
  };
  return (
    <>
      <Button icon={JoinIcon} label={label} onPress={() => void ask()} />
      <RefusalNotice refusal={refusal} namespace="members" />
      <Dialog open={code !== undefined} title={title} onClose={() => setCode(undefined)}>
        {code !== undefined && (
          <Stack>
            <p>{t('invite.text')}</p>
            <Code text={code} />
            <Qr text={`${window.location.origin}/vao#${code}`} label={t('invite.qr')} />
            <p>{t('invite.once')}</p>
          </Stack>
        )}
      </Dialog>
    </>
  );
}
