/** The steps of a log in the words of the modules that they belong to. */
import type { HistoryScreen, Sentence } from '#hooks/history-screen.ts';
import type { Command, Reader } from '#kernel/module.ts';
import { mayWrite } from '#kernel/permission.ts';
import { readerOver, type LocalDatabase } from '#local-db/index.ts';
import { ownSteps, type OwnStep } from '#local-db/history/index.ts';

export interface ToldStep {
  readonly id: string;
  readonly savedAt: number;
  readonly namespace: string;
  readonly sentence: Sentence;
  /** `filed`: the office has filed it away. */
  readonly state: 'device' | 'received' | 'awaiting' | 'attention' | 'undone' | 'filed';
  /** Absent where nothing is left to take back, or this person may not. */
  readonly undo: { readonly command: Command<string, unknown>; readonly of: string } | undefined;
  readonly path: string | undefined;
}

export interface ToldSteps {
  /** Newest first. */
  readonly steps: readonly ToldStep[];
  readonly hasMore: boolean;
  readonly isWhole: boolean;
}

/** Tells the newest steps, out of at most so many operations. */
export async function toldSteps(
  database: LocalDatabase,
  limit: number,
  screens: ReadonlyMap<string, HistoryScreen>,
): Promise<ToldSteps> {
  const { steps, hasMore, isWhole } = await ownSteps(database, limit);
  const read = readerOver(database.store.reader);
  const told = await Promise.all(
    withoutRestOfBatch(steps, screens).map(async (step) => {
      const screen = screens.get(step.table.name);
      return screen === undefined ? undefined : tell(step, { database, read, screen });
    }),
  );
  return { steps: told.filter((step) => step !== undefined), hasMore, isWhole };
}

/** Rows that were made at once are told once, by the newest of them; the batch is undone when every one of them is. */
function withoutRestOfBatch(
  steps: readonly OwnStep[],
  screens: ReadonlyMap<string, HistoryScreen>,
): readonly OwnStep[] {
  const toldBy = new Map<string, OwnStep>();
  for (const step of steps) {
    const batch = batchOf(step, screens.get(step.table.name));
    const key = batch === undefined ? step.id : `${step.table.name} ${batch}`;
    const first = toldBy.get(key);
    toldBy.set(key, first === undefined ? step : { ...first, isUndone: first.isUndone && step.isUndone });
  }
  return [...toldBy.values()];
}

function batchOf(step: OwnStep, screen: HistoryScreen | undefined): string | undefined {
  return step.kind === 'create' ? screen?.batch?.of(step.fields) : undefined;
}

interface Telling {
  readonly database: LocalDatabase;
  readonly read: Reader;
  readonly screen: HistoryScreen;
}

async function tell(step: OwnStep, { database, read, screen }: Telling): Promise<ToldStep | undefined> {
  const me = database.session.person;
  const batch = batchOf(step, screen);
  const asked = { kind: step.kind, id: step.row, fields: step.fields, me };
  const sentence = await (batch === undefined || screen.batch === undefined
    ? screen.say(asked, read)
    : screen.batch.say(batch, read));
  if (sentence === undefined) return undefined;
  const isAwaiting = step.fate === 'received' && (await screen.isAwaiting?.(step.row, read)) === true;
  const state = step.isUndone ? 'undone' : isAwaiting ? 'awaiting' : step.fate;
  return {
    id: step.id,
    savedAt: step.savedAt,
    namespace: screen.namespace,
    sentence,
    state,
    undo: undoOf(step, { state, batch, database, screen }),
    path: batch === undefined && !(step.isUndone && step.table.kind === 'record') ? screen.path?.(asked) : undefined,
  };
}

function undoOf(
  step: OwnStep,
  at: Omit<Telling, 'read'> & { readonly state: ToldStep['state']; readonly batch: string | undefined },
): ToldStep['undo'] {
  const { state, batch, database, screen } = at;
  const isBeginning = step.kind === 'create' || step.kind === 'post';
  if (!isBeginning || state === 'undone' || state === 'attention' || state === 'filed') return undefined;
  const { catalogue, session } = database;
  const kind = step.table.kind === 'document' ? 'reverse' : 'delete';
  if (!mayWrite(catalogue.permissions, session.person, { table: step.table, kind, row: step.fields })) return undefined;
  if (batch !== undefined) return screen.batch && { command: screen.batch.undo, of: batch };
  return screen.undo && { command: screen.undo, of: step.row };
}
