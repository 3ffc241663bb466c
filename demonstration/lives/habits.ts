import { DAY, HOUR, MINUTE } from '../../calendar/milliseconds.ts';
import type { Instant } from '../../calendar/span.ts';
import type { Entry } from '../../cases/model/entries.ts';
import type { Actor, CaseEvent } from '../../cases/model/events.ts';
import type { Message } from '../../cases/model/message.ts';
import type { Task, Transfer } from '../../cases/model/state.ts';
import { isAnswered, isAwaited, isLeft, isLive } from '../../cases/model/transfer-status.ts';
import { possible } from '../../cases/possible.ts';
import { askedExtension } from '../../cases/running/extension-asked.ts';
import type { Dice } from './dice.ts';
import type { Life } from './life.ts';
import type { InventedSituation } from './situation.ts';
import { inventNote } from './words.ts';

/** Who lives a case, and what they know. */
export interface People {
  dice: Dice;
  life: Life;
  situation: InventedSituation;
  /** Accounts of the desk. */
  agents: readonly string[];
}

const messenger: Actor = { kind: 'DELIVERY', id: null };

/** What becomes of a message: nearly always accepted. */
export function fateOf(dice: Dice, message: Message, at: Instant): CaseEvent {
  const about = { at, by: messenger, message: message.id };
  if (dice.chance(message.kind === 'AUTHOR' ? 0.02 : 0.006)) return { ...about, kind: 'DeliveryFailed', permanent: true, code: 'RecipientRejected' };
  if (message.tries === 0 && dice.chance(0.01)) return { ...about, at: at + HOUR, kind: 'DeliveryFailed', permanent: false, code: 'SMTP_451' };
  return { ...about, kind: 'HandedOver' };
}

/** What people plan because of a line of the journal. */
export function becauseOf(people: People, entry: Entry): void {
  const { life } = people;
  const task = life.state.tasks.find(({ id }) => id === entry.task);
  const transfer = life.state.transfers.find(({ id }) => id === entry.transfer);
  if (entry.kind === 'TASK_RAISED' && task) doTask(people, task, entry.at);
  if (entry.kind === 'HANDED_OVER' && transfer?.handedOverAt === entry.at && transfer.purpose === 'ACTION') answer(people, transfer, entry.at);
  if (entry.kind === 'QUALIFIED') afterQualifying(people, entry.at);
  if (entry.kind === 'OUTCOME_GIVEN' || entry.kind === 'REOPENED') close(people, entry.at, 4);
  if (entry.kind === 'CLOSED') sayAfterwards(people, entry.at);
}

const otherMedians: Partial<Record<Task['kind'], number>> = { PHONE_NOW: 20 * MINUTE, CLOSE: 3 * DAY };

const agentOf = ({ dice, agents }: People): Actor => ({ kind: 'AGENT', id: dice.pick(agents) });

function doTask(people: People, { id, kind, carries, transfer }: Task, raisedAt: Instant): void {
  const { dice, life, situation } = people;
  const by = agentOf(people);
  const first = kind === 'QUALIFY' && life.state.qualification === 'AWAITED';
  const median = first && situation.facts.channel === 'PHONE' ? 6 * MINUTE : kind === 'QUALIFY' ? 3 * HOUR : (otherMedians[kind] ?? 7 * HOUR);
  // What somebody forgot is found again weeks later.
  const at = raisedAt + dice.around(!first && dice.chance(0.02) ? 25 * DAY : median);
  if (dice.chance(0.25))
    life.plan(
      raisedAt + Math.round((at - raisedAt) / 3),
      () => void life.act({ kind: 'TaskTaken', task: id, at: raisedAt + Math.round((at - raisedAt) / 3), by }),
    );
  life.plan(at, () => {
    if (life.state.qualification === 'AWAITED' && kind === 'QUALIFY') return qualify(people, at, by);
    if (kind === 'CLOSE') return conclude(people, at, by);
    if (kind === 'INFORMATION_REQUESTED' && transfer !== null)
      return void life.act({ kind: 'InformationGiven', transfer, at, by }, { content: { text: inventNote(dice) } });
    if (kind === 'EXTENSION_REQUESTED' && transfer !== null) return answerOnTime(people, transfer, at, by);
    if (kind === 'REFUSED' && transfer !== null && dice.chance(0.7)) life.act({ kind: 'TransferCancelled', transfer, reason: 'AGENT', at, by });
    if (kind === 'SILENT_RECIPIENT' && transfer !== null && dice.chance(0.4))
      life.act({ kind: 'TransferCancelled', transfer, reason: 'AGENT', at, by });
    if (kind === 'LOOK_AGAIN' && life.state.status === 'CLOSED' && dice.chance(0.06)) life.act({ kind: 'Reopened', at, by });
    life.act({ kind: 'TaskDone', task: id, at, by, ...(carries && { reached: dice.chance(0.92) }) });
  });
}

