/** From the rows of somebody's register to members: pure, cell by cell, every doubt named (samples in tests/fixtures). */
import { areaUnitOf, readArea } from '#kernel/parse/area.ts';
import type { AreaUnit } from '#kernel/quantity.ts';
import { isTextAlone, unusable, type Cell, type ProblemLevel, type Reading } from '#kernel/parse/cell.ts';
import { readPartialDate } from '#kernel/parse/date.ts';
import { readDong } from '#kernel/parse/money.ts';
import {
  birthYearInId,
  readEthnicity,
  readGender,
  readIdNumber,
  readName,
  readNameWithSmallInitials,
  readPhones,
  readText,
} from '#kernel/parse/person.ts';
import { readCommune, readPlace, readProvince } from '#kernel/parse/place.ts';
import { foldText } from '#kernel/text.ts';
import { withoutEmpty } from '#kernel/without-empty.ts';
import { memberSchema, type MemberRow } from './records.ts';

/** What a column can mean. */
export const IMPORT_FIELDS = [
  'code',
  'name',
  'birth',
  'birthMale',
  'birthFemale',
  'gender',
  'ethnicity',
  'idNumber',
  'phone',
  'village',
  'place',
  'commune',
  'province',
  'areaM2',
  'capitalDong',
  'joinedOn',
  'note',
] as const;
export type ImportField = (typeof IMPORT_FIELDS)[number];

/** Headings without marks and capitals; the first rule that matches wins. */
export const MEMBER_COLUMNS: readonly { readonly field: ImportField; readonly pattern: RegExp }[] = [
  { field: 'name', pattern: /^(?:ho (?:va )?ten|ho,? ten.*|ten|ten (?:thanh vien|xa vien|chu ho))$|ho va ten/ },
  { field: 'code', pattern: /^(?:ma|ma so|ma (?:thanh|xa) vien|ma (?:tv|xv|so tv|htx))$/ },
  { field: 'birthMale', pattern: /(?:nam|ngay) sinh.*\/ nam$/ },
  { field: 'birthFemale', pattern: /(?:nam|ngay) sinh.*\/ nu$/ },
  { field: 'birth', pattern: /(?:nam|ngay|ngay thang nam) sinh|sinh nam/ },
  { field: 'gender', pattern: /gioi tinh|^phai$/ },
  { field: 'ethnicity', pattern: /dan toc/ },
  { field: 'idNumber', pattern: /cccd|cmnd|cmt|can cuoc|chung minh/ },
  { field: 'phone', pattern: /dien thoai|^s?dt$|so dt|di dong/ },
  { field: 'joinedOn', pattern: /(?:ngay|nam|thoi gian) (?:vao|gia nhap|tham gia)/ },
  { field: 'capitalDong', pattern: /von gop|gop von|tien gop/ },
  { field: 'areaM2', pattern: /dien tich/ },
  { field: 'place', pattern: /\bxa\b.*\btinh\b/ },
  { field: 'village', pattern: /\b(?:thon|ban|ap|xom|buon|lang)\b/ },
  { field: 'commune', pattern: /^(?:dia chi \/ )?(?:xa|phuong)\b(?! vien)/ },
  { field: 'province', pattern: /^(?:dia chi \/ )?(?:tinh|thanh pho)\b/ },
  { field: 'note', pattern: /ghi chu/ },
];

export interface ImportProblem {
  readonly row: number;
  /** Undefined when it concerns the whole row. */
  readonly column: number | undefined;
  readonly field: keyof MemberRow;
  readonly level: ProblemLevel;
  readonly code: string;
  readonly raw: Cell;
  /** The other row of a pair, by its number in the file. */
  readonly otherRow?: number;
  /** Whom the register has under the code that stands here. */
  readonly owner?: Pick<MemberRow, 'name' | 'code'>;
}

export interface ImportRow {
  readonly row: number;
  /** False: it waits for a person (no name, or somebody else's code). */
  readonly isImportable: boolean;
  readonly value: Partial<MemberRow>;
}

