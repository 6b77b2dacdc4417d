/** The value that a text of JSON stands for; undefined when it is none, null when there is no text. Never throws. */
export function parsedJson(text: string | null): unknown {
  try {
    return JSON.parse(text ?? 'null');
  } catch {
    return undefined;
  }
}
