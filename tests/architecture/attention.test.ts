import { readdirSync, readFileSync, existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import type { AttentionScreen } from '#hooks/attention-screen.ts';
import { registry } from '#modules/registry.ts';

const textsSchema = z.object({ field: z.record(z.string(), z.string()) });

/** Nobody edits who introduced a log or what the server wrote about it, so nobody can disagree about it. */
const WITHOUT_EDITS = ['writers', 'attention'];

test('[U35] every table that people edit says how a disagreement is shown and ended, in words for every field', async () => {
  const found = new Map<string, AttentionScreen>();
  for (const module of readdirSync('src/modules')) {
    if (!existsSync(`src/modules/${module}/screens/attention.ts`)) continue;
    const { attention }: { readonly attention: readonly AttentionScreen[] } = await import(
      `../../src/modules/${module}/screens/attention.ts`
    );
    for (const screen of attention) found.set(screen.table.name, screen);
  }
  const records = registry.flatMap((module) => module.tables).filter((table) => table.kind === 'record');
  const isAsked = ({ name, fields }: (typeof records)[number]): boolean =>
    !WITHOUT_EDITS.includes(name) && Object.values(fields).some((field) => field.onConflict !== 'latest');
  for (const table of records.filter(isAsked)) {
    const screen = found.get(table.name);
    expect(screen?.resolve, table.name).toBeDefined();
    const texts = textsSchema.parse(
      JSON.parse(readFileSync(`src/modules/${screen?.namespace}/locales/vi.json`, 'utf8')),
    );
    for (const field of Object.keys(table.fields)) expect(texts.field[field], `${table.name}.${field}`).toBeDefined();
  }
});
