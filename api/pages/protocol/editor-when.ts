import type { Condition, Conditions } from '../../../procedures/procedure.ts';
import { conditionWords } from '../../../procedures/sentence.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { FactFold } from '../../../templates/views/editor.ts';
import type { Choice } from '../../../templates/views/parts.ts';
import type { FactName } from '../../../vocabulary/facts.ts';
import { precisionLabel } from '../../../vocabulary/precisions.ts';
import { codes, label, vocabulary } from '../../../vocabulary/vocabulary.ts';
import { many, one, type Typed } from '../shared/form.ts';

type Family = 'channel' | 'place' | 'maltreatment' | 'danger' | 'victimGroup' | 'age' | 'protectionMeasure' | 'origin' | 'reporterLink' | 'flag';

/** The facts in the order in which a coordinator thinks of them, and where their values come from. */
const facts: Record<FactName, { label: string; family?: Family; values?: () => Choice[]; hint?: string }> = {
  danger: { label: 'Danger', family: 'danger' },
  place: { label: 'Lieu', family: 'place' },
  placePrecision: { label: 'Lieu, plus précisément', values: placePrecisions },
  finessCategory: { label: 'Catégorie FINESS de l’établissement', hint: 'Des codes de trois chiffres, séparés par des virgules\u00a0: 500, 501.' },
  implicated: { label: 'Mis en cause', values: implicatedValues },
  maltreatment: { label: 'Faits', family: 'maltreatment' },
  flags: { label: 'Mentions', family: 'flag' },
  victimGroup: { label: 'Personne', family: 'victimGroup' },
  age: { label: 'Âge', family: 'age' },
  protectionMeasure: { label: 'Mesure de protection', family: 'protectionMeasure' },
  origin: { label: 'Origine', family: 'origin' },
  reporterLink: { label: 'Auteur de l’alerte', family: 'reporterLink' },
  channel: { label: 'Porte d’entrée', family: 'channel' },
  inseeCode: { label: 'Commune', hint: 'Des codes INSEE de cinq caractères, séparés par des virgules\u00a0: 54395, 54547.' },
};
export const factNames = Object.keys(facts) as FactName[];
export const factLabel = (fact: FactName): string => facts[fact].label;

function implicatedValues(): Choice[] {
  return Object.entries(vocabulary.implicated).flatMap(([kind, { label: text, precisions }]) => [
    { value: kind, label: precisions.length === 0 ? text : `${text}, quel qu’il soit` },
    ...precisions.map((precision) => ({
      value: `${kind}/${precision}`,
      label: typographic(`${text} : ${precision === 'AUTRE' ? 'autre ou non précisé' : precisionLabel(precision, kind)}`),
    })),
  ]);
}

function placePrecisions(): Choice[] {
  const every = [...new Set(Object.values(vocabulary.placePrecision).flat())];
  return every.map((code) => ({ value: code, label: precisionLabel(code) })).sort((a, b) => a.label.localeCompare(b.label, 'fr'));
}

function valuesOf(fact: FactName): Choice[] | null {
  const { family, values } = facts[fact];
  if (values !== undefined) return values();
  return family === undefined ? null : codes(family).map((code) => ({ value: code, label: label(family, code) }));
}

const readings: Choice[] = [
  { value: 'ANY', label: 'est l’un des choix ci-dessous' },
  { value: 'KNOWN', label: 'est connu' },
  { value: 'UNKNOWN', label: 'n’est pas connu' },
];
const dangers = codes('danger');
const levels: Choice[] = [
  ...readings,
  ...dangers.slice(1).map((code) => ({ value: `AT_LEAST:${code}`, label: typographic(`est au moins « ${label('danger', code)} »`) })),
  ...dangers.slice(0, -1).map((code) => ({ value: `AT_MOST:${code}`, label: typographic(`est au plus « ${label('danger', code)} »`) })),
];

const howOf = (prefix: string, fact: FactName) => `${prefix}how-${fact}`;
const ofOf = (prefix: string, fact: FactName) => `${prefix}of-${fact}`;

/** The names of the fields of conditions, and those that hold several values. */
export function whenFields(prefix = ''): { names: string[]; several: string[] } {
  const several = factNames.filter((fact) => valuesOf(fact) !== null).map((fact) => ofOf(prefix, fact));
  return { names: factNames.flatMap((fact) => [howOf(prefix, fact), ofOf(prefix, fact)]), several };
}

/** Conditions as the fields of a form hold them. */
export function whenTyped(when: Conditions, prefix = ''): Typed {
  const fields: Typed = {};
  for (const fact of factNames) {
    const condition = when[fact];
    const [how, of] = condition === undefined ? ['ANY', []] : readingOf(condition);
    fields[howOf(prefix, fact)] = how;
    fields[ofOf(prefix, fact)] = valuesOf(fact) === null ? of.join(', ') : of;
  }
  return fields;
}

function readingOf(condition: Condition): [how: string, of: string[]] {
  if ('known' in condition) return [condition.known ? 'KNOWN' : 'UNKNOWN', []];
  if ('atLeast' in condition) return [`AT_LEAST:${condition.atLeast}`, []];
  if ('atMost' in condition) return [`AT_MOST:${condition.atMost}`, []];
  return ['ANY', condition.anyOf];
}

/** Reads the conditions of a form. A fact for which nothing is chosen does not matter. Codes typed by hand are checked with the whole draft. */
export function readWhen(fields: Typed, prefix = ''): Conditions {
  const when: Conditions = {};
  for (const fact of factNames) {
    const how = one(fields, howOf(prefix, fact));
    const [kind, level] = how.split(':');
    const list = valuesOf(fact);
    const name = ofOf(prefix, fact);
    const chosen =
      list === null
        ? one(fields, name)
            .split(/[\s,;]+/)
            .filter((code) => code !== '')
        : many(fields, name);
    if (kind === 'KNOWN' || kind === 'UNKNOWN') when[fact] = { known: kind === 'KNOWN' };
    else if (kind === 'AT_LEAST' && fact === 'danger' && dangers.includes(level as (typeof dangers)[number])) when[fact] = { atLeast: Number(level) };
    else if (kind === 'AT_MOST' && fact === 'danger' && dangers.includes(level as (typeof dangers)[number])) when[fact] = { atMost: Number(level) };
    else {
      const anyOf = list === null ? [...new Set(chosen)] : list.map(({ value }) => value).filter((value) => chosen.includes(value));
      if (anyOf.length > 0) when[fact] = { anyOf };
    }
  }
  return when;
}

/** One fold per fact, with what its condition says now. */
export function factFolds(when: Conditions, prefix = ''): FactFold[] {
  return factNames.map((fact) => {
    const condition = when[fact];
    const { label: text, hint } = facts[fact];
    return {
      fact,
      label: text,
      said: condition === undefined ? '' : typographic(conditionWords({ [fact]: condition }).join('')),
      how: howOf(prefix, fact),
      of: ofOf(prefix, fact),
      hows: fact === 'danger' ? levels : readings,
      values: valuesOf(fact),
      ...(hint !== undefined && { hint }),
    };
  });
}
