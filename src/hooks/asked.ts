/** Which question of a flow is open, kept in the address so that Back closes it and loses nothing (rule U11). */
import { useLocation, useSearch } from 'wouter';

const NAME = 'hoi';

/** The open question's name, or undefined; `ask` opens one, `answered` goes back to where it was asked. */
export function useAsked() {
  const asked = new URLSearchParams(useSearch()).get(NAME) ?? undefined;
  const [path, navigate] = useLocation();
  return {
    asked,
    ask: (question: string) => navigate(`${path}?${NAME}=${question}`),
    answered: () => {
      if (asked !== undefined) window.history.back();
    },
  };
}
