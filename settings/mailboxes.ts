/** What each department has of its own: the mailbox its desk reads, its answering machines, its telephone system. One variable for each. */
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
const telephonyName = /^GUICHET_TELEPHONY_(\d{2,3}|2[AB])$/;
const secretShape = /^whsec_[A-Za-z0-9+/]{32,}={0,2}$/;
const addressShape = /^[^\s@<>,]+@[^\s@<>,]+$/;

/** Whether a variable is one of those that exist for each department. */
export const isDepartmental = (name: string): boolean => [imapName, voicemailName, telephonyName].some((shape) => shape.test(name));

/**
 * Reads `GUICHET_IMAP_54=imaps://user:password@host/INBOX?archive=Traités`, `GUICHET_VOICEMAIL_54=address,address` and
 * `GUICHET_TELEPHONY_54=whsec_…` (standard webhooks) for each department. A wrong one is a French sentence in `wrong`. */
export function readDepartmental(given: Record<string, string | undefined>): {
  mailboxes: ImapMailbox[];
  voicemail: Map<string, string[]>;
  telephony: Map<string, string>;
  wrong: string[];
} {
  const mailboxes: ImapMailbox[] = [];
  const voicemail = new Map<string, string[]>();
  const telephony = new Map<string, string>();
  const wrong: string[] = [];
  for (const [name, value = ''] of Object.entries(given).toSorted()) {
    const [, department] = imapName.exec(name) ?? [];
    const [, answering] = voicemailName.exec(name) ?? [];
    const [, ringing] = telephonyName.exec(name) ?? [];
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
    if (ringing !== undefined) {
      if (secretShape.test(value)) telephony.set(ringing, value);
      else wrong.push(`${name} n’est pas valable : donnez un secret comme « whsec_ » suivi de 24 octets au moins en base64.`);
    }
  }
  return { mailboxes, voicemail, telephony, wrong };
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
