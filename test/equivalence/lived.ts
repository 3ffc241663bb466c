/** A history as the record lives it: PostgreSQL, and the project's own writer with a given clock. */
import { createHash, randomBytes } from 'node:crypto';
import type { Instant } from '../../calendar/span.ts';
import { advance, agenda } from '../../cases/advance.ts';
import { decide } from '../../cases/decide.ts';
import type { Entry } from '../../cases/model/entries.ts';
import type { Actor, CaseEvent } from '../../cases/model/events.ts';
import { nothing } from '../../cases/model/evolve.ts';
import { aboutTransfer, type Message } from '../../cases/model/message.ts';
import type { CaseState } from '../../cases/model/state.ts';
import { applyIn, consultIn } from '../../cases/record/apply.ts';
import { mergeCases, separateCases } from '../../cases/record/merging.ts';
import { type IncomingAlert, joinAlert, recordCases } from '../../cases/record/open.ts';
import { readJournal } from '../../cases/record/read-case.ts';
import { readStoredState } from '../../cases/record/stored.ts';
import type { World } from '../../cases/running/turn.ts';
import { agent, noBasis } from '../../cases/world.testing.ts';
import { type Database, inDepartment, type Tx } from '../../database/pool.ts';
import type { Behaviour } from '../../rehearsal/dry-run/behaviour.ts';
import { actsAfter } from '../reality/people.ts';
import { actsOf, type Holders } from './acts.ts';
import type { History } from './history.ts';
import { behaviourOf, names, type Played } from './simulated.ts';
import { timelineOf } from './timeline.ts';

export interface Place {
  db: Database;
  department: string;
  world: World;
  holders: Holders;
}

/** The desk itself, as the simulator names it. */
const simulating: Actor = { kind: 'AGENT', id: 'simulation' };
const messenger: Actor = { kind: 'DELIVERY', id: null };

interface Will {
  at: Instant;
  does(state: CaseState): CaseEvent | null;
}

/** One case in the record: what is due is asked of it, handed over, and done, each through the writer. */
class LivedCase {
  private readonly place: Place;
  private readonly behaviour: Behaviour;
  private readonly acts: Will[];
  readonly id: string;
  state: CaseState;
  /** How often it was written to. */
  applied = 0;
  /** Lines of its journal that are known here. */
  private lines = 0;
  private now: Instant = Number.NEGATIVE_INFINITY;

  private constructor(place: Place, behaviour: Behaviour, acts: Will[], id: string, state: CaseState) {
    this.place = place;
    this.behaviour = behaviour;
    this.acts = acts;
    this.id = id;
    this.state = state;
  }

  static async open(place: Place, behaviour: Behaviour, acts: Will[], event: IncomingAlert['event']): Promise<LivedCase> {
    const { db, department, world } = place;
    const [opened] = await inDepartment(db, department, (tx) => recordCases(db, tx, department, [incoming(department, event)]));
    const decided = decide(nothing, event, world);
    if (!opened || 'refused' in decided) throw new Error('The case was not opened.');
    const lived = new LivedCase(place, behaviour, acts, opened.caseId, opened.state);
    lived.now = event.at;
    lived.plan(decided.entries);
    return lived;
  }

  /** Everything that happens until then, in one transaction; answers with what is then recorded. */
  run(until: Instant): Promise<Played[number]> {
    const { db, department } = this.place;
    return inDepartment(db, department, async (tx) => {
      await this.deliver(tx, this.now);
      for (;;) {
        this.acts.sort((a, b) => a.at - b.at);
        const next = Math.min(
          agenda(this.state, Number.NEGATIVE_INFINITY).next ?? Number.POSITIVE_INFINITY,
          this.acts[0]?.at ?? Number.POSITIVE_INFINITY,
        );
        if (next > until) return { entries: await readJournal(tx, this.id), state: await storedState(tx, this.id) };
        this.now = Math.max(this.now, next);
        await this.look(tx, this.now);
        while (this.acts[0] !== undefined && this.acts[0].at <= this.now) {
          const event = this.acts.shift()?.does(this.state) ?? null;
          if (event !== null) await this.act(tx, event);
        }
        await this.deliver(tx, this.now);
      }
    });
  }

  /** Somebody else wrote it at this moment: what came since is read. */
  async meet(at: Instant): Promise<void> {
    const { db, department } = this.place;
    this.now = at;
    await inDepartment(db, department, (tx) => this.refresh(tx));
  }

  private async refresh(tx: Tx): Promise<void> {
    const entries = await readJournal(tx, this.id);
    this.keep(await storedState(tx, this.id), entries.slice(this.lines));
  }

  private async look(tx: Tx, now: Instant): Promise<void> {
    if (!this.state.deadlines.some(({ dueAt }) => dueAt <= now)) return;
    const { db, department, world } = this.place;
    const passed = advance(this.state, now, world).entries;
    const consulted = await consultIn(db, tx, department, this.id, now);
    if (consulted.state === null) throw new Error('The case is gone.');
    this.applied += 1;
    this.keep(consulted.state, passed);
  }

