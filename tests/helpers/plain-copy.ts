/** A deep copy of what a store keeps: like `structuredClone`, and many times as fast for the plain data that rows are. */
export function plainCopy(record: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(record)) {
    const value = record[key];
    copy[key] = typeof value === 'object' || typeof value === 'function' ? copyOf(value) : value;
  }
  return copy;
}

function copyOf(value: unknown): unknown {
  if (typeof value === 'function' || typeof value === 'symbol') return structuredClone(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.length === 0 ? [] : value.map(copyOf);
  if (isPlain(value)) return plainCopy(value);
  return value instanceof Uint8Array && !Buffer.isBuffer(value) ? value.slice() : structuredClone(value);
}

function isPlain(value: object): value is Record<string, unknown> {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
