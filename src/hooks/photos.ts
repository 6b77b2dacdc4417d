/** React's view of the photos on this device. Loaded with the first screen that shows any, never with the home. */
import { useEffect, useState, useSyncExternalStore } from 'react';
import { contentAddress } from '#files/photo/content-address.ts';
import { openPhotoBox, type KeptPhoto, type PhotoBox } from '#local-db/photos/index.ts';
import type { LocalDatabase } from '#local-db/index.ts';
import { Fault } from '#kernel/result.ts';
import type { PhotoNetwork, PhotoUploads, UploadStatus } from '#sync/photos/index.ts';
import { useDevice } from './device.tsx';

/** How photos leave this device and come to it; the app brings it where the book has a server. */
export interface PhotoLink {
  readonly fetch: PhotoNetwork['fetch'];
  /** Begins to send what waits in the box; called once. */
  readonly begin: (box: PhotoBox) => PhotoUploads;
}

const ALONE: UploadStatus = { kind: 'idle' };

/** The photos of one open book. */
export class PhotoDesk {
  /** Somebody has said that photos may use the connection that there is now, whatever it is. It ends with it. */
  mayGoNow = false;
  readonly #database: LocalDatabase;
  readonly #listeners = new Set<() => void>();
  #box: Promise<PhotoBox> | undefined;
  #link: PhotoLink | undefined;
  #uploads: PhotoUploads | undefined;

  constructor(database: LocalDatabase) {
    this.#database = database;
  }

  /** Opened when it is first asked for. Faults: `storage.…`. */
  box(): Promise<PhotoBox> {
    const { env, session } = this.#database;
    this.#box ??= openPhotoBox({ coop: session.coop, user: session.person.userId }, env).then(
      (box) => {
        this.#begin(box);
        return box;
      },
      (cause: unknown) => {
        this.#box = undefined;
        throw cause;
      },
    );
    return this.#box;
  }

  connect(link: PhotoLink): void {
    this.#link = link;
    void this.#box?.then((box) => this.#begin(box));
  }

  #begin(box: PhotoBox): void {
    if (this.#link === undefined || this.#uploads !== undefined) return;
    this.#uploads = this.#link.begin(box);
    this.#uploads.subscribe(() => this.#tell());
    this.#tell();
  }

  /** The bytes of a row's photo, from this device or else from the server. Faults: `sync.offline`, `photos.…`. */
  async bytesOf(photo: { readonly id: string; readonly sha: string }): Promise<Uint8Array> {
    const box = await this.box();
    const kept = await box.bytesOf(photo.sha);
    if (kept !== undefined) return kept;
    if (this.#link === undefined) throw new Fault('sync.offline');
    const bytes = new Uint8Array(await this.#link.fetch(photo.id));
    // Whoever sent it: the row says what it has to be.
    if ((await contentAddress(bytes)) !== photo.sha) throw new Fault('photos.damaged');
    await box.cache(photo.sha, bytes);
    return bytes;
  }

  /** Something may be sent now. */
  request(): void {
    this.#uploads?.request();
  }

  readonly status = (): UploadStatus => this.#uploads?.status() ?? ALONE;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

const desks = new WeakMap<LocalDatabase, PhotoDesk>();

/** One for each open book, whoever asks first. */
export function photoDeskOf(database: LocalDatabase): PhotoDesk {
  const desk = desks.get(database) ?? new PhotoDesk(database);
  desks.set(database, desk);
  return desk;
}

export function usePhotoDesk(): PhotoDesk {
  return photoDeskOf(useDevice().database);
}

export function useUploadStatus(): UploadStatus {
  const { subscribe, status } = usePhotoDesk();
  return useSyncExternalStore(subscribe, status);
}

/** What of photos is here, by SHA-256; empty while it loads. */
export function useKeptPhotos(): ReadonlyMap<string, KeptPhoto> {
  const desk = usePhotoDesk();
  const [kept, setKept] = useState<ReadonlyMap<string, KeptPhoto>>(new Map());
  useEffect(() => {
    let stop = (): void => undefined;
    let isGone = false;
    desk.box().then(
      (box) => {
        if (!isGone) stop = box.live(setKept);
      },
      // Whoever wants to keep or see a photo is told.
      () => undefined,
    );
    return () => {
      isGone = true;
      stop();
    };
  }, [desk]);
  return kept;
}

export type ShownPhoto =
  | { readonly kind: 'loading' }
  | { readonly kind: 'here'; readonly url: string }
  /** `code`: why it cannot be shown now. */
  | { readonly kind: 'absent'; readonly code: string; readonly again: () => void };

/** An address for an `img`, for as long as the screen stands. */
export function usePhoto(photo: { readonly id: string; readonly sha: string }): ShownPhoto {
  const desk = usePhotoDesk();
  const [shown, setShown] = useState<ShownPhoto>({ kind: 'loading' });
  const [tries, setTries] = useState(0);
  const { id, sha } = photo;
  useEffect(() => {
    let url: string | undefined;
    let isGone = false;
    const absent = (code: string): void =>
      setShown({ kind: 'absent', code, again: () => setTries((number) => number + 1) });
    setShown({ kind: 'loading' });
    desk.bytesOf({ id, sha }).then(
      (bytes) => {
        if (isGone) return;
        url = URL.createObjectURL(new Blob([new Uint8Array(bytes)]));
        setShown({ kind: 'here', url });
      },
      (cause: unknown) => !isGone && absent(cause instanceof Fault ? cause.code : 'photos.internal'),
    );
    return () => {
      isGone = true;
      if (url !== undefined) URL.revokeObjectURL(url);
    };
  }, [desk, id, sha, tries]);
  return shown;
}

const ON_MOBILE_KEY = 'so-mua.photos-on-mobile';

/** Whether photos may use mobile data on this device. */
export function mayUseMobile(): boolean {
  return localStorage.getItem(ON_MOBILE_KEY) === 'yes';
}

export function setMayUseMobile(may: boolean): void {
  if (may) localStorage.setItem(ON_MOBILE_KEY, 'yes');
  else localStorage.removeItem(ON_MOBILE_KEY);
}
