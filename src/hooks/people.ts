/** Everybody of the co-op with their devices, for admins: what this device knows at once, and what the server says when it can be had. */
import { useCallback, useEffect, useState } from 'react';
import { bytesOfHex } from '#kernel/ids.ts';
import { Fault, refuse, type Refusal } from '#kernel/result.ts';
import { pinHelpAnswer, QUESTION_DIGITS } from '#protocol/pin-help.ts';
import { useDevice, type KnownPeople } from './device.tsx';

export interface PeopleAnswer {
  /** Undefined while nothing is known. */
  readonly known: KnownPeople | undefined;
  /** `asking` until the server has answered or could not. */
  readonly state: 'asking' | 'fresh' | 'stale';
  /** Why what is known may be old. */
  readonly refusal: Refusal | undefined;
  readonly ask: () => void;
}

export function usePeople(): PeopleAnswer {
  const { people } = useDevice();
  const [known, setKnown] = useState<KnownPeople>();
  const [state, setState] = useState<PeopleAnswer['state']>('asking');
  const [refusal, setRefusal] = useState<Refusal>();
  const ask = useCallback((): void => {
    setState('asking');
    setRefusal(undefined);
    const answer = async (): Promise<void> => {
      const desk = await people();
      setKnown(await desk.known());
      setKnown(await desk.fetched());
      setState('fresh');
    };
    answer().catch((cause: unknown) => {
      setState('stale');
      setRefusal(refusalOf(cause));
    });
  }, [people]);
  useEffect(ask, [ask]);
  return { known, state, refusal, ask };
}

/** A fault of what was asked, to be shown; anything else is a bug. */
export function refusalOf(cause: unknown): Refusal {
  if (!(cause instanceof Fault)) throw cause;
  return refuse(cause.code, cause.values);
}

/** The digits that the telephone of who forgot the PIN asks for; undefined until its question is whole. */
export function answerToPin(helpKey: string, question: string): string | undefined {
  const digits = question.replace(/\D/g, '');
  return digits.length === QUESTION_DIGITS ? pinHelpAnswer(bytesOfHex(helpKey), digits) : undefined;
}
