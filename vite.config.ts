import { defineConfig } from 'vitest/config';

export default defineConfig({
  build: { target: ['chrome80', 'firefox78', 'safari14'] },
  test: {
    include: ['src/**/*.test.ts', 'sync-server/**/*.test.ts', 'tests/**/*.test.ts'],
    testTimeout: 20_000,
  },
});
