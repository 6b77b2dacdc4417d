/** Finds every module's screens, and the app's own, by Vite's glob: a new module needs no line here. */
import type { ModuleScreen } from '#hooks/module-screen.ts';

const files = import.meta.glob<{ readonly screens: readonly ModuleScreen[] }>(
  ['../modules/*/screens/routes.ts', './*/routes.ts'],
  { eager: true },
);

/** Fixed paths before those with parameters, so that `/thanh-vien/nhap` is no member. */
export const screens: readonly ModuleScreen[] = Object.values(files)
  .flatMap((file) => file.screens)
  .sort((left, right) => Number(left.path.includes(':')) - Number(right.path.includes(':')));
