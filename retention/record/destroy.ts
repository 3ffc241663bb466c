import { randomUUID } from 'node:crypto';
import { monthIn } from '../../calendar/local.ts';
import type { Instant } from '../../calendar/span.ts';
import { territoryOf } from '../../calendar/territory.ts';
import { coarseMoment, coarsened } from '../../cases/tally/coarse.ts';
import type { Tally } from '../../cases/tally/tally.ts';
import { type Database, inDepartment, type Tx } from '../../database/pool.ts';
import type { SigningRing } from '../../database/signing-ring.ts';
import { groupingsOf } from '../../directory/record/communes.ts';
import { bury } from '../../traces/tombstones.ts';
import { termAfter } from '../terms.ts';
import { casesDue } from './due.ts';
import { termsIn } from './rules.ts';

/** So many are destroyed by one transaction. */
const atOnce = 100;

/**
 * Where there is something of a case, or of a contact that opened none, in the order in which it goes: what is reached through another row before that row. Access
 * log aside, which names nobody and has a term of its own. `$1`: their ids. The role that runs these sees what was agreed to, and nothing else.
 */
const holdings: readonly (readonly [table: string, rows: string])[] = [
  ['one_time_code', 'token_hash IN (SELECT token_hash FROM partner_link WHERE case_id = ANY ($1))'],
  [
    'keys.sealed_key',
    `owner_id = ANY ($1) OR owner_id IN (SELECT id FROM told WHERE case_id = ANY ($1)) OR owner_id IN (SELECT id FROM declaration WHERE case_id = ANY ($1))
     OR owner_id IN (SELECT m.id FROM inbound_mail m WHERE m.case_id = ANY ($1) OR EXISTS (
       SELECT FROM alert a WHERE a.id = ANY ($1) AND a.department = m.department AND a.source = 'email:' || m.mailbox AND a.external_id = encode(m.identity, 'hex')))`,
  ],
  [
    'inbound_mail m',
    `m.case_id = ANY ($1) OR EXISTS (
       SELECT FROM alert a WHERE a.id = ANY ($1) AND a.department = m.department AND a.source = 'email:' || m.mailbox AND a.external_id = encode(m.identity, 'hex'))`,
  ],
  ...['declaration_part', 'declaration_told', 'completion_draft'].map(
    (table) => [table, 'declaration IN (SELECT id FROM declaration WHERE case_id = ANY ($1))'] as const,
  ),
  ...['attachment', 'attachment_body', 'told_file', 'told', 'document_draft', 'case_document', 'partner_link', 'transfer_holder', 'likeness'].map(
    ofCase,
  ),
  ['unlike', 'case_id = ANY ($1) OR other = ANY ($1)'],
  ...['duty_line', 'duty_call', 'step_back', 'rehearsal_case', 'declaration', 'message', 'task', 'transfer', 'wake', 'case_party', 'case_tally'].map(
    ofCase,
  ),
  ['handed_over', 'from_case = ANY ($1) OR to_case = ANY ($1)'],
  ['alert', 'coalesce(case_id, id) = ANY ($1)'],
  ofCase('journal_entry'),
  ['case_file', 'id = ANY ($1)'],
];

function ofCase(table: string): readonly [string, string] {
  return [table, 'case_id = ANY ($1)'];
}

/** What is to be destroyed next of an agreed list: so many ids, and the department's mails that are theirs; null: no list is agreed to, or it is done. */
export function nextToDestroy(db: Database, department: string): Promise<string[] | null> {
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.query<{ subject: string }>(
      {
        text: `SELECT i.subject FROM destruction d JOIN destruction_item i ON i.department = d.department AND i.number = d.number
               WHERE d.state = 'AGREED' ORDER BY i.subject LIMIT $1`,
      },
      [atOnce],
    );
    return rows.length === 0 ? null : rows.map(({ subject }) => subject);
  });
}

export interface Destroyed {
  destroyed: number;
  spared: number;
}

/**
 * Destroys what of these ids stands in the agreed list and is still at its term, in one transaction: coarse rows for figures, everything else gone, a signed
 * tombstone for each journal, and the list done once nothing is left of it. What was reopened or held meanwhile is left, and said. All or nothing, so that one
 * that is cut begins again; done twice, the second finds nothing. Every case must have its tally.
 */
