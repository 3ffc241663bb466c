import { inDepartment } from '../database/pool.ts';
import { mime } from '../intake/email/mails.testing.ts';
import type { Dovecot } from '../test/dovecot.ts';
import { eventually, type Stack } from '../test/stack.ts';
import { processorMeter } from './figures.ts';

export interface MailsTaken {
  mails: number;
  /** From the mail server's return until every mail was on disk, until each was a case of its own, until each author was answered. */
  keptSeconds: number;
  takenSeconds: number;
  answeredSeconds: number;
  takenPerSecond: number;
  /** Cases, and the different mails they came from: both are the number of mails when none is lost or doubled. */
  cases: number;
  identities: number;
  answers: number;
  processors: Record<string, number>;
}

/** Mails that waited while the mail server was away: it comes back with all of them. `dovecot` is the mailbox the stack watches. */
export async function mailsAfterAnOutage(stack: Stack, dovecot: Dovecot, count: number): Promise<MailsTaken> {
  await dovecot.stop();
  dovecot.pile(
    Array.from({ length: count }, (_, n) => mime({ from: `Auteur ${n} <auteur${n}@example.org>`, text: `Mesure ${n}, sans personne réelle.` })),
  );
  const before = stack.mails.length;
  const used = processorMeter(stack);
  const from = performance.now();
  const seconds = () => Math.round((performance.now() - from) / 1000);
  await dovecot.start();
  await eventually(async () => (await counts(stack)).kept >= count, 1_800_000, 'the last mail on disk');
  const keptSeconds = seconds();
  await eventually(async () => (await counts(stack)).taken >= count, 1_800_000, 'the last case');
  const takenSeconds = seconds();
  const processors = used();
  await eventually(() => stack.mails.length - before >= count, 1_800_000, 'the last answer');
  const { cases, identities } = await counts(stack);
  return {
    mails: count,
    keptSeconds,
    takenSeconds,
    answeredSeconds: seconds(),
    takenPerSecond: Math.round(count / takenSeconds),
    cases,
    identities,
    answers: stack.mails.length - before,
    processors,
  };
}

async function counts(stack: Stack): Promise<{ kept: number; taken: number; cases: number; identities: number }> {
  return inDepartment(stack.db, '54', async (tx) => {
    const { rows } = await tx.query<{ kept: number; taken: number; cases: number; identities: number }>({
      text: `SELECT count(*)::int AS kept, count(*) FILTER (WHERE status = 'TAKEN')::int AS taken, count(DISTINCT case_id)::int AS cases,
                    count(DISTINCT identity)::int AS identities FROM inbound_mail`,
    });
    return rows[0] ?? { kept: 0, taken: 0, cases: 0, identities: 0 };
  });
}
