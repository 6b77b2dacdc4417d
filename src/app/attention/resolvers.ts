/** How each table's rows stand on a card; each module says so in `screens/attention.ts`. */
import type { AttentionScreen } from '#hooks/attention-screen.ts';

const files = import.meta.glob<{ readonly attention: readonly AttentionScreen[] }>(
  '../../modules/*/screens/attention.ts',
  {
    eager: true,
  },
);

export const attentionScreens: ReadonlyMap<string, AttentionScreen> = new Map(
  Object.values(files)
    .flatMap((file) => file.attention)
    .map((screen) => [screen.table.name, screen]),
);
