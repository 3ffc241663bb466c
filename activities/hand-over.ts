import { ApplicationFailure } from '@temporalio/common';
import type { Instant } from '../calendar/span.ts';
import type { Actor, CaseEvent } from '../cases/model/events.ts';
import type { MessageParts, OriginNews, SaidToRecipient } from '../cases/model/message.ts';
import type { Transfer } from '../cases/model/state.ts';
import { apply } from '../cases/record/apply.ts';
import { addFiles, casesHolding } from '../cases/record/files.ts';
import type { MailMatter } from '../cases/record/mail-matter.ts';
import { handedOverAs, handedOverBy, keepHandedOver } from '../cases/telling/handed-over.ts';
import { readTold, readToldFile } from '../cases/telling/read-told.ts';
import { tellRecipients } from '../cases/telling/tell.ts';
import type { Dossier } from '../cases/told/dossier.ts';
import type { Database } from '../database/pool.ts';
import { bodyOf } from '../directory/neighbours.ts';
import { type Examined, tooMuch } from '../files/file.ts';
import { alertFromDesk, noteFromDesk } from '../intake/from-desk.ts';
import { receive } from '../intake/receive.ts';
import type { NotRetainedReason, RefusalReason } from '../vocabulary/vocabulary.ts';
import { type CaseRef, RECIPIENT_REJECTED } from '../workflows/errands.ts';

const delivery: Actor = { kind: 'DELIVERY', id: null };

/** A desk as the journal of another one's case names who acted. */
const deskOf = (code: string, name: string): Actor => ({ kind: 'PARTNER', id: bodyOf({ code, name }).contact.id });

interface Handing {
  /** The message's own id: what comes twice is done once. */
  messageId: string;
  said: SaidToRecipient;
  transfer: Transfer;
  /** The department of there. */
  to: string;
  at: Instant;
}

/**
 * Hands a transfer over to the desk of another department of this installation: as an alert of its own, through its intake, made of what
 * the transfer's recipient is told and of nothing else. What is said of it later is a message there, which somebody reads.
 */
export async function handToDesk(
  db: Database,
  { department, caseId }: CaseRef,
  { messageId, said, transfer, to, at }: Handing,
  subject: MailMatter,
): Promise<void> {
  // A desk of this installation has no personal link that another could replace.
  if (said.kind === 'LINK') return;
  const from = deskOf(department, subject.department.name);
  const told = said.kind === 'REVOKED' ? null : await toldOf(db, { department, caseId }, transfer, at);
  if (said.kind === 'TRANSFER' && told !== null) {
    const { facts, basis } = subject.state;
    const name = bodyOf({ code: department, name: subject.department.name }).organisation.name;
    const received = await receive(
      db,
      alertFromDesk({
        department: to,
        from: { department, caseId, transfer: transfer.id, name, body: from.id ?? '' },
        at,
        facts,
        basis,
        dossier: told,
        files: await copiesOf(db, { department, caseId }, transfer, told),
      }),
    );
    if ('conflict' in received) throw ApplicationFailure.nonRetryable('CONFLICT', RECIPIENT_REJECTED);
    await keepHandedOver(
      db,
      {
        from: { department, caseId, reference: subject.reference, transfer: transfer.id },
        to: { department: to, caseId: received.caseId, reference: received.reference, alert: 'a1' },
      },
      at,
    );
    return;
  }
  const there = (await handedOverBy(db, department, caseId, transfer.id))?.to.caseId ?? null;
  if (there === null) throw ApplicationFailure.nonRetryable('NOT_HANDED_OVER', RECIPIENT_REJECTED);
  const isNews = told !== null && !calls.has(said.kind);
  const text = [sentences[said.kind], isNews ? noteFromDesk(told) : ''].filter((part) => part !== '').join('\n\n');
  const files = isNews ? [...(await copiesOf(db, { department, caseId }, transfer, told)).values()] : [];
  const missing: Examined[] = [];
  for (const file of files) if (!(await holds(db, to, there, file))) missing.push(file);
  if (missing.length > 0) await addFiles(db, to, there, from, missing, messageId, at, text);
  else await apply(db, to, there, { kind: 'NoteAdded', at, by: from }, { content: { text }, eventId: messageId });
}

