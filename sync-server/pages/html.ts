/** Pages that the server writes itself: no script, no framework, everything from outside escaped. */

/** Text that is HTML already. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Piece = string | number | Html | undefined | readonly Piece[];

/** Escapes whatever is put in, save what `html` made itself. */
export function html(parts: TemplateStringsArray, ...pieces: readonly Piece[]): Html {
  return new Html(parts.map((part, index) => part + (index < pieces.length ? said(pieces[index]) : '')).join(''));
}

function said(piece: Piece): string {
  if (piece === undefined) return '';
  if (piece instanceof Html) return piece.text;
  if (typeof piece === 'string' || typeof piece === 'number') return escaped(String(piece));
  return piece.map(said).join('');
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);
}

/** A whole page. `style`: CSS of this page, after what all share. */
export function page(parts: {
  readonly language: string;
  readonly title: string;
  readonly style: string;
  readonly body: Html;
}): string {
  const { language, title, style, body } = parts;
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}</title>
<style>${new Html(SHARED_STYLE + style)}</style>
</head>
<body>
${body}
</body>
</html>
`.text;
}

const SHARED_STYLE = `
*{box-sizing:border-box}
body{margin:0;background:#faf6ea;color:#1c2a1f;font:18px/1.45 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;overflow-wrap:break-word}
main,header{max-width:72rem;margin:0 auto;padding:12px 16px}
header{display:flex;justify-content:space-between;align-items:center;gap:16px;flex-wrap:wrap}
h1{font-size:1.5rem;line-height:1.2;margin:8px 0}
h2{font-size:1.2rem;margin:24px 0 8px}
h3{font-size:1.05rem;margin:16px 0 4px}
a{color:#1f4d2e}
a.language,button,a.button{display:inline-block;min-height:48px;padding:10px 18px;border-radius:10px;border:2px solid #1f4d2e;background:none;color:#1f4d2e;font:inherit;text-decoration:none;cursor:pointer}
button,a.button{background:#1f4d2e;color:#fff;font-weight:600}
:focus-visible{outline:3px solid #b45309;outline-offset:2px}
@media print{body{background:#fff;font-size:12pt}a.language,form,button{display:none}}
`;
