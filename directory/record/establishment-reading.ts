import type { Instant } from '../../calendar/span.ts';
import { named } from '../../database/named.ts';
import { type Database, inDepartment } from '../../database/pool.ts';
import type { FinessSource } from '../../vocabulary/vocabulary.ts';
import type { FinessLine, FinessPiece, ListedCapacity, ListedSite } from '../finess/lines.ts';
import { isOfDepartment, placeKey } from '../places.ts';
import type { ChangeAuthor } from './change-rows.ts';
import { knownPlaces } from './communes.ts';
import { dropImport, type ImportCounts } from './establishment-imports.ts';
import { differ, FOR_ALL, heldOfEach, isNow, isRead, isUnread, ONE_AT_A_TIME, saidColumns } from './establishment-rows.ts';

/** Data of the State, published under this licence; kept with each file that was read. */
const LICENCE = 'Licence Ouverte 2.0';
const REFUSED_KEPT = 500;
const LINES_AT_ONCE = 250;

const begin = named({
  name: 'begin-establishments',
  text: `INSERT INTO establishment_import (department, number, state, file, licence, account, by, at, based_on)
         SELECT this_department(), coalesce(max(number), 0) + 1, 'READING', :file, :licence, :account, :by, :at, max(number) FILTER (WHERE state = 'TAKEN')
         FROM establishment_import WHERE department = this_department() RETURNING number`,
});

/* What the file has no place for stays as it is known; a site that was never here and is closed is left out. */
const keepSites = named({
  name: 'read-establishments',
  text: `INSERT INTO establishment_read (department, finess, import, name, legal_entity, manager, category, category_name, capacity, insee_code, address,
                                    phone, siret, authority, closed_on, folded)
         SELECT this_department(), n.finess, :number, n.name, n."legalEntity",
                coalesce(n.manager, CASE WHEN c.legal_entity = n."legalEntity" THEN c.manager END), n.category,
                coalesce(n."categoryName", CASE WHEN c.category = n.category THEN c.category_name END), c.capacity, n.commune, n.address, n.phone, n.siret,
                coalesce(n.authority, c.authority), CASE WHEN n."closedOn" IS NOT NULL THEN coalesce(c.closed_on, n."closedOn") END, n.folded
         FROM json_to_recordset(:sites) AS n(finess text, name text, "legalEntity" text, manager text, category text, "categoryName" text, commune text,
                                             address text, phone text, siret text, authority text, "closedOn" date, folded text)
         LEFT JOIN ${heldOfEach}
         WHERE n."closedOn" IS NULL OR c.finess IS NOT NULL
         ON CONFLICT DO NOTHING RETURNING finess`,
});

const keepCapacities = named({
  name: 'read-capacities',
  text: `INSERT INTO establishment_read (department, finess, import, ${saidColumns.join(', ')}, absent, folded)
         SELECT c.department, c.finess, :number, ${saidColumns.map((name) => (name === 'capacity' ? 'n.capacity' : `c.${name}`)).join(', ')}, c.absent, c.folded
         FROM json_to_recordset(:capacities) AS n(finess text, capacity integer) JOIN ${heldOfEach}
         ON CONFLICT DO NOTHING RETURNING finess`,
});

const count = named({
  name: 'count-establishments-read',
  text: `SELECT count(*) FILTER (WHERE c.finess IS NULL)::int AS added, count(*) FILTER (WHERE c.finess IS NOT NULL AND ${differ})::int AS changed,
                count(*) FILTER (WHERE c.finess IS NOT NULL AND NOT ${differ})::int AS same,
                count(*) FILTER (WHERE n.closed_on IS NOT NULL AND c.closed_on IS NULL)::int AS closed,
                (SELECT count(*)::int FROM establishment c WHERE ${isNow('c')} AND ${isUnread}) AS vanished
         FROM establishment_read n LEFT JOIN establishment c ON ${isNow('c')} AND c.finess = n.finess WHERE ${isRead('n')}`,
});

const finish = named({
  name: 'finish-establishments',
  text: `UPDATE establishment_import SET state = 'READ', source = :source, dated = :dated, counts = :counts, refused = :refused
         WHERE department = this_department() AND number = :number AND state = 'READING'`,
});

/**
 * Reads a file beside what is held, without changing it, some lines at a time, and answers with the number under which it waits to be taken or
 * dropped. A site of another department is left aside; a line that cannot be taken is refused with its reason, and no other with it.
 * Throws what reading throws, and then keeps nothing but that it failed. `told` hears how many lines were read so far.
 */
export async function readImport(
  db: Database,
  department: string,
  { name, pieces }: { name: string; pieces: AsyncIterable<FinessPiece> },
  { by, at, told = () => undefined }: { by: ChangeAuthor; at: Instant; told?: (lines: number) => void },
): Promise<number> {
  const number = await inDepartment(db, department, async (tx) => {
    await tx.query({ text: ONE_AT_A_TIME });
    const { rows } = await tx.query<{ number: number }>(
      begin({ file: name.slice(0, 200), licence: LICENCE, account: by.account, by: by.name, at: new Date(at) }),
    );
    return rows[0]?.number ?? 0;
  });
  const reading = new Reading(db, department, number);
  try {
    let lines = 0;
    for await (const piece of pieces) {
      await reading.take(piece);
      lines += piece.lines.length;
      told(lines);
    }
    await reading.end();
    return number;
  } catch (failure) {
    await reading.idle();
    await dropImport(db, department, number, by, at);
    throw failure;
  }
}

