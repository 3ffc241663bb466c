import type { IncomingMail } from '../../mails/mail.ts';
import type { KnownBesideMail } from './known.ts';
import type { Reason, Sorted } from './mail.ts';

/** What became of a mail of ours. */
type Fate = 'FAILED' | 'DELAYED' | 'DELIVERED' | 'UNSAID';

/**
 * A mail system's word on a mail of ours; null when it is none. By evidence: the fields of a report, a mail system's own account, our
 * return address, what it says. Absences, read receipts and delay warnings are no failures, whatever envelope they travel in; what a
 * person sends on is no word of a mail system.
 */
export function deliveryWord(mail: IncomingMail, known: KnownBesideMail): Sorted | null {
  const { report, marks, returnPath } = mail;
  const system = report !== null || marks.daemon || returnPath === '' || known.returned || challenges(mail);
  if (!system || isReceipt(mail) || isAway(mail)) return null;
  // A person's words in an envelope without a sender, as those of a fax: no mail system says such things.
  if (report === null && !marks.daemon && !known.returned && marks.says.alert >= 2) return null;
  const fate = fateOf(mail, known);
  if (fate === null) return null;
  const what: Record<Fate, Reason> = {
    FAILED: 'DELIVERY_FAILED',
    DELAYED: 'DELIVERY_DELAYED',
    DELIVERED: 'DELIVERY_REPORT',
    UNSAID: 'DELIVERY_REPORT',
  };
  const why: (Reason | false)[] = [
    what[fate],
    known.message === null && 'UNKNOWN_MESSAGE',
    report !== null && report.action !== 'unsaid' && 'REPORT_FIELDS',
    marks.daemon && 'DAEMON',
    known.returned && 'RETURN_ADDRESS',
    (report === null || report.action === 'unsaid') && marks.says.failed + marks.says.delayed > 0 && 'SAYS_SO',
  ];
  return { verdict: 'BOUNCE', reasons: why.filter((reason) => reason !== false) };
}

function fateOf({ report, marks, returnPath }: IncomingMail, { message, returned }: KnownBesideMail): Fate | null {
  const { says, final, daemon, machine } = marks;
  if (report?.action === 'failed') return 'FAILED';
  if (report?.action === 'delayed') return 'DELAYED';
  if (report?.action === 'delivered') return 'DELIVERED';
  if (says.delivered > 0 && says.failed === 0) return 'DELIVERED';
  if (says.delayed > 0 && !final && (says.delayed >= 2 || says.failed <= 2)) return 'DELAYED';
  // A tool that says that it received something, and does so with words that failures have too.
  if (!daemon && report === null && says.acknowledged > 0 && says.failed < 2) return null;
  if (marks.namesFailed || says.failed > 0) return 'FAILED';
  // A mail system gives a message of ours back, in words that are not known here.
  const ours = message !== null || returned;
  if (!ours && daemon && (says.alert === 0 || returnPath === '')) return 'UNSAID';
  return ours && (daemon || report !== null) && machine !== 'FORWARDED' ? 'FAILED' : null;
}

/** A filter holds the mail until its sender proves to be a person: it did not arrive. */
const challenges = ({ marks }: IncomingMail): boolean => marks.machine === 'REPLIED' && marks.says.failed >= 2 && marks.says.absence < 2;

/** Somebody opened a mail, or threw it away unread. */
export function isReceipt({ marks, returnPath, report }: IncomingMail): boolean {
  if (marks.structure === 'READ_RECEIPT') return true;
  if ((report !== null && report.action !== 'unsaid') || marks.says.alert > 0) return false;
  const byMachine = marks.machine !== null || returnPath === '';
  return marks.readSubject && marks.brief && (byMachine ? marks.says.receipt > 0 : marks.says.receipt > 1);
}

/** The reader is away, whatever product says so; never where the mail has more to say than that. */
export function isAway({ marks, report, returnPath, headers }: IncomingMail): boolean {
  const { says, machine, absentSubject, daemon, brief } = marks;
  if (report !== null && report.action !== 'unsaid') return false;
  const told = says.absence + (absentSubject ? 2 : 0);
  if (told === 0 || says.alert > Math.max(1, says.absence)) return false;
  if (daemon) return absentSubject && says.absence > 0;
  if (absentSubject)
    return machine !== null || returnPath === '' || headers.has('x-auto-response-suppress') || (says.absence > 0 && says.failed <= says.absence);
  if (machine === 'REPLIED' || returnPath === '') return says.absence > says.failed;
  if (machine === 'GENERATED') return says.absence >= 2 && says.absence > says.failed;
  // Nothing but its stock phrases says that a program wrote it.
  return brief && says.absence >= 3 && says.alert === 0 && says.failed === 0;
}
