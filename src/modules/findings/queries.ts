import type { Reader, Stored } from '#kernel/module.ts';
import { findingAnswers, findings, type FindingAnswerRow, type FindingRow } from './records.ts';

export type Finding = Stored<FindingRow>;
export type Answer = Stored<FindingAnswerRow>;

export type Progress = 'unanswered' | 'answered' | 'settled';

export interface ListedFinding {
  readonly finding: Finding;
  readonly progress: Progress;
}

/** Every finding, the open ones first, each part with the newest day first. A board writes dozens in a year, so none is left out. */
export async function findingList(read: Reader): Promise<readonly ListedFinding[]> {
  const newestFirst = await read.list(findings, { index: 'foundOn', reverse: true });
  const listed = await withProgress(read, newestFirst);
  const isSettled = ({ progress }: ListedFinding): boolean => progress === 'settled';
  return [...listed.filter((each) => !isSettled(each)), ...listed.filter(isSettled)];
}

/** What was found about one record, newest first. */
export async function findingsAbout(read: Reader, rowId: string): Promise<readonly ListedFinding[]> {
  const found = await read.list(findings, { index: 'onRow', equals: rowId });
  return withProgress(
    read,
    [...found].sort((left, right) => right.savedAt - left.savedAt),
  );
}

/** How many open findings nobody has answered. */
export async function unansweredCount(read: Reader): Promise<number> {
  return (await findingList(read)).filter(({ progress }) => progress === 'unanswered').length;
}

/** What was said to a finding, in the order in which it was said; what needs attention as well. */
export async function answersTo(read: Reader, findingId: string): Promise<readonly Answer[]> {
  const found = await read.list(findingAnswers, { index: 'findingId', equals: findingId });
  return [...found].sort((left, right) => left.savedAt - right.savedAt);
}

/** Whether an answer counts: one that was put aside is read by nobody else. */
export function stands(answer: Answer): boolean {
  return answer.column !== 'attention';
}

async function withProgress(read: Reader, rows: readonly Finding[]): Promise<readonly ListedFinding[]> {
  const standing = (await read.list(findingAnswers)).filter(stands);
  const answered = new Set(standing.map(({ findingId }) => findingId));
  return rows.map((finding) => ({ finding, progress: progressOf(finding, answered.has(finding.id)) }));
}

/** Where a finding stands between the board and those who answer. */
export function progressOf(finding: FindingRow, isAnswered: boolean): Progress {
  if (finding.settledOn !== undefined) return 'settled';
  return isAnswered ? 'answered' : 'unanswered';
}
