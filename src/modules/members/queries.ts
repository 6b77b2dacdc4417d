import { batchesOf, type Batch } from '#kernel/batches.ts';
import type { Reader, Stored } from '#kernel/module.ts';
import { foldText } from '#kernel/text.ts';
import { members, type MemberRow } from './records.ts';

export type Member = Stored<MemberRow>;

/** A member with what a search looks at, folded once. */
export interface Searchable {
  readonly member: Member;
  /** The given name, which is the last word, then all of them. */
  readonly key: string;
  /** Name, code, village and phone without marks and capitals. */
  readonly own: readonly string[];
  readonly words: readonly string[];
}

/** Members whose name, code, village or phone has words that begin with each word of the text, without marks. */
export async function searchMembers(read: Reader, text: string, limit = 50): Promise<readonly Member[]> {
  const [first] = longestFirst(text);
  const range = first === undefined ? { index: 'id' } : { index: '*words', from: first, to: `${first}\uffff` };
  const found = await read.list(members, range);
  const unique = [...new Map(found.map((member) => [member.id, member])).values()];
  return matching(searchable(unique), text).slice(0, limit);
}

/** All of them in the order of Vietnamese lists, which go by the given name and then by the rest. */
export function searchable(list: readonly Member[]): readonly Searchable[] {
  return list
    .map((member): Searchable => {
      const own = [member.name, member.code, member.village, member.phone].map((value) => foldText(value ?? ''));
      const names = (own[0] ?? '').split(' ');
      return { member, key: `${names.at(-1) ?? ''} ${names.join(' ')}`, own, words: own.flatMap(wordsIn) };
    })
    .sort((left, right) => (left.key < right.key ? -1 : 1));
}

/** Those that a text finds, as `searchMembers` does, in the order in which they are given. */
export function matching(all: readonly Searchable[], text: string): readonly Member[] {
  const asked = longestFirst(text);
  return all.filter((each) => asked.every((word) => hasWord(each, word))).map(({ member }) => member);
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
  return [...wordsIn(foldText(text))].sort((left, right) => right.length - left.length);
}

function wordsIn(folded: string): readonly string[] {
  return folded.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
}

function hasWord({ own, words }: Searchable, word: string): boolean {
  if (words.some((part) => part.startsWith(word))) return true;
  return /^\d+$/.test(word) && own.some((value) => value.includes(word));
}

/** Imports of which members are left, the newest batch last. */
export async function pastImports(read: Reader): Promise<readonly Batch[]> {
  return batchesOf(await read.list(members, { index: 'importBatch' }));
}
