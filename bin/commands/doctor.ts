import { checks, productionChecks } from '../../runtime/doctor.ts';
import { readLeniently } from '../../settings/config.ts';

/**
 * Prints each check and, for what is wrong, what to do; ends with status 1 if anything is. In production, or asked to judge as in
 * production, what a start would refuse is among them, so that all of it is seen at once.
 */
export async function doctor({ production = false }: { production?: boolean }): Promise<void> {
  const { settings, missing } = readLeniently(asIn(production), 'start');
  const strict = settings.mode === 'production' ? productionChecks : [];
  let wrong = missing.length;
  for (const sentence of missing) console.log(`NON  Réglages : ${sentence}`);
  for (const check of [...checks, ...strict]) {
    const remedy = await check.remedyFor(settings);
    if (remedy !== undefined) wrong += 1;
    console.log(remedy === undefined ? `OK   ${check.title}` : `NON  ${check.title} : ${remedy}`);
  }
  console.log(wrong === 0 ? '\nTout va bien.' : `\n${wrong} point${wrong > 1 ? 's' : ''} à reprendre.`);
  process.exitCode = wrong === 0 ? 0 : 1;
}

const asIn = (production: boolean) => (production ? { ...process.env, GUICHET_MODE: 'production' } : process.env);
