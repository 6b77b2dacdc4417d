import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '#ui-kit/button.tsx';
import { ShareIcon } from '#ui-kit/icon.tsx';

/** "Gửi cho người hỗ trợ" beside whatever went wrong (rule U34). It asks no book and needs no network. `code`: of the fault. */
export function HelpButton({ code }: { readonly code: string }) {
  const { t } = useTranslation();
  const [said, setSaid] = useState<string>();
  const send = async (): Promise<void> => {
    try {
      const { sendHelp } = await import('./send-help.ts');
      setSaid(await sendHelp(code));
    } catch {
      // This part of the app is not on the device, and there is no network to fetch it.
      setSaid(t('fault.tell', { code }));
    }
  };
  return (
    <>
      <Button wide icon={ShareIcon} label={t('fault.help')} onPress={() => void send()} />
      {said !== undefined && <p role="status">{said}</p>}
    </>
  );
}
