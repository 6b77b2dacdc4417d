import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { useCommand } from '#hooks/device.tsx';
import { RefusalNotice } from '#hooks/refusal.tsx';
import { grantsOfRoles } from '#kernel/grants.ts';
import type { Refusal } from '#kernel/result.ts';
import { setGrants } from '#modules/desk/index.ts';
import { Button } from '#ui-kit/button.tsx';
import { Dialog } from '#ui-kit/dialog.tsx';
import { CheckIcon, JoinIcon, LockIcon, UnlockIcon } from '#ui-kit/icon.tsx';
import { Notice } from '#ui-kit/notice.tsx';
import type { ShownPerson } from './everybody.ts';

/** Lets the device in, shuts it out, lets it in again: written in the co-op's log, so it needs no network. */
export function Admission({ person }: { readonly person: ShownPerson }) {
  const { t } = useTranslation(['people', 'common']);
  const [, navigate] = useLocation();
  const run = useCommand(setGrants);
  const [isAsking, setAsking] = useState(false);
  const [refusal, setRefusal] = useState<Refusal>();
  const { user: userId, roles, state, name, memberId } = person;
  const write = async (grants: Parameters<typeof run>[0]['grants']): Promise<void> => {
    setAsking(false);
    const outcome = await run({ userId, grants });
    setRefusal(outcome.ok ? undefined : outcome);
  };
  return (
    <>
      {state === 'pending' && (
        <Notice kind="info" title={t('pending.title')}>
          <p>{t('pending.text')}</p>
          <Button
            kind="primary"
            icon={CheckIcon}
            label={t('action.admit')}
            onPress={() => void write(grantsOfRoles({ roles }))}
          />
        </Notice>
      )}
      {state === 'revoked' ? (
        <Notice kind="warning" title={t('blocked.title')}>
          <p>{t('blocked.text')}</p>
          {memberId !== undefined && (
            <Button
              kind="primary"
              icon={JoinIcon}
              label={t('action.invite')}
              onPress={() => navigate(`/thanh-vien/${memberId}`)}
            />
          )}
          <Button icon={UnlockIcon} label={t('action.unblock')} onPress={() => void write(grantsOfRoles({ roles }))} />
        </Notice>
      ) : (
        <Button icon={LockIcon} label={t('action.block')} onPress={() => setAsking(true)} />
      )}
      <Dialog
        open={isAsking}
        title={t('title.block')}
        onClose={() => setAsking(false)}
        actions={
          <>
            <Button kind="danger" label={t('action.blockNow')} onPress={() => void write([])} />
            <Button kind="quiet" label={t('common:cancel')} onPress={() => setAsking(false)} />
          </>
        }
      >
        <p>{t('block.who', { name })}</p>
        <p>{t('block.text')}</p>
      </Dialog>
      <RefusalNotice refusal={refusal} namespace="people" />
    </>
  );
}
