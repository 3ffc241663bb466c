import type { CaseEvent } from '../../../cases/model/events.ts';

/** An event as a page makes it: who and when are added. */
export type Act = CaseEvent extends infer Event ? (Event extends unknown ? Omit<Event, 'at' | 'by'> : never) : never;
