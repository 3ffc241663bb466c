import { DateTime } from 'luxon';
import { bodyName } from '../../../directory/names.ts';
import type { IndexedDirectory } from '../../../directory/resolve.ts';
import { writeCsv } from '../../../intake/declarations/csv.ts';
import { categoryLabel } from '../../../intake/declarations/declaration.ts';
import type { DeclarationLine, Followed, Transmission } from '../../../intake/declarations/reading.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { Owed } from '../../../templates/views/institution.ts';
import { institutionHref } from '../shared/addresses.ts';

/** What an institution may know of where its declaration stands, in one sentence. */
export function stateWords(told: readonly Transmission[], name: (organisation: string) => string): string {
  const names = [...new Set(told.map(({ organisation }) => name(organisation)))];
  return names.length === 0 ? 'Reçue par le guichet' : typographic(`Reçue, transmise à : ${names.join(', ')}`);
}

/** « 8. Maltraitance », as it is read on a page. */
export const categorySaid = (category: Parameters<typeof categoryLabel>[0]): string => typographic(categoryLabel(category));

export const partWords = { WRITTEN: 'Confirmation écrite', EIGS_SECOND: 'Seconde partie (EIGS)' } as const;

/** What a declaration still owes, or when it came. `now` is real time. */
export function owedOf({ id, written, second }: Pick<DeclarationLine, 'id' | 'written' | 'second'>, now: number): Owed[] {
  return [
    ...(written === null ? [] : [owed(written, partWords.WRITTEN, institutionHref('confirm', { id }), 'Confirmer par écrit', now)]),
    ...(second === null ? [] : [owed(second, partWords.EIGS_SECOND, institutionHref('complete', { id }), 'Compléter (EIGS, partie 2)', now)]),
  ];
}

function owed({ due, at }: Followed, what: string, href: string, label: string, now: number): Owed {
  return { what, dueAt: due, late: (at ?? now) > due, ...(at === null ? { href, label } : { at }) };
}

/** The list as a table for a spreadsheet: instants in the department's zone, codes in words. */
export function exported(
  rows: readonly (DeclarationLine & { told: Transmission[] })[],
  directory: Pick<IndexedDirectory, 'organisationById'>,
  zone: string,
): string {
  const written = (at: number | null | undefined) => (at == null ? '' : DateTime.fromMillis(at, { zone }).toFormat('yyyy-MM-dd HH:mm'));
  return writeCsv(
    [
      'reference',
      'etablissement',
      'finess',
      'categorie',
      'declaree_le',
      'eigs',
      'orale_le',
      'confirmation_attendue',
      'confirmee_le',
      'seconde_partie_attendue',
      'seconde_partie_le',
      'transmise_a',
    ],
    rows.map(({ reference, organisation, category, declaredAt, eigs, oralAt, written: confirmed, second, told }) => [
      reference,
      bodyName(directory, organisation),
      directory.organisationById.get(organisation)?.finess ?? '',
      categoryLabel(category),
      written(declaredAt),
      eigs ? 'oui' : 'non',
      written(oralAt),
      written(confirmed?.due),
      written(confirmed?.at),
      written(second?.due),
      written(second?.at),
      [...new Set(told.map((one) => bodyName(directory, one.organisation)))].join(' | '),
    ]),
  );
}
