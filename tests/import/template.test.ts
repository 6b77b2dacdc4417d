/** The empty file that is offered to fill in: the import knows each of its columns again, in both languages. */
import { describe, expect, test } from 'vitest';
import { findTable, ownHeading, type ColumnRule } from '#files/import/table.ts';
import { writeTemplate } from '#files/import/write-template.ts';
import { readSpreadsheet } from '#files/spreadsheet.ts';
import { IMPORT_FIELDS, MEMBER_COLUMNS } from '#modules/members/import.ts';
import { PRICE_COLUMNS, PRICE_FIELDS } from '#modules/products/import.ts';
import { flattened, readJson } from '../architecture/locale-texts.ts';

const MODULES: readonly {
  readonly module: string;
  readonly fields: readonly string[];
  readonly rules: readonly ColumnRule<string>[];
}[] = [
  { module: 'members', fields: IMPORT_FIELDS, rules: MEMBER_COLUMNS },
  { module: 'products', fields: PRICE_FIELDS, rules: PRICE_COLUMNS },
];

describe.each(MODULES)('[m4] $module', ({ module, fields, rules }) => {
  test.each(['vi', 'en'])('every field is known by what the app itself calls it: %s', async (language) => {
    const labels = flattened(readJson(`src/modules/${module}/locales/${language}.json`));
    const columns = fields.map((field) => ({
      field,
      heading: labels.get(`field.${field}`) ?? '',
      kind: 'text' as const,
    }));
    expect(columns.filter(({ heading }) => heading === '')).toEqual([]);
    const [sheet] = await readSpreadsheet(await writeTemplate(module, columns));
    expect(sheet?.rows).toHaveLength(1);
    const filled = { name: '', repaired: [], rows: [...(sheet?.rows ?? []), columns.map(() => 'x')] };
    const table = findTable(filled, [...columns.map(ownHeading), ...rules], 'name');
    expect(table?.columns.map(({ field }) => field)).toEqual(fields);
    expect(table?.rows).toHaveLength(1);
  });
});
