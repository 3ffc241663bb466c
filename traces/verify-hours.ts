import { HOUR } from '../calendar/milliseconds.ts';
import { type Database, inDepartment, type Tx } from '../database/pool.ts';
import type { SigningRing } from '../database/signing-ring.ts';
import { graceAfterHour } from './close-hours.ts';
import { type HourProof, hourHolds } from './hour-proof.ts';
import { type LeftInHour, leftIn } from './left-in.ts';
import { lastDestruction } from './tombstones.ts';

/** The worker closes an hour within the next: later, it was stopped, or what it closed was cut. */
const patience = 2 * HOUR;
/** Traces and readings are dropped at their term, by whole days: their count and digest stay, signed. */
const kept = 364 * 24 * HOUR;
const atOnce = 24 * 31;

export interface HoursVerified {
  hours: number;
  /** Closed more than three hours after their end: the worker was stopped then, or somebody closed them again. */
  late: number;
  /** One French sentence per fault. Empty when everything holds. */
  flaws: string[];
}

/** Verifies the closed hours of a department: no number and no hour missing, each signed, each as the tables are now, and the last one recent. */
export function verifyHours(db: Database, department: string, signing: SigningRing, now: number): Promise<HoursVerified> {
  return inDepartment(db, department, (tx) => verifyHoursIn(tx, department, signing, now), { snapshot: true });
}

/** The same, of what the caller's transaction sees: a snapshot. */
export async function verifyHoursIn(tx: Tx, department: string, signing: SigningRing, now: number): Promise<HoursVerified> {
  const found: HoursVerified = { hours: 0, late: 0, flaws: [] };
  let before: SignedHour | null = null;
  const destroyed = (await lastDestruction(tx))?.until ?? null;
  for (;;) {
    const some: SignedHour[] = await signedHours(tx, department, before?.number ?? 0);
    const [first, last] = [some[0], some.at(-1)];
    if (first === undefined || last === undefined) break;
    const held = await leftIn(tx, department, first.hour, new Date(last.hour.getTime() + HOUR));
    const asItIs = new Map(held.map((one) => [one.hour.getTime(), one]));
    for (const one of some) {
      found.hours += 1;
      if (one.signedAt.getTime() > one.hour.getTime() + HOUR + patience + graceAfterHour) found.late += 1;
      found.flaws.push(...faultsOf(one, before, asItIs.get(one.hour.getTime()), { signing, now, destroyed }));
      before = one;
    }
  }
  found.flaws.push(...(await tailFaults(tx, department, before, now)));
  return found;
}

interface SignedHour extends HourProof {
  signature: Buffer;
  keyGeneration: number;
}

async function signedHours(tx: Tx, department: string, after: number): Promise<SignedHour[]> {
  const { rows } = await tx.query<SignedHour>(
    {
      text: `SELECT department, number, hour, traces, trace_digest AS "traceDigest", readings, reading_digest AS "readingDigest", entries,
                    entry_digest AS "entryDigest", signed_at AS "signedAt", signature, key_generation AS "keyGeneration"
             FROM trace_hour WHERE department = $1 AND number > $2 ORDER BY number LIMIT $3`,
    },
    [department, after, atOnce],
  );
  return rows;
}

const named = (at: Date): string => `Heure du ${at.toISOString().slice(0, 13).replace('T', ' à ')} h (UTC)`;

function faultsOf(
  signed: SignedHour,
  before: SignedHour | null,
  now: LeftInHour | undefined,
  world: { signing: SigningRing; now: number; destroyed: Date | null },
): string[] {
  const { signature, keyGeneration, ...proof } = signed;
  const publicKey = world.signing.publicKey(keyGeneration);
  const faults: string[] = [];
  const number = (before?.number ?? 0) + 1;
  if (signed.number !== number) faults.push(`Heures signées : la racine ${number} manque, la suivante est la ${signed.number}.`);
  else if (before !== null && signed.hour.getTime() !== before.hour.getTime() + HOUR)
    faults.push(`Heures signées : après celle du ${before.hour.toISOString()} vient celle du ${signed.hour.toISOString()}.`);
  if (publicKey === null)
    faults.push(`${named(signed.hour)} : signée avec la génération ${keyGeneration}, dont la clé publique n’est pas donnée ici.`);
  else if (!hourHolds(proof, signature, publicKey)) faults.push(`${named(signed.hour)} : la signature n’est pas celle de ce guichet.`);
  const isKept = signed.hour.getTime() > world.now - kept;
  for (const [words, was, is] of [
    ...(isKept
      ? ([
          ['traces', [signed.traces, signed.traceDigest], [now?.traces, now?.traceDigest]],
          ['lectures', [signed.readings, signed.readingDigest], [now?.readings, now?.readingDigest]],
        ] as const)
      : []),
    // What was signed before a destruction counted what it took: the journals that stayed were signed again then (`tombstones.ts`).
    ...(world.destroyed === null || signed.hour.getTime() + HOUR > world.destroyed.getTime()
      ? ([['entrées de journaux', [signed.entries, signed.entryDigest], [now?.entries, now?.entryDigest]]] as const)
      : []),
  ] as const) {
    if (was[0] !== is[0]) faults.push(`${named(signed.hour)} : ${was[0]} ${words} ont été signées, il y en a ${is[0] ?? 0}.`);
    else if (is[1] === undefined || !was[1].equals(is[1])) faults.push(`${named(signed.hour)} : des ${words} ont été modifiées.`);
  }
  return faults;
}

/** Nothing recent is closed: the worker does not run, or the end was cut. */
async function tailFaults(tx: Tx, department: string, last: SignedHour | null, now: number): Promise<string[]> {
  const { rows } = await tx.query<{ first: Date | null }>({ text: 'SELECT min(at) AS first FROM trace WHERE department = $1' }, [department]);
  const since = last === null ? rows[0]?.first?.getTime() : last.hour.getTime() + HOUR;
  if (since === undefined || now < since + HOUR + graceAfterHour + patience) return [];
  return [`Depuis ${new Date(since).toISOString()}, aucune heure n’est signée : le worker est arrêté, ou la fin a été coupée.`];
}
