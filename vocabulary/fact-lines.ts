import { factTable, plainFactsAbout } from './fact-table.ts';
import type { Facts, Implicated } from './facts.ts';
import { precisionLabel } from './precisions.ts';
import { label, storedLabel, vocabulary } from './vocabulary.ts';

/** How what facts name by a number is said. */
export interface FactNames {
  establishment(finess: string): string;
  /** Undefined where the number is nobody's. */
  commune(inseeCode: string): string | undefined;
}

export interface FactLine {
  label: string;
  text: string;
}

/** Facts as lines to read, those that are known. */
export function knownFacts(facts: Facts, names: FactNames): FactLine[] {
  const lines: [string, string][] = [
    ['Danger', facts.danger === undefined ? 'Non évalué' : label('danger', facts.danger)],
    ['Maltraitances', facts.maltreatment.map((code) => label('maltreatment', code)).join(', ')],
    [
      'Lieu',
      facts.placePrecision === undefined
        ? label('place', facts.place)
        : `${label('place', facts.place)} (${precisionLabel(facts.placePrecision, facts.place)})`,
    ],
    ['Commune', facts.inseeCode === undefined ? '' : `${names.commune(facts.inseeCode) ?? 'commune inconnue'} (${facts.inseeCode})`],
    ['Établissement', facts.finess === undefined ? '' : names.establishment(facts.finess)],
    ...plainLines('PLACE', facts),
    ['Personne', label('victimGroup', facts.victimGroup)],
    ...plainLines('PERSON', facts),
    ['Mis en cause', facts.implicated.map(implicatedLabel).join(', ')],
    ...plainLines('FACTS', facts),
    ...plainLines('AUTHOR', facts),
    ['À noter', facts.flags.map((flag) => label('flag', flag)).join(', ')],
  ];
  return lines.filter(([, text]) => text !== '').map(([name, text]) => ({ label: name, text }));
}

function plainLines(about: Parameters<typeof plainFactsAbout>[0], facts: Facts): [string, string][] {
  return plainFactsAbout(about).map((fact) => {
    const code = facts[fact];
    return [factTable[fact].label, code === undefined ? '' : storedLabel(factTable[fact].family, code)];
  });
}

/** What an implicated party is, in the nomenclature's words. */
export function implicatedLabel({ kind, precision }: Implicated): string {
  const known: readonly string[] = vocabulary.implicated[kind].precisions;
  return precision !== undefined && known.includes(precision)
    ? `${label('implicated', kind)} (${precisionLabel(precision, kind)})`
    : label('implicated', kind);
}
