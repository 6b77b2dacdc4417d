import type { KeyboardEvent } from 'react';
import { ChoiceTiles, type Choice } from './choice-tiles.tsx';
import { TextField } from './text-field.tsx';

export interface LookupFieldProps {
  readonly label: string;
  readonly text: string;
  readonly onText: (text: string) => void;
  /** What the text finds; nothing once one is chosen. */
  readonly matches: readonly Choice[];
  readonly onChoose: (id: string) => void;
  readonly hint?: string | undefined;
  readonly error?: string | undefined;
}

/** A person or a thing found by some letters of the name; Enter takes the first that fits. */
export function LookupField({ label, text, onText, matches, onChoose, hint, error }: LookupFieldProps) {
  function takeFirst(event: KeyboardEvent) {
    const [first] = matches;
    if (event.key === 'Enter' && first !== undefined) onChoose(first.id);
  }
  return (
    <div onKeyDown={takeFirst}>
      <TextField label={label} value={text} onChange={onText} hint={hint} error={error} />
      {matches.length > 0 && <ChoiceTiles label={label} choices={matches} onChoose={onChoose} />}
    </div>
  );
}
