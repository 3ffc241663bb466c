import type { Instant } from '../../calendar/span.ts';
import { advance, agenda, asksForALook } from '../../cases/advance.ts';
import { decide } from '../../cases/decide.ts';
import type { Entry } from '../../cases/model/entries.ts';
import type { CaseEvent } from '../../cases/model/events.ts';
import { nothing } from '../../cases/model/evolve.ts';
import type { Message } from '../../cases/model/message.ts';
import type { CaseState } from '../../cases/model/state.ts';
import type { LivedStep } from '../../cases/record/lived-case.ts';
import type { World } from '../../cases/running/turn.ts';

/** What goes with an act: see `LivedStep`. */
export type With = Pick<LivedStep, 'content' | 'eventId' | 'alert'>;

/** Something that will be done at its time, if the case still lends itself to it. */
type Planned = { at: Instant; act: () => void };

/** How long the messenger takes, and the clock to notice. */
const carrying = 1_400;
const noticing = 60;

/**
 * A case lived through, with the law that real cases follow: at each instant what falls due, then what is to be handed over, then what
 * people do. It holds each step as the record would have written it.
 */
export class Life {
  state: CaseState = nothing;
  readonly steps: LivedStep[] = [];
  readonly world: World;
  private readonly fateOf: (message: Message, at: Instant) => CaseEvent;
  private readonly noticed: (entry: Entry) => void;
  private plans: Planned[] = [];
  private lastAt: Instant = 0;

  /** `fateOf` says what becomes of a message, `noticed` lets people make plans because of a line of the journal. */
  constructor(world: World, fateOf: Life['fateOf'], noticed: (entry: Entry) => void) {
    this.world = world;
    this.fateOf = fateOf;
    this.noticed = noticed;
  }

  plan(at: Instant, act: () => void): void {
    this.plans.push({ at, act });
  }

  /** Whatever people meant to do is left undone: clocks and messages alone go on. */
  leave(): void {
    this.plans = [];
  }

  /** Lives until an instant, included. */
  run(until: Instant): void {
    for (;;) {
      const { deliver, next } = agenda(this.state, this.lastAt);
      const [message] = deliver;
      if (message !== undefined) {
        this.hand(message);
        continue;
      }
      const plan = this.plans.reduce<Planned | null>((first, other) => (first === null || other.at < first.at ? other : first), null);
      const at = Math.max(this.lastAt, Math.min(next ?? Number.POSITIVE_INFINITY, plan?.at ?? Number.POSITIVE_INFINITY));
      if (at > until) return;
      if (this.state.deadlines.some(({ dueAt }) => dueAt <= at)) this.pass(at);
      else if (plan !== null && plan.at <= at) {
        this.plans = this.plans.filter((other) => other !== plan);
        plan.act();
      } else this.lastAt = at;
    }
  }

  /** Does something now, or says why the law refuses it. */
  act(event: CaseEvent, more: With & { claimed?: string } = {}): string | null {
    const before = this.state;
    const at = Math.max(event.at, this.lastAt);
    const passed = advance(before, at, this.world);
    const decision = decide(passed.state, { ...event, at }, this.world);
    const carried = more.claimed !== undefined;
    if ('refused' in decision) {
      if (passed.entries.length > 0) this.write({ ...passed, event: null, first: 0, recordedAt: at, woke: asksForALook(before, passed.state) });
      return decision.refused.code;
    }
    const entries = [...passed.entries, ...decision.entries];
    if (entries.length === 0) return null;
    const woke = before === nothing || (!carried && asksForALook(before, decision.state));
    this.write({ ...more, event: { ...event, at }, entries, first: passed.entries.length, state: decision.state, recordedAt: at, woke });
    return null;
  }

  private hand(message: Message): void {
    const fate = this.fateOf(message, Math.max(this.lastAt, message.notBefore) + carrying);
    this.act(fate, { claimed: message.id });
  }

  private pass(at: Instant): void {
    const passed = advance(this.state, at, this.world);
    this.write({ ...passed, event: null, first: 0, recordedAt: at + noticing, woke: false });
  }

  private write(step: LivedStep): void {
    this.steps.push(step);
    this.state = step.state;
    this.lastAt = Math.max(this.lastAt, step.entries.at(-1)?.at ?? 0);
    for (const entry of step.entries) this.noticed(entry);
  }
}
