import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { RefusalNotice } from '#hooks/refusal.tsx';
import { dateAt, formatDate } from '#kernel/calendar.ts';
import { Button, type ButtonProps } from '#ui-kit/button.tsx';
import { Details } from '#ui-kit/details.tsx';
import { FileButton } from '#ui-kit/file-button.tsx';
import { Stack } from '#ui-kit/stack.tsx';
import { StepForm } from '#ui-kit/step-form.tsx';
import { TextField } from '#ui-kit/text-field.tsx';
import { useAttempt } from '../onboarding/use-attempt.ts';
import type { Looked } from './load-book.ts';
import { STORAGE } from './texts.ts';

const lock = async () => import('#files/locked-file.ts');

type Step =
  | { readonly kind: 'ask' }
  | { readonly kind: 'locked'; readonly bytes: Uint8Array }
  | { readonly kind: 'looked'; readonly bytes: Uint8Array; readonly looked: Looked };

/** A file is chosen, unlocked where it is locked, and shown before anything is taken from it. */
export function ReadFile(props: {
  readonly label: string;
  readonly kind?: ButtonProps['kind'];
  readonly look: (bytes: Uint8Array) => Promise<Looked>;
  readonly take: (bytes: Uint8Array) => Promise<void>;
}) {
  const { label, kind, look, take } = props;
  const { t } = useTranslation(STORAGE);
  const [step, setStep] = useState<Step>({ kind: 'ask' });
  const [passphrase, setPassphrase] = useState('');
  const { attempt, isBusy, fault, forget } = useAttempt();
  const begin = (): void => {
    forget();
    setPassphrase('');
    setStep({ kind: 'ask' });
  };
  const show = async (bytes: Uint8Array): Promise<void> =>
    setStep({ kind: 'looked', bytes, looked: await look(bytes) });
  const open = async (file: File): Promise<void> => {
    const bytes = new Uint8Array(await file.arrayBuffer());
    if ((await lock()).isLockedFile(bytes)) setStep({ kind: 'locked', bytes });
    else await show(bytes);
  };
  return (
    <>
      {step.kind === 'ask' && (
        <FileButton
          {...(kind === undefined ? {} : { kind })}
          label={label}
          accept=".somua"
          disabled={isBusy}
          onFile={(file) => attempt(async () => open(file))}
        />
      )}
      {step.kind === 'locked' && (
        <StepForm onSubmit={() => attempt(async () => show(await (await lock()).unlockFile(step.bytes, passphrase)))}>
          <TextField label={t('read.passphrase')} value={passphrase} onChange={setPassphrase} autoFocus />
          <Button
            wide
            type="submit"
            kind="primary"
            label={t('read.action.unlock')}
            disabled={isBusy || passphrase === ''}
          />
          <Button wide kind="quiet" label={t('read.action.stop')} onPress={begin} />
        </StepForm>
      )}
      {step.kind === 'looked' && (
        <Stack>
          <Contents looked={step.looked} />
          <p>{t(step.looked.fresh === 0 ? 'read.nothing' : step.looked.isBook ? 'read.book' : 'read.merges')}</p>
          {step.looked.fresh > 0 && (
            <Button
              wide
              kind="primary"
              label={t('read.action.take', { count: step.looked.fresh })}
              disabled={isBusy}
              onPress={() =>
                attempt(async () => {
                  await take(step.bytes);
                  begin();
                })
              }
            />
          )}
          <Button wide kind="quiet" label={t('read.action.stop')} onPress={begin} />
        </Stack>
      )}
      <RefusalNotice refusal={fault} namespace={STORAGE} />
    </>
  );
}

function Contents({ looked }: { readonly looked: Looked }) {
  const { t } = useTranslation(STORAGE);
  const { owner, from, to, fresh, known } = looked;
  const days = [from, to].flatMap((ms) => (ms === undefined ? [] : formatDate(dateAt(ms))));
  return (
    <section>
      <h2>{t('read.title')}</h2>
      <Details
        label={t('read.title')}
        entries={[
          [t('read.whose'), [owner.personName, owner.coopName].filter((part) => part !== undefined).join(' · ')],
          [t('read.count'), String(fresh + known)],
          [t('read.span'), [...new Set(days)].join(' – ')],
          [t('read.known'), String(known)],
          [t('read.fresh'), String(fresh)],
        ]}
      />
    </section>
  );
}
