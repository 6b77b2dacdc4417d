/** What whoever runs the server looks at: readable on a phone, on an office PC and on paper. Times are Vietnam's. */
import { dateAt, formatDate, timeOfDayAt } from '#kernel/calendar.ts';
import { formatQuantity, groupDigits } from '#kernel/quantity.ts';
import type { CoopStatus, DeviceStatus, Quarantined, ServerStatus } from '../operate/status.ts';
import { html, page, type Html } from '../pages/html.ts';
import { otherThan, type Language } from '../pages/language.ts';
import { ADMIN_TEXTS, reasonText, roleText } from './texts.ts';

export const ADMIN_PATH = '/quan-tri';
export const ENTER_PATH = `${ADMIN_PATH}/vao`;
export const LEAVE_PATH = `${ADMIN_PATH}/ra`;
export const COOP_PATH = `${ADMIN_PATH}/hop-tac-xa`;

interface Frame {
  readonly language: Language;
  /** Whether there is a session to leave. */
  readonly hasSession: boolean;
}

export function loginPage(language: Language, trouble: 'wrong' | 'tooMany' | undefined): string {
  const t = ADMIN_TEXTS[language];
  return framed(
    { language, hasSession: false },
    t.enterTitle,
    html`<form method="post" action="${ENTER_PATH}?lang=${language}">
${trouble === undefined ? undefined : html`<p class="bad" role="alert">${t[trouble]}</p>`}
<p><label for="token">${t.token}</label><br>
<input id="token" name="token" type="password" autocomplete="current-password" required aria-describedby="hint"></p>
<p id="hint">${t.tokenHint}</p>
<p><button>${t.enter}</button></p>
</form>`,
  );
}

export function noticePage(language: Language, notice: 'onlySecure' | 'unknown'): string {
  const t = ADMIN_TEXTS[language];
  return framed({ language, hasSession: false }, t.title, html`<p>${t[notice]}</p>`);
}

export interface Overview extends Frame {
  readonly server: ServerStatus;
  readonly coops: readonly CoopStatus[];
  /** From 0, and how many there are. */
  readonly part: { readonly index: number; readonly all: number };
  /** ms since 1970. */
  readonly now: number;
}

export function overviewPage(overview: Overview): string {
  const { language, server, coops, part, now } = overview;
  const t = ADMIN_TEXTS[language];
  const body = html`<h2>${t.server}</h2>
<dl>
${entry(t.version, server.version)}
${server.startedAt === undefined ? undefined : entry(t.uptime, duration(language, now - server.startedAt))}
${server.bytes === undefined ? undefined : entry(t.room, size(server.bytes))}
${server.freeBytes === undefined ? undefined : entry(t.free, size(server.freeBytes))}
</dl>
<h2>${t.backups}</h2>
${server.complaint === undefined ? html`<p class="good">${t.backupsWell}</p>` : html`<div class="bad"><p><strong>${t.backupsBad}</strong></p><p>${t[server.complaint.code]}</p></div>`}
<h2>${t.coops} (${groupDigits(String(server.coops))})</h2>
${coops.length === 0 ? html`<p>${t.noCoops}</p>` : coopTable(language, coops)}
${pager(language, part)}`;
  return framed(overview, t.title, body);
}

function coopTable(language: Language, coops: readonly CoopStatus[]): Html {
  const t = ADMIN_TEXTS[language];
  const hasSizes = coops.some(({ bytes }) => bytes !== undefined);
  const titles = [t.name, t.head, t.safe, ...(hasSizes ? [t.size] : []), t.devices, t.lastSync, t.backup, t.putAside];
  return table(
    titles,
    coops.map((coop) => {
      const link = html`<a href="${COOP_PATH}/${coop.coop}?lang=${language}">${coop.name}</a><br><small>${coop.coop}</small>`;
      return [
        link,
        groupDigits(String(coop.seq)),
        groupDigits(String(coop.safeSeq)),
        ...(hasSizes ? [coop.bytes === undefined ? '' : size(coop.bytes)] : []),
        groupDigits(String(coop.devices)),
        coop.lastSeenAt === undefined ? t.never : moment(coop.lastSeenAt),
        backupCell(language, coop),
        putAside(language, coop.quarantined),
      ];
    }),
  );
}

function backupCell(language: Language, { backedUpAt, isBackupOverdue }: CoopStatus): string | Html {
  const t = ADMIN_TEXTS[language];
  if (backedUpAt === undefined) return html`<strong class="bad">${t.never}</strong>`;
  return isBackupOverdue
    ? html`<strong class="bad">${moment(backedUpAt)}<br>${t.overdue}</strong>`
    : moment(backedUpAt);
}

export interface CoopPage extends Frame {
  readonly coop: CoopStatus;
  readonly devices: readonly DeviceStatus[];
}

export function coopPage(parts: CoopPage): string {
  const { language, coop, devices } = parts;
  const t = ADMIN_TEXTS[language];
  const body = html`<p><a href="${ADMIN_PATH}?lang=${language}">${t.back}</a></p>
${coopTable(language, [coop])}
<h2>${t.devices} (${devices.length})</h2>
${devices.length === 0 ? html`<p>${t.nothing}</p>` : deviceTable(language, devices)}`;
  return framed(parts, coop.name, body);
}

