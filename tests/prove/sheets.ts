/**
 * Tables that go out, opened by another office program (feature m5): LibreOffice turns each .xlsx into a file of its own
 * form, and every cell there is what it was, of the kind that it was, and none is a formula.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { writeRowsToMend } from '#files/import/rows-to-mend.ts';
import { writeTemplate } from '#files/import/write-template.ts';
import { readOds } from '#files/read-ods.ts';
import { writeTable, writeTables, type SheetCell, type SheetTable } from '#files/write-table.ts';
import type { Cell } from '#kernel/parse/cell.ts';
import { Random } from '../helpers/random.ts';
import type { Proof } from './prove.ts';

const SEED = 20_261_126;
const MOST_ROWS = 20_000;
/** A cell of Excel holds no more letters. */
const LONGEST_CELL = 32_767;

/** What an office program might take for a formula, a number, a day, an order to itself, or cannot hold. */
const HOSTILE = [
  '=1+1',
  '+84912345678',
  '-5',
  '@SUM(A1)',
  '\t=2',
  '=HYPERLINK("http://x","y")',
  "=cmd|' /C calc'!A0",
  "'=1+1",
  '0912345678',
  '1e5',
  '1/2',
  '25/11/2026',
  'TRUE',
  '12 345',
  '1.234,5',
  '  khoảng trắng hai đầu  ',
  'hai\ndòng',
  'a\u0001b\u000bc\uffff',
  '_x0041_ và _x000D_',
  '<b>&amp;</b> ]]> "',
  '😀 𠀀 Ậ Ỗ Ợ Ữ ẫ',
  '\ud800 nửa chữ',
  'ế bằng dấu rời: e\u0302\u0301',
  '\u202Engược',
] as const;

/** What XML 1.0 cannot hold: controls, halves of a letter. */
// oxlint-disable-next-line no-control-regex -- these are what is looked for
const UNWRITABLE = /[\0-\x08\x0b\f\x0e-\x1f\ufffe\uffff]|^[\ud800-\udfff]$/;

type Rows = readonly (readonly Cell[])[];

interface Written {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Of each of its sheets. */
  readonly expected: readonly Rows[];
  /** What else its content says. */
  readonly says?: RegExp;
}

/** `count` tables of odd cells, one with a whole co-op's rows, and rows to mend. */
export async function sheets(count: number, dataDir: string): Promise<Proof> {
  const random = new Random(SEED);
  const written: Written[] = [await mended(), await longest(), await template()];
  for (let file = 0; file < count; file += 1) written.push(await oddFile(random, file));
  return openedElsewhere(written, dataDir);
}

