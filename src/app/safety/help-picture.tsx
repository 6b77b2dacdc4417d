import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { share } from '#files/share.ts';
import { useDevice, useSyncStatus } from '#hooks/device.tsx';
import { useLive } from '#hooks/live.ts';
import { shortCode } from '#kernel/ids.ts';
import { Button } from '#ui-kit/button.tsx';
import { ShareIcon } from '#ui-kit/icon.tsx';
import { BUILD } from '../build.ts';
import { helpLines } from './help-lines.ts';
import { SAFETY } from './texts.ts';
import { logEnds } from './use-facts.ts';
import type { SafetyFacts, SafetyVerdict } from './verdict.ts';

/** "Gửi cho người hỗ trợ": how this device is, as a picture with a code and without anything personal (rule U34). */
export function HelpPicture({ facts, verdict }: { readonly facts: SafetyFacts; readonly verdict: SafetyVerdict }) {
  const { t } = useTranslation(SAFETY);
  const { database } = useDevice();
  const status = useSyncStatus();
  const ends = useLive(logEnds, 'ends of the logs', database);
  const [said, setSaid] = useState<string>();
  // Of the log and not of the person: two devices of one person differ, and nobody is known by it.
  const code = ends && shortCode(database.session.coop, ends.at(-1)?.writer ?? '');
  if (code === undefined) return null;
  const send = async (): Promise<void> => {
    const faults = status.kind === 'refused' ? [status.code] : [];
    const lines = helpLines({ facts, verdict, build: BUILD, faults }, (key, values) => t(key, { ...values }));
    try {
      const { drawReceipt } = await import('#files/receipt.ts');
      const blob = await drawReceipt({ title: t('help.title'), lines, shortCode: code, qrText: code }, '80');
      const text = [t('help.code', { code }), ...lines.map(({ label, value }) => `${label}: ${value}`)].join('\n');
      const { how } = await share({ blob, fileName: `so-mua-${code}.png`, title: t('help.title'), text });
      setSaid(t(`help.${how}`));
    } catch {
      // Without a picture the code still says which device it is.
      setSaid(t('help.failed', { code }));
    }
  };
  return (
    <section id="help">
      <h2>{t('help.title')}</h2>
      <p>{t('help.text')}</p>
      <p>{t('help.code', { code })}</p>
      <Button wide icon={ShareIcon} label={t('help.action.share')} onPress={() => void send()} />
      {said !== undefined && <p role="status">{said}</p>}
    </section>
  );
}
