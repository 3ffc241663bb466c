import type { Instant } from '../../../calendar/span.ts';
import { bodyNamed, type DecidedWith, type Entry, type EntryOf, happenedAt, passedDeadline } from '../../../cases/model/entries.ts';
import type { Actor } from '../../../cases/model/events.ts';
import { type AuthorNews, type DutyWay, type DutyWays, type MessageKind, NO_AGREEMENT } from '../../../cases/model/message.ts';
import type { AuthorReach, CaseState, DeadlineKind } from '../../../cases/model/state.ts';
import type { Recorded } from '../../../cases/record/journal.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { TimelineEntry } from '../../../templates/views/case.ts';
import { endpointTrouble } from '../../../vocabulary/endpoint.ts';
import { type EntryKind, entryKinds, entryTable } from '../../../vocabulary/entries.ts';
import { factTable } from '../../../vocabulary/fact-table.ts';
import { channelLabel } from '../../../vocabulary/outgoing-channels.ts';
import { label, type Outcome, type Reach, roleLabel } from '../../../vocabulary/vocabulary.ts';
import { mailHref } from '../shared/addresses.ts';
import type { Names } from './names.ts';

type Line = Recorded & { content: unknown };
const MINUTE = 60_000;

/** One line of the chronology, in words. Codes that have no words yet are shown as they are, never hidden. */
export function timelineEntry(entry: Line, names: Names, state: CaseState): TimelineEntry {
  const why = whyOf(entry, names);
  const text = textOf(entry.content);
  return {
    id: `e${entry.seq}`,
    kind: entry.kind,
    at: happenedAt(entry),
    ...(entry.recordedAt - happenedAt(entry) > MINUTE && { noticedAt: entry.recordedAt }),
    who: actorName(entry.by, names),
    what: entryWords(entry, names, state),
    ...(why !== '' && { why: typographic(why) }),
    ...(text !== undefined && { text }),
    ...mailOf(entry.content),
    tone: toneOf(entry.kind),
    proof: { number: entry.seq, hash: entry.hash.toString('hex').slice(0, 12) },
  };
}

/** What an entry says happened, in a few words. */
export function entryWords(entry: Entry, names: Names, state: CaseState): string {
  const say = (what[entry.kind] ?? plainly) as (entry: Entry, said: Sayer) => string;
  return typographic(say(entry, sayer(entry, names, state)));
}

/** Text that somebody wrote beside an act. An alert's own content is shown apart. */
function textOf(content: unknown): string | undefined {
  if (typeof content !== 'object' || content === null) return undefined;
  const text = 'toAuthor' in content ? content.toAuthor : 'text' in content ? content.text : '';
  const quoted = 'quoted' in content && typeof content.quoted === 'string' ? `\n\n${content.quoted}` : '';
  return typeof text === 'string' && text !== '' ? `${text}${quoted}` : undefined;
}

/** Of a note that a mail brought: where the mail is. */
function mailOf(content: unknown): { mailHref?: string } {
  const mail = typeof content === 'object' && content !== null && 'mail' in content ? content.mail : null;
  return typeof mail === 'string' ? { mailHref: mailHref('one', { id: mail }) } : {};
}

const machines: Record<Exclude<Actor['kind'], 'AGENT' | 'COORDINATOR' | 'INSTITUTION' | 'PARTNER'>, string> = {
  REPORTER: 'Auteur de l’alerte',
  API: 'Système partenaire',
  CLOCK: 'Horloge du guichet',
  DELIVERY: 'Messagerie du guichet',
};

export function actorName({ kind, id }: Actor, names: Names): string {
  if (kind === 'AGENT' || kind === 'COORDINATOR') return id === null ? 'Guichet' : names.account(id);
  if (kind === 'PARTNER' || kind === 'INSTITUTION') return id === null ? 'Destinataire' : names.contact(id);
  return machines[kind];
}

const reaches: Record<Reach, string> = { ACKNOWLEDGED: 'l’accusé de réception', IN_CHARGE: 'la prise en charge', OUTCOME_GIVEN: 'la suite donnée' };

