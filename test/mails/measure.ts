import { messageParts } from '../../cases/model/message.ts';
import { keyRings } from '../../database/sealing.ts';
import { quotedMessages, returnAddress, returnedMessage } from '../../intake/email/addresses.ts';
import type { KnownBesideMail } from '../../intake/email/known.ts';
import type { Sorted } from '../../intake/email/mail.ts';
import { sort } from '../../intake/email/sort.ts';
import { readMail } from '../../mails/read.ts';
import { testKeys } from '../fresh.testing.ts';
import { absences } from './absences.ts';
import { failures } from './failures.ts';
import { arrivals, automatons, delays, people, receipts } from './others.ts';
import type { About, Kind, Sender } from './senders.ts';

export const senders: Sender[] = [...failures, ...delays, ...arrivals, ...absences, ...receipts, ...people, ...automatons];

const domain = 'guichet.example';
const keys = keyRings(testKeys);
const id = '0123456789abcdefghjkmnpqrstvwxyz';
const returnPath = returnAddress(keys, '54', id, domain);

/** The mail of ours that all of them are about, as it comes back to one address or the other. */
export const about: Record<'return' | 'plain', About> = {
  return: { to: returnPath, id: `${id}@${domain}`, returnPath },
  plain: { to: `54@${domain}`, id: `${id}@${domain}`, returnPath },
};

/** What a mail is sorted as, by what it shows and what the desk knows. */
export function sortedAs(raw: Buffer): Sorted {
  const mail = readMail(raw);
  const returned = returnedMessage(keys, mail);
  const known = returned === id || quotedMessages(keys, mail).includes(id);
  const beside: KnownBesideMail = {
    own: [`54@${domain}`],
    domain,
    message: known ? { caseId: 'c', parts: messageParts('t1.TRANSFER.HANDOVER.1.EMAIL.1'), contact: null, messageId: id } : null,
    continues: false,
    named: false,
    returned: returned !== null,
    checks: null,
    confirmed: false,
    voicemail: [],
  };
  return sort(mail, beside);
}

/** What sorting came to, as the senders' kinds have it. */
export function takenFor({ verdict, reasons }: Sorted): Kind {
  if (verdict === 'BOUNCE') return reasons.includes('DELIVERY_FAILED') ? 'FAILED' : reasons.includes('DELIVERY_DELAYED') ? 'DELAYED' : 'DELIVERED';
  if (verdict === 'OUT_OF_OFFICE') return reasons.includes('VACATION') ? 'ABSENCE' : reasons.includes('READ_RECEIPT') ? 'RECEIPT' : 'AUTOMATON';
  return verdict === 'ALERT' || verdict === 'ANSWER' ? 'PERSON' : 'AUTOMATON';
}

export interface Measured {
  kind: Kind;
  at: 'return' | 'plain';
  of: number;
  /** Names of those taken for something else, and for what. */
  missed: { name: string; as: Kind; reasons: string }[];
}

/** How each kind fares at each address. People do not write to a return address. */
export function measured(): Measured[] {
  const kinds = [...new Set(senders.map(({ kind }) => kind))];
  return kinds.flatMap((kind) =>
    (['return', 'plain'] as const)
      .filter((at) => at === 'plain' || (kind !== 'PERSON' && kind !== 'AUTOMATON'))
      .map((at) => {
        const those = senders.filter((one) => one.kind === kind);
        const found = those.map(({ name, raw }) => ({ name, sorted: sortedAs(raw(about[at])) }));
        const missed = found
          .filter(({ sorted }) => takenFor(sorted) !== kind)
          .map(({ name, sorted }) => ({ name, as: takenFor(sorted), reasons: sorted.reasons.join() }));
        return { kind, at, of: those.length, missed };
      }),
  );
}
