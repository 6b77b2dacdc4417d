/** Whether a person's list of first steps is gone from this device for good: it was put away, or nothing is left of it. */
interface Owner {
  readonly coop: string;
  readonly user: string;
}

/** Read with every home, so that a list that is gone costs nothing more. */
export function areStepsGone(owner: Owner): boolean {
  return localStorage.getItem(keyOf(owner)) !== null;
}

export function letStepsGo(owner: Owner): void {
  localStorage.setItem(keyOf(owner), 'gone');
}

function keyOf({ coop, user }: Owner): string {
  return `so-mua.first-steps.${coop}.${user}`;
}