/** What the words of an entry are made from: the body it is about, the task, how ids are said. */
interface Sayer {
  body: string;
  /** The recipient's name after a colon, where the entry is about a transfer. */
  about: string;
  task: string;
  contact(id: string): string;
  account(id: string): string;
  day(at: Instant): string;
  moment(at: Instant): string;
}

function sayer(entry: Entry, names: Names, { transfers, tasks }: CaseState): Sayer {
  const of = transfers.find(({ id }) => id === entry.transfer)?.organisation;
  const organisation = bodyNamed(entry) ?? of;
  const kind = tasks.find(({ id }) => id === entry.task)?.kind;
  return {
    body: organisation === undefined ? 'le destinataire' : names.organisation(organisation),
    about: of === undefined ? '' : ` : ${names.organisation(of)}`,
    task: kind === undefined ? '' : `${label('taskKind', kind)}${of === undefined ? '' : ` (${names.organisation(of)})`}`,
    contact: names.contact,
    account: names.account,
    day: names.day,
    moment: names.moment,
  };
}

const listed = (outcome: readonly Outcome[]): string => outcome.map((code) => label('outcome', code)).join(', ');
const moments = (dates: readonly Instant[], said: Sayer): string => dates.map((date) => said.moment(date)).join(' ; ');
const version = ({ slug, number }: DecidedWith['procedure']): string => `${slug}@${number}`;

const handedOver: Record<Exclude<MessageKind, 'TRANSFER'>, string> = {
  DUTY_CALL: 'Personne d’astreinte prévenue',
  REMINDER: 'Relance remise',
  REMINDER_NOW: 'Relance du guichet remise',
  ESCALATION: 'Escalade remise',
  INFORMATION: 'Complément remis',
  CHANGED: 'Changement de la situation annoncé',
  TEXT: 'Nouvelle version du récit annoncée',
  ADDED: 'Nouvelle version du dossier transmis annoncée',
  LINK: 'Nouveau lien remis',
  REVOKED: 'Fin de transmission annoncée',
  AUTHOR: 'Courriel à l’auteur remis',
  ORIGIN: 'Guichet d’origine prévenu de ce qu’il en advient ici',
};

const ways: Record<DutyWay, string> = { EMAIL: 'courriel', PHONE_TEXT: 'PHONE_TEXT', VOICE: 'appel vocal' };

/** By what somebody on duty was called, and by what she could not be. */
function waysSaid(tried: DutyWays): string {
  const of = (fate: 'ACCEPTED' | 'FAILED') => (Object.keys(ways) as DutyWay[]).filter((way) => tried[way] === fate).map((way) => ways[way]);
  const failed = of('FAILED');
  return ` par ${of('ACCEPTED').join(' et ')}${failed.length === 0 ? '' : ` (${failed.join(' et ')} en échec)`}`;
}

/** Why a mail did not arrive, or a machine was not reached. The codes are mail servers' and the network's: there is no list of them. */
function failure(code: string): string {
  if (code.startsWith('ENDPOINT_')) return `logiciel de l’organisme : ${endpointTrouble(code)}`;
  if (code === 'RecipientRejected' || /^(SMTP_)?5/.test(code)) return 'adresse refusée';
  if (code === NO_AGREEMENT) return 'sans convention, aucun courriel ne part';
  if (code === 'SENDER_REFUSED') return 'le serveur de messagerie refuse le guichet';
  return /^(SMTP_)?4/.test(code) ? 'remise différée par le serveur du destinataire' : 'le serveur de messagerie ne répond pas';
}

