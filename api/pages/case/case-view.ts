import { may, type Who } from '../../../accounts/rights.ts';
import type { Instant } from '../../../calendar/span.ts';
import { alertOfCause } from '../../../cases/model/cause.ts';
import type { AlertContent, AsSaid, Helper } from '../../../cases/model/content.ts';
import type { Deadline, Task, Transfer } from '../../../cases/model/state.ts';
import { isAwaited, isLeft } from '../../../cases/model/transfer-status.ts';
import { type ActOnCase, type ActOnTransfer, isOffered, type Possible } from '../../../cases/possible.ts';
import { madeSureOf } from '../../../cases/record/dialogue.ts';
import type { CaseRecord } from '../../../cases/record/read-case.ts';
import { bornOn } from '../../../cases/told/known.ts';
import type { KeptFile } from '../../../files/file.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { AlertShown, CaseView } from '../../../templates/views/case.ts';
import type { FileLine } from '../../../templates/views/files.ts';
import type { TaskLine, TransferLine } from '../../../templates/views/lines.ts';
import type { Action } from '../../../templates/views/parts.ts';
import { tasksToAnAddress } from '../../../vocabulary/outgoing-channels.ts';
import { label } from '../../../vocabulary/vocabulary.ts';
import { caseHref } from '../shared/addresses.ts';
import { fileLine } from '../shared/file-lines.ts';
import { causeWords } from '../words/cause-words.ts';
import { latenessWords } from '../words/lateness.ts';
import { alertMail } from '../words/mail-checks.ts';
import type { Names } from '../words/names.ts';
import { safeWords } from '../words/safe-words.ts';

const audiences: Record<Task['to'], string> = { DUTY: 'Astreinte', DESK: 'Guichet', COORDINATOR: 'Coordination' };

/** The soonest first; what is already late comes before anything else, since it was due before now. */
export const soonestFirst = (a: Pick<Task, 'dueAt' | 'late'>, b: Pick<Task, 'dueAt' | 'late'>): number =>
  Number(b.late) - Number(a.late) || a.dueAt - b.dueAt;

const written: ReadonlySet<Task['kind']> = new Set<Task['kind']>(['LETTER', 'CONFIRM_IN_WRITING', ...tasksToAnAddress]);

/** Whether a task is done by post, or may be: a letter, a written confirmation, an author whose only safe channel it is. */
export function isByPost({ kind, cause }: Pick<Task, 'kind' | 'cause'>, { alerts }: CaseRecord['state']): boolean {
  if (written.has(kind)) return true;
  return kind === 'CALL_BACK' && alerts.find(({ id }) => id === alertOfCause(cause))?.reach === 'LETTER';
}

export function taskLine(task: Task, names: Names, { transfers, facts }: CaseRecord['state'], now: Instant): TaskLine {
  const about = transfers.find(({ id }) => id === task.transfer);
  // Whoever is set aside is not to be called about it.
  const reached = about === undefined || task.kind === 'CONFLICT' ? undefined : names.reach(about, facts);
  const body = about?.organisation ?? (task.cause.kind === 'CONFLICT' ? task.cause.organisation : undefined);
  const why = causeWords(task.cause, names);
  const lateness = latenessWords(task, now);
  return {
    id: task.id,
    kind: task.kind,
    sayable: task.sayable,
    because: body === undefined ? why : `${names.organisation(body)}. ${why}`,
    to: audiences[task.to],
    dueAt: task.dueAt,
    late: task.late,
    ...(lateness !== undefined && { lateness }),
    ...(!written.has(task.kind) && reached?.phone !== undefined && { phone: reached.phone }),
    ...(written.has(task.kind) && reached?.address !== undefined && { address: reached.address }),
    ...(task.takenBy !== null && { takenBy: names.account(task.takenBy) }),
  };
}

export function audienceLabel(to: Task['to']): string {
  return audiences[to];
}

export function transferLine(transfer: Transfer, names: Names): TransferLine {
  const { id, role, organisation, contact, purpose, status, paused, stage, remindedAt } = transfer;
  return {
    id,
    role,
    purpose,
    organisation: names.organisation(organisation),
    contact: names.contact(contact),
    status: paused === null ? status : 'INFORMATION_REQUESTED',
    ...(stage !== null && remindedAt !== undefined && { remindedAt }),
    ...answeredOtherwise(transfer, names),
  };
}

/** What whoever was consulted, or asked to a concertation, answered. */
function answeredOtherwise({ outcome, dates }: Transfer, names: Names): { said?: string } {
  if (outcome?.opinion !== undefined) return { said: label('opinion', outcome.opinion) };
  return dates === undefined || dates.length === 0 ? {} : { said: `Peut venir : ${dates.map((date) => names.moment(date)).join(' ; ')}` };
}

