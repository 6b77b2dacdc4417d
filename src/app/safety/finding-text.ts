import type { Finding } from './verdict.ts';

export type Say = (key: string, values?: Readonly<Record<string, string | number>>) => string;

/** What was found, in words; `t` speaks the namespace of safety. */
export function findingText({ about, says, values }: Finding, t: Say): string {
  const count = Number(values?.['days'] ?? 0);
  const times =
    count === 0 ? { age: t('lessThanDay'), ago: t('today') } : { age: t('age', { count }), ago: t('ago', { count }) };
  return t(`about.${about}.${says}`, { ...values, ...times });
}
