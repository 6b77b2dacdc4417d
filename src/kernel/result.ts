/**
 * Three kinds of trouble (docs/ARCHITECTURE.md): a refusal is the business saying no and is returned; a fault is the
 * world failing and is thrown; a bug is the program being wrong and ends in an assertion.
 */
export interface Refusal {
  readonly ok: false;
  /** `module.reason`; also the key of the text shown to the person. */
  readonly code: string;
  readonly values: Readonly<Record<string, string | number>>;
}

export interface Ok<T> {
  readonly ok: true;
  readonly value: T;
}

export type Result<T> = Ok<T> | Refusal;

export function ok<T>(value: T): Ok<T> {
  return { ok: true, value };
}

/** The business says no. `values` fill the placeholders of the text named by `code`. */
export function refuse(code: string, values: Readonly<Record<string, string | number>> = {}): Refusal {
  return { ok: false, code, values };
}

/** The world failed: storage full, offline, a bad message. `code` is `area.reason` and has a text in both languages. */
export class Fault extends Error {
  readonly code: string;
  readonly values: Readonly<Record<string, string | number>>;

  constructor(
    code: string,
    options: { readonly cause?: unknown; readonly values?: Readonly<Record<string, string | number>> } = {},
  ) {
    super(code, { cause: options.cause });
    this.name = 'Fault';
    this.code = code;
    this.values = options.values ?? {};
  }
}

/** Stops at once when the program is wrong about something. Never caught to go on. */
export function assert(condition: boolean, statement: string): asserts condition {
  if (!condition) throw new Error(`Assertion failed: ${statement}`);
}

/** For the branch that the types say cannot be reached. */
export function unreachable(value: never): never {
  throw new Error(`Unreachable: ${JSON.stringify(value)}`);
}

/** The value, or an assertion when it is absent. */
export function required<T>(value: T | undefined | null, statement: string): T {
  if (value === undefined || value === null) throw new Error(`Assertion failed: ${statement}`);
  return value;
}
