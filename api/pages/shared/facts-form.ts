import type { AsSaid, ImplicatedPerson, Parties } from '../../../cases/model/content.ts';
import { type Establishment, finessTyped, proposedAs } from '../../../directory/establishments.ts';
import { placeWords } from '../../../directory/places.ts';
import { communeName } from '../../../directory/record/communes.ts';
import { establishmentsNumbered, hasEstablishments, searchEstablishments } from '../../../directory/record/establishments.ts';
import { currentDirectory } from '../../../directory/record/revisions.ts';
import type { IndexedDirectory } from '../../../directory/resolve.ts';
import { partiesSaid } from '../../../intake/implicated.ts';
import { contradictions } from '../../../procedures/impossible.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { FactChoices, FactField } from '../../../templates/views/lines.ts';
import type { Choice } from '../../../templates/views/parts.ts';
import { deskPartyFields, type PartyField, partyFields } from '../../../templates/views/party-fields.ts';
import { type FactLine, knownFacts } from '../../../vocabulary/fact-lines.ts';
import { askedFacts, plainCodes, plainFacts } from '../../../vocabulary/fact-table.ts';
import type { Facts } from '../../../vocabulary/facts.ts';
import { type Authority, type Channel, codes, type Danger, isImminent, label, type Place } from '../../../vocabulary/vocabulary.ts';
import { communeChoices, noneOfThem, readCommune } from '../../http/communes.ts';
import type { Parts } from '../../http/parts.ts';
import { hardlyShown, onlyShownAll } from './fields.ts';
import { type FormError, manyOf, one, oneOf, type Typed } from './form.ts';
import { readPair, readParties } from './parties.ts';

/** Facts that rules read, as they are named in the desk's forms. Names and free text are content, not facts. */
export const factFields = [
  'commune',
  'inseeCode',
  'place',
  'establishment',
  'establishmentName',
  'establishmentFound',
  ...deskPartyFields,
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
export const factShape = {
  ...onlyShownAll(factFields),
  inseeCode: hardlyShown,
  ...(Object.fromEntries(partyFields(['implicatedWas']).map((name) => [name, hardlyShown])) as Record<
    PartyField<'implicatedWas'>,
    typeof hardlyShown
  >),
};

export interface FactsWorld {
  department: string;
  directory: IndexedDirectory;
  /** Where the department has the national file: what was typed finds there, and what the facts already name. */
  national?: { found: readonly Establishment[]; recorded?: Establishment };
}

/** What a form proposes at most where a name is that of several. */
const PROPOSED = 8;

/**
 * The newest directory, the communes and what the national file has under the name typed, for the forms of a department. `finess`: the
 * establishment that the facts already name.
 */
export async function factsWorld(parts: Pick<Parts, 'database'>, department: string, typed: Typed = {}, finess?: string): Promise<FactsWorld> {
  const { database } = parts;
  const [directory, has] = await Promise.all([currentDirectory(database, department), hasEstablishments(database, department)]);
  if (!has) return { department, directory };
  const text = one(typed, 'establishmentName');
  const number = finessTyped(text);
  const numbers = [number, finess].flatMap((each) => each ?? []);
  const [numbered, named] = await Promise.all([
    establishmentsNumbered(database, department, numbers),
    number === null ? searchEstablishments(database, department, text, PROPOSED) : [],
  ]);
  const found = number === null ? named : [numbered.get(number)].flatMap((each) => each ?? []);
  const recorded = finess === undefined || directory.establishments.has(finess) ? undefined : numbered.get(finess);
  return { department, directory, national: { found, ...(recorded !== undefined && { recorded }) } };
}

const dangers = [0, 1, 2, 3, 4] as const satisfies readonly Danger[];

export interface ReadFacts {
  facts: Facts;
  errors: FormError<FactField>[];
  /** Who is implicated, in words. */
  people: ImplicatedPerson[];
  /** What was written and is no code, or is read as another: kept beside the facts. */
  asSaid?: AsSaid[];
}

/**
 * Reads the facts of a form. What is left empty is "not known" and never refused, except where the page needs it to go on
 * (`complete`: before transfers are decided, the danger must be said). `shown`: whom the form was shown with.
 */
export function readFacts(typed: Typed, channel: Channel, world: FactsWorld, complete: boolean, shown?: Parties): ReadFacts {
  const site = readSite(typed, world);
  const where = readWhere(typed, world, site.inseeCode);
  const { inseeCode } = where;
  const errors = [...where.errors, ...site.errors];
  const asSaid = where.asSaid === undefined && site.asSaid === undefined ? undefined : [...(where.asSaid ?? []), ...(site.asSaid ?? [])];
  const danger = dangers.find((level) => String(level) === one(typed, 'danger'));
  if (complete && danger === undefined) errors.push({ field: 'danger', message: 'Dites le niveau de danger : des règles en dépendent.' });
  const [place, placePrecision] = readPair<Place>(one(typed, 'place'), codes('place'));
  const optional = {
    ...Object.fromEntries(plainFacts.map((fact) => [fact, oneOf(typed, fact, plainCodes(fact))])),
    inseeCode,
    placePrecision,
    finess: site.finess,
    finessCategory: site.finessCategory,
    ...(site.authority !== undefined && { authority: site.authority }),
    danger,
  };
  const known = Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)) as Partial<Facts>;
  const { facts: implicated, people } = partiesSaid(readParties(typed, world.directory, shown));
  const facts: Facts = {
    channel,
    place: place ?? 'INCONNU',
    implicated,
    maltreatment: manyOf(typed, 'maltreatment', codes('maltreatment')),
    victimGroup: oneOf(typed, 'victimGroup', codes('victimGroup')) ?? 'INCONNU',
    flags: manyOf(typed, 'flags', codes('flag')),
    ...known,
  };
  for (const { doubted, ask } of contradictions(facts)) errors.push({ field: doubted === 'placePrecision' ? 'place' : doubted, message: ask });
  return { facts, people, errors, ...(asSaid && { asSaid }) };
}

