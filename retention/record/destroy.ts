import { randomUUID } from 'node:crypto';
import { dayBegins, monthIn } from '../../calendar/local.ts';
import type { Instant } from '../../calendar/span.ts';
import { territoryOf } from '../../calendar/territory.ts';
import { verifyJournalsIn } from '../../cases/record/signing.ts';
import { coarseMoment, coarsened } from '../../cases/tally/coarse.ts';
import type { Tally } from '../../cases/tally/tally.ts';
import { isOfThese } from '../../database/mails-of.ts';
import { type Database, inDepartment, type Tx } from '../../database/pool.ts';
import type { SigningRing } from '../../database/signing-ring.ts';
import { arrondissementsOf } from '../../directory/record/communes.ts';
import { bury } from '../../traces/tombstones.ts';
import { verifyHoursIn } from '../../traces/verify-hours.ts';
import type { Terms } from '../classes.ts';
import { termAfter } from '../terms.ts';
import type { dueKinds } from '../words.ts';
import { togetherWith } from './due.ts';
import { keepOutside } from './outside.ts';
import { termsIn } from './rules.ts';

/**
 * Where there is something of a case, of a contact that opened none, or of a person's request, in the order in which it goes: what is reached through another row before that row. Access
 * log aside, which names nobody and has a term of its own. `$1`: their ids. The role that runs these sees what was agreed to, and nothing else.
 */
const holdings: readonly (readonly [table: string, rows: string])[] = [
  ['one_time_code', 'token_hash IN (SELECT token_hash FROM partner_link WHERE case_id = ANY ($1))'],
  [
    'keys.sealed_key',
    `owner_id = ANY ($1) OR owner_id IN (SELECT id FROM told WHERE case_id = ANY ($1)) OR owner_id IN (SELECT id FROM declaration WHERE case_id = ANY ($1))
     OR owner_id IN (SELECT m.id FROM inbound_mail m WHERE ${isOfThese})`,
  ],
  ['inbound_mail m', isOfThese],
  ...['declaration_part', 'declaration_told', 'completion_draft'].map(
    (table) => [table, 'declaration IN (SELECT id FROM declaration WHERE case_id = ANY ($1))'] as const,
  ),
  ...['attachment', 'attachment_body', 'told_file', 'told', 'document_draft', 'case_document', 'partner_link', 'transfer_holder', 'likeness'].map(
    ofCase,
  ),
  ...['review_action', 'review_reading', 'review_case'].map(ofCase),
  ['unlike', 'case_id = ANY ($1) OR other = ANY ($1)'],
  ...[
    'duty_line',
    'duty_call',
    'data_request_case',
    'step_back',
    'rehearsal_case',
    'declaration',
    'message',
    'task',
    'transfer',
    'wake',
    'case_party',
    'case_tally',
  ].map(ofCase),
  ['alert', 'coalesce(case_id, id) = ANY ($1)'],
  ofCase('journal_entry'),
  ['data_request', 'id = ANY ($1)'],
  ['case_file', 'id = ANY ($1)'],
];

function ofCase(table: string): readonly [string, string] {
  return [table, 'case_id = ANY ($1)'];
}

/** The number of the list that is agreed to and not destroyed yet; null: there is none. */
export function agreedList(db: Database, department: string): Promise<number | null> {
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.last<{ number: number }>({ text: `SELECT number FROM destruction WHERE state = 'AGREED'` });
    return rows[0]?.number ?? null;
  });
}

export interface Destroyed {
  destroyed: number;
  spared: number;
}

export type LeaveIntake = (tx: Tx, goes: readonly string[]) => Promise<string[]>;

/** A journal or an hour does not hold: what stays would be signed anew, which would make a forgery good. */
export class JournalsDoNotHold extends Error {}

/**
 * Destroys what stands in the agreed list and is still at its term, in one snapshot: the journals and the hours are verified, coarse rows written for figures,
 * everything else is gone, each journal has its signed tombstone, what stays is signed, and the list is done. What was reopened or held meanwhile is left, and said;
 * so is what is one situation with a case that stays or that the list does not name. What is to be forgotten outside is written down (`outside.ts`). All or nothing, so
 * that one that is cut begins again; done twice, the second finds nothing. Every case must have its tally. `leaveIntake` drops what the
 * doors keep beside, in the same transaction, and answers with the Message-IDs to be deleted from the mailbox.
 */
