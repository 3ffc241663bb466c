import { dueAt } from '../calendar/due.ts';
import { frenchSpan } from '../calendar/french.ts';
import type { Instant, Span } from '../calendar/span.ts';
import type { CaseState, Transfer } from '../cases/model/state.ts';
import { isAnswered, isLive } from '../cases/model/transfer-status.ts';
import { bodyName } from '../directory/names.ts';
import { calendarOf } from '../directory/resolve.ts';
import type { Ground } from './ground.ts';
import { owed, type WhatIsOwed } from './owed.ts';
import { listed, ruleName } from './words.ts';

/** A case before its facts were known, or changed, and just after; `at` is when they were. */
export interface Known {
  was: CaseState;
  now: CaseState;
  at: Instant;
}

/** Something that was owed and was not done. */
export interface Broken {
  kind: 'NOT_TOLD' | 'TOLD_LATE' | 'NOT_ASKED' | 'ASKED_LATE' | 'TIED' | 'NOT_OWED' | 'LATER';
  /** French, without its full stop. */
  says: string;
}

/**
 * What a case did not keep of what is owed once its facts are known, or have changed, whatever was answered before: who is owed something
 * that the facts before did not ask for is told, and by when; nobody is told who is not owed it, or is tied; no deadline comes later.
 */
export function notKept({ was, now, at }: Known, ground: Ground): Broken[] {
  const first = was.qualification === 'AWAITED';
  const says = owed(ground, now.facts);
  const before = first ? null : owed(ground, was.facts);
  if (says === null || (before === null && !first)) return [];
  const known = { was, now, at };
  const body = ({ organisation }: Pick<Transfer, 'organisation'>): string => bodyName(ground.directory, organisation);
  return [
    ...says.told.flatMap((one) => toldOf(one, before, known, ground)),
    ...says.tasks.flatMap((one) => taskOf(one, before, known, ground)),
    ...now.transfers
      .filter((transfer) => isLive(transfer) && (says.aside.has(transfer.organisation) || says.aside.has(transfer.contact)))
      .map((transfer): Broken => ({ kind: 'TIED', says: `${body(transfer)} reste prévenu, qu’un lien avec le mis en cause écarte` })),
    ...now.transfers
      .filter((transfer) => !was.transfers.some(({ id }) => id === transfer.id) && isByRule(transfer))
      .filter(({ organisation }) => !says.told.some((one) => one.organisation === organisation))
      .map((transfer): Broken => ({ kind: 'NOT_OWED', says: `${body(transfer)} est prévenu sans qu’aucune règle le demande` })),
    ...later(was, now),
  ];
}

const isByRule = ({ because, replaces }: Transfer): boolean =>
  replaces === null && !because.includes('AGENT') && !because.some((why) => why.startsWith('STEP:'));

function toldOf(one: WhatIsOwed['told'][number], before: WhatIsOwed | null, { now, at }: Known, ground: Ground): Broken[] {
  const { organisation, purpose, rules, policies } = one;
  const body = bodyName(ground.directory, organisation);
  const why = listed(rules.map((rule) => ruleName(rule, ground.procedure)));
  const asked = before?.told.find((known) => known.organisation === organisation && known.purpose === purpose);
  const begins = before === null || asked === undefined || rules.some((rule) => !asked.rules.includes(rule));
  const transfers = now.transfers.filter((transfer) => transfer.organisation === organisation);
  if (!begins) return transfers.length > 0 ? [] : [{ kind: 'NOT_TOLD', says: `${body} n’a jamais été prévenu, que ${why} demande` }];
  const holding = transfers.filter(
    (transfer) =>
      isLive(transfer) && (purpose === 'INFORMATION' || transfer.purpose === 'ACTION') && rules.every((rule) => transfer.because.includes(rule)),
  );
  if (holding.length === 0) return [{ kind: 'NOT_TOLD', says: `${body} n’est pas prévenu, que ${why} demande désormais` }];
  return holding.every((transfer) => isInTime(transfer, policies, now, at, ground))
    ? []
    : [{ kind: 'TOLD_LATE', says: `${body} a plus de temps que ${why} n’en donne` }];
}

function isInTime(
  transfer: Transfer,
  policies: readonly string[],
  { deadlines }: CaseState,
  at: Instant,
  { procedure, directory }: Pick<Ground, 'procedure' | 'directory'>,
): boolean {
  const dueBy = (span: Span, whose: string): Instant => dueAt(calendarOf(directory, whose), at, span).due;
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

function taskOf(
  { rule, order }: WhatIsOwed['tasks'][number],
  before: WhatIsOwed | null,
  { was, now }: Known,
  { procedure, directory }: Pick<Ground, 'procedure' | 'directory'>,
): Broken[] {
  if (before?.tasks.some((known) => known.rule === rule)) return [];
  // What the facts before asked for was asked with them; what an alert announced meanwhile, after.
  const isSince = (asked: Instant): boolean => before === null || asked > (was.episode?.since ?? was.openedAt);
  const such = now.tasks.filter(({ kind, sayable }) => kind === order.task && sayable === order.sayable);
  const raised = such.filter(({ status, raisedAt }) => status === 'OPEN' || isSince(raisedAt));
  const asks = order.to === 'DUTY' ? 'l’astreinte n’est pas appelée' : 'personne n’est chargé';
  const what = `${ruleName(rule, procedure)}\u00a0: ${order.sayable.replace(/\.$/, '')}`;
  if (raised.length === 0) return [{ kind: 'NOT_ASKED', says: `${asks} pour ce que demande désormais ${what}` }];
  const late = raised.every(
    ({ late: passed, from, raisedAt, dueAt: by }) =>
      !passed && from === undefined && by > dueAt(calendarOf(directory, 'desk'), raisedAt, order.within).due,
  );
  return late ? [{ kind: 'ASKED_LATE', says: `il y a plus de ${frenchSpan(order.within)} pour ${what}` }] : [];
}

/** Facts that change bring no deadline later. */
function later(was: CaseState, now: CaseState): Broken[] {
  const kept = ['LIMIT', 'HANDOVER', 'OBLIGATION', 'TASK', 'ESCALATE'];
  return was.deadlines.flatMap(({ id, kind, dueAt: before }): Broken[] => {
    const after = now.deadlines.find((deadline) => deadline.id === id)?.dueAt;
    return kept.includes(kind) && after !== undefined && after > before ? [{ kind: 'LATER', says: `une échéance est reportée (${id})` }] : [];
  });
}
