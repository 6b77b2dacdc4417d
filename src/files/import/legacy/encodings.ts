/**
 * Old ways to write Vietnamese, each from the letters that a program of today shows (windows-1252) to Unicode.
 * Tables: TCVN 5712:1993, VN3, for TCVN3; the published layout of VNI-Windows; windows-1258 and windows-1252 are the
 * browser's own (Encoding Standard). All 134 letters are compared with `legacy-encodings.json` in the tests.
 */

export const LEGACY_ENCODINGS = ['double-utf8', 'tcvn3', 'vni', 'windows1258'] as const;
export type LegacyEncoding = (typeof LEGACY_ENCODINGS)[number];

/** What was meant, or undefined when the text has a letter that this encoding does not have. */
export function decodeLegacy(text: string, encoding: LegacyEncoding): string | undefined {
  if (encoding === 'tcvn3') return fromTcvn3(text);
  if (encoding === 'vni') return fromVni(text);
  const bytes = bytesOf(text);
  if (bytes === undefined) return undefined;
  return encoding === 'windows1258' ? decoderOf('windows-1258').decode(bytes).normalize('NFC') : fromDouble(bytes);
}

/** Are there only letters that one byte of windows-1252 can stand for? Else it is Unicode already. */
export function isOneByteText(text: string): boolean {
  return bytesOf(text) !== undefined;
}

/** Vowel, then the bytes of: no mark, acute, grave, hook, tilde, dot. An empty place is ASCII. */
const TCVN3_VOWELS: readonly (readonly [string, string])[] = [
  ['a', '.. b8 b5 b6 b7 b9'],
  ['ă', 'a8 be bb bc bd c6'],
  ['â', 'a9 ca c7 c8 c9 cb'],
  ['e', '.. d0 cc ce cf d1'],
  ['ê', 'aa d5 d2 d3 d4 d6'],
  ['i', '.. dd d7 d8 dc de'],
  ['o', '.. e3 df e1 e2 e4'],
  ['ô', 'ab e8 e5 e6 e7 e9'],
  ['ơ', 'ac ed ea eb ec ee'],
  ['u', '.. f3 ef f1 f2 f4'],
  ['ư', 'ad f8 f5 f6 f7 f9'],
  ['y', '.. fd fa fb fc fe'],
];
const TCVN3_SINGLE: Readonly<Record<string, string>> = {
  '\u00a1': 'Ă',
  '\u00a2': 'Â',
  '\u00a3': 'Ê',
  '\u00a4': 'Ô',
  '\u00a5': 'Ơ',
  '\u00a6': 'Ư',
  '\u00a7': 'Đ',
  '\u00ae': 'đ',
};
const TONES = ['', '\u0301', '\u0300', '\u0309', '\u0303', '\u0323'] as const;
const TCVN3 = new Map([
  ...Object.entries(TCVN3_SINGLE),
  ...TCVN3_VOWELS.flatMap(([vowel, bytes]) =>
    bytes.split(' ').flatMap((byte, tone): readonly (readonly [string, string])[] => {
      const letter = `${vowel}${TONES[tone] ?? ''}`.normalize('NFC');
      return byte === '..' ? [] : [[String.fromCharCode(Number.parseInt(byte, 16)), letter]];
    }),
  ),
]);

function fromTcvn3(text: string): string | undefined {
  let decoded = '';
  for (const letter of text) {
    const meant = TCVN3.get(letter) ?? unchanged(letter);
    if (meant === undefined) return undefined;
    decoded += meant;
  }
  return decoded;
}

const [HAT, BREVE] = ['\u0302', '\u0306'];
/** What a sign after a vowel puts on it. */
const VNI_MARKS = new Map(
  Object.entries({
    ù: TONES[1],
    ø: TONES[2],
    û: TONES[3],
    õ: TONES[4],
    ï: TONES[5],
    â: HAT,
    á: `${HAT}${TONES[1]}`,
    à: `${HAT}${TONES[2]}`,
    å: `${HAT}${TONES[3]}`,
    ã: `${HAT}${TONES[4]}`,
    ä: `${HAT}${TONES[5]}`,
    ê: BREVE,
    é: `${BREVE}${TONES[1]}`,
    è: `${BREVE}${TONES[2]}`,
    ú: `${BREVE}${TONES[3]}`,
    ü: `${BREVE}${TONES[4]}`,
    ë: `${BREVE}${TONES[5]}`,
  }),
);
const VNI_SINGLE = new Map(
  Object.entries({ ñ: 'đ', ô: 'ơ', ö: 'ư', í: 'í', ì: 'ì', æ: 'ỉ', ó: 'ĩ', ò: 'ị', î: 'ỵ' }).flatMap(
    ([sign, letter]) => [
      [sign, letter],
      [sign.toUpperCase(), letter.toUpperCase()],
    ],
  ),
);
const VNI_BASES = /[aeouyôö]/i;

/** A capital may carry a small mark: both were typed. */
function fromVni(text: string): string | undefined {
  let decoded = '';
  for (let index = 0; index < text.length; index += 1) {
    const letter = text.charAt(index);
    const marks = VNI_BASES.test(letter) ? VNI_MARKS.get(text.charAt(index + 1).toLowerCase()) : undefined;
    const meant = VNI_SINGLE.get(letter) ?? unchanged(letter);
    if (meant === undefined) return undefined;
    if (marks === undefined) {
      decoded += meant;
      continue;
    }
    const composed = `${meant}${marks}`.normalize('NFC');
    if (composed.length !== 1) return undefined;
    decoded += composed;
    index += 1;
  }
  return decoded;
}

/** ASCII and what is no letter of one byte stay: dashes and quotes of print stand in old files too. */
function unchanged(letter: string): string | undefined {
  const code = letter.charCodeAt(0);
  return code < 0x80 || code === 0xa0 || /[\u2013-\u2026²³°]/.test(letter) ? letter : undefined;
}

function fromDouble(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes).normalize('NFC');
  } catch {
    // Not UTF-8: then it was not read wrongly in this way.
    return undefined;
  }
}

const decoders = new Map<string, TextDecoder>();

function decoderOf(label: string): TextDecoder {
  const decoder = decoders.get(label) ?? new TextDecoder(label);
  decoders.set(label, decoder);
  return decoder;
}

let byteByLetter: ReadonlyMap<string, number> | undefined;

function bytesOf(text: string): Uint8Array<ArrayBuffer> | undefined {
  byteByLetter ??= new Map(
    Array.from(
      decoderOf('windows-1252').decode(Uint8Array.from({ length: 256 }, (_, byte) => byte)),
      (letter, byte) => [letter, byte],
    ),
  );
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index += 1) {
    const byte = byteByLetter.get(text.charAt(index));
    if (byte === undefined) return undefined;
    bytes[index] = byte;
  }
  return bytes;
}
