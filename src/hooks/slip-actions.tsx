import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { printPage } from '#files/print.ts';
import type { Receipt } from '#files/receipt.ts';
import { saveFile, share } from '#files/share.ts';
import { Button } from '#ui-kit/button.tsx';
import { DownloadIcon, PrintIcon, ShareIcon } from '#ui-kit/icon.tsx';
import { Notice } from '#ui-kit/notice.tsx';
import { Stack } from '#ui-kit/stack.tsx';
import { usePracticeMark } from './practice.ts';
import { readReceiptPaper } from './receipt-paper.ts';

export interface SlipActionsProps {
  /** Names the picture's file, without ending. */
  readonly fileName: string;
  readonly title: string;
  /** The same in one plain line, for those who get no picture. */
  readonly text: string;
  /** Asked when somebody wants the picture. */
  readonly receipt: () => Promise<Receipt>;
  /** The sheet that the screen itself prints on. */
  readonly sheet: 'a4' | 'a5';
}

/** What is said on the screen as a picture for Zalo and the receipt printer, and on paper (rules U43 to U46). Not on the paper itself. */
export function SlipActions({ fileName, title, text, receipt, sheet }: SlipActionsProps) {
  const { t } = useTranslation('common');
  const marked = usePracticeMark();
  const [said, setSaid] = useState<string>();
  const [isFailed, setFailed] = useState(false);
  const file = `${fileName}.png`;
  const withPicture = async (use: (picture: Blob) => Promise<string>): Promise<void> => {
    try {
      const { drawReceipt } = await import('#files/receipt.ts');
      const picture = await drawReceipt(await receipt(), readReceiptPaper());
      setSaid(await use(picture));
      setFailed(false);
    } catch {
      // Out of memory for a canvas, or a part of the app that is not on the device: the slip itself is as it was.
      setFailed(true);
    }
  };
  const send = async (blob: Blob): Promise<string> => {
    const shared = await share({ blob, fileName: file, title, text: marked(text) });
    return t(`slip.${shared.how === 'saved' && shared.textCopied ? 'savedAndCopied' : shared.how}`);
  };
  const save = async (blob: Blob): Promise<string> => {
    saveFile(blob, file);
    return t('slip.saved');
  };
  return (
    <div data-print="hide">
      <Stack>
        <Button wide icon={ShareIcon} label={t('slip.action.share')} onPress={() => void withPicture(send)} />
        <Button wide icon={DownloadIcon} label={t('slip.action.save')} onPress={() => void withPicture(save)} />
        <Button wide icon={PrintIcon} label={t('slip.action.print')} onPress={() => void printPage(sheet)} />
        {sheet === 'a5' && (
          <Button wide icon={PrintIcon} label={t('slip.action.twice')} onPress={() => void printPage('a4-twice')} />
        )}
        {said !== undefined && <p role="status">{said}</p>}
        {isFailed && <Notice kind="warning" title={t('slip.notDrawn')} />}
      </Stack>
    </div>
  );
}
