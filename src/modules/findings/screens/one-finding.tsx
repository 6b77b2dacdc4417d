import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useParams } from 'wouter';
import { printPage } from '#files/print.ts';
import { useAsked } from '#hooks/asked.ts';
import { useCommand, useDevice, useMay, useQuery } from '#hooks/device.tsx';
import { useDraft } from '#hooks/draft.ts';
import { stateOf } from '#hooks/record-state.ts';
import { RefusalNotice } from '#hooks/refusal.tsx';
import { formatDate } from '#kernel/calendar.ts';
import { splitId } from '#kernel/ids.ts';
import type { Reader } from '#kernel/module.ts';
import type { Refusal, Result } from '#kernel/result.ts';
import { nameOfWriter } from '#modules/people/index.ts';
import { Button } from '#ui-kit/button.tsx';
import { Details } from '#ui-kit/details.tsx';
import { EmptyState } from '#ui-kit/empty-state.tsx';
import { CheckIcon, EditIcon, PrintIcon, ReceiptIcon, UnlockIcon } from '#ui-kit/icon.tsx';
import { Loading } from '#ui-kit/loading.tsx';
import { Said } from '#ui-kit/said.tsx';
import { PaperHeading } from '#ui-kit/paper-heading.tsx';
import { Signatures } from '#ui-kit/signatures.tsx';
import { Stack } from '#ui-kit/stack.tsx';
import { StateMark } from '#ui-kit/state-mark.tsx';
import { UndoBar } from '#ui-kit/undo-bar.tsx';
import { editFinding, reopenFinding, settleFinding } from '../commands.ts';
import { findingAnswers, findings } from '../index.ts';
import { answersTo, progressOf, stands, type Finding } from '../queries.ts';
import { recordOf, useRecordNames } from './about.ts';
import { FindingForm, findingWordsSchema } from './finding-form.tsx';
import { WriteAnswer } from './write-answer.tsx';

const EDIT = 'sua';

/** One finding with everything that was said to it: the board changes and settles it, the director and the chief accountant answer. */
export function OneFinding() {
  const { t } = useTranslation(['findings', 'common']);
  const { id } = useParams<{ id: string }>();
  const { coopName } = useDevice();
  const [, navigate] = useLocation();
  const may = useMay();
  const nameOf = useRecordNames();
  const { asked, ask, answered } = useAsked();
  const found = useQuery((read) => withAnswers(read, id), `finding ${id}`);
  if (found === undefined) return <Loading />;
  const { finding, answers, by } = found;
  if (finding === undefined) return <EmptyState title={t('empty.one')} text={t('empty.oneText')} />;
  const progress = progressOf(
    finding,
    answers.some(({ answer }) => stands(answer)),
  );
  const mayEdit = may(findings, 'set') && progress === 'unanswered';
  if (mayEdit && asked === EDIT) return <EditFinding finding={finding} onDone={answered} />;
  const record = recordOf(finding);
  const about = record === undefined ? undefined : nameOf(record);
  const aboutPath = about?.path;
  return (
    <>
      <PaperHeading owner={coopName} title={t('title.list')} />
      <Said by={signed(by ?? t('signature.board'), finding.foundOn)} text={finding.what}>
        <StateMark state={stateOf(finding)} />
      </Said>
      <Details
        label={t('title.one')}
        entries={[
          [t('field.progress'), t(`progress.${progress}`)],
          [t('field.settledOn'), finding.settledOn === undefined ? undefined : formatDate(finding.settledOn)],
          [t('field.onRow'), about?.label],
        ]}
      />
      {answers.length > 0 && <h2>{t('title.answers')}</h2>}
      {answers.map(({ answer, by: answerer }) => (
        <Said key={answer.id} by={signed(answerer ?? t('answerer'), answer.answeredOn)} text={answer.text}>
          <StateMark state={stateOf(answer)} />
        </Said>
      ))}
      <div data-print="hide">
        <Stack>
          {progress !== 'settled' && may(findingAnswers, 'post') && <WriteAnswer key={id} findingId={id} />}
          {may(findings, 'set') && <Settle finding={finding} />}
          {mayEdit && <Button wide icon={EditIcon} label={t('action.edit')} onPress={() => ask(EDIT)} />}
          {aboutPath !== undefined && (
            <Button wide icon={ReceiptIcon} label={t('action.openRecord')} onPress={() => navigate(aboutPath)} />
          )}
          <Button wide icon={PrintIcon} label={t('action.print')} onPress={() => void printPage('a4')} />
        </Stack>
      </div>
      <Signatures names={[t('signature.board'), t('signature.director')]} />
    </>
  );

  function signed(who: string, day: string): string {
    return `${who} · ${formatDate(day)}`;
  }
}

async function withAnswers(read: Reader, id: string) {
  const finding = await read.get(findings, id);
  const answers = await Promise.all(
    (await answersTo(read, id)).map(async (answer) => ({
      answer,
      by: await nameOfWriter(read, splitId(answer.id).writer),
    })),
  );
  return { finding, answers, by: finding === undefined ? undefined : await nameOfWriter(read, splitId(id).writer) };
}

function EditFinding({ finding, onDone }: { readonly finding: Finding; readonly onDone: () => void }) {
  const edit = useCommand(editFinding);
  const { id, what, foundOn } = finding;
  const [words, setWords, clear] = useDraft(`finding edit ${id}`, findingWordsSchema, { what, foundOn });
  const end = (): void => {
    clear();
    onDone();
  };
  const save = async (typed: { readonly what: string; readonly foundOn: string }): Promise<Result<unknown>> => {
    const outcome = await edit({ id, ...typed });
    if (outcome.ok) end();
    return outcome;
  };
  return <FindingForm words={words} onChange={setWords} onSave={save} onCancel={end} />;
}

/** The board has seen that it is put right, or opens it again. */
function Settle({ finding }: { readonly finding: Finding }) {
  const { t } = useTranslation('findings');
  const settle = useCommand(settleFinding);
  const reopen = useCommand(reopenFinding);
  const [refusal, setRefusal] = useState<Refusal>();
  const [isJustSettled, setJustSettled] = useState(false);
  const isSettled = finding.settledOn !== undefined;
  const run = async (isSettling: boolean): Promise<void> => {
    const outcome = await (isSettling ? settle : reopen)(finding.id);
    setRefusal(outcome.ok ? undefined : outcome);
    setJustSettled(outcome.ok && isSettling);
  };
  return (
    <>
      {isSettled && isJustSettled && (
        <UndoBar sentence={t('settledNow')} onUndo={() => void run(false)} onDone={() => setJustSettled(false)} />
      )}
      {!isSettled && (
        <Button wide kind="primary" icon={CheckIcon} label={t('action.settle')} onPress={() => void run(true)} />
      )}
      {isSettled && !isJustSettled && (
        <Button wide icon={UnlockIcon} label={t('action.reopen')} onPress={() => void run(false)} />
      )}
      <RefusalNotice refusal={refusal} namespace="findings" />
    </>
  );
}
