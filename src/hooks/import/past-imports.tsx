import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { RefusalNotice } from '#hooks/refusal.tsx';
import { fileOfBatch, type Batch } from '#kernel/batches.ts';
import type { Refusal, Result } from '#kernel/result.ts';
import { Button } from '#ui-kit/button.tsx';
import { UndoIcon } from '#ui-kit/icon.tsx';
import { Notice } from '#ui-kit/notice.tsx';

/** Imports that still stand, each with the way back. The module has the words (`import.past`, `action.undoImport`). */
export function PastImportList(props: {
  readonly found: readonly Batch[] | undefined;
  readonly namespace: string;
  readonly undo: (batch: string) => Promise<Result<unknown>>;
}) {
  const { t } = useTranslation(props.namespace);
  const [refusal, setRefusal] = useState<Refusal>();
  return (
    <>
      {props.found?.map(({ batch, count }) => (
        <Notice key={batch} kind="info" title={t('import.past', { name: fileOfBatch(batch), count })}>
          <Button
            icon={UndoIcon}
            label={t('action.undoImport')}
            onPress={() => void props.undo(batch).then((outcome) => setRefusal(outcome.ok ? undefined : outcome))}
          />
        </Notice>
      ))}
      <RefusalNotice refusal={refusal} namespace={props.namespace} />
    </>
  );
}