/** What an alert cannot be recorded without asking. At the threshold it is recorded first: the commune is asked again to qualify it. */
export function leftToAsk({ facts, errors }: Pick<ReadFacts, 'facts' | 'errors'>): FormError<FactField>[] {
  return isImminent(facts.danger) ? errors.filter(({ field }) => !askedAgain.has(field)) : errors;
}

const askedAgain: ReadonlySet<FactField> = new Set<FactField>([
  'commune',
  'inseeCode',
  'place',
  'establishmentName',
  'establishmentFound',
  'age',
  'victimGroup',
]);

interface Site {
  finess?: string | undefined;
  finessCategory?: string | undefined;
  inseeCode?: string | undefined;
  authority?: Authority | undefined;
}

/** The establishment: one of the directory that was chosen, or the one of the national file whose name or number was typed. */
function readSite(typed: Typed, { directory, national }: FactsWorld): Pick<ReadFacts, 'errors' | 'asSaid'> & Site {
  const said = one(typed, 'establishmentName');
  const listed = directory.organisationById.get(one(typed, 'establishment'));
  if (national === undefined || said === '')
    return { errors: [], finess: listed?.finess, finessCategory: listed?.finessCategory, inseeCode: listed?.inseeCode };
  const { found } = national;
  const [first, second] = found;
  const chosen = second === undefined ? first : found.find(({ finess }) => finess === one(typed, 'establishmentFound'));
  if (chosen !== undefined)
    return { errors: [], finess: chosen.finess, finessCategory: chosen.category, inseeCode: chosen.inseeCode, authority: chosen.authority };
  const asSaid = [{ what: 'Établissement', said }];
  if (one(typed, 'establishmentFound') === noneOfThem) return { asSaid, errors: [] };
  return first === undefined
    ? { asSaid, errors: [{ field: 'establishmentName', message: unknownEstablishment }] }
    : { asSaid, errors: [{ field: 'establishmentFound', message: 'Plusieurs établissements peuvent correspondre\u00a0: choisissez le bon.' }] };
}

const unknownEstablishment =
  'Aucun établissement du fichier national ne correspond\u00a0: écrivez le début d’un mot de son nom, sa commune ou son numéro, ou gardez ce qui est écrit.';

function readWhere(
  typed: Typed,
  { department }: FactsWorld,
  ofSite: string | undefined,
): Pick<ReadFacts, 'errors' | 'asSaid'> & { inseeCode?: string } {
  const said = one(typed, 'commune');
  const answer = readCommune(said, one(typed, 'inseeCode'), [department], ofSite);
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
  if (ofSite !== undefined) {
    const place = communeName(ofSite);
    return {
      asSaid,
      errors: [{ field: 'inseeCode', message: typographic(`L’établissement choisi est à ${place} : dites dans quelle commune sont les faits.`) }],
    };
  }
  return { asSaid, errors: [{ field: 'inseeCode', message: severalCommunes }] };
}

const unknownCommune = 'Cette commune est introuvable : vérifiez son nom ou son code postal.';
const severalCommunes = 'Plusieurs communes peuvent correspondre : choisissez la bonne.';

/** Facts already known, as a form shows them; who is implicated is `typedParties`. */
export function typedFacts(facts: Facts, { directory, national }: FactsWorld): Typed {
  const establishment = directory.organisations.find(({ finess }) => finess !== undefined && finess === facts.finess);
  return {
    commune: facts.inseeCode === undefined ? '' : (communeName(facts.inseeCode) ?? ''),
    inseeCode: facts.inseeCode ?? '',
    place: facts.placePrecision === undefined ? facts.place : `${facts.place}/${facts.placePrecision}`,
    establishment: establishment?.id ?? '',
    establishmentName: national?.recorded === undefined ? '' : proposed(national.recorded),
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
export function factChoices(typed: Typed, world: FactsWorld): FactChoices {
  const { department, directory, national } = world;
  const organisations = directory.organisations.toSorted((a, b) => french.compare(a.name, b.name));
  const choice = ({ id, name, inseeCode }: { id: string; name: string; inseeCode?: string }): Choice => {
    const commune = inseeCode === undefined ? undefined : communeName(inseeCode);
    return commune === undefined ? { value: id, label: name } : { value: id, label: name, hint: commune };
  };
  const written = one(typed, 'commune');
  const known = readSite(typed, world).inseeCode;
  return {
    communes: communeChoices(written, [department], typographic(`Garder « ${written} » tel quel`), known),
    establishments: organisations.filter(({ finess }) => finess !== undefined).map(choice),
    organisations: organisations.map(choice),
    ...(national !== undefined && { named: { meant: namedChoices(one(typed, 'establishmentName'), national.found) } }),
  };
}

/** The establishments that a name may mean, where that is not one; and to keep what was written as it is. */
function namedChoices(said: string, found: readonly Establishment[]): Choice[] {
  if (said === '' || found.length === 1) return [];
  return [
    ...found.map((each) => ({ value: each.finess, label: typographic(proposed(each)) })),
    { value: noneOfThem, label: typographic(`Garder « ${said} » tel quel`) },
  ];
}

/** An establishment as forms propose it while a name is typed, with its commune. */
export const proposed = (one: Establishment): string => proposedAs(one, one.inseeCode === undefined ? undefined : communeName(one.inseeCode));

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
