import type { AsSaid } from '../../../cases/model/content.ts';
import { placeWords } from '../../../directory/places.ts';
import { communeName } from '../../../directory/record/communes.ts';
import { currentDirectory } from '../../../directory/record/revisions.ts';
import type { IndexedDirectory } from '../../../directory/resolve.ts';
import { contradictions } from '../../../procedures/impossible.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { FactChoices, FactField } from '../../../templates/views/lines.ts';
import type { Choice } from '../../../templates/views/parts.ts';
import { type FactLine, knownFacts } from '../../../vocabulary/fact-lines.ts';
import { askedFacts, plainCodes, plainFacts } from '../../../vocabulary/fact-table.ts';
import type { Facts, Implicated } from '../../../vocabulary/facts.ts';
import { type Channel, codes, type Danger, type ImplicatedKind, isImminent, label, type Place } from '../../../vocabulary/vocabulary.ts';
import { communeChoices, readCommune } from '../../http/communes.ts';
import type { Parts } from '../../http/parts.ts';
import { onlyShownAll } from './fields.ts';
import { type FormError, manyOf, one, oneOf, type Typed } from './form.ts';

/** Facts that rules read, as they are named in the desk's forms. Names and free text are content, not facts. */
export const factFields = [
  'commune',
  'inseeCode',
  'place',
  'establishment',
  'implicatedKind',
  'implicatedName',
  'implicatedOrganisation',
  'maltreatment',
  'danger',
  'victimName',
  'victimGroup',
  'victimContact',
  ...askedFacts,
  'flags',
  'measures',
  'health',
  'assets',
] as const satisfies readonly FactField[];

/** The same as the fields of a form: all of them together are read by `readFacts`. */
export const factShape = onlyShownAll(factFields);

export interface FactsWorld {
  department: string;
  directory: IndexedDirectory;
}

/** The newest directory and the communes, for the forms of a department. */
export async function factsWorld(parts: Pick<Parts, 'database'>, department: string): Promise<FactsWorld> {
  return { department, directory: await currentDirectory(parts.database, department) };
}

const dangers = [0, 1, 2, 3, 4] as const satisfies readonly Danger[];

export interface ReadFacts {
  facts: Facts;
  errors: FormError<FactField>[];
  /** What was written and is no code, or is read as another: kept beside the facts. */
  asSaid?: AsSaid[];
}

/**
 * Reads the facts of a form. What is left empty is "not known" and never refused, except where the page needs it to go on
 * (`complete`: before transfers are decided, the danger must be said).
 */
export function readFacts(typed: Typed, channel: Channel, world: FactsWorld, complete: boolean): ReadFacts {
  const { inseeCode, asSaid, errors } = readWhere(typed, world);
  const danger = dangers.find((level) => String(level) === one(typed, 'danger'));
  if (complete && danger === undefined) errors.push({ field: 'danger', message: 'Dites le niveau de danger : des règles en dépendent.' });
  const [place, placePrecision] = readPair<Place>(one(typed, 'place'), codes('place'));
  const establishment = world.directory.organisationById.get(one(typed, 'establishment'));
  const optional = {
    ...Object.fromEntries(plainFacts.map((fact) => [fact, oneOf(typed, fact, plainCodes(fact))])),
    inseeCode,
    placePrecision,
    finess: establishment?.finess,
    finessCategory: establishment?.finessCategory,
    danger,
  };
  const known = Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)) as Partial<Facts>;
  const facts: Facts = {
    channel,
    place: place ?? 'INCONNU',
    implicated: readImplicated(typed, world),
    maltreatment: manyOf(typed, 'maltreatment', codes('maltreatment')),
    victimGroup: oneOf(typed, 'victimGroup', codes('victimGroup')) ?? 'INCONNU',
    flags: manyOf(typed, 'flags', codes('flag')),
    ...known,
  };
  for (const { doubted, ask } of contradictions(facts)) errors.push({ field: doubted === 'placePrecision' ? 'place' : doubted, message: ask });
  return { facts, errors, ...(asSaid && { asSaid }) };
}

/** What an alert cannot be recorded without asking. At the threshold it is recorded first: the commune is asked again to qualify it. */
export function leftToAsk({ facts, errors }: ReadFacts): FormError<FactField>[] {
  return isImminent(facts.danger) ? errors.filter(({ field }) => !askedAgain.has(field)) : errors;
}

const askedAgain: ReadonlySet<FactField> = new Set<FactField>(['commune', 'inseeCode', 'place', 'age', 'victimGroup']);

