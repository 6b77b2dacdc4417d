import { defineConfig } from 'vitest/config';
import { PATIENCE_MS } from './see.ts';

export default defineConfig({
  test: {
    root: '.',
    include: ['tests/journeys/*.e2e.ts'],
    setupFiles: ['tests/journeys/on-failure.ts'],
    // So that a test that hangs ends; a busy machine is not a failure.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    // The picture of a failure is taken before the journey tidies up.
    sequence: { hooks: 'list' },
    expect: { poll: { timeout: PATIENCE_MS } },
    // Three on two cores: much of a journey is waiting.
    maxWorkers: 3,
  },
});
