/** A folder of the device that somebody chose for files, where the browser can hold one (File System Access). */
import { openRescue, type LocalDatabase } from '#local-db/index.ts';

type Permission = 'granted' | 'denied' | 'prompt';

declare global {
  interface Window {
    /** Chromium on a PC, not on phones. */
    showDirectoryPicker?: (options: {
      readonly id: string;
      readonly mode: 'readwrite';
    }) => Promise<FileSystemDirectoryHandle>;
  }
  interface FileSystemDirectoryHandle {
    queryPermission?: (asked: { readonly mode: 'readwrite' }) => Promise<Permission>;
    requestPermission?: (asked: { readonly mode: 'readwrite' }) => Promise<Permission>;
  }
}

export function canChooseFolder(): boolean {
  return typeof window.showDirectoryPicker === 'function';
}

/** Must run from a tap. The folder's name; undefined when somebody closed the system's question. */
export async function chooseFolder(database: LocalDatabase): Promise<string | undefined> {
  try {
    const folder = await window.showDirectoryPicker?.({ id: 'so-mua', mode: 'readwrite' });
    if (folder === undefined) return undefined;
    await (await openRescue()).keepFolder(database, folder);
    return folder.name;
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') return undefined;
    throw cause;
  }
}

/** The chosen folder, as far as it is kept. */
export async function chosenFolder(database: LocalDatabase): Promise<FileSystemDirectoryHandle | undefined> {
  if (typeof FileSystemDirectoryHandle !== 'function') return undefined;
  const kept = await (await openRescue()).keptFolder(database);
  return kept instanceof FileSystemDirectoryHandle ? kept : undefined;
}

export async function forgetFolder(database: LocalDatabase): Promise<void> {
  await (await openRescue()).keepFolder(database, undefined);
}

/** Must run from a tap: the browser may ask again whether it may write there. False when it may not. */
export async function mayWriteInto(folder: FileSystemDirectoryHandle): Promise<boolean> {
  const asked = { mode: 'readwrite' } as const;
  if ((await folder.queryPermission?.(asked)) === 'granted') return true;
  return (await folder.requestPermission?.(asked)) === 'granted';
}

/** False when the folder is gone or takes nothing: the file then goes another way. */
export async function writeInto(folder: FileSystemDirectoryHandle, name: string, blob: Blob): Promise<boolean> {
  try {
    const file = await folder.getFileHandle(name, { create: true });
    const stream = await file.createWritable();
    await stream.write(blob);
    await stream.close();
    return true;
  } catch (cause) {
    if (cause instanceof DOMException) return false;
    throw cause;
  }
}
