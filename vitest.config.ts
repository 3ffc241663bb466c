import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

// As `bin/guichet.ts` does: each process of the tests finds compiled what another has read.
process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, 'node_modules', '.cache', 'compiled');

/** Tests that start or stop whole processes, browsers, engines, or count what has been loaded: each file has a process of its own. */
const alone = ['test', 'bench', 'bin', 'mailbox', 'rotation', 'runtime', 'templates', 'worker', 'workflows'].map((folder) => `${folder}/**`);
/** What a machine three times slower than the usual one needs; a test says more only where it waits for more. */
const times = { testTimeout: 60_000, hookTimeout: 120_000 };
const longTimes = { testTimeout: 180_000, hookTimeout: 180_000 };
const left = ['**/node_modules/**', '.guichet/**'];

export default defineConfig(({ mode }) => {
  // A drill is a test that takes longer than the tests may: `npm run drill`.
  const ending = mode === 'drill' ? 'drill.ts' : 'test.ts';
  return {
    test: {
      globalSetup: ['test/global-setup.ts'],
      pool: 'forks',
      // Node reads TypeScript itself, and keeps what it compiled; nothing is mocked.
      experimental: { viteModuleRunner: false },
      // Tests wait for PostgreSQL, the engine and browsers more than they compute: three keep two processors busy.
      maxWorkers: 3,
      projects: [
        { test: { name: 'alone', include: alone.map((folder) => `${folder}/*.${ending}`), exclude: left, ...longTimes } },
        // The others keep nothing from one file to the next: what they import is read once a process.
        { test: { name: 'shared', include: [`**/*.${ending}`], exclude: [...left, ...alone], isolate: false, ...times } },
      ],
    },
  };
});