export function destroySome(
  db: Database,
  department: string,
  subjects: readonly string[],
  { signing, now }: { signing: SigningRing; now: Instant },
): Promise<Destroyed> {
  const { zone } = territoryOf(department);
  return inDepartment(db, department, async (tx) => {
    const { rows: lists } = await tx.query<{ number: number }>({ text: `SELECT number FROM destruction WHERE state = 'AGREED' FOR UPDATE` });
    const [list] = lists;
    if (list === undefined) return { destroyed: 0, spared: 0 };
    const { rows: items } = await tx.query<{ subject: string; kind: 'CASE' | 'CONTACT' }>(
      { text: 'SELECT subject, kind FROM destruction_item WHERE number = $1 AND subject = ANY ($2::uuid[])' },
      [list.number, subjects],
    );
    const listed = (kind: string) => items.flatMap((item) => (item.kind === kind ? [item.subject] : []));
    const journals = await lockCases(tx, listed('CASE'));
    const terms = await termsIn(tx);
    const due = new Set((await casesDue(tx, [...journals.keys()], { terms, zone, now })).map(({ subject }) => subject));
    const contacts = await contactsOf(tx, listed('CONTACT'));
    for (const { id, at } of contacts) if (termAfter('CONTACT', terms, at, zone) <= now) due.add(id);
    const goes = items.flatMap(({ subject }) => (due.has(subject) ? [subject] : []));
    const spared = items.length - goes.length;
    await tx.query({ text: 'DELETE FROM destruction_item WHERE number = $1 AND subject = ANY ($2::uuid[]) AND NOT subject = ANY ($3::uuid[])' }, [
      list.number,
      subjects,
      goes,
    ]);
    if (goes.length > 0) {
      await keepCoarse(tx, department, goes, zone);
      await erase(tx, goes);
      const buried = goes.flatMap((id) => journals.get(id) ?? []);
      await bury(tx, department, buried, { month: monthIn(now, zone), now, signing });
    }
    await tx.query(
      {
        text: `UPDATE destruction d SET destroyed = destroyed + $2, spared = spared + $3,
                 state = CASE WHEN left_over THEN state ELSE 'DONE' END, done_at = CASE WHEN left_over THEN NULL ELSE $4::timestamptz END
               FROM (SELECT EXISTS (SELECT FROM destruction_item i WHERE i.number = $1) AS left_over) l WHERE d.number = $1`,
      },
      [list.number, goes.length, spared, new Date(now)],
    );
    return { destroyed: goes.length, spared };
  });
}

/** Locks the cases of these ids; answers with each one's journal, as its tombstone says it. */
async function lockCases(tx: Tx, ids: readonly string[]): Promise<Map<string, { entries: number; head: Buffer }>> {
  const { rows } = await tx.query<{ id: string; entries: number; head: Buffer }>(
    { text: 'SELECT id, journal_count AS entries, journal_head AS head FROM case_file WHERE id = ANY ($1::uuid[]) ORDER BY id FOR UPDATE' },
    [ids],
  );
  return new Map(rows.map(({ id, entries, head }) => [id, { entries, head }]));
}

async function contactsOf(tx: Tx, ids: readonly string[]): Promise<{ id: string; at: Instant }[]> {
  const { rows } = await tx.query<{ id: string; at: Date }>(
    { text: 'SELECT id, received_at AS at FROM alert WHERE id = ANY ($1::uuid[]) AND case_id IS NULL ORDER BY id' },
    [ids],
  );
  return rows.map(({ id, at }) => ({ id, at: at.getTime() }));
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
  const territories = groupingsOf(department).filter(({ code }) => code.startsWith('arrondissement-'));
  return (inseeCode) => territories.find(({ communes }) => communes.includes(inseeCode))?.communes.toSorted()[0] ?? null;
}

async function erase(tx: Tx, subjects: readonly string[]): Promise<void> {
  await tx.query({ text: 'SET LOCAL ROLE guichet_eraser' });
  for (const [table, rows] of holdings) await tx.query({ text: `DELETE FROM ${table} WHERE ${rows}` }, [subjects]);
  await tx.query({ text: 'DELETE FROM destruction_item WHERE subject = ANY ($1)' }, [subjects]);
  await tx.query({ text: 'RESET ROLE' });
}
