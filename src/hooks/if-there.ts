import { lazy, type ComponentType } from 'react';

/**
 * A part that a screen stands without: where it is missing from the kept shell, nothing is shown, and it is there after the
 * next start.
 */
export function ifThere<Props>(load: () => Promise<ComponentType<Props>>) {
  return lazy(async () =>
    load().then(
      (loaded) => ({ default: loaded }),
      (): { readonly default: ComponentType<Props> } => ({ default: () => null }),
    ),
  );
}
