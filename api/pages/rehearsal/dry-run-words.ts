import { frenchDateTime, frenchDay, frenchSpan } from '../../../calendar/french.ts';
import { dayIn } from '../../../calendar/local.ts';
import type { Instant, Span } from '../../../calendar/span.ts';
import { territoryOf } from '../../../calendar/territory.ts';
import { type Entry, type EntryOf, passedDeadline } from '../../../cases/model/entries.ts';
import type { Transfer } from '../../../cases/model/state.ts';
import { leadingStage } from '../../../cases/running/stages.ts';
import { Turn, type World } from '../../../cases/running/turn.ts';
import { bodyName, establishmentName } from '../../../directory/names.ts';
import type { Stage } from '../../../procedures/procedure.ts';
import type { ToldEntry } from '../../../rehearsal/dry-run/play.ts';
import type { Simulation } from '../../../rehearsal/dry-run/simulate.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { TimelineRow } from '../../../templates/views/rehearsal.ts';
import type { EntryKind } from '../../../vocabulary/entries.ts';
import { channelLabel } from '../../../vocabulary/outgoing-channels.ts';
import { label, type Reach, type TaskAudience } from '../../../vocabulary/vocabulary.ts';
import { askingSentence } from '../words/asking-sentence.ts';
import { entryWords, toneOf } from '../words/journal-words.ts';
import { type Names, orderWordsIn } from '../words/names.ts';
import { taskReason } from './protocol-words.ts';

/** What happens and why, in French, with the sentences of the protocol that make it happen. The line stands beside the recipient's name. */
export function lineWords(told: ToldEntry, simulation: Simulation, world: World): Pick<TimelineRow, 'what' | 'why' | 'tone'> {
  const { entry, also } = told;
  const words = whats[entry.kind] as ((entry: Entry, setting: Setting) => string) | undefined;
  const said = words === undefined ? entryWords(entry, rehearsalNames(world), simulation.state) : words(entry, { ...told, simulation, world });
  const why = [...new Set([entry, ...also].flatMap((one) => whyOf(one, simulation, world)))];
  return { what: typographic(said), why: why.map(typographic), tone: toneOf(entry.kind) };
}

/** How a rehearsal speaks: nobody of the desk acts in it by name. */
function rehearsalNames({ directory, procedure }: World): Names {
  return {
    account: () => 'Le guichet',
    organisation: (id) => bodyName(directory, id),
    contact: (id) => directory.contactById.get(id)?.name ?? 'Destinataire',
    reach: () => ({}),
    establishment: (finess) => establishmentName(directory, finess),
    day: (at) => frenchDay(dayIn(at, territoryOf(directory.department).zone)),
    moment: (at) => frenchDateTime(at, territoryOf(directory.department).zone),
    rule: orderWordsIn(procedure),
  };
}

const next: Record<TaskAudience, string> = {
  DUTY: 'la suppléance est appelée',
  DESK: 'cela reste au guichet',
  COORDINATOR: 'la coordination est appelée',
};
const wanted: Record<Reach, string> = { ACKNOWLEDGED: 'l’accusé de réception', IN_CHARGE: 'la prise en charge', OUTCOME_GIVEN: 'la suite donnée' };
const list = new Intl.ListFormat('fr', { type: 'conjunction' });

/** What an entry is told with. */
interface Setting extends Omit<ToldEntry, 'entry'> {
  simulation: Simulation;
  world: World;
}

/** What a recipient's own line says of it; other kinds are said as in the journal of a case. */
const whats: { [Kind in EntryKind]?: (entry: EntryOf<Kind>, setting: Setting) => string } = {
  TRANSFER_ORDERED: ({ because: { channel } }, { handedOver }) =>
    `${handedOver ? 'Prévenu' : 'À prévenir'}${channel === null ? '' : ` par ${channelLabel(channel)}`}`,
  HANDED_OVER: () => 'Prévenu',
  CHANNEL_CHANGED: ({ because }) => `À prévenir maintenant par ${channelLabel(because.channel)}`,
  DELIVERY_FAILED: ({ because }) =>
    because.code === 'RecipientRejected' ? 'L’adresse est refusée' : 'Le serveur de messagerie ne répond pas ; nouvel essai chaque heure',
  UNDELIVERABLE: ({ because }) => (because.why === 'NO_CHANNEL_LEFT' ? 'Plus aucun canal ne reste' : 'Non remis par ce canal'),
  ACKNOWLEDGED: () => 'Accuse réception',
  IN_CHARGE: () => 'Prend en charge',
  OUTCOME_GIVEN: ({ because: { opinion, outcome } }) =>
    opinion === undefined ? `Donne une suite : ${outcome.map((code) => label('outcome', code)).join(', ')}` : label('opinion', opinion),
  REFUSED: ({ because }) => `Refuse : ${label('refusalReason', because.reason).toLowerCase()}`,
  INFORMATION_REQUESTED: () => 'Demande un complément : ses délais s’arrêtent',
  INFORMATION_GIVEN: () => 'Reçoit le complément : ses délais reprennent',
  REMINDED: ({ because }) => `Relance ${because.rank}, pour ${wanted[because.reach]}`,
  LIMIT_MISSED: ({ because }) => `Délai dépassé pour ${wanted[because.reach]}`,
  ESCALATED: ({ because: { told } }, { world: { directory } }) =>
    told === null
      ? 'Escalade : le guichet doit décider'
      : `Escalade : ${directory.contactById.get(told.contact)?.name ?? 'un autre contact'} est prévenu`,
  REROUTED: ({ because }, { world: { directory } }) =>
    `N’est plus destinataire : ${directory.organisationById.get(because.organisation)?.name ?? 'un autre'} prend la suite`,
  OBLIGATION_LAPSED: () => 'Personne n’a pris en charge à temps : le guichet doit décider',
  TASK_LATE: (entry, { also, simulation: { state }, world: { directory } }) => {
    const names = [entry, ...also].map(({ task: id }) => {
      const task = state.tasks.find((one) => one.id === id);
      const of = state.transfers.find((one) => one.id === task?.transfer)?.organisation;
      const name = of === undefined ? '' : ` (${bodyName(directory, of)})`;
      return task === undefined ? '' : `${label('taskKind', task.kind).toLowerCase()}${name}`;
    });
    const what = also.length === 0 ? 'Tâche en retard' : `${also.length + 1}\u00a0tâches en retard`;
    const { moved } = entry.because;
    return `${what} : ${list.format(names)} ; ${moved === null ? 'cela reste à la coordination' : next[moved.to]}`;
  },
};

