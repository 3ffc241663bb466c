import type { Instant } from '../calendar/span.ts';
import { concernsChildren, isChild } from '../procedures/children.ts';
import type { Escalation } from '../procedures/procedure.ts';
import type { Role } from '../vocabulary/vocabulary.ts';
import { tellAuthors } from './acts/author.ts';
import type { Entry } from './model/entries.ts';
import type { Actor } from './model/events.ts';
import type { Message } from './model/message.ts';
import type { CaseState, Deadline, DeadlineKind, Transfer } from './model/state.ts';
import { isAnswered } from './model/transfer-status.ts';
import { hasMail } from './running/by-person.ts';
import { message, undeliverable } from './running/channels.ts';
import { leadingStage } from './running/stages.ts';
import { runSteps } from './running/steps.ts';
import type { CauseOfLaw } from './running/task-sentences.ts';
import { raiseTask, taskLate } from './running/tasks.ts';
import { nextCompetent, reroute, writable } from './running/transfers.ts';
import { Turn, type World } from './running/turn.ts';
import { watch } from './running/watch.ts';

const clock: Actor = { kind: 'CLOCK', id: null };

/** At one instant, a reminder comes before the limit it warns of, and a limit before what follows from it. */
const rank: Record<DeadlineKind, number> = { HANDOVER: 0, CHANNEL: 1, REMIND: 2, LIMIT: 3, ESCALATE: 4, TASK: 5, OBLIGATION: 6, LOOK_AGAIN: 7 };

const inOrder = (a: Deadline, b: Deadline): number => a.dueAt - b.dueAt || rank[a.kind] - rank[b.kind] || (a.id < b.id ? -1 : 1);

/**
 * Applies, in order, every deadline that fell due up to and including `until`, each at its own instant.
 * Pure and idempotent: a deadline that has passed is no longer in the state.
 * After an outage only the latest overdue reminder of a stage is sent; the others are journalled as overtaken.
 */
export function advance(state: CaseState, until: Instant, world: World): { state: CaseState; entries: Entry[] } {
  let current = state;
  const entries: Entry[] = [];
  for (;;) {
    const [next] = current.deadlines.filter(({ dueAt }) => dueAt <= until).sort(inOrder);
    if (next === undefined) return { state: current, entries };
    const turn = new Turn(current, next.dueAt, clock, world);
    pass(turn, next, until);
    runSteps(turn);
    watch(turn);
    entries.push(...turn.entries);
    current = turn.state;
  }
}

function pass(turn: Turn, deadline: Deadline, until: Instant): void {
  const transfer = deadline.transfer === undefined ? undefined : turn.transfer(deadline.transfer);
  switch (deadline.kind) {
    case 'HANDOVER':
    case 'CHANNEL':
      if (transfer !== undefined) undeliverable(turn, transfer, { why: 'LATE', deadline: deadline.kind }, [{ drop: 'deadline', id: deadline.id }]);
      return;
    case 'REMIND':
      if (transfer !== undefined) remind(turn, deadline, transfer, until);
      return;
    case 'LIMIT':
      if (transfer !== undefined) limitMissed(turn, deadline, transfer);
      return;
    case 'ESCALATE':
      if (transfer !== undefined) escalate(turn, deadline, transfer);
      return;
    case 'OBLIGATION':
      obligationLapsed(turn, deadline);
      return;
    case 'TASK': {
      const task = turn.task(deadline.task ?? '');
      if (task !== undefined) taskLate(turn, task);
      return;
    }
    case 'LOOK_AGAIN':
      turn.write({ kind: 'LOOK_AGAIN', because: { rank: deadline.rank ?? 1 } }, [
        { drop: 'deadline', id: deadline.id },
        { set: { lookedAgain: turn.state.lookedAgain + 1 } },
      ]);
      raiseTask(turn, {
        kind: 'LOOK_AGAIN',
        to: 'DESK',
        within: turn.delay('lookAgain'),
        cause: { kind: 'LOOK_AGAIN', deadline: deadline.id, rank: deadline.rank ?? 1 },
      });
  }
}

