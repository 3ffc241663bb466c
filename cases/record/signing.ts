import { DAY, HOUR, MINUTE } from '../../calendar/milliseconds.ts';
import type { Instant } from '../../calendar/span.ts';
import { type GenerationKnown, knownGenerations } from '../../database/generations.ts';
import type { Database, Tx } from '../../database/pool.ts';
import { inDepartment } from '../../database/pool.ts';
import { keysMissing } from '../../database/sealed-keys.ts';
import type { SigningRing } from '../../database/signing-ring.ts';
import { lastDestruction, verifyTombstones } from '../../traces/tombstones.ts';
import { canonical } from '../../vocabulary/canonical.ts';
import { evolve, nothing } from '../model/evolve.ts';
import { type DayHead, type DayProof, dayProofHolds, dayRoot, type Head, signDayProof, verifyChain } from './journal.ts';
import { readJournal } from './read-case.ts';
import { readStoredState } from './stored.ts';

/** A transaction that began before midnight has committed, or failed, long before. */
const graceAfterMidnight = 10 * MINUTE;
const casesAtOnce = 200;
/** Every process takes up a new key within seconds; one that was cut off from the database wrote nothing. */
const graceAfterRotation = HOUR;

/**
 * Signs the department's root for every day (UTC) that is over and not yet signed, since its first journal entry.
 * Answers with the days it signed. Idempotent: what is signed is never signed again.
 */
export async function signDays(db: Database, department: string, signing: SigningRing, now: Instant): Promise<string[]> {
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.query<{ since: Date | null }>({
      text: `SELECT coalesce((SELECT max(day) + 1 FROM journal_root)::timestamp AT TIME ZONE 'UTC', (SELECT min(recorded_at) FROM journal_entry)) AS since`,
    });
    const signed: string[] = [];
    const { generation, privateKey } = signing.signer();
    const since = rows[0]?.since?.getTime() ?? now;
    for (let day = since - (since % DAY); day + DAY + graceAfterMidnight <= now; day += DAY) {
      const heads = await headsAt(tx, department, 0, day + DAY);
      const proof = { department, day: isoDay(day), heads: heads.length, root: dayRoot(heads) };
      const { rowCount } = await tx.query(
        {
          text: `INSERT INTO journal_root (department, day, heads, root, signature, key_generation) VALUES ($1, $2, $3, $4, $5, $6)
                 ON CONFLICT DO NOTHING`,
        },
        [department, proof.day, proof.heads, proof.root, signDayProof(proof, privateKey), generation],
      );
      if (rowCount === 1) signed.push(proof.day);
    }
    return signed;
  });
}

export interface Verified {
  department: string;
  cases: number;
  entries: number;
  days: number;
  /** Journals that were destroyed at their term. */
  tombstones: number;
  /** One French sentence per fault, each naming its case or its day. Empty when everything holds. */
  flaws: string[];
}

/**
 * Verifies a department's journals: each chain against its case, that folding it gives the stored state, that what is sealed has
 * its key, each signed day against the journals as they are now, and what remains of those that were destroyed. Reads everything, writes nothing, opens nothing sealed.
 */
export function verifyJournals(db: Database, department: string, signing: SigningRing): Promise<Verified> {
  return inDepartment(db, department, (tx) => verifyJournalsIn(db, tx, department, signing), { snapshot: true });
}

/** The same, of what the caller's transaction sees: a snapshot. */
export async function verifyJournalsIn(db: Database, tx: Tx, department: string, signing: SigningRing): Promise<Verified> {
  const verified: Verified = { department, cases: 0, entries: 0, days: 0, tombstones: 0, flaws: [] };
  const retired = retirements(await knownGenerations(db.pool), 'journal');
  let after: string | null = '00000000-0000-0000-0000-000000000000';
  while (after !== null) after = await verifySome(db, tx, after, verified, retired);
  await verifyDays(tx, department, signing, verified);
  const { tombstones, flaws } = await verifyTombstones(tx, department, signing);
  verified.tombstones = tombstones;
  verified.flaws.push(...flaws, ...(await keysMissing(tx)));
  return verified;
}

