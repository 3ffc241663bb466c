import type { Facts } from '../vocabulary/facts.ts';
import type { Role, RoleGroup } from '../vocabulary/vocabulary.ts';
import { type Capacity, rolesHeld } from './capacities.ts';
import { type FactLimits, limitedBy, type Situated } from './competence.ts';
import type { Organisation } from './directory.ts';
import {
  candidatesFor,
  conflicted,
  everybodyAt,
  everywhereAt,
  type IndexedDirectory,
  isSameRank,
  type Resolution,
  resolve,
  rolesOf,
  withCategory,
} from './resolve.ts';
import { isInUse, notOn } from './validity.ts';

/** Why a body that has the role is not the one that is told. */
export type NotChosen =
  | 'CONFLICT'
  | 'RETIRED'
  | 'NOT_YET'
  | 'ENDED'
  | 'ELSEWHERE'
  | 'EXCEPTED'
  | 'LIMITED'
  | 'NEVER'
  | 'MORE_GENERAL'
  | 'WIDER'
  | 'LOWER_RANK'
  | 'SAME_RANK'
  | 'NO_CHANNEL'
  | 'OTHER_PLACE';

export interface NotTold {
  organisation: string;
  why: NotChosen;
  /** By which codes of which fact it is limited, where that is why. */
  limit?: FactLimits;
}

export interface Explained {
  role: Role | RoleGroup;
  found: Resolution;
  /** The competence by which whoever is told answers; null where nobody does. */
  by: Pick<Capacity, 'part' | 'onlyFor'> | null;
  /** The other bodies of that role, those that come next first, with why not. */
  others: NotTold[];
}

/** Who is told for a role with these facts, and of each other body of that role, why not. It says what `resolve` does. Pure. */
export function explain(role: Role | RoleGroup, facts: Situated & Pick<Facts, 'implicated'>, directory: IndexedDirectory): Explained {
  const found = resolve(role, facts, directory, conflicted(facts, directory));
  const chosen = 'recipient' in found ? found.recipient.organisation : null;
  const candidates = candidatesFor(role, facts, directory);
  const set = new Set(found.passedOver.map(({ organisation }) => organisation));
  const standing = candidates.filter(({ organisation }) => !set.has(organisation.id));
  const [first] = standing;
  const why = (one: Organisation): Omit<NotTold, 'organisation'> | NotChosen => {
    if (!isInUse(one, directory.day)) return (one.retired === undefined && directory.day !== null && notOn(one, directory.day)) || 'RETIRED';
    if (set.has(one.id)) return 'CONFLICT';
    const candidate = candidates.find(({ organisation }) => organisation.id === one.id);
    if (candidate === undefined) return notThere(role, one, facts, directory);
    if (candidate === first) return 'gap' in found && found.gap.reason === 'NO_CHANNEL' ? 'NO_CHANNEL' : 'SAME_RANK';
    if (first === undefined || isSameRank(candidate, first)) return 'SAME_RANK';
    if (candidate.facts !== first.facts) return 'MORE_GENERAL';
    if (candidate.size !== first.size) return 'WIDER';
    return candidate.codes === first.codes ? 'LOWER_RANK' : 'MORE_GENERAL';
  };
  const order = new Map(candidates.map(({ organisation }, at) => [organisation.id, at]));
  const rank = ({ id }: Organisation) => order.get(id) ?? candidates.length;
  const others = directory.organisations
    .filter((one) => one.id !== chosen && rolesOf(role).some((each) => rolesHeld(one).includes(each)))
    .toSorted((a, b) => rank(a) - rank(b))
    .map((one): NotTold => {
      const said = why(one);
      return { organisation: one.id, ...(typeof said === 'string' ? { why: said } : said) };
    });
  return { role, found, by: chosen === null ? null : (first?.organisation ?? null), others };
}

function notThere(
  role: Role | RoleGroup,
  one: Organisation,
  facts: Situated,
  directory: IndexedDirectory,
): Omit<NotTold, 'organisation'> | NotChosen {
  if (role === 'ETABLISSEMENT') return 'OTHER_PLACE';
  const { inseeCode } = facts;
  const there = everybodyAt(role, facts, directory).find(({ organisation }) => organisation.id === one.id);
  const limit = there === undefined ? null : limitedBy(there.organisation, withCategory(facts, directory));
  if (limit !== null) {
    const { onlyFor, neverFor } = there?.organisation ?? {};
    const listed = (limit.how === 'ONLY' ? onlyFor : neverFor)?.[limit.fact] ?? [];
    return { why: limit.how === 'ONLY' ? 'LIMITED' : 'NEVER', limit: { [limit.fact]: listed } };
  }
  const bodies = directory.competent.get(role);
  const isEverywhere = bodies?.everywhere.some(({ organisation }) => organisation.id === one.id) ?? false;
  const isHere = bodies !== undefined && everywhereAt(bodies, inseeCode).some(({ organisation }) => organisation.id === one.id);
  return isEverywhere && !isHere ? 'EXCEPTED' : 'ELSEWHERE';
}
