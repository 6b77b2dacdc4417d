/** Every English text: each `locales/en.json` is a namespace named after its folder. */
import type { Texts } from '#i18n/index.ts';
import { namespaces } from './namespaces.ts';

export const texts = namespaces(
  import.meta.glob<Texts>(['../../modules/*/locales/en.json', '../../ui-kit/locales/en.json', '../locales/en.json'], {
    eager: true,
    import: 'default',
  }),
);
