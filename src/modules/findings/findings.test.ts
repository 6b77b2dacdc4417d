/** What the board of control found, on a real local database (FD1 to FD5). */
import { expect, test } from 'vitest';
import { commit, readerOver, type LocalDatabase } from '#local-db/index.ts';
import { refuse } from '#kernel/result.ts';
import type { Role } from '#kernel/roles.ts';
import { choosing } from '#modules/desk/commands.ts';
import { choices } from '#modules/desk/index.ts';
import { must, newDisk, openDevice } from '../../../tests/helpers/local-device.ts';
import { answerFinding, editFinding, recordFinding, reopenFinding, resolveFinding, settleFinding } from './commands.ts';
import { findingList, findingsAbout, unansweredCount } from './queries.ts';
import { findingAnswers, findings, MAX_LETTERS } from './records.ts';

const TODAY = '2026-11-02';
const SALE = { table: 7, id: 'cccccccccccccccc-4' };

/** One co-op's book as the board and those who lead the co-op see it. */
function aCoop() {
  const disk = newDisk();
  const clock = { now: Date.UTC(2026, 10, 2, 1) };
  const open = (role: Role): LocalDatabase =>
    openDevice({
      disk,
      now: () => (clock.now += 1_000),
      randomBytes: (length) => new Uint8Array(length).fill(7),
      session: { coop: 'c0ffee0000000001', person: { userId: 'aaaaaaaaaaaaaaaa', roles: [role] }, isEnrolled: true },
    });
  const board = open('control');
  return { board, director: open('director'), open, read: readerOver(board.store.reader) };
}

const progress = (listed: Awaited<ReturnType<typeof findingList>>) =>
  listed.map(({ finding, progress: each }) => [finding.what, each]);

test('[FD1] the board records a finding about a slip, line by line as it was written, and it is seen at the slip', async () => {
  const { board, read } = aCoop();
  const id = await must(board, recordFinding, { what: '  Phiếu  thiếu chữ ký\r\n\n\n\nCần bổ sung ', on: SALE });
  const found = await findingsAbout(read, SALE.id);
  expect(found).toMatchObject([
    {
      progress: 'unanswered',
      finding: { id, what: 'Phiếu thiếu chữ ký\n\nCần bổ sung', foundOn: TODAY, onTable: 7, onRow: SALE.id },
    },
  ]);
  expect(await findingsAbout(read, 'cccccccccccccccc-5')).toEqual([]);
});

test('an empty finding and one that nobody reads to the end are refused, and nothing is written', async () => {
  const { board, director, read } = aCoop();
  expect(await commit(board, recordFinding, { what: ' \n ' })).toEqual(refuse('findings.empty'));
  const tooLong = refuse('findings.tooLong', { limit: MAX_LETTERS });
  // A quotation mark takes two letters where what was not chosen is kept.
  for (const what of ['x'.repeat(MAX_LETTERS + 1), '"'.repeat(MAX_LETTERS)])
    expect(await commit(board, recordFinding, { what })).toEqual(tooLong);
  expect(await read.count(findings)).toBe(0);
  const id = await must(board, recordFinding, { what: 'ế'.repeat(MAX_LETTERS) });
  expect(await commit(director, answerFinding, { findingId: id, text: ' ' })).toEqual(refuse('findings.empty'));
  expect(await commit(director, answerFinding, { findingId: id, text: 'x'.repeat(MAX_LETTERS + 1) })).toEqual(tooLong);
  expect(await read.count(findingAnswers)).toBe(0);
});

test('[FD5] what was saved as the app was killed is not saved once more from its draft', async () => {
  const { board, director, read } = aCoop();
  const typed = { what: 'Quỹ lệch 5.000 đ', foundOn: TODAY };
  const id = await must(board, recordFinding, typed);
  expect(await commit(board, recordFinding, { what: ' Quỹ lệch  5.000 đ ' })).toEqual(refuse('findings.recorded'));
  await must(director, answerFinding, { findingId: id, text: 'Đã nộp đủ' });
  expect(await commit(director, answerFinding, { findingId: id, text: 'Đã nộp đủ' })).toEqual(
    refuse('findings.answeredSo'),
  );
  // The same about a slip, of another day, or when the first one is settled, is another one.
  await must(board, recordFinding, { ...typed, on: SALE });
  await must(board, recordFinding, { ...typed, foundOn: '2026-11-01' });
  await must(board, settleFinding, id);
  await must(board, recordFinding, typed);
  expect([await read.count(findings), await read.count(findingAnswers)]).toEqual([4, 1]);
});

