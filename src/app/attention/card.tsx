import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { useCommand, useDevice, useMay, usePerson, useQuery, useToday } from '#hooks/device.tsx';
import { refusalOf } from '#hooks/people.ts';
import { RefusalNotice } from '#hooks/refusal.tsx';
import { dateAt, formatDate, timeOfDayAt } from '#kernel/calendar.ts';
import { grantsOfRoles } from '#kernel/grants.ts';
import type { Person } from '#kernel/module.ts';
import type { Refusal, Result } from '#kernel/result.ts';
import { worksForCoop } from '#kernel/roles.ts';
import { decide, setGrants } from '#modules/desk/commands.ts';
import { decisions, grants } from '#modules/desk/index.ts';
import { closedThrough } from '#modules/ledger/index.ts';
import { Button } from '#ui-kit/button.tsx';
import { DateField } from '#ui-kit/date-field.tsx';
import { Details } from '#ui-kit/details.tsx';
import { Dialog } from '#ui-kit/dialog.tsx';
import { AddIcon, CheckIcon, FileAwayIcon } from '#ui-kit/icon.tsx';
import { Notice } from '#ui-kit/notice.tsx';
import { Stack } from '#ui-kit/stack.tsx';
import { TextField } from '#ui-kit/text-field.tsx';
import { rolesOf } from '../people-desk.ts';
import { RELEASABLE, type CardToSee } from './matters.ts';
import { attentionScreens } from './resolvers.ts';
import { linesOf, type RowNames } from './row-names.ts';
import { SendToOffice } from './send-to-office.tsx';
import type { RowToSee } from './use-attention.ts';

/** What the server put aside: what it says, what is safe, what is wrong, and what this person can do about it. */
export function CardToDecide({ each, names }: { readonly each: CardToSee; readonly names: RowNames }) {
  const { t } = useTranslation(['desk', 'common']);
  const person = usePerson();
  const mayDecide = useMayDecide(each.card.why);
  const { card, decision } = each;
  const isUnderWay = decision?.column === 'waiting';
  return (
    <CardFrame
      reason={card.why}
      title={titleOf()}
      code={`${card.why} ${card.operation.slice(-8)}`}
      entries={useEntries(each, names)}
    >
      {isUnderWay && <p role="status">{t(`underWay.${decision.action}`)}</p>}
      {!isUnderWay && decision !== undefined && <p>{t('triedInVain')}</p>}
      {!isUnderWay && mayDecide && <Decide each={each} />}
      {!isUnderWay && !mayDecide && isAsker(person, card.author) && <Ask each={each} names={names} />}
    </CardFrame>
  );

  function titleOf(): string {
    const what = each.table === undefined ? t('unknownTable') : t(`common:records.${each.table.name}`);
    return `${t(`did.${card.kind}`)}: ${what}`;
  }
}

/** Whether the person can do something about a card with this reason. */
function useMayDecide(reason: string): boolean {
  const may = useMay();
  return may(decisions, 'post') || (reason === 'unenrolled' && may(grants, 'create'));
}

/** Who wrote it asks the office; so does a member's family. Whoever only reads the books has nothing to ask. */
function isAsker(person: Person, author: string): boolean {
  return person.userId === author || !worksForCoop(person);
}

/** An own row in quarantine of which only the reason is known so far. */
export function RowApart({ each, names }: { readonly each: RowToSee; readonly names: RowNames }) {
  const { t } = useTranslation(['desk', 'common']);
  const { table, row } = each;
  const reason = row.reason ?? 'invalid';
  const entries = linesOf(table, { ...row }, { t, names });
  const title = t(`common:records.${table.name}`);
  return (
    <CardFrame reason={reason} title={title} code={`${reason} ${row.id.slice(-8)}`} entries={entries}>
      <SendToOffice title={title} entries={entries} />
    </CardFrame>
  );
}

function CardFrame(props: {
  readonly reason: string;
  readonly title: string;
  readonly code: string;
  readonly entries: readonly (readonly [string, string])[];
  readonly children: ReactNode;
}) {
  const { t } = useTranslation('desk');
  const { reason } = props;
  const reader = useMayDecide(reason) ? 'office' : 'member';
  return (
    <Notice
      kind="warning"
      title={props.title}
      safe={t('safe')}
      wrong={t(`reason.${reason}.wrong`)}
      whatToDo={t(`reason.${reason}.${reader}`)}
      code={props.code}
    >
      <Details label={props.title} entries={props.entries} />
      {props.children}
    </Notice>
  );
}

