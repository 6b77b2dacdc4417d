/** Small pieces that need no state of their own. They know no business. */
import {
  IconArrowLeft,
  IconCheck,
  IconClock,
  IconCloudCheck,
  IconDeviceMobile,
  IconAlertTriangle,
  IconRotate,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './kit.module.css';

export function Screen(props: {
  readonly title: string;
  readonly onBack?: (() => void) | undefined;
  readonly chip?: ReactNode;
  readonly isWide?: boolean;
  readonly children: ReactNode;
}) {
  const { t } = useTranslation('basic');
  return (
    <div className={props.isWide === true ? `${styles['screen']} ${styles['wide']}` : styles['screen']}>
      <header className={styles['bar']}>
        {props.onBack !== undefined && (
          <button type="button" className={styles['back']} onClick={props.onBack} aria-label={t('back')}>
            <IconArrowLeft size={28} aria-hidden />
          </button>
        )}
        <h1>{props.title}</h1>
        {props.chip}
      </header>
      <main className={styles['main']}>{props.children}</main>
    </div>
  );
}

export function Button(props: {
  readonly onPress?: () => void;
  readonly isQuiet?: boolean;
  readonly type?: 'button' | 'submit';
  readonly isDisabled?: boolean;
  readonly children: ReactNode;
}) {
  return (
    <button
      type={props.type ?? 'button'}
      disabled={props.isDisabled}
      className={props.isQuiet === true ? `${styles['button']} ${styles['secondary']}` : styles['button']}
      onClick={props.onPress}
    >
      {props.children}
    </button>
  );
}

export interface Tile {
  readonly key: string;
  readonly icon: ReactNode;
  readonly label: string;
  readonly onPress: () => void;
}

/** At most six, in the same place for ever (rule U9). */
export function HomeTiles({ tiles }: { readonly tiles: readonly Tile[] }) {
  return (
    <div className={styles['tiles']}>
      {tiles.slice(0, 6).map((tile) => (
        <button key={tile.key} type="button" className={styles['tile']} onClick={tile.onPress}>
          {tile.icon}
          <span>{tile.label}</span>
        </button>
      ))}
    </div>
  );
}

export interface Choice {
  readonly key: string;
  readonly label: string;
  readonly detail?: string | undefined;
}

export function ChoiceTiles(props: {
  readonly choices: readonly Choice[];
  readonly selected?: string | undefined;
  readonly onChoose: (key: string) => void;
}) {
  return (
    <div className={styles['choices']}>
      {props.choices.map((choice) => (
        <button
          key={choice.key}
          type="button"
          aria-pressed={choice.key === props.selected}
          className={choice.key === props.selected ? `${styles['choice']} ${styles['chosen']}` : styles['choice']}
          onClick={() => props.onChoose(choice.key)}
        >
          <span>
            {choice.label}
            {choice.detail !== undefined && <span className={styles['detail']}>{choice.detail}</span>}
          </span>
          {choice.key === props.selected && <IconCheck aria-hidden />}
        </button>
      ))}
    </div>
  );
}

/** One question on a screen (rule U16). */
export function Question(props: {
  readonly text: string;
  readonly step: number;
  readonly steps: number;
  readonly children: ReactNode;
}) {
  const { t } = useTranslation('basic');
  return (
    <>
      <div>
        <p className={styles['progress']}>{t('progress', { step: props.step, of: props.steps })}</p>
        <h2 className={styles['question']}>{props.text}</h2>
      </div>
      {props.children}
    </>
  );
}

export type RecordState = 'device' | 'sending' | 'received' | 'awaiting' | 'attention' | 'undone';

const STATE_ICONS = {
  device: IconDeviceMobile,
  sending: IconClock,
  received: IconCloudCheck,
  awaiting: IconClock,
  attention: IconAlertTriangle,
  undone: IconRotate,
} as const;

/** The same words for the same state everywhere, with an icon, never by colour alone (rules U6, U30). */
export function StateMark({ state }: { readonly state: RecordState }) {
  const { t } = useTranslation('basic');
  const Icon = STATE_ICONS[state];
  return (
    <span className={state === 'attention' ? `${styles['mark']} ${styles['attention']}` : styles['mark']}>
      <Icon size={20} aria-hidden />
      {t(`state.${state}`)}
    </span>
  );
}

export function ListRow(props: {
  readonly title: string;
  readonly detail?: string;
  readonly number?: string;
  readonly state?: RecordState;
  readonly isStruck?: boolean;
  readonly onPress?: () => void;
}) {
  const body = (
    <>
      <span>
        <span className={props.isStruck === true ? styles['struck'] : undefined}>{props.title}</span>
        {props.detail !== undefined && <span className={styles['detail']}>{props.detail}</span>}
        {props.state !== undefined && <StateMark state={props.state} />}
      </span>
      {props.number !== undefined && (
        <span className={props.isStruck === true ? `${styles['number']} ${styles['struck']}` : styles['number']}>
          {props.number}
        </span>
      )}
    </>
  );
  return (
    <li>
      {props.onPress === undefined ? (
        <div className={styles['row']}>{body}</div>
      ) : (
        <button type="button" className={styles['row']} onClick={props.onPress}>
          {body}
        </button>
      )}
    </li>
  );
}

export function Rows({ children }: { readonly children: ReactNode }) {
  return <ul className={styles['rows']}>{children}</ul>;
}

export function Figure(props: { readonly label: string; readonly value: string; readonly caption?: string }) {
  return (
    <div className={styles['figure']}>
      <div>{props.label}</div>
      <div className={styles['figureValue']}>{props.value}</div>
      {props.caption !== undefined && <div className={styles['detail']}>{props.caption}</div>}
    </div>
  );
}

export function Notice(props: { readonly title: string; readonly isDanger?: boolean; readonly children?: ReactNode }) {
  return (
    <div
      role="alert"
      className={props.isDanger === true ? `${styles['notice']} ${styles['danger']}` : styles['notice']}
    >
      <b>{props.title}</b>
      {props.children !== undefined && <p>{props.children}</p>}
    </div>
  );
}

export function EmptyState(props: { readonly text: string; readonly children?: ReactNode }) {
  return (
    <div className={styles['empty']}>
      <p>{props.text}</p>
      {props.children}
    </div>
  );
}

export function TextField(props: {
  readonly label: string;
  readonly value: string;
  readonly onChange: (text: string) => void;
  readonly inputMode?: 'text' | 'numeric' | 'decimal';
  readonly hint?: string;
}) {
  return (
    <label className={styles['field']}>
      {props.label}
      <input
        className={styles['input']}
        value={props.value}
        inputMode={props.inputMode ?? 'text'}
        autoComplete="off"
        onChange={(event) => props.onChange(event.target.value)}
      />
      {props.hint !== undefined && <span className={styles['detail']}>{props.hint}</span>}
    </label>
  );
}

/** After saving: what was saved, that it is safe, and the way back (rule U28). */
export function SavedCard(props: {
  readonly sentence: string;
  readonly onUndo: () => void;
  readonly children: ReactNode;
}) {
  const { t } = useTranslation('basic');
  return (
    <div role="status" className={styles['saved']}>
      <div className={styles['savedHead']}>
        <IconCheck size={40} aria-hidden />
        <span>{props.sentence}</span>
      </div>
      <StateMark state="device" />
      <Button isQuiet onPress={props.onUndo}>
        {t('undo')}
      </Button>
      {props.children}
    </div>
  );
}

export function BigCode({ code }: { readonly code: string }) {
  return <p className={styles['code']}>{code}</p>;
}
