import type { EntryOf } from '../../../cases/model/entries.ts';
import type { CaseState, Transfer } from '../../../cases/model/state.ts';
import { isLeft } from '../../../cases/model/transfer-status.ts';
import { deskElsewhere } from '../../../directory/desk.ts';
import { knownPlaces } from '../../../directory/record/communes.ts';
import { type IndexedDirectory, rolesOf } from '../../../directory/resolve.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { Facts } from '../../../vocabulary/facts.ts';
import { type Role, type RoleGroup, roleLabel, vocabulary } from '../../../vocabulary/vocabulary.ts';
import type { Names } from './names.ts';

interface Told {
  state: CaseState;
  facts: Facts;
  /** What confirming would do. */
  foreseen: { transfers: readonly { transfer: Transfer }[]; gaps: readonly EntryOf<'GAP'>['because'][] };
  directory: IndexedDirectory;
  names: Names;
  /** The departments whose desk is on this installation. */
  served: readonly { code: string; name: string }[];
}

/** What must be seen first of where the facts are: a commune that is missing, or another department's. Empty where there is nothing to say. */
export function placeWarnings(told: Told): string[] {
  const { facts, directory } = told;
  if (facts.inseeCode === undefined) return withoutCommune(told);
  return facts.inseeCode.startsWith(directory.department) ? [] : elsewhere(told, facts.inseeCode);
}

function withoutCommune({ state, foreseen, names, directory }: Told): string[] {
  const told = [...foreseen.transfers.map(({ transfer }) => transfer), ...state.transfers.filter((transfer) => !isLeft(transfer))];
  const resolved = [...new Set(told.map(({ organisation }) => names.organisation(organisation)))];
  const missing = foreseen.gaps.filter(({ reason }) => reason === 'NO_COMMUNE').map(({ role }) => roleLabel(role));
  const uncertain = [...new Set(told.filter(({ role }) => dependsOnCommune(role, directory)).map(({ role }) => roleLabel(role)))];
  return [
    'La commune des faits n’est pas connue.',
    ...(missing.length > 0 ? [`Sans elle, personne ne peut être désigné pour : ${missing.join(', ')}.`] : []),
    ...(uncertain.length > 0 ? [`Selon la commune, un autre organisme peut être compétent pour : ${uncertain.join(', ')}.`] : []),
    ...(missing.length + uncertain.length === 0 ? ['Aucun des rôles prévus ici n’en dépend.'] : []),
    resolved.length > 0 ? `Sont désignés quand même : ${resolved.join(', ')}.` : 'Personne n’est désigné sans elle.',
  ].map(typographic);
}

/** Whether somebody answers for some communes as this role, or as one that a rule asks for in its place (police or gendarmerie). */
function dependsOnCommune(role: Role, { competent }: IndexedDirectory): boolean {
  const groups = (Object.keys(vocabulary.roleGroup) as RoleGroup[]).filter((group) => rolesOf(group).includes(role));
  return [role, ...groups].some((one) => (competent.get(one)?.local.size ?? 0) > 0);
}

function elsewhere({ facts, directory, served, names }: Told, inseeCode: string): string[] {
  const commune = knownPlaces().byCode.get(inseeCode);
  const there = deskElsewhere(facts, directory);
  const where = commune === undefined ? `la commune ${inseeCode}, que la liste nationale n’a pas` : `${commune.name} (${commune.department})`;
  return [
    `Les faits sont à ${where}, hors de ce département : les organismes d’ici n’y sont pas compétents.`,
    deskOf(directory, served, inseeCode, commune?.department),
    ...(there === null
      ? []
      : [`En confirmant, vous saisissez : ${names.organisation(there.organisation)}. L’auteur ne lui est nommé qu’avec son accord.`]),
    'Tant que personne là-bas n’a reçu la situation, ce guichet en répond ; en danger, il appelle lui-même les secours.',
  ].map(typographic);
}

/** The desk of there: one of this installation, else one the directory has. */
function deskOf(directory: IndexedDirectory, served: Told['served'], inseeCode: string, department: string | undefined): string {
  const here = served.find(({ code }) => code === department);
  if (here !== undefined) return `Le guichet de ${here.name} (${here.code}) est sur cette installation.`;
  const listed = directory.organisations.find(
    ({ roles, territory }) => roles.includes('DESK') && 'communes' in territory && territory.communes.includes(inseeCode),
  );
  if (listed === undefined) return 'Aucun guichet de ce département n’est connu ici : cherchez ses autorités, et notez qui vous avez joint.';
  const contact = directory.contactsOf.get(listed.id)?.[0];
  const ways = [contact?.phone, contact?.email, contact?.address].filter((way) => way !== undefined);
  return `Son guichet, d’après l’annuaire : ${[listed.name, ...ways].join(', ')}.`;
}
