import { HOUR } from '../calendar/milliseconds.ts';
import type { Instant } from '../calendar/span.ts';
import { advance } from '../cases/advance.ts';
import { decide } from '../cases/decide.ts';
import type { Actor, CaseEvent } from '../cases/model/events.ts';
import { nothing } from '../cases/model/evolve.ts';
import type { CaseState } from '../cases/model/state.ts';
import { isLive } from '../cases/model/transfer-status.ts';
import { bodyName } from '../directory/names.ts';
import type { Rule } from '../procedures/procedure.ts';
import type { Facts } from '../vocabulary/facts.ts';
import { AT_ONCE_HOURS } from './danger.ts';
import type { Ground } from './ground.ts';
import { notKept } from './kept.ts';
import { owed } from './owed.ts';

/** The law that is asked. Another one is given only to see that a law which forgets is found out. */
export type Law = typeof decide;
export const theLaw: Law = decide;

export interface FactsChange {
  before: Facts;
  after: Facts;
}

/** What had become of what a body was told, when facts change. */
const answers = {
  UNSENT: 'n’a encore rien reçu',
  SILENT: 'n’a encore rien répondu',
  IN_CHARGE: 'a pris en charge',
  OUTCOME: 'a donné sa suite',
  REFUSED: 'a refusé',
  LET_GO: 'a été déchargé par le guichet',
} as const;
type Answer = keyof typeof answers;

type Act = CaseEvent extends infer E ? (E extends CaseEvent ? Omit<E, 'at' | 'by'> : never) : never;

/** A working morning, so that what is counted in working time runs. */
const MORNING = Date.UTC(2026, 10, 16, 9);
const agent: Actor = { kind: 'AGENT', id: 'proof' };

/** A case under a law, from one act to the next; what the law refuses is not done. */
class Case {
  state: CaseState = nothing;
  at: Instant = MORNING;
  private readonly ground: Ground;
  private readonly law: Law;

  constructor(ground: Ground, law: Law, from?: Case) {
    this.ground = ground;
    this.law = law;
    if (from !== undefined) Object.assign(this, { state: from.state, at: from.at });
  }

  does(act: Act): this {
    const decided = this.law(this.state, { ...act, at: this.at, by: agent } as CaseEvent, this.ground);
    if ('state' in decided) this.state = decided.state;
    return this;
  }

  waits(milliseconds: number): this {
    this.at += milliseconds;
    this.state = advance(this.state, this.at, this.ground).state;
    return this;
  }

  /** An alert by a door that waits for a person. */
  alert(facts: Facts): this {
    return this.does({
      kind: 'AlertReceived',
      facts,
      alert: { channel: facts.channel, contactKind: 'ALERT', authenticated: false, reachable: false },
    });
  }

  knows(facts: Facts): this {
    const legal = facts.flags.includes('REPORTER_BOUND_BY_SECRECY') ? (['CP_226_14_1'] as const) : [];
    return this.does({ kind: 'Qualified', facts, basis: { legal: [...legal], victimConsent: null, victimInformed: null } });
  }

  deliver(): this {
    for (const { id } of this.state.messages) this.does({ kind: 'HandedOver', message: id });
    for (const { id, carries } of this.state.tasks) if (carries) this.does({ kind: 'TaskDone', task: id, reached: true });
    return this;
  }

  doesAllTasks(): this {
    for (const { id, carries } of this.state.tasks) if (!carries) this.does({ kind: 'TaskDone', task: id });
    return this;
  }

  answers(organisation: string, answer: Answer): this {
    for (const { id: transfer } of this.state.transfers.filter((one) => one.organisation === organisation)) {
      if (answer === 'IN_CHARGE') this.does({ kind: 'TakenInCharge', transfer });
      else if (answer === 'OUTCOME') this.does({ kind: 'OutcomeGiven', transfer, outcome: ['SANS_SUITE'] });
      // A refusal that asks nobody else: the desk decides.
      else if (answer === 'REFUSED') this.does({ kind: 'Refused', transfer, reason: 'DOUBLON' });
      else if (answer === 'LET_GO') this.does({ kind: 'TransferCancelled', transfer, reason: 'AGENT' });
    }
    return this;
  }

  copy(): Case {
    return new Case(this.ground, this.law, this);
  }

