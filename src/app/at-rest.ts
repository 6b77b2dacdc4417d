/** When the page may be loaded anew: nothing is lost by it. */
const LOOK_AGAIN_MS = 5_000;

/** At once, or when the person has left the form. */
export function whenAtRest(action: () => void): void {
  if (isAtRest()) action();
  else setTimeout(() => whenAtRest(action), LOOK_AGAIN_MS);
}

/** At home with no form open: nothing is lost when the page is loaded anew. */
function isAtRest(): boolean {
  return window.location.pathname === '/' && document.querySelector('form') === null;
}
