import type { World } from '../cases/running/turn.ts';
import { type Communes, deskTime, factsIn, type Observed, observed } from '../rehearsal/situations/situations.ts';
import type { Facts } from '../vocabulary/facts.ts';
import type { Study } from './study.ts';

/** What the department's protocol does at once with the situation of a study, and on which facts. */
export interface ModelAnswer extends Observed {
  facts: Facts;
}

/**
 * The model answer of a study in a department: its protocol and directory at work, so that it is never out of date. It is played when the
 * last of what arrives has arrived, on an ordinary morning while that is not written. `absent` says in French why the study has no object there. Pure.
 */
export function modelAnswer(study: Study, world: World, communes: Communes): ModelAnswer | { absent: string } {
  const placed = factsIn(study, world.directory, communes);
  if ('absent' in placed) return placed;
  const { data: at } = deskTime.safeParse(study.arrives.at(-1)?.at);
  const seen = observed({ facts: placed.facts, ...(at !== undefined && { at }) }, world);
  return seen === null ? { absent: 'Le protocole ne permet pas de qualifier ces faits.' } : { ...seen, facts: placed.facts };
}