/** More often given than refused. */
function answerOnTime({ dice, life }: People, transfer: string, at: Instant, by: Actor): void {
  const asked = askedExtension(life.state, transfer);
  const granted = asked !== null && dice.chance(0.75) && life.act({ kind: 'ExtensionGranted', transfer, until: asked.until, at, by }) === null;
  if (!granted) life.act({ kind: 'ExtensionRefused', transfer, at, by }, { content: { text: 'La personne attend cette suite.' } });
}

/**
 * Nothing is awaited any more and the desk is asked to conclude: it closes. Said done without that, the task would only be raised again;
 * while somebody still owes an answer it stays, until `close` lets that go.
 */
function conclude({ dice, life }: People, at: Instant, by: Actor): void {
  if (life.state.status !== 'OPEN') return;
  if (life.state.result === null) life.act({ kind: 'ResultRecorded', at, by, result: resultOf(dice) });
  life.act({ kind: 'Closed', at, by });
}

function qualify({ dice, life, situation }: People, at: Instant, by: Actor): void {
  if (dice.chance(0.27)) {
    const reason = dice.weighted({ HORS_CHAMP: 40, SANS_ELEMENT: 30, DEJA_TRAITE: 10, AUTRE_CIRCUIT: 12, RETIRE_PAR_AUTEUR: 4, AUTRE: 4 });
    if (life.act({ kind: 'NotRetained', reason, at, by }, { content: { text: inventNote(dice) } }) === null) return;
  }
  life.act({ kind: 'Qualified', facts: situation.facts, basis: situation.basis, at, by });
}

function afterQualifying(people: People, at: Instant): void {
  const { dice, life } = people;
  close(people, at, 60);
  for (let notes = dice.below(3); notes > 0; notes -= 1) {
    const noted = at + dice.around(6 * DAY);
    const [by, eventId] = [agentOf(people), `page:${dice.idAt(noted)}`];
    life.plan(noted, () => void life.act({ kind: 'NoteAdded', at: noted, by }, { content: { text: inventNote(dice) }, eventId }));
  }
  const [author] = life.state.alerts;
  if (author?.reach === undefined || !dice.chance(0.1)) return;
  const written = at + dice.around(5 * DAY);
  const by = agentOf(people);
  life.plan(written, () => void life.act({ kind: 'AuthorWritten', alert: author.id, at: written, by }, { content: { toAuthor: inventNote(dice) } }));
}

function answer({ dice, life }: People, { id, contact, organisation }: Transfer, since: Instant): void {
  const by: Actor = { kind: 'PARTNER', id: contact };
  if (dice.chance(0.03)) return;
  const about = { transfer: id, by };
  const slow = dice.chance(0.08) ? 6 : 1;
  const received = since + slow * dice.around(2 * HOUR);
  const does = (event: CaseEvent): void => life.plan(event.at, () => void life.act(event));
  does({ kind: 'Acknowledged', at: received, ...about });
  if (dice.chance(0.05)) {
    const reason = dice.weighted({ HORS_COMPETENCE: 45, HORS_TERRITOIRE: 15, DOUBLON: 20, CONFLIT_INTERETS: 8, AUTRE: 12 });
    does({ kind: 'Refused', at: received + dice.around(DAY), ...about, reason });
    return;
  }
  if (dice.chance(0.05)) does({ kind: 'InformationRequested', at: received + dice.around(4 * HOUR), ...about });
  const charge = received + slow * dice.around(14 * HOUR);
  if (!dice.chance(0.02)) does({ kind: 'TakenInCharge', at: charge, ...about });
  if (dice.chance(0.04)) return;
  const outcome = dice.weighted({
    MISE_EN_PLACE_ACCOMPAGNEMENT: 30,
    MESURES_CORRECTIVES: 20,
    SANS_SUITE: 15,
    REPONSE_APPORTEE_PAR_SERVICE_INSTRUCTEUR: 10,
    ACCES_REVISION_DROIT_PRESTATION: 8,
    NON_COMMUNICABLE: organisation.startsWith('parquet') ? 40 : 3,
    SAISIE_JUSTICE: 5,
    ADMISSION_STRUCTURE: 4,
    IMPOSSIBLE_EVALUER: 4,
  });
  if (dice.chance(0.15)) askForTime(life, id, by, charge + 25 * DAY + dice.around(3 * DAY));
  does({ kind: 'OutcomeGiven', at: charge + slow * dice.around(7 * DAY), ...about, outcome: [outcome] });
}

