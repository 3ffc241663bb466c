import { JSONParser } from '@streamparser/json';
import type { Authority, FinessSource } from '../../vocabulary/vocabulary.ts';
import { type FinessLine, type FinessPiece, known, type ListedSite, plainPhone, spaced, Unreadable, whyNoNumber } from './lines.ts';

/** One legal entity with all its sites is some tens of kilobytes, the largest of the country some megabytes. */
const LONGEST_ENTITY = 64 * 1024 * 1024;
/** Main address, in the nomenclature of the uses of an address. */
const MAIN_ADDRESS = '03';
/** Status of a capacity, unit of a capacity: installed, places. */
const INSTALLED = '08';
const PLACES = '02';

type Tree = { [name: string]: unknown };

/**
 * The JSON flows of FiNESS+, one legal entity at a time. The schema v1 and the files differ (`informationsGeneralesPmej` or `…PMEJ`, a code
 * as `{ code, system }` or as text): both are read. `today`: ISO date, for what is closed or in force. Throws `Unreadable` for a file cut short.
 */
export async function* readFlow(chunks: AsyncIterable<string>, today: string): AsyncGenerator<FinessPiece> {
  const read: Tree[] = [];
  let dated: string | undefined;
  let since = 0;
  const parser = new JSONParser({ paths: ['$.generatedAt', '$.pmej.*'], keepStack: false });
  parser.onValue = ({ value }) => {
    if (typeof value === 'string') dated = /^\d{4}-\d\d-\d\d/.exec(value)?.[0];
    else if (isTree(value)) {
      read.push(value);
      since = 0;
    }
  };
  let isBroken = false;
  parser.onError = () => {
    isBroken = true;
  };
  let entity = 0;
  let source: FinessSource | undefined;
  for await (const chunk of chunks) {
    since += chunk.length;
    if (since > LONGEST_ENTITY)
      throw new Unreadable('Ce fichier n’a pas la forme de FiNESS+\u00a0: rien n’y suit «\u00a0pmej\u00a0». Vérifiez le fichier choisi.');
    parser.write(chunk);
    if (isBroken) throw new Unreadable('Ce fichier n’est pas du JSON lisible\u00a0: téléchargez-le de nouveau, sans l’ouvrir dans un éditeur.');
    for (const one of read.splice(0)) {
      source ??= sourceOf(one);
      entity += 1;
      yield {
        source,
        ...(dated !== undefined && { dated }),
        lines: source === 'STRUCTURES' ? sitesOf(one, entity, today) : capacitiesOf(one, entity, today),
      };
    }
  }
  if (!parser.isEnded) throw new Unreadable('Le fichier est coupé avant sa fin\u00a0: téléchargez-le de nouveau.');
  if (source === undefined)
    throw new Unreadable('Ce fichier ne contient aucune structure («\u00a0pmej\u00a0» est vide ou absent). Vérifiez le fichier choisi.');
}

function sourceOf(entity: Tree): FinessSource {
  if (at(entity, 'informationsGeneralesPmej') !== undefined) return 'STRUCTURES';
  if (at(entity, 'activitesAutorisees') !== undefined || at(entity, 'numFiness') !== undefined || at(entity, 'numeroFiness') !== undefined)
    return 'ACTIVITIES';
  throw new Unreadable('Ce fichier n’a la forme ni des structures, ni des activités de FiNESS+. Vérifiez le fichier choisi.');
}

function sitesOf(entity: Tree, number: number, today: string): FinessLine[] {
  const owner = tree(entity, 'informationsGeneralesPmej');
  const manager = spaced(text(owner, 'denominationLonguePmSmsse') ?? text(owner, 'denominationPm'));
  const legalEntity = text(owner, 'numFinessPm');
  return trees(entity, 'ege').map((site, index): FinessLine => {
    const where = `structure ${number}, site ${index + 1}`;
    const own = tree(site, 'informationsGeneralesEGE');
    const finess = text(own, 'numFinessEge') ?? '';
    const why = whyNoNumber(finess);
    if (why !== null) return { at: where, refused: why };
    const name = spaced(text(own, 'nomEgeLong') ?? text(own, 'nomEgeCourt'));
    if (name === undefined) return { at: where, refused: `le nom de l’établissement ${finess} manque.` };
    const addresses = trees(site, 'adresse');
    const address = addresses.find((one) => text(one, 'usageAdresse') === MAIN_ADDRESS) ?? addresses[0] ?? {};
    return {
      at: where,
      site: known<ListedSite>({
        finess,
        name,
        legalEntity,
        manager,
        category: text(site, 'categorieEntiteGeographiqueExercice'),
        categoryName: undefined,
        commune: text(address, 'cogCommune'),
        address: spaced(
          text(address, 'numeroVoie'),
          text(address, 'typeVoie'),
          text(address, 'libelleVoie'),
          text(address, 'complementVoie'),
          text(address, 'lieuDit'),
          text(address, 'codePostal'),
          text(address, 'ligneAcheminement'),
        ),
        phone: plainPhone(trees(site, 'contact').flatMap((one) => text(tree(one, 'telecom'), 'telephone') ?? [])[0]),
        siret: text(own, 'siret') ?? text(site, 'siret'),
        authority: authorityIn(trees(site, 'engagement'), today),
        closedOn: closedOn(own, site, today),
      }),
    };
  });
}

