/** Holds what the proof says of each situation that a case went through beside what the record then holds. */
import { dueAt } from '../../calendar/due.ts';
import type { Instant, Span } from '../../calendar/span.ts';
import type { Entry } from '../../cases/model/entries.ts';
import { evolve, nothing } from '../../cases/model/evolve.ts';
import type { CaseState, Transfer } from '../../cases/model/state.ts';
import { isAnswered, isLive } from '../../cases/model/transfer-status.ts';
import type { World } from '../../cases/running/turn.ts';
import { calendarOf } from '../../directory/resolve.ts';
import { callsDuty } from '../../procedures/desk-section.ts';
import type { Ground } from '../../proof/ground.ts';
import { owed, type WhatIsOwed } from '../../proof/owed.ts';
import type { Played } from './simulated.ts';

interface Moment {
  was: CaseState;
  now: CaseState;
  at: Instant;
}

/** What the record broke of it, in words; nothing when it kept all. `counted` is told how many situations were looked at. */
export function unkept({ entries }: Played[number], ground: Ground, world: World, counted: () => void = () => undefined): string[] {
  const broken: string[] = [];
  let state = nothing;
  let start = nothing;
  for (const [index, entry] of entries.entries()) {
    if (entry.kind === 'QUALIFIED') start = state;
    state = evolve(state, entry);
    if (entry.kind === 'QUALIFIED') {
      const last = lastOfStep(entries, index);
      const now = entries.slice(index + 1, last + 1).reduce(evolve, state);
      counted();
      broken.push(...ofSituation({ was: start, now, at: entry.at }, ground, world).map((says) => `line ${index + 1}: ${says}`));
    } else if (entry.kind === 'ALERT_RECORDED' && index === 0) {
      const now = entries.slice(1, lastOfStep(entries, 0) + 1).reduce(evolve, state);
      broken.push(...dutyCalled(now, world, entry.at));
    }
  }
  return broken;
}

/** The lines that one act wrote stand together, at one instant, in one name. */
function lastOfStep(entries: readonly Entry[], from: number): number {
  const first = entries[from];
  const next = entries.findIndex(({ at, by }, index) => index > from && (at !== first?.at || by.kind !== first.by.kind || by.id !== first.by.id));
  return next < 0 ? entries.length - 1 : next - 1;
}

/** An alert that announces a danger at the threshold calls who is on duty at once, within the hour where a life is at stake. */
function dutyCalled({ facts, tasks }: CaseState, { procedure }: World, at: Instant): string[] {
  if (!callsDuty(procedure, facts.danger)) return [];
  const called = tasks.some(({ to, dueAt: by }) => to === 'DUTY' && (facts.danger !== 4 || by - at <= 3_600_000));
  return called ? [] : [`danger ${facts.danger} was announced and nobody on duty is called`];
}

function ofSituation({ was, now, at }: Moment, ground: Ground, world: World): string[] {
  const first = was.qualification === 'AWAITED';
  const says = owed(ground, now.facts);
  const before = first ? null : owed(ground, was.facts);
  if (says === null || (before === null && !first)) return [];
  return [
    ...says.told.flatMap((one) => toldOf(one, before, { was, now, at }, world)),
    ...says.tasks.flatMap((one) => taskOf(one, before, { was, now, at }, world)),
    ...now.transfers
      .filter((transfer) => isLive(transfer) && (says.aside.has(transfer.organisation) || says.aside.has(transfer.contact)))
      .map(({ organisation }) => `${organisation} is tied to the implicated party and goes on being told`),
    ...now.transfers
      .filter((transfer) => !was.transfers.some(({ id }) => id === transfer.id) && isByRule(transfer))
      .filter(({ organisation }) => !says.told.some((one) => one.organisation === organisation))
      .map(({ organisation }) => `${organisation} is told, and is not owed it`),
    ...later(was, now),
  ];
}

const isByRule = ({ because, replaces }: Transfer): boolean =>
  replaces === null && !because.includes('AGENT') && !because.some((why) => why.startsWith('STEP:'));

function toldOf(one: WhatIsOwed['told'][number], before: WhatIsOwed | null, { now, at }: Moment, world: World): string[] {
  const { organisation, purpose, rules, policies } = one;
  const asked = before?.told.find((known) => known.organisation === organisation && known.purpose === purpose);
  const begins = before === null || asked === undefined || rules.some((rule) => !asked.rules.includes(rule));
  const transfers = now.transfers.filter((transfer) => transfer.organisation === organisation);
  if (!begins) return transfers.length > 0 ? [] : [`${organisation} is owed what nobody ever told it`];
  const holding = transfers.filter(
    (transfer) =>
      isLive(transfer) && (purpose === 'INFORMATION' || transfer.purpose === 'ACTION') && rules.every((rule) => transfer.because.includes(rule)),
  );
  if (holding.length === 0) return [`${organisation} is owed ${rules.join(', ')} from now on, and is not told`];
  return holding.every((transfer) => isInTime(transfer, policies, now, at, world))
    ? []
    : [`${organisation} is told later than ${policies.join(', ')} allow`];
}

function isInTime(transfer: Transfer, policies: readonly string[], { deadlines }: CaseState, at: Instant, { procedure, directory }: World): boolean {
  const dueBy = (span: Span, whose: string) => dueAt(calendarOf(directory, whose), at, span).due;
  const runs = (id: string, latest: Instant): boolean => (deadlines.find((deadline) => deadline.id === id)?.dueAt ?? latest) <= latest;
  const { id, handedOverAt, stage, paused, organisation } = transfer;
  return policies.every((name) => {
    const policy = procedure.policies[name];
    if (policy === undefined) return true;
    if (handedOverAt === null) return runs(`HANDOVER:${id}`, dueBy(policy.handover, 'desk'));
    const within = policy.stages.find(({ reach }) => reach === stage?.reach)?.within;
    if (within === undefined || paused !== null || transfer.purpose === 'INFORMATION' || isAnswered(transfer)) return true;
    return runs(`LIMIT:${id}:${stage?.reach}`, dueBy(within, organisation));
  });
}

function taskOf({ rule, order }: WhatIsOwed['tasks'][number], before: WhatIsOwed | null, { was, now }: Moment, { directory }: World): string[] {
  if (before?.tasks.some((known) => known.rule === rule)) return [];
  // What the facts before asked for was asked with them; what an alert announced meanwhile, after.
  const isSince = (asked: Instant) => before === null || asked > (was.episode?.since ?? was.openedAt);
  const such = now.tasks.filter(({ kind, sayable }) => kind === order.task && sayable === order.sayable);
  const raised = such.filter(({ status, raisedAt }) => status === 'OPEN' || isSince(raisedAt));
  if (raised.length === 0) return [`${order.task} of ${rule} is to be done from now on, and nobody is asked`];
  const late = raised.every(
    ({ late: passed, from, raisedAt, dueAt: by }) =>
      !passed && from === undefined && by > dueAt(calendarOf(directory, 'desk'), raisedAt, order.within).due,
  );
  return late ? [`${order.task} of ${rule} is asked for later than its rule says`] : [];
}

/** Facts that change bring no deadline later. */
function later(was: CaseState, now: CaseState): string[] {
  const kept = ['LIMIT', 'HANDOVER', 'OBLIGATION', 'TASK', 'ESCALATE'];
  return was.deadlines.flatMap(({ id, kind, dueAt: before }) => {
    const after = now.deadlines.find((deadline) => deadline.id === id)?.dueAt;
    return kept.includes(kind) && after !== undefined && after > before ? [`${id} comes later than it did`] : [];
  });
}
