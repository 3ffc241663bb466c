import { bodyName, establishmentName } from '../directory/names.ts';
import type { Procedure } from '../procedures/procedure.ts';
import { factTable, plainFacts } from '../vocabulary/fact-table.ts';
import type { Facts, Implicated } from '../vocabulary/facts.ts';
import { precisionLabel } from '../vocabulary/precisions.ts';
import { label, storedLabel } from '../vocabulary/vocabulary.ts';
import type { Asked, Ground } from './ground.ts';

const NBSP = '\u00a0';
const list = new Intl.ListFormat('fr', { type: 'conjunction' });

export const quoted = (text: string): string => `«${NBSP}${text}${NBSP}»`;
export const listed = (items: readonly string[]): string => list.format(items);

/** "Nancy (54395)", or that the commune is not known. */
function communeWords(code: string | undefined, ground: Ground): string {
  if (code === undefined) return 'commune non connue';
  return `à ${ground.communes.find((commune) => commune.code === code)?.name ?? 'la commune'} (${code})`;
}

/** Several communes: the first by name, and how many more. */
export function communesWords(communes: readonly (string | null)[], ground: Ground): string {
  const named = communes.filter((code) => code !== null);
  const [first] = named;
  if (first === undefined) return 'quand la commune n’est pas connue';
  const others = named.length - 1;
  return `${communeWords(first, ground)}${others === 0 ? '' : ` et dans ${others} autre${others > 1 ? 's' : ''} commune${others > 1 ? 's' : ''}`}`;
}

function partyWords({ kind, precision, organisation }: Implicated, ground: Ground): string {
  const who = `${label('implicated', kind)}${precision === undefined ? '' : ` (${precisionLabel(precision, kind)})`}`;
  return organisation === undefined ? who : `${who}, ${bodyName(ground.directory, organisation)}`;
}

/** What goes wrong, then a situation in which it does. `fault` ends with a full stop. */
export function example(facts: Facts, ground: Ground, fault: string): string {
  return `${capital(fault)} Par exemple${NBSP}: ${situationWords(facts, ground)}.`;
}

export const capital = (text: string): string => text.replace(/^\p{Ll}/u, (first) => first.toUpperCase());

/** A situation in words: what was recorded, and nothing that was not. */
export function situationWords(facts: Facts, ground: Ground): string {
  const said = [
    `${facts.place === 'INCONNU' ? 'lieu non connu' : label('place', facts.place).toLowerCase()}${facts.placePrecision === undefined ? '' : ` (${precisionLabel(facts.placePrecision, facts.place)})`}`,
    communeWords(facts.inseeCode, ground),
    ...(facts.finess === undefined ? [] : [establishmentName(ground.directory, facts.finess)]),
    ...(facts.finessCategory === undefined ? [] : [`catégorie FINESS ${facts.finessCategory}`]),
    facts.implicated.length === 0
      ? 'mis en cause non renseigné'
      : `mis en cause${NBSP}: ${facts.implicated.map((party) => partyWords(party, ground)).join(' et ')}`,
    facts.maltreatment.length === 0
      ? 'faits non qualifiés'
      : `faits${NBSP}: ${facts.maltreatment.map((code) => label('maltreatment', code).toLowerCase()).join(', ')}`,
    facts.danger === undefined ? 'danger non évalué' : `danger ${facts.danger}`,
    `personne${NBSP}: ${label('victimGroup', facts.victimGroup).toLowerCase()}`,
    ...plainFacts.flatMap((fact) => {
      const [code, { word, family }] = [facts[fact], factTable[fact]];
      return code === undefined ? [] : [`${word}${NBSP}: ${storedLabel(family, code).toLowerCase()}`];
    }),
    ...(facts.flags.length === 0 ? [] : [`mentions${NBSP}: ${facts.flags.map((flag) => label('flag', flag).toLowerCase()).join(', ')}`]),
    `reçue par ${label('channel', facts.channel).toLowerCase()}`,
  ];
  return said.join(', ');
}

/** A rule as its author named it: its reason, and its identifier. */
export function ruleName(id: string, procedure: Procedure): string {
  const rule = procedure.chapters.flatMap(({ rules }) => rules).find((one) => one.id === id);
  return rule === undefined ? quoted(id) : `${quoted(rule.because)} (${id})`;
}

/** Which order of the protocol asks for something. */
export function askedName({ id, from }: Asked, procedure: Procedure): string {
  if (from === 'CELL') return 'toute alerte au sujet d’un mineur';
  if (from === 'OTHERWISE') return 'le destinataire par défaut';
  if (from === 'IN_CONFLICT') return 'le destinataire prévu en cas de lien d’intérêts';
  if (from === 'STEP') return `l’étape ${quoted(id.slice('STEP:'.length))}`;
  return `la règle ${ruleName(id, procedure)}`;
}