function remind(turn: Turn, deadline: Deadline, transfer: Transfer, until: Instant): void {
  const { reach = 'ACKNOWLEDGED', rank: which = 1 } = deadline;
  const because = { rank: which, organisation: transfer.organisation, contact: transfer.contact };
  const done = { drop: 'deadline' as const, id: deadline.id };
  const overtaken = turn.state.deadlines.some(
    (other) =>
      other.kind === 'REMIND' && other.transfer === transfer.id && other.reach === reach && (other.rank ?? 1) > which && other.dueAt <= until,
  );
  if (overtaken) {
    turn.write({ kind: 'REMINDER_OVERTAKEN', transfer: transfer.id, because }, [done]);
    return;
  }
  const byMail = hasMail(turn, transfer);
  const cause: CauseOfLaw = { kind: 'REMINDER', transfer: transfer.id, reach, rank: which };
  // A call that nobody made yet says what there is to say by then: it is not asked for beside itself.
  const open = turn.state.tasks.find(({ status, cause: of }) => status === 'OPEN' && of.kind === 'REMINDER' && of.transfer === transfer.id);
  turn.write({ kind: 'REMINDED', transfer: transfer.id, because: { ...because, reach, channel: byMail ? 'EMAIL' : 'PHONE_TASK' } }, [
    done,
    { transfer: { id: transfer.id, reminders: transfer.reminders + 1, remindedAt: turn.at } },
    ...(byMail ? [message(turn, transfer, transfer, { kind: 'REMINDER', reach, rank: which })] : []),
    ...(!byMail && open ? [{ task: { id: open.id, cause } }] : []),
  ]);
  if (!byMail && open === undefined)
    raiseTask(turn, { kind: 'CALL_BACK', to: 'DESK', within: turn.delay('phoneReminder'), cause, transfer: transfer.id });
}

/** A stage's limit passed: from this instant the policy's escalations are counted; without any, the desk must act. */
function limitMissed(turn: Turn, deadline: Deadline, transfer: Transfer): void {
  const { reach = 'ACKNOWLEDGED' } = deadline;
  const escalations = escalationsOf(turn, transfer, reach);
  turn.write({ kind: 'LIMIT_MISSED', transfer: transfer.id, because: { reach, organisation: transfer.organisation } }, [
    { drop: 'deadline', id: deadline.id },
    ...escalations.map(({ after }, index) => ({
      deadline: {
        id: `ESCALATE:${transfer.id}:${reach}:${index + 1}`,
        kind: 'ESCALATE' as const,
        transfer: transfer.id,
        reach,
        rank: index + 1,
        dueAt: turn.due(after, transfer.organisation),
      },
    })),
  ]);
  if (escalations.length === 0) askDesk(turn, transfer, { kind: 'LIMIT', transfer: transfer.id, reach });
}

function escalationsOf(turn: Turn, transfer: Transfer, reach: NonNullable<Deadline['reach']>): Escalation[] {
  return leadingStage(turn, transfer, reach, transfer.stage?.since ?? turn.at)?.stage.escalate ?? [];
}

/** One open question about a silent recipient is enough: later escalations add to it, not beside it. */
function askDesk(turn: Turn, transfer: Transfer, cause: CauseOfLaw): void {
  if (turn.state.tasks.some(({ kind, status, transfer: of }) => kind === 'SILENT_RECIPIENT' && status === 'OPEN' && of === transfer.id)) return;
  raiseTask(turn, {
    kind: 'SILENT_RECIPIENT',
    to: 'DESK',
    within: turn.delay('silentRecipient'),
    cause,
    transfer: transfer.id,
  });
}

/** Somebody else is told (INFORM), or takes over (TRANSFER). When there is nobody to tell, the desk is: never silence. */
function escalate(turn: Turn, deadline: Deadline, transfer: Transfer): void {
  const { reach = 'ACKNOWLEDGED', rank: which = 1 } = deadline;
  const escalation = escalationsOf(turn, transfer, reach)[which - 1];
  const target = escalation === undefined || escalation.to === 'DESK' ? null : targetOf(turn, transfer, escalation.to);
  const because = { reach, rank: which, to: escalation?.to ?? 'DESK', how: escalation?.how ?? 'INFORM' } as const;
  const done = { drop: 'deadline' as const, id: deadline.id };
  if (escalation === undefined || target === null) {
    turn.write({ kind: 'ESCALATED', transfer: transfer.id, because: { ...because, told: null } }, [done]);
    askDesk(turn, transfer, { kind: 'ESCALATION', transfer: transfer.id, reach, rank: which });
    return;
  }
  const inform = escalation.how === 'INFORM';
  const told = { organisation: target.organisation, contact: target.contact };
  turn.write({ kind: 'ESCALATED', transfer: transfer.id, because: { ...because, told } }, [
    done,
    ...(inform
      ? [
          { transfer: { id: transfer.id, informed: [...transfer.informed, target.contact] } },
          message(turn, transfer, target, { kind: 'ESCALATION', reach, rank: which }),
        ]
      : []),
  ]);
  if (!inform) reroute(turn, transfer, { ...target, why: { transfer: transfer.id, reach, rank: which } }, 'SILENT');
}

