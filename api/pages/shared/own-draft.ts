import type { Response, Router } from 'express';
import { endIntakeDraft, type IntakeDraft, mayBeDraft, noteIdsOf, readIntakeDraft, saveIntakeDraft } from '../../../intake/drafts.ts';
import { NotFound } from '../../http/errors.ts';
import { signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { type Typed, typed } from './form.ts';
import type { Ask } from './form-door.ts';
import { eachByItself } from './parties.ts';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * What whoever is signed in was writing under this id; null when nothing was. Throws NotFound on somebody else's, on a draft of
 * another kind of page, and on an id that is no draft's: a case's, a mail's.
 */
export async function readOwn(parts: Parts, response: Response, id: string, kind: IntakeDraft['kind'] = 'CALL'): Promise<Typed | null> {
  const { department, id: account } = signedIn(response);
  if (!uuid.test(id)) throw new NotFound();
  const kept = await readIntakeDraft(parts.database, department, id);
  if (kept === null && (await mayBeDraft(parts.database, department, id))) return null;
  if (kept?.account !== account || kept.kind !== kind) throw new NotFound();
  return eachByItself(kept.content as Typed);
}

/** A draft of one's own as its page opens it; `kept` is null when nothing was written yet. */
export interface OpenedDraft {
  id: string;
  kept: Typed | null;
}

/** The draft of an address. Throws NotFound as `readOwn` does. */
export async function openOwnDraft(parts: Parts, response: Response, id: string, kind: IntakeDraft['kind']): Promise<OpenedDraft> {
  return { id, kept: await readOwn(parts, response, id, kind) };
}

/** Keeps what is being written. Throws NotFound on somebody else's draft. */
export async function keepOwn(parts: Parts, response: Response, id: string, content: Typed, kind: IntakeDraft['kind'] = 'CALL'): Promise<void> {
  const { department, id: account } = signedIn(response);
  if (!uuid.test(id)) throw new NotFound();
  if (!(await saveIntakeDraft(parts.database, department, { id, kind, account, content }, parts.now()))) throw new NotFound();
}

/** What is said of a draft of which nothing was kept any more. */
export const erased = { said: 'Rien n’en était gardé : il n’y avait rien à effacer.', important: true } as const;

/** Forgets a draft of one's own, and whatever of it is still on its way; false where nothing was kept of it. Throws NotFound as `readOwn` does. */
export async function dropOwn(parts: Parts, response: Response, id: string, kind: IntakeDraft['kind'] = 'CALL'): Promise<boolean> {
  const { department, id: account } = signedIn(response);
  const kept = await readOwn(parts, response, id, kind);
  await endIntakeDraft(parts.database, department, { id, account, kind }, parts.now());
  return kept !== null;
}

/** The id of what whoever is signed in notes about something: always the same, and nothing can be read in it. */
export async function noteId({ database }: Parts, response: Response, about: string): Promise<string> {
  const { department, id: account } = signedIn(response);
  const [newest = '', ...older] = noteIdsOf(database, account, about);
  for (const id of older) if ((await readIntakeDraft(database, department, id)) !== null) return id;
  return newest;
}

/** What somebody wrote in a form, without what the form carries for itself: its token and key, its buttons, the names of files. */
export function writtenIn({ _csrf, cle, suite, fichiers, retirer, pieces, ...fields }: Typed): Typed {
  return fields;
}

/** Keeps what a page saves by itself as somebody types: it answers a word, and no reading is logged. */
export function draftSaver(pages: Router, at: string, said: string, keep: (ask: Ask, fields: Typed) => Promise<void>): void {
  pages.post(at, async (request, response) => {
    await keep({ request, response }, writtenIn(typed(request)));
    response.type('html').send(said);
  });
}