  private async deliver(tx: Tx, now: Instant): Promise<void> {
    for (let { deliver } = agenda(this.state, now); deliver.length > 0; { deliver } = agenda(this.state, now))
      for (const message of deliver) await this.act(tx, this.fate(message, now));
  }

  private fate(message: Message, at: Instant): CaseEvent {
    const about = this.state.transfers.find(({ id }) => id === aboutTransfer(message));
    const delivery = this.behaviour.recipients[about?.organisation ?? '']?.delivery ?? 'ACCEPTED';
    if (delivery === 'ACCEPTED') return { kind: 'HandedOver', at, by: messenger, message: message.id };
    const permanent = delivery === 'REFUSED';
    return { kind: 'DeliveryFailed', at, by: messenger, message: message.id, permanent, code: permanent ? 'RecipientRejected' : 'SMTP_451' };
  }

  /** What the law refuses is not done. */
  private async act(tx: Tx, event: CaseEvent): Promise<void> {
    const { db, department } = this.place;
    this.applied += 1;
    if (event.kind === 'AlertReceived') {
      const joined = await joinAlert(db, tx, incoming(department, event), this.id);
      if (!('refused' in joined)) await this.refresh(tx);
      return;
    }
    const applied = await applyIn(db, tx, department, this.id, event, {});
    if ('entries' in applied) this.keep(applied.state, applied.entries);
    else if (applied.refused.code === 'UNKNOWN_CASE') throw new Error('The case is gone.');
  }

  private keep(state: CaseState, entries: readonly Entry[]): void {
    this.state = state;
    this.plan(entries);
  }

  private plan(entries: readonly Entry[]): void {
    this.lines += entries.length;
    for (const event of entries.flatMap((entry) => actsAfter(entry, this.state, this.place.world, this.behaviour)))
      this.acts.push({ at: event.at, does: () => ({ ...event, by: event.by === agent ? simulating : event.by }) });
  }
}

async function storedState(tx: Tx, caseId: string): Promise<CaseState> {
  const { rows } = await tx.query<{ state: unknown }>({ name: 'stored-state', text: 'SELECT state FROM case_file WHERE id = $1' }, [caseId]);
  return readStoredState(rows[0]?.state);
}

function incoming(department: string, event: IncomingAlert['event']): IncomingAlert {
  const externalId = randomBytes(12).toString('hex');
  const bodyHash = createHash('sha256').update(externalId).digest();
  return {
    department,
    event,
    source: 'equivalence',
    externalId,
    bodyHash,
    receiptHash: bodyHash,
    content: { narrative: 'Essai.' },
    files: [],
    exercise: false,
  };
}

/** Lives a history, and answers with what the record then holds of its cases. */
export async function lived(history: History, place: Place): Promise<{ played: Played; applied: number }> {
  const { steps, other, end } = timelineOf(history);
  const { db, department, world, holders } = place;
  const { merged } = history;
  const acts = steps.flatMap(({ at, step }) => actsOf(step, at, world, holders).map((does): Will => ({ at, does })));
  const alertOf = (facts: History['facts'], alert: History['alert'], at: Instant): IncomingAlert['event'] => ({
    kind: 'AlertReceived',
    at,
    by: simulating,
    facts,
    alert,
  });
  const own = await LivedCase.open(place, behaviourOf(history), acts, alertOf(history.facts, history.alert, history.start));
  const cases = [own];
  if (other !== null && merged !== null) {
    const { facts, qualifies } = merged;
    const alert = { channel: facts.channel, contactKind: 'ALERT' as const, authenticated: false, reachable: false };
    const qualify: Will = { at: other.qualifiedAt, does: () => ({ kind: 'Qualified', at: other.qualifiedAt, by: agent, facts, basis: noBasis }) };
    const second = await LivedCase.open(
      place,
      behaviourOf({ ...history, deliveries: {} }),
      qualifies ? [qualify] : [],
      alertOf(facts, alert, other.openedAt),
    );
    cases.push(second);
    const both = async (at: Instant, does: () => Promise<unknown>) => {
      for (const one of cases) await one.run(at);
      await does();
      for (const one of cases) await one.meet(at);
    };
    const about = { by: agent, other: own.id, caseId: second.id };
    await both(other.mergedAt, () => mergeCases(db, department, { ...about, at: other.mergedAt }));
    const { separatedAt } = other;
    if (separatedAt !== null)
      await both(separatedAt, () => separateCases(db, department, { ...about, caseId: own.id, other: second.id, at: separatedAt }));
  }
  const played: Played = [];
  for (const one of cases) played.push(named(await one.run(end), cases));
  return { played, applied: cases.reduce((sum, one) => sum + one.applied + 1, 0) };
}

/** What the record holds, with the cases named as the simulator names them. */
function named(one: Played[number], [own, second]: readonly LivedCase[]): Played[number] {
  if (own === undefined || second === undefined) return one;
  return JSON.parse(JSON.stringify(one).replaceAll(own.id, names.own).replaceAll(second.id, names.other)) as Played[number];
}
