import { isRoleGroup, type Role, type RoleGroup } from '../vocabulary/vocabulary.ts';
import { localRoles, nextAfter, situationsOf } from './answers.ts';
import { capacitiesFor, rolesHeld } from './capacities.ts';
import { type Situated, situationLimits } from './competence.ts';
import type { Contact } from './directory.ts';
import { candidatesFor, type IndexedDirectory, isSameRank, resolve, rolesOf } from './resolve.ts';
import type { Gap } from './sayings.ts';
import type { SituationClass } from './situations-apart.ts';
import { isInUse, isShut } from './validity.ts';

/** Who answers for a role, commune by commune. */
export interface RoleCoverage {
  role: Role | RoleGroup;
  /** Whether the protocol in force asks for it: a hole there is a case that finds nobody. */
  isAsked: boolean;
  /** The bodies that answer, those with the most communes first; `situation`: to what they are limited, in words, '' to nothing. */
  bodies: { organisation: string; situation: string; communes: string[] }[];
  /** Communes where nobody answers, by why, and in which situations ('': in any); whether the protocol can ask for the role in them. */
  holes: { reason: Gap['reason']; situation: string; isAsked: boolean; communes: string[] }[];
  /** Communes where several bodies are at one rank: none of them is chosen. */
  overlaps: { organisations: string[]; situation: string; communes: string[] }[];
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
  /** Bodies without agreement (`isShut`), and whether some contact of theirs has the telephone or the address by which they are told. */
  shut: { organisation: string; isReached: boolean }[];
  isWhole: boolean;
}

const nobody: ReadonlySet<string> = new Set();

/** What the protocol in force can ask for. */
export interface AskedOf {
  roles: ReadonlySet<Role | RoleGroup>;
  /** Whether it can ask for a role in some situation of a kind. */
  mayAsk(role: Role | RoleGroup, kind: SituationClass): boolean;
}

/** Where nobody asks. */
export const nothingAsked: AskedOf = { roles: new Set(), mayAsk: () => false };

/**
 * Where the directory answers and where it does not. `asked` is what the protocol in force asks for; other roles are shown where some body
 * has them. Pure.
 */
export function coverageOf(directory: IndexedDirectory, communes: readonly string[], asked: AskedOf): Coverage {
  const held = localRoles.filter((role) => directory.organisations.some((one) => isInUse(one, directory.day) && rolesHeld(one).includes(role)));
  const shown = [...new Set([...asked.roles, ...held])].filter((role) => isRoleGroup(role) || localRoles.includes(role));
  const roles = shown.map((role) => coverageOfRole(role, directory, communes, asked));
  return {
    roles,
    channels: channelsOf(directory),
    alone: aloneIn(directory),
    shut: shutIn(directory),
    isWhole: roles.every(({ holes }) => holes.every(({ isAsked }) => !isAsked)),
  };
}

function coverageOfRole(role: Role | RoleGroup, directory: IndexedDirectory, communes: readonly string[], asked: AskedOf): RoleCoverage {
  const bodies = new Map<string, Set<string>>();
  const [holes, overlaps] = [new Map<string, RoleCoverage['holes'][number]>(), new Map<string, RoleCoverage['overlaps'][number]>()];
  // What fails whatever the situation is said once, with the first of them.
  const said = new Set<string>();
  for (const kind of situationsOf(role, directory)) {
    const { words: situation, facts } = kind;
    const isAsked = asked.roles.has(role) && asked.mayAsk(role, kind);
    for (const commune of communes) {
      const there = { ...facts, inseeCode: commune };
      const found = resolve(role, there, directory, nobody);
      if ('recipient' in found) {
        const { organisation } = found.recipient;
        bodies.set(organisation, (bodies.get(organisation) ?? new Set()).add(commune));
        continue;
      }
      const { reason } = found.gap;
      const organisations = reason === 'TIE' ? rivals(role, there, directory) : [];
      const wrong = `${reason} ${organisations.join(' ')}`;
      if (said.has(`${commune} ${wrong} ${isAsked}`)) continue;
      said.add(`${commune} ${wrong} ${isAsked}`);
      const key = `${wrong} ${isAsked} ${situation}`;
      holes.set(key, holes.get(key) ?? { reason, situation, isAsked, communes: [] });
      holes.get(key)?.communes.push(commune);
      if (reason !== 'TIE') continue;
      overlaps.set(key, overlaps.get(key) ?? { organisations, situation, communes: [] });
      overlaps.get(key)?.communes.push(commune);
    }
  }
  const limitsOf = (id: string) => {
    const body = directory.organisationById.get(id);
    const held = body === undefined ? [] : capacitiesFor(body, rolesOf(role));
    const limits = held.map(({ onlyFor = {} }) => situationLimits(onlyFor));
    return limits.includes('') ? '' : limits.join(' ; ou ');
  };
  return {
    role,
    isAsked: asked.roles.has(role),
    bodies: [...bodies]
      .map(([organisation, where]) => ({ organisation, situation: limitsOf(organisation), communes: [...where] }))
      .sort((a, b) => b.communes.length - a.communes.length),
    holes: [...holes.values()],
    overlaps: [...overlaps.values()],
  };
}

/** The bodies at the first rank in a situation. */
function rivals(role: Role | RoleGroup, situation: Situated, directory: IndexedDirectory): string[] {
  const [first, ...others] = candidatesFor(role, situation, directory);
  return first === undefined ? [] : [first, ...others.filter((one) => isSameRank(one, first))].map(({ organisation }) => organisation.id);
}

/** The contacts in use whose channels may not reach them. */
export function channelsOf({ organisations, contactsOf }: IndexedDirectory): DoubtfulChannel[] {
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

function shutIn({ organisations, contactsOf, day }: IndexedDirectory): Coverage['shut'] {
  return organisations
    .filter((one) => day !== null && isInUse(one, day) && isShut(one, day))
    .map(({ id }) => ({ organisation: id, isReached: contactsOf.get(id)?.some(({ phone, address }) => phone ?? address) ?? false }));
}

function aloneIn(directory: IndexedDirectory): string[] {
  return directory.organisations
    .filter((one) => {
      const roles = rolesHeld(one).filter((role) => localRoles.includes(role));
      if (!isInUse(one, directory.day) || roles.length === 0 || (directory.contactsOf.get(one.id) ?? []).length > 1) return false;
      return roles.some((role) => nextAfter(directory, one.id, role).length === 0);
    })
    .map(({ id }) => id);
}
