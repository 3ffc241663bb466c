import type { Position } from './directory.ts';
import type { IndexedDirectory } from './resolve.ts';

/** What a body is called; what the directory no longer has is said so, since nobody is called by an id. */
export function bodyName({ organisationById }: Pick<IndexedDirectory, 'organisationById'>, id: string): string {
  return organisationById.get(id)?.name ?? 'organisme retiré de l’annuaire';
}

/** An establishment, by the number somebody typed. */
export function establishmentName({ establishments, listed }: Pick<IndexedDirectory, 'establishments' | 'listed'>, finess: string): string {
  return `${establishments.get(finess)?.[0]?.name ?? listed?.get(finess)?.name ?? 'établissement inconnu'} (FINESS ${finess})`;
}

/** Either end of a tie: a body or a contact. */
export function partyName(directory: Pick<IndexedDirectory, 'organisationById' | 'contactById'>, id: string): string {
  return directory.contactById.get(id)?.name ?? bodyName(directory, id);
}

/** What a contact's place is called. */
export const positionNames: Record<Position, string> = { TITULAR: 'Contact', DEPUTY: 'Suppléance', SUPERIOR: 'Hiérarchie' };
