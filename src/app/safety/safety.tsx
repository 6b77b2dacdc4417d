import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { useDevice, useQuery } from '#hooks/device.tsx';
import { useKeptPhotos } from '#hooks/photos.ts';
import { RefusalNotice } from '#hooks/refusal.tsx';
import { photos } from '#modules/attachments/index.ts';
import { Button } from '#ui-kit/button.tsx';
import { CheckRow } from '#ui-kit/check-row.tsx';
import { DownloadIcon, HistoryIcon } from '#ui-kit/icon.tsx';
import { List } from '#ui-kit/list.tsx';
import { Loading } from '#ui-kit/loading.tsx';
import { Verdict } from '#ui-kit/verdict.tsx';
import { useAttempt } from '../onboarding/use-attempt.ts';
import { FileMade } from '../storage/file-made.tsx';
import { keepFile, type KeptAsFile } from '../storage/keep-file.ts';
import { STORAGE } from '../storage/texts.ts';
import { findingText } from './finding-text.ts';
import { HelpPicture } from './help-picture.tsx';
import { SAFETY } from './texts.ts';
import { useSafetyFacts } from './use-facts.ts';
import { safetyVerdict, type SafetyFacts } from './verdict.ts';

/** One answer, the one thing to do next, and what was looked at (issue 5, data safety). */
export function Safety() {
  const gathered = useSafetyFacts();
  const count = useQuery((read) => read.count(photos), 'are there photos');
  if (gathered.facts === undefined || count === undefined) return <Loading />;
  const { facts } = gathered;
  const show = (waiting: number, refused: number) => (
    <Answer {...gathered} facts={{ ...facts, photosWaiting: waiting, photosRefused: refused }} />
  );
  return count === 0 ? show(0, 0) : <WithPhotos show={show} />;
}

/** Looks into the photos' box, which is opened only where there are photos. */
function WithPhotos({ show }: { readonly show: (waiting: number, refused: number) => ReactNode }) {
  const waiting = [...useKeptPhotos().values()].filter(({ state }) => state === 'waiting');
  return show(waiting.length, waiting.filter(({ refused }) => refused !== undefined).length);
}

function Answer(props: {
  readonly facts: SafetyFacts;
  readonly keep: () => Promise<void>;
  readonly again: () => void;
}) {
  const { facts, keep, again } = props;
  const { t } = useTranslation(SAFETY);
  const { sync, database, coopName } = useDevice();
  const [, navigate] = useLocation();
  const { attempt, isBusy, fault } = useAttempt();
  const [hasSent, setSent] = useState(false);
  const [made, setMade] = useState<KeptAsFile>();
  const verdict = safetyVerdict(facts);
  const { next } = verdict;
  const act = (): void => {
    switch (next) {
      case 'send':
        setSent(true);
        return sync?.request();
      case 'file':
        return attempt(async () => {
          setMade(await keepFile(database, { coopName }));
          again();
        });
      case 'keep':
        return attempt(keep);
      case 'desk':
        return navigate('/can-xem-lai');
      case 'photos':
        return navigate('/cai-dat');
      case 'reload':
      case 'browser':
        return window.location.reload();
      case 'support':
        return document.getElementById('help')?.scrollIntoView();
      case 'space':
      case 'clock':
      case undefined:
        return again();
    }
  };
  return (
    <>
      <Verdict
        level={verdict.level}
        title={t(`verdict.${verdict.level}`)}
        text={next === undefined ? t('safeText') : t(`next.${next}`)}
      >
        {next !== undefined && (
          <Button wide kind="primary" label={t(`action.${next}`)} disabled={isBusy} onPress={act} />
        )}
        {hasSent && <p role="status">{t(sendingText(facts))}</p>}
      </Verdict>
      <FileMade made={made} />
      <RefusalNotice refusal={fault} namespace={STORAGE} />
      <h2>{t('looked')}</h2>
      <List
        label={t('looked')}
        items={verdict.findings}
        keyOf={({ about }) => about}
        renderItem={(finding) => (
          <CheckRow
            title={t(`about.${finding.about}.name`)}
            detail={findingText(finding, (key, values) => t(key, { ...values }))}
            state={finding.level}
          />
        )}
      />
      <Button wide icon={HistoryIcon} label={t('common:history.title')} onPress={() => navigate('/viec-da-lam')} />
      <Button wide icon={DownloadIcon} label={t('action.files')} onPress={() => navigate('/tep-so')} />
      <HelpPicture facts={facts} verdict={verdict} />
    </>
  );
}

function sendingText({ sync, unsent }: SafetyFacts): 'sending' | 'notSent' | 'sent' {
  if (sync === 'syncing') return 'sending';
  return sync === 'idle' && unsent === 0 ? 'sent' : 'notSent';
}
