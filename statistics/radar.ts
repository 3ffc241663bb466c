/** An establishment or service with what was signalled there, as far as the national file and the desk know it. */
export interface SignalledPlace {
  /** FINESS number. */
  id: string;
  name: string;
  category: string | null;
  categoryName: string | null;
  /** Installed places; null: not known. */
  capacity: number | null;
  /** FINESS number and name of the legal entity that runs it. */
  provider: { id: string; name: string } | null;
  /** Situations that somebody else than the establishment itself told of. */
  signals: number;
  /** When the last of them was opened; null: none was. */
  latest: number | null;
  /** What it declared itself: said beside, and never counted against it. */
  declared: number;
}

/**
 * `NO_SIZE`: nobody knows how large it is. `TOO_FEW`: too little to say, here or in what it is compared with. `LOOK`: as many as chance alone would give
 * less than once in a thousand. It says nothing of why.
 */
export type RadarVerdict = 'NO_SIZE' | 'TOO_FEW' | 'AS_EXPECTED' | 'ABOVE' | 'LOOK';

export interface RadarLine {
  kind: 'PLACE' | 'PROVIDER';
  id: string;
  name: string;
  signals: number;
  /** When the last of them was opened; null: none was. */
  latest: number | null;
  declared: number;
  verdict: RadarVerdict;
  /** Against what it is judged; null where it is not. */
  against: {
    /** How many its size would give, at the rate of those of its category that others run: a large provider is not its own measure. */
    expected: number;
    /** The most that chance often gives (95 %), and seldom (99.8 %). */
    often: number;
    seldom: number;
    /** Of a place: what those of its category that others run have. */
    others: { places: number; capacity: number; signals: number } | null;
  } | null;
  capacity: number | null;
  group: string | null;
  /** The places of a provider that are counted. */
  places: readonly string[];
}

/** Fewer signals than these of one place say nothing, whatever is expected. */
const leastSignals = 3;
/** A rate is that of so many others at least, with so many signals at least. */
const leastOthers = 5;
const leastOthersSignals = 10;
/** The chance left above the limits of a funnel at 95 % and 99.8 % (D. Spiegelhalter, « Funnel plots for comparing institutional performance », 2005). */
const abovesOften = 0.025;
const abovesSeldom = 0.001;

/**
 * The exact chance of so many events or more where so many are expected: the upper tail of Poisson's law, summed from the first term on, each of which is the one
 * before times `expected / n`. The first is taken by logarithms, so that large numbers overflow nothing.
 */
export function poissonTail(observed: number, expected: number): number {
  if (observed <= 0) return 1;
  if (expected <= 0) return 0;
  let log = -expected;
  for (let n = 1; n <= observed; n += 1) log += Math.log(expected / n);
  // Below what is expected the tail is nearly everything: what is left of it is shorter to sum.
  if (observed < expected) {
    let term = Math.exp(log);
    let below = 0;
    for (let n = observed; n > 0; n -= 1) {
      term *= n / expected;
      below += term;
    }
    return 1 - below;
  }
  let term = Math.exp(log);
  let sum = term;
  for (let n = observed + 1; term > sum * 1e-17; n += 1) {
    term *= expected / n;
    sum += term;
  }
  return sum;
}

/** The largest number that is not above what chance gives: one more has less than `chance` left. */
export function poissonLimit(expected: number, chance: number): number {
  let n = Math.ceil(expected);
  while (poissonTail(n + 1, expected) >= chance) n += 1;
  return n;
}

/** What is signalled at each place, and at each provider of several, beside what is expected of its size: what calls for a look first, then by how far it is above. */
export function radarOf(places: readonly SignalledPlace[]): RadarLine[] {
  const sized = places.filter(({ capacity }) => capacity !== null && capacity > 0);
  const all = sumsBy(sized, ({ category }) => String(category));
  const own = sumsBy(sized, ownerIn);
  const judged = places.map((place) => ({ place, line: placeLine(place, less(all.get(String(place.category)), own.get(ownerIn(place)))) }));
  const byProvider = Map.groupBy(
    judged.filter(({ place, line }) => place.provider !== null && line.against !== null),
    ({ place }) => place.provider?.id,
  );
  const providers = [...byProvider.values()].flatMap((of) => (of.length < 2 ? [] : [providerLine(of.map(({ place, line }) => ({ place, line })))]));
  return [...judged.map(({ line }) => line), ...providers].filter(({ signals }) => signals > 0).sort(mostAbove);
}

