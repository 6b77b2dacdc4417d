/** The English texts of the modules and of the first open, loaded with the first screen: each `locales/en.json` is a namespace. */
import type { Texts } from '#i18n/index.ts';
import { namespaces } from './namespaces.ts';

export const texts = namespaces(
  import.meta.glob<Texts>(
    ['../../modules/*/locales/en.json', '../onboarding/locales/en.json', '../common/locales/en.json'],
    {
      eager: true,
      import: 'default',
    },
  ),
);
