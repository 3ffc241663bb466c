import type { Actor, Entry } from '../../../cases/model/events.ts';
import type { CaseState } from '../../../cases/model/state.ts';
import type { Recorded } from '../../../cases/record/journal.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { TimelineEntry } from '../../../templates/views/case.ts';
import type { EntryKind } from '../../../vocabulary/entries.ts';
import { channelLabel } from '../../../vocabulary/outgoing-channels.ts';
import { label } from '../../../vocabulary/vocabulary.ts';
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
    at: entry.at,
    ...(entry.recordedAt - entry.at > MINUTE && { noticedAt: entry.recordedAt }),
    who: actorName(entry.by, names),
    what: entryWords(entry, names, state),
    ...(why !== '' && { why: typographic(why) }),
    ...(text !== undefined && { text }),
    tone: toneOf(entry.kind),
    proof: { number: entry.seq, hash: entry.hash.toString('hex').slice(0, 12) },
  };
}

/** What an entry says happened, in a few words. */
export function entryWords(entry: Entry, names: Names, state: CaseState): string {
  return typographic(what[entry.kind](entry, sayer(entry, names, state)));
}

/** Text that somebody wrote beside an act. An alert's own content is shown apart. */
function textOf(content: unknown): string | undefined {
  if (typeof content !== 'object' || content === null) return undefined;
  const text = 'toAuthor' in content ? content.toAuthor : 'text' in content ? content.text : '';
  return typeof text === 'string' && text !== '' ? text : undefined;
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

const reaches: Record<string, string> = { ACKNOWLEDGED: 'l’accusé de réception', IN_CHARGE: 'la prise en charge', OUTCOME_GIVEN: 'la suite donnée' };

/** What the words of an entry are made from: the body it is about, the task, the codes. */
interface Sayer {
  body: string;
  /** The recipient's name after a colon, where the entry is about a transfer. */
  about: string;
  task: string;
  contact(id: string): string;
  organisation(id: string): string;
}

function sayer({ because, transfer, task }: Entry, names: Names, { transfers, tasks }: CaseState): Sayer {
  const of = transfers.find(({ id }) => id === transfer)?.organisation;
  const organisation = because.organisation ?? of;
  const kind = tasks.find(({ id }) => id === task)?.kind;
  return {
    body: organisation === undefined ? 'le destinataire' : names.organisation(organisation),
    about: of === undefined ? '' : ` : ${names.organisation(of)}`,
    task: kind === undefined ? '' : `${label('taskKind', kind)}${of === undefined ? '' : ` (${names.organisation(of)})`}`,
    contact: names.contact,
    organisation: names.organisation,
  };
}

const reachOf = ({ because }: Entry): string => because.codes?.map((code) => reaches[code]).find((word) => word !== undefined) ?? 'la réponse';
const listed = (family: 'outcome' | 'refusalReason', { because }: Entry): string =>
  (because.codes ?? []).map((code) => label(family, code)).join(', ');

const what: Record<EntryKind, (entry: Entry, said: Sayer) => string> = {
  ALERT_RECORDED: ({ because }) => `Alerte reçue : ${label('channel', because.codes?.[1] ?? '')}`,
  QUALIFIED: ({ because }) => (because.reason === 'AUTOMATIC' ? 'Qualification reprise de l’alerte, selon le protocole' : 'Qualification confirmée'),
  ROUTED: ({ transfer }) => (transfer === undefined ? 'Destinataires décidés selon le protocole' : 'Transmission complétée'),
  TRANSFER_ORDERED: (_entry, said) => `Transmission décidée vers ${said.body}`,
  HANDED_OVER: (entry, said) => {
    const kind = entry.because.codes?.[0];
    if (kind === 'DUTY_CALL') return 'Personne d’astreinte prévenue';
    if (kind === 'REMINDER') return 'Relance remise';
    if (kind === 'ESCALATION') return 'Escalade remise';
    if (kind === 'INFORMATION') return 'Complément remis';
    if (kind === 'REVOKED') return 'Fin de transmission annoncée';
    if (kind === 'AUTHOR') return 'Courriel à l’auteur remis';
    return `Transmission remise à ${said.body}`;
  },
  DELIVERY_FAILED: ({ because }, said) => `Remise en échec (${because.codes?.at(-1) ?? 'sans code'})${said.about}`,
  UNDELIVERABLE: ({ because }, said) =>
    because.reason === 'NO_CHANNEL_LEFT' ? `Aucun canal ne reste${said.about}` : `Non remis par ce canal${said.about}`,
  CHANNEL_CHANGED: ({ because }, said) => `Par ${channelLabel(because.codes?.[0] ?? '')}${said.about}`,
  ACKNOWLEDGED: (_entry, said) => `Reçu par ${said.body}`,
  IN_CHARGE: (_entry, said) => `Pris en charge par ${said.body}`,
  INFORMATION_REQUESTED: (_entry, said) => `Complément demandé par ${said.body}`,
  INFORMATION_GIVEN: (_entry, said) => `Complément donné à ${said.body}`,
  REFUSED: (entry, said) => `Refusé par ${said.body} : ${listed('refusalReason', entry)}`,
  REROUTED: (_entry, said) => `Réorienté vers ${said.body}`,
  OUTCOME_GIVEN: (entry, said) => `Suite donnée par ${said.body} : ${listed('outcome', entry)}`,
  CANCELLED: (_entry, said) => `Transmission annulée${said.about}`,
  REMINDED: (entry, said) => `Relance ${entry.because.rank ?? 1} à ${said.body}, sur ${reachOf(entry)}`,
  REMINDER_OVERTAKEN: (entry, said) => `Relance ${entry.because.rank ?? 1} dépassée par une autre${said.about}`,
  LIMIT_MISSED: (entry, said) => `Délai dépassé pour ${reachOf(entry)} : ${said.body}`,
  ESCALATED: ({ because }, said) =>
    because.contact !== undefined
      ? `Escalade : ${said.contact(because.contact)} prévenu`
      : because.organisation !== undefined
        ? `Escalade : ${said.organisation(because.organisation)}`
        : 'Escalade : le guichet doit décider',
  OBLIGATION_LAPSED: () => 'Personne n’a pris en charge à l’échéance de l’obligation',
  LATE_ANSWER: (_entry, said) => `Réponse tardive de ${said.body}`,
  GAP: ({ because }) => `Aucun destinataire pour : ${because.role === undefined ? '' : label('role', because.role)}`,
  TASK_RAISED: (_entry, said) => `Tâche : ${said.task}`,
  TASK_TAKEN: (_entry, said) => `Tâche prise : ${said.task}`,
  TASK_DONE: (_entry, said) => `Tâche faite : ${said.task}`,
  TASK_CANCELLED: (_entry, said) => `Tâche sans objet : ${said.task}`,
  TASK_LATE: (_entry, said) => `Tâche en retard : ${said.task}`,
  CONFLICT: (_entry, said) => `Conflit d’intérêts : ${said.body} écarté`,
  RESULT_RECORDED: () => 'Résultat noté',
  CLOSED: () => 'Dossier clos',
  NOT_RETAINED: ({ because }) => `Non retenu : ${label('notRetainedReason', because.reason ?? '')}`,
  REOPENED: () => 'Dossier rouvert',
  LOOK_AGAIN: () => 'Nouvelle vérification prévue',
  NOTE: ({ because }) => (because.reason === 'CLOCK_MOVED' ? 'Horloge de l’exercice avancée' : 'Note'),
  AUTHOR_TOLD: ({ because }) => `Auteur prévenu : ${authorNews[because.reason ?? ''] ?? ''} (${authorReach[because.codes?.[1] ?? ''] ?? ''})`,
  AUTHOR_WRITTEN: () => 'Le guichet a écrit à l’auteur',
  DECLARATION_COMPLETED: ({ because }) =>
    because.codes?.[0] === 'WRITTEN' ? 'Confirmation écrite reçue de l’établissement' : 'Seconde partie de la déclaration reçue',
  SITUATION_NOTED: () => 'Situation d’ensemble notée',
  CASE_LINKED: ({ because }) => (because.reason === 'MERGED_HERE' ? 'Un autre dossier est fusionné dans celui-ci' : 'Dossier lié à un autre'),
  CASE_UNLINKED: () => 'Lien avec un autre dossier retiré',
  CASE_MERGED: () => 'Dossier fusionné dans un autre',
  CASE_UNMERGED: () => 'Dossier de nouveau séparé',
  ANSWER_CHALLENGED: (_entry, said) => `Réponse contestée : ${said.body} reprend l’enquête`,
  VERSION_CHANGED: ({ because: { codes = [] } }) => `Protocole suivi : ${codes[1] ?? ''}, au lieu de ${codes[0] ?? ''}`,
  DOCUMENT_MADE: ({ because }, said) => `Document établi, version ${because.rank ?? 1}${said.about}`,
};

const authorReach: Record<string, string> = { EMAIL: 'courriel', PHONE: 'appel à faire', LETTER: 'courrier à envoyer' };
const authorNews: Record<string, string> = {
  RECEIVED: 'alerte reçue',
  TRANSFERRED: 'alerte transmise',
  LAPSED: 'échéance dépassée',
  NOT_RETAINED: 'alerte non retenue',
  CLOSED: 'dossier clos',
  MESSAGE: 'message du guichet',
};

const deadlines: Record<string, string> = {
  HANDOVER: 'délai de remise',
  CHANNEL: 'patience du canal',
  REMIND: 'relance prévue',
  LIMIT: 'délai du protocole',
  ESCALATE: 'escalade prévue',
  OBLIGATION: 'échéance de l’obligation',
  TASK: 'échéance de la tâche',
  LOOK_AGAIN: 'vérification après clôture',
};

function whyOf({ because, kind }: Line, names: Names): string {
  // Each rule is said with the transfer it leads to.
  const rules = kind === 'ROUTED' ? [] : (because.rules ?? []).map((rule) => names.rule(rule));
  const versions = because.procedure === undefined ? [] : [`protocole ${because.procedure}, annuaire ${because.directory ?? ''}`];
  const deadline = because.deadline === undefined ? [] : [deadlines[because.deadline] ?? because.deadline];
  const reason = kind === 'CANCELLED' && because.reason === 'CONFLICT' ? ['conflit d’intérêts'] : [];
  return [...rules, ...deadline, ...reason, ...versions].join(' · ');
}

const tones: Partial<Record<EntryKind, TimelineEntry['tone']>> = {
  ACKNOWLEDGED: 'answer',
  IN_CHARGE: 'answer',
  OUTCOME_GIVEN: 'answer',
  INFORMATION_REQUESTED: 'due',
  TASK_RAISED: 'due',
  REMINDED: 'due',
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
    kinds: ['ACKNOWLEDGED', 'IN_CHARGE', 'OUTCOME_GIVEN', 'REFUSED', 'INFORMATION_REQUESTED', 'INFORMATION_GIVEN', 'LATE_ANSWER'],
  },
  retards: {
    label: 'Relances et retards',
    kinds: ['REMINDED', 'REMINDER_OVERTAKEN', 'LIMIT_MISSED', 'ESCALATED', 'OBLIGATION_LAPSED', 'TASK_LATE', 'UNDELIVERABLE', 'DELIVERY_FAILED'],
  },
  taches: { label: 'Tâches', kinds: ['TASK_RAISED', 'TASK_TAKEN', 'TASK_DONE', 'TASK_CANCELLED', 'TASK_LATE'] },
  notes: { label: 'Notes', kinds: ['NOTE', 'RESULT_RECORDED'] },
} as const satisfies Record<string, { label: string; kinds: readonly EntryKind[] | null }>;

export type Filter = keyof typeof filters;
