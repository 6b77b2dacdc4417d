import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDevice, useMay, usePerson, useQuery, useToday } from '#hooks/device.tsx';
import { Button } from '#ui-kit/button.tsx';
import { EmptyState } from '#ui-kit/empty-state.tsx';
import { Loading } from '#ui-kit/loading.tsx';
import { Stack } from '#ui-kit/stack.tsx';
import { CardToDecide, RowApart } from './card.tsx';
import { Conflict } from './conflict.tsx';
import { leftKey, useLeft } from './left.ts';
import { Lookalike } from './lookalike.tsx';
import { readDesk, readLookalikes, type Desk, type LookalikesToSee } from './matters.ts';
import { SettledList } from './settled.tsx';
import { Witness, Witnesses } from './witness.tsx';

/** Everything that needs people, each as one card in plain words; the office and the farmer see the same (F4, F6). */
export function Attention() {
  const { t } = useTranslation(['desk', 'common']);
  const { database } = useDevice();
  const person = usePerson();
  const may = useMay();
  const today = useToday();
  const [shown, setShown] = useState<string>();
  const [left, setLeft] = useLeft();
  const desk = useQuery((read) => readDesk(read, database.catalogue, may), `desk ${person.userId}`);
  const pairs = useQuery((read) => readLookalikes(read, { person, today }), `lookalikes ${person.userId} ${today}`);
  if (desk === undefined) return <Loading />;
  const counts = countsOf(desk, pairs);
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const filter = shown !== undefined && counts.has(shown) ? shown : undefined;
  const isShown = (kind: string): boolean => filter === undefined || filter === kind;
  const isLeft = ({ row, field }: Desk['conflicts'][number]): boolean => left.has(leftKey(row, field));
  const conflicts = isShown('conflict') ? desk.conflicts : [];
  const leftConflicts = conflicts.filter(isLeft);
  return (
    <Stack>
      {total === 0 && <EmptyState title={t('empty.title')} text={t('empty.text')} />}
      {counts.size > 1 && (
        <div role="group" aria-label={t('filter')}>
          <Stack isRow>
            <Button
              label={t('kind.all', { number: total })}
              pressed={filter === undefined}
              onPress={() => setShown(undefined)}
            />
            {[...counts].map(([kind, count]) => (
              <Button
                key={kind}
                label={`${t(`kind.${kind}`)} · ${count}`}
                pressed={filter === kind}
                onPress={() => setShown(kind)}
              />
            ))}
          </Stack>
        </div>
      )}
      {desk.cards
        .filter(({ card }) => isShown(card.why))
        .map((each) => (
          <CardToDecide key={each.card.id} each={each} names={desk.names} />
        ))}
      {desk.cards.length < desk.cardCount && <p>{t('moreCards', { number: desk.cardCount - desk.cards.length })}</p>}
      {desk.withoutCard
        .filter(({ row }) => isShown(row.reason ?? 'invalid'))
        .map((each) => (
          <RowApart key={each.row.id} each={each} names={desk.names} />
        ))}
      {conflicts
        .filter((each) => !isLeft(each))
        .map((each) => (
          <Conflict
            key={`${each.row.id} ${each.field}`}
            {...each}
            names={desk.names}
            onLeave={() => setLeft(leftKey(each.row, each.field), true)}
          />
        ))}
      {isShown('witness') && desk.witnesses.length > 1 && <Witnesses witnesses={desk.witnesses} />}
      {isShown('witness') && desk.witnesses.map((each) => <Witness key={each.row.id} each={each} names={desk.names} />)}
      {pairs === undefined ? <Loading /> : isShown('lookalike') && <Lookalike found={pairs} />}
      {leftConflicts.length > 0 && (
        <section>
          <Stack>
            <h2>{t('leftToOffice')}</h2>
            <p>{t('leftToOfficeText')}</p>
            {leftConflicts.map((each) => (
              <Conflict
                key={`${each.row.id} ${each.field}`}
                {...each}
                names={desk.names}
                onTakeUp={() => setLeft(leftKey(each.row, each.field), false)}
              />
            ))}
          </Stack>
        </section>
      )}
      <SettledList />
    </Stack>
  );
}

/** How many cards there are of each kind; kinds without any are left out. */
function countsOf(desk: Desk, pairs: LookalikesToSee | undefined): ReadonlyMap<string, number> {
  const kinds = [
    ...desk.cards.map(({ card }) => card.why),
    ...desk.withoutCard.map(({ row }) => row.reason ?? 'invalid'),
    ...desk.conflicts.map(() => 'conflict'),
    ...desk.witnesses.map(() => 'witness'),
    ...(pairs?.pairs ?? []).map(() => 'lookalike'),
  ];
  const counts = new Map<string, number>();
  for (const kind of kinds) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return counts;
}
