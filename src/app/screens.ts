/** Finds every module's screens by Vite's glob: a new module needs no line here. */
import type { ModuleScreen } from '#hooks/module-screen.ts';

const files = import.meta.glob<{ readonly screens: readonly ModuleScreen[] }>('../modules/*/screens/routes.ts', {
  eager: true,
});

export const screens: readonly ModuleScreen[] = Object.values(files).flatMap((file) => file.screens);
