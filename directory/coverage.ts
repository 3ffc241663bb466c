import { isRoleGroup, type Role, type RoleGroup } from '../vocabulary/vocabulary.ts';
import { localRoles, nextAfter } from './answers.ts';
import type { Contact } from './directory.ts';
import { candidatesFor, type IndexedDirectory, isInUse, resolve } from './resolve.ts';
import type { Gap } from './sayings.ts';

/** Who answers for a role, commune by commune. */
export interface RoleCoverage {
  role: Role | RoleGroup;
  /** Whether the protocol in force asks for it: a hole there is a case that finds nobody. */
  isAsked: boolean;
  /** The bodies that answer, those with the most communes first. */
  bodies: { organisation: string; communes: string[] }[];
  /** Communes where nobody answers, by why. */
  holes: { reason: Gap['reason']; communes: string[] }[];
  /** Communes where several bodies are at one rank: none of them is chosen. */
  overlaps: { organisations: string[]; communes: string[] }[];
}

/** A contact whose channels may not reach it. */
export interface DoubtfulChannel {
  organisation: string;
  contact: string;
  why: 'UNVERIFIED' | 'TO_CHECK' | 'FAILING';
}

export interface Coverage {
  roles: RoleCoverage[];
  channels: DoubtfulChannel[];
  /** Bodies with one contact alone and no next competent body: when it is silent, nobody stands in. */
  alone: string[];
  isWhole: boolean;
}

const nobody: ReadonlySet<string> = new Set();

/**
 * Where the directory answers and where it does not. `asked` are the roles of the protocol in force; the others are shown where some body
 * has them. Pure.
 */
export function coverageOf(directory: IndexedDirectory, communes: readonly string[], asked: ReadonlySet<Role | RoleGroup>): Coverage {
  const held = localRoles.filter((role) => directory.organisations.some((one) => isInUse(one) && one.roles.includes(role)));
  const shown = [...new Set([...asked, ...held])].filter((role) => isRoleGroup(role) || localRoles.includes(role));
  const roles = shown.map((role) => coverageOfRole(role, directory, communes, asked.has(role)));
  return {
    roles,
    channels: channelsOf(directory),
    alone: aloneIn(directory),
    isWhole: roles.every(({ isAsked, holes }) => !isAsked || holes.length === 0),
  };
}

function coverageOfRole(role: Role | RoleGroup, directory: IndexedDirectory, communes: readonly string[], isAsked: boolean): RoleCoverage {
  const [bodies, holes, overlaps] = [new Map<string, string[]>(), new Map<Gap['reason'], string[]>(), new Map<string, string[]>()];
  const add = <Key>(to: Map<Key, string[]>, key: Key, commune: string) => to.set(key, [...(to.get(key) ?? []), commune]);
  for (const commune of communes) {
    const found = resolve(role, { inseeCode: commune }, directory, nobody);
    if ('recipient' in found) add(bodies, found.recipient.organisation, commune);
    else {
      add(holes, found.gap.reason, commune);
      if (found.gap.reason === 'TIE') add(overlaps, rivals(role, commune, directory), commune);
    }
  }
  return {
    role,
    isAsked,
    bodies: [...bodies].map(([organisation, where]) => ({ organisation, communes: where })).sort((a, b) => b.communes.length - a.communes.length),
    holes: [...holes].map(([reason, where]) => ({ reason, communes: where })),
    overlaps: [...overlaps].map(([ids, where]) => ({ organisations: ids.split(' '), communes: where })),
  };
}

/** The bodies at the first rank of a commune, as one key. */
function rivals(role: Role | RoleGroup, commune: string, directory: IndexedDirectory): string {
  const candidates = candidatesFor(role, { inseeCode: commune }, directory);
  const [first] = candidates;
  return candidates
    .filter(({ size, organisation }) => size === first?.size && organisation.priority === first.organisation.priority)
    .map(({ organisation }) => organisation.id)
    .join(' ');
}

function channelsOf({ organisations, contactsOf }: IndexedDirectory): DoubtfulChannel[] {
  return organisations.flatMap(({ id }) =>
    (contactsOf.get(id) ?? []).flatMap((contact): DoubtfulChannel[] => {
      const why = doubtOf(contact);
      return why === null ? [] : [{ organisation: id, contact: contact.id, why }];
    }),
  );
}

/** Why a contact may not be reached; null when somebody verified it and nothing was heard since. */
function doubtOf({ failing, toCheck, verifiedOn }: Contact): DoubtfulChannel['why'] | null {
  if (failing !== undefined) return 'FAILING';
  if (toCheck !== undefined) return 'TO_CHECK';
  return verifiedOn === undefined ? 'UNVERIFIED' : null;
}

function aloneIn(directory: IndexedDirectory): string[] {
  return directory.organisations
    .filter((one) => {
      const roles = one.roles.filter((role) => localRoles.includes(role));
      if (!isInUse(one) || roles.length === 0 || (directory.contactsOf.get(one.id) ?? []).length > 1) return false;
      const commune = 'communes' in one.territory ? one.territory.communes[0] : undefined;
      return roles.some((role) => nextAfter(directory, one.id, role, commune).length === 0);
    })
    .map(({ id }) => id);
}
