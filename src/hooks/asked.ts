/** Which question of a flow is open, kept in the address so that Back closes it and loses nothing (rule U11). */
import { useLocation, useSearch } from 'wouter';
import { useHistoryState } from 'wouter/use-browser-location';
import { stepBack } from './step-back.ts';

const NAME = 'hoi';

/** In the history's entry of a question that was asked here: what lies below it is where it was asked. */
const ASKED_HERE = 'asked';

/** The open question's name, or undefined; `ask` opens one, `answered` goes back to where it was asked. */
export function useAsked() {
  const asked = new URLSearchParams(useSearch()).get(NAME) ?? undefined;
  const isAskedHere = useHistoryState() === ASKED_HERE;
  const [path, navigate] = useLocation();
  return {
    asked,
    ask: (question: string) => navigate(`${path}?${NAME}=${question}`, { state: ASKED_HERE }),
    answered: () => {
      if (asked === undefined) return;
      if (isAskedHere) void stepBack();
      // Opened by its address: below it lies another page, or nothing.
      else navigate(path, { replace: true });
    },
  };
}
