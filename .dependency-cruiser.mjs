/** Who may know whom (docs/decisions/0002). The pure centre stays pure, the edges stay thin. */
const test = '\\.(test|testing)\\.ts$|^test/|^bench/';
const worldly =
  '^(node:)?(fs|net|http|https|child_process|worker_threads|fs/promises)$|node_modules/(pg|knex|express|@temporalio|nodemailer|pino)(/|$)';

export default {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: { pathNot: test }, to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } } },
    {
      name: 'the-law-is-pure',
      comment: 'Deciding, routing, resolving and clocking read no clock, no database, no network.',
      severity: 'error',
      from: {
        path: '^(calendar|procedures|directory|cases|proof|rehearsal/dry-run)/',
        pathNot: `${test}|/(record|lists|library)/`,
      },
      to: { path: worldly },
    },
    {
      name: 'workflows-carry-no-library',
      comment: 'Each library in the sandbox costs memory per cached workflow and ties running cases to its version.',
      severity: 'error',
      from: { path: '^workflows/(case|daily|mailbox)\\.ts$' },
      to: { pathNot: '^workflows/|node_modules/@temporalio/(workflow|common)', dependencyTypesNot: ['type-only'] },
    },
    { name: 'api-knows-no-workflow', severity: 'error', from: { path: '^api/', pathNot: test }, to: { path: '^workflows/(?!client/)' } },
    { name: 'product-does-not-import-tests', severity: 'error', from: { pathNot: test }, to: { path: '^(test|bench)/|\\.(test|testing)\\.ts$' } },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(\\.guichet|coverage)/' },
    enhancedResolveOptions: { extensions: ['.ts', '.mjs', '.js', '.json'], conditionNames: ['import', 'node', 'default'] },
  },
};
