import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { RESERVED_FIELDS } from '#local-db/local-row.ts';
import { registry } from '#modules/registry.ts';

const tables = registry.flatMap((module) => module.tables);

test('every module folder has its line in the registry, and back', () => {
  const folders = readdirSync('src/modules', { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
  expect(registry.map((module) => module.name).sort()).toEqual(folders.sort());
});

test('table and field numbers are given once, and no field takes a name of the local database', () => {
  expect(new Set(tables.map((table) => table.number)).size).toBe(tables.length);
  for (const table of tables) {
    const numbers = Object.values(table.fields).map((field) => field.no);
    expect(new Set(numbers).size, table.name).toBe(numbers.length);
    expect(
      numbers.every((no) => no > 0),
      table.name,
    ).toBe(true);
    expect(
      Object.keys(table.fields).filter((name) => RESERVED_FIELDS.includes(name)),
      table.name,
    ).toEqual([]);
    expect(table.indexes.length, table.name).toBeLessThanOrEqual(3);
  }
});

/** Numbers stand in logs for ever. A line here is never changed; new tables and fields add lines. */
test('numbers that were given are not given anew', () => {
  const given = Object.fromEntries(
    tables.map((table) => [
      `${table.number} ${table.name}`,
      Object.entries(table.fields)
        .map(([name, field]) => `${field.no}:${name}:${field.kind}`)
        .join(' '),
    ]),
  );
  expect(given).toMatchInlineSnapshot(`
    {
      "1 members": "1:name:text 2:code:text 3:birth:text 4:gender:text 5:ethnicity:text 6:idNumber:text 7:phone:text 8:phone2:text 9:village:text 10:commune:text 11:province:text 12:areaM2:int 13:capitalDong:int 14:joinedOn:text 15:note:text 16:importBatch:text 17:groups:set",
      "10 attention": "1:operation:ref 2:why:text 3:state:text 4:author:text 5:kind:text 6:onTable:int 7:onRow:ref 8:payload:texts 9:writtenAt:int",
      "11 decisions": "1:operation:ref 2:action:text 3:postOn:date 4:note:text 5:decidedOn:date",
      "12 grants": "1:userId:text 2:patterns:texts",
      "13 closed_periods": "1:closedThrough:date",
      "14 distinctions": "1:first:ref 2:second:ref 3:memberId:ref",
      "15 choices": "1:onTable:int 2:onRow:ref 3:field:text 4:chosen:text 5:lost:texts 6:memberId:ref",
      "16 photos": "1:onTable:int 2:onRow:ref 3:sha:text 4:bytes:int 5:width:int 6:height:int 7:memberId:ref",
      "17 findings": "1:what:text 2:foundOn:date 3:onTable:int 4:onRow:ref 5:settledOn:date",
      "18 finding_answers": "1:findingId:ref 2:text:text 3:answeredOn:date",
      "2 products": "1:name:text 2:unit:text 3:grades:texts 4:bagGrams:int 5:isProposed:flag 6:isRetired:flag 7:importBatch:text",
      "3 prices": "1:productId:ref 2:grade:text 3:unitPriceDong:int 4:effectiveOn:date 5:note:text",
      "4 plots": "1:memberId:ref 2:name:text 3:areaM2:int 4:areaUnit:text 5:productId:ref 6:village:text 7:note:text",
      "5 harvests": "1:memberId:ref 2:plotId:ref 3:productId:ref 4:grade:text 5:quantityMilli:int 6:unit:text 7:harvestedOn:date 8:note:text 9:reversesId:ref",
      "6 customers": "1:name:text 2:phone:text 3:address:text 4:note:text",
      "7 sales": "1:direction:text 2:memberId:ref 3:customerId:ref 4:buyerName:text 5:productId:ref 6:grade:text 7:quantityMilli:int 8:unit:text 9:unitPriceDong:int 10:amountDong:int 11:payment:text 12:soldOn:date 13:note:text 14:reversesId:ref",
      "8 confirmations": "1:saleId:ref 2:memberId:ref 3:productId:ref 4:quantityMilli:int 5:unit:text 6:amountDong:int 7:payment:text 8:soldOn:date 9:confirmedOn:date",
      "9 writers": "1:name:text 2:memberId:ref",
    }
  `);
});
