/** What a page must come to show. */
import { expect } from '@playwright/test';

/**
 * A journey says what comes, not how fast: on a machine that does two other things at once a page may take its time.
 * How fast pages are is what `npm run bench` is for.
 */
export const PATIENCE_MS = 30_000;

/** Playwright's `expect` with that patience. */
export const see = expect.configure({ timeout: PATIENCE_MS });
