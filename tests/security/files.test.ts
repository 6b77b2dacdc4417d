/** Spreadsheets that somebody sends to an office to be imported. They are opened on the PC alone, never on the server. */
import { strToU8, unzipSync, zipSync } from 'fflate';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readSpreadsheet } from '#files/spreadsheet.ts';

const SAMPLE = new Uint8Array(readFileSync('tests/fixtures/samples/thanh-vien-sach.xlsx'));
const SHEET = 'xl/worksheets/sheet1.xml';

/** The sample with another sheet in it, or with one more file. */
function workbook(parts: Readonly<Record<string, Uint8Array>>): Uint8Array {
  return zipSync({ ...unzipSync(SAMPLE), ...parts });
}

const cells = (declaration: string, text: string): Uint8Array =>
  strToU8(
    `<?xml version="1.0"?>${declaration}<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>${text}</t></is></c></row></sheetData></worksheet>`,
  );

async function textsIn(bytes: Uint8Array): Promise<string> {
  const sheets = await readSpreadsheet(new Blob([new Uint8Array(bytes)]));
  return JSON.stringify(sheets.map(({ rows }) => rows));
}

test('a sheet is read at all, so that the others prove something', async () => {
  expect(await textsIn(workbook({ [SHEET]: cells('', 'Tẩn Láo Hín') }))).toContain('Tẩn Láo Hín');
});

test('a sheet that names a file of the PC, or another computer, gets nothing of it', async () => {
  const declaration =
    '<!DOCTYPE w [<!ENTITY f SYSTEM "file:///etc/passwd"><!ENTITY h SYSTEM "http://attacker.example/x">]>';
  const said = await textsIn(workbook({ [SHEET]: cells(declaration, 'Hín &f; &h;') })).catch(String);
  expect(said).not.toContain('root:');
});

test('words that are made of words that are made of words stay what they are', async () => {
  const levels = Array.from({ length: 9 }, (_, level) => {
    const inner = level === 0 ? 'lol' : Array.from({ length: 10 }, () => `&e${level - 1};`).join('');
    return `<!ENTITY e${level} "${inner}">`;
  });
  const said = await textsIn(workbook({ [SHEET]: cells(`<!DOCTYPE w [${levels.join('')}]>`, '&e8;') })).catch(String);
  expect(said.length).toBeLessThan(10_000);
});

test('a part that holds more than the file says of it is cut at what the file says', async () => {
  const large = new Uint8Array(64 * 1024 * 1024).fill(0x20);
  const bytes = workbook({ 'xl/x.xml': large });
  // Whatever says 64 MiB, in the file's directory and before the part, says a thousand.
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let changed = 0;
  for (let at = 0; at + 4 <= bytes.length; at += 1) {
    if (view.getUint32(at, true) !== large.length) continue;
    view.setUint32(at, 1_000, true);
    changed += 1;
  }
  expect(changed).toBe(2);
  const before = process.memoryUsage().arrayBuffers;
  await textsIn(bytes).catch(String);
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(32 * 1024 * 1024);
});

test('a formula in a sheet is never worked out, and what looks like one is a text', async () => {
  const said = await textsIn(workbook({ [SHEET]: cells('', `=cmd|' /C calc'!A0`) }));
  expect(said).toContain("=cmd|' /C calc'!A0");
});