export function destroyList(
  db: Database,
  department: string,
  { signing, now, leaveIntake }: { signing: SigningRing; now: Instant; leaveIntake: LeaveIntake },
): Promise<Destroyed> {
  const { zone } = territoryOf(department);
  return inDepartment(
    db,
    department,
    async (tx) => {
      const { rows: lists } = await tx.query<{ number: number }>({ text: `SELECT number FROM destruction WHERE state = 'AGREED' FOR UPDATE` });
      const [list] = lists;
      if (list === undefined) return { destroyed: 0, spared: 0 };
      const { rows: items } = await tx.query<{ subject: string; kind: keyof typeof dueKinds }>(
        { text: 'SELECT subject, kind FROM destruction_item WHERE number = $1 ORDER BY subject' },
        [list.number],
      );
      const { cases, contacts, requests } = await stillDue(tx, items, { terms: await termsIn(tx), zone, now });
      const goes = [...cases, ...contacts, ...requests];
      const spared = items.length - goes.length;
      await tx.query({ text: 'DELETE FROM destruction_item WHERE number = $1 AND NOT subject = ANY ($2::uuid[])' }, [list.number, goes]);
      if (goes.length > 0) {
        const buried = await lockCases(tx, cases);
        const { flaws } = await verifyJournalsIn(db, tx, department, signing);
        const hours = await verifyHoursIn(tx, department, signing, now);
        if (flaws.length + hours.flaws.length > 0) throw new JournalsDoNotHold('guichet journal verify says what is wrong');
        await keepOutside(db, tx, department, { number: list.number, cases, messageIds: await leaveIntake(tx, goes) });
        await leaveRehearsals(tx, cases, now);
        await keepCoarse(tx, department, goes, zone);
        const entries = await erase(tx, goes);
        if (entries !== buried.reduce((all, journal) => all + journal.entries, 0))
          throw new JournalsDoNotHold('other entries went than those of these cases');
        await bury(tx, department, buried, { month: monthIn(now, zone), now, signing });
      }
      await tx.query(
        {
          text: `UPDATE destruction SET destroyed = $2, spared = $3, state = 'DONE', done_at = $4, failure = NULL, failed_at = NULL WHERE number = $1`,
        },
        [list.number, goes.length, spared, new Date(now)],
      );
      return { destroyed: goes.length, spared };
    },
    { snapshot: true },
  );
}

/** What of a list goes: contacts and requests at their term, and cases whose whole situation is at its term and in the list. */
async function stillDue(
  tx: Tx,
  items: readonly { subject: string; kind: keyof typeof dueKinds }[],
  at: { terms: Terms; zone: string; now: Instant },
): Promise<{ cases: string[]; contacts: string[]; requests: string[] }> {
  const listed = (kind: string) => items.flatMap((item) => (item.kind === kind ? [item.subject] : []));
  const cases = new Set(listed('CASE'));
  const together = await togetherWith(tx, [...cases], at);
  const contacts = await contactsOf(tx, listed('CONTACT'));
  const requests = await requestsOf(tx, listed('REQUEST'), at.zone);
  const alone = (name: 'CONTACT' | 'REQUEST', all: readonly { id: string; at: Instant }[]) =>
    all.flatMap(({ id, at: from }) => (termAfter(name, at.terms, from, at.zone) <= at.now ? [id] : []));
  return {
    cases: together.flatMap(({ ids, isDue }) => (isDue && ids.every((id) => cases.has(id)) ? ids : [])),
    contacts: alone('CONTACT', contacts),
    requests: alone('REQUEST', requests),
  };
}

/** Locks cases as the snapshot has them: whatever was written there since makes all begin again. Answers with each one's journal, as its tombstone says it. */
async function lockCases(tx: Tx, ids: readonly string[]): Promise<{ entries: number; head: Buffer }[]> {
  const { rows } = await tx.query<{ entries: number; head: Buffer }>(
    { text: 'SELECT journal_count AS entries, journal_head AS head FROM case_file WHERE id = ANY ($1::uuid[]) ORDER BY id FOR UPDATE' },
    [ids],
  );
  return rows;
}

/** A rehearsal that stands at one of these cases ends there. */
async function leaveRehearsals(tx: Tx, cases: readonly string[], now: Instant): Promise<void> {
  await tx.query(
    { text: `UPDATE rehearsal SET status = 'STOPPED', ended_at = $2, at_opened = NULL, at_case = NULL WHERE at_case = ANY ($1::uuid[])` },
    [cases, new Date(now)],
  );
}

async function contactsOf(tx: Tx, ids: readonly string[]): Promise<{ id: string; at: Instant }[]> {
  const { rows } = await tx.query<{ id: string; at: Date }>(
    { text: 'SELECT id, received_at AS at FROM alert WHERE id = ANY ($1::uuid[]) AND case_id IS NULL ORDER BY id' },
    [ids],
  );
  return rows.map(({ id, at }) => ({ id, at: at.getTime() }));
}

