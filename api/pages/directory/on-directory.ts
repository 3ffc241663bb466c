import { dayIn } from '../../../calendar/local.ts';
import { territoryOf } from '../../../calendar/territory.ts';
import type { Organisation } from '../../../directory/directory.ts';
import type { Unnumbered } from '../../../directory/edits.ts';
import { bodyIn } from '../../../directory/pending.ts';
import type { DirectoryChange } from '../../../directory/record/change-rows.ts';
import { type Editor, pendingChanges, type Saving, saveChanges, withPending } from '../../../directory/record/changes.ts';
import { currentDirectory } from '../../../directory/record/revisions.ts';
import type { IndexedDirectory } from '../../../directory/resolve.ts';
import { NotFound } from '../../http/errors.ts';
import { signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import type { Ask } from '../shared/form-door.ts';

/** The directory as it is published, what waits, and what it would be with all of it. */
export interface OpenDirectory {
  published: IndexedDirectory;
  changes: DirectoryChange[];
  draft: Unnumbered;
}

/** A body of the draft, as its pages open it. */
export interface OpenBody extends OpenDirectory {
  body: Organisation;
}

export async function openDirectory(parts: Parts, { response }: Ask): Promise<OpenDirectory> {
  const { department } = signedIn(response);
  const [published, changes] = await Promise.all([currentDirectory(parts.database, department), pendingChanges(parts.database, department)]);
  return { published, changes, draft: withPending(published, changes) };
}

/** The body of the address. Throws NotFound for one that is neither published nor waiting to be. */
export async function openBody(parts: Parts, ask: Ask): Promise<OpenBody> {
  const open = await openDirectory(parts, ask);
  const body = bodyIn(open.draft, String(ask.request.params.body))?.organisation;
  if (body === undefined) throw new NotFound('Cet organisme n’est pas, ou n’est plus, dans l’annuaire.');
  return { ...open, body };
}

/** The day it is in the department, as it is stored. */
export function todayIn({ now }: Parts, department: string): string {
  return dayIn(now(), territoryOf(department).zone);
}

export function editorOf({ response }: Ask): Editor {
  const { id, name } = signedIn(response);
  return { account: id, name };
}

/** Saves what a form wrote, where it waits to be published. False when somebody changed meanwhile what the form was shown with. */
export async function saved(parts: Parts, ask: Ask, saving: Omit<Saving, 'by'>): Promise<boolean> {
  const answer = await saveChanges(parts.database, signedIn(ask.response).department, { ...saving, by: editorOf(ask) }, parts.now());
  return 'saved' in answer;
}

export const savedWords = 'L’enregistrement attend d’être publié\u00a0: les dossiers n’en tiennent pas encore compte.';

/** A name as an id that nobody has yet. */
export function freeId(wanted: string, { organisations, contacts }: Unnumbered): string {
  const taken = new Set([...organisations, ...contacts].map(({ id }) => id));
  const start = /^[a-z]/.test(wanted) ? wanted : `o-${wanted}`;
  for (let number = 1; ; number += 1) {
    const id = number === 1 ? start : `${start}-${number}`;
    if (!taken.has(id) && id !== 'desk') return id;
  }
}

/** A SIRET in groups of three, as it is read aloud. */
export const siretWords = (siret: string): string => siret.replaceAll(/(\d{3})(?=\d)/g, '$1\u00a0');
