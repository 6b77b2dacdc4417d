import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { Button } from '#ui-kit/button.tsx';
import { DownloadIcon, RefreshIcon } from '#ui-kit/icon.tsx';
import { FaultNotice } from './fault-notice.tsx';
import { STORAGE } from './texts.ts';

/** Stands above every screen while what is saved may not be kept: what is safe, what is wrong, what to do (I23). */
export function StorageNotice({ code }: { readonly code: string }) {
  const { t } = useTranslation(STORAGE);
  const [path, navigate] = useLocation();
  return (
    <FaultNotice code={code}>
      {path !== '/tep-so' && (
        <Button wide icon={DownloadIcon} label={t('file.action.open')} onPress={() => navigate('/tep-so')} />
      )}
      {code !== 'storage.full' && code !== 'storage.capture' && (
        <Button wide icon={RefreshIcon} label={t('action.reload')} onPress={() => window.location.reload()} />
      )}
    </FaultNotice>
  );
}
