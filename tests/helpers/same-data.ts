/** Whether two values say the same, whatever the order of their fields; absent and undefined fields are the same. */
export function isSameData(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (Array.isArray(left) || Array.isArray(right)) {
    if (!Array.isArray(left) || !Array.isArray(right) || left.length !== right.length) return false;
    return left.every((item, index) => isSameData(item, right[index]));
  }
  return isRecord(left) && isRecord(right) && haveSameFields(left, right);
}

/** Whether two sets of records with an `id` say the same, whatever their order. */
export function isSameSet(left: readonly unknown[], right: readonly unknown[]): boolean {
  const byId = new Map(right.map((record) => [idOf(record), record]));
  return (
    left.length === right.length &&
    byId.size === right.length &&
    new Set(left.map(idOf)).size === left.length &&
    left.every((record) => isSameData(record, byId.get(idOf(record))))
  );
}

function haveSameFields(left: Readonly<Record<string, unknown>>, right: Readonly<Record<string, unknown>>): boolean {
  return (
    Object.keys(right).every((key) => isSameData(left[key], right[key])) &&
    Object.keys(left).every((key) => left[key] === undefined || right[key] !== undefined)
  );
}

function idOf(record: unknown): unknown {
  return isRecord(record) ? record['id'] : undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
