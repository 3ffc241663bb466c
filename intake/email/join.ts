import type { Actor } from '../../cases/model/events.ts';
import { apply } from '../../cases/record/apply.ts';
import { addFiles } from '../../cases/record/files.ts';
import { caseThatGoesOn } from '../../cases/record/merging.ts';
import type { Database } from '../../database/pool.ts';
import { currentDirectory } from '../../directory/record/revisions.ts';
import type { IncomingMail } from '../../mails/mail.ts';
import { stretchesOf } from '../../mails/quotations.ts';
import { readAuthor } from '../author.ts';
import { remarks } from './alert.ts';
import type { MailDesk } from './desk.ts';
import { examined } from './files.ts';
import type { KeptMail } from './inbound-mails.ts';
import type { SortedMail } from './know.ts';
import type { KnownBesideMail } from './known.ts';
import { writtenBy } from './mail.ts';
import { isProven } from './sort.ts';
import { writerOf } from './writer.ts';

const deliverer: Actor = { kind: 'DELIVERY', id: null };

/** The act that a mail is on a case: had twice, it is once. */
export const eventOf = ({ identity }: Pick<KeptMail, 'identity'>): string => `mail:${identity.toString('hex')}`;

/**
 * An answer joins its case; null when it answers nothing known. It is read by somebody, and acknowledges nothing by itself. It counts as
 * the words of whom we wrote to only from their address, and proven.
 */
export async function joinCase(desk: MailDesk, department: string, read: SortedMail): Promise<string | null> {
  const { db } = desk;
  const { kept, mail, known, earlier } = read;
  const joined = known.message ?? earlier;
  if (joined === null) return null;
  const { files, refused } = await examined(mail, desk.clamd);
  const caseId = await caseThatGoesOn(db, department, joined.caseId);
  const { by, expected, proven } = await roleOf(db, department, read);
  const told = [
    expected ? '' : 'Cette adresse n’est pas celle à laquelle le guichet a écrit\u00a0: vérifiez qui répond.',
    expected && !proven ? 'À confirmer\u00a0: rien ne prouve que ce courriel vient de cette adresse.' : '',
    proofOf(known),
  ];
  const head = [`Courriel de ${writtenBy(mail.from)}`, ...told.filter(Boolean)].join('\n');
  const { own, quoted } = apart(mail.text);
  // The author reads these words again on the follow page: there, only what was written.
  const text = [by.kind === 'REPORTER' && expected && proven ? '' : head, own || nothingSaid(mail), ...remarks({ mail, refused })]
    .filter(Boolean)
    .join('\n\n');
  const at = desk.now();
  const content = { text, mail: kept.id, own: own || nothingSaid(mail), ...(quoted !== '' && { quoted }) };
  const applied = await apply(db, department, caseId, { kind: 'NoteAdded', at, by }, { content, eventId: eventOf(kept) });
  if ('refused' in applied) throw new Error(`An answer was refused: ${applied.refused.code}.`);
  if (files.length > 0) await addFiles(db, department, caseId, by, files, `${eventOf(kept)}:files`, at);
  return caseId;
}

/** A mail all of whose words are its subject. */
export const nothingSaid = ({ subject }: IncomingMail): string =>
  subject === '' ? 'Courriel sans texte.' : `Objet\u00a0: ${subject}\n\nCourriel sans texte.`;

/** What was written, and the earlier mail quoted under it where nothing follows that. Where words stand between quotations, they stay together. */
export function apart(text: string): { own: string; quoted: string } {
  const stretches = stretchesOf(text);
  const last = stretches.at(-1);
  const alone = last?.quoted === true && stretches.filter(({ quoted }) => quoted).length === 1 && stretches.length > 1;
  const signed =
    alone &&
    last.text
      .split('\n')
      .slice(3)
      .every((line) => line.trim() === '' || line.startsWith('>'));
  if (!signed) return { own: text, quoted: '' };
  return {
    own: stretches
      .slice(0, -1)
      .map((one) => one.text)
      .join('\n\n'),
    quoted: last.text,
  };
}

/** Whom the desk wrote to, if that is who answers: an author, or a partner's contact. `by` names them only where the mail proves it. */
export async function roleOf(
  db: Database,
  department: string,
  { mail, known, earlier }: SortedMail,
): Promise<{ by: Actor; expected: boolean; proven: boolean }> {
  const proven = isProven(known);
  const { message } = known;
  const sender = mail.from?.address;
  if (message === null) {
    // Whom a Reply-To names did not prove to have written.
    const itself = proven && writerOf(mail)?.address === sender;
    if (earlier?.contact != null) return { by: { kind: 'PARTNER', id: itself ? earlier.contact : null }, expected: true, proven: itself };
    return { by: { kind: 'REPORTER', id: itself ? (earlier?.alertId ?? null) : null }, expected: true, proven: itself };
  }
  const { parts } = message;
  if (parts.kind !== 'AUTHOR') {
    const contact = message.contact === null ? undefined : (await currentDirectory(db, department)).contactById.get(message.contact);
    const expected = contact?.email !== undefined && contact.email.toLowerCase() === sender;
    return { by: { kind: 'PARTNER', id: expected && proven ? message.contact : null }, expected, proven };
  }
  const author = await readAuthor(db, department, message.caseId, { id: parts.alert }, deliverer, 'EMAIL');
  const expected = author?.email !== undefined && author.email.toLowerCase() === sender;
  return { by: { kind: 'REPORTER', id: expected && proven ? author.alertId : null }, expected, proven };
}

function proofOf({ checks, confirmed }: KnownBesideMail): string {
  if (confirmed) return 'Le guichet a confirmé l’expéditeur.';
  if (isProven({ checks, confirmed })) return 'Le domaine de l’expéditeur est vérifié.';
  return checks?.dmarc === 'fail' ? 'Le domaine de l’expéditeur n’est pas vérifié\u00a0: l’adresse peut être usurpée.' : '';
}