interface Sums {
  places: number;
  capacity: number;
  signals: number;
}

/** Whoever runs a place, in its category; a place that nobody is known to run is its own. */
const ownerIn = ({ category, provider, id }: SignalledPlace): string => `${category} ${provider?.id ?? id}`;

/** One pass over all places, however many there are in a category. */
function sumsBy(places: readonly SignalledPlace[], key: (place: SignalledPlace) => string): Map<string, Sums> {
  const sums = new Map<string, Sums>();
  for (const place of places) {
    const before = sums.get(key(place)) ?? noSums;
    sums.set(key(place), {
      places: before.places + 1,
      capacity: before.capacity + (place.capacity ?? 0),
      signals: before.signals + place.signals,
    });
  }
  return sums;
}

const noSums: Sums = { places: 0, capacity: 0, signals: 0 };
const less = (all = noSums, own = noSums): Sums => ({
  places: all.places - own.places,
  capacity: all.capacity - own.capacity,
  signals: all.signals - own.signals,
});

/** `compared`: the places of its category that others run. */
function placeLine(place: SignalledPlace, compared: Sums): RadarLine {
  const { id, name, signals, latest, declared, capacity, categoryName } = place;
  const line = { kind: 'PLACE' as const, id, name, signals, latest, declared, capacity, group: categoryName, places: [id] };
  if (capacity === null || capacity <= 0) return { ...line, verdict: 'NO_SIZE', against: null };
  if (place.category === null || compared.places < leastOthers || compared.signals < leastOthersSignals)
    return { ...line, verdict: 'TOO_FEW', against: null };
  return { ...line, ...judge(signals, (capacity * compared.signals) / compared.capacity, compared) };
}

function providerLine(of: readonly { place: SignalledPlace; line: RadarLine }[]): RadarLine {
  const provider = of[0]?.place.provider;
  const sum = (read: (one: { place: SignalledPlace; line: RadarLine }) => number) => of.reduce((all, one) => all + read(one), 0);
  const signals = sum(({ place }) => place.signals);
  return {
    kind: 'PROVIDER',
    id: provider?.id ?? '',
    name: provider?.name ?? '',
    signals,
    latest: of.reduce<number | null>((last, { place }) => (place.latest === null ? last : Math.max(last ?? 0, place.latest)), null),
    declared: sum(({ place }) => place.declared),
    capacity: sum(({ place }) => place.capacity ?? 0),
    group: null,
    places: of.map(({ place }) => place.id),
    ...judge(
      signals,
      sum(({ line }) => line.against?.expected ?? 0),
      null,
    ),
  };
}

function judge(
  signals: number,
  expected: number,
  others: { places: number; capacity: number; signals: number } | null,
): Pick<RadarLine, 'verdict' | 'against'> {
  const [often, seldom] = [poissonLimit(expected, abovesOften), poissonLimit(expected, abovesSeldom)];
  const verdict = signals < leastSignals ? 'TOO_FEW' : signals > seldom ? 'LOOK' : signals > often ? 'ABOVE' : 'AS_EXPECTED';
  return { verdict, against: { expected, often, seldom, others } };
}

const order: Record<RadarVerdict, number> = { LOOK: 0, ABOVE: 1, AS_EXPECTED: 2, TOO_FEW: 3, NO_SIZE: 4 };
const ratio = ({ signals, against }: RadarLine): number => (against === null ? 0 : signals / against.expected);
const mostAbove = (a: RadarLine, b: RadarLine): number =>
  order[a.verdict] - order[b.verdict] || ratio(b) - ratio(a) || b.signals - a.signals || (a.id < b.id ? -1 : 1);

/** How many of these lines chance alone would put beyond the seldom limit. */
export const byChanceAlone = (lines: readonly RadarLine[]): number => lines.filter(({ against }) => against !== null).length * abovesSeldom;

/** Why somebody who looked leaves it at that. */
export const dismissals = {
  ONE_EVENT: 'Plusieurs alertes d’un même fait',
  FOLLOWED: 'Déjà suivi par l’autorité compétente',
  SIZE: 'La taille enregistrée n’est pas la bonne',
  EXPLAINED: 'Vérifié : rien de plus à faire',
} as const;
export type Dismissal = keyof typeof dismissals;
