import { createHash } from 'node:crypto';
import type { Instant } from '../../calendar/span.ts';
import type { AlertContent, AsSaid } from '../../cases/model/content.ts';
import type { Actor } from '../../cases/model/events.ts';
import type { Organisation } from '../../directory/directory.ts';
import type { Examined } from '../../files/file.ts';
import type { Facts, Implicated } from '../../vocabulary/facts.ts';
import type { Flag, ImplicatedKind, Place, VictimGroup } from '../../vocabulary/vocabulary.ts';
import { type Alert, throughDoor } from '../alert.ts';
import { type Declaration, declarationLines } from './declaration.ts';

/** One declaration as a door received it. `source` and `externalId` name the input: the same pair twice is one declaration. */
export interface Declared {
  department: string;
  declaration: Declaration;
  /** The establishment as the directory knows it. */
  establishment: Organisation;
  by: Actor;
  source: string;
  externalId: string;
  receivedAt: Instant;
  files?: Examined[];
  /** What could not be read of it, kept as it came. */
  asSaid?: AsSaid[];
  /** Where it happened could not be read: the establishment is that of whoever sent it. */
  placeUnknown?: boolean;
}

/** An alert from an institution: the door knows who speaks, and the facts are already coded. */
export function declarationAlert(declared: Declared): Alert {
  const { department, declaration, by, source, externalId, receivedAt, files } = declared;
  const { eigs, personInformed } = declaration;
  return {
    department,
    ...throughDoor('DECLARATION', by),
    source,
    externalId,
    bodyHash: hashOf(declared),
    receivedAt,
    facts: factsOf(declared),
    basis: {
      legal: ['CASF_L331_8_1', ...(eigs ? (['CSP_EIGS'] as const) : [])],
      ...(personInformed !== undefined && { victimInformed: personInformed === 'OUI' }),
    },
    // It reads what may be told in its own space, at once; nobody has to call.
    reachable: false,
    content: contentOf(declared),
    ...(files !== undefined && files.length > 0 && { files }),
  };
}

function hashOf({ declaration, asSaid = [], files = [] }: Declared): Buffer {
  const hash = createHash('sha256').update(JSON.stringify(declaration, Object.keys(declaration).toSorted()));
  if (asSaid.length > 0) hash.update(JSON.stringify(asSaid));
  for (const { name, bytes } of files) hash.update(`\n${name}\n`).update(bytes);
  return hash.digest();
}

/**
 * FINESS categories by kind of place. Taken from the categories the national routing tree names, and the usual ones of
 * hospitals; an unknown category is "another establishment".
 */
const placeOf: Record<string, Place> = Object.fromEntries(
  (
    [
      ['ETABLISSEMENT_PERSONNES_AGEES', ['500', '501', '502', '202', '207', '208', '209', '354', '460']],
      ['ETABLISSEMENT_HANDICAP', ['255', '437', '448', '445', '246', '252', '253', '382', '446', '449']],
      ['ETABLISSEMENT_SOCIAL', ['214', '257', '258', '259', '340', '341', '342']],
      ['ETABLISSEMENT_SANTE', ['101', '106', '131', '292', '355', '362', '365']],
    ] as const
  ).flatMap(([place, categories]) => categories.map((category) => [category, place])),
);
/** Services that go to people's homes. */
const atHome: ReadonlySet<string> = new Set(['209', '354', '445', '446', '460']);
/** Kinds of implicated parties that belong to the establishment: whoever is tied to it is then kept out. */
const ofTheEstablishment: ReadonlySet<ImplicatedKind> = new Set<ImplicatedKind>([
  'PROFESSIONNEL_SANTE',
  'PROFESSIONNEL_SOCIAL',
  'AUTRE_PROFESSIONNEL',
  'ETABLISSEMENT',
]);

/** Where events of this establishment usually happen: what a form begins with. */
export function usualPlace({ finessCategory }: Pick<Organisation, 'finessCategory'>): Declaration['where'] {
  return atHome.has(finessCategory ?? '') ? 'DOMICILE' : 'ETABLISSEMENT';
}

function factsOf({ declaration, establishment, placeUnknown = false }: Declared): Facts {
  const { id } = establishment;
  const { finess, finessCategory, inseeCode }: Partial<Organisation> = placeUnknown ? {} : establishment;
  const own = placeOf[finessCategory ?? ''] ?? 'AUTRES_ETABLISSEMENTS';
  const place: Place = { ETABLISSEMENT: placeUnknown ? 'INCONNU' : own, DOMICILE: 'DOMICILE', TRAJET: 'TRAJET', AUTRE: 'INCONNU' }[
    declaration.where
  ] as Place;
  return {
    channel: 'DECLARATION',
    place,
    ...(inseeCode !== undefined && { inseeCode }),
    ...(finess !== undefined && { finess }),
    ...(finessCategory !== undefined && { finessCategory }),
    implicated: declaration.implicated.map((said) => implicatedOf(said, id)),
    maltreatment: declaration.category === '8' ? declaration.maltreatment : [],
    ...(declaration.danger !== undefined && { danger: declaration.danger }),
    victimGroup: declaration.victimGroup ?? (placeUnknown ? undefined : groupOf[own]) ?? 'INCONNU',
    flags: flagsOf(declaration),
  };
}

const groupOf: Partial<Record<Place, VictimGroup>> = {
  ETABLISSEMENT_PERSONNES_AGEES: 'PERSONNE_AGEE',
  ETABLISSEMENT_HANDICAP: 'PERSONNE_HANDICAPEE',
};

function implicatedOf(said: string, organisation: string): Implicated {
  const [kind, precision] = said.split('/') as [ImplicatedKind, string | undefined];
  return { kind, ...(precision !== undefined && { precision }), ...(ofTheEstablishment.has(kind) && { organisation }) };
}

function flagsOf({ category, crime, eigs, media, oral, victims }: Declaration): Flag[] {
  const said: [Flag, boolean][] = [
    ['CRIME_SUSPECTED', crime],
    ['CARE_QUALITY', category === '4' || eigs],
    ['SEVERAL_VICTIMS', (victims ?? 0) > 1],
    ['MEDIA', media === true],
    ['ORAL_DECLARATION', oral !== 'NON'],
    ['EIGS', eigs],
  ];
  return said.filter(([, holds]) => holds).map(([flag]) => flag);
}

function contentOf({ declaration, establishment, asSaid = [], placeUnknown }: Declared): AlertContent {
  const { immediateMeasures, remedies, legalFollowUp, victimName, contactName, contactPhone, contactEmail } = declaration;
  const taken = [immediateMeasures, remedies, legalFollowUp].filter((part) => part !== undefined).join('\n\n');
  return {
    narrative: declarationLines(declaration, placeUnknown ? `Non reconnu ; déclaré par ${establishment.name}` : establishment.name)
      .map(({ label, text }) => `${label} : ${text}`)
      .join('\n'),
    ...(victimName !== undefined && { victim: { name: victimName } }),
    reporter: {
      anonymousToDesk: false,
      anonymousToImplicated: false,
      ...(contactName !== undefined && { name: contactName }),
      link: 'PROFESSIONNEL',
      ...(contactPhone !== undefined && { phone: contactPhone }),
      ...(contactEmail !== undefined && { email: contactEmail }),
    },
    ...(taken !== '' && { measuresTaken: taken }),
    ...(asSaid.length > 0 && { asSaid }),
  };
}
