import type { Request } from 'express';
import { draftFiles, dropDraftFile, keepDraftFiles } from '../../../files/drafts.ts';
import type { Examined } from '../../../files/file.ts';
import { hasEnded, type IntakeDraft } from '../../../intake/drafts.ts';
import type { FileLine } from '../../../templates/views/files.ts';
import { signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { examineUploads, uploaded } from '../../http/uploads.ts';
import { fileLine } from './file-lines.ts';
import { one, type Typed, typed } from './form.ts';
import type { FormEnd, Sent } from './form-sent.ts';
import { keepOwn, type OpenedDraft, writtenIn } from './own-draft.ts';

/** Whether the form was sent to change its files and be shown again, not to go on. */
export function changesFiles(request: Request): boolean {
  return one(typed(request), 'fichiers') !== '' || one(typed(request), 'retirer') !== '';
}

/**
 * Keeps the files posted as `pieces` with their draft, and takes the one named by `retirer` out of it. Answers with what is
 * not taken and why, in French, one sentence each. `prepare` may change a file before it is kept, or refuse it.
 */
export async function changeDraftFiles(
  parts: Parts,
  request: Request,
  department: string,
  draft: string,
  prepare: (file: Examined) => Promise<Examined | { refused: string }> = async (file) => file,
): Promise<string[]> {
  const out = one(typed(request), 'retirer');
  if (out !== '') await dropDraftFile(parts.database, department, draft, out);
  const posted = uploaded(request, 'pieces');
  if (posted.length === 0) return [];
  const { files, refused } = await examineUploads(parts, posted, await draftFiles(parts.database, department, draft));
  const kept: Examined[] = [];
  for (const file of files) {
    const prepared = await prepare(file);
    if ('refused' in prepared) refused.push(prepared.refused);
    else kept.push(prepared);
  }
  if (kept.length > 0) await keepDraftFiles(parts.database, department, draft, kept, parts.now());
  return refused;
}

/** How a page keeps a draft of one's own with its files: a button that only changes them shows the page again. */
export function draftWithFiles(
  parts: Parts,
  kind: IntakeDraft['kind'],
  here: (draft: OpenedDraft) => string,
): { keep(draft: OpenedDraft, sent: Sent): Promise<FormEnd<'pieces'> | null>; read(draft: OpenedDraft): Promise<Typed | null> } {
  return {
    keep: async (draft, { ask: { request, response }, typed: fields }) => {
      const { department, id: account } = signedIn(response);
      if (await hasEnded(parts.database, department, draft.id, account)) return null;
      await keepOwn(parts, response, draft.id, writtenIn(fields), kind);
      const refused = await changeDraftFiles(parts, request, department, draft.id);
      if (refused.length > 0) return { errors: [{ field: 'pieces', message: refused.join(' ') }] };
      return changesFiles(request) ? { to: here(draft) } : null;
    },
    read: async ({ kept }) => kept,
  };
}

/** The files of a draft as its page lists them: nobody opens them there. */
export async function draftLines(parts: Parts, department: string, draft: string): Promise<FileLine[]> {
  const files = await draftFiles(parts.database, department, draft);
  return files.map((file) => {
    const { href, audio, ...line } = fileLine(file, '');
    return line;
  });
}
