import { DateTime } from 'luxon';
import { territoryOf } from '../../../calendar/territory.ts';
import { type CaseQuery, type CaseSort, caseSorts, type Waits } from '../../../cases/lists/cases.ts';
import type { QueueQuery } from '../../../cases/lists/desk-queue.ts';
import type { Queue } from '../../../cases/lists/queue-counts.ts';
import type { CaseState } from '../../../cases/model/state.ts';
import { uuid } from '../../../cases/record/access.ts';
import { bodyName, establishmentName } from '../../../directory/names.ts';
import { readPlace } from '../../../directory/read-place.ts';
import { communeName, knownPlaces } from '../../../directory/record/communes.ts';
import type { IndexedDirectory } from '../../../directory/resolve.ts';
import type { ListColumn, ListFilter } from '../../../templates/views/queue.ts';
import { codes } from '../../../vocabulary/vocabulary.ts';
import { readDay } from '../shared/day.ts';
import type { FormError, Typed } from '../shared/form.ts';

export const queueNames: [Queue, slug: string, string][] = [
  ['ALL', 'tout', 'Tout ce qui attend'],
  ['LATE', 'retard', 'En retard'],
  ['DUTY', 'astreinte', 'Astreinte'],
  ['DESK', 'guichet', 'Guichet'],
  ['COORDINATOR', 'coordination', 'Coordination'],
  ['MINE', 'moi', 'Pris par moi'],
  ['EXERCISES', 'exercices', 'Exercices'],
];

/** The filters of the lists, in the order of the page: each is a field of its form, and a parameter of its address. */
export const listFilters: readonly ListFilter[] = ['q', 'etat', 'attente', 'danger', 'place', 'mine', 'commune', 'partenaire', 'canal', 'du', 'au'];

const states: Record<string, CaseState['status']> = { ouvert: 'OPEN', clos: 'CLOSED', 'non-retenu': 'NOT_RETAINED', fusionne: 'MERGED' };
const waits: Record<string, Waits> = { nous: 'DESK', eux: 'RECIPIENT', silence: 'SILENT' };

/** What the lists may show beside why each case is there, in their order, and what they show where nobody chose. */
export const listColumns: Record<'WORK' | 'CASES', readonly ListColumn[]> = {
  WORK: ['danger', 'place', 'commune', 'channel', 'victimGroup', 'openedAt', 'dueAt', 'takenBy'],
  CASES: ['danger', 'place', 'commune', 'channel', 'victimGroup', 'status', 'openedAt', 'closedAt', 'dueAt', 'takenBy'],
};
const usualColumns: readonly ListColumn[] = ['danger', 'place', 'openedAt', 'dueAt', 'takenBy'];

/** The address of a list as it is carried on: the columns that were ticked are one parameter, left out where they are the usual ones. */
export function queryOfList(query: Record<string, unknown>): Record<string, unknown> {
  const { colonnes, ...rest } = query;
  const ticked = [colonnes].flat().filter((each) => typeof each === 'string');
  const said = ticked.join('.');
  return said === '' || said === usualColumns.join('.') ? rest : { ...rest, colonnes: said };
}

/** What is asked of the lists by their address; what is none of it is ignored. */
export interface ListAsked {
  queue: Queue;
  sort: string;
  descending: boolean;
  page: number;
  after: string;
  /** Empty: nobody chose. */
  columns: ListColumn[];
  /** Whether the lines say who the cases are about. */
  names: boolean;
  untaken: boolean;
  /** Its conditions, for either list. */
  narrowing: Pick<
    CaseQuery,
    'reference' | 'status' | 'waits' | 'danger' | 'place' | 'owner' | 'inseeCode' | 'establishment' | 'organisation' | 'channel' | 'from' | 'before'
  >;
  /** As they were typed, and what could not be read of them. */
  fields: Typed;
  errors: FormError<ListFilter>[];
}

