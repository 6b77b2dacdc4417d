/** A member as somebody types one into a form: text by text, read by the same rules as a file. */
import { formatDate } from '#kernel/calendar.ts';
import { readArea } from '#kernel/parse/area.ts';
import type { Reading } from '#kernel/parse/cell.ts';
import { readPartialDate } from '#kernel/parse/date.ts';
import { readDong } from '#kernel/parse/money.ts';
import { readEthnicity, readGender, readIdNumber, readPhones, readText } from '#kernel/parse/person.ts';
import { readCommune, readProvince } from '#kernel/parse/place.ts';
import { memberSchema, type MemberRow } from './records.ts';

export const TYPED_FIELDS = [
  'name',
  'code',
  'birth',
  'gender',
  'ethnicity',
  'idNumber',
  'phone',
  'phone2',
  'village',
  'commune',
  'province',
  'areaM2',
  'capitalDong',
  'joinedOn',
  'note',
] as const;
export type TypedField = (typeof TYPED_FIELDS)[number];
export type TypedMember = Readonly<Partial<Record<TypedField, string>>>;

const GENDERS: Readonly<Record<string, string>> = { male: 'Nam', female: 'Nữ' };

/** A member's fields as they would be typed. */
export function typedMember(member: MemberRow): TypedMember {
  return Object.fromEntries(
    TYPED_FIELDS.flatMap((field): (readonly [string, string])[] => {
      const value = member[field];
      if (value === undefined) return [];
      if (field === 'birth' || field === 'joinedOn') return [[field, formatDate(String(value))]];
      return [[field, field === 'gender' ? (GENDERS[String(value)] ?? '') : String(value)]];
    }),
  );
}

/** The fields to save, those that were emptied as `undefined`; a field with a problem has a code of the import's texts. */
export function readTypedMember(typed: TypedMember): {
  readonly fields: Partial<MemberRow>;
  readonly problems: ReadonlyMap<TypedField, string>;
} {
  const fields: Record<string, unknown> = {};
  const problems = new Map<TypedField, string>();
  for (const field of TYPED_FIELDS) {
    const reading = READERS[field](typed[field] ?? '');
    fields[field] = reading.value;
    if (reading.level === 'error') problems.set(field, reading.code ?? 'text-too-long');
    else if (reading.value !== undefined && !memberSchema.safeParse({ name: 'x', [field]: reading.value }).success)
      problems.set(field, 'text-too-long');
  }
  if (fields['name'] === undefined) problems.set('name', 'name-missing');
  return { fields, problems };
}

const READERS: Readonly<Record<TypedField, (text: string) => Reading<unknown>>> = {
  name: readText,
  code: readText,
  birth: readPartialDate,
  gender: readGender,
  ethnicity: readEthnicity,
  idNumber: readIdNumber,
  phone: (text) => onlyPhone(readPhones(text)),
  phone2: (text) => onlyPhone(readPhones(text)),
  village: readText,
  commune: readCommune,
  province: readProvince,
  areaM2: (text) => readArea(text, 'm2'),
  capitalDong: readDong,
  joinedOn: readPartialDate,
  note: readText,
};

function onlyPhone(reading: ReturnType<typeof readPhones>): Reading<string> {
  if (reading.value?.phone2 !== undefined) return { value: undefined, level: 'error', code: 'phone-wrong-length' };
  return { ...reading, value: reading.value?.phone };
}
