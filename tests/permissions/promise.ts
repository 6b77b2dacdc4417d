/** A promise told by hand as a table: a line for each thing that is tried, a column for each role. */
import type { Role } from '#kernel/roles.ts';

/** What the table says of one role, by what is tried. '?' where it says nothing. */
export function promisedTo(role: Role, table: string): ReadonlyMap<string, string> {
  const [head = '', ...lines] = table.trim().split('\n');
  const at = head.replace('|', '').trim().split(/\s+/).indexOf(role);
  return new Map(
    lines.map((line) => {
      const [name = '', cells = ''] = line.split('|');
      return [name.trim(), cells.trim().split(/\s+/)[at] ?? '?'];
    }),
  );
}