export interface DuplicatePair {
  readonly rows: readonly [number, number];
  readonly verdict: 'same-person' | 'different-people' | 'id-conflict';
}

export interface MemberImport {
  readonly rows: readonly ImportRow[];
  readonly problems: readonly ImportProblem[];
  readonly duplicates: readonly DuplicatePair[];
}

interface SourceTable {
  /** Of a text file: its numbers and days can only be text. */
  readonly isText?: boolean;
  readonly columns: readonly {
    readonly index: number;
    readonly heading: string;
    readonly field: ImportField | undefined;
  }[];
  readonly rows: readonly { readonly row: number; readonly cells: readonly Cell[] }[];
  /** Cells whose letters were of another time. */
  readonly repaired: readonly { readonly row: number; readonly column: number; readonly encoding: string }[];
}

/** Reads every row; `areaUnit` is for areas without a unit under a heading without one. Nothing is guessed silently. */
export function readMembers(table: SourceTable, areaUnit: AreaUnit): MemberImport {
  const { isText = false } = table;
  const problems: ImportProblem[] = [];
  const columnOf = new Map(table.columns.flatMap(({ field, index }) => (field === undefined ? [] : [[field, index]])));
  const heading = table.columns.find((column) => column.field === 'areaM2')?.heading ?? '';
  const unit = areaUnitOf(heading) ?? areaUnit;
  const smallInitials = new Set(
    table.repaired
      .filter(({ column, encoding }) => encoding === 'tcvn3' && column === columnOf.get('name'))
      .map(({ row }) => row),
  );
  const rows = table.rows.map(({ row, cells }): ImportRow => {
    const reader = new RowReader(row, cells, { columnOf, problems, isText });
    const value = reader.read(unit, smallInitials.has(row));
    return { row, isImportable: memberSchema.safeParse(value).success, value };
  });
  const { pairs, settled: people } = findDuplicates(rows, { columnOf, problems });
  const settled = withOwnCodes(people, { columnOf, problems });
  for (const { row, value } of settled) {
    const year = birthYearInId(value.idNumber ?? '');
    if (year === undefined || value.birth === undefined || year === Number(value.birth.slice(0, 4))) continue;
    const raw = value.idNumber ?? null;
    const column = columnOf.get('idNumber');
    problems.push({ row, column, field: 'idNumber', level: 'warning', code: 'id-birth-differ', raw });
  }
  return { rows: settled, problems, duplicates: pairs };
}

/**
 * What the register makes of the rows: those that it has, by their numbers in the file, are not imported again. A code
 * under which it has another name is an error: either the code or the name is wrong, and nobody else can say which.
 */
export function againstRegister(
  read: MemberImport,
  register: readonly MemberRow[],
  columns: SourceTable['columns'],
): { readonly read: MemberImport; readonly known: ReadonlySet<number> } {
  const ids = new Set(register.flatMap(({ idNumber }) => idNumber ?? []));
  const ownerOf = codeOwners(register);
  const column = columns.find(({ field }) => field === 'code')?.index;
  const known = new Set<number>();
  const problems: ImportProblem[] = [];
  const rows = read.rows.map((each): ImportRow => {
    const { row, value } = each;
    const owner = ownerOf(value);
    if (owner !== undefined && foldText(owner.name) !== foldText(value.name ?? owner.name)) {
      // The words name the code: what stood in the cell need not be said again.
      problems.push({ row, column, field: 'code', level: 'error', code: 'code-of-another', raw: null, owner });
      return { ...each, isImportable: false };
    }
    if (owner !== undefined || (value.idNumber !== undefined && ids.has(value.idNumber))) known.add(row);
    return each;
  });
  return { read: { ...read, rows, problems: [...read.problems, ...problems] }, known };
}

/** Finds whoever has a row's code, however it was typed; of several, as from two devices, the one with its name. */
function codeOwners(register: readonly MemberRow[]): (value: Partial<MemberRow>) => MemberRow | undefined {
  const byCode = new Map<string, MemberRow[]>();
  for (const member of register) {
    const code = foldText(member.code ?? '');
    if (code !== '') byCode.set(code, [...(byCode.get(code) ?? []), member]);
  }
  return ({ code = '', name = '' }) => {
    const owners = byCode.get(foldText(code)) ?? [];
    return owners.find((owner) => foldText(owner.name) === foldText(name)) ?? owners[0];
  };
}

