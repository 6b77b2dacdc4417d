/**
 * What a helper is told of a device: counts, ages and states in words. It is made from facts that hold no name, no
 * figure of money and no id, and whatever came from outside is passed through a sieve.
 */
import { dateAt, formatDate, timeOfDayAt } from '#kernel/calendar.ts';
import { findingText, type Say } from './finding-text.ts';
import type { SafetyFacts, SafetyVerdict } from './verdict.ts';

export interface HelpLine {
  readonly label: string;
  readonly value: string;
}

/** `t` speaks the namespace of safety; `build`: the app's version; `faults`: codes of what else went wrong. */
export function helpLines(
  parts: {
    readonly facts: SafetyFacts;
    readonly verdict: SafetyVerdict;
    readonly build: string;
    readonly faults: readonly string[];
  },
  t: Say,
): readonly HelpLine[] {
  const { facts, verdict, build } = parts;
  const faults = [...(facts.storageFault === undefined ? [] : [facts.storageFault]), ...parts.faults];
  return [
    ...aboutPage({ build, browser: facts.browser, nowMs: facts.nowMs, faults }, t),
    { label: t('help.line.answer'), value: t(`verdict.${verdict.level}`) },
    { label: t('help.line.sync'), value: t(`help.sync.${facts.hasServer ? facts.sync : 'alone'}`) },
    ...verdict.findings
      .filter(({ about }) => about !== 'browser')
      .map((finding) => ({ label: t(`about.${finding.about}.name`), value: findingText(finding, t) })),
  ];
}

/** What can be told without a book; `nowMs`: ms since 1970. */
export function aboutPage(
  parts: Pick<SafetyFacts, 'browser' | 'nowMs'> & { readonly build: string; readonly faults: readonly string[] },
  t: Say,
): readonly HelpLine[] {
  const { build, browser, nowMs, faults } = parts;
  const codes = faults.map((code) => plainCode(code) ?? t('help.unreadable'));
  return [
    { label: t('help.line.app'), value: `Sổ Mùa ${build}` },
    {
      label: t('help.line.browser'),
      value: browser.version === 0 ? t('about.browser.unknown') : `${browser.name} ${browser.version}`,
    },
    { label: t('help.line.at'), value: `${timeOfDayAt(nowMs)} ${formatDate(dateAt(nowMs))}` },
    { label: t('help.line.fault'), value: codes.length === 0 ? t('help.none') : codes.join(', ') },
  ];
}

/** A code of our own is two plain words; anything else may be a message with something in it. */
function plainCode(code: string): string | undefined {
  return /^[a-z]{2,20}\.[A-Za-z-]{2,30}$/.test(code) ? code : undefined;
}
