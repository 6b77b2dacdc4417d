/** The name of one import: how the file is called, and when it was taken, so that the same file twice is two imports. */
export function batchName(file: string, now: number): string {
  return `${file.slice(0, 40)} ${now.toString(36)}`;
}
