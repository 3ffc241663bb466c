import { createAccount } from '../accounts/accounts.ts';
import { dryRunHref } from '../api/pages/shared/addresses.ts';
import { evolve, nothing } from '../cases/model/evolve.ts';
import type { World } from '../cases/running/turn.ts';
import { type Database, inDepartment } from '../database/pool.ts';
import { demonstrationDirectory } from '../demonstration/directories.ts';
import type { Directory } from '../directory/directory.ts';
import { publishDirectory } from '../directory/record/revisions.ts';
import { indexDirectory } from '../directory/resolve.ts';
import { nationalProcedure } from '../procedures/library/index.ts';
import type { Procedure } from '../procedures/procedure.ts';
import { behaviourSchema } from '../rehearsal/dry-run/behaviour.ts';
import { scenarioToQuery } from '../rehearsal/dry-run/scenario.ts';
import { simulate } from '../rehearsal/dry-run/simulate.ts';
import { beginRehearsal, readRehearsal } from '../rehearsal/past/rehearsals.ts';
import { situationsFor } from '../rehearsal/situations/library.ts';
import { demonstrationAccount, Visitor } from '../test/api.testing.ts';
import { eventually, type Stack } from '../test/stack.ts';
import type { Facts } from '../vocabulary/facts.ts';
import { type Quantiles, quantiles } from './figures.ts';

const silent = behaviourSchema.parse({});

/** The demonstration's directory with `times` as many bodies and contacts. */
function directoryOf(times: number): Directory {
  const one = demonstrationDirectory('54');
  const copies = Array.from({ length: times - 1 }, (_, index) => index + 1);
  const renamed = (id: string, copy: number) => `${id}-x${copy}`;
  return {
    ...one,
    organisations: [
      ...one.organisations,
      ...copies.flatMap((copy) =>
        one.organisations.map(({ finess: _finess, ...organisation }) => ({
          ...organisation,
          id: renamed(organisation.id, copy),
          priority: organisation.priority + 100 * copy,
        })),
      ),
    ],
    contacts: [
      ...one.contacts,
      ...copies.flatMap((copy) =>
        one.contacts.map((contact) => ({ ...contact, id: renamed(contact.id, copy), organisation: renamed(contact.organisation, copy) })),
      ),
    ],
  };
}

/** An ordinary department's directory has some 400 recipients: eight times the demonstration's. */
const ORDINARY = 8;

/**
 * A dated dry run as a coordinator asks for it: from the request to the whole page (simulated, told, drawn, written), over every
 * shipped situation, with `times` an ordinary department's directory. Milliseconds.
 */
export async function dryRun(stack: Stack, times: number): Promise<{ recipients: number; ms: Quantiles }> {
  const { revision: _revision, ...directory } = directoryOf(ORDINARY * times);
  await publishDirectory(stack.db, directory, 'bench');
  const { situations } = situationsFor(indexDirectory({ ...directory, revision: 1 }));
  const coordinator = new Visitor(stack.url);
  await coordinator.signIn(demonstrationAccount('54', 'COORDINATOR'));
  const measured: number[] = [];
  for (const round of [0, 1]) {
    for (const [index, { facts }] of situations.entries()) {
      const at = new Date(Date.parse('2026-01-05T09:00:00Z') + index * 47 * 3_600_000).toISOString().slice(0, 16);
      const from = performance.now();
      const { status } = await coordinator.open(`${dryRunHref}?${scenarioToQuery({ facts, at })}`);
      if (status !== 200) throw new Error(`the dry run answered ${status}`);
      if (round > 0) measured.push(performance.now() - from);
    }
  }
  return { recipients: directory.organisations.length, ms: quantiles(measured) };
}

/** Every delay of the ordinary policy a day shorter: each case has to be simulated on both sides. */
function hastened(national: Procedure): Procedure {
  const { standard } = national.policies;
  if (standard === undefined) throw new Error('no policy named standard');
  const stages = standard.stages.map((stage) => ({
    ...stage,
    escalate: stage.escalate.map((escalation) => ({ ...escalation, after: { workingDays: 1 } })),
  }));
  return { ...national, number: 2, policies: { ...national.policies, standard: { ...standard, stages } } };
}

/** One rule less, which few cases meet: what a coordinator changes most often. */
function narrowed(national: Procedure): Procedure {
  return {
    ...national,
    number: 2,
    chapters: national.chapters.map((chapter) => ({ ...chapter, rules: chapter.rules.filter(({ id }) => id !== 'logement-isolement-ccas') })),
  };
}

/**
 * A draft over `count` cases of the last two years, written straight into the database: seconds from beginning to end, for a draft
 * that changes every case's delays and for one that changes a rule few cases meet. The worker does it, beside everything else.
 */
