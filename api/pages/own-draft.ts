import type { Response } from 'express';
import { deleteDraft, readDraft, saveDraft } from '../../intake/drafts.ts';
import { NotFound } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { signedIn } from '../sessions/guards.ts';
import type { Typed } from './form.ts';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** What whoever is signed in was writing under this id; null when nothing was. Throws NotFound on somebody else's. */
export async function readOwn(parts: Parts, response: Response, id: string): Promise<Typed | null> {
  const { department, id: account } = signedIn(response);
  if (!uuid.test(id)) throw new NotFound();
  const kept = await readDraft(parts.database, department, id);
  if (kept !== null && kept.account !== account) throw new NotFound();
  return kept === null ? null : (kept.content as Typed);
}

/** Keeps what is being written. Throws NotFound on somebody else's draft. */
export async function keepOwn(parts: Parts, response: Response, id: string, content: Typed): Promise<void> {
  const { department, id: account } = signedIn(response);
  if (!uuid.test(id)) throw new NotFound();
  if (!(await saveDraft(parts.database, department, { id, kind: 'CALL', account, content }, parts.now()))) throw new NotFound();
}

/** Forgets a draft of one's own. */
export async function dropOwn(parts: Parts, response: Response, id: string): Promise<void> {
  if ((await readOwn(parts, response, id)) !== null) await deleteDraft(parts.database, signedIn(response).department, id);
}