/** What reminding a recipient now sends, in a sentence. */
export const reminderLeaves = ({ contact }: Transfer, names: Names, byMail: boolean): string =>
  typographic(byMail ? `Un courriel sans nom part à ${names.contact(contact)}.` : 'Sans courriel : une tâche d’appel est ajoutée.');

/** What an agent may do about a transfer now. */
export function transferActions(
  { reference, journal, files }: Pick<CaseRecord, 'reference' | 'journal' | 'files'>,
  transfer: Transfer,
  can: Possible,
): { href: string; label: string }[] {
  const { id, purpose } = transfer;
  const offers = (act: ActOnTransfer) => isOffered(can.onTransfer(act, transfer));
  const documents = journal.filter((entry) => entry.kind === 'DOCUMENT_MADE' && entry.transfer === id).length;
  const href = (
    page:
      | 'answer'
      | 'challenge'
      | 'information'
      | 'document'
      | 'documentVersions'
      | 'cancel'
      | 'originals'
      | 'takeBack'
      | 'replaceLink'
      | 'extension',
  ) => caseHref(reference, page, { transfer: id });
  return [
    ...(purpose === 'ACTION' ? [{ href: href('answer'), label: 'Noter une réponse' }] : []),
    ...(offers('RefusalTakenBack') ? [{ href: href('takeBack'), label: 'Reprendre ce refus' }] : []),
    ...(offers('AnswerChallenged') ? [{ href: href('challenge'), label: 'Contester la réponse' }] : []),
    ...(can.moreTime(transfer) === null ? [] : [{ href: href('extension'), label: 'Donner plus de temps' }]),
    ...(transfer.mode === 'CONCERTATION' && isOffered(can.onCase('MeetingSet'))
      ? [{ href: caseHref(reference, 'meeting'), label: 'Fixer la concertation' }]
      : []),
    ...(offers('InformationGiven') ? [{ href: href('information'), label: 'Donner le complément' }] : []),
    ...(documents === 0
      ? [{ href: href('document'), label: 'Écrire le document' }]
      : [{ href: href('documentVersions'), label: `Document, version ${documents}\u00a0: vérifier ou réécrire` }]),
    ...(files.length > 0 && offers('OriginalGiven') ? [{ href: href('originals'), label: 'Remettre un original' }] : []),
    ...(offers('LinkReplaced') ? [{ href: href('replaceLink'), label: 'Remplacer le lien' }] : []),
    ...(offers('TransferCancelled') ? [{ href: href('cancel'), label: isLeft(transfer) ? 'Ne chercher personne d’autre' : 'Annuler' }] : []),
  ];
}

/** The page that a task is really about, where there is one and the law has it so. */
export function primaryOf(reference: string, task: Task, state: CaseRecord['state'], can: Possible): { href: string; label: string } | undefined {
  const { id, kind, transfer } = task;
  const waits = state.transfers.some((one) => one.id === transfer && isOffered(can.onTransfer('InformationGiven', one)));
  if (kind === 'QUALIFY') return isOffered(can.onCase('Qualified')) ? { href: caseHref(reference, 'qualify'), label: 'Qualifier' } : undefined;
  if (kind === 'CLOSE') return isOffered(can.onCase('Closed')) ? { href: caseHref(reference, 'close'), label: 'Clore' } : undefined;
  if (kind === 'TEXT_TO_READ') return { href: caseHref(reference, 'text'), label: 'Relire le récit' };
  if (kind === 'AUTHOR_ADDED') return { href: `${caseHref(reference)}#auteurs`, label: 'Lire et répondre' };
  if (kind === 'CONFIRM_IN_WRITING' && transfer !== null) return { href: caseHref(reference, 'document', { transfer }), label: 'Écrire le document' };
  if (isByPost(task, state)) return { href: caseHref(reference, 'letter', { task: id }), label: 'Préparer la lettre' };
  if (transfer === null) return undefined;
  if (kind === 'INFORMATION_REQUESTED' && waits) return { href: caseHref(reference, 'information', { transfer }), label: 'Donner le complément' };
  if (kind === 'EXTENSION_REQUESTED') return { href: caseHref(reference, 'extension', { transfer }), label: 'Répondre' };
  if (kind === 'SECOND_READING') return { href: caseHref(reference, 'documentPreview', { transfer }), label: 'Relire le document' };
  if (kind === 'SILENT_RECIPIENT') return { href: caseHref(reference, 'answer', { transfer }), label: 'Noter une réponse' };
  return undefined;
}

