/** The English texts that the start needs: the app's own, the ui-kit's, and the words on the modules' home tiles. */
import type { Texts } from '#i18n/index.ts';
import { namespaces } from './namespaces.ts';

export const texts = namespaces(
  import.meta.glob<Texts>(['../../modules/*/tiles/en.json', '../../ui-kit/locales/en.json', '../locales/en.json'], {
    eager: true,
    import: 'default',
  }),
);
