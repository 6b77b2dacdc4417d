import { IconBasket, IconBook2, IconChecklist, IconCoin, IconList, IconPlant2, IconUsers } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { changeLanguage } from '#i18n/index.ts';
import { useDevice, usePerson } from '#hooks/device.tsx';
import { Button, HomeTiles } from '#ui-kit/basic/kit.tsx';
import { writeLanguage } from './profile.ts';
import { screens } from './screens.ts';
import { Shell } from './shell.tsx';

const ICONS = {
  harvest: IconPlant2,
  sale: IconCoin,
  account: IconBook2,
  members: IconUsers,
  products: IconBasket,
  confirm: IconChecklist,
  list: IconList,
} as const;

export function Home({ onOpen }: { readonly onOpen: (path: string) => void }) {
  const { t, i18n } = useTranslation();
  const { coopName } = useDevice();
  const { role } = usePerson();
  const tiles = screens
    .flatMap((screen) => (screen.tile?.roles.includes(role) === true ? [{ screen, tile: screen.tile }] : []))
    .sort((left, right) => left.tile.order - right.tile.order)
    .map(({ screen, tile }) => {
      const Icon = ICONS[tile.icon];
      return {
        key: screen.path,
        icon: <Icon size={44} stroke={1.6} aria-hidden />,
        label: t(`${screen.namespace}:${tile.label}`),
        onPress: () => onOpen(screen.path),
      };
    });
  const switchLanguage = (): void => {
    const next = i18n.language === 'en' ? 'vi' : 'en';
    writeLanguage(next);
    void changeLanguage(next);
  };
  return (
    <Shell title={coopName}>
      <HomeTiles tiles={tiles} />
      <Button isQuiet onPress={switchLanguage}>
        {t('language')}
      </Button>
    </Shell>
  );
}