const since: Record<Reach, string> = { ACKNOWLEDGED: 'la remise', IN_CHARGE: 'l’accusé de réception', OUTCOME_GIVEN: 'la prise en charge' };
const awaited: Record<Reach, string> = {
  ACKNOWLEDGED: 'L’accusé de réception était attendu',
  IN_CHARGE: 'La prise en charge était attendue',
  OUTCOME_GIVEN: 'La suite donnée était attendue',
};

function whyOf(entry: Entry, simulation: Simulation, world: World): string[] {
  const transfer = simulation.state.transfers.find(({ id }) => id === entry.transfer);
  const task = simulation.state.tasks.find(({ id }) => id === entry.task);
  const stageOf = (reach: Reach) => (transfer === undefined ? undefined : openedStage(transfer, reach, entry.at, simulation, world)?.stage);
  switch (entry.kind) {
    case 'TRANSFER_ORDERED':
      return [...takesOver(transfer, simulation, world), ...entry.because.rules.map((rule) => askingSentence(rule, world))];
    case 'REMINDED': {
      const { reach, rank } = entry.because;
      return spoken(stageOf(reach)?.remind[rank - 1], (span) => `Sans réponse ${span} après ${since[reach]}.`);
    }
    case 'LIMIT_MISSED': {
      const { reach } = entry.because;
      return spoken(stageOf(reach)?.within, (span) => `${awaited[reach]} sous ${span}.`);
    }
    case 'ESCALATED': {
      const { reach, rank } = entry.because;
      return spoken(stageOf(reach)?.escalate[rank - 1]?.after, (span) => `${span} après le délai dépassé, toujours sans réponse.`);
    }
    case 'OBLIGATION_LAPSED':
      return ['Délai de l’obligation, fixé à la transmission : il ne change pas quand un autre destinataire prend la suite.'];
    case 'TASK_RAISED':
      return task === undefined ? [] : [...taskReason(task.cause, world), `À faire sous ${frenchSpan(task.within)}.`];
    case 'TASK_LATE':
      return task === undefined ? [] : [`Pas faite sous ${frenchSpan(task.within)}.`];
    case 'REROUTED':
      return entry.because.reason === 'SILENT' ? ['Le protocole change de destinataire après ce silence.'] : [];
    case 'UNDELIVERABLE':
      return passedDeadline(entry) === 'CHANNEL' ? ['Le canal n’a pas remis dans le délai que le protocole lui laisse.'] : [];
    default:
      return [];
  }
}

const spoken = (span: Span | undefined, say: (words: string) => string): string[] => (span === undefined ? [] : [say(frenchSpan(span))]);

/** The stage of the protocol that counts: opened by the hand-over, or by the answer before it. */
function openedStage(transfer: Transfer, reach: Reach, at: Instant, { entries, state }: Simulation, world: World): { stage: Stage } | null {
  const before = entries.findLast((entry) => entry.transfer === transfer.id && entry.at <= at && entry.kind in since && entry.kind !== reach);
  const turn = new Turn(state, at, { kind: 'CLOCK', id: null }, world);
  return leadingStage(turn, transfer, reach, reach === 'ACKNOWLEDGED' ? (transfer.handedOverAt ?? at) : (before?.at ?? at));
}

function takesOver(transfer: Transfer | undefined, { state }: Simulation, { directory }: World): string[] {
  const before = state.transfers.find(({ id }) => id === transfer?.replaces);
  if (before === undefined) return [];
  const name = bodyName(directory, before.organisation);
  const refused = before.refusal === null ? 'resté sans réponse' : `qui a refusé (${label('refusalReason', before.refusal).toLowerCase()})`;
  return [`Prend la suite de ${name}, ${refused}.`];
}
