import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    root: '.',
    include: ['tests/journeys/*.e2e.ts'],
    setupFiles: ['tests/journeys/on-failure.ts'],
    testTimeout: 120_000,
    hookTimeout: 60_000,
    // Two at once: much of a journey is waiting.
    maxWorkers: 2,
  },
});
