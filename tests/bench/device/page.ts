/** Runs in the app's page before anything of the app: when something is shown, as the person before the phone sees it. */

/** When a finger was last lifted, which is what presses a button, or a key went down, by the page's clock. */
let begunAt = 0;
for (const kind of ['pointerup', 'keydown'])
  addEventListener(kind, ({ timeStamp }) => (begunAt = timeStamp), { capture: true });

/** By interaction the longest of its events, from the event to the next paint, ms. Shorter ones than 16 ms are not told. */
const interactions = new Map<number, number>();
const observer = new PerformanceObserver((list) => note(list.getEntries()));
// The threshold is younger than the types.
const eventsFrom: PerformanceObserverInit & { readonly durationThreshold: number } = {
  type: 'event',
  durationThreshold: 16,
};
observer.observe(eventsFrom);

function note(entries: PerformanceEntryList): void {
  for (const entry of entries) {
    const id: unknown = Reflect.get(entry, 'interactionId');
    if (typeof id !== 'number' || id === 0) continue;
    interactions.set(id, Math.max(interactions.get(id) ?? 0, entry.duration));
  }
}

/** The longest interaction since this was asked last; the shortest that can be told when there was none longer. */
async function longestInteraction(): Promise<number> {
  await painted();
  await painted();
  note(observer.takeRecords());
  const longest = Math.max(16, ...interactions.values());
  interactions.clear();
  return longest;
}

/** Resolves when the next frame is drawn and the page is free again. */
async function painted(): Promise<void> {
  await new Promise((resolve) => requestAnimationFrame(resolve));
  await new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = resolve;
    port2.postMessage(undefined);
  });
}

/** The time by the page's clock at which something is shown: an element, with such text where one is given. */
async function shownAt(selector: string, text = ''): Promise<number> {
  const isThere = (): boolean =>
    [...document.querySelectorAll(selector)].some((element) => element.textContent?.includes(text));
  await new Promise<void>((resolve) => {
    if (isThere()) return resolve();
    const changes = new MutationObserver(() => {
      if (!isThere()) return;
      changes.disconnect();
      resolve();
    });
    changes.observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
  });
  await painted();
  return performance.now();
}

let awaited: Promise<number> | undefined;

/** Begins to look for something that is not shown yet: before the touch or key that brings it, which may be quicker than a question. */
function watchFor(selector: string, text = ''): void {
  if ([...document.querySelectorAll(selector)].some((element) => element.textContent?.includes(text)))
    throw new Error(`${selector} ${text} is shown already`);
  awaited = shownAt(selector, text);
}

/** From the last lifting of the finger or key until what was looked for was shown, ms. */
async function watched(): Promise<number> {
  if (awaited === undefined) throw new Error('something is looked for');
  return (await awaited) - begunAt;
}

let frames: number[] | undefined;

function beginFrames(): void {
  frames = [];
  let last = performance.now();
  const frame = (): void => {
    if (frames === undefined) return;
    const now = performance.now();
    frames.push(now - last);
    last = now;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
}

/** How long each frame since `beginFrames` took, ms. */
function endFrames(): readonly number[] {
  const found = frames ?? [];
  frames = undefined;
  return found;
}

Object.assign(globalThis, { longestInteraction, shownAt, watchFor, watched, beginFrames, endFrames });
