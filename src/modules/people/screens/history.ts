import type { HistoryScreen } from '#hooks/history-screen.ts';
import { writers } from '../index.ts';

/** A log introduces itself; nobody does that by hand. */
export const history: readonly HistoryScreen[] = [{ table: writers, namespace: 'people', say: async () => undefined }];
