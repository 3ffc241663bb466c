import { frenchSpan } from '../../../calendar/french.ts';
import type { Instant, Span } from '../../../calendar/span.ts';
import type { Entry } from '../../../cases/model/events.ts';
import type { Transfer } from '../../../cases/model/state.ts';
import { leadingStage } from '../../../cases/running/stages.ts';
import { Turn, type World } from '../../../cases/running/turn.ts';
import type { Stage } from '../../../procedures/procedure.ts';
import type { ToldEntry } from '../../../rehearsal/dry-run/play.ts';
import type { Simulation } from '../../../rehearsal/dry-run/simulate.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { TimelineRow } from '../../../templates/views/rehearsal.ts';
import { channelLabel } from '../../../vocabulary/outgoing-channels.ts';
import { label, type Reach } from '../../../vocabulary/vocabulary.ts';
import { entryWords, toneOf } from '../words/journal-words.ts';
import type { Names } from '../words/names.ts';
import { askingSentence, taskReason } from './protocol-words.ts';

/** What happens and why, in French, with the sentences of the protocol that make it happen. The line stands beside the recipient's name. */
export function lineWords(told: ToldEntry, simulation: Simulation, world: World): Pick<TimelineRow, 'what' | 'why' | 'tone'> {
  const { entry, also } = told;
  const words = whats[entry.kind];
  const said = words === undefined ? entryWords(entry, rehearsalNames(world), simulation.state) : words(told, simulation, world);
  const why = [...new Set([entry, ...also].flatMap((one) => whyOf(one, simulation, world)))];
  return { what: typographic(said), why: why.map(typographic), tone: toneOf(entry.kind) };
}

/** How a rehearsal speaks: nobody of the desk acts in it by name. */
function rehearsalNames({ directory }: World): Names {
  return {
    account: () => 'Le guichet',
    organisation: (id) => directory.organisationById.get(id)?.name ?? id,
    contact: (id) => directory.contactById.get(id)?.name ?? 'Destinataire',
    reach: () => ({}),
    rule: (id) => id,
  };
}

const next: Record<string, string> = { DUTY: 'la suppléance est appelée', COORDINATOR: 'la coordination est appelée' };
const wanted: Record<Reach, string> = { ACKNOWLEDGED: 'l’accusé de réception', IN_CHARGE: 'la prise en charge', OUTCOME_GIVEN: 'la suite donnée' };
const wantedOf = ({ because }: Entry): string => wanted[(because.codes ?? []).find((code): code is Reach => code in wanted) ?? 'ACKNOWLEDGED'];
const list = new Intl.ListFormat('fr', { type: 'conjunction' });

type Say = (told: ToldEntry, simulation: Simulation, world: World) => string;

/** What a recipient's own line says of it; other kinds are said as in the journal of a case. */
const whats: Partial<Record<Entry['kind'], Say>> = {
  TRANSFER_ORDERED: ({ entry, handedOver }) => `${handedOver ? 'Prévenu' : 'À prévenir'} par ${channelOf(entry)}`,
  HANDED_OVER: () => 'Prévenu',
  CHANNEL_CHANGED: ({ entry }) => `À prévenir maintenant par ${channelOf(entry)}`,
  DELIVERY_FAILED: ({ entry }) =>
    entry.because.codes?.at(-1) === 'RecipientRejected'
      ? 'L’adresse est refusée'
      : 'Le serveur de messagerie ne répond pas ; nouvel essai chaque heure',
  UNDELIVERABLE: ({ entry }) => (entry.because.reason === 'NO_CHANNEL_LEFT' ? 'Plus aucun canal ne reste' : 'Non remis par ce canal'),
  ACKNOWLEDGED: () => 'Accuse réception',
  IN_CHARGE: () => 'Prend en charge',
  OUTCOME_GIVEN: ({ entry }) => `Donne une suite : ${(entry.because.codes ?? []).map((code) => label('outcome', code)).join(', ')}`,
  REFUSED: ({ entry }) => `Refuse : ${(entry.because.codes ?? []).map((code) => label('refusalReason', code).toLowerCase()).join(', ')}`,
  INFORMATION_REQUESTED: () => 'Demande un complément : ses délais s’arrêtent',
  INFORMATION_GIVEN: () => 'Reçoit le complément : ses délais reprennent',
  REMINDED: ({ entry }) => `Relance ${entry.because.rank ?? 1}, pour ${wantedOf(entry)}`,
  LIMIT_MISSED: ({ entry }) => `Délai dépassé pour ${wantedOf(entry)}`,
  ESCALATED: ({ entry: { because } }, _simulation, { directory }) =>
    because.contact === undefined
      ? 'Escalade : le guichet doit décider'
      : `Escalade : ${directory.contactById.get(because.contact)?.name ?? 'un autre contact'} est prévenu`,
  REROUTED: ({ entry: { because } }, _simulation, { directory }) =>
    `N’est plus destinataire : ${directory.organisationById.get(because.organisation ?? '')?.name ?? 'un autre'} prend la suite`,
  OBLIGATION_LAPSED: () => 'Personne n’a pris en charge à temps : le guichet doit décider',
  TASK_LATE: ({ entry, also }, { state }, { directory }) => {
    const names = [entry, ...also].map(({ task: id }) => {
      const task = state.tasks.find((one) => one.id === id);
      const of = state.transfers.find((one) => one.id === task?.transfer)?.organisation;
      const name = of === undefined ? '' : ` (${directory.organisationById.get(of)?.name ?? of})`;
      return task === undefined ? '' : `${label('taskKind', task.kind).toLowerCase()}${name}`;
    });
    const what = also.length === 0 ? 'Tâche en retard' : `${also.length + 1}\u00a0tâches en retard`;
    return `${what} : ${list.format(names)} ; ${next[entry.because.reason ?? ''] ?? 'cela reste à la coordination'}`;
  },
};

