/** What every list must have, read from the screens' own text: a way to Excel (feature m5), and words for when it is empty (rule U37). */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/** Lists that are no registers: steps of an import, choices, and what stands on a record that has its own way out. */
const NO_REGISTER: Readonly<Record<string, string>> = {
  'src/modules/members/screens/import-rows.tsx': 'rows of a file that somebody has already',
  'src/modules/members/screens/choose-member.tsx': 'a choice of one member; the register goes out',
  'src/modules/members/screens/invite.tsx': 'a choice of jobs',
  'src/modules/products/screens/price-preview.tsx': 'rows of a file that somebody has already',
  'src/modules/products/screens/price-list.tsx': 'shared as a picture; the office has the same as its list of products',
  'src/modules/products/screens/one-product.tsx': 'a few prices of one product',
  'src/modules/findings/screens/record-findings.tsx': 'a part of one record; the list of findings has them all',
  'src/modules/plots/screens/own-plots.tsx': 'a few plots of one member; the office has the list',
};

const lists = readdirSync('src/modules', { recursive: true, encoding: 'utf8' })
  .filter((file) => /\/screens\/[^/]+\.tsx$/.test(file))
  .map((file) => `src/modules/${file}`)
  .filter((file) => /<(?:DataTable|List)\b/.test(readFileSync(file, 'utf8')));

test('[m5] every register of a module goes out to Excel', () => {
  expect(lists.length).toBeGreaterThan(12);
  const without = lists.filter((file) => !readFileSync(file, 'utf8').includes('<ListActions'));
  expect(without.sort()).toEqual(Object.keys(NO_REGISTER).sort());
});

test('[U37] every list says in words what it is for when there is nothing in it', () => {
  const silent = lists.filter((file) => !/<EmptyState|empty\.|noPriceYet/.test(readFileSync(file, 'utf8')));
  expect(silent.filter((file) => !(file in NO_REGISTER))).toEqual([]);
});
