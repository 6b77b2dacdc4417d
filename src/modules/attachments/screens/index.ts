/** What other modules' screens and the app show of photos. Each part is loaded when it is shown; a slip stands without it. */
import { ifThere } from '#hooks/if-there.ts';

export const RecordPhotos = ifThere(async () => (await import('./record-photos.tsx')).RecordPhotos);
export const PhotoSettings = ifThere(async () => (await import('./photo-settings.tsx')).PhotoSettings);
