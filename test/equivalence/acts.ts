/** What is done by one step of a history, in the case as it stands: the same for whoever plays it. */
import type { Instant } from '../../calendar/span.ts';
import { proposedEndings } from '../../cases/acts/ending.ts';
import { moreTime } from '../../cases/acts/extension.ts';
import type { Actor, CaseEvent } from '../../cases/model/events.ts';
import type { AlertState, CaseState, Task, Transfer } from '../../cases/model/state.ts';
import { Turn, type World } from '../../cases/running/turn.ts';
import { agent, noBasis, transferAdded } from '../../cases/world.testing.ts';
import type { Facts, Implicated } from '../../vocabulary/facts.ts';
import { outcomes, reasons, type Step } from './history.ts';

/** Accounts of the desk: one that was suspended, one that is tied to a party of whom facts seldom speak. */
export interface Holders {
  suspended: string;
  tied: string;
  tiedTo: Implicated;
}

const partner: Actor = { kind: 'PARTNER', id: 'somebody' };
const author: Actor = { kind: 'REPORTER', id: '0193f000-0000-7000-8000-000000000003' };
const hour = 3_600_000;
export const result = {
  conclusion: 'AVEREE',
  evidence: 'CONCORDANT',
  risk: 'REDUIT',
  wishes: 'ATTEINTS',
  safer: 'PLUTOT',
  refusedByPerson: 'NON',
} as const satisfies CaseState['result'];

type Act = CaseEvent extends infer E ? (E extends CaseEvent ? Omit<E, 'at' | 'by'> : never) : never;

/** What a second alert says of itself. */
export function secondAlert({ facts, yes }: Pick<Step, 'facts' | 'yes'>): Omit<AlertState, 'id' | 'at'> {
  return { channel: facts.channel, contactKind: 'ALERT', authenticated: yes, reachable: false };
}

