import { stringify } from 'csv-stringify/sync';
import { DateTime } from 'luxon';
import type { Instant } from '../../../calendar/span.ts';
import { territoryOf } from '../../../calendar/territory.ts';
import { type CaseLine, type CaseQuery, listCases } from '../../../cases/lists/cases.ts';
import { countedUpTo, longestPage } from '../../../cases/lists/page.ts';
import { establishmentName } from '../../../directory/names.ts';
import { communeName } from '../../../directory/record/communes.ts';
import { withListed } from '../../../directory/record/establishments.ts';
import type { IndexedDirectory } from '../../../directory/resolve.ts';
import type { ListColumn } from '../../../templates/views/queue.ts';
import { label } from '../../../vocabulary/vocabulary.ts';
import type { Parts } from '../../http/parts.ts';
import { statuses } from './queue-lines.ts';

/**
 * The cases of a list as a table to keep, at most `countedUpTo` of them, in its order. It has the
 * columns that were chosen, all where none was, and no name. Read page by page, each in a transaction of its own.
 */
export async function casesTable(parts: Parts, directory: IndexedDirectory, query: CaseQuery, chosen: readonly ListColumn[]): Promise<string> {
  const lines: Record<string, string>[] = [];
  let after: string | undefined;
  do {
    const { rows, next } = await listCases(parts.database, directory.department, {
      ...query,
      size: longestPage,
      ...(after !== undefined && { after }),
    });
    const listed = await withListed(
      parts.database,
      directory,
      rows.map(({ establishment }) => establishment),
    );
    lines.push(...rows.map((line) => tableLine(line, listed)));
    after = next;
  } while (after !== undefined && lines.length < countedUpTo);
  const kept = chosen.length === 0 ? columns : columns.filter((column) => column === 'reference' || chosen.some((one) => said[one].includes(column)));
  return stringify(lines, { header: true, columns: [...kept], bom: true, delimiter: ';', escape_formulas: true });
}

const columns = [
  'reference',
  'etat',
  'danger',
  'lieu',
  'etablissement',
  'finess',
  'commune',
  'code_insee',
  'personne',
  'provenance',
  'recu_le',
  'clos_le',
  'prochaine_echeance',
] as const;

/** What a column of the list is in the table. Who took a case is nobody's to keep. */
const said: Record<ListColumn, readonly (typeof columns)[number][]> = {
  danger: ['danger'],
  place: ['lieu', 'etablissement', 'finess'],
  commune: ['commune', 'code_insee'],
  channel: ['provenance'],
  victimGroup: ['personne'],
  status: ['etat'],
  openedAt: ['recu_le'],
  closedAt: ['clos_le'],
  dueAt: ['prochaine_echeance'],
  takenBy: [],
};

function tableLine(line: CaseLine, directory: IndexedDirectory): Record<(typeof columns)[number], string> {
  const { zone } = territoryOf(directory.department);
  const at = (instant: Instant | null) => (instant === null ? '' : DateTime.fromMillis(instant, { zone }).toFormat('yyyy-MM-dd HH:mm'));
  const { establishment, inseeCode, danger } = line;
  return {
    reference: line.reference,
    etat: statuses[line.status],
    danger: danger === undefined ? '' : String(danger),
    lieu: label('place', line.place),
    etablissement: establishment === null ? '' : establishmentName(directory, establishment),
    finess: establishment ?? '',
    commune: inseeCode === null ? '' : (communeName(inseeCode) ?? ''),
    code_insee: inseeCode ?? '',
    personne: label('victimGroup', line.victimGroup),
    provenance: label('channel', line.channel),
    recu_le: at(line.openedAt),
    clos_le: at(line.closedAt),
    prochaine_echeance: at(line.nextDue),
  };
}