/** Reads the address of a list. */
export function readAsked(query: Record<string, unknown>, directory: IndexedDirectory): ListAsked {
  const text = (name: string) => (typeof query[name] === 'string' ? query[name].trim() : '');
  const { zone } = territoryOf(directory.department);
  const errors: FormError<ListFilter>[] = [];
  const day = (name: 'du' | 'au') => {
    const read = text(name) === '' ? null : readDay(text(name), zone);
    if (text(name) !== '' && read === null) errors.push({ field: name, message: 'Écrivez le jour comme ceci : 27/11/2026.' });
    return read;
  };
  const commune = communeOf(text('commune'), directory.department);
  if (commune === null) errors.push({ field: 'commune', message: 'Aucune commune d’ici n’a ce nom : vérifiez-le, ou donnez son code INSEE.' });
  const danger = ([0, 1, 2, 3, 4] as const).find((level) => String(level) === text('danger'));
  const [from, until] = [day('du'), day('au')];
  const narrowing = {
    reference: text('q') || undefined,
    status: states[text('etat')],
    waits: waits[text('attente')],
    danger,
    place: codes('place').find((place) => place === text('place')),
    channel: codes('channel').find((channel) => channel === text('canal')),
    owner: uuid.test(text('mine')) ? text('mine') : undefined,
    inseeCode: commune ?? undefined,
    establishment: /^\w{9}$/.test(text('etablissement')) ? text('etablissement') : undefined,
    organisation: directory.organisationById.has(text('partenaire')) ? text('partenaire') : undefined,
    from: from ?? undefined,
    before: until === null ? undefined : DateTime.fromMillis(until, { zone }).plus({ days: 1 }).toMillis(),
  };
  return {
    queue: queueNames.find(([, slug]) => slug === text('file'))?.[0] ?? (text('mine') === 'moi' ? 'MINE' : 'ALL'),
    sort: text('tri'),
    descending: text('sens') === 'desc',
    page: Math.max(1, Number.parseInt(text('page'), 10) || 1),
    after: text('apres'),
    columns: listColumns.CASES.filter((column) => text('colonnes').split('.').includes(column)),
    names: text('noms') !== 'non',
    untaken: text('mine') === 'personne',
    narrowing: Object.fromEntries(Object.entries(narrowing).filter(([, value]) => value !== undefined)) as ListAsked['narrowing'],
    fields: Object.fromEntries(listFilters.map((name) => [name, text(name)])),
    errors,
  };
}

/** The commune that was typed, by its INSEE code; undefined where none was, null where it is none of the department's. */
function communeOf(typed: string, department: string): string | null | undefined {
  if (typed === '') return undefined;
  if (/^\d[\dAB]\d{3}$/.test(typed) && communeName(typed) !== undefined) return typed;
  const read = readPlace(knownPlaces(), typed, [department]);
  return 'found' in read ? read.found.commune.code : null;
}

/** The order of the queue that is asked for, and of the list of cases. */
export const queueSort = ({ sort }: ListAsked): NonNullable<QueueQuery['sort']> =>
  (['due', 'danger', 'place', 'openedAt'] as const).find((one) => one === sort) ?? 'due';
export const caseSort = ({ sort }: ListAsked): CaseSort => caseSorts.find((one) => one === sort) ?? 'openedAt';

/** The columns that a list shows: those that were chosen and that it has, else the usual ones. */
export function columnsShown({ columns }: ListAsked, list: 'WORK' | 'CASES'): readonly ListColumn[] {
  const chosen = columns.filter((column) => listColumns[list].includes(column));
  return chosen.length === 0 ? usualColumns : chosen;
}

/** What a list is narrowed to beyond what its fields show, in words. */
export function narrowedTo({ narrowing: { inseeCode, establishment, organisation } }: ListAsked, directory: IndexedDirectory): string[] {
  return [
    ...(inseeCode === undefined ? [] : [communeName(inseeCode) ?? inseeCode]),
    ...(establishment === undefined ? [] : [establishmentName(directory, establishment)]),
    ...(organisation === undefined ? [] : [bodyName(directory, organisation)]),
  ];
}
