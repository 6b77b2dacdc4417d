import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { shareText } from '#files/share.ts';
import { usePracticeMark } from '#hooks/practice.ts';
import { Button } from '#ui-kit/button.tsx';
import { AskOfficeIcon } from '#ui-kit/icon.tsx';

/** What the card says as plain lines for the bookkeeper, by whatever app the person uses; the office has the card anyway. */
export function SendToOffice(props: {
  readonly title: string;
  readonly entries: readonly (readonly [string, string])[];
}) {
  const { t } = useTranslation('desk');
  const [said, setSaid] = useState<string>();
  const marked = usePracticeMark();
  const lines = [t('askText'), props.title, ...props.entries.map(([label, value]) => `${label}: ${value}`)];
  const text = marked(lines.join('\n'));
  const send = async (): Promise<void> => {
    const how = await shareText({ title: t('askText'), text });
    setSaid(t(`sent.${how}`));
  };
  return (
    <>
      <Button wide icon={AskOfficeIcon} label={t('action.send')} onPress={() => void send()} />
      {said !== undefined && <p role="status">{said}</p>}
    </>
  );
}
