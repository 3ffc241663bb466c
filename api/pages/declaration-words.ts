import type { DeclarationLine, Followed, Told } from '../../intake/declarations/store.ts';
import { typographic } from '../../templates/typography.ts';
import type { Owed } from '../../templates/views-institution.ts';

/** What an institution may know of where its declaration stands, in one sentence. */
export function stateWords(told: readonly Told[], name: (organisation: string) => string): string {
  const names = [...new Set(told.map(({ organisation }) => name(organisation)))];
  return names.length === 0 ? 'Reçue par le guichet' : typographic(`Reçue, transmise à : ${names.join(', ')}`);
}

export const partWords = { WRITTEN: 'Confirmation écrite', EIGS_SECOND: 'Seconde partie (EIGS)' } as const;

/** What a declaration still owes, or when it came. `now` is real time. */
export function owedOf({ id, written, second }: Pick<DeclarationLine, 'id' | 'written' | 'second'>, now: number): Owed[] {
  return [
    ...(written === null ? [] : [owed(written, partWords.WRITTEN, `/etablissement/declarations/${id}/confirmer`, 'Confirmer par écrit', now)]),
    ...(second === null
      ? []
      : [owed(second, partWords.EIGS_SECOND, `/etablissement/declarations/${id}/completer`, 'Compléter (EIGS, partie 2)', now)]),
  ];
}

function owed({ due, at }: Followed, what: string, href: string, label: string, now: number): Owed {
  return { what, dueAt: due, late: (at ?? now) > due, ...(at === null ? { href, label } : { at }) };
}