/** Somebody who will not be ready asks for the time there may be. */
function askForTime(life: Life, transfer: string, by: Actor, at: Instant): void {
  life.plan(at, () => {
    const one = life.state.transfers.find(({ id }) => id === transfer);
    const room = one && possible(life.state, life.world, by, at).moreTime(one);
    if (room)
      life.act({ kind: 'ExtensionRequested', transfer, until: room.until, at, by }, { content: { text: 'La visite n’a pas encore pu se faire.' } });
  });
}

/** An agent comes back to the case until everybody has said what came of it; after months, what nobody answered is let go. */
function close(people: People, since: Instant, medianDays: number): void {
  const { dice, life } = people;
  const at = since + dice.around(medianDays * DAY);
  const by = agentOf(people);
  life.plan(at, () => {
    if (life.state.status !== 'OPEN') return;
    const age = at - life.state.openedAt;
    if (age > 100 * DAY) letGo(people, at, by);
    const acting = life.state.transfers.filter((transfer) => transfer.purpose === 'ACTION' && isLive(transfer));
    const ready = age > 60 * DAY ? acting.every(isAnswered) : acting.length === 0;
    if (ready && life.state.result === null) life.act({ kind: 'ResultRecorded', at, by, result: resultOf(dice) });
    if (!ready || life.act({ kind: 'Closed', at, by }) !== null) close(people, at, 15);
  });
}

/** One author in five comes back to what was alerted, and says what came of it. */
function sayAfterwards({ dice, life }: People, closedAt: Instant): void {
  const [alert] = life.state.alerts;
  if (alert === undefined || !dice.chance(0.2)) return;
  const at = closedAt + dice.around(10 * DAY);
  const answeredBy = dice.weighted({ PERSONNE: 30, REPRESENTANT: 25, AUTRE: 45 });
  const safer = dice.weighted({ PLUTOT: 38, BEAUCOUP: 30, PEU: 20, PAS: 12 });
  const heard = dice.weighted({ OUI: 60, EN_PARTIE: 28, NON: 12 });
  life.plan(
    at,
    () => void life.act({ kind: 'AfterwardsSaid', alert: alert.id, said: { answeredBy, safer, heard }, at, by: { kind: 'REPORTER', id: null } }),
  );
}

function letGo({ life }: People, at: Instant, by: Actor): void {
  for (const transfer of life.state.transfers)
    if (isAwaited(transfer) || (isLeft(transfer) && transfer.purpose === 'ACTION'))
      life.act({ kind: 'TransferCancelled', transfer: transfer.id, reason: 'AGENT', at, by });
  for (const { id, status, kind } of life.state.tasks)
    if (status === 'OPEN' && (kind === 'PHONE_NOW' || kind === 'LATE_ANSWER')) life.act({ kind: 'TaskDone', task: id, at, by });
}

function resultOf(dice: Dice): Extract<CaseEvent, { kind: 'ResultRecorded' }>['result'] {
  return {
    conclusion: dice.weighted({ TRES_PROBABLE: 30, AVEREE: 22, SOUFFRANCE_INCOMPREHENSION: 22, NON_CONFIRMEE: 14, INDETERMINEE: 12 }),
    evidence: dice.weighted({ CONCORDANT: 40, DECLARATIF: 30, ETABLI: 18, INSUFFISANT: 12 }),
    risk: dice.weighted({ REDUIT: 42, RETIRE: 25, DEMEURE: 15, AUCUN: 10, INCONNU: 8 }),
    wishes: dice.weighted({ ATTEINTS: 35, ATTEINTS_EN_PARTIE: 30, NON_EXPRIMES: 15, NON_DEMANDES: 12, NON_ATTEINTS: 8 }),
    safer: dice.weighted({ PLUTOT: 35, BEAUCOUP: 22, PEU: 15, NON_DEMANDE: 20, PAS: 8 }),
    refusedByPerson: dice.weighted({ NON: 80, OUI: 15, SANS_OBJET: 5 }),
  };
}
