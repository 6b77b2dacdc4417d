/** Steps back in the browser's history take their time on a slow phone: what comes after one waits for it. */

/** Longer than a busy phone takes: a step that is not taken by then was none. */
const LONGEST_STEP_MS = 2_000;

let underWay: Promise<void> | undefined;

/** One step back. Asked for again before it is taken, it is the same step: two taps do not leave the form. */
export function stepBack(): Promise<void> {
  underWay ??= new Promise<void>((resolve) => {
    const taken = (): void => {
      clearTimeout(longest);
      window.removeEventListener('popstate', taken);
      underWay = undefined;
      resolve();
    };
    const longest = setTimeout(taken, LONGEST_STEP_MS);
    window.addEventListener('popstate', taken);
    window.history.back();
  });
  return underWay;
}

/** Goes somewhere; after the step back that is under way, which would else lead away from there again. */
export function afterStepBack(go: () => void): void {
  if (underWay === undefined) go();
  else void underWay.then(go);
}