interface Book {
  readonly columnOf: ReadonlyMap<ImportField, number>;
  readonly problems: ImportProblem[];
}

class RowReader {
  readonly #row: number;
  readonly #cells: readonly Cell[];
  readonly #book: Book & { readonly isText: boolean };

  constructor(row: number, cells: readonly Cell[], book: Book & { readonly isText: boolean }) {
    this.#row = row;
    this.#cells = cells;
    this.#book = book;
  }

  /** `hasSmallInitials`: the letters had no capitals with marks, so a name's initials may have lost theirs. */
  read(unit: AreaUnit, hasSmallInitials: boolean): Partial<MemberRow> {
    const name = this.#take('name', 'name', hasSmallInitials ? readNameWithSmallInitials : readName);
    if (name === undefined) this.#say('name', 'name', { value: undefined, level: 'error', code: 'name-missing' });
    const birth = this.#birth();
    const phones = this.#take('phone', 'phone', readPhones);
    const idNumber = this.#take('idNumber', 'idNumber', readIdNumber);
    return withoutEmpty({
      name,
      code: this.#take('code', 'code', readText),
      ...birth,
      ethnicity: this.#take('ethnicity', 'ethnicity', readEthnicity),
      idNumber,
      ...phones,
      village: this.#take('village', 'village', readText),
      ...this.#place(),
      areaM2: this.#take('areaM2', 'areaM2', (cell) => readArea(cell, unit)),
      capitalDong: this.#take('capitalDong', 'capitalDong', readDong),
      joinedOn: this.#take('joinedOn', 'joinedOn', readPartialDate),
      note: this.#take('note', 'note', readText),
    });
  }

  #cell(column: ImportField): Cell {
    const index = this.#book.columnOf.get(column);
    return index === undefined ? null : (this.#cells[index] ?? null);
  }

