import type { SenderChecks } from '../../cases/model/content.ts';
import type { IncomingMail, KnownMessage, Reason, Sorted } from './mail.ts';

/** What sorting a mail may know beside the mail itself. */
export interface KnownBesideMail {
  /** The desk's own addresses, lower case. */
  own: readonly string[];
  /** Right part of the Message-IDs this desk gives. */
  domain: string;
  /** The message of ours that the mail answers or sends back, if there is one. */
  message: KnownMessage | null;
  /** It goes on with a mail of the same sender that is in a case already. */
  continues: boolean;
  /** Whether the address it came back to names that message: only this desk can have written it. */
  returned: boolean;
  checks: SenderChecks | null;
  /** Addresses from which the answering machine sends. */
  voicemail: readonly string[];
}

const MOST_HOPS = 40;
const vacation =
  /^\W*(re\s*:\s*)?\W*(réponse automatique|message d.absence|absente? du bureau|absence du bureau|out of (the )?office|automatic reply|automatische antwort|auto(matic)?[- ]?(reply|response)|autoreply|i am away)/iu;
const runs = /\.(exe|scr|com|bat|cmd|pif|js|jse|vbs|vbe|wsf|hta|msi|jar|ps1|lnk|cpl)$/i;

/**
 * Says what a mail is. Pure. Only what is surely no alert is set aside, and what is set aside stays where an agent sees it;
 * anything else, the unreadable included, is an alert for a person.
 */
export function sort(mail: IncomingMail, known: KnownBesideMail): Sorted {
  return bounce(mail, known) ?? loop(mail, known) ?? voicemail(mail, known) ?? automatic(mail) ?? spam(mail, known) ?? toRead(mail, known);
}

/** Whether the author may be written to by machine: never a machine, a list, nobody, ourselves, or somebody whose name another took (RFC 3834 §2). */
export function mayAcknowledge(mail: IncomingMail, { own, checks }: Pick<KnownBesideMail, 'own' | 'checks'>): boolean {
  if (checks?.dmarc === 'fail' || mail.from === null || mail.returnPath === '' || mail.defects.includes('SEVERAL_SENDERS')) return false;
  if (own.includes(mail.from.address) || /^(no-?reply|ne-?pas-?repondre|mailer-daemon|postmaster)@/.test(mail.from.address)) return false;
  return automatic(mail) === null && !isBulk(mail) && !/\b(all|oof|autoreply)\b/i.test(field(mail, 'x-auto-response-suppress'));
}

const field = (mail: IncomingMail, name: string): string => mail.headers.get(name)?.[0] ?? '';

function bounce({ report, headers, from, returnPath }: IncomingMail, { message, returned }: KnownBesideMail): Sorted | null {
  const daemon = returnPath === '' || /^(mailer-daemon|postmaster)@/.test(from?.address ?? '');
  // A server of before RFC 3464: no report, but only this desk knows the address it came back to.
  const failed = report?.action === 'failed' || (report === null && returned && daemon && !headers.has('auto-submitted'));
  if (report === null && !failed) return null;
  const what: Reason = failed ? 'DELIVERY_FAILED' : report?.action === 'delayed' ? 'DELIVERY_DELAYED' : 'DELIVERY_REPORT';
  return { verdict: 'BOUNCE', reasons: message === null ? [what, 'UNKNOWN_MESSAGE'] : [what] };
}

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

function automatic(mail: IncomingMail): Sorted | null {
  const submitted = field(mail, 'auto-submitted').toLowerCase();
  const machine = ['x-autoreply', 'x-autorespond', 'x-autoresponder'].some((name) => mail.headers.has(name));
  return because('OUT_OF_OFFICE', [
    vacation.test(mail.subject) && 'VACATION',
    ((submitted !== '' && !submitted.startsWith('no')) || machine) && 'AUTO_SUBMITTED',
    /disposition-notification/i.test(field(mail, 'content-type')) && 'READ_RECEIPT',
    mail.returnPath === '' && 'NULL_SENDER',
  ]);
}

function spam(mail: IncomingMail, { own, checks, message }: KnownBesideMail): Sorted | null {
  const proven = checks?.dmarc === 'pass';
  const flagged = /^yes/i.test(field(mail, 'x-spam-flag')) || /^yes/i.test(field(mail, 'x-spam-status'));
  return because('SPAM', [
    checks?.dmarc === 'fail' && checks.policy === 'reject' && 'DMARC_REJECT',
    mail.from !== null && own.includes(mail.from.address) && 'OWN_ADDRESS',
    flagged && message === null && 'SPAM_FLAG',
    !proven && message === null && mail.attachments.some(({ name }) => runs.test(name)) && 'EXECUTABLE',
  ]);
}

function isBulk(mail: IncomingMail): boolean {
  return /^(bulk|list|junk)$/i.test(field(mail, 'precedence')) || mail.headers.has('list-id') || mail.headers.has('list-unsubscribe');
}

function toRead(mail: IncomingMail, { message, continues }: KnownBesideMail): Sorted {
  if (message !== null) return { verdict: 'ANSWER', reasons: ['QUOTES_MESSAGE', ...mail.defects] };
  if (continues) return { verdict: 'ANSWER', reasons: ['SAME_THREAD', ...mail.defects] };
  if (isBulk(mail)) return { verdict: 'LOOP', reasons: ['BULK'] };
  return { verdict: 'ALERT', reasons: mail.defects };
}

function because(verdict: Sorted['verdict'], found: (Reason | false)[]): Sorted | null {
  const reasons = [...new Set(found.filter((reason) => reason !== false))];
  return reasons.length === 0 ? null : { verdict, reasons };
}
