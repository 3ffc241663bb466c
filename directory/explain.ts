import type { Facts } from '../vocabulary/facts.ts';
import type { Role, RoleGroup } from '../vocabulary/vocabulary.ts';
import type { Organisation } from './directory.ts';
import { candidatesFor, conflicted, everywhereAt, type IndexedDirectory, isInUse, type Resolution, resolve, rolesOf } from './resolve.ts';

/** Why a body that has the role is not the one that is told. */
export type NotChosen = 'CONFLICT' | 'RETIRED' | 'ELSEWHERE' | 'EXCEPTED' | 'WIDER' | 'LOWER_RANK' | 'SAME_RANK' | 'NO_CHANNEL' | 'OTHER_PLACE';

export interface Explained {
  role: Role | RoleGroup;
  found: Resolution;
  /** The other bodies of that role, those that come next first, with why not. */
  others: { organisation: string; why: NotChosen }[];
}

/** Who is told for a role with these facts, and of each other body of that role, why not. It says what `resolve` does. Pure. */
export function explain(role: Role | RoleGroup, facts: Pick<Facts, 'inseeCode' | 'finess' | 'implicated'>, directory: IndexedDirectory): Explained {
  const found = resolve(role, facts, directory, conflicted(facts, directory));
  const chosen = 'recipient' in found ? found.recipient.organisation : null;
  const candidates = candidatesFor(role, facts, directory);
  const set = new Set(found.passedOver.map(({ organisation }) => organisation));
  const standing = candidates.filter(({ organisation }) => !set.has(organisation.id));
  const [first] = standing;
  const why = (one: Organisation): NotChosen => {
    if (!isInUse(one)) return 'RETIRED';
    if (set.has(one.id)) return 'CONFLICT';
    const candidate = candidates.find(({ organisation }) => organisation.id === one.id);
    if (candidate === undefined) return notThere(role, one, facts, directory);
    if (candidate === first) return 'gap' in found && found.gap.reason === 'NO_CHANNEL' ? 'NO_CHANNEL' : 'SAME_RANK';
    if (first !== undefined && candidate.size !== first.size) return 'WIDER';
    return candidate.organisation.priority === first?.organisation.priority ? 'SAME_RANK' : 'LOWER_RANK';
  };
  const order = new Map(candidates.map(({ organisation }, at) => [organisation.id, at]));
  const rank = ({ id }: Organisation) => order.get(id) ?? candidates.length;
  const others = directory.organisations
    .filter((one) => one.id !== chosen && rolesOf(role).some((each) => one.roles.includes(each)))
    .toSorted((a, b) => rank(a) - rank(b))
    .map((one) => ({ organisation: one.id, why: why(one) }));
  return { role, found, others };
}

function notThere(role: Role | RoleGroup, one: Organisation, { inseeCode }: Pick<Facts, 'inseeCode'>, directory: IndexedDirectory): NotChosen {
  if (role === 'ETABLISSEMENT') return 'OTHER_PLACE';
  const bodies = directory.competent.get(role);
  const isEverywhere = bodies?.everywhere.some(({ organisation }) => organisation.id === one.id) ?? false;
  const isHere = bodies !== undefined && everywhereAt(bodies, inseeCode).some(({ organisation }) => organisation.id === one.id);
  return isEverywhere && !isHere ? 'EXCEPTED' : 'ELSEWHERE';
}