/** `A` is active, `I` is not; a site without a date is closed since nobody knows when, and then since today. */
function closedOn(own: Tree, site: Tree, today: string): string | undefined {
  const date = text(own, 'dateFermeture')?.slice(0, 10);
  if (date !== undefined && date <= today) return date;
  return text(site, 'etatObjet') === 'I' ? today : undefined;
}

/** Who the engagements in force were taken with: `ARS-54`, `CD-54`, `DDETS-54`. */
function authorityIn(engagements: readonly Tree[], today: string): Authority | undefined {
  const codes = engagements
    .filter((one) =>
      [text(one, 'dateFinEngagement'), text(one, 'dateCaduciteEngagement')].every((end) => end === undefined || end.slice(0, 10) >= today),
    )
    .flatMap((one) => trees(one, 'autoriteRegulationEngagement').flatMap((authority) => text(authority, 'autoriteRegulationId') ?? []));
  const [health, county, state] = [/^ARS\b/, /^(?:P?CD|CEA|CTC|CTM|CTG)\b/, /^(?:D[DR]?I?EETS|DDETS|DDETSPP|PREF)/].map((shape) =>
    codes.some((code) => shape.test(code)),
  );
  if (health && county) return 'ARS_CD';
  return health ? 'ARS' : county ? 'CD' : state ? 'ETAT' : undefined;
}

function capacitiesOf(entity: Tree, number: number, today: string): FinessLine[] {
  return trees(entity, 'ege').map((site, index): FinessLine => {
    const where = `structure ${number}, site ${index + 1}`;
    const finess = text(site, 'numFinessEge') ?? '';
    const why = whyNoNumber(finess);
    if (why !== null) return { at: where, refused: why };
    const capacity = trees(site, 'activitesExercees')
      .flatMap((one) => (at(one, 'capacite') === undefined ? Object.values(one).filter(isTree) : [one]))
      .filter((activity) => isOngoing(tree(activity, 'caracteristiquesGeneriques'), today))
      .reduce((sum, activity) => sum + placesOf(activity), 0);
    return { at: where, capacity: { finess, capacity } };
  });
}

function isOngoing(generic: Tree, today: string): boolean {
  const end = text(generic, 'dateFinEffectiveActivite')?.slice(0, 10);
  return text(generic, 'etatObjet') !== 'I' && (end === undefined || end > today);
}

/** The same places are listed twice where some are for social aid: the largest line is all of them. */
function placesOf(activity: Tree): number {
  const installed = trees(activity, 'capacite').filter(
    (one) => text(one, 'statutCapacite') === INSTALLED && (text(one, 'uniteMesureCapacite') ?? PLACES) === PLACES,
  );
  const numbers = installed.map((one) => Number(text(one, 'nombre') ?? 0)).filter((count) => Number.isInteger(count) && count > 0 && count < 20_000);
  return Math.max(0, ...numbers);
}

const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value);

/** A field, whatever its capitals: the files write `categorieentiteGeographiqueExercice` where the schema has `categorieEntite…`. */
function at(of: Tree, name: string): unknown {
  const exact = of[name];
  if (exact !== undefined) return exact;
  const lower = name.toLowerCase();
  for (const key in of) if (key.length === name.length && key.toLowerCase() === lower) return of[key];
  return undefined;
}

const tree = (of: Tree, name: string): Tree => {
  const value = at(of, name);
  return isTree(value) ? value : {};
};
const trees = (of: Tree, name: string): Tree[] => {
  const value = at(of, name);
  return Array.isArray(value) ? value.filter(isTree) : [];
};
/** A text or a number that is not empty; of a code, the code itself. */
function text(of: Tree, name: string): string | undefined {
  const value = at(of, name);
  const said = isTree(value) ? value.code : value;
  if (typeof said !== 'string' && typeof said !== 'number') return undefined;
  const trimmed = String(said).trim();
  return trimmed === '' ? undefined : trimmed;
}
