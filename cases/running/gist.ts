import type { Facts } from '../../vocabulary/facts.ts';
import type { Danger, Place } from '../../vocabulary/vocabulary.ts';
import { label } from '../../vocabulary/vocabulary.ts';
import type { Transfer } from '../model/state.ts';

/** How grave a transfer is and in what kind of place: codes, of what it discloses; null where it does not, or nobody knows. */
export interface Gist {
  danger: Danger | null;
  place: Place | null;
}

/** What may be said of a transfer before any code, in lists and in a mail's subject: never a commune, an establishment or a name. Pure. */
export function gistOf({ discloses }: Pick<Transfer, 'discloses'>, { danger, place }: Pick<Facts, 'danger' | 'place'>): Gist {
  return {
    danger: discloses.includes('FACTS') && danger !== undefined && danger > 0 ? danger : null,
    place: discloses.includes('PLACE') && place !== 'INCONNU' ? place : null,
  };
}

/** The same in words, for one line: "Danger imminent, établissement de santé"; empty where there is nothing to say. */
export function gistWords({ danger, place }: Gist): string {
  const where = place === null ? '' : label('place', place);
  if (danger === null) return where;
  return where === '' ? label('danger', danger) : `${label('danger', danger)}, ${where.slice(0, 1).toLowerCase()}${where.slice(1)}`;
}
