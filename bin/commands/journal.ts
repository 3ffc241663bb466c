import { signedDays, verifyJournals } from '../../cases/record/signing.ts';
import { connect, departments } from '../../database/pool.ts';
import { falsifiedVersions } from '../../procedures/record/published.ts';
import { recordConfig } from '../../runtime/running.ts';
import { readSettings } from '../../settings/config.ts';
import { loadKeys } from '../../settings/keys.ts';

/**
 * `guichet journal verify`: every journal of one department, or of all, the signed days, and the published versions of the protocol. One line per department,
 * one per fault; ends with status 1 if there is any.
 */
export async function verifyJournal(options: { department?: string }): Promise<void> {
  const settings = readSettings(process.env, 'command');
  const { databaseUrl, keys } = recordConfig(settings);
  const { publicKey } = loadKeys(settings, ['signing']).signing;
  const db = connect({ url: databaseUrl, keys, connections: 2, acting: { as: 'COMMAND' } });
  try {
    for (const code of options.department === undefined ? await departments(db) : [options.department]) {
      const { cases, entries, days, flaws: broken } = await verifyJournals(db, code, publicKey);
      const flaws = [...broken, ...(await falsifiedVersions(db, code))];
      console.log(
        `Département ${code} : ${cases} dossiers, ${entries} entrées, ${days} journées signées, ${flaws.length === 0 ? 'tout tient' : `${flaws.length} défauts`}.`,
      );
      for (const flaw of flaws) console.log(`  ${flaw}`);
      if (flaws.length > 0) process.exitCode = 1;
    }
  } finally {
    await db.end();
  }
}

/**
 * `guichet journal export`: the signed days of a department as JSON, with the public key that proves them. To be kept
 * somewhere this product cannot write.
 */
export async function exportSignedDays({ department }: { department: string }): Promise<void> {
  const settings = readSettings(process.env, 'command');
  const { databaseUrl, keys } = recordConfig(settings);
  const { publicKey } = loadKeys(settings, ['signing']).signing;
  const db = connect({ url: databaseUrl, keys, connections: 1, acting: { as: 'COMMAND' } });
  try {
    const days = await signedDays(db, department);
    const written = days.map(({ day, heads, root, signature }) => ({
      day,
      heads,
      root: root.toString('hex'),
      signature: signature.toString('base64'),
    }));
    console.log(JSON.stringify({ department, publicKey: publicKey.export({ type: 'spki', format: 'pem' }), days: written }, null, 2));
  } finally {
    await db.end();
  }
}
