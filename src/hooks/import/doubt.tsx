import type { ProblemLevel } from '#kernel/parse/cell.ts';
import { AttentionIcon, DangerIcon } from '#ui-kit/icon.tsx';

/** One doubt about a cell, in words, with the icon of how grave it is. */
export function Doubt({ level, words }: { readonly level: ProblemLevel; readonly words: string }) {
  const Icon = level === 'error' ? DangerIcon : AttentionIcon;
  return (
    <p>
      <Icon aria-hidden size={18} /> {words}
    </p>
  );
}