async function verifySome(db: Database, tx: Tx, after: string, verified: Verified, retired: Map<number, Instant>): Promise<string | null> {
  const { rows } = await tx.query<{ id: string; reference: string; state: unknown; journal_count: number; journal_head: Buffer; keyed: boolean }>(
    {
      text: `SELECT c.id, c.reference, c.state, c.journal_count, c.journal_head, EXISTS (SELECT FROM keys.sealed_key k WHERE k.owner_id = c.id) AS keyed
             FROM case_file c WHERE c.id > $1 ORDER BY c.id LIMIT $2`,
    },
    [after, casesAtOnce],
  );
  for (const { id, reference, state, journal_count, journal_head, keyed } of rows) {
    const entries = await readJournal(tx, id);
    verified.cases += 1;
    verified.entries += entries.length;
    const broken = verifyChain(db.keys.journal, id, entries, { count: journal_count, hash: journal_head });
    if (broken !== null) verified.flaws.push(`Dossier ${reference}\u00a0: ${broken}`);
    else if (canonical(entries.reduce(evolve, nothing)) !== canonical(readStoredState(state))) {
      verified.flaws.push(`Dossier ${reference}\u00a0: l’état gardé n’est pas celui que donne son journal.`);
    }
    const late = entries.find((entry) => entry.recordedAt > (retired.get(entry.keyGeneration) ?? Infinity) + graceAfterRotation);
    if (late !== undefined)
      verified.flaws.push(`Dossier ${reference}\u00a0: l’entrée ${late.seq} est chaînée avec une clé du journal retirée avant qu’elle soit écrite.`);
    const sealed = entries.filter((entry) => entry.sealed !== null).length;
    if (!keyed && sealed > 0) verified.flaws.push(`Dossier ${reference}\u00a0: sa clé manque, ${sealed} entrées scellées ne s’ouvrent plus.`);
  }
  return rows.at(-1)?.id ?? null;
}

/** When each generation of a key that is no longer active was followed by the next. */
function retirements(known: readonly GenerationKnown[], name: string): Map<number, Instant> {
  const newestFirst = known.filter((one) => one.name === name);
  return new Map(newestFirst.slice(1).map(({ generation }, index) => [generation, newestFirst[index]?.since.getTime() ?? Infinity]));
}

interface SignedDay extends Omit<DayProof, 'department'> {
  signature: Buffer;
  /** Of the key that signed it. */
  keyGeneration: number;
}

/** The days signed so far, oldest first: what a department hands to somebody else, so that nobody can sign them again. */
export async function signedDays(db: Database, department: string): Promise<SignedDay[]> {
  return inDepartment(db, department, readSignedDays);
}

async function readSignedDays(tx: Tx): Promise<SignedDay[]> {
  const { rows } = await tx.query<SignedDay>({
    text: `SELECT to_char(r.day, 'YYYY-MM-DD') AS day, r.heads, r.root, r.signature, r.key_generation AS "keyGeneration" FROM journal_root r ORDER BY r.day`,
  });
  return rows;
}

async function verifyDays(tx: Tx, department: string, signing: SigningRing, verified: Verified): Promise<void> {
  const heads = new Map<string, DayHead>();
  let since = 0;
  const destroyedAt = (await lastDestruction(tx))?.destroyedAt.getTime() ?? 0;
  for (const { day, signature, keyGeneration, ...signed } of await readSignedDays(tx)) {
    const until = Date.parse(`${day}T00:00:00Z`) + DAY;
    for (const head of await headsAt(tx, department, since, until)) {
      if ((heads.get(head.caseId)?.count ?? 0) < head.count) heads.set(head.caseId, head);
    }
    since = until;
    verified.days += 1;
    const publicKey = signing.publicKey(keyGeneration);
    if (publicKey === null) {
      verified.flaws.push(`Journée du ${day}\u00a0: signée avec la génération ${keyGeneration}, dont la clé publique n’est pas donnée ici.`);
    } else if (!dayProofHolds({ department, day, ...signed }, signature, publicKey)) {
      verified.flaws.push(`Journée du ${day}\u00a0: la signature n’est pas celle de ce guichet.`);
      // A day of before a destruction counted what it took: the journals that stayed were signed again then.
    } else if (until > destroyedAt && (heads.size !== signed.heads || !dayRoot([...heads.values()]).equals(signed.root))) {
      verified.flaws.push(`Journée du ${day}\u00a0: les journaux ne sont plus ceux qui ont été signés ce jour-là.`);
    }
  }
}

/** The last entry of each journal among those recorded in [since, until). */
async function headsAt(tx: Tx, department: string, since: Instant, until: Instant): Promise<DayHead[]> {
  const { rows } = await tx.query<{ caseId: string } & Head>(
    {
      text: `SELECT DISTINCT ON (case_id) case_id AS "caseId", seq AS count, hash FROM journal_entry
             WHERE department = $1 AND recorded_at >= $2 AND recorded_at < $3 ORDER BY case_id, seq DESC`,
    },
    [department, new Date(since), new Date(until)],
  );
  return rows;
}

function isoDay(instant: Instant): string {
  return new Date(instant).toISOString().slice(0, 10);
}
