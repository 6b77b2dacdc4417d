import type { Reader } from '#kernel/module.ts';
import { writers } from './records.ts';

/** The name of who writes in a log (16 hex digits), or undefined when it has not been introduced to this device. */
export async function nameOfWriter(read: Reader, writer: string): Promise<string | undefined> {
  const [first] = await read.list(writers, { index: 'id', from: `${writer}-`, to: `${writer}-\uffff`, limit: 1 });
  return first?.name;
}