async function requestsOf(tx: Tx, ids: readonly string[], zone: string): Promise<{ id: string; at: Instant }[]> {
  const { rows } = await tx.query<{ id: string; on: string }>(
    { text: `SELECT id, to_char(sent_on, 'YYYY-MM-DD') AS on FROM data_request WHERE id = ANY ($1::uuid[]) AND sent_on IS NOT NULL ORDER BY id` },
    [ids],
  );
  return rows.map(({ id, on }) => ({ id, at: dayBegins(on, zone) }));
}

/** What figures of whole years need, under ids that nothing else has. Exercises are never counted. */
async function keepCoarse(tx: Tx, department: string, subjects: readonly string[], zone: string): Promise<void> {
  const communeFor = communesOfTerritories(department);
  const { rows: tallies } = await tx.query<{ id: string } & Tally>(
    { text: 'SELECT case_id AS id, counted, lines FROM case_tally WHERE case_id = ANY ($1::uuid[]) AND NOT exercise' },
    [subjects],
  );
  const idNow = new Map(tallies.map(({ id }) => [id, randomUUID()]));
  await tx.query(
    {
      text: `INSERT INTO case_tally (case_id, department, exercise, counted, lines)
             SELECT t.id, $1, false, t.counted, t.lines FROM jsonb_to_recordset($2::jsonb) AS t(id uuid, counted jsonb, lines jsonb)`,
    },
    [department, JSON.stringify(tallies.map(({ id, ...tally }) => ({ id: idNow.get(id), ...coarsened(tally, { zone, communeFor }) })))],
  );
  const { rows: contacts } = await tx.query<{ case_id: string | null; contact_kind: string; channel: string; at: Date }>(
    {
      text: `SELECT a.case_id, a.contact_kind, a.channel, a.received_at AS at FROM alert a LEFT JOIN case_file c ON c.id = a.case_id
             WHERE coalesce(a.case_id, a.id) = ANY ($1::uuid[]) AND NOT coalesce(c.exercise, false)`,
    },
    [subjects],
  );
  await tx.query(
    {
      text: `INSERT INTO past_contact (department, tally, contact_kind, channel, at)
             SELECT $1, c.tally, c.contact_kind, c.channel, c.at
             FROM jsonb_to_recordset($2::jsonb) AS c(tally uuid, contact_kind text, channel text, at timestamptz) ORDER BY c.at, c.contact_kind, c.channel`,
    },
    [
      department,
      JSON.stringify(
        contacts.map(({ case_id, at, ...contact }) => ({
          ...contact,
          tally: case_id === null ? null : idNow.get(case_id),
          at: new Date(coarseMoment(at.getTime(), zone)),
        })),
      ),
    ],
  );
}

/** For a commune, the first of its arrondissement: what says where, and no nearer. */
function communesOfTerritories(department: string): (inseeCode: string) => string | null {
  const territories = arrondissementsOf(department);
  return (inseeCode) => territories.find(({ communes }) => communes.includes(inseeCode))?.communes.toSorted()[0] ?? null;
}

/** Answers with how many journal entries went. */
async function erase(tx: Tx, subjects: readonly string[]): Promise<number> {
  await tx.query({ text: 'SET LOCAL ROLE guichet_eraser' });
  // What the other desk reads of its own side is its own.
  for (const side of ['from', 'to'])
    await tx.query({ text: `UPDATE handed_over SET ${side}_case = NULL, ${side}_reference = NULL WHERE ${side}_case = ANY ($1)` }, [subjects]);
  await tx.query({ text: 'DELETE FROM handed_over WHERE from_case IS NULL AND to_case IS NULL' });
  // A request about a case that goes has a term of its own.
  await tx.query({ text: 'UPDATE data_request SET cases = ARRAY(SELECT unnest(cases) EXCEPT SELECT unnest($1::uuid[])) WHERE cases && $1::uuid[]' }, [
    subjects,
  ]);
  let entries = 0;
  for (const [table, rows] of holdings) {
    const { rowCount } = await tx.query({ text: `DELETE FROM ${table} WHERE ${rows}` }, [subjects]);
    if (table === 'journal_entry') entries = rowCount ?? 0;
  }
  await tx.query({ text: 'DELETE FROM destruction_item WHERE subject = ANY ($1)' }, [subjects]);
  await tx.query({ text: 'RESET ROLE' });
  return entries;
}