/** The copies that the recipient of a transfer may open, as many as go together: the others are named, and asked for. */
async function copiesOf(
  db: Database,
  { department, caseId }: CaseRef,
  { id, organisation }: Transfer,
  { files }: Dossier,
): Promise<Map<string, Examined>> {
  const copies = new Map<string, Examined>();
  for (const file of files.filter(({ given }) => given)) {
    if (tooMuch([...[...copies.values()].map(({ bytes }) => ({ size: bytes.length })), file]) !== null) continue;
    const opened = await readToldFile(db, { department, caseId, transfer: id, organisation }, delivery, file.id);
    if (opened !== null && opened.bytes !== null) copies.set(file.id, { ...opened, name: file.name, bytes: opened.bytes });
  }
  return copies;
}

async function holds(db: Database, department: string, caseId: string, file: Examined): Promise<boolean> {
  return (await casesHolding(db, department, [file])).some((one) => one.caseId === caseId);
}

/** They say that an answer is waited for, and nothing of the situation. */
const calls: ReadonlySet<string> = new Set<SaidToRecipient['kind']>(['REMINDER', 'REMINDER_NOW', 'ESCALATION']);

/** What a desk is told after the hand-over, in a sentence; what it reads now follows where it is no reminder. */
const sentences: Record<Exclude<SaidToRecipient['kind'], 'LINK'>, string> = {
  TRANSFER: '',
  REMINDER: 'Le guichet d’origine rappelle cette transmission : il en répond tant que personne ici ne l’a qualifiée.',
  REMINDER_NOW: 'Le guichet d’origine rappelle cette transmission.',
  ESCALATION: 'Le guichet d’origine rappelle cette transmission : son délai est passé.',
  INFORMATION: 'Le guichet d’origine répond à votre demande.',
  CHANGED: 'Au guichet d’origine, la situation a changé. Ce qui est transmis à présent :',
  TEXT: 'Le guichet d’origine a relu le récit. Ce qui est transmis à présent :',
  ADDED: 'Le guichet d’origine a ajouté quelque chose. Ce qui est transmis à présent :',
  REVOKED: 'Le guichet d’origine met fin à cette transmission.',
};

async function toldOf(db: Database, { department, caseId }: CaseRef, { id, organisation }: Transfer, at: Instant) {
  await tellRecipients(db, department, caseId, at);
  const told = await readTold(db, { department, caseId, transfer: id, organisation }, delivery, 'HAND_OVER');
  if (told === null) throw ApplicationFailure.create({ type: 'NOT_TOLD', message: 'NOT_TOLD' });
  return told.dossier;
}

/** Tells the desk that handed an alert over what became of it here: there it is the recipient's answer. */
export async function tellOrigin(
  db: Database,
  { department, caseId }: CaseRef,
  { messageId, parts, at }: { messageId: string; parts: Extract<MessageParts, { kind: 'ORIGIN' }>; at: Instant },
  { state, department: { name } }: MailMatter,
): Promise<void> {
  const alert = state.alerts.find(({ id }) => id === parts.alert);
  const came = alert?.from ?? { case: caseId, alert: parts.alert };
  const handed = await handedOverAs(db, department, came.case, came.alert);
  if (handed === null || handed.from.caseId === null) throw ApplicationFailure.nonRetryable('NOT_HANDED_OVER', RECIPIENT_REJECTED);
  const { transfer } = handed.from;
  const by = deskOf(department, name);
  const answers: Record<OriginNews, CaseEvent> = {
    RECEIVED: { kind: 'TakenInCharge', transfer, at, by },
    NOT_RETAINED: { kind: 'Refused', transfer, reason: refusalOf(state.notRetained), at, by },
    // What became of the person is not told from one desk to another by itself.
    CLOSED: { kind: 'OutcomeGiven', transfer, outcome: ['NON_COMMUNICABLE'], at, by },
  };
  await apply(db, handed.from.department, handed.from.caseId, answers[parts.says], { eventId: messageId });
}

/** Why nobody keeps it there, as a refusal here. */
const refusalOf = (reason: NotRetainedReason | null): RefusalReason =>
  reason === 'DEJA_TRAITE' ? 'DOUBLON' : reason === 'HORS_CHAMP' || reason === 'AUTRE_CIRCUIT' ? 'HORS_COMPETENCE' : 'AUTRE';
