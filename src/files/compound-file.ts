/** The one stream of an old office file that holds the workbook (MS-CFB: sectors in chains, a folder of names). */

const [END_OF_CHAIN, HEADER_BYTES, ENTRY_BYTES] = [0xfffffffe, 512, 128];
const MINI_SECTOR_BYTES = 64;

/** The bytes of the first stream that has one of these names, or undefined. Throws `RangeError` where the file is cut. */
export function streamOf(file: Uint8Array, names: readonly string[]): Uint8Array | undefined {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const sectorBytes = 1 << view.getUint16(30, true);
  const miniStreamBelow = view.getUint32(56, true);
  if (sectorBytes !== 512 && sectorBytes !== 4096) return undefined;
  const sector = (number: number): Uint8Array => {
    const start = Math.max(HEADER_BYTES, sectorBytes) + number * sectorBytes;
    if (start + 1 > file.length) throw new RangeError('a sector is missing');
    return file.subarray(start, start + sectorBytes);
  };
  const next = nextSectors(view, sector);
  const chain = (first: number): Uint8Array => joined(first, next, sector);

  const folder = chain(view.getUint32(48, true));
  const entries = new DataView(folder.buffer, folder.byteOffset, folder.byteLength);
  let root: { readonly first: number } | undefined;
  for (let at = 0; at + ENTRY_BYTES <= folder.length; at += ENTRY_BYTES) {
    const nameBytes = entries.getUint16(at + 64, true);
    const name = new TextDecoder('utf-16le').decode(folder.subarray(at, at + Math.max(0, nameBytes - 2)));
    const [first, bytes] = [entries.getUint32(at + 116, true), entries.getUint32(at + 120, true)];
    root ??= { first };
    if (!names.includes(name)) continue;
    if (bytes >= miniStreamBelow) return chain(first).subarray(0, bytes);
    const small = chain(root.first);
    const miniNext = numbersOf(chain(view.getUint32(60, true)));
    const mini = (number: number): Uint8Array =>
      small.subarray(number * MINI_SECTOR_BYTES, (number + 1) * MINI_SECTOR_BYTES);
    return joined(first, miniNext, mini).subarray(0, bytes);
  }
  return undefined;
}

/** Which sector follows each: the list lies in sectors itself, and their list in the header and further ones. */
function nextSectors(view: DataView, sector: (number: number) => Uint8Array): readonly number[] {
  const lists: number[] = [];
  for (let at = 76; at < HEADER_BYTES; at += 4) lists.push(view.getUint32(at, true));
  let further = view.getUint32(68, true);
  for (let left = view.getUint32(72, true); left > 0 && further < END_OF_CHAIN; left -= 1) {
    const numbers = numbersOf(sector(further));
    lists.push(...numbers.slice(0, -1));
    further = numbers.at(-1) ?? END_OF_CHAIN;
  }
  return lists.filter((number) => number < END_OF_CHAIN).flatMap((number) => numbersOf(sector(number)));
}

function numbersOf(bytes: Uint8Array): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: bytes.length >> 2 }, (_, index) => view.getUint32(index * 4, true));
}

function joined(first: number, next: readonly number[], sector: (number: number) => Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [];
  for (let number = first; number < END_OF_CHAIN; number = next[number] ?? END_OF_CHAIN) {
    // A chain that bites its tail would never end.
    if (parts.length > next.length) throw new RangeError('a chain of sectors has no end');
    parts.push(sector(number));
  }
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
