/**
 * Does a text look like Vietnamese? Each syllable is an onset, a rime and at most one tone; rimes that end in a stop take
 * only acute or dot. Only words with a letter beyond ASCII count: `Nam` and `SV-001` look the same in every encoding.
 */

const ONSET = /^(?:ngh|ng|nh|gh|gi|kh|ph|th|tr|ch|qu|sl|hr|[bcdđghklmnprstvx])?/;
const RIMES = new Set(
  `a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
   e ec em en eng eo ep et ê êch êm ên êng ênh êp êt êu
   i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu
   o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oe oen oeo oet oc oi om on ong ooc oong op ot
   ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt
   u ua uân uâng uât uây uc uê uêch uên uênh ui um un ung uơ uôc uôi uôm uôn uông uôt up ut
   uy uya uych uyên uyêt uyn uynh uyp uyt uyu
   ư ưa ưc ưi ưm ưn ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu y yêm yên yêng yêt yêu`.split(/\s+/),
);
const TONES = /[\u0300\u0301\u0303\u0309\u0323]/g;
const ACUTE_OR_DOT = /[\u0301\u0323]/;
/** Between words: spaces, ASCII that is no letter, dashes and quotes of print, the signs for đồng, degree, square and cubic. */
const BETWEEN = /[\s\u0021-\u0040\u005b-\u0060\u007b-\u007e\u2000-\u20cf°²³]+/u;

export interface Plausibility {
  /** Words with marks that can be Vietnamese. */
  readonly likely: number;
  /** Words with other letters or signs than a Vietnamese word has. */
  readonly unlikely: number;
}

/** Counts the words of a text that have letters beyond ASCII. */
export function plausibility(text: string): Plausibility {
  let [likely, unlikely] = [0, 0];
  for (const word of text.split(BETWEEN)) {
    if (isAscii(word)) continue;
    if (isSyllable(word)) likely += 1;
    else unlikely += 1;
  }
  return { likely, unlikely };
}

/** True when nothing speaks against the text and something for it. */
export function isPlausible({ likely, unlikely }: Plausibility): boolean {
  return likely > 0 && unlikely * 4 <= likely;
}

/** Nothing beyond ASCII: the same in every encoding. */
export function isAscii(text: string): boolean {
  // Control characters are ASCII too, and a break inside a cell is one.
  for (let index = 0; index < text.length; index += 1) if (text.charCodeAt(index) > 0x7f) return false;
  return true;
}

function isSyllable(word: string): boolean {
  // A capital inside a word is what a wrongly read small letter looks like; a word in capitals has no small ones.
  if (/\p{Ll}\p{Lu}/u.test(word)) return false;
  const letters = word.toLocaleLowerCase('vi').normalize('NFD');
  const tones = letters.match(TONES) ?? [];
  if (tones.length > 1) return false;
  const toneless = letters.replace(TONES, '').normalize('NFC');
  const canEnd = (rime: string): boolean =>
    RIMES.has(rime) && (!/(?:c|ch|p|t)$/.test(rime) || ACUTE_OR_DOT.test(tones[0] ?? ''));
  const onset = ONSET.exec(toneless)?.[0] ?? '';
  if (canEnd(toneless.slice(onset.length))) return true;
  // `gì`, `giếng` and `quốc`: the letter after g or q belongs to the rime.
  return (onset === 'gi' || onset === 'qu') && canEnd(toneless.slice(1));
}
