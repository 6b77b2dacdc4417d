import { useTranslation } from 'react-i18next';
import { usePerson, useQuery, useToday } from '#hooks/device.tsx';
import type { TodayCount } from '#hooks/today-count.ts';
import { formatDate } from '#kernel/calendar.ts';
import { worksForCoop } from '#kernel/roles.ts';
import { useLunarText } from '#ui-kit/lunar-text.ts';

const counts = Object.values(
  import.meta.glob<{ readonly today: TodayCount }>('../modules/*/screens/today.ts', { eager: true }),
)
  .map((file) => file.today)
  .sort((left, right) => left.order - right.order);

/** The day, its lunar day, and what was written of it, in one sentence. */
export function Today() {
  const { t } = useTranslation();
  const day = useToday();
  const lunar = useLunarText();
  const person = usePerson();
  const memberId = worksForCoop(person) ? undefined : (person.memberId ?? '');
  const found = useQuery(
    async (read) =>
      Promise.all(counts.map(async (each) => ({ each, count: await each.count(read, { day, memberId }) }))),
    `today ${day} ${memberId}`,
  );
  const said = found?.filter(({ count }) => count > 0);
  const what = said?.map(({ each, count }) => t(`${each.namespace}:today.count`, { count })).join(', ');
  return (
    <p>
      {`${t('today')} ${formatDate(day)} (${lunar(day)})`}
      {what !== undefined && `: ${what === '' ? t('todayNothing') : what}`}
    </p>
  );
}
