/** What other modules' screens and the app show of findings. Each part is loaded when it is shown; a slip stands without it. */
import { ifThere } from '#hooks/if-there.ts';

export const RecordFindings = ifThere(async () => (await import('./record-findings.tsx')).RecordFindings);
