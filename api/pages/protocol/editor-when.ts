import type { Condition, Conditions } from '../../../procedures/procedure.ts';
import { conditionWords } from '../../../procedures/sentence.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { FactFold } from '../../../templates/views/editor.ts';
import type { Choice } from '../../../templates/views/parts.ts';
import { type FactName, factEntry, factTable, plainFacts } from '../../../vocabulary/fact-table.ts';
import { precisionLabel } from '../../../vocabulary/precisions.ts';
import { codes, label, vocabulary } from '../../../vocabulary/vocabulary.ts';
import { many, one, type Typed } from '../shared/form.ts';

/** The facts in the order in which a coordinator thinks of them. */
export const whenFacts: readonly FactName[] = [
  ...(['danger', 'place', 'placePrecision', 'finessCategory', 'implicated', 'maltreatment', 'flags', 'victimGroup'] as const),
  ...plainFacts,
  ...(['channel', 'inseeCode'] as const),
];
const ownValues: { [fact in FactName]?: () => Choice[] } = { placePrecision: placePrecisions, implicated: implicatedValues };
/** How codes that are in no list are typed. */
const hints: { [fact in FactName]?: string } = {
  finessCategory: 'Des codes de trois chiffres, séparés par des virgules\u00a0: 500, 501.',
  inseeCode: 'Des codes INSEE de cinq caractères, séparés par des virgules\u00a0: 54395, 54547.',
};
/** The facts to choose from, in that order. */
export const whenChoices: Choice[] = whenFacts.map((value) => ({ value, label: factTable[value].label }));

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
  const { family } = factEntry(fact);
  const values = ownValues[fact];
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
  const several = whenFacts.filter((fact) => valuesOf(fact) !== null).map((fact) => ofOf(prefix, fact));
  return { names: whenFacts.flatMap((fact) => [howOf(prefix, fact), ofOf(prefix, fact)]), several };
}

/** Conditions as the fields of a form hold them. */
export function whenTyped(when: Conditions, prefix = ''): Typed {
  const fields: Typed = {};
  for (const fact of whenFacts) {
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
  for (const fact of whenFacts) {
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
  return whenFacts.map((fact) => {
    const condition = when[fact];
    const hint = hints[fact];
    return {
      fact,
      label: factTable[fact].label,
      said: condition === undefined ? '' : typographic(conditionWords({ [fact]: condition }).join('')),
      how: howOf(prefix, fact),
      of: ofOf(prefix, fact),
      hows: fact === 'danger' ? levels : readings,
      values: valuesOf(fact),
      ...(hint !== undefined && { hint }),
    };
  });
}
