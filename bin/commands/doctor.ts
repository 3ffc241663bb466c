import { checks } from '../../runtime/doctor.ts';
import { readSettings } from '../../settings/config.ts';

/** Prints each check and, for what is wrong, what to do; ends with status 1 if anything is. */
export async function doctor(): Promise<void> {
  const settings = readSettings(process.env);
  let wrong = 0;
  for (const check of checks) {
    const remedy = await check.remedyFor(settings);
    if (remedy !== undefined) wrong += 1;
    console.log(remedy === undefined ? `OK   ${check.title}` : `NON  ${check.title} : ${remedy}`);
  }
  console.log(wrong === 0 ? '\nTout va bien.' : `\n${wrong} point${wrong > 1 ? 's' : ''} à reprendre.`);
  process.exitCode = wrong === 0 ? 0 : 1;
}
