import type { IncomingMail } from '../../mails/mail.ts';
import { deliveryWord, isAway, isReceipt } from './delivery.ts';
import type { KnownBesideMail } from './known.ts';
import type { Reason, Sorted } from './mail.ts';
import { sameOrganisation } from './organisation.ts';
import { writerOf } from './writer.ts';

const MOST_HOPS = 40;
const runs = /\.(exe|scr|com|bat|cmd|pif|js|jse|vbs|vbe|wsf|hta|msi|jar|ps1|lnk|cpl)$/i;

/**
 * Says what a mail is, and why. Pure. Only what has the marks of an automaton and holds no alert is set aside, and what is set aside is
 * counted until an agent has looked at it; anything else, the unreadable included, is an alert for a person.
 */
export function sort(mail: IncomingMail, known: KnownBesideMail): Sorted {
  return (
    deliveryWord(mail, known) ?? loop(mail, known) ?? voicemail(mail, known) ?? automatic(mail, known) ?? spam(mail, known) ?? toRead(mail, known)
  );
}

/** Whether the mail is surely of whom it says: nobody else can have written under that name, or a member of the desk made sure. */
export const isProven = ({ checks, confirmed }: Pick<KnownBesideMail, 'checks' | 'confirmed'>): boolean => confirmed || checks?.dmarc === 'pass';

/**
 * Where the author may be written to by machine, which carries the key to the case; null when nowhere (RFC 3834 §2). Never a machine, a
 * list, nobody, ourselves; only a proven sender, or where they want answers in their own organisation.
 */
export function mayAcknowledge(mail: IncomingMail, { own, ...shown }: Pick<KnownBesideMail, 'own' | 'checks' | 'confirmed'>): string | null {
  const { from, marks, returnPath, defects } = mail;
  if (!isProven(shown) || from === null || returnPath === '') return null;
  if (defects.includes('SEVERAL_SENDERS') || defects.includes('UNREADABLE') || defects.includes('STOPPED')) return null;
  const to = writerOf(mail)?.address ?? from.address;
  if ((to !== from.address && !sameOrganisation(from.address, to)) || own.includes(to) || own.includes(from.address)) return null;
  if (/^(no-?reply|ne-?pas-?repondre|nepasrepondre|mailer-daemon|postmaster)@/.test(to)) return null;
  const machine = marks.machine !== null || marks.structure !== null || marks.daemon || marks.mass !== null || isAway(mail);
  return machine || /\b(all|oof|autoreply)\b/i.test(field(mail, 'x-auto-response-suppress')) ? null : to;
}

const field = (mail: IncomingMail, name: string): string => mail.headers.get(name)?.[0] ?? '';

function loop(mail: IncomingMail, { own, domain }: KnownBesideMail): Sorted | null {
  const list = field(mail, 'list-id').toLowerCase();
  const ours = mail.from !== null && own.includes(mail.from.address);
  const found: (Reason | false)[] = [
    ours && (mail.messageId?.toLowerCase().endsWith(`@${domain}>`) ?? false) && 'OWN_MAIL',
    list !== '' && list.includes(domain) && 'OWN_MAIL',
    (mail.headers.get('received')?.length ?? 0) > MOST_HOPS && 'TOO_MANY_HOPS',
  ];
  return because('LOOP', found);
}

function voicemail({ from, attachments }: IncomingMail, known: KnownBesideMail): Sorted | null {
  const recorded = attachments.some(({ type }) => type.startsWith('audio/'));
  return because('VOICEMAIL', [from !== null && known.voicemail.includes(from.address) && recorded && 'VOICEMAIL_SENDER']);
}

/** What a program wrote, and that asks nothing of anybody. What it writes with a person's words, or about a case, is read. */
function automatic(mail: IncomingMail, { message, continues, named }: KnownBesideMail): Sorted | null {
  const { marks, returnPath } = mail;
  const concerns = message !== null || continues || named;
  const acknowledges = marks.machine === 'REPLIED' && marks.says.acknowledged > 0 && marks.says.alert === 0 && !concerns;
  const nothing = marks.structure === 'COMPLAINT' || (marks.structure === 'MEETING_ANSWER' && marks.says.alert < 2);
  const away = isAway(mail);
  const receipt = isReceipt(mail);
  if (!away && !receipt && !acknowledges && !nothing) return null;
  return because('OUT_OF_OFFICE', [
    away && 'VACATION',
    receipt && 'READ_RECEIPT',
    acknowledges && 'ACKNOWLEDGED',
    marks.structure === 'COMPLAINT' && 'COMPLAINT',
    marks.structure === 'MEETING_ANSWER' && 'MEETING_ANSWER',
    marks.machine !== null && 'AUTO_SUBMITTED',
    returnPath === '' && 'NULL_SENDER',
  ]);
}

function spam(mail: IncomingMail, { own, checks, confirmed, message }: KnownBesideMail): Sorted | null {
  const flagged = /^yes/i.test(field(mail, 'x-spam-flag')) || /^yes/i.test(field(mail, 'x-spam-status'));
  return because('SPAM', [
    checks?.dmarc === 'fail' && checks.policy === 'reject' && 'DMARC_REJECT',
    mail.from !== null && own.includes(mail.from.address) && 'OWN_ADDRESS',
    flagged && message === null && 'SPAM_FLAG',
    !isProven({ checks, confirmed }) && message === null && mail.attachments.some(({ name }) => runs.test(name)) && 'EXECUTABLE',
  ]);
}

function toRead(mail: IncomingMail, { message, continues, named, ...shown }: KnownBesideMail): Sorted {
  const { marks } = mail;
  const joins: Reason | null = message !== null ? 'QUOTES_MESSAGE' : continues ? 'SAME_THREAD' : named ? 'REFERENCE' : null;
  const sent: Reason[] = marks.machine === 'FORWARDED' ? ['AUTO_FORWARDED'] : marks.machine === null ? [] : ['AUTO_SUBMITTED'];
  if (joins !== null) return { verdict: 'ANSWER', reasons: [joins, ...(isProven(shown) ? [] : (['UNPROVEN'] as const)), ...sent, ...mail.defects] };
  // What was sent to many tells of nobody, unless it does.
  const advertises = marks.mass === 'BULK' && (marks.says.alert === 0 || (marks.says.advertised > 0 && marks.says.alert < 3));
  if (advertises) return { verdict: 'LOOP', reasons: ['BULK'] };
  return { verdict: 'ALERT', reasons: [...(marks.mass === null ? [] : (['BULK'] as const)), ...sent, ...mail.defects] };
}

function because(verdict: Sorted['verdict'], found: (Reason | false)[]): Sorted | null {
  const reasons = [...new Set(found.filter((reason) => reason !== false))];
  return reasons.length === 0 ? null : { verdict, reasons };
}