function targetOf(
  turn: Turn,
  transfer: Transfer,
  to: Exclude<Escalation['to'], 'DESK'>,
): { role: Role; organisation: string; contact: string } | null {
  if (to === 'DEPUTY' || to === 'SUPERIOR') {
    const contact = writable(turn, transfer, to);
    if (contact === null || contact.id === transfer.contact) return null;
    return { role: transfer.role, organisation: transfer.organisation, contact: contact.id };
  }
  if (to === 'NEXT_COMPETENT') return nextCompetent(turn, transfer, transfer.role);
  // Silence about a child is no reason to tell who answers for adults.
  return isChild(turn.state.facts) && !concernsChildren(to, {}) ? null : nextCompetent(turn, transfer, to);
}

/** Nobody competent took it in charge by the obligation's own instant: whatever reroutes ran meanwhile, the desk must decide. */
function obligationLapsed(turn: Turn, deadline: Deadline): void {
  const obligation = turn.state.obligations.find(({ id }) => id === deadline.obligation);
  if (obligation === undefined) return;
  const current = turn.state.transfers.findLast((transfer) => transfer.obligation === obligation.id && !isAnswered(transfer));
  const saidAlready = turn.state.obligations.some(({ status }) => status === 'LAPSED');
  turn.write(
    { kind: 'OBLIGATION_LAPSED', obligation: obligation.id, ...(current && { transfer: current.id }), because: { roles: obligation.roles } },
    [{ drop: 'deadline', id: deadline.id }, { obligation: { id: obligation.id, status: 'LAPSED' } }],
  );
  raiseTask(turn, {
    kind: 'SILENT_RECIPIENT',
    to: 'DESK',
    within: turn.delay('lapsedObligation'),
    cause: { kind: 'OBLIGATION', obligation: obligation.id },
    ...(current && { transfer: current.id }),
  });
  // That nobody acts is said once, not once for each who does not.
  if (!saidAlready) tellAuthors(turn, 'LAPSED');
}

/**
 * What the clock and the messenger must do next: messages to hand over now, and the next instant at which something falls due.
 * `next` is null when nothing is to come. A warning to somebody further up waits for a reminder not yet tried once.
 */
export function agenda(state: CaseState, now: Instant): { deliver: Message[]; next: Instant | null } {
  const waiting = (item: Message): boolean =>
    item.kind === 'ESCALATION' &&
    state.messages.some(
      (other) => (other.kind === 'REMINDER' || other.kind === 'REMINDER_NOW') && other.transfer === item.transfer && other.tries === 0,
    );
  const deliver = state.messages.filter((item) => item.notBefore <= now && !waiting(item));
  const instants = [
    ...state.deadlines.map(({ dueAt }) => dueAt),
    ...state.messages.filter(({ notBefore }) => notBefore > now).map(({ notBefore }) => notBefore),
  ];
  return { deliver, next: instants.length === 0 ? null : Math.min(...instants) };
}

/**
 * Whether what became of a case must be looked at before the instant already known: something new to hand over, a deadline
 * before the next one, or nothing more to come (the workflow may end). What only comes later needs no wake: the workflow looks
 * at the old instant, finds nothing, and waits again.
 */
export function asksForALook(before: CaseState, after: CaseState): boolean {
  const known = new Map(before.messages.map(({ id, notBefore }) => [id, notBefore]));
  const queued = after.messages.some(({ id, notBefore }) => notBefore < (known.get(id) ?? Number.POSITIVE_INFINITY));
  const sooner = nextDeadline(after) < nextDeadline(before);
  const over = agenda(after, 0).next === null && agenda(before, 0).next !== null;
  return queued || sooner || over;
}

const nextDeadline = ({ deadlines }: CaseState): Instant => Math.min(...deadlines.map(({ dueAt }) => dueAt), Number.POSITIVE_INFINITY);
