import { batchesOf, type Batch } from '#kernel/batches.ts';
import type { Reader, Stored } from '#kernel/module.ts';
import { foldText } from '#kernel/text.ts';
import { members, type MemberRow } from './records.ts';

export type Member = Stored<MemberRow>;

/** Members whose name, code, village or phone has words that begin with each word of the text, without marks. */
export async function searchMembers(read: Reader, text: string, limit = 50): Promise<readonly Member[]> {
  const [first, ...others] = longestFirst(text);
  if (first === undefined) return byName(await read.list(members, { index: 'id' })).slice(0, limit);
  const found = await read.list(members, { index: '*words', from: first, to: `${first}\uffff` });
  const unique = [...new Map(found.map((member) => [member.id, member])).values()];
  return byName(unique.filter((member) => others.every((word) => hasWord(member, word)))).slice(0, limit);
}

/** Whoever has this code, however it was typed: `sv-001` is SV-001. */
export async function memberWithCode(read: Reader, code: string): Promise<Member | undefined> {
  const [word] = longestFirst(code);
  if (word === undefined) return undefined;
  const found = await read.list(members, { index: '*words', equals: word });
  return found.find((member) => member.code !== undefined && foldText(member.code) === foldText(code));
}

/** The words of a text, folded; the longest finds the fewest. */
function longestFirst(text: string): readonly string[] {
  const words = foldText(text).split(/[^\p{L}\p{N}]+/u);
  return words.filter((word) => word !== '').sort((left, right) => right.length - left.length);
}

function hasWord(member: Member, word: string): boolean {
  const own = [member.name, member.code, member.village, member.phone].map((value) => foldText(value ?? ''));
  return own.some(
    (value) =>
      value.split(/[^\p{L}\p{N}]+/u).some((part) => part.startsWith(word)) ||
      (/^\d+$/.test(word) && value.includes(word)),
  );
}

/** Vietnamese lists go by the given name, the last word, then by the rest. */
function byName(list: readonly Member[]): readonly Member[] {
  const keyed = list.map((member) => {
    const words = foldText(member.name).split(' ');
    return { member, key: `${words.at(-1) ?? ''} ${words.join(' ')}` };
  });
  return keyed.sort((left, right) => (left.key < right.key ? -1 : 1)).map(({ member }) => member);
}

/** Imports of which members are left, the newest batch last. */
export async function pastImports(read: Reader): Promise<readonly Batch[]> {
  return batchesOf(await read.list(members, { index: 'importBatch' }));
}
