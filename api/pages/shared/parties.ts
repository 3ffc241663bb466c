import type { Parties } from '../../../cases/model/content.ts';
import type { IndexedDirectory } from '../../../directory/resolve.ts';
import type { PartySaid } from '../../../intake/implicated.ts';
import { type PartyPart, partyButtons, partyParts, partyRanks } from '../../../templates/views/party-fields.ts';
import { codes, type ImplicatedKind } from '../../../vocabulary/vocabulary.ts';
import { one, type Typed } from './form.ts';

type Named = Pick<IndexedDirectory, 'organisationById'>;

/** `CODE` or `CODE/PRECISION`; an unknown code is not known. */
export function readPair<Code extends string>(value: string, known: readonly Code[]): [Code | undefined, string | undefined] {
  const [code, precision] = value.split('/', 2);
  return [known.find((candidate) => candidate === code), precision === undefined || precision === '' ? undefined : precision];
}

/** The implicated parties of a form, those of whom something is said or was known. `known`: whom the form was shown with. */
export function readParties(typed: Typed, { organisationById }: Named, known: Parties = nobody): PartySaid[] {
  return partyRanks.flatMap((rank): PartySaid[] => {
    const said = (part: PartyPart) => one(typed, `${part}${rank}`);
    const [kind, precision] = readPair<ImplicatedKind>(said('implicatedKind'), codes('implicated'));
    const before = /^\d{1,2}$/.test(said('implicatedWas')) ? Number(said('implicatedWas')) : -1;
    const was = { facts: known.facts[before], person: known.people[before] };
    const body = organisationById.get(said('implicatedOrganisation'));
    const shown = was.facts?.organisation === undefined ? undefined : organisationById.get(was.facts.organisation)?.id;
    // Whom no list shows (a person of a body, a body that is gone) is kept with the party, until it is given another body.
    const { organisation, contact } = was.facts !== undefined && body?.id === shown ? was.facts : { organisation: body?.id };
    const party = { name: said('implicatedName'), establishment: body?.name ?? said('implicatedPlace') };
    const isSaid = [kind, organisation, contact, was.person].some((each) => each !== undefined) || party.name !== '' || party.establishment !== '';
    if (!isSaid) return [];
    return [
      {
        ...party,
        ...(kind !== undefined && { kind }),
        ...(precision !== undefined && { precision }),
        ...(organisation !== undefined && { organisation }),
        ...(contact !== undefined && { contact }),
        was,
      },
    ];
  });
}

const nobody: Parties = { facts: [], people: [] };

/** The parties of a case as a form shows them. */
export function typedParties({ facts, people }: Parties, { organisationById }: Named): Typed {
  const length = Math.min(partyRanks.length, Math.max(facts.length, people.length));
  return Object.fromEntries(
    partyRanks.slice(0, length).flatMap((rank, index) => {
      const { kind, precision, organisation } = facts[index] ?? {};
      const { name = '', establishment = '' } = people[index] ?? {};
      const body = organisation === undefined ? undefined : organisationById.get(organisation);
      const shown: Record<PartyPart, string> = {
        implicatedKind: kind === undefined ? '' : precision === undefined ? kind : `${kind}/${precision}`,
        implicatedName: name,
        implicatedOrganisation: body?.id ?? '',
        implicatedPlace: establishment === body?.name ? '' : establishment,
        implicatedWas: String(index),
      };
      return Object.entries(shown).map(([part, value]) => [`${part}${rank}`, value]);
    }),
  );
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
