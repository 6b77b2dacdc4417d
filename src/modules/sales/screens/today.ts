import { standing, type TodayCount } from '#hooks/today-count.ts';
import { DIRECTIONS, sales } from '../records.ts';

export const today: TodayCount = {
  namespace: 'sales',
  order: 2,
  async count(read, { day, memberId }) {
    if (memberId !== undefined)
      return standing(await read.list(sales, { index: '[memberId+soldOn]', equals: [memberId, day] }));
    const each = await Promise.all(
      DIRECTIONS.map(async (direction) => read.list(sales, { index: '[direction+soldOn]', equals: [direction, day] })),
    );
    return standing(each.flat());
  },
};
