import { useTranslation } from 'react-i18next';
import { Button } from '#ui-kit/button.tsx';
import { BackIcon } from '#ui-kit/icon.tsx';
import { Notice } from '#ui-kit/notice.tsx';
import { Stack } from '#ui-kit/stack.tsx';
import { deletePractice } from './open-practice.ts';
import { leavePractice } from './practice.ts';
import { PRACTICE } from './texts.ts';

/** On the practice book's home: what it is, and the way out. */
export function PracticeBar() {
  const { t } = useTranslation(PRACTICE);
  return (
    <Notice kind="info" title={t('title.bar')}>
      <p>{t('bar.text')}</p>
      <Stack isRow>
        <Button icon={BackIcon} label={t('action.leave')} onPress={leavePractice} />
        <Button kind="quiet" label={t('action.delete')} onPress={deletePractice} />
      </Stack>
    </Notice>
  );
}
