import { accountsThatMay } from '../../../accounts/accounts.ts';
import type { Choice } from '../../../templates/views/parts.ts';
import type { Parts } from '../../http/parts.ts';

export const noDay = 'Choisissez une date ; si elle est là, vérifiez son année.';
export const noPhone = 'Écrivez un numéro entier, d’au moins dix chiffres, comme 06 00 00 00 00.';

/** Who may be put on duty: accounts that may act, never a suspended one. */
export async function dutyPeople(parts: Parts, department: string): Promise<Choice[]> {
  return (await accountsThatMay(parts.database, department, 'duty.take')).map(({ id, name }) => ({ value: id, label: name }));
}
