import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Notice } from '#ui-kit/notice.tsx';
import { HelpButton } from '../safety/help-button.tsx';
import { STORAGE } from './texts.ts';

const KNOWN = ['full', 'closed', 'unavailable', 'noRoom', 'version', 'damaged', 'unsure', 'blocked', 'capture'];
/** Nothing is at risk: somebody only has to wait, or knows already where the work goes. */
const CALM = ['blocked', 'capture'];

/** A storage fault in three plain sentences. What has none of its own is told as a book that cannot be opened. */
export function FaultNotice(props: { readonly code: string; readonly children?: ReactNode }) {
  const { t } = useTranslation(STORAGE);
  const reason = props.code.split('.')[1] ?? '';
  const kind = KNOWN.includes(reason) ? reason : 'unavailable';
  return (
    <Notice
      kind={CALM.includes(kind) ? 'warning' : 'danger'}
      title={t(`fault.${kind}.title`)}
      safe={t(`fault.${kind}.safe`)}
      wrong={t(`fault.${kind}.wrong`)}
      whatToDo={t(`fault.${kind}.do`)}
      code={props.code}
    >
      {props.children}
      {!CALM.includes(kind) && <HelpButton code={props.code} />}
    </Notice>
  );
}
