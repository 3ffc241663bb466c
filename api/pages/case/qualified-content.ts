import type { KnownContent, QualifiedContent } from '../../../cases/told/known.ts';
import type { FactField } from '../../../templates/views/lines.ts';
import { one, type Typed } from '../shared/form.ts';

type Known = Pick<KnownContent, keyof QualifiedContent>;
const words = (...parts: (string | undefined)[]): string[] => parts.filter((part) => part !== undefined && part !== '') as string[];

/** What is known of a case beside its facts, as the form of its qualification shows it. */
export function typedContent({ victim, implicated = [], measuresTaken = '', health = '', assets = '' }: Known): Record<string, string> {
  return {
    victimName: victim?.name ?? '',
    victimContact: words(victim?.address, victim?.phone, victim?.email).join('\n'),
    implicatedName: words(...implicated.map(({ name }) => name)).join(', '),
    measures: measuresTaken,
    health,
    assets,
  };
}

/**
 * What the form says of it. The form shows several things in one field (an address and a number, several names): what nobody changed
 * there stays as it was known, one thing from another.
 */
export function readQualified(sent: Typed, known: Known): QualifiedContent {
  const before = typedContent(known);
  const text = (name: FactField) => one(sent, name);
  const touched = (name: FactField) => text(name).replaceAll('\r\n', '\n') !== before[name];
  const [name, address] = [text('victimName'), text('victimContact')];
  const victim = touched('victimContact')
    ? { ...bornOnly(known), ...(name && { name }), ...(address && { address }) }
    : { ...known.victim, ...(name && { name }) };
  const implicated = touched('implicatedName') ? [{ name: text('implicatedName') }] : (known.implicated ?? []);
  return {
    ...((name || address) && { victim }),
    ...(text('implicatedName') && { implicated }),
    ...(text('measures') && { measuresTaken: text('measures') }),
    ...(text('health') && { health: text('health') }),
    ...(text('assets') && { assets: text('assets') }),
  };
}

/** The form does not ask for it. */
const bornOnly = ({ victim }: Known) => victim?.birthDate !== undefined && { birthDate: victim.birthDate };