function deviceTable(language: Language, devices: readonly DeviceStatus[]): Html {
  const t = ADMIN_TEXTS[language];
  return table(
    [t.device, t.roles, t.state, t.since, t.lastSync, t.build],
    devices.map(({ deviceName, roles, state, createdAt, seen }) => [
      deviceName,
      roles.map((role) => roleText(language, role)).join(', '),
      t[state],
      formatDate(dateAt(createdAt)),
      seen === undefined ? t.never : moment(seen.at),
      seen?.build ?? '',
    ]),
  );
}

/** Each row is a card of its own where there is no room for columns, with the heading beside each cell. */
function table(titles: readonly string[], rows: readonly (readonly (string | Html)[])[]): Html {
  return html`<table><thead><tr>${titles.map((title) => html`<th scope="col">${title}</th>`)}</tr></thead>
<tbody>${rows.map((row) => html`<tr>${row.map((cell, index) => html`<td data-title="${titles[index]}"><div>${cell}</div></td>`)}</tr>`)}</tbody></table>`;
}

function pager(language: Language, { index, all }: Overview['part']): Html | undefined {
  const t = ADMIN_TEXTS[language];
  if (all <= 1) return undefined;
  const to = (target: number, text: string) =>
    html`<a class="language" href="${ADMIN_PATH}?lang=${language}&part=${target}">${text}</a> `;
  return html`<p>${index > 0 ? to(index - 1, t.earlier) : undefined}${index + 1} / ${all} ${index + 1 < all ? to(index + 1, t.later) : undefined}</p>`;
}

function putAside(language: Language, quarantined: Quarantined): string | Html {
  if (quarantined.length === 0) return ADMIN_TEXTS[language].nothing;
  return html`${quarantined.map(({ reason, count }) => html`<span>${reasonText(language, reason)}: ${groupDigits(String(count))}</span><br>`)}`;
}

function entry(title: string, value: string): Html {
  return html`<div><dt>${title}</dt><dd>${value}</dd></div>`;
}

function framed({ language, hasSession }: Frame, title: string, content: Html): string {
  const t = ADMIN_TEXTS[language];
  const other = otherThan(language);
  const body = html`<header><strong>Sổ Mùa</strong><span class="ways">
${hasSession ? html`<form method="post" action="${LEAVE_PATH}?lang=${language}"><button class="quiet">${t.leave}</button></form>` : undefined}
<a class="language" lang="${other}" hreflang="${other}" href="?lang=${other}">${ADMIN_TEXTS[other].language}</a></span></header>
<main><h1>${title}</h1>
${content}
</main>`;
  return page({ language, title: `${title} · Sổ Mùa`, style: STYLE, body });
}

function moment(ms: number): string {
  return `${formatDate(dateAt(ms))} ${timeOfDayAt(ms)}`;
}

function size(bytes: number): string {
  const [unit, divisor] = bytes >= 2 ** 30 ? ['GB', 2 ** 30] : ['MB', 2 ** 20];
  return `${formatQuantity(Math.round((bytes / Number(divisor)) * 10) * 100)} ${unit}`;
}

function duration(language: Language, ms: number): string {
  const hours = Math.floor(ms / 3_600_000);
  return ADMIN_TEXTS[language].days
    .replace('{{days}}', groupDigits(String(Math.floor(hours / 24))))
    .replace('{{hours}}', String(hours % 24));
}

const STYLE = `
.ways{display:flex;gap:12px;align-items:center}
button.quiet{background:none;color:#1f4d2e}
input{min-height:48px;width:100%;max-width:24rem;padding:8px 12px;border:2px solid #1f4d2e;border-radius:10px;background:#fff;font:inherit}
dl{display:grid;grid-template-columns:repeat(auto-fit,minmax(9rem,1fr));gap:12px;margin:0}
dt,small{color:#4a5a4d;font-size:.9rem}
dd{margin:0;font-weight:600}
div.bad,p.bad{border:2px solid #a3231a;border-radius:10px;background:#fdeceb;padding:4px 16px}
.bad{color:#8f1d15}
.good{color:#1f4d2e;font-weight:600}
table{width:100%;border-collapse:collapse;background:#fffdf5;font-variant-numeric:tabular-nums}
th,td{text-align:left;vertical-align:top;padding:10px 12px;border-bottom:1px solid #d9d2bd}
th{font-size:.9rem}
@media(max-width:47.9rem){
thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
table,tbody,tr,td{display:block}
tr{border:1px solid #d9d2bd;border-radius:10px;margin:12px 0;padding:4px 0}
td{display:grid;grid-template-columns:8.5rem minmax(0,1fr);gap:8px;border:0;padding:5px 12px}
td::before{content:attr(data-title);color:#4a5a4d;font-size:.9rem}
}
@media print{table{font-size:10pt}tr,dl{break-inside:avoid}}
`;
