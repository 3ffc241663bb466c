import { DateTime } from 'luxon';
import type { Instant } from '../../calendar/span.ts';
import { causeCode } from '../../cases/model/cause.ts';
import { bodyNamed, type Entry, entriesOf } from '../../cases/model/entries.ts';
import type { World } from '../../cases/running/turn.ts';
import { bodyName } from '../../directory/names.ts';
import { calendarOf } from '../../directory/resolve.ts';
import { detailOf } from './detail.ts';
import type { Simulation } from './simulate.ts';

/** What `guichet simulate --json` prints (design §9). Instants are ISO 8601 with the desk's offset. */
export interface Report {
  procedure: string;
  transfers: {
    role: string;
    organisation: string;
    service: string | null;
    mode: string;
    purpose: string;
    policy: string;
    discloses: string[];
    because: string[];
    deadlines: { reach: string; dueAt: string; state: 'running' | 'projected' }[];
  }[];
  timeline: { at: string; kind: string; transfer: string | null; to: string | null; detail: string }[];
  tasks: { id: string; kind: string; to: string; dueAt: string; transfer: string | null; because: string; status: string }[];
  gaps: { role: string; reason: string }[];
}

/** Puts a simulation in the form others read. Pure. */
export function report(simulation: Simulation, world: World): Report {
  const { procedure, directory } = world;
  const { zone } = calendarOf(directory, 'desk');
  const iso = (instant: Instant): string => DateTime.fromMillis(instant, { zone }).toISO({ suppressMilliseconds: true }) ?? '';
  const name = (id: string | undefined): string | null => (id === undefined ? null : bodyName(directory, id));
  return {
    procedure: `${procedure.slug}@${procedure.number}`,
    transfers: simulation.transfers.map(({ transfer, clocks }) => ({
      role: transfer.role,
      organisation: bodyName(directory, transfer.organisation),
      service: directory.contactById.get(transfer.contact)?.service ?? null,
      mode: transfer.mode,
      purpose: transfer.purpose,
      policy: transfer.policies.join('+'),
      discloses: transfer.discloses,
      because: transfer.because,
      deadlines: clocks.map(({ reach, dueAt, state }) => ({ reach, dueAt: iso(dueAt), state })),
    })),
    timeline: simulation.entries.map((entry) => ({
      at: iso(entry.at),
      kind: entry.kind,
      transfer: entry.transfer ?? null,
      to: toWhom(entry, simulation, name),
      detail: detailOf(entry),
    })),
    tasks: simulation.state.tasks.map(({ id, kind, to, dueAt, transfer, cause, status }) => ({
      id,
      kind,
      to,
      dueAt: iso(dueAt),
      transfer,
      because: causeCode(cause),
      status,
    })),
    gaps: entriesOf(simulation.entries, 'GAP').map(({ because: { role, reason } }) => ({ role, reason })),
  };
}

function toWhom(entry: Entry, simulation: Simulation, name: (id: string | undefined) => string | null): string | null {
  const transfer = simulation.state.transfers.find(({ id }) => id === entry.transfer);
  return name(bodyNamed(entry) ?? transfer?.organisation);
}
