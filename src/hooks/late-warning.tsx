import { useTranslation } from 'react-i18next';
import { formatDate } from '#kernel/calendar.ts';
import { Notice } from '#ui-kit/notice.tsx';

/** Before a document of a closed day is saved: that the office has to let it in. A warning, never a refusal (LG1). */
export function LateWarning(props: { readonly day: string | null; readonly closedThrough: string | undefined }) {
  const { t } = useTranslation();
  const { day, closedThrough } = props;
  if (day === null || closedThrough === undefined || day > closedThrough) return null;
  return (
    <Notice
      kind="warning"
      title={t('late.title', { date: formatDate(closedThrough) })}
      safe={t('late.safe')}
      whatToDo={t('late.do')}
    />
  );
}
