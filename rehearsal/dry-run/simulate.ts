import type { Instant, Span } from '../../calendar/span.ts';
import { advance, agenda } from '../../cases/advance.ts';
import { decide } from '../../cases/decide.ts';
import type { Entry } from '../../cases/model/entries.ts';
import type { Actor, CaseEvent } from '../../cases/model/events.ts';
import { nothing } from '../../cases/model/evolve.ts';
import { aboutTransfer, type Message } from '../../cases/model/message.ts';
import type { Refusal } from '../../cases/model/refusal.ts';
import type { AlertState, Basis, CaseState, Task, Transfer } from '../../cases/model/state.ts';
import { type Clock, clocksOf } from '../../cases/running/clocks.ts';
import { Turn, type World } from '../../cases/running/turn.ts';
import type { Facts } from '../../vocabulary/facts.ts';
import { incomingDoors } from '../../vocabulary/incoming-doors.ts';
import type { Behaviour, RecipientBehaviour } from './behaviour.ts';

/** What somebody does at a moment, in the case as it then is; null: nothing, as things are. */
export interface Deed {
  at: Instant;
  does(state: CaseState): CaseEvent | null;
}

export interface Simulation {
  /** As they stand once the first deliveries are made. */
  transfers: { transfer: Transfer; clocks: Clock[] }[];
  entries: Entry[];
  state: CaseState;
}

const agent: Actor = { kind: 'AGENT', id: 'simulation' };
const messenger: Actor = { kind: 'DELIVERY', id: null };
const silent: RecipientBehaviour = { delivery: 'ACCEPTED' };
const noBasis: Basis = { legal: [], victimConsent: null, victimInformed: null };
/** Longer than any chain a procedure may write; a rehearsal that is still running then is stopped. */
const HORIZON = 800 * 86_400_000;

/** How an alert came in, where it is known: what the door said of it, and when a person qualified it. */
export interface Arrival {
  alert?: Omit<AlertState, 'id' | 'at'>;
  /** Never before the alert. Absent: at once; null: by one of the deeds, or never. */
  qualifiedAt?: Instant | null;
  /** What people do besides what `behaviour` says, in the order of their moments. */
  deeds?: readonly Deed[];
  /** How far it is played. Absent: to the end of any chain. */
  until?: Instant;
}

/**
 * Plays a situation from `at` against a virtual clock, with the law that real cases follow (design §6, promise 9).
 * `behaviour` says how recipients and the desk behave; an alert that the protocol does not route at once is qualified at once,
 * or when `arrival` says.
 * An act planned for the very instant of a deadline comes before what that deadline queues.
 * Pure: reads no clock. Refused where the law refuses the qualification.
 */
export function simulate(
  facts: Facts,
  at: Instant,
  world: World,
  behaviour: Behaviour,
  basis: Basis = noBasis,
  arrival: Arrival = {},
): Simulation | { refused: Refusal } {
  const player = new Player(world, behaviour, arrival.deeds ?? []);
  const alert = arrival.alert ?? {
    channel: facts.channel,
    contactKind: 'ALERT' as const,
    authenticated: incomingDoors[facts.channel].knowsWho,
    reachable: false,
  };
  player.act({ kind: 'AlertReceived', at, by: agent, alert, facts, basis });
  let routedAt = at;
  if (player.state.qualification === 'AWAITED' && arrival.qualifiedAt !== null) {
    routedAt = arrival.qualifiedAt ?? at;
    if (routedAt > at) {
      player.deliver(at);
      player.run(routedAt);
    }
    const refused = player.act({ kind: 'Qualified', at: routedAt, by: agent, facts, basis });
    if (refused !== null) return { refused };
  }
  player.deliver(routedAt);
  const turn = new Turn(player.state, routedAt, agent, world);
  const transfers = player.state.transfers.map((transfer) => ({ transfer, clocks: clocksOf(turn, transfer) }));
  player.run(arrival.until ?? at + HORIZON);
  return { transfers, entries: player.entries, state: player.state };
}

class Player {
  state = nothing;
  private now: Instant = Number.NEGATIVE_INFINITY;
  readonly entries: Entry[] = [];
  private readonly acts: Deed[];
  private readonly world: World;
  private readonly behaviour: Behaviour;

  constructor(world: World, behaviour: Behaviour, deeds: readonly Deed[]) {
    this.world = world;
    this.behaviour = behaviour;
    this.acts = [...deeds];
  }

