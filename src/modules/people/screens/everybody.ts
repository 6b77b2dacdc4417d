/** People as the screens show them: named, with what is decided on this device already. */
import { useQuery, type PersonEntry } from '#hooks/device.tsx';
import type { Reader } from '#kernel/module.ts';
import { splitId } from '#kernel/ids.ts';
import { compareTexts, foldText } from '#kernel/text.ts';
import { grants } from '#modules/desk/index.ts';
import { members } from '#modules/members/index.ts';
import { writers } from '../index.ts';

export interface ShownPerson extends PersonEntry {
  /** As the log was introduced, else as in the register, else the device. */
  readonly name: string;
  readonly memberLabel: string | undefined;
  /** Grants were written for this person: they change with the roles. */
  readonly hasGrants: boolean;
}

interface Known {
  readonly nameByWriter: ReadonlyMap<string, string>;
  readonly memberById: ReadonlyMap<string, string>;
  /** What a device was given by name; an empty list: blocked. */
  readonly patternsByUser: ReadonlyMap<string, readonly string[]>;
}

/** Undefined while it loads. A block counts here at once, before the server has heard of it. */
export function useShownPeople(people: readonly PersonEntry[] | undefined): readonly ShownPerson[] | undefined {
  const known = useQuery(readKnown, 'names and grants of people');
  if (people === undefined || known === undefined) return undefined;
  return people.map((each) => shown(each, known)).sort(byName);
}

async function readKnown(read: Reader): Promise<Known> {
  const introduced = await read.list(writers);
  const decided = [...(await read.list(grants))].sort((left, right) => left.savedAt - right.savedAt);
  return {
    nameByWriter: new Map([...introduced].reverse().map(({ id, name }) => [splitId(id).writer, name])),
    memberById: new Map((await read.list(members)).map(({ id, name }) => [id, name])),
    patternsByUser: new Map(decided.map(({ userId, patterns }) => [userId, patterns])),
  };
}

function shown(entry: PersonEntry, { nameByWriter, memberById, patternsByUser }: Known): ShownPerson {
  const patterns = patternsByUser.get(entry.user);
  const introduced = entry.writers.map((writer) => nameByWriter.get(writer)).find((name) => name !== undefined);
  const memberLabel = entry.memberId === undefined ? undefined : memberById.get(entry.memberId);
  const decided = patterns === undefined ? entry.state : patterns.length === 0 ? 'revoked' : 'active';
  return {
    ...entry,
    name: introduced ?? memberLabel ?? deviceInWords(entry.deviceName),
    memberLabel,
    hasGrants: patterns !== undefined && patterns.length > 0,
    state: decided,
  };
}

/** Who waits first, who is blocked last. */
const ORDER = { pending: 0, active: 1, revoked: 2 } as const;

function byName(left: ShownPerson, right: ShownPerson): number {
  return (
    ORDER[left.state] - ORDER[right.state] || compareTexts(left.name, right.name) || (left.user < right.user ? -1 : 1)
  );
}

const SYSTEMS = [
  ['Android', /Android/],
  ['iPhone', /iPhone|iPad/],
  ['Windows', /Windows/],
  ['Mac', /Mac OS X/],
  ['Linux', /Linux/],
] as const;
const BROWSERS = [
  ['Edge', /Edg/],
  ['Cốc Cốc', /coc_coc/],
  ['Samsung Internet', /SamsungBrowser/],
  ['Firefox', /Firefox/],
  ['Chrome', /Chrome|CriOS/],
  ['Safari', /Safari/],
] as const;

/** What a browser calls itself, in two words; what nobody knows stays as it is. */
export function deviceInWords(name: string): string {
  const found = [SYSTEMS, BROWSERS].flatMap((kinds) => kinds.find(([, pattern]) => pattern.test(name))?.[0] ?? []);
  return found.length === 0 ? name : found.join(' · ');
}

/** Whether every word of the search begins a word of what is shown. */
export function isFound({ name, memberLabel, deviceName }: ShownPerson, jobs: string, search: string): boolean {
  const words = foldText([name, memberLabel ?? '', deviceInWords(deviceName), jobs].join(' ')).split(/[^\p{L}\p{N}]+/u);
  return foldText(search)
    .split(/[^\p{L}\p{N}]+/u)
    .every((part) => words.some((word) => word.startsWith(part)));
}