/** A call back that a message left on a machine asks for begins by hearing it. */
export function listenFirst({ reference, alerts, files }: CaseRecord, task: Task): { href: string; label: string } | undefined {
  if (task.kind !== 'CALL_BACK') return undefined;
  const message = alerts.findLast(({ channel }) => channel === 'VOICEMAIL')?.localId;
  const sound = files.find(({ alert, kind, verdict }) => alert === message && kind === 'AUDIO' && verdict !== 'INFECTED');
  return sound && { href: caseHref(reference, 'listen', { file: sound.id }), label: 'Écouter le message' };
}

const reaches = { ACKNOWLEDGED: 'Accusé de réception', IN_CHARGE: 'Prise en charge', OUTCOME_GIVEN: 'Suite donnée' } as const;

/** Deadlines that somebody is waited for, soonest first; the machine's own (patience of a channel) are left to the journal. */
export function runningDeadlines({ state, clockOffset }: CaseRecord, now: number, names: Names): CaseView['deadlines'] {
  const said = (deadline: Deadline): string | null => {
    if (deadline.kind === 'LIMIT') return reaches[deadline.reach ?? 'ACKNOWLEDGED'];
    if (deadline.kind === 'REMIND') return `Relance ${deadline.rank ?? 1}`;
    if (deadline.kind === 'ESCALATE') return 'Escalade';
    if (deadline.kind === 'HANDOVER') return 'Remise au destinataire';
    if (deadline.kind === 'OBLIGATION') return 'Quelqu’un doit avoir pris en charge';
    return deadline.kind === 'LOOK_AGAIN' ? 'Nouvelle vérification' : null;
  };
  const who = ({ transfer, obligation }: Deadline): string => {
    const of = state.transfers.findLast(({ id, obligation: met }) => id === transfer || (obligation !== undefined && met === obligation));
    return of === undefined ? 'Guichet' : names.organisation(of.organisation);
  };
  return state.deadlines
    .toSorted((a, b) => a.dueAt - b.dueAt)
    .flatMap((deadline) => {
      const text = said(deadline);
      return text === null ? [] : [{ what: text, dueAt: deadline.dueAt, late: deadline.dueAt < now + clockOffset, who: who(deadline) }];
    });
}

/** What the author said, with what must be in view before anybody calls. */
export function alertContents({ alerts, files, reference, journal }: CaseRecord, joins: Joins = () => undefined): AlertShown[] {
  const made = madeSureOf(journal);
  return alerts.map(({ localId, channel, receivedAt, content }) => ({
    id: localId,
    channel: typographic(label('channel', channel)),
    at: receivedAt,
    reporter: content === null ? 'Contenu effacé' : typographic(reporterLine(content)),
    warnings: content === null ? [] : warningsOf(content).map(typographic),
    sections: content === null ? [] : contentSections(content),
    files: files.filter(({ alert }) => alert === localId).map((file) => listedFile(reference, file, joins)),
    ...(content?.email !== undefined && { mail: alertMail(content.email, made.get(content.email.mail)?.at) }),
  }));
}

/** What was added after the alerts. */
export function addedFiles({ files, reference }: CaseRecord, joins: Joins): FileLine[] {
  return files.filter(({ alert }) => alert === null).map((file) => listedFile(reference, file, joins));
}

/** The button that joins a file to what recipients read, where it waits for one. */
type Joins = (file: KeptFile) => Action | undefined;

function listedFile(reference: string, file: KeptFile, joins: Joins): FileLine {
  const join = joins(file);
  const line = fileLine(file, caseHref(reference, 'file', { file: file.id }));
  return { ...line, ...(line.audio && { listenHref: caseHref(reference, 'listen', { file: file.id }) }), ...(join !== undefined && { join }) };
}

function reporterLine({ reporter }: AlertContent): string {
  if (reporter === undefined) return 'Auteur non renseigné';
  if (reporter.anonymousToDesk) return 'Auteur anonyme';
  const parts = [
    reporter.name,
    reporter.link === undefined ? undefined : label('reporterLink', reporter.link),
    reporter.phone,
    reporter.email,
    reporter.address,
  ];
  return parts.filter((part) => part !== undefined).join(', ') || 'Auteur non renseigné';
}

function warningsOf({ reporter, email }: AlertContent): string[] {
  if (reporter === undefined) return [];
  const safe = safeWords(reporter).join(' ');
  return [
    ...(email === undefined ? [] : ['Le récit est le courriel tel quel : relisez-le avant de transmettre, il peut nommer son auteur.']),
    ...(reporter.anonymousToImplicated ? ['Ne jamais nommer l’auteur au mis en cause.'] : []),
    ...(reporter.safeContact === undefined && reporter.language === undefined ? [] : [safe]),
  ];
}

