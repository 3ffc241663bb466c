import type { Instant } from '../../calendar/span.ts';
import { readersOf } from '../../cases/model/audience.ts';
import type { Actor, AmendedAs } from '../../cases/model/events.ts';
import { type Applied, type ApplyRefusal, apply } from '../../cases/record/apply.ts';
import { applyWithFiles } from '../../cases/record/files.ts';
import { casesOfAlert } from '../../cases/record/merging.ts';
import type { Database } from '../../database/pool.ts';
import type { Examined } from '../../files/file.ts';

export interface Amendment {
  department: string;
  /** The declaration. */
  id: string;
  what: AmendedAs;
  text: string;
  files: readonly Examined[];
  by: Actor;
  at: Instant;
  /** Names the act: the same for the same declaration is said once. */
  act: string;
}

/**
 * Says more of a declaration, in the case that goes on, and to whoever received the declaration before its own was merged; answers with whether
 * anybody besides the desk is told, or why it was refused. Null where there is no such declaration.
 */
export async function amendDeclaration(db: Database, said: Amendment): Promise<{ told: boolean } | { refused: ApplyRefusal } | null> {
  const { department, id, what, text, files, by, at, act } = said;
  const eventId = `amend:${id}:${act}`;
  const say = (place: { caseId: string; alert: string }): Promise<Applied> => {
    const event = { kind: 'DeclarationAmended' as const, alert: place.alert, what, at, by };
    return files.length > 0
      ? applyWithFiles(db, department, place.caseId, { event, eventId, files, text })
      : apply(db, department, place.caseId, event, { eventId, content: { text } });
  };
  const [running, own] = await casesOfAlert(db, department, id);
  if (running === undefined) return null;
  const applied = await say(running);
  if ('refused' in applied) return applied;
  // Merged meanwhile: a person reads it where it goes on.
  if (applied.state.status === 'MERGED') return amendDeclaration(db, said);
  if (own !== undefined && what !== 'MESSAGE') await say(own);
  return { told: readersOf(applied.state, 'NARRATIVE').length > 0 };
}
