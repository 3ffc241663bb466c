import type { ImplicatedPerson } from '../../../cases/model/content.ts';
import type { KnownContent, QualifiedContent } from '../../../cases/told/known.ts';
import type { FactField } from '../../../templates/views/lines.ts';
import type { Facts } from '../../../vocabulary/facts.ts';
import type { FactsWorld } from '../shared/facts-form.ts';
import { one, type Typed } from '../shared/form.ts';

type Known = Pick<KnownContent, keyof QualifiedContent>;
const words = (...parts: (string | undefined)[]): string[] => parts.filter((part) => part !== undefined && part !== '') as string[];

/** What is known of a case beside its facts, as the form of its qualification shows it. */
export function typedContent({ victim, measuresTaken = '', health = '', assets = '' }: Known): Record<string, string> {
  return {
    victimName: victim?.name ?? '',
    victimContact: words(victim?.address, victim?.phone, victim?.email).join('\n'),
    measures: measuresTaken,
    health,
    assets,
  };
}

/**
 * What the form says of it; `implicated` is read with the facts. The form shows several things in one field (an address and a number): what
 * nobody changed there stays as it was known, one thing from another.
 */
export function readQualified(sent: Typed, implicated: ImplicatedPerson[], known: Known): QualifiedContent {
  const before = typedContent(known);
  const text = (name: FactField) => one(sent, name);
  const touched = (name: FactField) => text(name).replaceAll('\r\n', '\n') !== before[name];
  const [name, address] = [text('victimName'), text('victimContact')];
  const victim = touched('victimContact')
    ? { ...bornOnly(known), ...(name && { name }), ...(address && { address }) }
    : { ...known.victim, ...(name && { name }) };
  return {
    ...((name || address) && { victim }),
    // Nobody any more, where somebody was, is said too.
    ...((implicated.length > 0 || known.implicated !== undefined) && { implicated }),
    ...(text('measures') && { measuresTaken: text('measures') }),
    ...(text('health') && { health: text('health') }),
    ...(text('assets') && { assets: text('assets') }),
  };
}

/** The form does not ask for it. */
const bornOnly = ({ victim }: Known) => victim?.birthDate !== undefined && { birthDate: victim.birthDate };

/**
 * The facts that the form says, with what it does not show: it holds establishments that are listed. What an alert said beyond that is kept;
 * what was shown and is gone was taken away.
 */
export function withWhatTheFormHasNot(facts: Facts, before: Facts, { directory, national }: FactsWorld): Facts {
  const wasShown = national?.recorded !== undefined || (before.finess !== undefined && directory.establishments.has(before.finess));
  const unlisted = facts.finess === undefined && before.place === facts.place && !wasShown;
  return {
    ...facts,
    ...(unlisted && before.finess !== undefined && { finess: before.finess }),
    ...(unlisted && before.finessCategory !== undefined && { finessCategory: before.finessCategory }),
  };
}