  /** Applies an act, or says why it is refused; what others do because of it is planned. */
  act(event: CaseEvent): Refusal | null {
    this.advance(event.at);
    const decision = decide(this.state, event, this.world);
    if ('refused' in decision) return decision.refused;
    this.keep(decision);
    return null;
  }

  deliver(now: Instant): void {
    for (let again = true; again; ) {
      const { deliver } = agenda(this.state, now);
      for (const message of deliver) this.act(this.fate(message, now));
      again = agenda(this.state, now).deliver.length > 0;
    }
  }

  run(until: Instant): void {
    for (;;) {
      this.acts.sort((a, b) => a.at - b.at);
      const next = Math.min(
        agenda(this.state, Number.NEGATIVE_INFINITY).next ?? Number.POSITIVE_INFINITY,
        this.acts[0]?.at ?? Number.POSITIVE_INFINITY,
      );
      if (next > until) return;
      // What was due before somebody asked for it is late at once: a case's time never goes back.
      this.now = Math.max(this.now, next);
      this.advance(this.now);
      while (this.acts[0] !== undefined && this.acts[0].at <= this.now) {
        const event = (this.acts.shift() as Deed).does(this.state);
        if (event !== null) this.act(event);
      }
      this.deliver(this.now);
    }
  }

  private advance(until: Instant): void {
    this.keep(advance(this.state, until, this.world));
  }

  private keep({ state, entries }: { state: CaseState; entries: Entry[] }): void {
    this.state = state;
    this.entries.push(...entries);
    for (const entry of entries) this.plan(entry);
  }

  private of(transfer: Pick<Transfer, 'organisation' | 'role'>): RecipientBehaviour {
    const { recipients } = this.behaviour;
    return recipients[transfer.organisation] ?? recipients[transfer.role] ?? recipients.default ?? silent;
  }

  private fate(message: Message, at: Instant): CaseEvent {
    const transfer = this.state.transfers.find(({ id }) => id === aboutTransfer(message));
    const { delivery } = transfer === undefined ? silent : this.of(transfer);
    if (delivery === 'ACCEPTED') return { kind: 'HandedOver', at, by: messenger, message: message.id };
    return {
      kind: 'DeliveryFailed',
      at,
      by: messenger,
      message: message.id,
      permanent: delivery === 'REFUSED',
      code: delivery === 'REFUSED' ? 'RecipientRejected' : 'SMTP_451',
    };
  }

  private will(event: CaseEvent): void {
    this.acts.push({ at: event.at, does: () => event });
  }

  /** What people do because of a line of the journal. */
  private plan(entry: Entry): void {
    const task = this.state.tasks.find(({ id }) => id === entry.task);
    if (entry.kind === 'TASK_RAISED' && task !== undefined) this.planTask(task, entry.at);
    const transfer = this.state.transfers.find(({ id }) => id === entry.transfer);
    if (entry.kind !== 'HANDED_OVER' || entry.because.message !== 'TRANSFER' || transfer?.handedOverAt !== entry.at) return;
    const by: Actor = { kind: 'PARTNER', id: transfer.contact };
    const about = { by, transfer: transfer.id };
    const { acknowledge, charge, outcome, refuse, askInformation } = this.of(transfer);
    const after = (span: Span): Instant => new Turn(this.state, entry.at, by, this.world).due(span, transfer.organisation);
    if (acknowledge) this.will({ kind: 'Acknowledged', at: after(acknowledge), ...about });
    if (askInformation) this.will({ kind: 'InformationRequested', at: after(askInformation), ...about });
    if (charge) this.will({ kind: 'TakenInCharge', at: after(charge), ...about });
    if (refuse) this.will({ kind: 'Refused', at: after(refuse.after), ...about, reason: refuse.reason });
    if (outcome) this.will({ kind: 'OutcomeGiven', at: after(outcome.after), ...about, outcome: outcome.codes });
  }

  private planTask(task: Task, at: Instant): void {
    const { phone, reached, inform } = this.behaviour.desk;
    const after = (span: Span | undefined): Instant => (span === undefined ? at : new Turn(this.state, at, agent, this.world).due(span));
    if (task.carries && task.kind !== 'UNDELIVERABLE') this.will({ kind: 'TaskDone', at: after(phone), by: agent, task: task.id, reached });
    if (task.kind === 'INFORMATION_REQUESTED' && task.transfer !== null && inform !== undefined) {
      this.will({ kind: 'InformationGiven', at: after(inform), by: agent, transfer: task.transfer });
    }
  }
}
