/** What must be true of every answer of the server, whatever it is an answer to. */
import type { RawAnswer } from './raw-http.ts';

/** Stands in what attackers send; an answer that has it says after them. */
export const ECHO = 'q7w-echo';
/** Stands in every file that nobody may read over HTTP. */
export const SECRET = 'n0t-for-anybody';

const MUST_HAVE: readonly (readonly [string, RegExp])[] = [
  ['content-security-policy', /(?=.*default-src '(self|none)')(?!.*unsafe-eval)/],
  ['x-content-type-options', /^nosniff$/],
  ['referrer-policy', /^no-referrer$/],
  ['cross-origin-opener-policy', /^same-origin$/],
  ['cross-origin-resource-policy', /^same-origin$/],
  ['permissions-policy', /camera=\(self\).*geolocation=\(\)/],
  ['cache-control', /^(no-store|no-cache|public, max-age=31536000, immutable|private, max-age=31536000, immutable)$/],
];

const MUST_NOT_HAVE = [
  'server',
  'x-powered-by',
  'set-cookie',
  'location',
  'access-control-allow-origin',
  'access-control-allow-credentials',
  'access-control-allow-methods',
  'access-control-allow-headers',
];

/** What an error that was passed on would have in it. */
const INSIDES = /node_modules|\n\s+at |FST_|SQLITE|ERR_[A-Z]|HPE_|Error:|postgres/;

/** What is wrong with it; empty when all is well. */
export function problemsOf({ status, headers, body }: RawAnswer): readonly string[] {
  const problems: string[] = [];
  const type = headers.get('content-type');
  // Node itself refuses a request without a host, or with an expectation, by a status and nothing else.
  if (type === undefined && status >= 400 && ['', '0\r\n\r\n'].includes(body.toString())) return problems;
  for (const [name, expected] of MUST_HAVE) {
    const value = headers.get(name);
    if (value === undefined || !expected.test(value)) problems.push(`${status}: ${name} is ${value ?? 'missing'}`);
  }
  for (const name of MUST_NOT_HAVE) if (headers.has(name)) problems.push(`${status}: ${name}: ${headers.get(name)}`);
  if (body.length > 0 && type === undefined) problems.push(`${status}: no content-type`);
  if (type !== undefined && /^(text|application\/json)/.test(type) && !/charset=utf-8/i.test(type))
    problems.push(`${status}: ${type} without a charset`);
  const text = body.toString('latin1');
  const told = [text, ...headers.values()].join('\n');
  if (told.includes(ECHO)) problems.push(`${status}: says what it was sent`);
  if (told.includes(SECRET)) problems.push(`${status}: gives a file away`);
  if (status >= 400 && INSIDES.test(told)) problems.push(`${status}: tells of its inside: ${text.slice(0, 120)}`);
  return problems;
}
