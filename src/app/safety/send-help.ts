/** A picture for the helper from where there is no book to ask, because it does not open or a screen broke (rule U34). */
import i18next from 'i18next';
import { share } from '#files/share.ts';
import { shortCode } from '#kernel/ids.ts';
import { BUILD } from '../build.ts';
import { readProfile } from '../profile.ts';
import { browserOf } from './browser.ts';
import type { Say } from './finding-text.ts';
import { aboutPage, type HelpLine } from './help-lines.ts';
import { SAFETY } from './texts.ts';

/** Draws it and hands it over; must run from a tap. `code`: of the fault. Gives what became of it, in words. */
export async function sendHelp(code: string): Promise<string> {
  const fixed = i18next.getFixedT(null, SAFETY);
  const t: Say = (key, values) => fixed(key, { ...values });
  const profile = readProfile();
  const device = profile === undefined ? undefined : shortCode(profile.coop, profile.user);
  const facts = { build: BUILD, browser: browserOf(navigator.userAgent), nowMs: Date.now(), faults: [code] };
  const lines = aboutPage(facts, t);
  try {
    const { drawReceipt } = await import('#files/receipt.ts');
    const known = device === undefined ? {} : { shortCode: device };
    const blob = await drawReceipt({ title: t('help.title'), lines, qrText: textOf(lines), ...known }, '80');
    const text = [...(device === undefined ? [] : [t('help.code', { code: device })]), textOf(lines)].join('\n');
    const { how } = await share({ blob, fileName: 'so-mua.png', title: t('help.title'), text });
    return t(`help.${how}`);
  } catch {
    // Without a picture the code of the fault can still be read out.
    return t('help.failed', { code });
  }
}

function textOf(lines: readonly HelpLine[]): string {
  return lines.map(({ label, value }) => `${label}: ${value}`).join('\n');
}
