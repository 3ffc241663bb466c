import { defineConfig } from 'vitest/config';

/** Tests that start or stop whole processes, browsers, engines, or count what has been loaded: each file has a process of its own. */
const alone = ['test', 'bench', 'bin', 'mailbox', 'rotation', 'runtime', 'templates', 'worker', 'workflows'].map((folder) => `${folder}/**`);
const times = { testTimeout: 20_000, hookTimeout: 60_000 };
const left = ['**/node_modules/**', '.guichet/**'];

export default defineConfig(({ mode }) => {
  // A drill is a test that takes longer than the tests may: `npm run drill`.
  const ending = mode === 'drill' ? 'drill.ts' : 'test.ts';
  return {
    test: {
      globalSetup: ['test/global-setup.ts'],
      pool: 'forks',
      // Tests wait for PostgreSQL, the engine and browsers more than they compute: three keep two processors busy.
      maxWorkers: 3,
      projects: [
        { test: { name: 'alone', include: alone.map((folder) => `${folder}/*.${ending}`), exclude: left, ...times } },
        // The others keep nothing from one file to the next: what they import is read once a process.
        { test: { name: 'shared', include: [`**/*.${ending}`], exclude: [...left, ...alone], isolate: false, ...times } },
      ],
    },
  };
});
