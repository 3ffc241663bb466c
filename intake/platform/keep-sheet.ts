import { createHash } from 'node:crypto';
import type { Instant } from '../../calendar/span.ts';
import type { AsSaid } from '../../cases/model/content.ts';
import { factTable } from '../../vocabulary/fact-table.ts';
import { isAnonymous, isOfNobody } from '../anonymous.ts';
import { keepWhatCan, type Path } from '../keep-what-can.ts';
import { type Sheet, sheetSchema } from './sheet.ts';

const names: Readonly<Record<string, string>> = {
  number: 'Numéro de la fiche',
  previous: 'Fiche antérieure',
  calls: 'Appels',
  victim: 'Personne concernée',
  implicated: factTable.implicated.label,
  place: factTable.place.label,
  maltreatment: factTable.maltreatment.label,
  danger: factTable.danger.label,
  flags: 'Signes particuliers',
  attendingPhysician: 'Médecin traitant',
  professionals: 'Professionnels',
  allowances: 'Allocations',
  health: 'Santé',
  assets: 'Patrimoine',
  actionsTaken: 'Démarches déjà faites',
  remarks: 'Remarques',
};

const unreadCall = 'Le récit de cet appel n’est pas lisible. Tout ce qui est arrivé est gardé plus bas.';

/**
 * Reads a sheet where nobody can mend it: whatever a field holds, it is taken in, and what has no place is kept as text. Null for what is
 * no sheet at all.
 */
export function keepSheet(body: unknown, now: Instant): { read: Sheet; asSaid: AsSaid[] } | null {
  if (typeof body !== 'object' || body === null || !('calls' in body)) return null;
  const takenAt = new Date(now).toISOString();
  const call = { takenAt, narrative: unreadCall };
  const instead = (path: Path): unknown => {
    if (path.length === 1)
      return { calls: [call], number: `sans-numero-${createHash('sha256').update(JSON.stringify(body)).digest('hex').slice(0, 16)}` }[path[0] ?? ''];
    return path.length === 2 && path[0] === 'calls' ? call[path[1] as keyof typeof call] : undefined;
  };
  const what = ([part = '', ...rest]: Path): string | null =>
    // What came all the same for a caller who is anonymous to the desk is not kept.
    part === 'calls' && rest[0] === 'caller' && (rest.length === 1 || isOfNobody(rest[1])) && isAnonymous(body)
      ? null
      : (names[part] ?? 'Autre champ');
  return keepWhatCan(sheetSchema, body, { instead, what });
}
