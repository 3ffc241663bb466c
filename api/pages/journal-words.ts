import type { Actor, EntryKind } from '../../cases/events.ts';
import type { Recorded } from '../../cases/journal.ts';
import { label } from '../../cases/vocabulary.ts';
import { typographic } from '../../templates/typography.ts';
import type { TimelineEntry } from '../../templates/views-case.ts';

/** How ids of a journal are said to people. */
export interface Names {
  account(id: string): string;
  organisation(id: string): string;
  contact(id: string): string;
  rule(id: string): string;
}

type Line = Recorded & { content: unknown };
const MINUTE = 60_000;

/** One line of the chronology, in words. Codes that have no words yet are shown as they are, never hidden. */
export function timelineEntry(entry: Line, names: Names): TimelineEntry {
  const why = whyOf(entry, names);
  const text = textOf(entry.content);
  return {
    id: `e${entry.seq}`,
    kind: entry.kind,
    at: entry.at,
    ...(entry.recordedAt - entry.at > MINUTE && { noticedAt: entry.recordedAt }),
    who: actorName(entry.by, names),
    what: typographic(what[entry.kind](entry, names)),
    ...(why !== '' && { why: typographic(why) }),
    ...(text !== undefined && { text }),
    tone: tones[entry.kind] ?? 'plain',
    proof: { number: entry.seq, hash: entry.hash.toString('hex').slice(0, 12) },
  };
}

/** Text that somebody wrote beside an act. An alert's own content is shown apart. */
function textOf(content: unknown): string | undefined {
  if (typeof content !== 'object' || content === null || !('text' in content)) return undefined;
  return typeof content.text === 'string' && content.text !== '' ? content.text : undefined;
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
const channels: Record<string, string> = { EMAIL: 'courriel', PHONE_TASK: 'téléphone', LETTER_TASK: 'courrier', API: 'système à système' };

const reachOf = ({ because }: Line): string => because.codes?.map((code) => reaches[code]).find((word) => word !== undefined) ?? 'la réponse';
const bodyOf = ({ because }: Line, names: Names): string =>
  because.organisation === undefined ? 'le destinataire' : names.organisation(because.organisation);
const listed = (family: 'outcome' | 'refusalReason', { because }: Line): string =>
  (because.codes ?? []).map((code) => label(family, code)).join(', ');
const taskOf = ({ because, changes, task }: Line): string => {
  const kind =
    because.codes?.[0] ??
    changes.flatMap((change) => ('task' in change && change.task.id === task && change.task.kind !== undefined ? [change.task.kind] : []))[0];
  return kind === undefined ? 'tâche' : label('taskKind', kind);
};

const what: Record<EntryKind, (entry: Line, names: Names) => string> = {
  ALERT_RECORDED: ({ because }) => `Alerte reçue : ${label('channel', because.codes?.[1] ?? '')}`,
  QUALIFIED: ({ because }) => (because.reason === 'AUTOMATIC' ? 'Qualification reprise de l’alerte, selon le protocole' : 'Qualification confirmée'),
  ROUTED: ({ transfer }) => (transfer === undefined ? 'Destinataires décidés selon le protocole' : 'Transmission complétée'),
  TRANSFER_ORDERED: (entry, names) => `Transmission décidée vers ${bodyOf(entry, names)}`,
  HANDED_OVER: (entry, names) => {
    const kind = entry.because.codes?.[0];
    if (kind === 'DUTY_CALL') return 'Personne d’astreinte prévenue';
    if (kind === 'REMINDER') return 'Relance remise';
    if (kind === 'ESCALATION') return 'Escalade remise';
    if (kind === 'INFORMATION') return 'Complément remis';
    if (kind === 'REVOKED') return 'Fin de transmission annoncée';
    return `Transmission remise à ${bodyOf(entry, names)}`;
  },
  DELIVERY_FAILED: ({ because }) => `Remise en échec (${because.codes?.at(-1) ?? 'sans code'})`,
  UNDELIVERABLE: ({ because }) => (because.reason === 'NO_CHANNEL_LEFT' ? 'Non remis : aucun canal ne reste' : 'Non remis par ce canal'),
  CHANNEL_CHANGED: ({ because }) => `Canal employé : ${channels[because.codes?.[0] ?? ''] ?? because.codes?.[0] ?? ''}`,
  ACKNOWLEDGED: (entry, names) => `Reçu par ${bodyOf(entry, names)}`,
  IN_CHARGE: (entry, names) => `Pris en charge par ${bodyOf(entry, names)}`,
  INFORMATION_REQUESTED: (entry, names) => `Complément demandé par ${bodyOf(entry, names)}`,
  INFORMATION_GIVEN: (entry, names) => `Complément donné à ${bodyOf(entry, names)}`,
  REFUSED: (entry, names) => `Refusé par ${bodyOf(entry, names)} : ${listed('refusalReason', entry)}`,
  REROUTED: (entry, names) => `Réorienté vers ${bodyOf(entry, names)}`,
  OUTCOME_GIVEN: (entry, names) => `Suite donnée par ${bodyOf(entry, names)} : ${listed('outcome', entry)}`,
  CANCELLED: () => 'Transmission annulée',
  REMINDED: (entry, names) => `Relance ${entry.because.rank ?? 1} à ${bodyOf(entry, names)}, sur ${reachOf(entry)}`,
  REMINDER_OVERTAKEN: (entry) => `Relance ${entry.because.rank ?? 1} dépassée par une autre`,
  LIMIT_MISSED: (entry, names) => `Délai dépassé pour ${reachOf(entry)} : ${bodyOf(entry, names)}`,
  ESCALATED: ({ because }, names) =>
    because.contact !== undefined
      ? `Escalade : ${names.contact(because.contact)} prévenu`
      : because.organisation !== undefined
        ? `Escalade : ${names.organisation(because.organisation)}`
        : 'Escalade : le guichet doit décider',
  OBLIGATION_LAPSED: () => 'Personne n’a pris en charge à l’échéance de l’obligation',
  LATE_ANSWER: (entry, names) => `Réponse tardive de ${bodyOf(entry, names)}`,
  GAP: ({ because }) => `Aucun destinataire pour : ${because.role === undefined ? '' : label('role', because.role)}`,
  TASK_RAISED: (entry) => `Tâche : ${taskOf(entry)}`,
  TASK_TAKEN: () => 'Tâche prise',
  TASK_DONE: () => 'Tâche faite',
  TASK_CANCELLED: () => 'Tâche sans objet',
  TASK_LATE: (entry) => `Tâche en retard : ${taskOf(entry)}`,
  CONFLICT: (entry, names) => `Conflit d’intérêts : ${bodyOf(entry, names)} écarté`,
  RESULT_RECORDED: () => 'Résultat noté',
  CLOSED: () => 'Dossier clos',
  NOT_RETAINED: ({ because }) => `Non retenu : ${label('notRetainedReason', because.reason ?? '')}`,
  REOPENED: () => 'Dossier rouvert',
  LOOK_AGAIN: () => 'Nouvelle vérification prévue',
  NOTE: ({ because }) => (because.reason === 'CLOCK_MOVED' ? 'Horloge de l’exercice avancée' : 'Note'),
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
  const rules = (because.rules ?? []).map((rule) => names.rule(rule));
  const versions = because.procedure === undefined ? [] : [`protocole ${because.procedure}, annuaire ${because.directory ?? ''}`];
  const deadline = because.deadline === undefined ? [] : [deadlines[because.deadline] ?? because.deadline];
  const reason = kind === 'CANCELLED' && because.reason !== undefined ? [`motif : ${because.reason}`] : [];
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
