import type { Implicated } from '../../vocabulary/facts.ts';
import { precisionLabel } from '../../vocabulary/precisions.ts';
import type { ImplicatedKind } from '../../vocabulary/vocabulary.ts';
import { codes, type LabelledFamily, label, storedLabel, vocabulary } from '../../vocabulary/vocabulary.ts';

/** "Aide-soignante" and "aide soignante" are one. */
function plain(text: string): string {
  return text
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, ' ')
    .trim();
}

/** The code that a code or its French label says, if it says one. */
export function codeSaid<Family extends LabelledFamily>(family: Family, said: string): (string & keyof (typeof vocabulary)[Family]) | undefined {
  return codes(family).find((code) => code === said.trim() || plain(code) === plain(said) || plain(storedLabel(family, code)) === plain(said));
}

/** What a sheet says, where it is to be read: a code is said by its label, words are kept as they are. */
export function inWords<Said extends string | undefined>(family: LabelledFamily, said: Said): Said | string {
  const code = codes(family).find((one) => one === said?.trim());
  return code === undefined ? said : storedLabel(family, code);
}

/** Words of kinship and of trades as sheets have them. Only words that leave no doubt: the others stay text. */
const words: [Implicated, string[]][] = [
  [{ kind: 'MEMBRE_FAMILLE', precision: 'ENFANT' }, ['enfant', 'fils', 'fille']],
  [
    { kind: 'MEMBRE_FAMILLE', precision: 'CONJOINT' },
    ['conjoint', 'conjointe', 'epoux', 'epouse', 'mari', 'compagnon', 'compagne', 'concubin', 'concubine'],
  ],
  [{ kind: 'MEMBRE_FAMILLE', precision: 'PARENT' }, ['parent', 'pere', 'mere']],
  [
    { kind: 'MEMBRE_FAMILLE', precision: 'AUTRE' },
    ['famille', 'frere', 'soeur', 'neveu', 'niece', 'gendre', 'belle fille', 'beau fils', 'petit fils', 'petite fille', 'cousin', 'cousine'],
  ],
  [{ kind: 'PROCHE', precision: 'ENTOURAGE_SOCIAL' }, ['ami', 'amie', 'voisin', 'voisine', 'proche']],
  [{ kind: 'PROFESSIONNEL_SANTE', precision: 'INFIRMIER' }, ['infirmier', 'infirmiere']],
  [{ kind: 'PROFESSIONNEL_SANTE', precision: 'AIDE_SOIGNANT' }, ['aide soignant', 'aide soignante']],
  [{ kind: 'PROFESSIONNEL_SANTE', precision: 'MEDECIN_GENERALISTE' }, ['medecin traitant', 'medecin generaliste']],
  [{ kind: 'AUTRE_PROFESSIONNEL', precision: 'SAAD' }, ['aide a domicile', 'auxiliaire de vie']],
  [{ kind: 'PROFESSIONNEL_SOCIAL', precision: 'MJPM' }, ['tuteur', 'tutrice', 'curateur', 'curatrice', 'mandataire judiciaire']],
];
const kindred = new Map(words.flatMap(([implicated, said]) => said.map((word) => [word, implicated])));

/** The implicated party that a code (`KIND` or `KIND/PRECISION`), a label, or a plain word says; undefined when it says none. */
export function implicatedSaid(said: string): Implicated | undefined {
  const [code, precision] = said.trim().split('/', 2);
  const kind = (Object.keys(vocabulary.implicated) as ImplicatedKind[]).find(
    (one) => one === code || plain(label('implicated', one)) === plain(said),
  );
  if (kind === undefined) return kindred.get(plain(said)) ?? byPrecision(plain(said));
  const known: readonly string[] = vocabulary.implicated[kind].precisions;
  return precision !== undefined && known.includes(precision) ? { kind, precision } : precision === undefined ? { kind } : undefined;
}

/** A trade that only one kind of party has. */
function byPrecision(said: string): Implicated | undefined {
  const found = (Object.entries(vocabulary.implicated) as [ImplicatedKind, { precisions: string[] }][]).flatMap(([kind, { precisions }]) =>
    precisions
      .filter((precision) => precision !== 'AUTRE' && plain(precisionLabel(precision, kind)) === said)
      .map((precision) => ({ kind, precision })),
  );
  return found.length === 1 ? found[0] : undefined;
}
