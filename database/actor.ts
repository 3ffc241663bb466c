import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * In whose name the database is used. A person sees no case they are tied to or stepped back from, whatever asks for it; the
 * others are the desk's own machines and its doors, each narrowed by what it asks.
 */
export type Acting =
  /** Somebody signed in. */
  | { as: 'PERSON'; account: string }
  | {
      as: /** A system with an API key. */
        | 'KEY'
        /** A recipient with a personal link. */
        | 'PARTNER'
        /** Where alerts come in, and what anybody may open. */
        | 'DOOR'
        /** The process that keeps time. */
        | 'WORKER'
        /** A command typed on the machine. */
        | 'COMMAND';
    };

const now = new AsyncLocalStorage<Acting>();

/** Runs `work`, and all it starts, in somebody's name. */
export function asActor<T>(acting: Acting, work: () => T): T {
  return now.run(acting, work);
}

/** In whose name we are; undefined where nobody said. */
export function actingNow(): Acting | undefined {
  return now.getStore();
}
