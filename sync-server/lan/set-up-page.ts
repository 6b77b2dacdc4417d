/**
 * What a phone gets over http: why it has to be set up, how, and where it goes on. It needs no script and nothing from
 * elsewhere, since it is read before anything else works.
 */
import { renderSVG } from 'uqr';
import { html, Html, page } from '../pages/html.ts';
import { otherThan, type Language } from '../pages/language.ts';
import english from './locales/en.json' with { type: 'json' };
import vietnamese from './locales/vi.json' with { type: 'json' };
import { drawn, type Drawing } from './pictures.ts';

export const AUTHORITY_PATH = '/chung-chi.crt';

export const SET_UP_TEXTS: Readonly<Record<Language, typeof vietnamese>> = { vi: vietnamese, en: english };

export interface SetUpPage {
  readonly language: Language;
  /** What the browser calls itself: a phone sees its own steps, a computer all of them, to print. */
  readonly userAgent: string;
  /** Where the certificate is fetched, whole. */
  readonly fileUrl: string;
  /** Where the app is, whole; the first is the one that is drawn. */
  readonly appUrls: readonly string[];
  /** On the server itself. */
  readonly ownUrl: string;
  readonly fingerprint: string;
}

export function setUpPage({ language, userAgent, fileUrl, appUrls, ownUrl, fingerprint }: SetUpPage): string {
  const t = SET_UP_TEXTS[language];
  const other = otherThan(language);
  const [appUrl = ownUrl, ...further] = appUrls;
  const body = html`<header><strong>Sổ Mùa</strong><a class="language" lang="${other}" hreflang="${other}" href="?lang=${other}">${SET_UP_TEXTS[other].language}</a></header>
<main>
<h1>${t.title}</h1>
<p>${t.lead}</p>
<h2>${t.stepFile}</h2>
<p>${t.fileText}</p>
<p><a class="button" href="${AUTHORITY_PATH}" download="so-mua.crt">${t.file}</a></p>
${code(fileUrl, t.fileCode)}
<h2>${t.stepTrust}</h2>
${platforms(language).map((platform) => steps(platform, userAgent))}
<h2>${t.stepOpen}</h2>
<p>${t.openText}</p>
<p class="address"><a href="${appUrl}">${appUrl}</a></p>
${code(appUrl, t.openCode)}
${further.length === 0 ? undefined : html`<ul>${further.map((url) => html`<li><a href="${url}">${url}</a></li>`)}</ul>`}
<p>${t.wrong}</p>
<h2>${t.safety}</h2>
<p>${t.safetyText}</p>
<p class="numbers">${fingerprint}</p>
<p>${t.here} <a href="${ownUrl}">${ownUrl}</a></p>
</main>`;
  return page({ language, title: t.title, style: STYLE, body });
}

interface Platform {
  readonly name: string;
  readonly userAgent: RegExp;
  readonly steps: readonly { readonly text: string; readonly drawing: Drawing }[];
  readonly note?: string;
}

function platforms(language: Language): readonly Platform[] {
  const t = SET_UP_TEXTS[language];
  const isVietnamese = language === 'vi';
  const phone = (chosen: string, above: number, as?: Drawing['as']): Drawing => ({
    shape: 'phone',
    chosen,
    above,
    ...(as === undefined ? {} : { as }),
  });
  const window = (chosen: string, above: number): Drawing => ({ shape: 'window', chosen, above });
  return [
    {
      name: t.android,
      userAgent: /Android/,
      steps: [
        { text: t.android1, drawing: phone(isVietnamese ? 'chứng chỉ' : 'certificate', 0, 'search') },
        { text: t.android2, drawing: phone(isVietnamese ? 'Chứng chỉ CA' : 'CA certificate', 1) },
        { text: t.android3, drawing: phone('so-mua.crt', 2) },
      ],
      note: t.androidNote,
    },
    {
      name: t.iphone,
      userAgent: /iPhone|iPad|iPod/,
      steps: [
        { text: t.iphone1, drawing: phone(isVietnamese ? 'Cho phép' : 'Allow', 3) },
        { text: t.iphone2, drawing: phone(isVietnamese ? 'Đã tải về' : 'Downloaded', 0) },
        { text: t.iphone3, drawing: phone('So Mua', 2, 'switch') },
      ],
    },
    {
      name: t.windows,
      userAgent: /Windows/,
      steps: [
        { text: t.windows1, drawing: window('Install Certificate…', 2) },
        { text: t.windows2, drawing: window('Current User', 0) },
        { text: t.windows3, drawing: window('Trusted Root…', 1) },
      ],
    },
  ];
}

function steps({ name, userAgent, steps: each, note }: Platform, visitor: string): Html {
  const isOpen = userAgent.test(visitor) || !/Android|iPhone|iPad|iPod/.test(visitor);
  return html`<details${isOpen ? new Html(' open') : undefined}><summary>${name}</summary>
<ol>${each.map(({ text, drawing }) => html`<li><p>${text}</p>${drawn(drawing)}</li>`)}</ol>
${note === undefined ? undefined : html`<p>${note}</p>`}</details>`;
}

/** As an image with words for who cannot see it. */
function code(url: string, words: string): Html {
  const picture = renderSVG(url, { border: 2 }).replace('<svg ', `<svg role="img" aria-label="${words}" `);
  return html`<figure class="code">${new Html(picture)}<figcaption>${url}</figcaption></figure>`;
}

const STYLE = `
main,header{max-width:46rem}
summary{font-weight:600;min-height:48px;padding:10px 0;cursor:pointer}
.drawing{max-width:100%;height:auto}
ol{padding-left:1.4rem}
li{margin:8px 0}
li p{margin:4px 0}
details{border:1px solid #d9d2bd;border-radius:10px;background:#fffdf5;padding:4px 16px;margin:12px 0}
.code svg{width:200px;height:200px;background:#fff}
.code{margin:12px 0}
.code figcaption,.numbers{font-family:ui-monospace,Consolas,monospace;font-size:.9rem;overflow-wrap:anywhere}
.address{font-size:1.25rem;font-weight:700}
@media(min-width:40rem){ol{display:grid;grid-template-columns:repeat(3,minmax(0,1fr));gap:24px;padding-left:1.2rem}}
@media print{details,figure,li{break-inside:avoid}}
`;
