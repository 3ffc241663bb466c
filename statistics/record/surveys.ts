import type { Period } from '../../calendar/period.ts';
import type { Instant } from '../../calendar/span.ts';
import type { Tally } from '../../cases/tally/tally.ts';
import { asActor } from '../../database/actor.ts';
import type { Database } from '../../database/pool.ts';
import { inDepartment } from '../../database/pool.ts';
import { arrondissementsOf } from '../../directory/record/communes.ts';
import { currentDirectory } from '../../directory/record/revisions.ts';
import { calendarOf } from '../../directory/resolve.ts';
import type { CriteriaAnswers } from '../../review/checklist.ts';
import { Problem } from '../../settings/problem.ts';
import type { Channel, ContactKind } from '../../vocabulary/vocabulary.ts';
import type { CountedCase, CountedContact, Survey } from '../survey.ts';
import { makeTallies } from './tallies.ts';

/** Cases of one reading: several years of the largest department. */
const atMost = 100_000;

/**
 * What figures of these periods are counted from, read at one instant. Every case of the department is counted, whoever asks: figures are
 * of the department, and the list behind one shows to each the cases they may open. Cases of before tallies are made first, once.
 */
export async function surveysOf<const Periods extends readonly Period[]>(
  db: Database,
  department: string,
  periods: Periods,
  now: Instant,
): Promise<{ [Index in keyof Periods]: Survey }> {
  const whole = { from: Math.min(...periods.map(({ from }) => from)), until: Math.max(...periods.map(({ until }) => until)) };
  const directory = await currentDirectory(db, department);
  const { cases, contacts, readings } = await asActor({ as: 'COMMAND' }, async () => {
    await tallied(db, department);
    return readWhole(db, department, whole);
  });
  const territories = arrondissementsOf(department);
  const territoryByCommune = new Map(territories.flatMap(({ code, communes }) => communes.map((commune) => [commune, code] as const)));
  const shared = {
    now,
    cases,
    readings,
    calendar: calendarOf(directory, 'desk'),
    bodyName: (organisation: string) => directory.organisationById.get(organisation)?.name ?? 'Organisme qui n’est plus dans l’annuaire',
    territoryOf: (inseeCode: string) => territoryByCommune.get(inseeCode) ?? null,
    territoryName: (code: string) => territories.find((one) => one.code === code)?.name ?? 'Autre territoire',
  };
  return periods.map(
    (period): Survey => ({ ...shared, period, contacts: contacts.filter(({ at }) => at >= period.from && at < period.until && at <= now) }),
  ) as { [Index in keyof Periods]: Survey };
}

async function tallied(db: Database, department: string): Promise<void> {
  const { rows } = await inDepartment(db, department, (tx) =>
    tx.query<{ tallied: boolean }>({ text: 'SELECT tallied FROM department WHERE code = $1' }, [department]),
  );
  if (rows[0]?.tallied === false) await makeTallies(db, department);
}

interface Whole {
  cases: CountedCase[];
  contacts: CountedContact[];
  readings: Survey['readings'];
}

function readWhole(db: Database, department: string, { from, until }: Period): Promise<Whole> {
  return inDepartment(
    db,
    department,
    async (tx) => {
      const bounds = [department, new Date(from), new Date(until), atMost + 1];
      const kept = await tx.query<{ id: string } & Tally>(
        {
          name: 'tallies-of-period',
          text: `SELECT case_id AS id, counted, lines FROM case_tally
                 WHERE department = $1 AND NOT exercise AND until_at >= $2 AND opened_at < $3 ORDER BY opened_at, case_id LIMIT $4`,
        },
        bounds,
      );
      const received = await tx.query<{ case: string | null; kind: ContactKind; channel: Channel; at: Date }>(
        {
          name: 'contacts-of-period',
          // Those of cases and contacts that were destroyed too, as far as they are still counted.
          text: `SELECT c.case_id AS case, c.kind, c.channel, c.at FROM (
                   SELECT a.case_id, a.contact_kind AS kind, a.channel, a.received_at AS at, a.id::text AS id FROM alert a LEFT JOIN case_tally t ON t.case_id = a.case_id
                   WHERE a.department = $1 AND a.received_at >= $2 AND a.received_at < $3 AND NOT coalesce(t.exercise, false)
                   UNION ALL
                   SELECT tally, contact_kind, channel, at, id::text FROM past_contact WHERE department = $1 AND at >= $2 AND at < $3
                 ) c ORDER BY c.at, c.id LIMIT $4`,
        },
        bounds,
      );
      const read = await tx.query<{ case: string; at: Date; answers: CriteriaAnswers }>(
        {
          name: 'readings-of-period',
          text: `SELECT case_id AS case, at, answers FROM review_reading WHERE department = $1 AND at >= $2 AND at < $3 ORDER BY at, case_id, rank LIMIT $4`,
        },
        bounds,
      );
      if (kept.rows.length > atMost || received.rows.length > atMost)
        throw new Problem(`Plus de ${new Intl.NumberFormat('fr-FR').format(atMost)} dossiers ou contacts : demandez une période plus courte.`);
      const readings = read.rows.flatMap(({ case: id, at, answers }) =>
        Object.entries(answers).flatMap(([criterion, answer]) =>
          answer === 'MET' || answer === 'NOT_MET' ? [{ case: id, criterion, met: answer === 'MET', at: at.getTime() }] : [],
        ),
      );
      return { cases: kept.rows, readings, contacts: received.rows.map((contact) => ({ ...contact, at: contact.at.getTime() })) };
    },
    { snapshot: true },
  );
}