export function contentSections(content: AlertContent): { label: string; text: string }[] {
  const person = (who: {
    name?: string;
    relation?: string;
    establishment?: string;
    address?: string;
    phone?: string;
    email?: string;
    birthDate?: string;
  }) =>
    [who.name, who.relation, who.establishment, bornOn(who), who.address, who.phone, who.email]
      .filter((part) => part !== undefined && part !== '')
      .join('\n');
  const sections: [string, string][] = [
    ['Récit', content.narrative],
    ['Personne concernée', content.victim === undefined ? '' : person(content.victim)],
    ['Mis en cause', (content.implicated ?? []).flatMap((who) => person(who) || []).join('\n\n')],
    ['Démarches déjà faites', content.measuresTaken ?? ''],
    ['Santé et autonomie', content.health ?? ''],
    ['Ressources et patrimoine', content.assets ?? ''],
    ['Notes', content.notes ?? ''],
    ['Tel que c’est arrivé', (content.asSaid ?? []).map(asSaidWords).join('\n')],
    ['Écrit à sa place par', content.helper === undefined ? '' : helperWords(content.helper)],
  ];
  return sections.filter(([, text]) => text !== '').map(([name, text]) => ({ label: name, text }));
}

function asSaidWords({ what, said, read }: AsSaid): string {
  return typographic(`${what} : ${said} (${read === undefined ? 'non reconnu' : `lu : ${read}`})`);
}

const agreed: Record<Helper['agreed'], string> = {
  OUI: 'La personne aidée est d’accord.',
  NON: 'La personne aidée n’est pas d’accord : vérifier auprès d’elle.',
  NE_PEUT_PAS: 'La personne aidée ne peut pas le dire.',
};

function helperWords({ name, contact, agreed: said }: Helper): string {
  return [name ?? 'Personne non nommée', contact, typographic(agreed[said])].filter((part) => part !== undefined).join('\n');
}

type ActPage =
  | 'situation'
  | 'informing'
  | 'text'
  | 'told'
  | 'access'
  | 'stepBack'
  | 'reopen'
  | 'hold'
  | 'qualify'
  | 'transfer'
  | 'step'
  | 'result'
  | 'close'
  | 'notRetained'
  | 'toldVersions';

/**
 * Acts on the whole case, the likeliest first: those the law allows, and for what ends an open case, why it does not yet. The result is the
 * main act once every action transfer is answered.
 */
export function caseActions(reference: string, state: CaseRecord['state'], who: Who, can: Possible): CaseView['actions'] {
  const { status, qualification, result, transfers } = state;
  const awaited = qualification === 'AWAITED' && status === 'OPEN';
  const page = (name: ActPage, text: string, main = false) => ({ href: caseHref(reference, name), label: text, ...(main && { main }) });
  const act = (kind: ActOnCase, name: ActPage, text: string, main = false) => (isOffered(can.onCase(kind)) ? [page(name, text, main)] : []);
  const ending = (kind: ActOnCase, name: ActPage, text: string, main = false) => {
    const { refusals } = can.onCase(kind);
    if (status !== 'OPEN' || refusals.length === 0) return act(kind, name, text, main);
    return [{ ...page(name, text), why: refusals.map(({ sayable }) => typographic(sayable)) }];
  };
  const toResult = status === 'OPEN' && !awaited && !transfers.some(isAwaited) && result === null;
  return [
    ...act('Reopened', 'reopen', 'Rouvrir'),
    ...act('Qualified', 'qualify', awaited ? 'Qualifier' : 'Qualifier à nouveau', awaited),
    ...act('TextAgreed', 'text', 'Récit à transmettre'),
    ...act('TransferAdded', 'transfer', 'Ajouter une transmission'),
    ...act('TaskOrdered', 'step', 'Prévoir une étape ou un rappel'),
    ...act('ResultRecorded', 'result', result === null ? 'Noter le résultat' : 'Changer le résultat', toResult),
    ...ending('Closed', 'close', 'Clore', result !== null),
    ...ending('NotRetained', 'notRetained', 'Ne pas retenir'),
    page('situation', 'Autres dossiers de la situation'),
    ...act('InformingNoted', 'informing', 'Noter l’information de la personne, ou de qui est mis en cause'),
    page('told', 'Voir qui a été informé de quoi'),
    page('toldVersions', 'Voir ce qui a été transmis'),
    ...(may(who, 'case.readings') ? [page('access', 'Voir qui a lu ce dossier')] : []),
    ...(may(who, 'case.hold')
      ? act('Held', 'hold', state.hold ? 'Conserver plus longtemps, ou lever la conservation' : 'Conserver au-delà du terme')
      : []),
    page('stepBack', 'Me retirer de ce dossier'),
  ];
}
