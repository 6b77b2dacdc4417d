import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand, useDevice } from '#hooks/device.tsx';
import { refusalOf } from '#hooks/people.ts';
import { RefusalNotice } from '#hooks/refusal.tsx';
import { grantsOfRoles } from '#kernel/grants.ts';
import type { Refusal } from '#kernel/result.ts';
import { FARM_ROLES, ROLES, type Role } from '#kernel/roles.ts';
import { setGrants } from '#modules/desk/index.ts';
import { Button } from '#ui-kit/button.tsx';
import { CheckField } from '#ui-kit/check-field.tsx';
import { Dialog } from '#ui-kit/dialog.tsx';
import { EditIcon } from '#ui-kit/icon.tsx';
import { Stack } from '#ui-kit/stack.tsx';
import type { ShownPerson } from './everybody.ts';

/** What somebody does from now on: ticked one by one, each with what it lets one do. Needs the server. */
export function ChangeRoles({ person, onChanged }: { readonly person: ShownPerson; readonly onChanged: () => void }) {
  const { t } = useTranslation(['people', 'members', 'common']);
  const { people } = useDevice();
  const grant = useCommand(setGrants);
  const [isOpen, setOpen] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [chosen, setChosen] = useState<readonly Role[]>(person.roles);
  const [refusal, setRefusal] = useState<Refusal>();
  // Who writes for a member is invited with that member's entry.
  const offered = ROLES.filter((role) => person.memberId !== undefined || !FARM_ROLES.includes(role));
  const roles = ROLES.filter((role) => chosen.includes(role));
  const isSame = roles.join(' ') === ROLES.filter((role) => person.roles.includes(role)).join(' ');
  const save = async (): Promise<void> => {
    setBusy(true);
    setRefusal(undefined);
    try {
      await (await people()).changeRoles(person.user, roles);
      // Grants that were written by name do not follow the roles.
      const granted = person.hasGrants
        ? await grant({ userId: person.user, grants: grantsOfRoles({ roles }) })
        : undefined;
      if (granted?.ok === false) setRefusal(granted);
      else setOpen(false);
      onChanged();
    } catch (cause) {
      setRefusal(refusalOf(cause));
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <Button icon={EditIcon} label={t('action.changeRoles')} onPress={() => setOpen(true)} />
      <Dialog
        open={isOpen}
        title={t('title.roles')}
        onClose={() => setOpen(false)}
        actions={
          <>
            <Button
              kind="primary"
              label={t('common:save')}
              disabled={isBusy || isSame || roles.length === 0}
              onPress={() => void save()}
            />
            <Button kind="quiet" label={t('common:cancel')} onPress={() => setOpen(false)} />
          </>
        }
      >
        <p>{t('rolesText', { name: person.name })}</p>
        <Stack>
          {offered.map((role) => (
            <CheckField
              key={role}
              label={t(`members:job.${role}.name`)}
              detail={t(`members:job.${role}.may`)}
              checked={chosen.includes(role)}
              onChange={(isChosen) => setChosen(isChosen ? [...chosen, role] : chosen.filter((each) => each !== role))}
            />
          ))}
        </Stack>
        <RefusalNotice refusal={refusal} namespace="people" />
      </Dialog>
    </>
  );
}
