import type { SenderChecks } from '../../cases/model/content.ts';
import type { Examined } from '../../files/file.ts';
import type { IncomingMail } from '../../mails/mail.ts';
import { incomingDoors } from '../../vocabulary/incoming-doors.ts';
import { type Alert, throughDoor } from '../alert.ts';
import { voicemailAlert } from '../voicemail.ts';
import { callerIn } from './caller.ts';
import type { KeptMail } from './inbound-mails.ts';
import { reasons, writtenBy } from './mail.ts';
import { writerOf } from './writer.ts';

/** What reading a mail and its files came to. */
export interface ReadAlert {
  mail: IncomingMail;
  checks: SenderChecks | null;
  files: Examined[];
  /** Files that were not kept, and why, in French. */
  refused: string[];
  /** Whether the author may be answered by mail. */
  acknowledge: boolean;
}

/**
 * An alert from a mail. Nobody has qualified it and nothing proves who wrote it: an agent reads it before anything is decided.
 * The same mail again is the same alert.
 */
export function mailAlert(department: string, kept: KeptMail, read: ReadAlert): Alert {
  const { mail, files, acknowledge } = read;
  const { from, messageId, references, subject } = mail;
  const writer = writerOf(mail);
  return {
    department,
    ...throughDoor('EMAIL', { kind: 'REPORTER', id: null }),
    source: `${incomingDoors.EMAIL.source}:${kept.door}`,
    externalId: kept.identity.toString('hex'),
    bodyHash: kept.identity,
    receivedAt: kept.receivedAt,
    facts: {
      channel: 'EMAIL',
      place: 'INCONNU',
      implicated: [],
      maltreatment: [],
      victimGroup: 'INCONNU',
      flags: [],
    },
    reachable: writer !== null,
    ...(acknowledge && { reach: 'EMAIL' as const }),
    content: {
      narrative: [subject === '' ? '' : `Objet\u00a0: ${subject}`, mail.text || (subject === '' ? 'Courriel sans texte.' : ''), ...remarks(read)]
        .filter(Boolean)
        .join('\n\n'),
      reporter: {
        anonymousToDesk: false,
        // Whoever writes did not say it: silence protects.
        anonymousToImplicated: true,
        ...(writer !== null && { name: writer.name || nameBeside(mail) || writer.address, email: writer.address }),
      },
      email: { mail: kept.id, messageId, references, subject, from: writtenBy(from), checks: read.checks },
    },
    ...(files.length > 0 && { files }),
  };
}

/** The name a form or a list gives beside the address that is not its own. */
const nameBeside = ({ from, replyTo, marks }: IncomingMail): string => (replyTo === null || marks.mass === 'LIST' ? '' : (from?.name ?? ''));

export interface SpokenMail {
  mail: IncomingMail;
  /** Its recordings, as examined. */
  files: Examined[];
  refused: string[];
  /** The desk's own telephones. */
  ours: readonly string[];
}

/** An alert from a message that an answering machine sends by mail: the recording, and the number it announces. */
export function spokenAlert(department: string, kept: KeptMail, { mail, files, refused, ours }: SpokenMail): Alert {
  const caller = callerIn(mail.subject, mail.text, department, ours);
  return voicemailAlert({
    department,
    source: `${incomingDoors.EMAIL.source}:${kept.door}`,
    externalId: kept.identity.toString('hex'),
    actor: { kind: 'REPORTER', id: null },
    receivedAt: kept.receivedAt,
    ...(caller !== undefined && { caller }),
    recordings: files,
    remarks: [...refused, ...(mail.text === '' ? [] : [`Le courriel du répondeur dit\u00a0:\n${mail.text}`])],
  });
}

/** What an agent must know of how the mail was read, and of whoever wrote it. */
export function remarks({ mail, refused }: Pick<ReadAlert, 'mail' | 'refused'>): string[] {
  const { replyTo, from, defects } = mail;
  const said = defects.filter((defect) => defect !== 'EMPTY' || mail.subject === '').map((defect) => reasons[defect]);
  const elsewhere = replyTo === null ? [] : [`Envoyé par ${writtenBy(from)}, qui demande de répondre à ${writtenBy(replyTo)}\u00a0: à confirmer.`];
  return [...elsewhere, ...said, ...refused];
}
