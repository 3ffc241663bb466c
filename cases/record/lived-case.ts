import type { Instant } from '../../calendar/span.ts';
import type { Entry } from '../model/entries.ts';
import type { CaseEvent } from '../model/events.ts';
import type { CaseState } from '../model/state.ts';
import type { World } from '../running/turn.ts';
import type { IncomingAlert } from './open.ts';

/** A step of a case's life, as it was written at its time. */
export interface LivedStep {
  recordedAt: Instant;
  /** Null for deadlines that passed by themselves. */
  event: CaseEvent | null;
  entries: readonly Entry[];
  /** Index of the event's own first entry, which carries what is sealed and the event's id. */
  first: number;
  state: CaseState;
  /** Free text and personal content that came with the event. An alert's own is in `alert`. */
  content?: unknown;
  eventId?: string;
  /** The alert that this step recorded. */
  alert?: Pick<IncomingAlert, 'source' | 'externalId' | 'bodyHash' | 'receiptHash' | 'content' | 'files'> & { id: string };
  /** Whether the case's workflow was woken. */
  woke: boolean;
  /** The message that this step is the fate of: it was claimed once more. */
  claimed?: string;
}

/** A case with its whole life, oldest first: the first step is that of the alert which opened it. */
export interface LivedCase {
  id: string;
  department: string;
  reference: string;
  procedure: { slug: string; number: number };
  /** That of its last step: whom the case is hidden from, and what is read whatever an agreement becomes, is read from it. */
  world: World;
  exercise: boolean;
  /** The case's own key, and its form wrapped for the record. */
  key: Buffer;
  wrapped: Buffer;
  steps: LivedStep[];
}
