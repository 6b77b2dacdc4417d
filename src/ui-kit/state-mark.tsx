import { useTranslation } from 'react-i18next';
import { classNames } from './class-names.ts';
import { AttentionIcon, AwaitingIcon, DeviceIcon, ReceivedIcon, SendingIcon, UndoIcon } from './icon.tsx';
import styles from './state-mark.module.css';

export type RecordState = 'device' | 'sending' | 'received' | 'awaiting' | 'attention' | 'undone';

const ICONS = {
  device: DeviceIcon,
  sending: SendingIcon,
  received: ReceivedIcon,
  awaiting: AwaitingIcon,
  attention: AttentionIcon,
  undone: UndoIcon,
} as const;

/** The words for a record's state, the same everywhere (U30): icon, word and colour together (U6). */
export function StateMark({ state }: { readonly state: RecordState }) {
  const { t } = useTranslation('ui-kit');
  const Icon = ICONS[state];
  return (
    <span className={classNames(styles['mark'], styles[state])} data-state={state}>
      <Icon aria-hidden size={20} />
      <span>{t(`state.${state}`)}</span>
    </span>
  );
}
