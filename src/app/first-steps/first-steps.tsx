import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDevice, useMay, usePerson } from '#hooks/device.tsx';
import { useLive } from '#hooks/live.ts';
import { FARM_ROLES, hasRole, mayInvite } from '#kernel/roles.ts';
import { hasChosenAppearance } from '#ui-kit/appearance.ts';
import { ChecklistRoom } from '#ui-kit/checklist-room.tsx';
import { Checklist } from '#ui-kit/checklist.tsx';
import { isGuarded } from '../lock/guard.ts';
import { isPracticeMade } from '../practice/practice.ts';
import type { Profile } from '../profile.ts';
import { screens } from '../screens.ts';
import { readKeptFile } from '../storage/kept-file.ts';
import { readBookFacts } from './book-facts.ts';
import { firstSteps, isOver } from './ladder.ts';
import { letStepsGo } from './put-away.ts';
import { FIRST_STEPS } from './texts.ts';

/** On the home of a new book: five first steps, until they are done or put away (rule U40). */
export function FirstSteps({
  profile,
  onOpen,
}: {
  readonly profile: Profile;
  readonly onOpen: (path: string) => void;
}) {
  const { t } = useTranslation(FIRST_STEPS);
  const { database, sync, isCapture } = useDevice();
  const person = usePerson();
  const may = useMay();
  const book = useLive(readBookFacts, 'first steps', database);
  const [isAway, setAway] = useState(false);
  // What an older book holds is not here yet. Whoever was invited without a connection begins with an empty one.
  const isKnown = book !== undefined && (sync === undefined || book.isFilled || profile.joining !== undefined);
  const steps =
    book === undefined
      ? []
      : firstSteps(
          {
            ...book,
            hasServer: sync !== undefined,
            hasAppearance: hasChosenAppearance(),
            hasPin: isGuarded(),
            hasPractised: isPracticeMade('member') || isPracticeMade('office'),
            hasFile: readKeptFile(database.session) !== undefined,
          },
          {
            opens: (path) =>
              screens.some((each) => each.path === path && (each.roles === undefined || hasRole(person, each.roles))),
            may,
            mayInvite: mayInvite(person, FARM_ROLES),
          },
        );
  const isGone = isKnown && !isCapture && isOver(book, steps);
  useEffect(() => {
    if (isGone) letStepsGo(profile);
  }, [isGone, profile]);
  if (isGone || isAway || isCapture) return null;
  if (!isKnown) return <ChecklistRoom />;
  if (steps.length === 0) return null;
  return (
    <Checklist
      title={t('title')}
      progress={t('progress', { done: steps.filter(({ isDone }) => isDone).length, total: steps.length })}
      words={{
        next: (step) => t('next', { step }),
        done: t('done'),
        todo: t('todo'),
        open: t('action.open'),
        close: t('action.close'),
        putAway: t('action.putAway'),
      }}
      items={steps.map(({ id, path, isDone }) => ({
        id,
        label: t(`step.${id}`),
        isDone,
        onPress: () => onOpen(path),
      }))}
      onPutAway={() => {
        letStepsGo(profile);
        setAway(true);
      }}
    />
  );
}
