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

/** The authors that a transfer does not show, put together; null where there is none. */
export function withheldFrom(said: SaidCase, { discloses }: Pick<Transfer, 'discloses'>): Withheld | null {
  const shows = discloses.includes('REPORTER_IDENTITY');
  const authored = [...said.alerts, ...said.joined]
    .filter((alert) => alert.content !== null && !isDeclared(said, alert))
    .map(({ content }) => content as AlertContent);
  const hidden = authored.filter(({ reporter }) => !shows || reporter?.anonymousToDesk === true);
  if (hidden.length === 0) return null;
  const people = hidden.flatMap(({ reporter }) => reporter ?? []);
  const helpers = hidden.flatMap(({ helper }) => helper ?? []);
  const mails = hidden.flatMap(({ email }) => email?.from ?? []);
  const reached = known(helpers.map(({ contact }) => contact));
  const { victim, implicated = [] } = knownContent(said);
  // "Chez sa voisine, 06…" is no number of the person's.
  const own = new Set(people.filter(({ link }) => link !== 'VICTIME').map(({ phone = '' }) => phoneKey(phone)));
  const others: Pick<Reporter, 'name' | 'phone' | 'email' | 'address'>[] = [
    ...(victim === undefined ? [] : [victim]),
    ...implicated,
    ...said.alerts.filter((alert) => isDeclared(said, alert)).flatMap(({ content }) => content?.reporter ?? []),
  ];
  return {
    names: known([...people.map(({ name }) => name), ...helpers.map(({ name }) => name), ...mails.map(senderName)]),
    phones: known([...people.map(({ phone }) => phone), ...reached.filter((contact) => !address.test(contact))]),
    emails: known([...people.map(({ email }) => email), ...[...mails, ...reached].map((text) => address.exec(text)?.[0])]),
    // Where an author lives with the person, it is the person's address.
    addresses: known(people.map(({ address }) => address)).filter((address) => !others.some((other) => sameAddress(other.address, address))),
    isVictim: people.some(({ link, name }) => link === 'VICTIME' || isSameName(name, victim?.name)),
    others: {
      names: known(others.map(({ name }) => name)),
      phones: known(
        others.flatMap(({ phone, address: typed = '' }) => [phone, ...(typed.match(number) ?? []).filter((one) => !own.has(phoneKey(one)))]),
      ),
      emails: known(others.flatMap(({ email, address: typed = '' }) => [email, address.exec(typed)?.[0]])),
    },
  };
}

/** A mail does not say that its author is the person concerned: their name does. */
const isSameName = (one: string | undefined, other: string | undefined): boolean => {
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
