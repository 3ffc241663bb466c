import { createAccount } from '../accounts/accounts.ts';
import { dryRunHref } from '../api/pages/shared/addresses.ts';
import { type Database, inDepartment } from '../database/pool.ts';
import { demonstrationDirectory } from '../demonstration/directories.ts';
import type { Directory } from '../directory/directory.ts';
import { publishDirectory } from '../directory/record/revisions.ts';
import { indexDirectory } from '../directory/resolve.ts';
import { nationalProcedure } from '../procedures/library/index.ts';
import type { Procedure } from '../procedures/procedure.ts';
import { scenarioToQuery } from '../rehearsal/dry-run/scenario.ts';
import { beginRehearsal, readRehearsal } from '../rehearsal/past/rehearsals.ts';
import { situationsFor } from '../rehearsal/situations/library.ts';
import { demonstrationAccount, Visitor } from '../test/api.testing.ts';
import { eventually, type Stack } from '../test/stack.ts';
import { type Quantiles, quantiles } from './figures.ts';
import { grow } from './grow/grow.ts';

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

/** Of invented cases, those that were transferred to somebody: the others are left out of a rehearsal. */
const ROUTED = 0.6;

/**
 * A draft over some `count` invented cases of the last years: seconds from beginning to end, for a draft that changes every case's
 * delays and for one that changes a rule few cases meet. The worker does it, beside everything else.
 */
export async function past({ db, record: { databaseUrl: url, keys } }: Stack, count: number): Promise<Record<string, number>> {
  const national = nationalProcedure();
  const now = Date.now();
  await grow({ department: '54', seed: `past-${count}`, cases: Math.ceil(count / ROUTED) - (await recorded(db)), url, keys });
  const id = await createAccount(
    db,
    { department: '54', kind: 'COORDINATOR', organisation: null, email: `essai-${count}-${now}@guichet.example`, name: 'Mesure' },
    'mot de passe de mesure',
  );
  const figures: Record<string, number> = {};
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
    if (ended.status !== 'DONE') throw new Error(`${ended.status}, ${ended.done} of ${ended.total}`);
    figures.cases = ended.done;
    figures[`${name}Seconds`] = Math.round(seconds * 10) / 10;
    figures[`${name}Changed`] = ended.totals.cases;
  }
  return figures;
}

async function recorded(db: Database): Promise<number> {
  const { rows } = await inDepartment(db, '54', (tx) => tx.query<{ n: number }>({ text: 'SELECT count(*)::int AS n FROM case_file' }));
  return rows[0]?.n ?? 0;
}
