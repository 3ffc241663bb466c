import type { SenderChecks } from '../../cases/model/content.ts';
import type { Examined } from '../../files/file.ts';
import { incomingDoors } from '../../vocabulary/incoming-doors.ts';
import { type Alert, throughDoor } from '../alert.ts';
import { voicemailAlert } from '../voicemail.ts';
import type { KeptMail } from './inbound-mails.ts';
import { type IncomingMail, reasons, writtenBy } from './mail.ts';

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
    reachable: from !== null,
    ...(acknowledge && { reach: 'EMAIL' as const }),
    content: {
      narrative: [subject === '' ? '' : `Objet\u00a0: ${subject}`, mail.text || 'Courriel sans texte.', ...remarks(read)]
        .filter(Boolean)
        .join('\n\n'),
      reporter: {
        anonymousToDesk: false,
        // Whoever writes did not say it: silence protects.
        anonymousToImplicated: true,
        ...(from !== null && { name: from.name || from.address, email: from.address }),
      },
      email: { mail: kept.id, messageId, references, subject, from: writtenBy(from), checks: read.checks },
    },
    ...(files.length > 0 && { files }),
  };
}

const aNumber = /(?:\+|00)\d[\d .()-]{7,18}\d|\b0\d(?:[ .-]?\d\d){4}\b/;

/** An alert from a message that an answering machine sends by mail: the recording, and the number it announces. */
export function spokenAlert(department: string, kept: KeptMail, mail: IncomingMail, recordings: Examined[], refused: string[]): Alert {
  const caller = (aNumber.exec(mail.subject) ?? aNumber.exec(mail.text))?.[0];
  return voicemailAlert({
    department,
    source: `${incomingDoors.EMAIL.source}:${kept.door}`,
    externalId: kept.identity.toString('hex'),
    actor: { kind: 'REPORTER', id: null },
    receivedAt: kept.receivedAt,
    ...(caller !== undefined && { caller }),
    recordings,
    remarks: [...refused, ...(mail.text === '' ? [] : [`Le courriel du répondeur dit\u00a0:\n${mail.text}`])],
  });
}

/** What an agent must know of how the mail was read. */
export function remarks({ mail, refused }: Pick<ReadAlert, 'mail' | 'refused'>): string[] {
  return [...mail.defects.map((defect) => reasons[defect]), ...refused];
}
