// What no build target takes away and no lint sees: syntax inside texts that a browser reads when the code runs.
const TOO_NEW = [
  { what: 'a look behind in a regular expression (Safari reads it since 16.4)', found: /\(\?<[=!]/ },
  { what: 'flag v of a regular expression (Chrome 112, Safari 17)', found: /new RegExp\([^()]*,\s*["'`][a-z]*v[a-z]*["'`]\)/ },
];

/** One line for each thing in the built code that our oldest browsers stop at. */
export function tooNewIn(code) {
  return TOO_NEW.filter(({ found }) => found.test(code)).map(({ what }) => what);
}