/** Who, when, and what the record says. */
function useEntries(each: CardToSee, names: RowNames): readonly (readonly [string, string])[] {
  const { t } = useTranslation(['desk', 'common']);
  const { userId } = usePerson();
  const { card, table, fields, writer } = each;
  const { writtenAt } = card;
  const who = card.author === userId ? t('you') : (writer ?? t('unknownPerson'));
  const name = names.get(card.onRow);
  return [
    [t('field.by'), who],
    [t('field.at'), `${timeOfDayAt(writtenAt)} ${formatDate(dateAt(writtenAt))}`],
    ...(name === undefined ? [] : [[t('field.on'), name] as const]),
    ...(table === undefined ? [] : linesOf(table, fields, { t, names })),
  ];
}

/** The farmer: write it anew where that helps, or ask the bookkeeper. */
function Ask({ each, names }: { readonly each: CardToSee; readonly names: RowNames }) {
  const { t } = useTranslation(['desk', 'common']);
  const [, navigate] = useLocation();
  const entries = useEntries(each, names);
  const path = each.table === undefined ? undefined : attentionScreens.get(each.table.name)?.recordPath;
  const canWriteAnew = path !== undefined && (each.card.why === 'invalid' || each.card.why === 'immutable');
  return (
    <Stack>
      {canWriteAnew && <Button wide icon={AddIcon} label={t('action.writeAnew')} onPress={() => navigate(path)} />}
      <SendToOffice title={t(`reason.${each.card.why}.wrong`)} entries={entries} />
    </Stack>
  );
}

/** The office: let it in, on an open day when its own is closed, or file it away. */
function Decide({ each }: { readonly each: CardToSee }) {
  const { t } = useTranslation(['desk', 'common']);
  const today = useToday();
  const may = useMay();
  const mayDecide = may(decisions, 'post');
  const run = useCommand(decide);
  const grant = useCommand(setGrants);
  const { people } = useDevice();
  const [postOn, setPostOn] = useState<string | null>(today);
  const [isFiling, setFiling] = useState(false);
  const [note, setNote] = useState('');
  const [refusal, setRefusal] = useState<Refusal>();
  const closed = useQuery(async (read) => ({ through: await closedThrough(read) }), 'closed through')?.through;
  const { card } = each;
  const isLate = card.why === 'late';
  const isDayClosed = postOn !== null && closed !== undefined && postOn <= closed;
  const said = (outcome: Result<unknown>): void => setRefusal(outcome.ok ? undefined : outcome);
  const release = async (): Promise<void> => {
    if (isLate && (postOn === null || isDayClosed)) return;
    said(await run({ cardId: card.id, action: 'release', ...(isLate && postOn !== null ? { postOn } : {}) }));
  };
  const approve = async (): Promise<void> => {
    const roles = await rolesOf(await people(), card.author);
    said(await grant({ userId: card.author, grants: grantsOfRoles({ roles }) }));
  };
  const dismiss = async (): Promise<void> => {
    setFiling(false);
    const text = note.trim();
    said(await run({ cardId: card.id, action: 'dismiss', ...(text === '' ? {} : { note: text }) }));
  };
  return (
    <Stack>
      {isLate && mayDecide && (
        <DateField
          label={t('field.postOn')}
          value={postOn}
          onChange={setPostOn}
          today={today}
          hasChips={false}
          error={isDayClosed ? t('dayClosed', { date: formatDate(closed) }) : undefined}
        />
      )}
      <Stack isRow>
        {mayDecide && RELEASABLE.has(card.why) && (
          <Button kind="primary" icon={CheckIcon} label={t('action.release')} onPress={() => void release()} />
        )}
        {card.why === 'unenrolled' && may(grants, 'create') && (
          <Button
            label={t('action.approve')}
            onPress={() => void approve().catch((cause: unknown) => setRefusal(refusalOf(cause)))}
          />
        )}
        {mayDecide && <Button icon={FileAwayIcon} label={t('action.dismiss')} onPress={() => setFiling(true)} />}
      </Stack>
      <Dialog
        open={isFiling}
        title={t('title.dismiss')}
        onClose={() => setFiling(false)}
        actions={
          <>
            <Button kind="primary" label={t('action.dismiss')} onPress={() => void dismiss()} />
            <Button kind="quiet" label={t('common:cancel')} onPress={() => setFiling(false)} />
          </>
        }
      >
        <p>{t('dismissText')}</p>
        <TextField label={t('field.note')} value={note} onChange={setNote} maxLength={500} />
      </Dialog>
      <RefusalNotice refusal={refusal} namespace="desk" />
    </Stack>
  );
}
