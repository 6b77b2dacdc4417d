/** The Vietnamese texts of the modules and of the first open, loaded with the first screen: each `locales/vi.json` is a namespace. */
import type { Texts } from '#i18n/index.ts';
import { namespaces } from './namespaces.ts';

export const texts = namespaces(
  import.meta.glob<Texts>(
    ['../../modules/*/locales/vi.json', '../onboarding/locales/vi.json', '../common/locales/vi.json'],
    {
      eager: true,
      import: 'default',
    },
  ),
);