/** Gives the files to LibreOffice and compares what comes back. */
function openedElsewhere(written: readonly Written[], dataDir: string): Proof {
  const [made, opened] = [join(dataDir, 'made'), join(dataDir, 'opened')];
  for (const folder of [made, opened]) mkdirSync(folder, { recursive: true });
  for (const { name, bytes } of written) writeFileSync(join(made, `${name}.xlsx`), bytes);
  const files = written.map(({ name }) => join(made, `${name}.xlsx`));
  const profile = `-env:UserInstallation=file://${join(dataDir, 'office')}`;
  const { error } = spawnSync('soffice', [profile, '--headless', '--convert-to', 'ods', '--outdir', opened, ...files], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (error !== undefined)
    return { checked: 1, failures: ['There is no LibreOffice here (Debian: libreoffice-calc-nogui).'] };
  const failures = written.flatMap((table) => {
    const path = join(opened, `${table.name}.ods`);
    return existsSync(path) ? differences(table, readFileSync(path)) : [`${table.name}: does not open`];
  });
  return { checked: written.reduce((sum, { expected }) => sum + expected.flat(2).length, 0), failures };
}

function differences({ name, expected, says }: Written, bytes: Uint8Array): readonly string[] {
  const content = strFromU8(unzipSync(bytes)['content.xml'] ?? new Uint8Array());
  const sheets = readOds(bytes, MOST_ROWS) ?? [];
  const found = expected.flatMap((rows, index) =>
    changedCells(`${name} ${index + 1}`, rows, sheets[index]?.rows ?? []),
  );
  if (sheets.length !== expected.length) found.push(`${name}: ${sheets.length} sheets instead of ${expected.length}`);
  if (says?.test(content) === false) found.push(`${name}: does not say ${says.source}`);
  if (/table:formula=/.test(content)) found.push(`${name}: holds a formula`);
  return found;
}

function changedCells(name: string, expected: Rows, rows: Rows): string[] {
  const found = expected.flatMap((cells, row) =>
    cells.flatMap((cell, column) => {
      const read = rows[row]?.[column] ?? null;
      return JSON.stringify(read) === JSON.stringify(cell)
        ? []
        : [`${name} row ${row + 1} column ${column + 1}: ${inShort(cell)} became ${inShort(read)}`];
    }),
  );
  if (rows.length > expected.length) found.push(`${name}: ${rows.length} rows instead of ${expected.length}`);
  return found;
}

function inShort(cell: Cell): string {
  return JSON.stringify(cell).slice(0, 80);
}

/** Up to three sheets. */
async function oddFile(random: Random, number: number): Promise<Written> {
  const tables = Array.from({ length: 1 + random.below(3) }, (_each, index) => oddTable(random, index));
  return written(
    `bang-${number}`,
    await writeTables(tables),
    tables.map(({ headings, rows }) => [headings, ...rows]),
  );
}

/** Every kind of cell in every order. */
function oddTable(random: Random, number: number): SheetTable {
  const columns = 1 + random.below(12);
  const row = (): readonly SheetCell[] => Array.from({ length: columns }, () => oddCell(random));
  return {
    name: `${number} ${random.pick(HOSTILE)}`,
    headings: Array.from({ length: columns }, (_each, index) => `${random.pick(HOSTILE)} ${index}`),
    rows: Array.from({ length: random.below(40) }, row),
  };
}

function oddCell(random: Random): SheetCell {
  const kind = random.below(6);
  if (kind === 0) return null;
  if (kind === 1) return { dong: random.below(2) === 0 ? -random.below(1_000) : random.below(2 ** 50) };
  if (kind === 2) return { milli: random.below(2) === 0 ? -random.below(100_000) : random.below(1_000_000_000_000) };
  if (kind === 3) return { day: dayAfter(random.below(60_000)) };
  return random.pick(HOSTILE);
}

/** From 1 March 1900 on, where Excel's calendar is right. */
function dayAfter(days: number): string {
  return new Date(Date.UTC(1900, 2, 1 + days)).toISOString().slice(0, 10);
}

async function mended(): Promise<Written> {
  const headings = HOSTILE.map((text, index) => `${index} ${text}`);
  const rows = [{ cells: [...HOSTILE], reason: '=1+1' }];
  const blob = await writeRowsToMend({ headings, reasonHeading: '=Cần sửa', rows });
  return written('dong-can-sua', blob, [
    [
      [...headings, '=Cần sửa'],
      [...HOSTILE, '=1+1'],
    ],
  ]);
}

/** Empty, with a list to choose from in each cell below the second heading. */
async function template(): Promise<Written> {
  const columns = [
    { heading: 'Họ và tên', kind: 'text' },
    { heading: 'Giới tính', kind: 'text', choices: ['Nam', 'Nữ & "khác"'] },
    { heading: 'Ngày vào', kind: 'day' },
  ] as const;
  const blob = await writeTemplate('Thành viên', columns);
  const says = /cell-content-is-in-list\(&quot;Nam&quot;;&quot;Nữ &amp; /;
  return { ...(await written('tep-mau', blob, [[columns.map(({ heading }) => heading)]])), says };
}

/** As long as a register may be, with a cell as long as a cell may be. */
async function longest(): Promise<Written> {
  const note = 'Dài. '.repeat(LONGEST_CELL);
  const rows = Array.from({ length: MOST_ROWS - 1 }, (_each, index): readonly SheetCell[] => [
    `TV-${index}`,
    { dong: index * 1_000_003 },
    index === 0 ? note : null,
  ]);
  const blob = await writeTable({ name: 'Dài nhất', headings: ['Mã', 'Tiền', 'Ghi chú'], rows });
  return written('dai-nhat', blob, [[['Mã', 'Tiền', 'Ghi chú'], ...rows]]);
}

async function written(
  name: string,
  blob: Blob,
  tables: readonly (readonly (readonly SheetCell[])[])[],
): Promise<Written> {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  return { name, bytes, expected: tables.map((rows) => rows.map((cells) => cells.map(asRead))) };
}

/** What somebody must find in the cell: what no file of this kind can hold is left out of a text, and nothing else. */
function asRead(cell: SheetCell): Cell {
  if (cell === null || typeof cell === 'number' || typeof cell === 'boolean') return cell;
  if (typeof cell === 'string') return holdable(cell);
  if ('dong' in cell) return cell.dong;
  if ('milli' in cell) return cell.milli / 1_000;
  return cell;
}

function holdable(text: string): string | null {
  const cut = text.length > LONGEST_CELL ? `${text.slice(0, LONGEST_CELL - 1)}…` : text;
  const left = Array.from(cut)
    .filter((letter) => !UNWRITABLE.test(letter))
    .join('');
  return left === '' ? null : left;
}
