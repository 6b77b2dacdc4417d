import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { forgetClips, isPlayable, keepClips, readClipsAbout } from '#hooks/clips.ts';
import { RefusalNotice } from '#hooks/refusal.tsx';
import { Fault, type Refusal } from '#kernel/result.ts';
import { Button } from '#ui-kit/button.tsx';
import { FileButton } from '#ui-kit/file-button.tsx';
import { DeleteIcon, ListenIcon } from '#ui-kit/icon.tsx';

/** Clips that the co-op recorded itself, for who hears H'Mông, Khmer or Ê Đê better than Vietnamese. */
export function ClipSettings() {
  const { t } = useTranslation();
  const [about, setAbout] = useState(readClipsAbout);
  const [refused, setRefused] = useState<readonly string[]>([]);
  const [refusal, setRefusal] = useState<Pick<Refusal, 'code' | 'values'>>();
  const [isBusy, setBusy] = useState(false);
  const take = async (file: File): Promise<void> => {
    setBusy(true);
    setRefusal(undefined);
    setRefused([]);
    try {
      const { readClipPack } = await import('#files/clip-pack.ts');
      const pack = await readClipPack(file);
      const silent: string[] = [];
      const good: (typeof pack.clips)[number][] = [];
      for (const clip of pack.clips) {
        if (await isPlayable(clip.sound)) good.push(clip);
        else silent.push(clip.name);
      }
      setRefused([...pack.refused, ...silent]);
      if (good.length === 0) throw new Fault('clips.none');
      await keepClips(file.name.replace(/\.zip$/i, ''), good);
      setAbout(readClipsAbout());
    } catch (cause) {
      // What the browser itself refuses is a device without room for them.
      setRefusal(cause instanceof Fault ? cause : { code: 'clips.noRoom', values: {} });
    } finally {
      setBusy(false);
    }
  };
  const forget = async (): Promise<void> => {
    await forgetClips();
    setAbout(undefined);
  };
  return (
    <>
      <h2>{t('clips.title')}</h2>
      <p>{about === undefined ? t('clips.text') : t('clips.have', { ...about })}</p>
      <FileButton
        wide
        kind="secondary"
        icon={ListenIcon}
        label={t('clips.action.take')}
        accept=".zip"
        disabled={isBusy}
        onFile={(file) => void take(file)}
      />
      {about !== undefined && (
        <Button wide kind="quiet" icon={DeleteIcon} label={t('clips.action.forget')} onPress={() => void forget()} />
      )}
      {refused.length > 0 && <p role="status">{t('clips.refused', { names: refused.join(', ') })}</p>}
      <RefusalNotice refusal={refusal} namespace="common" />
    </>
  );
}
