/** Reading the local mailbox, for the page that shows it. Any process may read while one writes. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readAsWritten } from '../mails/apart.ts';
import type { IncomingMail } from '../mails/mail.ts';
import { mailboxFolder } from './mailbox.ts';

export interface MailboxLine {
  id: string;
  /** As written in the mail, name and address. */
  from: string;
  /** The addresses it was delivered to, from the envelope. */
  to: string[];
  subject: string;
  /** When the mailbox accepted it, epoch milliseconds. */
  receivedAt: number;
}

export interface ReadMail extends MailboxLine {
  text: string;
  attachments: { name: string; type: string; bytes: number }[];
  /** The whole mail, envelope fields first. */
  raw: string;
}

const idShape = /^\d{15}-[0-9a-f]{12}$/;

/**
 * Newest first, at most `limit`, those older than the mail `after` when given.
 * A mailbox that does not exist yet is empty.
 */
export async function listMailbox(dataFolder: string, page: { limit: number; after?: string | undefined }): Promise<MailboxLine[]> {
  const ids = (await idsOf(dataFolder)).filter((id) => page.after === undefined || id < page.after);
  return Promise.all(ids.slice(0, page.limit).map(async (id) => lineOf(id, await parse(dataFolder, id))));
}

/** One mail; undefined when there is none with this id (or the id has another shape). */
export async function readMailboxMail(dataFolder: string, id: string): Promise<ReadMail | undefined> {
  if (!idShape.test(id)) return undefined;
  if (!(await idsOf(dataFolder)).includes(id)) return undefined;
  const parsed = await parse(dataFolder, id);
  return {
    ...lineOf(id, parsed),
    text: parsed.text,
    attachments: parsed.attachments.map(({ name, type, bytes }) => ({ name, type, bytes: bytes.length })),
    raw: await readFile(fileOf(dataFolder, id), 'utf8'),
  };
}

async function idsOf(dataFolder: string): Promise<string[]> {
  const names = await readdir(mailboxFolder(dataFolder)).catch(() => []);
  return names
    .filter((name) => name.endsWith('.eml'))
    .map((name) => name.slice(0, -'.eml'.length))
    .filter((id) => idShape.test(id))
    .sort()
    .reverse();
}

function fileOf(dataFolder: string, id: string): string {
  return join(mailboxFolder(dataFolder), `${id}.eml`);
}

async function parse(dataFolder: string, id: string): Promise<IncomingMail> {
  return readAsWritten(await readFile(fileOf(dataFolder, id)));
}

function lineOf(id: string, parsed: IncomingMail): MailboxLine {
  return {
    id,
    from: parsed.from === null ? '' : parsed.from.name === '' ? parsed.from.address : `"${parsed.from.name}" <${parsed.from.address}>`,
    to: deliveredTo(parsed),
    subject: parsed.subject,
    receivedAt: Number(id.slice(0, 15)),
  };
}

/** The lines the mailbox put first. */
const deliveredTo = ({ headers }: IncomingMail): string[] => [...(headers.get('delivered-to') ?? [])];
