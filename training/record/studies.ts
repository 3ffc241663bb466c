import type { Instant } from '../../calendar/span.ts';
import { named } from '../../database/named.ts';
import { type Database, inDepartment, type Tx } from '../../database/pool.ts';
import { canonical } from '../../vocabulary/canonical.ts';
import { shippedStudies } from '../library/index.ts';
import { readStudy, type Study, studyId } from '../study.ts';

/** A study that a department writes, as its last revision has it: things may still be missing. */
export interface WrittenStudy {
  /** `version` is the number of the revision. */
  content: Study;
  at: Instant;
  /** Account. */
  by: string;
  /** The revision that anybody reads; null: none. */
  published: number | null;
  /** It was published, and no longer is. */
  withdrawn: boolean;
}

export interface StudyRevision {
  number: number;
  at: Instant;
  by: string;
}

/** More than a library that people choose from; a department that has as many is told. */
const MOST = 200;
const REVISIONS_SHOWN = 100;

/** The department's own studies, drafts and withdrawn ones too, by title. */
export async function writtenStudies(db: Database, department: string): Promise<WrittenStudy[]> {
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.last<Row>({ text: `${latest} ORDER BY r.content ->> 'title', s.id LIMIT ${MOST}` });
    return rows.map(read);
  });
}

/** One of them; null when the department has none of this id. */
export async function writtenStudy(db: Database, department: string, id: string): Promise<WrittenStudy | null> {
  if (!studyId.test(id)) return null;
  return inDepartment(db, department, (tx) => latestOf(tx, id, ''));
}

/** Those that anybody reads, by title, as they were published. One that an earlier version published and this one cannot read is left out. */
async function publishedStudies(db: Database, department: string): Promise<Study[]> {
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.last<{ content: unknown }>({
      text: `SELECT r.content FROM study s JOIN study_revision r ON r.department = s.department AND r.study = s.id AND r.number = s.published
             ORDER BY r.content ->> 'title', s.id LIMIT ${MOST}`,
    });
    return rows.flatMap(({ content }) => {
      const found = readStudy(content);
      return 'study' in found ? [found.study] : [];
    });
  });
}

/** Every study that anybody reads in a department: its own, then those that come with the desk. */
export const studiesOf = async (db: Database, department: string): Promise<Study[]> => [
  ...(await publishedStudies(db, department)),
  ...shippedStudies(),
];

/** The revisions of a study, the newest first; the newest hundred. */
export async function revisionsOf(db: Database, department: string, id: string): Promise<StudyRevision[]> {
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.last<{ number: number; at: Date; by: string }>(
      { text: `SELECT number, at, by FROM study_revision WHERE study = $1 ORDER BY number DESC LIMIT ${REVISIONS_SHOWN}` },
      [id],
    );
    return rows.map((row) => ({ ...row, at: row.at.getTime() }));
  });
}

/** What a revision says; null where there is none of this number. */
export async function studyAt(db: Database, department: string, id: string, number: number): Promise<Study | null> {
  if (!studyId.test(id) || !Number.isInteger(number) || number < 1 || number > 2 ** 31 - 1) return null;
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.last<{ content: Study }>({ text: 'SELECT content FROM study_revision WHERE study = $1 AND number = $2' }, [id, number]);
    return rows[0]?.content ?? null;
  });
}

/** Begins a study under the id its content gives. The same one begun twice is one; `taken`: the id is another's; `full`: there are too many. */
export async function beginStudy(
  db: Database,
  department: string,
  content: Study,
  by: string,
  now: Instant,
): Promise<{ begun: true } | { taken: true } | { full: true }> {
  const { id, version } = content;
  return inDepartment(db, department, async (tx) => {
    const begun = await tx.query(
      { text: `INSERT INTO study (department, id, latest) SELECT $1, $2, $3 WHERE (SELECT count(*) FROM study) < ${MOST} ON CONFLICT DO NOTHING` },
      [department, id, version],
    );
    if (begun.rowCount === 1) {
      await tx.last(revise({ department, study: id, number: version, content: JSON.stringify(content), now: new Date(now), by }));
      return { begun: true };
    }
    const there = await latestOf(tx, id, '');
    if (there === null) return { full: true };
    return says(there.content) === says(content) ? { begun: true } : { taken: true };
  });
}

/**
 * Keeps what a study now says as one more revision, unless somebody else saved one since `seen`: then nothing is written and it answers
 * false. What it says already is no new revision.
 */
export async function saveStudy(db: Database, department: string, content: Study, seen: number, by: string, now: Instant): Promise<boolean> {
  return inDepartment(db, department, async (tx) => {
    const before = await latestOf(tx, content.id, 'FOR UPDATE OF s');
    if (before === null) return false;
    if (says(before.content) === says(content)) return true;
    if (before.content.version !== seen) return false;
    const number = seen + 1;
    const kept = JSON.stringify({ ...content, version: number });
    await tx.query(revise({ department, study: content.id, number, content: kept, now: new Date(now), by }));
    await tx.last({ text: 'UPDATE study SET latest = $2 WHERE id = $1' }, [content.id, number]);
    return true;
  });
}

/** Lets anybody read the last revision, if it is still this one and nothing is missing in it; else it answers false. Twice is once. */
export async function publishStudy(db: Database, department: string, id: string, number: number): Promise<boolean> {
  return inDepartment(db, department, async (tx) => {
    const there = await latestOf(tx, id, 'FOR UPDATE OF s');
    if (there === null || there.content.version !== number || 'problems' in readStudy(there.content)) return false;
    await tx.last({ text: 'UPDATE study SET published = latest, withdrawn_at = NULL WHERE id = $1' }, [id]);
    return true;
  });
}

/** Takes a study away from those that anybody reads, if it is this revision that they read: its revisions stay. Else it answers false. */
export async function withdrawStudy(db: Database, department: string, id: string, published: number, now: Instant): Promise<boolean> {
  const { rowCount } = await inDepartment(db, department, (tx) =>
    tx.last({ text: 'UPDATE study SET published = NULL, withdrawn_at = $3 WHERE id = $1 AND published = $2' }, [id, published, new Date(now)]),
  );
  return rowCount === 1;
}

const revise = named({
  text: `INSERT INTO study_revision (department, study, number, content, at, by) VALUES (:department, :study, :number, :content, :now, :by)`,
});

const latest = `SELECT r.content, r.at, r.by, s.published, s.withdrawn_at FROM study s
                JOIN study_revision r ON r.department = s.department AND r.study = s.id AND r.number = s.latest`;

interface Row {
  content: Study;
  at: Date;
  by: string;
  published: number | null;
  withdrawn_at: Date | null;
}

const read = ({ content, at, by, published, withdrawn_at }: Row): WrittenStudy => ({
  content,
  at: at.getTime(),
  by,
  published,
  withdrawn: withdrawn_at !== null,
});

async function latestOf(tx: Tx, id: string, lock: '' | 'FOR UPDATE OF s'): Promise<WrittenStudy | null> {
  const { rows } = await tx.query<Row>({ text: `${latest} WHERE s.id = $1 ${lock}` }, [id]);
  return rows[0] === undefined ? null : read(rows[0]);
}

/** What a study says, whatever its revision. */
const says = ({ version: _, ...content }: Study): string => canonical(content);
