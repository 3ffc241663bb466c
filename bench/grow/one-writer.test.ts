import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { listAccounts } from '../../accounts/accounts.ts';
import { isToRecipient } from '../../cases/model/message.ts';
import { applyIn } from '../../cases/record/apply.ts';
import { consult } from '../../cases/record/consult.testing.ts';
import { linkFor } from '../../cases/record/links.ts';
import type { LivedCase, LivedStep } from '../../cases/record/lived-case.ts';
import { columns } from '../../cases/record/lived-rows.ts';
import { claimMessage } from '../../cases/record/messages.ts';
import { joinAlert, recordCases } from '../../cases/record/open.ts';
import { writeLivedCases } from '../../cases/record/write-lived.ts';
import { connect, type Database, inDepartment } from '../../database/pool.ts';
import { inventCases } from '../../demonstration/lives/invent.ts';
import { settingOf } from '../../demonstration/lives/setting.ts';
import { seedDemonstration } from '../../demonstration/seed.ts';
import { receiptHashOf } from '../../intake/receive.ts';
import { type FreshDatabase, freshDatabase } from '../../test/database.ts';

const department = '54';
let fresh: FreshDatabase;
let db: Database;
beforeAll(async () => {
  fresh = await freshDatabase();
  db = connect({
    url: fresh.appUrl,
    keys: { master: randomBytes(32), journal: randomBytes(32), index: randomBytes(32) },
    connections: 4,
    acting: { as: 'COMMAND' },
  });
  await seedDemonstration(db, 'demonstration');
});
afterAll(async () => {
  vi.useRealTimers();
  await db.end();
  await fresh.drop();
});

const source = 'lived again';

/** Lives a case again, each step at its time, through what takes alerts in, applies events, consults the clock and delivers. */
async function liveAgain({ steps }: LivedCase): Promise<string> {
  let caseId = '';
  let before: LivedStep['state'] | undefined;
  for (const step of steps) {
    vi.setSystemTime(step.recordedAt);
    if (step.alert && step.event?.kind === 'AlertReceived') {
      const named = { department, source, externalId: step.alert.externalId };
      const alert = { ...step.alert, ...named, event: step.event, receiptHash: receiptHashOf(db, named), exercise: false };
      const written = await inDepartment(db, department, async (tx) =>
        caseId === '' ? (await recordCases(db, tx, department, [alert]))[0] : joinAlert(db, tx, alert, caseId),
      );
      if (!written || 'refused' in written) throw new Error('not written');
      caseId = written.caseId;
    } else if (step.event === null) await consult(db, department, caseId, step.entries.at(-1)?.at ?? 0);
    else await act(caseId, step, before);
    before = step.state;
  }
  return caseId;
}

async function act(
  caseId: string,
  { event, claimed, content, eventId, recordedAt }: LivedStep,
  before: LivedStep['state'] | undefined,
): Promise<void> {
  if (event === null) return;
  const message = before?.messages.find(({ id }) => id === claimed);
  const taken = message && (await claimMessage(db, department, caseId, message.id));
  if (message && isToRecipient(message) && message.kind !== 'REVOKED') {
    const { transfer, organisation, contact } = message;
    await linkFor(db, { department, caseId, transfer, organisation, contact }, recordedAt);
  }
  const attempt = taken && event.kind === 'HandedOver' ? { attempt: taken.attempt } : {};
  const options = { ...attempt, ...(content !== undefined && { content }), ...(eventId && { eventId }), ...(claimed && { wake: false }) };
  const applied = await inDepartment(db, department, (tx) => applyIn(db, tx, department, caseId, event, options));
  if ('refused' in applied) throw new Error(applied.refused.code);
}

/** What is drawn, and what is made of what is drawn: there in both or in neither. */
const drawn = new Set(
  [
    'case_file.id case_file.reference transfer.reference case_file.journal_head keys.sealed_key.owner_id keys.sealed_key.wrapped alert.id alert.source alert.receipt_hash',
    'journal_entry.sealed journal_entry.hash message.message_id partner_link.token_hash partner_link.created_at wake.seen',
  ].flatMap((names) => names.split(' ')),
);

async function rowsOf(caseId: string): Promise<Record<string, unknown[]>> {
  const read = Object.keys(columns).map(async (table) => {
    const owner = { case_file: 'id', 'keys.sealed_key': 'owner_id' }[table] ?? 'case_id';
    const { rows } = await inDepartment(db, department, (tx) =>
      tx.query<Record<string, unknown>>({ text: `SELECT * FROM ${table} WHERE ${owner} = $1` }, [caseId]),
    );
    const plain = rows.map((row) =>
      Object.fromEntries(
        Object.entries(row).map(([column, value]) => [column, drawn.has(`${table}.${column}`) || value === caseId ? value !== null : value]),
      ),
    );
    return [table, plain.map((row) => JSON.stringify(row)).sort()] as const;
  });
  return Object.fromEntries(await Promise.all(read));
}

it('leaves the rows that the one writer leaves, column by column, for cases of every kind', async () => {
  const agents = (await listAccounts(db, department)).filter(({ kind }) => kind === 'AGENT').map(({ id }) => id);
  const setting = await settingOf(db, { department, seed: 'rows', cases: 2_000, until: Date.UTC(2026, 10, 29), days: 3 * 365 }, agents);
  // What two cases did to each other, and what was refused while deadlines passed, is not lived again here.
  const plain = (lived: LivedCase) =>
    !lived.exercise && lived.steps.every(({ event, woke }) => event?.kind !== 'CaseLinked' && !(event === null && woke));
  const cases = [0, 900, 1_950].flatMap((from) => [...inventCases(setting, from, from + 15)]).filter(plain);
  expect(cases.length).toBeGreaterThan(30);
  await inDepartment(db, department, (tx) => writeLivedCases(db, tx, cases));
  vi.useFakeTimers({ toFake: ['Date'] });
  for (const lived of cases) expect(await rowsOf(await liveAgain(lived)), lived.reference).toEqual(await rowsOf(lived.id));
  const lived = new Set(cases.flatMap(({ steps }) => steps.map(({ event }) => event?.kind)));
  for (const kind of [
    'AlertReceived',
    'Qualified',
    'HandedOver',
    'Acknowledged',
    'TaskDone',
    'OutcomeGiven',
    'Closed',
    'NotRetained',
    'NoteAdded',
    undefined,
  ])
    expect(lived).toContain(kind);
});
