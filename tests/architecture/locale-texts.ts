/** The texts of the languages, as the files hold them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod/mini';

const tree = z.record(z.string(), z.unknown());
export type Texts = ReadonlyMap<string, string>;

/** Each text under its path of keys. */
export function flattened(node: unknown, prefix = ''): Texts {
  if (typeof node === 'string') return new Map([[prefix, node]]);
  const texts = new Map<string, string>();
  for (const [name, child] of Object.entries(tree.parse(node)))
    for (const [key, text] of flattened(child, prefix === '' ? name : `${prefix}.${name}`)) texts.set(key, text);
  return texts;
}

export function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? filesIn(join(folder, entry.name)) : [join(folder, entry.name)],
  );
}

export function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'));
}
