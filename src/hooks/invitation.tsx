/** Asks for an invitation and shows it: six letters where the server answers, a signed link where it does not. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { shareText } from '#files/share.ts';
import { Fault, refuse, type Refusal } from '#kernel/result.ts';
import { Button } from '#ui-kit/button.tsx';
import { Code } from '#ui-kit/code.tsx';
import { Dialog } from '#ui-kit/dialog.tsx';
import { ShareIcon } from '#ui-kit/icon.tsx';
import { Qr } from '#ui-kit/qr.tsx';
import { Stack } from '#ui-kit/stack.tsx';
import { useDevice, type InviteFor } from './device.tsx';
import { RefusalNotice } from './refusal.tsx';

/** `again`: the user who is let in as the same person. */
type Asked = InviteFor | { readonly again: string };
type Made = { readonly title: string } & ({ readonly code: string } | { readonly signed: string });

/** Its texts are the members' module's. */
export function useInvitation() {
  const { people } = useDevice();
  const [made, setMade] = useState<Made>();
  const [refusal, setRefusal] = useState<Refusal>();
  const ask = (asked: Asked, title: string): void => {
    setRefusal(undefined);
    const make = async (): Promise<void> => {
      const desk = await people();
      if ('again' in asked) return setMade({ title, ...(await desk.inviteAgain(asked.again)) });
      try {
        setMade({ title, ...(await desk.invite(asked)) });
      } catch (cause) {
        const signed = isAway(cause) ? await desk.inviteOffline(asked) : undefined;
        if (signed === undefined) throw cause;
        setMade({ title, signed });
      }
    };
    make().catch((cause: unknown) => {
      if (!(cause instanceof Fault)) throw cause;
      setRefusal(refuse(cause.code, cause.values));
    });
  };
  const shown = (
    <>
      <RefusalNotice refusal={refusal} namespace="members" />
      <Dialog open={made !== undefined} title={made?.title ?? ''} onClose={() => setMade(undefined)}>
        {made !== undefined && ('code' in made ? <Letters code={made.code} /> : <Signed text={made.signed} />)}
      </Dialog>
    </>
  );
  return { ask, shown };
}

function isAway(cause: unknown): boolean {
  return cause instanceof Fault && cause.code === 'sync.offline';
}

function Letters({ code }: { readonly code: string }) {
  const { t } = useTranslation('members');
  return (
    <Stack>
      <p>{t('invite.text')}</p>
      <Code text={code} />
      <Qr text={linkOf(code)} label={t('invite.qr')} />
      <p>{t('invite.once')}</p>
    </Stack>
  );
}

/** Some 300 bytes: drawn as large as a narrow phone lets it, so that another phone can read it. */
const SIGNED_QR_PX = 300;

function Signed({ text }: { readonly text: string }) {
  const { t } = useTranslation('members');
  const [said, setSaid] = useState<string>();
  const send = async (): Promise<void> =>
    setSaid(t(`invite.sent.${await shareText({ title: t('invite.qr'), text: linkOf(text) })}`));
  return (
    <Stack>
      <p>{t('invite.offline')}</p>
      <Qr text={linkOf(text)} label={t('invite.qr')} size={SIGNED_QR_PX} isDense />
      <Button wide icon={ShareIcon} label={t('action.sendLink')} onPress={() => void send()} />
      {said !== undefined && <p role="status">{said}</p>}
      <p>{t('invite.offlineOnce')}</p>
    </Stack>
  );
}

function linkOf(text: string): string {
  return `${window.location.origin}/vao#${text}`;
}
