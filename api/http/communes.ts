import { type Commune, communesOf, searchCommunes } from '../../directory/record/communes.ts';

export interface CommuneOffered {
  inseeCode: string;
  name: string;
  department: string;
}

const postalCode = /^\d{5}$/;
/** A postal code may be that of many villages: all are offered. */
const mostByPostalCode = 100;
const mostByName = 10;

const sameName = new Intl.Collator('fr', { sensitivity: 'base', ignorePunctuation: true });

/**
 * What somebody may mean by a name or a postal code, among the communes of these departments: the one with exactly this
 * name, else those that begin so, ten at most for each department; every commune of a whole postal code.
 */
export function findCommunes(typed: string, departments: readonly string[]): CommuneOffered[] {
  const found = departments.flatMap((department) =>
    searchCommunes(communesOf(department), typed, postalCode.test(typed.trim()) ? mostByPostalCode : mostByName).map(
      ({ code, name }: Commune): CommuneOffered => ({ inseeCode: code, name, department }),
    ),
  );
  const exact = found.filter(({ name }) => sameName.compare(name, typed.trim()) === 0);
  return exact.length > 0 ? exact : found;
}
