import { dueAt } from '../../calendar/due.ts';
import type { Instant, Span } from '../../calendar/span.ts';
import type { IndexedDirectory } from '../../directory/resolve.ts';
import { calendarOf } from '../../directory/resolve.ts';
import { deskDelay } from '../../procedures/desk-section.ts';
import type { DelayName } from '../../procedures/own-delays.ts';
import type { Procedure } from '../../procedures/procedure.ts';
import type { DecidedWith, Entry, Happening } from '../model/entries.ts';
import type { Actor, Change } from '../model/events.ts';
import { evolve } from '../model/evolve.ts';
import type { CaseState, Task, Transfer } from '../model/state.ts';

/** What the law is given: the protocol version pinned to the case, and the newest revision of the directory. */
export interface World {
  procedure: Procedure;
  directory: IndexedDirectory;
}

/**
 * One step of a case being decided: the state so far and the journal entries already written.
 * Everything that changes goes through `write`, so that the journal is enough to find the state again.
 */
export class Turn {
  state: CaseState;
  at: Instant;
  readonly by: Actor;
  readonly world: World;
  readonly entries: Entry[] = [];

  constructor(state: CaseState, at: Instant, by: Actor, world: World) {
    this.state = state;
    this.at = at;
    this.by = by;
    this.world = { ...world, directory: world.directory.on(at) };
  }

  write(happening: Happening, changes: Change[]): void {
    const entry: Entry = { ...happening, at: this.at, by: this.by, changes };
    this.entries.push(entry);
    this.state = evolve(this.state, entry);
  }

  /** What is decided now is decided with. */
  get versions(): DecidedWith {
    const { procedure, directory } = this.world;
    return { procedure: { slug: procedure.slug, number: procedure.number }, directory: directory.revision };
  }

  transfer(id: string): Transfer | undefined {
    return this.state.transfers.find((transfer) => transfer.id === id);
  }

  task(id: string): Task | undefined {
    return this.state.tasks.find((task) => task.id === id);
  }

  /** One of the desk's own delays, as the case's protocol has it. */
  delay(name: DelayName): Span {
    return deskDelay(this.world.procedure, name);
  }

  /** The instant a span that starts now ends, on the desk's calendar or on an organisation's. */
  due(span: Span, whose: string = 'desk', from: Instant = this.at): Instant {
    return dueAt(calendarOf(this.world.directory, whose), from, span).due;
  }
}
