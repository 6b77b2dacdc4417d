/** The app's own way to ask for help with a fault, handed in from above: what is shared by the modules knows no screen of the app. */
import { createContext, useContext, type ComponentType } from 'react';

/** `code`: of the fault. */
type Help = ComponentType<{ readonly code: string }>;

const HelpContext = createContext<Help | undefined>(undefined);

export const HelpProvider = HelpContext.Provider;

/** Undefined outside the app, as in a test of one screen. */
export function useHelp(): Help | undefined {
  return useContext(HelpContext);
}
