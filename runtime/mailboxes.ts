/** The mailboxes a desk reads: one variable for each department, since each has its own. */
import { isIP } from 'node:net';

/** A department's mailbox, as its address says. The password stays in this process: never logged, never given to the engine. */
export interface ImapMailbox {
  department: string;
  host: string;
  port: number;
  /** TLS from the first byte (imaps). Otherwise STARTTLS, which only this machine itself may do without. */
  secure: boolean;
  user: string;
  password: string;
  folder: string;
  /** Where mails go once they are taken in; undefined: they stay, marked as read. */
  archive: string | undefined;
}

const imapName = /^GUICHET_IMAP_(\d{2,3}|2[AB])$/;
const voicemailName = /^GUICHET_VOICEMAIL_(\d{2,3}|2[AB])$/;
const addressShape = /^[^\s@<>,]+@[^\s@<>,]+$/;

/** Whether a variable is one of those that exist for each department. */
export const isDepartmental = (name: string): boolean => imapName.test(name) || voicemailName.test(name);

/** Reads `GUICHET_IMAP_54=imaps://user:password@host/INBOX?archive=Traités` for each department. A wrong one is a French sentence in `wrong`. */
export function readMailboxes(given: Record<string, string | undefined>): {
  mailboxes: ImapMailbox[];
  voicemail: Map<string, string[]>;
  wrong: string[];
} {
  const mailboxes: ImapMailbox[] = [];
  const voicemail = new Map<string, string[]>();
  const wrong: string[] = [];
  for (const [name, value = ''] of Object.entries(given).toSorted()) {
    const [, department] = imapName.exec(name) ?? [];
    const [, answering] = voicemailName.exec(name) ?? [];
    if (department !== undefined) {
      const mailbox = mailboxAt(department, value);
      if (mailbox !== null) mailboxes.push(mailbox);
      else wrong.push(`${name} n’est pas valable : donnez une adresse comme imaps://utilisateur:motdepasse@courrier.interne/INBOX.`);
    }
    if (answering !== undefined) {
      const addresses = value.split(',').map((address) => address.trim().toLowerCase());
      if (addresses.every((address) => addressShape.test(address))) voicemail.set(answering, addresses);
      else wrong.push(`${name} n’est pas valable : donnez l’adresse d’où le répondeur envoie, comme repondeur@operateur.example.`);
    }
  }
  return { mailboxes, voicemail, wrong };
}

function mailboxAt(department: string, text: string): ImapMailbox | null {
  const url = URL.parse(text);
  if (url === null || !/^imaps?:$/.test(url.protocol) || url.hostname === '' || url.username === '' || url.password === '') return null;
  const secure = url.protocol === 'imaps:';
  return {
    department,
    host: url.hostname,
    port: Number(url.port) || (secure ? 993 : 143),
    secure,
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    folder: decodeURIComponent(url.pathname.slice(1)) || 'INBOX',
    archive: url.searchParams.get('archive') || undefined,
  };
}

/** Right part of the desk's own addresses: the public host; a desk on this machine has the embedded mailbox's own domain. */
export function mailDomainOf(publicUrl: string): string {
  const { hostname } = new URL(publicUrl);
  return hostname === 'localhost' || isIP(hostname) !== 0 ? 'guichet.example' : hostname;
}