export async function past(db: Database, count: number): Promise<Record<string, number>> {
  const national = nationalProcedure();
  const now = Date.now();
  const from = now - 730 * 86_400_000;
  // A statement is given 15 s: cases are written some at a time.
  for (let some = Math.min(count, BATCH); some <= count; some += BATCH) await fill(db, some, from, national);
  const id = await createAccount(
    db,
    { department: '54', kind: 'COORDINATOR', organisation: null, email: `essai-${count}-${now}@guichet.example`, name: 'Mesure' },
    'mot de passe de mesure',
  );
  const figures: Record<string, number> = { cases: count };
  for (const [name, procedure] of [
    ['everyDelay', hastened(national)],
    ['oneRule', narrowed(national)],
  ] as const) {
    const since = performance.now();
    const by = { kind: 'COORDINATOR' as const, id };
    const begun = await beginRehearsal(
      db,
      '54',
      { protocol: 'bench@2', title: name, procedure, from: 0, until: now + 86_400_000, directory: null, by },
      now,
    );
    if ('running' in begun) throw new Error('one is running');
    const ended = await eventually(
      async () => {
        const seen = await readRehearsal(db, '54', begun.id);
        return seen?.status === 'RUNNING' ? null : seen;
      },
      600_000,
      'the end of the rehearsal',
    );
    const seconds = (performance.now() - since) / 1000;
    if (ended.status !== 'DONE' || ended.done < count) throw new Error(`${ended.status}, ${ended.done} of ${count}`);
    figures[`${name}Seconds`] = Math.round(seconds * 10) / 10;
    figures[`${name}Changed`] = ended.totals.cases;
  }
  return figures;
}

const BATCH = 2_500;

/** Cases as a case's own journal leaves them, many to one simulation: rows and journals like real ones, nobody real in them. */
async function fill(db: Database, count: number, from: number, procedure: Procedure): Promise<void> {
  const world: World = { procedure, directory: indexDirectory(demonstrationDirectory('54')) };
  const kinds = situationsFor(world.directory).situations.map(({ facts }) => recorded(facts, from, world));
  await inDepartment(db, '54', async (tx) => {
    const { rows } = await tx.query<{ slug: string; number: number; cases: number }>({
      text: `SELECT procedure_slug AS slug, procedure_number AS number, (SELECT count(*)::int FROM case_file) AS cases FROM department WHERE code = '54'`,
    });
    const { slug, number, cases = 0 } = rows[0] ?? { slug: 'national', number: 1 };
    await tx.query(
      {
        text: `WITH kind AS (SELECT k.n, k.state, k.entries FROM jsonb_to_recordset($1::jsonb) AS k(n int, state jsonb, entries jsonb)),
                    wanted AS (SELECT gen_random_uuid() AS id, i, to_timestamp($2 + floor(i * 63072000.0 / $3)) AS opened_at
                               FROM generate_series($4::int, $3::int - 1) AS i),
                    files AS (
                      INSERT INTO case_file (id, department, reference, procedure_slug, procedure_number, state, status, qualification, danger, place,
                                             victim_group, implicated, exercise, journal_count, journal_head, last_at, opened_at)
                      SELECT w.id, '54', 'M-' || $3 || '-' || w.i, $5, $6, k.state, 'OPEN', 'CONFIRMED', 1, 'DOMICILE', 'INCONNU', '{}', false, 0, '',
                             w.opened_at, w.opened_at
                      FROM wanted w JOIN kind k ON k.n = w.i % $7 RETURNING id)
               INSERT INTO journal_entry (case_id, seq, department, kind, at, recorded_at, actor_kind, codes, step, hash)
               SELECT w.id, e.seq, '54', e.kind, w.opened_at, w.opened_at, 'AGENT', e.codes, 1, ''
               FROM wanted w JOIN kind k ON k.n = w.i % $7, jsonb_to_recordset(k.entries) AS e(seq int, kind text, codes jsonb)`,
      },
      [JSON.stringify(kinds.map((kind, n) => ({ n, ...kind }))), from / 1000, count, cases, slug, number, kinds.length],
    );
  });
  await inDepartment(db, '54', (tx) => tx.query({ text: 'ANALYZE case_file' }).catch(() => undefined));
}

function recorded(facts: Facts, at: number, world: World) {
  const played = simulate(facts, at, world, silent, { legal: ['CP_226_14_1'], victimConsent: null, victimInformed: null });
  if ('refused' in played) throw new Error(played.refused.code);
  const entries = played.entries.map(({ kind, because, changes }, index) => ({ seq: index + 1, kind, codes: { because, changes } }));
  return { state: played.entries.reduce(evolve, nothing), entries };
}
