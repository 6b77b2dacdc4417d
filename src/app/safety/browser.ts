/** Which browser this is, as far as it says so. */
export interface Browser {
  /** One of a few names; `other` where it says none of them. */
  readonly name: 'Chrome' | 'Firefox' | 'Safari' | 'Edge' | 'Samsung' | 'other';
  /** Its main version; 0 unknown. */
  readonly version: number;
  /** Older than the oldest that the app is made for. */
  readonly isOld: boolean;
}

/** Names in the order in which they are looked for: most browsers also call themselves Chrome or Safari. */
const MARKS = [
  ['Edge', /\bEdgA?\/(\d+)/, 109],
  // Samsung counts by itself; 21 stands on Chrome 110.
  ['Samsung', /\bSamsungBrowser\/(\d+)/, 21],
  ['Firefox', /\b(?:Firefox|FxiOS)\/(\d+)/, 115],
  ['Chrome', /(?:Chrome|\bCriOS)\/(\d+)/, 109],
  ['Safari', /\bVersion\/(\d+)[.\d]* .*Safari\//, 15],
] as const;

/** Reads the browser's own description; nothing else of it is kept. */
export function browserOf(userAgent: string): Browser {
  for (const [name, mark, oldest] of MARKS) {
    const version = Number(mark.exec(userAgent)?.[1] ?? 0);
    if (version > 0) return { name, version, isOld: version < oldest };
  }
  return { name: 'other', version: 0, isOld: false };
}

/** A window that forgets everything gets so little room; no browser says it outright. */
const LEAST_USUAL_ROOM_BYTES = 512 * 1024 * 1024;

/** `quota`: what the browser would give this app, bytes. */
export function looksPrivate(quota: number | undefined, isPersistent: boolean): boolean {
  return quota !== undefined && quota > 0 && quota < LEAST_USUAL_ROOM_BYTES && !isPersistent;
}
