import { listDepartments } from '../../database/departments.ts';
import { connect } from '../../database/pool.ts';
import { type Lack, lackWords } from '../../publication/first-steps/lacks.ts';
import { readLacks } from '../../publication/first-steps/read-lacks.ts';
import { checks, productionChecks } from '../../runtime/doctor.ts';
import { recordConfig } from '../../runtime/running.ts';
import { readLeniently, type Settings } from '../../settings/config.ts';

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
  for (const { department, lacks } of await lacking(settings)) {
    if (lacks.length === 0) console.log(`OK   Département ${department}`);
    for (const lack of lacks) console.log(`NON  Département ${department} : ${lackWords[lack].what} ${lackWords[lack].remedy}`);
    wrong += lacks.length;
  }
  console.log(wrong === 0 ? '\nTout va bien.' : `\n${wrong} point${wrong > 1 ? 's' : ''} à reprendre.`);
  process.exitCode = wrong === 0 ? 0 : 1;
}

/** What each real department lacks; none where the database does not answer, which another check says. */
async function lacking(settings: Settings): Promise<{ department: string; lacks: Lack[] }[]> {
  try {
    const { databaseUrl: url, keys } = recordConfig(settings);
    const db = connect({ url, keys, connections: 1, acting: { as: 'COMMAND' } });
    try {
      const real = (await listDepartments(db)).filter(({ mode }) => mode === 'production');
      const asked = { now: Date.now(), mailsStay: settings.mode !== 'production' };
      return await Promise.all(real.map(async ({ code }) => ({ department: code, lacks: await readLacks(db, code, asked) })));
    } finally {
      await db.end();
    }
  } catch {
    return [];
  }
}

const asIn = (production: boolean) => (production ? { ...process.env, GUICHET_MODE: 'production' } : process.env);
