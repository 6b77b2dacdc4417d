export interface Shareable {
  readonly blob: Blob;
  readonly fileName: string;
  readonly title: string;
  /** The same in one plain line, for those who get no picture; absent for what no line can say. */
  readonly text?: string;
}

export type Shared =
  | { readonly how: 'shared' }
  | { readonly how: 'cancelled' }
  | { readonly how: 'saved'; readonly textCopied: boolean };

/** Must run from a tap. The system's sheet where files can be shared, else the file is saved and the text copied (U43). */
export async function share({ blob, fileName, title, text }: Shareable): Promise<Shared> {
  const files = [new File([blob], fileName, { type: blob.type })];
  if ('canShare' in navigator && navigator.canShare({ files })) {
    try {
      await navigator.share({ files, title, ...(text === undefined ? {} : { text }) });
      return { how: 'shared' };
    } catch (cause) {
      // AbortError: the person closed the sheet. Anything else, such as a tap that is too long ago: save the file instead.
      if (cause instanceof DOMException && cause.name === 'AbortError') return { how: 'cancelled' };
    }
  }
  saveFile(blob, fileName);
  return { how: 'saved', textCopied: text !== undefined && (await copyText(text)) };
}

/** Must run from a tap. A plain text to the system's sheet, else into the clipboard. */
export async function shareText(text: {
  readonly title: string;
  readonly text: string;
}): Promise<'shared' | 'cancelled' | 'copied' | 'failed'> {
  if ('share' in navigator) {
    try {
      await navigator.share(text);
      return 'shared';
    } catch (cause) {
      // The person closed the sheet. Anything else: the clipboard instead.
      if (cause instanceof DOMException && cause.name === 'AbortError') return 'cancelled';
    }
  }
  return (await copyText(text.text)) ? 'copied' : 'failed';
}

/** Downloads a file to the device. */
export function saveFile(blob: Blob, fileName: string): void {
  const address = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = address;
  link.download = fileName;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** False where the browser refuses the clipboard. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // No clipboard over plain http or without permission: the caller says so.
    return false;
  }
}
