import type { AlertContent, Reporter } from '../model/content.ts';
import type { AlertState, Transfer } from '../model/state.ts';
import { knownContent, type OpenedContent } from './known.ts';
import type { Withheld } from './mark.ts';
import { phoneKey } from './phones.ts';
import { wordsOf } from './words.ts';

/** An alert as it was said, and as the law knows it. */
export interface SaidAlert {
  localId: string;
  content: AlertContent | null;
}

export interface SaidCase extends OpenedContent {
  alerts: readonly SaidAlert[];
  /** Of the cases that were merged here: their authors are hidden as those of this case are. */
  joined: readonly SaidAlert[];
  state: { alerts: readonly AlertState[] };
}

/** Whether an alert is an institution's declaration: its own word, whose signer is no hidden author. */
export const isDeclared = ({ state }: Pick<SaidCase, 'state'>, { localId }: Pick<SaidAlert, 'localId'>): boolean =>
  state.alerts.find(({ id }) => id === localId)?.channel === 'DECLARATION';

/** A contact is typed in one field: address, telephone, e-mail. */
const number = /[+\d][\d\s.()-]{7,}\d/g;
const address = /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/;
const known = (values: readonly (string | undefined)[]): string[] => [
  ...new Set(values.filter((value): value is string => value !== undefined && value.trim() !== '')),
];

/**
 * The authors that a transfer does not show, put together, and whoever wrote in their place; null where there is none. Of an author who is
 * shown, whoever wrote in her place stays unknown: no field says who that was.
 */
export function withheldFrom(said: SaidCase, { discloses }: Pick<Transfer, 'discloses'>): Withheld | null {
  const shows = discloses.includes('REPORTER_IDENTITY');
  const authored = [...said.alerts, ...said.joined]
    .filter((alert) => alert.content !== null && !isDeclared(said, alert))
    .map(({ content }) => content as AlertContent);
  const hidden = authored.filter(({ reporter }) => !shows || reporter?.anonymousToDesk === true);
  const helpers = authored.flatMap(({ helper }) => helper ?? []);
  if (hidden.length === 0 && helpers.length === 0) return null;
  const people = hidden.flatMap(({ reporter }) => reporter ?? []);
  const shown = authored.filter((content) => !hidden.includes(content)).flatMap(({ reporter }) => reporter ?? []);
  const mails = hidden.flatMap(({ email }) => email?.from ?? []);
  const reached = known(helpers.map(({ contact }) => contact));
  const { victim, implicated = [] } = knownContent(said);
  // Nobody knows that whoever gave neither name nor tie is not the person herself.
  const authors = people.filter(
    ({ link, name }) => (link !== undefined || name !== undefined) && link !== 'VICTIME' && !isSameName(name, victim?.name),
  );
  const others: Pick<Reporter, 'name' | 'phone' | 'email' | 'address'>[] = [
    ...[...(victim === undefined ? [] : [victim]), ...implicated].map((other) => notAuthors(other, authors)),
    ...said.alerts.filter((alert) => isDeclared(said, alert)).flatMap(({ content }) => content?.reporter ?? []),
    ...shown,
  ];
  return {
    names: known([...people.map(({ name }) => name), ...helpers.map(({ name }) => name), ...mails.map(senderName)]),
    phones: known([...people.map(({ phone }) => phone), ...reached.filter((contact) => !address.test(contact))]),
    emails: known([...people.map(({ email }) => email), ...[...mails, ...reached].map((text) => address.exec(text)?.[0])]),
    // Where an author lives with the person, it is the person's address.
    addresses: known(people.map(({ address }) => address)).filter((address) => !others.some((other) => sameAddress(other.address, address))),
    isVictim: people.some(({ link, name }) => link === 'VICTIME' || isSameName(name, victim?.name)),
    isAuthorTold: hidden.length === 0,
    others: {
      names: known(others.map(({ name }) => name)),
      phones: known(
        others.flatMap(({ phone, address: typed = '' }) => [phone, ...(typed.match(number) ?? []).filter((one) => !isOneOf(one, authors))]),
      ),
      emails: known(others.flatMap(({ email, address: typed = '' }) => [email, address.exec(typed)?.[0]])),
    },
  };
}

const isOneOf = (phone: string, authors: readonly Reporter[]): boolean => authors.some((author) => phoneKey(author.phone ?? '') === phoneKey(phone));

/** A neighbour's own number, typed where the person is reached, stays the neighbour's; of two who live together, it is the person's too. */
function notAuthors(other: Omit<Reporter, 'anonymousToDesk' | 'anonymousToImplicated'>, authors: readonly Reporter[]): typeof other {
  const apart = authors.filter((author) => author.address === undefined || !sameAddress(other.address, author.address));
  const { phone, email, ...rest } = other;
  const isApart = (own: string | undefined, key: 'phone' | 'email') =>
    own !== undefined &&
    (key === 'phone' ? isOneOf(own, apart) : apart.some((author) => author.email?.trim().toLowerCase() === own.trim().toLowerCase()));
  return {
    ...rest,
    ...(phone !== undefined && !isApart(phone, 'phone') && { phone }),
    ...(email !== undefined && !isApart(email, 'email') && { email }),
  };
}

/** A mail does not say that its author is the person concerned: their name does. */
export const isSameName = (one: string | undefined, other: string | undefined): boolean => {
  const [parts, others] = [one, other].map((name) =>
    wordsOf(name ?? '')
      .map((word) => word.bare)
      .toSorted()
      .join(' '),
  );
  return parts?.includes(' ') === true && parts === others;
};

const sameAddress = (one: string | undefined, other: string): boolean => one !== undefined && letters(one).includes(letters(other));
const letters = (text: string): string => text.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');

/** The name that a mail gives beside its sender's address. */
function senderName(from: string): string | undefined {
  const name = from.split('<')[0]?.replaceAll('"', '').trim();
  return name === undefined || name.includes('@') ? undefined : name;
}