/** What is said beyond what every kind says of itself: its label, and the task or the recipient it is about. */
const what: { [Kind in EntryKind]?: (entry: EntryOf<Kind>, said: Sayer) => string } = {
  ALERT_RECORDED: ({ because: { channel, unclear = [] } }) =>
    `Alerte reçue : ${label('channel', channel)}${unclear.length === 0 ? '' : `, à préciser : ${unclear.map((fact) => factTable[fact].label.toLowerCase()).join(', ')}`}`,
  QUALIFIED: ({ because }) => (because.reason === 'AUTOMATIC' ? 'Qualification reprise de l’alerte, selon le protocole' : 'Qualification confirmée'),
  ROUTED: ({ transfer }) => (transfer === undefined ? 'Destinataires décidés selon le protocole' : 'Transmission complétée'),
  TRANSFER_ORDERED: (_entry, said) => `Transmission décidée vers ${said.body}`,
  HANDED_OVER: ({ because }, said) => {
    if (because.message === 'TRANSFER') return `Transmission remise à ${said.body}`;
    return `${handedOver[because.message]}${'ways' in because && because.ways !== undefined ? waysSaid(because.ways) : ''}`;
  },
  DELIVERY_FAILED: ({ because }, said) => `Remise en échec (${failure(because.code)})${said.about}`,
  UNDELIVERABLE: ({ because }, said) => `${because.why === 'NO_CHANNEL_LEFT' ? 'Aucun canal ne reste' : 'Non remis par ce canal'}${said.about}`,
  CHANNEL_CHANGED: ({ because }, said) => `Par ${channelLabel(because.channel)}${said.about}`,
  ACKNOWLEDGED: (_entry, said) => `Reçu par ${said.body}`,
  IN_CHARGE: ({ because }, said) => `Pris en charge par ${said.body}${because.already === undefined ? '' : ', qui connaît déjà la situation'}`,
  INFORMATION_REQUESTED: (_entry, said) => `Complément demandé par ${said.body}`,
  INFORMATION_GIVEN: (_entry, said) => `Complément donné à ${said.body}`,
  REFUSED: ({ because }, said) => `Refusé par ${said.body} : ${label('refusalReason', because.reason)}`,
  REFUSAL_TAKEN_BACK: (_entry, said) => `${said.body} revient sur son refus`,
  REROUTED: (_entry, said) => `Réorienté vers ${said.body}`,
  OUTCOME_GIVEN: ({ because: { opinion, outcome } }, said) =>
    opinion === undefined ? `Suite donnée par ${said.body} : ${listed(outcome)}` : `${label('opinion', opinion)} : ${said.body}, consulté`,
  DATES_SAID: ({ because }, said) => `Dates de ${said.body} pour la concertation : ${moments(because.dates, said)}`,
  MEETING_SET: ({ because: { meeting } }, said) =>
    meeting === null ? `Concertation annulée : ${said.body}` : `Concertation fixée : ${said.moment(meeting)}, dit à ${said.body}`,
  PROGRESS_SAID: ({ because }, said) =>
    because.visit === undefined ? `Nouvelles de ${said.body}` : `Visite de ${said.body} : ${said.moment(because.visit)}`,
  REMINDED: ({ because }, said) => `Relance ${because.rank} à ${said.body}, sur ${reaches[because.reach]}`,
  REMINDED_NOW: ({ because }, said) =>
    `Relance du guichet à ${said.body}, sur ${reaches[because.reach]}${because.channel === 'EMAIL' ? '' : ', à faire par téléphone'}`,
  REMINDER_OVERTAKEN: ({ because }, said) => `Relance ${because.rank} dépassée par une autre${said.about}`,
  LIMIT_MISSED: ({ because }, said) => `Délai dépassé pour ${reaches[because.reach]} : ${said.body}`,
  ESCALATED: ({ because: { told } }, said) => `Escalade : ${told === null ? 'le guichet doit décider' : `${said.contact(told.contact)} prévenu`}`,
  OBLIGATION_LAPSED: () => 'Personne n’a pris en charge à l’échéance de l’obligation',
  LATE_ANSWER: ({ because: { dates } }, said) =>
    `Réponse tardive de ${said.body}${dates === undefined ? '' : `, qui peut venir : ${moments(dates, said)}`}`,
  GAP: ({ because }) => `Aucun destinataire pour : ${roleLabel(because.role)}`,
  TASK_TAKEN_OVER: ({ because }, said) => `Tâche reprise à ${said.account(because.from)} : ${said.task}`,
  TASK_GIVEN: ({ because }, said) =>
    `Tâche confiée à ${said.account(because.to)}${because.from === undefined ? '' : `, qui la reprend à ${said.account(because.from)}`} : ${said.task}`,
  TASK_HANDED_BACK: (_entry, said) => `Tâche rendue, à prendre de nouveau : ${said.task}`,
  TASK_RELEASED: ({ because }, said) =>
    `${because.called ? `${said.account(because.from)}, qui était d’astreinte, ne peut plus agir` : `La tâche n’est plus prise par ${said.account(because.from)}`} : ${said.task}`,
  TASK_RAISED: (_entry, said) => `Tâche : ${said.task}`,
  CONFLICT: (_entry, said) => `Conflit d’intérêts : ${said.body} écarté`,
  NOT_RETAINED: ({ because }) => `Non retenu : ${label('notRetainedReason', because.reason)}`,
  LOOK_AGAIN: () => 'Nouvelle vérification prévue',
  NOTE: ({ because }) => (because.reason === 'CLOCK_MOVED' ? 'Horloge de l’exercice avancée' : 'Note'),
  AUTHOR_TOLD: ({ because }) => `Auteur prévenu : ${authorNews[because.news]} (${authorReach[because.reach]})`,
  AUTHOR_WRITTEN: () => 'Le guichet a écrit à l’auteur',
  AFTERWARDS_SAID: ({ because: { answeredBy, safer, heard } }) =>
    `Avis après la clôture. Répond : ${label('answeredBy', answeredBy)}. Se sent : ${label('safer', safer)}. A été entendu : ${label('heard', heard)}`,
  DECLARATION_AMENDED: ({ because }) => amended[because.what],
  DECLARATION_COMPLETED: ({ because }) =>
    because.part === 'WRITTEN' ? 'Confirmation écrite reçue de l’établissement' : 'Seconde partie de la déclaration reçue',
  TEXT_HELD: ({ because }) => (because.urgent ? 'Récit retenu : à relire d’urgence' : 'Récit retenu : à relire avant de le transmettre'),
  TEXT_AGREED: ({ because }) => `Récit à transmettre accepté (version ${because.version})`,
  ORIGINAL_GIVEN: (_entry, said) => `Original d’une pièce remis à ${said.body}`,
  LINK_REPLACED: (_entry, said) => `Lien remplacé : celui de ${said.body} n’ouvre plus rien, il en est averti`,
  EXTENSION_REQUESTED: ({ because }, said) => `Délai demandé par ${said.body}, jusqu’au ${said.day(because.until)}`,
  EXTENSION_GRANTED: ({ because }, said) => `Délai accordé à ${said.body}, jusqu’au ${said.day(because.until)}`,
  EXTENSION_REFUSED: (_entry, said) => `Délai refusé à ${said.body}`,
  CASE_LINKED: ({ because }) => (because.relation === 'MERGED_HERE' ? 'Un autre dossier est fusionné dans celui-ci' : 'Dossier lié à un autre'),
  ANSWER_CHALLENGED: (_entry, said) => `Réponse contestée : ${said.body} reprend l’enquête`,
  INFORMING_NOTED: ({ because: { whom, said: noted } }, said) =>
    'on' in noted
      ? `Information faite : ${label('informedParty', whom)}, le ${said.day(noted.on)}`
      : `Information différée jusqu’au ${said.day(noted.until)} : ${label('informedParty', whom)}. ${label('deferralReason', noted.why)}`,
  HELD: ({ because: { why, until } }, said) => `Conservation demandée jusqu’au ${said.day(until)} : ${label('holdReason', why)}`,
  VERSION_CHANGED: ({ because: { procedure, from } }) => `Protocole suivi : ${version(procedure)}, au lieu de ${version(from)}`,
  DOCUMENT_MADE: ({ because }, said) => `Document établi, version ${because.version}${said.about}`,
};

