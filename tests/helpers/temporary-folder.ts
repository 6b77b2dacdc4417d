import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const made: string[] = [];

/** A folder of its own; `removeTemporaryFolders` after the test takes it away. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'so-mua-test-'));
  made.push(folder);
  return folder;
}

export function removeTemporaryFolders(): void {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
}
