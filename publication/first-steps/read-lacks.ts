import { accountsThatMay } from '../../accounts/accounts.ts';
import { DAY } from '../../calendar/milliseconds.ts';
import type { Instant } from '../../calendar/span.ts';
import type { Database } from '../../database/pool.ts';
import { deskContact } from '../../directory/desk.ts';
import { listDuty } from '../../directory/record/duty.ts';
import { currentDirectory } from '../../directory/record/revisions.ts';
import { procedureInForce } from '../../procedures/record/published.ts';
import { proofOf } from '../proofs.ts';
import { type Lack, lacksIn } from './lacks.ts';

/** What the desk of a department lacks now, read from its record. Nothing sealed is opened. */
export async function readLacks(db: Database, department: string, { now, mailsStay }: { now: Instant; mailsStay: boolean }): Promise<Lack[]> {
  const [accounts, directory, duty, procedure] = await Promise.all([
    accountsThatMay(db, department, 'desk.enter'),
    currentDirectory(db, department),
    listDuty(db, department, now, now + 8 * DAY),
    procedureInForce(db, department),
  ]);
  const proof = procedure && (await proofOf(db, department, procedure.slug, procedure.number));
  const desk = deskContact(directory);
  const active = (kind: 'AGENT' | 'COORDINATOR') => accounts.filter((one) => one.kind === kind).length;
  return lacksIn(
    {
      mailsStay,
      bodies: directory.organisations.filter(({ roles }) => !roles.includes('DESK')).length,
      isReached: desk?.phone !== undefined || desk?.email !== undefined,
      proved: proof?.proof.holds ?? false,
      agents: active('AGENT'),
      coordinators: active('COORDINATOR'),
      duty: duty.filter(({ level, able }) => level === 0 && able),
    },
    now,
  );
}
