/** Every Vietnamese text: each `locales/vi.json` is a namespace named after its folder. */
import type { Texts } from '#i18n/index.ts';
import { namespaces } from './namespaces.ts';

export const texts = namespaces(
  import.meta.glob<Texts>(['../../modules/*/locales/vi.json', '../../ui-kit/locales/vi.json', '../locales/vi.json'], {
    eager: true,
    import: 'default',
  }),
);