/** The events of a step at this moment, each asked of the case as the one before it left it; fewer where there is nothing to act on. */
export function actsOf(step: Step, at: Instant, world: World, holders: Holders): ((state: CaseState) => CaseEvent | null)[] {
  const does =
    (act: (state: CaseState) => Act | null, by: Actor = agent) =>
    (state: CaseState) => {
      const found = act(state);
      return found === null ? null : ({ ...found, at, by } as CaseEvent);
    };
  const { which, yes } = step;
  const onTransfer = (act: (transfer: Transfer) => Act, by: Actor = partner) =>
    does(({ transfers }) => {
      const transfer = transfers[which % Math.max(1, transfers.length)];
      return transfer === undefined ? null : act(transfer);
    }, by);
  const onTask = (act: (task: Task) => Act, by: Actor = agent) =>
    does(({ tasks }) => {
      const open = tasks.filter(({ status }) => status === 'OPEN');
      const task = open[which % Math.max(1, open.length)];
      return task === undefined ? null : act(task);
    }, by);
  const qualify =
    (facts: Facts) =>
    (state: CaseState): Act => {
      const known = { ...facts, channel: state.facts.channel };
      const [first] = yes ? proposedEndings({ ...state, facts: known }, world) : [];
      return { kind: 'Qualified', facts: known, basis: noBasis, ...(first && { ends: [{ transfer: first.id, seen: first.status }] }) };
    };
  switch (step.what) {
    case 'QUALIFY':
      return [does(qualify(step.facts))];
    case 'SECOND_ALERT':
      return [does(() => ({ kind: 'AlertReceived', facts: step.facts, alert: secondAlert(step) }))];
    case 'ACKNOWLEDGE':
      return [onTransfer(({ id: transfer }) => ({ kind: 'Acknowledged', transfer }))];
    case 'CHARGE':
      return [
        onTransfer(({ id: transfer, mode }) =>
          mode === 'CONCERTATION'
            ? { kind: 'TakesPart', transfer, dates: [at + 24 * hour, at + (24 + which) * hour] }
            : { kind: 'TakenInCharge', transfer, ...(yes && { already: 'DEJA_CONNU' as const }) },
        ),
        ...(which % 2 === 0 ? [does(() => ({ kind: 'MeetingSet', meeting: which % 4 === 0 ? null : at + 24 * hour, written: false }))] : []),
      ];
    case 'ASK':
      return [onTransfer(({ id: transfer }) => ({ kind: 'InformationRequested', transfer }))];
    case 'INFORM':
      return [onTransfer(({ id: transfer }) => ({ kind: 'InformationGiven', transfer }), agent)];
    case 'REFUSE':
      return [onTransfer(({ id: transfer }) => ({ kind: 'Refused', transfer, reason: reasons[which % reasons.length] ?? 'AUTRE' }))];
    case 'TAKE_BACK':
      return [
        onTransfer(({ id: transfer }) => ({ kind: 'Refused', transfer, reason: 'HORS_COMPETENCE' })),
        onTransfer(({ id: transfer }) => ({ kind: 'RefusalTakenBack', transfer })),
      ];
    case 'OUTCOME':
      return [
        onTransfer(({ id: transfer, mode }) =>
          mode === 'CONSULTATION'
            ? { kind: 'OpinionGiven', transfer, opinion: yes ? 'FAVORABLE' : 'RESERVE' }
            : { kind: 'OutcomeGiven', transfer, outcome: [outcomes[which % outcomes.length] ?? 'AUTRE'] },
        ),
      ];
    case 'EXTEND': {
      // Taken in charge, then asked for, or given unasked; as much as may be given, or a day too much.
      const moreAsked = (kind: 'ExtensionRequested' | 'ExtensionGranted', by: Actor) =>
        does(({ transfers, ...state }) => {
          const transfer = transfers[which % Math.max(1, transfers.length)];
          if (transfer === undefined) return null;
          const room = moreTime(new Turn({ ...state, transfers }, at, by, world), transfer);
          const until = 'until' in room ? room.until : at + 24 * hour;
          return { kind, transfer: transfer.id, until: which === 7 ? until + 24 * hour : until };
        }, by);
      return [
        onTransfer(({ id: transfer }) => ({ kind: 'TakenInCharge', transfer })),
        ...(which % 3 === 0 ? [] : [moreAsked('ExtensionRequested', partner)]),
        yes ? moreAsked('ExtensionGranted', agent) : onTransfer(({ id: transfer }) => ({ kind: 'ExtensionRefused', transfer }), agent),
      ];
    }
    case 'SITUATION':
      return [
        does(() => ({
          kind: 'SituationNoted',
          situation: { repetition: yes ? 'MEME_TYPE' : null, reprisals: which % 2 === 0 ? ['VISITES'] : [] },
        })),
      ];
    case 'REMIND':
      return [onTransfer(({ id: transfer }) => ({ kind: 'RecipientReminded', transfer }), agent)];
    case 'LINK':
      return [onTransfer(({ id: transfer }) => ({ kind: 'LinkReplaced', transfer }), agent)];
    case 'CHALLENGE':
      return [onTransfer(({ id: transfer }) => ({ kind: 'AnswerChallenged', transfer }), agent)];
    case 'BOUNCE':
      return [
        onTransfer(({ id: transfer }) => ({ kind: 'Bounced', message: { kind: 'TRANSFER', transfer, channel: 'EMAIL', attempt: 1 }, code: '5.1.1' })),
      ];
    case 'CANCEL':
      return [onTransfer(({ id: transfer }) => ({ kind: 'TransferCancelled', transfer, reason: 'AGENT' }), agent)];
    case 'TASK_DONE':
      return [onTask(({ id }) => ({ kind: 'TaskDone', task: id, reached: yes }))];
    case 'TASK_TAKEN':
      return [onTask(({ id }) => ({ kind: 'TaskTaken', task: id }))];
    case 'SUSPENDED_TAKES':
      return [onTask(({ id }) => ({ kind: 'TaskTaken', task: id }), { kind: 'AGENT', id: holders.suspended })];
    case 'TIED_TAKES':
      return [
        onTask(({ id }) => ({ kind: 'TaskTaken', task: id }), { kind: 'AGENT', id: holders.tied }),
        ...(yes ? [does(qualify({ ...step.facts, implicated: [...step.facts.implicated, holders.tiedTo] }))] : []),
      ];
    case 'ORDER':
      return [does(() => ({ kind: 'TaskOrdered', task: 'MEDIATION', dueAt: at + 30 * hour, ...(yes && { takenBy: holders.suspended }) }))];
    case 'ADD':
      return [does(() => transferAdded(yes ? 'CCAS' : 'CD'))];
    case 'NOTE':
      return [does(() => ({ kind: 'NoteAdded' }), yes ? partner : author)];
    case 'AUTHOR_WRITES':
      return [does(({ alerts }) => ({ kind: 'AuthorWritten', alert: alerts[which % alerts.length]?.id ?? 'a1' }))];
    case 'AFTERWARDS':
      return [
        does(
          ({ alerts }) => ({
            kind: 'AfterwardsSaid',
            alert: alerts[which % alerts.length]?.id ?? 'a1',
            said: { answeredBy: 'PERSONNE', safer: yes ? 'PAS' : 'PLUTOT', heard: 'OUI' },
          }),
          author,
        ),
      ];
    case 'TEXT':
      return [does(() => ({ kind: yes ? 'TextAgreed' : 'TextHeld' }))];
    case 'COMPLETED':
      return [does(() => ({ kind: 'DeclarationCompleted', part: yes ? 'WRITTEN' : 'EIGS_SECOND' }), { kind: 'INSTITUTION', id: 'somebody' })];
    case 'ANSWER_ALL':
    case 'CLOSE':
      return [
        ...Array.from({ length: 6 }, (_, index) =>
          does(({ transfers }) => {
            const transfer = transfers[index]?.id;
            return transfer === undefined ? null : { kind: 'OutcomeGiven', transfer, outcome: ['SANS_SUITE'] };
          }, partner),
        ),
        ...(step.what === 'CLOSE'
          ? [
              does(() => ({ kind: 'ResultRecorded', result })),
              ...Array.from({ length: 3 }, () =>
                does(({ tasks }) => {
                  const task = tasks.find(({ status, kind }) => status === 'OPEN' && (kind === 'PHONE_NOW' || kind === 'LATE_ANSWER'));
                  return task === undefined ? null : { kind: 'TaskDone', task: task.id };
                }),
              ),
              does(() => ({ kind: 'Closed' })),
            ]
          : []),
      ];
    case 'NOT_RETAINED':
      return [does(() => ({ kind: 'NotRetained', reason: 'HORS_CHAMP' }))];
    case 'REOPEN':
      return [does(() => ({ kind: 'Reopened' }))];
    case 'WAIT':
      return [];
    default:
      return step.what satisfies never;
  }
}

/** What follows of itself where somebody who may not act holds a task: the record asks, the simulator is told. */
export function released(at: Instant, by: Actor, { suspended, tied, tiedTo }: Holders): ((state: CaseState) => CaseEvent | null)[] {
  const holds =
    (account: string, may: (state: CaseState) => boolean) =>
    (state: CaseState): CaseEvent | null =>
      may(state) || !state.tasks.some(({ status, takenBy }) => status === 'OPEN' && takenBy === account)
        ? null
        : { kind: 'TasksReleased', from: account, called: [], at, by };
  const isNamed = ({ facts }: CaseState) => facts.implicated.some(({ contact }) => contact === tiedTo.contact);
  return [holds(suspended, () => false), holds(tied, (state) => !isNamed(state))].toSorted(() => 0);
}
