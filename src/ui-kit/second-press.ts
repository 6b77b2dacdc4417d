/**
 * The second press of a double one was meant for what the first one took away: on a phone it would land on a key of the
 * form that has just opened, on a PC on the button that came in the same place.
 */

/** As long as a double press takes (ms), counted from the first. */
const DOUBLE_PRESS_MS = 350;

/** From now on, the place of a press that changed the screen takes no other one for a moment. The keyboard is not concerned. */
export function shieldSecondPress(): void {
  document.addEventListener('click', shieldWhenGone, true);
}

function shieldWhenGone(press: MouseEvent): void {
  const { target, detail, clientX, clientY } = press;
  // A press of the keyboard has no place.
  if (detail === 0 || !(target instanceof Element)) return;
  const pressed = target.closest('button, a, label, summary') ?? target;
  const words = pressed.textContent;
  const until = performance.now() + DOUBLE_PRESS_MS;
  const look = (): void => {
    if (pressed.isConnected && pressed.textContent === words) return;
    stop();
    const left = until - performance.now();
    if (left > 0) shield(clientX, clientY, left);
  };
  // Whenever something on the screen has changed: with its answer to the press, or by what came of it later.
  const changes = new MutationObserver(look);
  changes.observe(document.body, { subtree: true, childList: true, characterData: true });
  const end = setTimeout(() => changes.disconnect(), DOUBLE_PRESS_MS);
  const stop = (): void => {
    changes.disconnect();
    clearTimeout(end);
  };
}

function shield(x: number, y: number, forMs: number): void {
  const place = document.createElement('div');
  // Not seen, and as large as the target of a finger. A style sheet of its own would be a request at the start.
  const style = { position: 'fixed', zIndex: '9', width: '3rem', height: '3rem', margin: '-1.5rem 0 0 -1.5rem' };
  Object.assign(place.style, style, { left: `${x}px`, top: `${y}px` });
  // What the new screen gave the focus to keeps it.
  place.addEventListener('mousedown', (press) => press.preventDefault());
  document.body.append(place);
  setTimeout(() => place.remove(), forMs);
}
