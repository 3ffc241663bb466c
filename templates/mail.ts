import Handlebars from 'handlebars';
import type { Instant } from '../calendar/span.ts';
import type { Role } from '../vocabulary/vocabulary.ts';
import { templateEngine } from './engine.ts';

/** What every mail says; never a name of a party, never what somebody told. `chrome` is the clock its dates are written with. */
export interface MailView {
  chrome: { zone: string; now: Instant };
  reference: string;
  desk: { name: string; phone?: string };
  demonstration: boolean;
  /** A drill: said first, in the subject and in the text. */
  exercise?: boolean;
}

type AccountMail = Omit<MailView, 'reference' | 'exercise'>;

interface TransferMail extends MailView {
  role: Role;
  /** The recipient's own name in the directory. */
  organisation: string;
  /** How grave, in what kind of place, where it is disclosed; empty otherwise. No commune, establishment or name. */
  gist: string;
  link: string;
}

/** Mail → what it needs. */
export interface MailTexts {
  transfer: TransferMail & { asked: string; information: boolean; dueAt?: Instant };
  reminder: TransferMail & { asked: string; rank?: number; sentAt: Instant; dueAt?: Instant };
  escalation: TransferMail & { asked: string; as: 'DEPUTY' | 'SUPERIOR'; sentAt: Instant; dueAt: Instant };
  /** What the desk answers, or objects to the answer of an enquiry; the page says why. */
  information: TransferMail & {
    dueAt?: Instant;
    says: 'INFORMATION' | 'CHALLENGE' | 'EXTENSION_GRANTED' | 'EXTENSION_REFUSED' | 'MEETING' | 'MEETING_OFF';
  };
  changed: TransferMail & { asked: string; information: boolean; dueAt?: Instant };
  /** Another version of the récit à transmettre may be read. */
  text: TransferMail;
  /** Another link takes the place of the one before. */
  link: TransferMail;
  /** `why`: why it ended, where nobody is asked in the recipient's place. */
  revoked: Omit<TransferMail, 'link'> & { why?: string };
  'duty-call': MailView & { sayable: string; dueAt: Instant; link: string };
  /** To the coordinators: times without anybody who may act, lines that did not answer their test. */
  'duty-roster': Omit<MailView, 'reference'> & {
    holes: { from: Instant; until: Instant; now: boolean }[];
    missed: { person: string; phone: string; calledAt: Instant }[];
    link: string;
  };
  /** To the coordinators: the agreement of their protocol is to be evaluated on an ISO day, in so many days; none or fewer: it should have been. */
  agreement: AccountMail & { evaluateOn: string; left: number; link: string };
  /** To whoever of the desk asked for it: counts and references, nothing else. `atOnce`: of what came in cases where a task is hers. */
  digest: AccountMail & { atOnce: boolean; late: number; waiting: number; mine: number; references: string[]; link: string };
  /** To an institution: its declaration is received, what must follow is due soon, by `dueAt`, or the desk wrote. `several`: how many it is of, 0 where it is one. */
  declaration: MailView & { several: number; says: 'RECEIPT' | 'WRITTEN_DUE' | 'SECOND_DUE' | 'MESSAGE'; dueAt?: Instant; link: string };
  /** To a contact of the directory: is its entry right? `again`: it was written to before. */
  'directory-check': AccountMail & { organisation: string; again: boolean; link: string };
  /** `first`: the acknowledgement. `code`: only where no page could show it. */
  author: MailView & { receivedAt: Instant; link: string; first: boolean; code?: string };
  'one-time-code': MailView & { code: string; minutes: number };
  /** The link by which the holder of an account chooses a password. */
  'account-way': AccountMail & { invitation: boolean; link: string; expiresAt: Instant };
  /** Tells the holder what was done to an account: `act` is its sentence. `by`: the desk did it, the holder, or whoever keeps the accounts of their body. */
  'account-changed': AccountMail & { act: string; by: 'DESK' | 'HOLDER' | 'BODY'; at: Instant };
  /** Tells whoever keeps the accounts of the department what a body did with one of its own. */
  'account-of-body': AccountMail & { body: string; act: string; at: Instant; link: string };
  /** Tells whoever keeps the accounts, and the holder, that a command took a second factor away. */
  'account-rescued': AccountMail & { person: string; at: Instant; link: string };
}

export interface WrittenMail {
  subject: string;
  text: string;
  html: string;
}

/** Writes a mail: the first line of its template is the subject, the rest one text, from which the HTML is made. */
export type MailEngine = <Name extends keyof MailTexts>(name: Name, view: MailTexts[Name]) => WrittenMail;

/** Compiles each template the first time it is asked for. */
export function mailEngine(): MailEngine {
  const template = templateEngine({}, { noEscape: true });
  return (name, view) => {
    const [first = '', ...rest] = template(`mails/${name}`)(view).split('\n');
    const isDrill = 'exercise' in view && view.exercise === true;
    const subject = `${isDrill ? '[EXERCICE] ' : view.demonstration ? '[Démonstration] ' : ''}${first}`;
    const phone = view.desk.phone === undefined ? '' : `, ${view.desk.phone}`;
    const text = `${isDrill ? drill : ''}${rest.join('\n').trim()}\n\n${view.desk.name}${phone}`;
    return { subject, text: `${text}\n`, html: html(subject, text) };
  };
}

const drill =
  'EXERCICE\u00a0: la situation est inventée, aucune suite réelle n’est à donner. Ce message n’est allé qu’à l’adresse des exercices.\n\n';

const FONT = 'font:17px/1.5 Verdana,sans-serif;color:#1c211f';

function html(subject: string, text: string): string {
  const paragraphs = text.split(/\n{2,}/).map((paragraph) => `<p>${paragraph.split('\n').map(line).join('<br>')}</p>`);
  return `<!DOCTYPE html><html lang="fr"><head><meta charset="utf-8"><title>${Handlebars.escapeExpression(subject)}</title></head><body style="margin:0;background:#fbf9f4"><div style="max-width:36em;margin:0 auto;padding:24px;${FONT}">${paragraphs.join('')}</div></body></html>`;
}

function line(text: string): string {
  if (!/^https?:\/\/\S+$/.test(text)) return Handlebars.escapeExpression(text);
  const address = Handlebars.escapeExpression(text);
  return `<a href="${address}" style="color:#0b5660;font-weight:bold">${address}</a>`;
}
