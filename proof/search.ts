/**
 * A condition over classes. On a fact with one value: that value is in `mask`. On a fact with several: one of them is.
 * `wanted: false` is the opposite.
 */
export interface Literal {
  axis: number;
  mask: bigint;
  wanted: boolean;
}

/** What is still possible: per axis the classes allowed, and, on axes with several values, sets of which one must be present. */
interface State {
  allowed: bigint[];
  needs: bigint[][];
}

/**
 * Looks for a choice of classes, per axis, for which every literal of `must` is true and no clause of `not` is (a clause is true
 * when all its literals are). Exact: it backs out of each choice, so null means that there is none.
 * @param several which axes hold several values at once.
 * @returns per axis the indices of the classes chosen (one, or any number on an axis with several values).
 */
export function search(
  allowed: readonly bigint[],
  several: readonly boolean[],
  must: readonly Literal[],
  not: readonly (readonly Literal[])[],
): number[][] | null {
  const state: State = { allowed: [...allowed], needs: allowed.map(() => []) };
  if (!must.every((literal) => make(state, several, literal, true))) return null;
  const found = solve(state, several, not);
  return found === null ? null : choose(found, several);
}

function solve(state: State, several: readonly boolean[], clauses: readonly (readonly Literal[])[]): State | null {
  let rest = clauses;
  for (let changed = true; changed; ) {
    changed = false;
    const next: (readonly Literal[])[] = [];
    for (const clause of rest) {
      const open = opened(state, several, clause);
      if (open === null) continue;
      const [only] = open;
      if (only === undefined) return null;
      if (open.length > 1) next.push(open);
      else if (make(state, several, only, false)) changed = true;
      else return null;
    }
    rest = next;
  }
  const shortest = rest.reduce<readonly Literal[] | null>((best, clause) => (best === null || clause.length < best.length ? clause : best), null);
  if (shortest === null) return state;
  for (const literal of shortest) {
    const branch: State = { allowed: [...state.allowed], needs: state.needs.map((needs) => [...needs]) };
    if (make(branch, several, literal, false)) {
      const found = solve(branch, several, rest);
      if (found !== null) return found;
    }
    // The other branches are those in which this literal is true.
    if (!make(state, several, literal, true)) return null;
  }
  return null;
}

/** The literals of a clause that are not settled yet; null when one is false already, so that the clause cannot be true. */
function opened(state: State, several: readonly boolean[], clause: readonly Literal[]): Literal[] | null {
  const open: Literal[] = [];
  for (const literal of clause) {
    const settled = isTrue(state, several, literal);
    if (settled === false) return null;
    if (settled === null) open.push(literal);
  }
  return open;
}

function isTrue(state: State, several: readonly boolean[], { axis, mask, wanted }: Literal): boolean | null {
  const allowed = state.allowed[axis] ?? 0n;
  if ((allowed & mask) === 0n) return !wanted;
  const sure = several[axis] ? state.needs[axis]?.some((need) => (need & allowed & ~mask) === 0n) : (allowed & ~mask) === 0n;
  return sure ? wanted : null;
}

/** Makes a literal true, or false; answers whether anything is still possible. */
function make(state: State, several: readonly boolean[], { axis, mask, wanted }: Literal, truth: boolean): boolean {
  const present = wanted === truth;
  const allowed = state.allowed[axis] ?? 0n;
  const needs = state.needs[axis] ?? [];
  if (several[axis]) {
    if (present) needs.push(mask);
    else state.allowed[axis] = allowed & ~mask;
    const left = state.allowed[axis] ?? 0n;
    return needs.every((need) => (need & left) !== 0n);
  }
  state.allowed[axis] = present ? allowed & mask : allowed & ~mask;
  return state.allowed[axis] !== 0n;
}

/** The first class allowed; on an axis with several values, as few as its needs ask for. */
function choose({ allowed, needs }: State, several: readonly boolean[]): number[][] {
  return allowed.map((bits, axis) => {
    if (!several[axis]) return [lowest(bits)];
    const chosen: number[] = [];
    const narrowest = (needs[axis] ?? []).map((need) => need & bits).toSorted((a, b) => count(a) - count(b));
    for (const need of narrowest) if (!chosen.some((one) => (need >> BigInt(one)) & 1n)) chosen.push(lowest(need));
    return chosen;
  });
}

const lowest = (bits: bigint): number => (bits & -bits).toString(2).length - 1;
const count = (bits: bigint): number => bits.toString(2).replaceAll('0', '').length;
