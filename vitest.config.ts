import { defineConfig } from 'vitest/config';

export default defineConfig(({ mode }) => ({
  test: {
    // A drill is a test that takes longer than the tests may: `npm run drill`.
    include: [mode === 'drill' ? '**/*.drill.ts' : '**/*.test.ts'],
    exclude: ['**/node_modules/**', '.guichet/**'],
    globalSetup: ['test/global-setup.ts'],
    pool: 'forks',
    // Tests wait for PostgreSQL, the engine and browsers more than they compute: three keep two processors busy.
    maxWorkers: 3,
    testTimeout: 20_000,
    hookTimeout: 60_000,
  },
}));
