import { signedDays, verifyJournals } from '../../cases/record/signing.ts';
import { departments } from '../../database/pool.ts';
import { SigningRing } from '../../database/signing-ring.ts';
import { falsifiedVersions } from '../../procedures/record/published.ts';
import { readSettings } from '../../settings/config.ts';
import { verifyingPairs } from '../../settings/keys.ts';
import { verifyPublications } from '../../statistics/record/sign-publications.ts';
import { verifyHours } from '../../traces/verify-hours.ts';
import { withDatabase } from './database.ts';

/**
 * `guichet journal verify`: every journal of one department, or of all, the signed days, publications of figures, and the published versions of the protocol. One line per department,
 * one per fault; ends with status 1 if there is any. It needs the public keys only.
 */
export async function verifyJournal(options: { department?: string }): Promise<void> {
  const signing = new SigningRing(verifyingPairs(readSettings(process.env, 'command')));
  await withDatabase(async (db) => {
    for (const code of options.department === undefined ? await departments(db) : [options.department]) {
      const { cases, entries, days, tombstones, flaws: broken } = await verifyJournals(db, code, signing);
      const { hours, late, flaws: cut } = await verifyHours(db, code, signing, Date.now());
      const { publications, flaws: altered } = await verifyPublications(db, code, signing);
      const flaws = [...broken, ...cut, ...altered, ...(await falsifiedVersions(db, code))];
      console.log(
        `Département ${code} : ${cases} dossiers, ${entries} entrées, ${days} journées et ${hours} heures signées${late === 0 ? '' : ` (${late} plus de trois heures après)`}, ${tombstones === 0 ? '' : `${tombstones} dossiers détruits, `}${publications} publications signées, ${flaws.length === 0 ? 'tout tient' : `${flaws.length} défauts`}.`,
      );
      for (const flaw of flaws) console.log(`  ${flaw}`);
      if (flaws.length > 0) process.exitCode = 1;
    }
  });
}

/**
 * `guichet journal export`: the signed days of a department as JSON, with the public keys that prove them: the newest, and each
 * generation's by its number. To be kept somewhere this product cannot write.
 */
export async function exportSignedDays({ department }: { department: string }): Promise<void> {
  const pairs = verifyingPairs(readSettings(process.env, 'command'));
  const pem = (generation: number) => pairs.get(generation)?.publicKey.export({ type: 'spki', format: 'pem' });
  const publicKeys = Object.fromEntries([...pairs.keys()].map((generation) => [generation, pem(generation)]));
  await withDatabase(async (db) => {
    const days = (await signedDays(db, department)).map(({ day, heads, root, signature, keyGeneration }) => ({
      day,
      heads,
      root: root.toString('hex'),
      signature: signature.toString('base64'),
      key: keyGeneration,
    }));
    console.log(JSON.stringify({ department, publicKey: pem(Math.max(...pairs.keys())), publicKeys, days }, null, 2));
  });
}
