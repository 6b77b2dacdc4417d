import { standing, type TodayCount } from '#hooks/today-count.ts';
import { harvests } from '../index.ts';

export const today: TodayCount = {
  namespace: 'harvests',
  order: 1,
  count: async (read, { day, memberId }) =>
    standing(
      await read.list(
        harvests,
        memberId === undefined
          ? { index: 'harvestedOn', equals: day }
          : { index: '[memberId+harvestedOn]', equals: [memberId, day] },
      ),
    ),
};
