import { type FormEvent, type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from './button.tsx';
import { Screen } from './screen.tsx';
import styles from './step-flow.module.css';

export interface StepFlowProps {
  readonly title: string;
  /** From 1. */
  readonly step: number;
  readonly of: number;
  readonly question: string;
  readonly hint?: string | undefined;
  readonly onBack: () => void;
  /** Enter and the bottom button; left out where the content itself goes on (tiles, keypad). */
  readonly onNext?: (() => void) | undefined;
  readonly nextLabel?: string | undefined;
  readonly canNext?: boolean;
  readonly onSkip?: (() => void) | undefined;
  readonly chip?: ReactNode;
  readonly practice?: boolean;
  readonly children: ReactNode;
}

/** One question per screen (U16). The question takes the focus when it changes, so that it is read aloud. */
export function StepFlow(props: StepFlowProps) {
  const { t } = useTranslation('ui-kit');
  const { step, of, question, onNext, onSkip, canNext = true } = props;
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), [step, question]);

  function submit(event: FormEvent) {
    event.preventDefault();
    if (canNext) onNext?.();
  }

  return (
    <form onSubmit={submit} noValidate>
      <Screen
        title={props.title}
        onBack={props.onBack}
        chip={props.chip}
        practice={props.practice ?? false}
        actions={
          (onNext || onSkip) && (
            <>
              {onSkip && <Button label={t('skip')} kind="quiet" onPress={onSkip} />}
              {onNext && (
                <Button type="submit" kind="primary" label={props.nextLabel ?? t('next')} disabled={!canNext} />
              )}
            </>
          )
        }
      >
        <div className={styles['progress']}>
          <span aria-hidden className={styles['track']}>
            <span className={styles['done']} style={{ width: `${(step / of) * 100}%` }} />
          </span>
          <span aria-label={t('progress', { step, of })} role="img">
            {step}/{of}
          </span>
        </div>
        <h2 ref={heading} tabIndex={-1} className={styles['question']}>
          {question}
        </h2>
        {props.hint && <p className={styles['hint']}>{props.hint}</p>}
        {props.children}
      </Screen>
    </form>
  );
}