test('[FD2] a finding is put in other words until somebody has answered it', async () => {
  const { board, director, read } = aCoop();
  const id = await must(board, recordFinding, { what: 'Kho ẩm', foundOn: '2026-10-30' });
  const edit = { id, what: 'Kho ẩm, chè mốc', foundOn: '2026-10-31' };
  await must(board, editFinding, edit);
  expect(await read.get(findings, id)).toMatchObject({ what: 'Kho ẩm, chè mốc', foundOn: '2026-10-31' });
  const unchanged = await commit(board, editFinding, edit);
  expect(unchanged).toMatchObject({ ok: true, value: { operations: [] } });
  expect(await commit(board, editFinding, { ...edit, what: ' ' })).toEqual(refuse('findings.empty'));
  expect(await commit(board, editFinding, { ...edit, id: SALE.id })).toEqual(refuse('findings.unknown'));
  await must(director, answerFinding, { findingId: id, text: 'Đã thông gió' });
  expect(await commit(board, editFinding, { ...edit, what: 'Kho khô' })).toEqual(refuse('findings.answered'));
});

test('[FD1] [FD3] a finding is settled and opened again, and a settled one takes no answer and no other words', async () => {
  const { board, director, read } = aCoop();
  const id = await must(board, recordFinding, { what: 'Thiếu biên bản' });
  expect(await commit(board, reopenFinding, id)).toEqual(refuse('findings.open'));
  await must(board, settleFinding, id);
  expect(await read.get(findings, id)).toMatchObject({ settledOn: TODAY });
  const settled = refuse('findings.settled');
  expect(await commit(board, settleFinding, id)).toEqual(settled);
  expect(await commit(board, editFinding, { id, what: 'Khác', foundOn: TODAY })).toEqual(settled);
  expect(await commit(director, answerFinding, { findingId: id, text: 'Đã có' })).toEqual(settled);
  await must(board, reopenFinding, id);
  expect((await read.get(findings, id))?.settledOn).toBeUndefined();
  await must(director, answerFinding, { findingId: id, text: 'Đã có' });
  for (const command of [settleFinding, reopenFinding])
    expect(await commit(board, command, SALE.id)).toEqual(refuse('findings.unknown'));
  expect(await commit(director, answerFinding, { findingId: SALE.id, text: 'Đã có' })).toEqual(
    refuse('findings.unknown'),
  );
});

test('open findings stand first, the newest day before, and those without an answer are counted', async () => {
  const { board, director, read } = aCoop();
  const [first, second] = [
    await must(board, recordFinding, { what: 'một', foundOn: '2026-10-01' }),
    await must(board, recordFinding, { what: 'hai', foundOn: '2026-10-03' }),
  ];
  await must(board, recordFinding, { what: 'ba', foundOn: '2026-10-02' });
  expect(await unansweredCount(read)).toBe(3);
  await must(director, answerFinding, { findingId: first, text: 'xong' });
  await must(board, settleFinding, second);
  expect(progress(await findingList(read))).toEqual([
    ['ba', 'unanswered'],
    ['một', 'answered'],
    ['hai', 'settled'],
  ]);
  expect(await unansweredCount(read)).toBe(1);
});

test('[U35] [DK5] the board ends a disagreement about a finding, the longest one as well, and what was not chosen is kept', async () => {
  const { board, read } = aCoop();
  const longest = 'ế\n'.repeat(MAX_LETTERS / 5).trim() + 'ế'.repeat(MAX_LETTERS / 2);
  const id = await must(board, recordFinding, { what: longest });
  await must(board, choosing(findings, resolveFinding), { id, field: 'what', value: 'Thiếu chữ ký' });
  expect(await read.get(findings, id)).toMatchObject({ what: 'Thiếu chữ ký' });
  const [choice] = await read.list(choices);
  expect(choice?.lost.map((text): unknown => JSON.parse(text))).toMatchObject([{ value: longest }]);
});

test('whoever only keeps the books ends no disagreement about a finding', async () => {
  const { board, open, read } = aCoop();
  const id = await must(board, recordFinding, { what: 'Kho ẩm' });
  expect(await commit(open('bookkeeper'), resolveFinding, { id, fields: { what: 'Kho khô' } })).toMatchObject({
    code: 'common.notAllowed',
  });
  expect(await read.get(findings, id)).toMatchObject({ what: 'Kho ẩm' });
});
