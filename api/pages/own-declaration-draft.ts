import { randomUUID } from 'node:crypto';
import type { Response } from 'express';
import { deleteDraft, readDraft, saveDraft } from '../../intake/drafts.ts';
import { NotFound } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { signedIn } from '../sessions/guards.ts';
import type { Typed } from './form.ts';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
type Kind = 'DECLARATION' | 'DECLARATION_CSV';

/** Begins a draft of one's own and answers with its id. */
export async function beginDraft(parts: Parts, response: Response, kind: Kind, content: Typed): Promise<string> {
  const id = randomUUID();
  await keepDraft(parts, response, kind, id, content);
  return id;
}

export async function keepDraft(parts: Parts, response: Response, kind: Kind, id: string, content: Typed): Promise<void> {
  const { department, id: account } = signedIn(response);
  if (!(await saveDraft(parts.database, department, { id, kind, account, content }, parts.now()))) throw new NotFound();
}

/** What whoever is signed in was writing under this id. Throws NotFound when there is nothing, or it is somebody else's. */
export async function ownDraft(parts: Parts, response: Response, kind: Kind, id: string): Promise<Typed> {
  const { department, id: account } = signedIn(response);
  const kept = uuid.test(id) ? await readDraft(parts.database, department, id) : null;
  if (kept === null || kept.kind !== kind || kept.account !== account) throw new NotFound('Ce brouillon n’existe plus : il a été envoyé ou effacé.');
  return kept.content as Typed;
}

/** Forgets a draft of one's own, with its files. */
export async function dropDraft(parts: Parts, response: Response, kind: Kind, id: string): Promise<void> {
  await ownDraft(parts, response, kind, id);
  await deleteDraft(parts.database, signedIn(response).department, id);
}
