/** How each table's steps are told; each module says so in `screens/history.ts`. */
import type { HistoryScreen } from '#hooks/history-screen.ts';

const files = import.meta.glob<{ readonly history: readonly HistoryScreen[] }>('../../modules/*/screens/history.ts', {
  eager: true,
});

export const historyScreens: ReadonlyMap<string, HistoryScreen> = new Map(
  Object.values(files)
    .flatMap((file) => file.history)
    .map((screen) => [screen.table.name, screen]),
);
