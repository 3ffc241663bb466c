/**
 * `npm run check:rooms`: the import rules of `.dependency-cruiser.mjs`, on every module of the tree.
 * Fails too when it saw almost none: a cruiser that cannot read TypeScript passes in silence.
 */
import { cruise } from 'dependency-cruiser';
import extractConfig from 'dependency-cruiser/config-utl/extract-depcruise-config';
import extractTypeScript from 'dependency-cruiser/config-utl/extract-ts-config';

const rooms =
  'accounts activities api bin calendar cases database demonstration directory documents files intake mailbox procedures proof publication rehearsal runtime settings templates vocabulary worker workflows'.split(
    ' ',
  );
const { options, ...rules } = await extractConfig('./.dependency-cruiser.mjs');
const { output } = await cruise(rooms, { ...options, validate: true, ruleSet: rules }, undefined, { tsConfig: extractTypeScript('tsconfig.json') });
if (typeof output === 'string') throw new Error(output);

const seen = output.modules.filter(({ source }) => source.endsWith('.ts') && !source.includes('node_modules')).length;
for (const { from, to, rule } of output.summary.violations) console.error(`${rule.name}: ${from} → ${to}`);
console.log(`${seen} modules, ${output.summary.violations.length} violations`);
process.exitCode = output.summary.violations.length > 0 || seen < 50 ? 1 : 0;
