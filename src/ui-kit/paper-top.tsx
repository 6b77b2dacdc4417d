import { createContext, type ReactNode, use } from 'react';
import { createPortal } from 'react-dom';

/** The place above everything on the sheet; Screen has it. */
export const PaperTop = createContext<HTMLElement | null>(null);

/** Stands above everything on paper, wherever on the screen it is asked for. */
export function OnPaperTop({ children }: { readonly children: ReactNode }) {
  const top = use(PaperTop);
  return top === null ? null : createPortal(children, top);
}
