import { simpleParser } from 'mailparser';
import { eventually, type Stack } from '../stack.ts';
import { plainSpaces } from './visitor.ts';

export interface ReadMail {
  subject: string;
  text: string;
  /** The personal link it carries, or ''. */
  link: string;
}

/** The mails accepted for an address, oldest first, as their reader sees them. */
export async function mailsTo({ mails }: Pick<Stack, 'mails'>, address: string): Promise<ReadMail[]> {
  const received = mails.filter(({ to }) => to.includes(address));
  return Promise.all(
    received.map(async ({ raw }) => {
      const { subject = '', text = '' } = await simpleParser(raw);
      return {
        subject: plainSpaces(subject),
        text: plainSpaces(text),
        link: /https?:\/\/\S+\/(t|connexion\/acces)\/[0-9a-z]+/.exec(text)?.[0] ?? '',
      };
    }),
  );
}

/** Waits for a mail to an address whose subject matches: the newest one. */
export function mailTo(stack: Pick<Stack, 'mails'>, address: string, subject: RegExp): Promise<ReadMail> {
  return eventually(
    async () => (await mailsTo(stack, address)).findLast((mail) => subject.test(mail.subject)),
    30_000,
    `a mail to ${address} about ${subject}`,
  );
}

/** The six figures of a one-time code. */
export function codeIn({ text }: ReadMail): string {
  return /\b\d{6}\b/.exec(text)?.[0] ?? '';
}
