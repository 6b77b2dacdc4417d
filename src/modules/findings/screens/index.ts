/** What other modules' screens and the app show of findings. Each part is loaded when it is shown. */
import { lazy } from 'react';

export const RecordFindings = lazy(async () => ({ default: (await import('./record-findings.tsx')).RecordFindings }));
