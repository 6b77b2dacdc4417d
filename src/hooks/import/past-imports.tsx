import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { RefusalNotice } from '#hooks/refusal.tsx';
import { fileOfBatch, type Batch, type TakenBack } from '#kernel/batches.ts';
import type { Refusal, Result } from '#kernel/result.ts';
import { Button } from '#ui-kit/button.tsx';
import { UndoIcon } from '#ui-kit/icon.tsx';
import { Notice } from '#ui-kit/notice.tsx';
import { TakenBackNotice } from './taken-back.tsx';

/** Imports that still stand, each with the way back. The module has the words (`import.past`, `action.undoImport`). */
export function PastImportList(props: {
  readonly found: readonly Batch[] | undefined;
  readonly namespace: string;
  readonly undo: (batch: string) => Promise<Result<TakenBack>>;
}) {
  const { t } = useTranslation(props.namespace);
  const [refusal, setRefusal] = useState<Refusal>();
  const [takenBack, setTakenBack] = useState<TakenBack>();
  const undo = async (batch: string): Promise<void> => {
    const outcome = await props.undo(batch);
    setRefusal(outcome.ok ? undefined : outcome);
    // What is gone whole is seen by its absence.
    setTakenBack(outcome.ok && outcome.value.kept > 0 ? outcome.value : undefined);
  };
  return (
    <>
      {props.found?.map(({ batch, count }) => (
        <Notice key={batch} kind="info" title={t('import.past', { name: fileOfBatch(batch), count })}>
          <Button icon={UndoIcon} label={t('action.undoImport')} onPress={() => void undo(batch)} />
        </Notice>
      ))}
      {takenBack !== undefined && <TakenBackNotice takenBack={takenBack} namespace={props.namespace} />}
      <RefusalNotice refusal={refusal} namespace={props.namespace} />
    </>
  );
}
