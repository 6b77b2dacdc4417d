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
  const { browser, nowMs } = facts;
  const codes = [...(facts.storageFault === undefined ? [] : [facts.storageFault]), ...parts.faults].map(plainCode);
  return [
    { label: t('help.line.app'), value: `Sổ Mùa ${build}` },
    {
      label: t('help.line.browser'),
      value: browser.version === 0 ? t('about.browser.unknown') : `${browser.name} ${browser.version}`,
    },
    { label: t('help.line.at'), value: `${timeOfDayAt(nowMs)} ${formatDate(dateAt(nowMs))}` },
    { label: t('help.line.answer'), value: t(`verdict.${verdict.level}`) },
    { label: t('help.line.sync'), value: t(`help.sync.${facts.hasServer ? facts.sync : 'alone'}`) },
    {
      label: t('help.line.fault'),
      value: codes.length === 0 ? t('help.none') : codes.map((code) => code ?? t('help.unreadable')).join(', '),
    },
    ...verdict.findings
      .filter(({ about }) => about !== 'browser')
      .map((finding) => ({ label: t(`about.${finding.about}.name`), value: findingText(finding, t) })),
  ];
}

/** A code of our own is two plain words; anything else may be a message with something in it. */
function plainCode(code: string): string | undefined {
  return /^[a-z]{2,20}\.[A-Za-z-]{2,30}$/.test(code) ? code : undefined;
}
