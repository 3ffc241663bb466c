import { createHash } from 'node:crypto';
import type { Parties } from '../../../cases/model/content.ts';
import type { IndexedDirectory } from '../../../directory/resolve.ts';
import type { PartySaid } from '../../../intake/implicated.ts';
import { type PartyField, type PartyPart, partyButtons, partyParts, partyRanks } from '../../../templates/views/party-fields.ts';
import { canonical } from '../../../vocabulary/canonical.ts';
import { codes, type ImplicatedKind } from '../../../vocabulary/vocabulary.ts';
import { type FormError, many, one, readLines, type Typed } from './form.ts';

type Named = Pick<IndexedDirectory, 'organisationById'>;

/** `CODE` or `CODE/PRECISION`; an unknown code is not known. */
export function readPair<Code extends string>(value: string, known: readonly Code[]): [Code | undefined, string | undefined] {
  const [code, precision] = value.split('/', 2);
  return [known.find((candidate) => candidate === code), precision === undefined || precision === '' ? undefined : precision];
}

/** The implicated parties of a form, empty ones too. `known`: whom the form was shown with, or the nearest that there is. */
export function readParties(typed: Typed, { organisationById }: Named, known: Parties = nobody): PartySaid[] {
  const before = new Map(each(known).map((party) => [party.mark, party]));
  return partyRanks.map((rank): PartySaid => {
    const said = (part: PartyPart) => one(typed, `${part}${rank}`);
    const [kind, precision] = readPair<ImplicatedKind>(said('implicatedKind'), codes('implicated'));
    const was = before.get(said('implicatedWas'));
    const body = organisationById.get(said('implicatedOrganisation'));
    const shown = was?.facts?.organisation === undefined ? undefined : organisationById.get(was.facts.organisation)?.id;
    // Whom no list shows (a person of a body, a body that is gone) is kept with the party, until it is given another body.
    const { organisation, contact } = was?.facts !== undefined && body?.id === shown ? was.facts : { organisation: body?.id };
    return {
      name: said('implicatedName'),
      establishment: body?.name ?? said('implicatedPlace'),
      ...(kind !== undefined && { kind }),
      ...(precision !== undefined && { precision }),
      ...(organisation !== undefined && { organisation }),
      ...(contact !== undefined && { contact }),
      ...(was !== undefined && { was }),
    };
  });
}

const nobody: Parties = { facts: [], people: [] };

/** Each party, with the mark by which a form says that it was shown it: of what it is, not of its place, which a colleague may give to another. */
function each({ facts, people }: Parties): (NonNullable<PartySaid['was']> & { mark: string })[] {
  return Array.from({ length: Math.max(facts.length, people.length) }, (_, index) => {
    const [fact, { ...person } = {}] = [facts[index], people[index]];
    const mark = createHash('sha256')
      .update(canonical([fact ?? null, person]))
      .digest('base64url');
    // Of whom nothing was said in words, all words are new.
    return { facts: fact, mark, ...(Object.keys(person).length > 0 && { person }) };
  });
}

/** Of a form, the parties that are no longer what it was shown with: what was known of them and no field shows is not taken. */
export function partiesGone(typed: Typed, known: Parties): FormError<PartyField<'implicatedName'>>[] {
  const marks = new Set(['', ...each(known).map(({ mark }) => mark)]);
  return partyRanks
    .filter((rank) => !marks.has(one(typed, `implicatedWas${rank}`)))
    .map((rank) => ({ field: `implicatedName${rank}`, message: gone }));
}

const gone =
  'Ce mis en cause a été changé ou retiré pendant que cette page était ouverte : seul ce qui est écrit ici en sera gardé, sans ses coordonnées ni la personne de l’annuaire qu’il pouvait désigner.';

/** The parties of a case as a form shows them. */
export function typedParties(known: Parties, { organisationById }: Named): Typed {
  return Object.fromEntries(
    each(known)
      .slice(0, partyRanks.length)
      .flatMap(({ facts, person, mark }, index) => {
        const { kind, precision, organisation } = facts ?? {};
        const { name = '', establishment = '' } = person ?? {};
        const body = organisation === undefined ? undefined : organisationById.get(organisation);
        const shown: Record<PartyPart, string> = {
          implicatedKind: kind === undefined ? '' : precision === undefined ? kind : `${kind}/${precision}`,
          implicatedName: name,
          implicatedOrganisation: body?.id ?? '',
          implicatedPlace: establishment === body?.name ? '' : establishment,
          implicatedWas: mark,
        };
        return Object.entries(shown).map(([part, value]) => [`${part}${partyRanks[index]}`, value]);
      }),
  );
}

/** What was begun when a form asked for all kinds in one field, and all names in another, one a line: each is a party by itself. */
export function eachByItself(begun: Typed): Typed {
  if (begun.implicatedRows !== undefined) return begun;
  const [kinds, names] = [many(begun, 'implicatedKind'), readLines(one(begun, 'implicatedName'))];
  const rows = Math.max(kinds.length, names.length);
  if (rows < 2) return begun;
  const ranks = partyRanks.slice(0, rows);
  const parties = ranks.flatMap((rank, index) => [
    [`implicatedKind${rank}`, kinds[index] ?? ''],
    [`implicatedName${rank}`, index < partyRanks.length - 1 ? (names[index] ?? '') : names.slice(index).join(', ')],
  ]);
  return { ...begun, ...Object.fromEntries(parties), implicatedRows: String(ranks.length) };
}

/** What a form holds once the button that adds a party, or takes one away, was pressed; null for any other button. */
export function changedParties(typed: Typed): Typed | null {
  const pressed = one(typed, 'suite');
  const rows = Math.min(partyRanks.length, Number(one(typed, 'implicatedRows')) || 1);
  if (pressed === partyButtons.add) return { ...typed, implicatedRows: String(Math.min(partyRanks.length, rows + 1)) };
  if (!pressed.startsWith(partyButtons.drop)) return null;
  const left = partyRanks.toSpliced(Number(pressed.slice(partyButtons.drop.length)) - 1, 1);
  const moved = partyParts.flatMap((part) => partyRanks.map((rank, index) => [`${part}${rank}`, typed[`${part}${left[index]}`]]));
  return { ...typed, ...Object.fromEntries(moved), implicatedRows: String(Math.max(1, rows - 1)) };
}
