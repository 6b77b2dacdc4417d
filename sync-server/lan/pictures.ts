/** Simple drawings of what a person sees: a screen, its lines, and the one to press. */
import { html, Html } from '../pages/html.ts';

export interface Drawing {
  readonly shape: 'phone' | 'window';
  /** What is written on the line to press. */
  readonly chosen: string;
  /** How many lines stand above it. */
  readonly above: number;
  /** A search box, a switch, or a button at the line. */
  readonly as?: 'search' | 'switch' | 'button';
}

const GREEN = '#1f4d2e';
const PALE = '#d9d2bd';
const HIGHLIGHT = '#f2c14e';
const LINE = 30;

/** Decoration beside words that say the same, so it has no text of its own for who cannot see it. */
export function drawn({ shape, chosen, above, as }: Drawing): Html {
  const [width, height] = shape === 'phone' ? [150, 230] : [230, 170];
  const inner = width - 24;
  const top = shape === 'phone' ? 30 : 36;
  const y = top + above * LINE;
  const before = Array.from({ length: above }, (_, index) =>
    bar(12, top + index * LINE, inner * (0.8 - 0.15 * (index % 2))),
  );
  const rest = Math.max(0, Math.floor((height - 20 - y - LINE - 6) / LINE));
  const after = Array.from({ length: rest }, (_, index) =>
    bar(12, y + LINE + 10 + index * LINE, inner * (0.7 - 0.2 * (index % 2))),
  );
  return html`<svg class="drawing" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" aria-hidden="true" focusable="false">
<rect x="2" y="2" width="${width - 4}" height="${height - 4}" rx="${shape === 'phone' ? 16 : 6}" fill="#fff" stroke="${GREEN}" stroke-width="3"/>
${shape === 'phone' ? html`<circle cx="${width / 2}" cy="14" r="3" fill="${GREEN}"/>` : html`<path d="M2 26H${width - 2}" stroke="${GREEN}" stroke-width="2"/><path d="M${width - 22} 9l10 10m0-10l-10 10" stroke="${GREEN}" stroke-width="2"/>`}
${before}${after}
<rect x="8" y="${y - 4}" width="${width - 16}" height="${LINE + 4}" rx="${as === 'search' ? 17 : 6}" fill="${as === 'search' ? '#fff' : HIGHLIGHT}" stroke="${GREEN}" stroke-width="2"/>
<text x="${as === 'search' ? 34 : 15}" y="${y + 18}" font-size="13" font-weight="600" fill="#1c2a1f">${chosen}</text>
${as === 'search' ? html`<circle cx="20" cy="${y + 11}" r="5" fill="none" stroke="${GREEN}" stroke-width="2"/><path d="M24 ${y + 15}l5 5" stroke="${GREEN}" stroke-width="2"/>` : undefined}
${as === 'switch' ? html`<rect x="${width - 46}" y="${y + 4}" width="32" height="18" rx="9" fill="${GREEN}"/><circle cx="${width - 23}" cy="${y + 13}" r="7" fill="#fff"/>` : undefined}
${as === 'search' ? undefined : finger(width - 34, y + 20)}
</svg>`;
}

function bar(x: number, y: number, width: number): Html {
  return html`<rect x="${x}" y="${y + 6}" width="${Math.round(width)}" height="10" rx="5" fill="${PALE}"/>`;
}

function finger(x: number, y: number): Html {
  return html`<path d="M${x} ${y}q4-5 8 0v12l9 3q4 2 3 7l-2 10h-16l-8-13q-1-5 4-4l2 2z" fill="#fff" stroke="#1c2a1f" stroke-width="2" stroke-linejoin="round"/>`;
}
