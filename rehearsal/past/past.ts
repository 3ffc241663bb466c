import { dueAt } from '../../calendar/due.ts';
import type { Instant } from '../../calendar/span.ts';
import type { AlertState } from '../../cases/model/state.ts';
import type { World } from '../../cases/running/turn.ts';
import { calendarOf, type IndexedDirectory } from '../../directory/resolve.ts';
import { wholeDesk } from '../../procedures/desk-section.ts';
import type { Procedure } from '../../procedures/procedure.ts';
import { route } from '../../procedures/routing.ts';
import { canonical } from '../../vocabulary/canonical.ts';
import type { Facts } from '../../vocabulary/facts.ts';
import type { Purpose, Role } from '../../vocabulary/vocabulary.ts';
import { behaviourSchema } from '../dry-run/behaviour.ts';
import { supposedBasis } from '../dry-run/play.ts';
import { simulate } from '../dry-run/simulate.ts';

/** What a rehearsal knows of a recorded case: codes and instants. */
export interface PastCase {
  facts: Facts;
  alert: Pick<AlertState, 'channel' | 'contactKind' | 'authenticated'>;
  openedAt: Instant;
  /** When a person first qualified it; null when only the protocol did. */
  qualifiedAt: Instant | null;
}

/** Whoever is told: a body, or the person on duty at the desk. */
export interface PastRecipient {
  role: Role | 'DUTY';
  organisation: string | null;
  purpose: Purpose;
}

/** `was` under the version the case followed, `would` under the protocol that is rehearsed; null: never. */
export interface Divergence extends PastRecipient {
  kind: 'EARLIER' | 'LATER' | 'NEWLY' | 'NEVER';
  was: Instant | null;
  would: Instant | null;
}

const nobodyAnswers = behaviourSchema.parse({});

/**
 * Who would have been told earlier, later, newly or never, had the case followed `tried` instead of `followed` (decision 9).
 * Both are simulated alike, from the same facts, the same alert and the same directory, with nobody answering and every mail
 * accepted: only the protocol differs. Pure; one or two milliseconds, much less where both protocols do the same.
 */
export function differences(past: PastCase, followed: Procedure, tried: Procedure, directory: IndexedDirectory): Divergence[] {
  if (sameEffect(past.facts, followed, tried, directory)) return [];
  const before = firstTold(past, { procedure: followed, directory });
  const after = firstTold(past, { procedure: tried, directory });
  return [...new Set([...before.keys(), ...after.keys()])].sort().flatMap((key): Divergence[] => {
    const [one, other] = [before.get(key), after.get(key)];
    if (one === undefined && other !== undefined) return [{ ...other.who, kind: 'NEWLY', was: null, would: other.at }];
    if (one !== undefined && other === undefined) return [{ ...one.who, kind: 'NEVER', was: one.at, would: null }];
    if (one === undefined || other === undefined || one.at === other.at) return [];
    return [{ ...other.who, kind: other.at < one.at ? 'EARLIER' : 'LATER', was: one.at, would: other.at }];
  });
}

interface Told {
  who: PastRecipient;
  at: Instant;
}

/** When each is first told: the moment a transfer or a warning is handed over, or the person on duty called. */
function firstTold(past: PastCase, world: World): Map<string, Told> {
  const qualifiedAt = Math.max(
    past.openedAt,
    past.qualifiedAt ?? dueAt(calendarOf(world.directory, 'desk'), past.openedAt, world.procedure.intake.qualify).due,
  );
  const alert = { ...past.alert, reachable: false };
  const played = simulate(past.facts, past.openedAt, world, nobodyAnswers, supposedBasis(past.facts), { alert, qualifiedAt });
  const told = new Map<string, Told>();
  if ('refused' in played) return told;
  const note = (who: PastRecipient, at: Instant) => {
    const key = `${who.organisation ?? who.role} ${who.purpose}`;
    const known = told.get(key);
    if (known === undefined || at < known.at) told.set(key, { who, at });
  };
  for (const entry of played.entries) {
    const { at, changes } = entry;
    const transfer = played.state.transfers.find(({ id }) => id === entry.transfer);
    if (entry.kind === 'HANDED_OVER' && transfer !== undefined && transfer.organisation === entry.because.organisation) {
      note({ role: transfer.role, organisation: transfer.organisation, purpose: transfer.purpose }, at);
    } else if (entry.kind === 'ESCALATED' && entry.because.how === 'INFORM' && entry.because.told !== null) {
      // A warning inside the recipient's own body is no news to that body.
      const { told, to } = entry.because;
      const role = to === 'NEXT_COMPETENT' || to === 'DEPUTY' || to === 'SUPERIOR' || to === 'DESK' ? transfer?.role : to;
      if (told.organisation !== transfer?.organisation && role !== undefined)
        note({ role, organisation: told.organisation, purpose: 'INFORMATION' }, at);
    } else if (entry.kind === 'TASK_RAISED' && changes.some((change) => 'task' in change && change.task.to === 'DUTY')) {
      note({ role: 'DUTY', organisation: null, purpose: 'ACTION' }, at);
    }
  }
  return told;
}

/**
 * Whether two protocols do the very same with these facts: then nothing needs to be simulated. They order the same transfers and
 * tasks, under policies, steps, an arrival and delays of the desk's own that read alike; names of rules, reasons and what is disclosed change nobody's hour.
 */
export function sameEffect(facts: Facts, one: Procedure, other: Procedure, directory: IndexedDirectory): boolean {
  if (one === other) return true;
  return frameOf(one) === frameOf(other) && effectOf(facts, one, directory) === effectOf(facts, other, directory);
}

const frames = new WeakMap<Procedure, string>();

/** What a protocol does whatever the facts. */
function frameOf(procedure: Procedure): string {
  const known = frames.get(procedure);
  if (known !== undefined) return known;
  const { intake, steps, closing } = procedure;
  const followed = steps.map(({ do: order }) => ('task' in order ? null : procedure.policies[order.policy]));
  const frame = canonical({ intake, steps, closing, followed, desk: wholeDesk(procedure) });
  frames.set(procedure, frame);
  return frame;
}

function effectOf(facts: Facts, procedure: Procedure, directory: IndexedDirectory): string {
  const { transfers, tasks, gaps, conflicts } = route(procedure, facts, directory);
  return canonical({
    transfers: transfers.map(({ recipient, roles, mode, purpose, policies }) => ({
      recipient,
      roles,
      mode,
      purpose,
      policies: policies.map((name) => procedure.policies[name]),
    })),
    tasks: tasks.map(({ order: { task, to, within } }) => ({ task, to, within })),
    gaps,
    conflicts,
  });
}
