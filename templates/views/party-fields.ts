import type { Form, FormField } from './parts.ts';

/** What follows the names of a party's fields: nothing for the first, then its rank. As many as a case may name. */
export const partyRanks = ['', '2', '3', '4', '5', '6', '7', '8', '9', '10', '11', '12', '13', '14', '15', '16', '17', '18', '19', '20'] as const;

/** What a form asks of an implicated party. `implicatedKind` is `KIND` or `KIND/PRECISION`; `implicatedWas`, hidden, is the mark of the known party it was. */
export const partyParts = ['implicatedKind', 'implicatedName', 'implicatedOrganisation', 'implicatedPlace', 'implicatedWas'] as const;
export type PartyPart = (typeof partyParts)[number];
/** The fields of all parties, and how many of them are shown. */
export type PartyField<Part extends PartyPart = PartyPart> = `${Part}${(typeof partyRanks)[number]}` | 'implicatedRows';

/** The names of those fields, a party after another. */
export function partyFields<const Part extends PartyPart>(parts: readonly Part[]): PartyField<Part>[] {
  return [...partyRanks.flatMap((rank) => parts.map((part): PartyField<Part> => `${part}${rank}`)), 'implicatedRows'];
}

/** All that the desk's own forms ask of each. */
export const deskPartyFields = partyFields(partyParts);

/** The buttons that add a party, and that take away the one whose number follows. */
export const partyButtons = { add: 'mis-en-cause', drop: 'sans-mis-en-cause-' } as const;

interface PartyRow {
  rank: string;
  /** From one. */
  no: number;
  /** Not the only one: it may be taken away. */
  several: boolean;
  /** Just added: whoever added it writes there next. */
  fresh: boolean;
}

/** The parties to show of a form: as many as were asked for, none that says something left out. */
export function partyRows({ fields, errors }: Pick<Form<string>, 'fields' | 'errors'>): PartyRow[] {
  const says = (field: FormField | undefined) => field !== undefined && [field.value, field.theirs ?? []].flat().some((text) => text !== '');
  const isSaid = (rank: string) => partyParts.some((part) => says(fields[`${part}${rank}`]));
  const asked = Number(fields.implicatedRows?.value) || 1;
  const count = Math.min(partyRanks.length, Math.max(asked, partyRanks.findLastIndex(isSaid) + 1));
  return partyRanks.slice(0, count).map((rank, index) => ({
    rank,
    no: index + 1,
    several: count > 1,
    fresh: errors.length === 0 && index > 0 && index === count - 1 && !isSaid(rank),
  }));
}
