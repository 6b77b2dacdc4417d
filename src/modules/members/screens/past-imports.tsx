import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand, useQuery } from '#hooks/device.tsx';
import { RefusalNotice } from '#hooks/refusal.tsx';
import type { Refusal } from '#kernel/result.ts';
import { Button } from '#ui-kit/button.tsx';
import { UndoIcon } from '#ui-kit/icon.tsx';
import { Notice } from '#ui-kit/notice.tsx';
import { undoImport } from '../commands.ts';
import { pastImports } from '../queries.ts';

/** Imports that still stand, each with the way back. */
export function PastImports() {
  const { t } = useTranslation('members');
  const undo = useCommand(undoImport);
  const [refusal, setRefusal] = useState<Refusal>();
  const found = useQuery(pastImports, 'past imports');
  return (
    <>
      {found?.map(({ batch, count }) => (
        <Notice key={batch} kind="info" title={t('import.past', { name: batch.replace(/ [^ ]*$/, ''), count })}>
          <Button
            icon={UndoIcon}
            label={t('action.undoImport')}
            onPress={() => void undo(batch).then((outcome) => setRefusal(outcome.ok ? undefined : outcome))}
          />
        </Notice>
      ))}
      <RefusalNotice refusal={refusal} namespace="members" />
    </>
  );
}