function readWhere(typed: Typed, { department, directory }: FactsWorld): Omit<ReadFacts, 'facts'> & { inseeCode?: string } {
  const said = one(typed, 'commune');
  const establishment = directory.organisationById.get(one(typed, 'establishment'));
  const answer = readCommune(said, one(typed, 'inseeCode'), [department], establishment?.inseeCode);
  if ('empty' in answer) return { errors: [] };
  if ('place' in answer) {
    const { commune, formerly } = answer.place;
    return {
      inseeCode: commune.code,
      errors: [],
      ...(formerly !== undefined && { asSaid: [{ what: 'Commune', said, read: placeWords(answer.place) }] }),
    };
  }
  const asSaid = [{ what: 'Commune', said }];
  if ('kept' in answer) return { asSaid, errors: [] };
  if (answer.offered.length === 0) return { asSaid, errors: [{ field: 'commune', message: unknownCommune }] };
  if (establishment?.inseeCode !== undefined) {
    const place = communeName(establishment.inseeCode);
    return {
      asSaid,
      errors: [{ field: 'inseeCode', message: typographic(`L’établissement choisi est à ${place} : dites dans quelle commune sont les faits.`) }],
    };
  }
  return { asSaid, errors: [{ field: 'inseeCode', message: severalCommunes }] };
}

const unknownCommune = 'Cette commune est introuvable : vérifiez son nom ou son code postal.';
const severalCommunes = 'Plusieurs communes peuvent correspondre : choisissez la bonne.';

/** `CODE` or `CODE/PRECISION`; an unknown code is not known. */
function readPair<Code extends string>(value: string, known: readonly Code[]): [Code | undefined, string | undefined] {
  const [code, precision] = value.split('/', 2);
  return [known.find((candidate) => candidate === code), precision === undefined || precision === '' ? undefined : precision];
}

function readImplicated(typed: Typed, { directory }: FactsWorld): Implicated[] {
  const organisation = directory.organisationById.get(one(typed, 'implicatedOrganisation'))?.id;
  const [kind, precision] = readPair<ImplicatedKind>(one(typed, 'implicatedKind'), codes('implicated'));
  if (kind === undefined) return [];
  return [{ kind, ...(precision !== undefined && { precision }), ...(organisation !== undefined && { organisation }) }];
}

/** Facts already known, as a form shows them. */
export function typedFacts(facts: Facts, { directory }: FactsWorld): Typed {
  const establishment = directory.organisations.find(({ finess }) => finess !== undefined && finess === facts.finess);
  return {
    commune: facts.inseeCode === undefined ? '' : (communeName(facts.inseeCode) ?? ''),
    inseeCode: facts.inseeCode ?? '',
    place: facts.placePrecision === undefined ? facts.place : `${facts.place}/${facts.placePrecision}`,
    establishment: establishment?.id ?? '',
    implicatedKind: facts.implicated.slice(0, 1).map(({ kind, precision }) => (precision === undefined ? kind : `${kind}/${precision}`)),
    implicatedOrganisation: facts.implicated[0]?.organisation ?? '',
    maltreatment: facts.maltreatment,
    danger: facts.danger === undefined ? '' : String(facts.danger),
    victimGroup: facts.victimGroup,
    ...Object.fromEntries(plainFacts.map((fact) => [fact, facts[fact] ?? ''])),
    flags: facts.flags,
  };
}

/** Made once: comparing with a locale each time makes a collator each time. */
const french = new Intl.Collator('fr');

/** What the directory and the list of communes offer for these fields. */
export function factChoices(typed: Typed, { department, directory }: FactsWorld): FactChoices {
  const organisations = directory.organisations.toSorted((a, b) => french.compare(a.name, b.name));
  const choice = ({ id, name, inseeCode }: { id: string; name: string; inseeCode?: string }): Choice => {
    const commune = inseeCode === undefined ? undefined : communeName(inseeCode);
    return commune === undefined ? { value: id, label: name } : { value: id, label: name, hint: commune };
  };
  const written = one(typed, 'commune');
  const known = directory.organisationById.get(one(typed, 'establishment'))?.inseeCode;
  return {
    communes: communeChoices(written, [department], typographic(`Garder « ${written} » tel quel`), known),
    establishments: organisations.filter(({ finess }) => finess !== undefined).map(choice),
    organisations: organisations.map(choice),
  };
}

/** The situation in codes, on one line: "Négligences passives · Domicile · Nancy". */
export function factsSummary(facts: Facts): string {
  const parts = [
    facts.maltreatment.map((code) => label('maltreatment', code)).join(', '),
    label('place', facts.place),
    facts.inseeCode === undefined ? '' : (communeName(facts.inseeCode) ?? 'commune inconnue'),
  ];
  return typographic(parts.filter((part) => part !== '').join(' · '));
}

/** Facts as lines to read, those that are known. */
export function factLines(facts: Facts, establishment: (finess: string) => string): FactLine[] {
  return knownFacts(facts, { establishment, commune: communeName }).map((line) => ({ ...line, text: typographic(line.text) }));
}