const amended: Record<EntryOf<'DECLARATION_AMENDED'>['because']['what'], string> = {
  CORRECTION: 'L’établissement corrige ou complète sa déclaration',
  WITHDRAWAL: 'L’établissement retire sa déclaration',
  MESSAGE: 'Message de l’établissement',
};

const plainly = ({ kind }: Entry, { task, about }: Sayer): string => `${entryTable[kind].label}${task === '' ? about : ` : ${task}`}`;

const authorReach: Record<AuthorReach, string> = { EMAIL: 'courriel', PHONE: 'appel à faire', LETTER: 'courrier à envoyer' };
const authorNews: Record<AuthorNews, string> = {
  RECEIVED: 'alerte reçue',
  TRANSFERRED: 'alerte transmise',
  LAPSED: 'échéance dépassée',
  NOT_RETAINED: 'alerte non retenue',
  CLOSED: 'dossier clos',
  MESSAGE: 'message du guichet',
};

const deadlines: Record<DeadlineKind, string> = {
  HANDOVER: 'délai de remise',
  CHANNEL: 'patience du canal',
  REMIND: 'relance prévue',
  LIMIT: 'délai du protocole',
  ESCALATE: 'escalade prévue',
  OBLIGATION: 'échéance de l’obligation',
  TASK: 'échéance de la tâche',
  LOOK_AGAIN: 'vérification après clôture',
};

