import { DateTime } from 'luxon';
import type { Instant } from '../../calendar/span.ts';
import { territoryOf } from '../../calendar/territory.ts';
import { asActor } from '../../database/actor.ts';
import { type Database, inDepartment } from '../../database/pool.ts';
import { establishmentName } from '../../directory/names.ts';
import { currentDirectory } from '../../directory/record/revisions.ts';
import { type Dismissal, type RadarLine, radarOf, type SignalledPlace } from '../radar.ts';

/** Signals are joined over so many years. */
export const radarYears = 3;
/** Establishments of a department, closed ones aside: more than the largest has. */
const mostPlaces = 20_000;
/** Cases listed behind a line. */
const mostListed = 100;

/** From when on signals are joined: that day of the month, so many years ago. */
export const radarFrom = (department: string, now: Instant): Instant =>
  DateTime.fromMillis(now, { zone: territoryOf(department).zone })
    .startOf('day')
    .minus({ years: radarYears })
    .toMillis();

/** What is counted of a case: not an exercise, not merged into another. */
const counted = `c.department = $1 AND NOT c.exercise AND c.opened_at >= $2 AND c.opened_at <= $3 AND c.status <> 'MERGED'`;

/**
 * What was signalled at each establishment, listed by the national file or only named by cases, beside what is expected of its size. Every case is counted, whoever asks, as for
 * any figure. Read from the columns of cases alone: nothing is written with their steps for it.
 */
export async function readRadar(db: Database, department: string, now: Instant): Promise<RadarLine[]> {
  return radarOf(await signalledPlaces(db, department, now));
}

async function signalledPlaces(db: Database, department: string, now: Instant): Promise<SignalledPlace[]> {
  const directory = await currentDirectory(db, department);
  return asActor({ as: 'COMMAND' }, () =>
    inDepartment(db, department, async (tx) => {
      const { rows } = await tx.query<
        Omit<SignalledPlace, 'provider' | 'name' | 'latest'> & {
          latest: Date | null;
          name: string | null;
          legal: string | null;
          manager: string | null;
        }
      >(
        {
          name: 'signalled-places',
          text: `WITH told AS MATERIALIZED (
                   SELECT c.establishment, count(*) FILTER (WHERE c.channel <> 'DECLARATION')::int AS signals,
                     max(c.opened_at) FILTER (WHERE c.channel <> 'DECLARATION') AS latest,
                     count(*) FILTER (WHERE c.channel = 'DECLARATION')::int AS declared
                   FROM case_file c WHERE ${counted} AND c.establishment > '' GROUP BY c.establishment
                 )
                 SELECT coalesce(e.finess, t.establishment) AS id, e.name, e.category, e.category_name AS "categoryName", e.capacity, e.legal_entity AS legal, e.manager,
                   coalesce(t.signals, 0) AS signals, t.latest, coalesce(t.declared, 0) AS declared
                 FROM (SELECT * FROM establishment WHERE department = $1 AND until IS NULL AND closed_on IS NULL) e
                 FULL JOIN told t ON t.establishment = e.finess ORDER BY id LIMIT $4`,
        },
        [department, new Date(radarFrom(department, now)), new Date(now), mostPlaces],
      );
      return rows.map(({ legal, manager, name, latest, ...place }) => ({
        ...place,
        latest: latest?.getTime() ?? null,
        name: name ?? establishmentName(directory, place.id),
        provider: legal === null ? null : { id: legal, name: manager ?? `Entité juridique ${legal}` },
      }));
    }),
  );
}

/** The cases that signal something at these places, newest first, that whoever asks may open. */
export async function signalsBehind(
  db: Database,
  department: string,
  places: readonly string[],
  now: Instant,
): Promise<{ reference: string; openedAt: Instant }[]> {
  const { rows } = await inDepartment(db, department, (tx) =>
    tx.query<{ reference: string; opened_at: Date }>(
      {
        name: 'signals-behind',
        text: `SELECT c.reference, c.opened_at FROM case_file c WHERE ${counted} AND c.establishment = ANY ($4) AND c.channel <> 'DECLARATION'
               ORDER BY c.opened_at DESC, c.id LIMIT $5`,
      },
      [department, new Date(radarFrom(department, now)), new Date(now), places, mostListed],
    ),
  );
  return rows.map(({ reference, opened_at }) => ({ reference, openedAt: opened_at.getTime() }));
}

/** What somebody decided last of a place or a provider. */
export interface RadarMark {
  number: number;
  kind: RadarLine['kind'];
  subject: string;
  state: 'OPENED' | 'DISMISSED';
  why: Dismissal | null;
  signals: number;
  by: string;
  at: Instant;
}

/** The newest mark of each subject, or all those of one, the newest first. */
export function radarMarks(db: Database, department: string, of?: Pick<RadarMark, 'kind' | 'subject'>): Promise<RadarMark[]> {
  return inDepartment(db, department, async (tx) => {
    const columns = 'number, kind, subject, state, why, signals, by, at';
    const { rows } = await tx.query<Omit<RadarMark, 'at'> & { at: Date }>(
      of === undefined
        ? {
            name: 'radar-marks',
            text: `SELECT DISTINCT ON (kind, subject) ${columns} FROM radar_mark WHERE department = $1 ORDER BY kind, subject, number DESC LIMIT 20000`,
          }
        : {
            name: 'radar-marks-of',
            text: `SELECT ${columns} FROM radar_mark WHERE department = $1 AND kind = $2 AND subject = $3 ORDER BY number DESC LIMIT 50`,
          },
      of === undefined ? [department] : [department, of.kind, of.subject],
    );
    return rows.map(({ at, ...mark }) => ({ ...mark, at: at.getTime() }));
  });
}

/**
 * Writes down what somebody decided, for ever, where nobody decided meanwhile: `after` is the number of the mark it follows, null for the first. False: somebody did.
 * Two at once wait for one another.
 */
export function markRadar(
  db: Database,
  department: string,
  { after, ...mark }: Omit<RadarMark, 'number' | 'at'> & { after: number | null },
  now: Instant,
): Promise<boolean> {
  return inDepartment(db, department, async (tx) => {
    await tx.query({ text: `SELECT pg_advisory_xact_lock(hashtext('radar'), hashtext($1))` }, [department]);
    const { rowCount } = await tx.query(
      {
        text: `INSERT INTO radar_mark (department, number, kind, subject, state, why, signals, by, at)
               SELECT $1, (SELECT coalesce(max(number), 0) + 1 FROM radar_mark WHERE department = $1), $2, $3, $4, $5, $6, $7, $8
               WHERE (SELECT max(number) FROM radar_mark WHERE department = $1 AND kind = $2 AND subject = $3) IS NOT DISTINCT FROM $9::int`,
      },
      [department, mark.kind, mark.subject, mark.state, mark.why, mark.signals, mark.by, new Date(now), after],
    );
    return rowCount === 1;
  });
}