/** A file while it is read. */
class Reading {
  private source: FinessSource = 'EXTRACTION';
  private dated: string | undefined;
  private waiting: { at: string; row: ListedSite | ListedCapacity }[] = [];
  private readonly refused: { at: string; why: string }[] = [];
  private refusedCount = 0;
  private elsewhere = 0;
  /** What is being written while the next lines are read: never more than one batch. */
  private writing: Promise<void> = Promise.resolve();

  private readonly db: Database;
  private readonly department: string;
  private readonly number: number;

  constructor(db: Database, department: string, number: number) {
    this.db = db;
    this.department = department;
    this.number = number;
  }

  async take({ source, dated, lines }: FinessPiece): Promise<void> {
    this.source = source;
    this.dated ??= dated;
    for (const line of lines) this.sort(line);
    while (this.waiting.length >= LINES_AT_ONCE) await this.send(this.waiting.splice(0, LINES_AT_ONCE));
  }

  private async send(batch: Reading['waiting']): Promise<void> {
    await this.writing;
    this.writing = this.write(batch);
    // Whoever awaits it next is told.
    this.writing.catch(() => undefined);
  }

  /** Once nothing is being written any more, whatever became of it. */
  async idle(): Promise<void> {
    await this.writing.catch(() => undefined);
  }

  async end(): Promise<void> {
    if (this.waiting.length > 0) await this.send(this.waiting.splice(0));
    await this.writing;
    await inDepartment(this.db, this.department, async (tx) => {
      await tx.query({ text: FOR_ALL });
      const { number, source, dated, refused, refusedCount, elsewhere } = this;
      const { rows } = await tx.query<Omit<ImportCounts, 'refused' | 'elsewhere'>>(count({ number }));
      const counts = { ...rows[0], refused: refusedCount, elsewhere, ...(source === 'ACTIVITIES' && { vanished: 0 }) };
      await tx.query(finish({ number, source, dated: dated ?? null, counts: JSON.stringify(counts), refused: JSON.stringify(refused) }));
    });
  }

  private refuse(at: string, why: string): void {
    this.refusedCount += 1;
    if (this.refused.length < REFUSED_KEPT) this.refused.push({ at, why });
  }

  private sort(line: FinessLine): void {
    const { at } = line;
    if ('refused' in line) this.refuse(at, line.refused);
    else if ('capacity' in line) this.waiting.push({ at, row: line.capacity });
    else this.place(at, line.site);
  }

  private place(at: string, site: ListedSite): void {
    const placed = placeOf(site, this.department);
    if (placed === 'ELSEWHERE') this.elsewhere += 1;
    else if ('why' in placed) this.refuse(at, placed.why);
    else this.waiting.push({ at, row: { ...site, commune: placed.code } });
  }

  private async write(batch: Reading['waiting']): Promise<void> {
    const { number } = this;
    const rows = new Map<string, { at: string; row: ListedSite | ListedCapacity }>();
    for (const one of batch) {
      if (rows.has(one.row.finess)) this.refuse(one.at, twice(one.row.finess));
      else rows.set(one.row.finess, one);
    }
    const sites = [...rows.values()].flatMap(({ row }) => ('name' in row ? [{ ...row, folded: foldedSite(row) }] : []));
    const capacities = [...rows.values()].flatMap(({ row }) => ('name' in row ? [] : [row]));
    const kept = await inDepartment(this.db, this.department, async (tx) => {
      const written = await Promise.all([
        sites.length === 0 ? [] : tx.query<{ finess: string }>(keepSites({ number, sites: JSON.stringify(sites) })).then((answer) => answer.rows),
        capacities.length === 0
          ? []
          : tx.query<{ finess: string }>(keepCapacities({ number, capacities: JSON.stringify(capacities) })).then((answer) => answer.rows),
      ]);
      const known = new Set(written.flat().map(({ finess }) => finess));
      const left = [...rows.keys()].filter((finess) => !known.has(finess));
      const { rows: before } =
        left.length === 0
          ? { rows: [] }
          : await tx.query<{ finess: string }>({
              text: 'SELECT finess FROM establishment_read WHERE department = this_department() AND import = $1 AND finess = ANY ($2)',
              values: [number, left],
            });
      return { left, before: new Set(before.map(({ finess }) => finess)) };
    });
    for (const finess of kept.left) {
      if (kept.before.has(finess)) this.refuse(rows.get(finess)?.at ?? '', twice(finess));
      else this.elsewhere += 1;
    }
  }
}

const twice = (finess: string): string => `l’établissement ${finess} est déjà plus haut dans le fichier.`;

/** As it is searched: the beginnings of the words of its name and of its commune. */
function foldedSite({ name, commune }: ListedSite): string {
  const where = commune === undefined ? '' : (knownPlaces().byCode.get(commune)?.name ?? '');
  return ` ${placeKey(`${name} ${where}`)}`;
}

/** The commune of today that a site is in; one of before is read as the one that took it over, where that is one. */
function placeOf({ finess, commune }: ListedSite, department: string): 'ELSEWHERE' | { code: string } | { why: string } {
  if (commune === undefined) return isOfDepartment(finess, department) ? { why: `la commune de l’établissement ${finess} manque.` } : 'ELSEWHERE';
  const { byCode, formerCodes } = knownPlaces();
  const today = byCode.get(commune);
  const meant = today === undefined ? (formerCodes.get(commune) ?? []).map((one) => one.commune) : [today];
  const [first, ...others] = meant;
  if (first !== undefined && others.length === 0) return first.department === department ? { code: first.code } : 'ELSEWHERE';
  if (!isOfDepartment(commune, department)) return 'ELSEWHERE';
  return {
    why:
      first === undefined
        ? `aucune commune n’a le code ${commune} (établissement ${finess}).`
        : `la commune de code ${commune} a été partagée\u00a0: le fichier ne dit pas où est l’établissement ${finess}.`,
  };
}
