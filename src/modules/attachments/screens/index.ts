/** What other modules' screens and the app show of photos. Each part is loaded when it is shown. */
import { lazy } from 'react';

export const RecordPhotos = lazy(async () => ({ default: (await import('./record-photos.tsx')).RecordPhotos }));
export const PhotoSettings = lazy(async () => ({ default: (await import('./photo-settings.tsx')).PhotoSettings }));
