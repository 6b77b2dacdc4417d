/** Answers of the JSON routes: a body, or a refusal by its code. */
import type { EnrolErrorCode } from '#protocol/enrol.ts';

export interface JsonAnswer {
  readonly status: number;
  readonly body: object;
}

const STATUS_BY_ERROR: Readonly<Record<EnrolErrorCode, number>> = {
  'enrol.malformed': 400,
  'enrol.codeUnknown': 404,
  'enrol.setupUsed': 410,
  'enrol.coopExists': 409,
  'enrol.tooManyTries': 429,
  'enrol.forbidden': 403,
  'enrol.insecure': 403,
  'enrol.waits': 409,
  'enrol.lastAdmin': 409,
  'enrol.entryMissing': 409,
  'enrol.internal': 500,
};

export function yes(body: object): JsonAnswer {
  return { status: 200, body };
}

export function no(error: EnrolErrorCode): JsonAnswer {
  return { status: STATUS_BY_ERROR[error], body: { error } };
}

/** The same for who is unknown, who may not, and whose clock is wrong. `now`: ms since 1970. */
export function unproven(now: number): JsonAnswer {
  return { status: 403, body: { error: 'enrol.forbidden', serverTime: now } };
}

type Given<T> = { [Key in keyof T]?: Exclude<T[Key], undefined> };

export function withoutUndefined<T extends object>(fields: T): Given<T> {
  // The filter leaves exactly the fields that have a value.
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Given<T>;
}