const channelOf = ({ because }: Entry): string => channelLabel(because.codes?.[0] ?? 'EMAIL');

const since: Record<Reach, string> = { ACKNOWLEDGED: 'la remise', IN_CHARGE: 'l’accusé de réception', OUTCOME_GIVEN: 'la prise en charge' };
const awaited: Record<Reach, string> = {
  ACKNOWLEDGED: 'L’accusé de réception était attendu',
  IN_CHARGE: 'La prise en charge était attendue',
  OUTCOME_GIVEN: 'La suite donnée était attendue',
};

function whyOf(entry: Entry, simulation: Simulation, world: World): string[] {
  const { kind, because, transfer: id, task: taskId } = entry;
  const transfer = simulation.state.transfers.find((one) => one.id === id);
  const task = simulation.state.tasks.find((one) => one.id === taskId);
  const reach = (because.codes ?? []).find((code): code is Reach => code in since);
  const stage = transfer === undefined || reach === undefined ? null : stageOf(transfer, reach, entry.at, simulation, world);
  switch (kind) {
    case 'TRANSFER_ORDERED':
      return [...takesOver(transfer, simulation, world), ...(because.rules ?? []).map((rule) => askingSentence(rule, world))];
    case 'REMINDED':
      return spoken(stage?.stage.remind[(because.rank ?? 1) - 1], (span) => `Sans réponse ${span} après ${since[reach ?? 'ACKNOWLEDGED']}.`);
    case 'LIMIT_MISSED':
      return spoken(stage?.stage.within, (span) => `${awaited[reach ?? 'ACKNOWLEDGED']} sous ${span}.`);
    case 'ESCALATED':
      return spoken(stage?.stage.escalate[(because.rank ?? 1) - 1]?.after, (span) => `${span} après le délai dépassé, toujours sans réponse.`);
    case 'OBLIGATION_LAPSED':
      return ['Délai de l’obligation, fixé à la transmission : il ne change pas quand un autre destinataire prend la suite.'];
    case 'TASK_RAISED':
      return task === undefined ? [] : [...taskReason(task.cause, world), `À faire sous ${frenchSpan(task.within)}.`];
    case 'TASK_LATE':
      return task === undefined ? [] : [`Pas faite sous ${frenchSpan(task.within)}.`];
    case 'REROUTED':
      return because.reason === 'SILENT' ? ['Le protocole change de destinataire après ce silence.'] : [];
    case 'UNDELIVERABLE':
    case 'DELIVERY_FAILED':
      return because.deadline === 'CHANNEL' ? ['Le canal n’a pas remis dans le délai que le protocole lui laisse.'] : [];
    default:
      return [];
  }
}

const spoken = (span: Span | undefined, say: (words: string) => string): string[] => (span === undefined ? [] : [say(frenchSpan(span))]);

/** The stage of the protocol that counts: opened by the hand-over, or by the answer before it. */
function stageOf(transfer: Transfer, reach: Reach, at: Instant, { entries, state }: Simulation, world: World): { stage: Stage } | null {
  const before = entries.findLast((entry) => entry.transfer === transfer.id && entry.at <= at && entry.kind in since && entry.kind !== reach);
  const turn = new Turn(state, at, { kind: 'CLOCK', id: null }, world);
  return leadingStage(turn, transfer, reach, reach === 'ACKNOWLEDGED' ? (transfer.handedOverAt ?? at) : (before?.at ?? at));
}

function takesOver(transfer: Transfer | undefined, { state }: Simulation, { directory }: World): string[] {
  const before = state.transfers.find(({ id }) => id === transfer?.replaces);
  if (before === undefined) return [];
  const name = directory.organisationById.get(before.organisation)?.name ?? before.organisation;
  const refused = before.refusal === null ? 'resté sans réponse' : `qui a refusé (${label('refusalReason', before.refusal).toLowerCase()})`;
  return [`Prend la suite de ${name}, ${refused}.`];
}
