import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '#hooks/device.tsx';
import { RefusalNotice } from '#hooks/refusal.tsx';
import type { Refusal, Result } from '#kernel/result.ts';
import { Button } from '#ui-kit/button.tsx';
import { ChipSet } from '#ui-kit/chip-set.tsx';
import { AddIcon } from '#ui-kit/icon.tsx';
import { Stack } from '#ui-kit/stack.tsx';
import { StepForm } from '#ui-kit/step-form.tsx';
import { TextField } from '#ui-kit/text-field.tsx';
import { joinGroup, leaveGroup } from '../commands.ts';
import type { Member } from '../queries.ts';

/** The groups of a member: each is put in and taken out by itself, so two people who do so at once agree. */
export function Groups({ member }: { readonly member: Member }) {
  const { t } = useTranslation('members');
  const join = useCommand(joinGroup);
  const leave = useCommand(leaveGroup);
  const [typed, setTyped] = useState('');
  const [refusal, setRefusal] = useState<Refusal>();
  const { id, groups = [] } = member;
  const said = (outcome: Result<unknown>): void => setRefusal(outcome.ok ? undefined : outcome);
  const add = async (): Promise<void> => {
    const outcome = await join({ id, group: typed });
    said(outcome);
    if (outcome.ok) setTyped('');
  };
  return (
    <section>
      <Stack>
        <h2>{t('field.groups')}</h2>
        {groups.length === 0 ? (
          <p>{t('groupsNone')}</p>
        ) : (
          <ChipSet
            label={t('field.groups')}
            chips={groups}
            removeLabel={(group) => t('action.leaveGroup', { group })}
            onRemove={(group) => void leave({ id, group }).then(said)}
          />
        )}
        <StepForm onSubmit={() => void add()}>
          <TextField label={t('field.newGroup')} value={typed} onChange={setTyped} maxLength={60} />
          <Button type="submit" icon={AddIcon} label={t('action.joinGroup')} />
        </StepForm>
        <RefusalNotice refusal={refusal} namespace="members" />
      </Stack>
    </section>
  );
}