const cancelledBecause: Partial<Record<EntryOf<'CANCELLED'>['because']['reason'], string[]>> = {
  CONFLICT: ['conflit d’intérêts'],
  TAKEN_BACK: ['le destinataire d’avant revient sur son refus'],
  NO_LONGER_ASKED: ['les faits ont changé, le protocole ne la demande plus'],
};

function whyOf(entry: Entry, names: Names): string {
  const { because } = entry;
  // Each rule is said with the transfer it leads to.
  const rules = 'rules' in because && entry.kind !== 'ROUTED' ? because.rules.map((rule) => names.rule(rule)) : [];
  const passed = passedDeadline(entry);
  const deadline = passed === null ? [] : [deadlines[passed]];
  const reason = entry.kind === 'CANCELLED' ? (cancelledBecause[entry.because.reason] ?? []) : [];
  const versions =
    'directory' in because && because.procedure !== undefined ? [`protocole ${version(because.procedure)}, annuaire ${because.directory}`] : [];
  return [...rules, ...deadline, ...reason, ...versions].join(' · ');
}

const tones: Partial<Record<EntryKind, TimelineEntry['tone']>> = {
  ACKNOWLEDGED: 'answer',
  IN_CHARGE: 'answer',
  OUTCOME_GIVEN: 'answer',
  PROGRESS_SAID: 'answer',
  DATES_SAID: 'answer',
  INFORMATION_REQUESTED: 'due',
  EXTENSION_REQUESTED: 'due',
  TASK_RAISED: 'due',
  TASK_HANDED_BACK: 'due',
  TASK_RELEASED: 'due',
  REMINDED: 'due',
  REMINDED_NOW: 'due',
  LIMIT_MISSED: 'late',
  ESCALATED: 'late',
  OBLIGATION_LAPSED: 'late',
  UNDELIVERABLE: 'late',
  DELIVERY_FAILED: 'late',
  TASK_LATE: 'late',
  GAP: 'late',
  CONFLICT: 'late',
  REFUSED: 'late',
  LATE_ANSWER: 'due',
};

/** How a line of the chronology weighs on whoever reads it. */
export const toneOf = (kind: EntryKind): TimelineEntry['tone'] => tones[kind] ?? 'plain';

/** Parts of the chronology that may be shown alone. */
export const filters = {
  tout: { label: 'Tout', kinds: null },
  reponses: {
    label: 'Réponses',
    kinds: [
      'ACKNOWLEDGED',
      'IN_CHARGE',
      'OUTCOME_GIVEN',
      'REFUSED',
      'INFORMATION_REQUESTED',
      'INFORMATION_GIVEN',
      'EXTENSION_REQUESTED',
      'EXTENSION_GRANTED',
      'EXTENSION_REFUSED',
      'PROGRESS_SAID',
      'DATES_SAID',
      'MEETING_SET',
      'LATE_ANSWER',
    ],
  },
  retards: {
    label: 'Relances et retards',
    kinds: [
      'REMINDED',
      'REMINDED_NOW',
      'REMINDER_OVERTAKEN',
      'LIMIT_MISSED',
      'ESCALATED',
      'OBLIGATION_LAPSED',
      'TASK_LATE',
      'UNDELIVERABLE',
      'DELIVERY_FAILED',
    ],
  },
  taches: { label: 'Tâches', kinds: entryKinds.filter((kind) => kind.startsWith('TASK_')) },
  notes: { label: 'Notes', kinds: ['NOTE', 'RESULT_RECORDED'] },
} as const satisfies Record<string, { label: string; kinds: readonly EntryKind[] | null }>;

export type Filter = keyof typeof filters;
