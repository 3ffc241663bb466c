import { type FactLimits, type LimitingFact, limitCodes, limitCodeWords, limitingFacts, limitName } from '../competence.ts';
import { finessCategoryShape } from '../directory.ts';
import { plainHeader } from './read-table.ts';

const plain = (text: string): string => plainHeader(text).replaceAll('_', ' ').trim();

/** FactLimits in one cell: « lieu = Domicile | catégorie FINESS = 500 ». */
export function writeLimits(limits: FactLimits = {}): string {
  return limitingFacts.flatMap((fact) => (limits[fact] ?? []).map((code) => `${limitName(fact)} = ${limitCodeWords(fact, code)}`)).join(' | ');
}

/** Reads such a cell, codes or their names; undefined where it is empty. What is not understood is said. */
export function readLimits(text: string, problems: string[]): FactLimits | undefined {
  const limits: FactLimits = {};
  for (const item of text.split('|').map((one) => one.trim())) {
    if (item === '') continue;
    const [, name = '', value = ''] = /^([^=:]*)[=:](.*)$/.exec(item) ?? [];
    const fact = limitingFacts.find(
      (one) => plain(name) !== '' && (plain(limitName(one)) === plain(name) || plain(limitName(one)).startsWith(`${plain(name)} `)),
    );
    const code = fact === undefined ? undefined : codeSaid(fact, value.trim());
    if (fact === undefined || code === undefined)
      problems.push(`«\u00a0${item.slice(0, 60)}\u00a0» n’est pas une situation connue\u00a0: écrivez par exemple «\u00a0lieu = Domicile\u00a0».`);
    else limits[fact] = [...new Set([...(limits[fact] ?? []), code])];
  }
  return Object.keys(limits).length === 0 ? undefined : limits;
}

function codeSaid(fact: LimitingFact, said: string): string | undefined {
  const known = limitCodes(fact);
  if (known === null) return finessCategoryShape.test(said) ? said : undefined;
  return known.find((code) => code === said || plain(limitCodeWords(fact, code)) === plain(said));
}