  #take<T>(column: ImportField, field: keyof MemberRow, read: (cell: Cell) => Reading<T>): T | undefined {
    const cell = this.#cell(column);
    const reading = limited(field, read(cell));
    this.#say(column, field, reading);
    return reading.value;
  }

  #say(column: ImportField, field: keyof MemberRow, reading: Reading<unknown>): void {
    if (reading.level === undefined || reading.code === undefined) return;
    if (this.#book.isText && isTextAlone(reading, this.#cell(column))) return;
    this.#book.problems.push({
      row: this.#row,
      column: this.#book.columnOf.get(column),
      field,
      level: reading.level,
      code: field === 'birth' && reading.code === 'date-about' ? 'birth-about' : reading.code,
      raw: this.#cell(column),
    });
  }

  /** One column and one for the sex, or a year in the column of men or of women. */
  #birth(): Pick<Partial<MemberRow>, 'birth' | 'gender'> {
    const { columnOf } = this.#book;
    if (!columnOf.has('birthMale') || !columnOf.has('birthFemale')) {
      const birth = this.#take('birth', 'birth', readPartialDate);
      return withoutEmpty({ birth, gender: this.#take('gender', 'gender', readGender) });
    }
    const male = this.#take('birthMale', 'birth', readPartialDate);
    const female = this.#take('birthFemale', 'birth', readPartialDate);
    if (male !== undefined && female !== undefined) {
      this.#say('birthMale', 'gender', unusable('gender-both-columns'));
      return male === female ? { birth: male } : {};
    }
    if (male !== undefined) return { birth: male, gender: 'male' };
    if (female !== undefined) return { birth: female, gender: 'female' };
    this.#say('birthMale', 'birth', { value: undefined, level: 'warning', code: 'birth-missing' });
    return {};
  }

  #place(): Pick<Partial<MemberRow>, 'commune' | 'province'> {
    if (!this.#book.columnOf.has('place')) {
      const commune = this.#take('commune', 'commune', readCommune);
      return withoutEmpty({ commune, province: this.#take('province', 'province', readProvince) });
    }
    const { commune, province } = readPlace(this.#cell('place'));
    this.#say('place', 'commune', commune);
    this.#say('place', 'province', province);
    return withoutEmpty({ commune: commune.value, province: province.value });
  }
}

/** What does not fit its field is an error of the cell and never stops the row. */
function limited<T>(field: keyof MemberRow, reading: Reading<T>): Reading<T> {
  if (typeof reading.value !== 'string' || field === 'birth' || field === 'joinedOn') return reading;
  const { success } = memberSchema.safeParse({ name: 'x', [field]: reading.value });
  return success ? reading : unusable('text-too-long');
}

/** Pairs of rows that share a number or a name, and what to make of them. Both rows stay. */
function findDuplicates(
  rows: readonly ImportRow[],
  book: Book,
): { readonly pairs: readonly DuplicatePair[]; readonly settled: readonly ImportRow[] } {
  const pairs: DuplicatePair[] = [];
  const settled = new Map(rows.map((row) => [row.row, row]));
  const sharing = new RowsByKey();
  for (const later of rows) {
    for (const earlier of sharing.before(later)) {
      const verdict = verdictOn(earlier.value, later.value);
      if (verdict === undefined) continue;
      pairs.push({ rows: [earlier.row, later.row], verdict });
      if (verdict === 'different-people') continue;
      const isSame = verdict === 'same-person';
      const field = isSame ? 'name' : 'idNumber';
      book.problems.push({
        row: later.row,
        column: book.columnOf.get(field),
        field,
        level: isSame ? 'warning' : 'error',
        code: isSame ? 'duplicate-person' : 'id-used-twice',
        raw: later.value[field] ?? null,
        otherRow: earlier.row,
      });
      if (!isSame) settled.set(later.row, { ...later, value: withoutEmpty({ ...later.value, idNumber: undefined }) });
    }
  }
  return { pairs, settled: [...settled.values()] };
}

/** By his code a member is found in the register, so only the first row keeps one that several have. */
function withOwnCodes(rows: readonly ImportRow[], book: Book): readonly ImportRow[] {
  const firstByCode = new Map<string, number>();
  return rows.map((each) => {
    const { code } = each.value;
    if (code === undefined) return each;
    const otherRow = firstByCode.get(foldText(code));
    if (otherRow === undefined) {
      firstByCode.set(foldText(code), each.row);
      return each;
    }
    const column = book.columnOf.get('code');
    book.problems.push({
      row: each.row,
      column,
      field: 'code',
      level: 'error',
      code: 'code-used-twice',
      raw: code,
      otherRow,
    });
    return { ...each, value: withoutEmpty({ ...each.value, code: undefined }) };
  });
}

/** Earlier rows that share a number or a name with one: two rows that share neither are no pair (a register may be long). */
class RowsByKey {
  readonly #rows = new Map<string, ImportRow[]>();

  /** Those before this row, in their order; the row itself is known from now on. */
  before(row: ImportRow): readonly ImportRow[] {
    const found = new Set<ImportRow>();
    for (const key of [`id ${row.value.idNumber ?? ''}`, `name ${row.value.name ?? ''}`]) {
      if (key === 'id ' || key === 'name ') continue;
      const known = this.#rows.get(key) ?? [];
      for (const earlier of known) found.add(earlier);
      this.#rows.set(key, [...known, row]);
    }
    return [...found].sort((left, right) => left.row - right.row);
  }
}

function verdictOn(left: Partial<MemberRow>, right: Partial<MemberRow>): DuplicatePair['verdict'] | undefined {
  const isEqual = (field: keyof MemberRow): boolean => left[field] !== undefined && left[field] === right[field];
  if (isEqual('idNumber')) return isEqual('phone') || isEqual('name') ? 'same-person' : 'id-conflict';
  if (!isEqual('name')) return undefined;
  const hasBothIds = left.idNumber !== undefined && right.idNumber !== undefined;
  if (!hasBothIds && isEqual('phone')) return 'same-person';
  return 'different-people';
}