  /** What it does not keep of what is owed once these are the facts. */
  breaks(facts: Facts): string | null {
    const was = this.state;
    this.knows(facts);
    const [broken] = notKept({ was, now: this.state, at: this.at }, this.ground);
    return broken?.says ?? null;
  }
}

const known = (ground: Ground, law: Law, facts: Facts): Case => new Case(ground, law).alert(facts).knows(facts);

/** A case in which everybody who was told has refused, and all that people were given to do is done. */
function refused(ground: Ground, law: Law, facts: Facts): Case {
  const one = known(ground, law, facts).deliver();
  for (const { organisation } of one.state.transfers) one.answers(organisation, 'REFUSED');
  return one.doesAllTasks().waits(HOUR);
}

/** Whether duty is called, at once, when danger follows calm in which it had been called already. */
export function isCalledAgain(ground: Ground, law: Law, { before, after }: FactsChange): boolean {
  const one = refused(ground, law, before).knows(after);
  return one.state.tasks.some(({ to, status, dueAt }) => to === 'DUTY' && status === 'OPEN' && dueAt - one.at <= AT_ONCE_HOURS * HOUR);
}

/** Whether somebody is told for one of these rules, when everybody had refused before. Where nobody can be, it is not for having refused. */
export function isToldAgain(ground: Ground, law: Law, { before, after }: FactsChange, rules: readonly string[]): boolean {
  if (!owed(ground, after)?.told.some((one) => one.rules.some((rule) => rules.includes(rule)))) return true;
  const one = refused(ground, law, before).knows(after);
  return one.state.transfers.some((transfer) => isLive(transfer) && transfer.because.some((rule) => rules.includes(rule)));
}

/** What the law forgets of a rule that begins to hold, for one of the answers that may have been given before; null when nothing. */
export function whatIsForgotten(ground: Ground, law: Law, rule: Rule, { before, after }: FactsChange): { fault: string; meanwhile: string } | null {
  const broken = (fault: string | null, meanwhile: string) => (fault === null ? null : { fault: `${fault}.`, meanwhile });
  const unknown: Facts = { channel: after.channel, place: 'INCONNU', implicated: [], maltreatment: [], victimGroup: 'INCONNU', flags: [] };
  const late = broken(new Case(ground, law).alert(unknown).waits(HOUR).breaks(after), ' (rien n’était connu d’abord)');
  if (late !== null) return late;
  const unsent = known(ground, law, before);
  const tasksDone = unsent.copy().deliver().doesAllTasks().waits(HOUR);
  if ('task' in rule.then) return broken(tasksDone.breaks(after), '\u00a0; ce qui était à faire est fait');
  const { order } = { order: rule.then };
  for (const { organisation } of owed(ground, after)?.told.filter(({ rules }) => rules.includes(rule.id)) ?? []) {
    const name = bodyName(ground.directory, organisation);
    const asked = asking(unsent, ground, organisation, order.policy);
    const sent = asked.copy().deliver();
    for (const answer of Object.keys(answers) as Answer[]) {
      const one = (answer === 'UNSENT' ? asked : sent).copy().answers(organisation, answer);
      const fault = broken((answer === 'UNSENT' ? one : one.doesAllTasks()).waits(HOUR).breaks(after), `\u00a0; ${name} ${answers[answer]}`);
      if (fault !== null) return fault;
    }
    const [first = { kind: 'AUTRE_PROFESSIONNEL' as const }, ...others] = after.implicated;
    const tied: Facts = { ...after, implicated: [{ ...first, organisation }, ...others] };
    const goesOn = broken(sent.copy().waits(HOUR).breaks(tied), `\u00a0; ${name} est prévenu, puis mis en cause`);
    if (goesOn !== null) return goesOn;
  }
  return null;
}

/** The case with this body told in it, by a person where no rule did. */
function asking(one: Case, ground: Ground, organisation: string, policy: string): Case {
  if (one.state.transfers.some((transfer) => transfer.organisation === organisation)) return one;
  const [role] = ground.directory.organisationById.get(organisation)?.roles ?? [];
  if (role === undefined) return one;
  const added = { role, organisation, mode: 'TRANSFER', purpose: 'ACTION', policy, discloses: ['FACTS'], legalBasis: [] } as const;
  return one.copy().does({ kind: 'TransferAdded', ...added, discloses: [...added.discloses], legalBasis: [] });
}
