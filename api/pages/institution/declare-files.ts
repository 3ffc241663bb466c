import { Router } from 'express';
import { draftFiles } from '../../../files/drafts.ts';
import { signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { uploaded } from '../../http/uploads.ts';
import { institutionPaths } from '../shared/addresses.ts';
import { chromeFor } from '../shared/desk-page.ts';
import { changeDraftFiles, changesFiles } from '../shared/draft-files.ts';
import { onlyShown } from '../shared/fields.ts';
import { fileLine, limitsInWords } from '../shared/file-lines.ts';
import { one } from '../shared/form.ts';
import { signedInDoor } from '../shared/form-door.ts';
import { formPage } from '../shared/form-page.ts';
import { draftOf, placeOf, stepAddress } from './declare-draft.ts';

/** The files that go with a declaration: kept with its draft until it is sent. */
export function declareFilePages(parts: Parts): Router {
  const pages = Router();

  formPage(parts, pages, {
    at: institutionPaths.files,
    door: signedInDoor(parts),
    open: async ({ request, response }) => {
      const id = String(request.params.id);
      await draftOf(parts, response, id);
      return id;
    },
    fields: { pieces: onlyShown },
    draft: {
      keep: async (id, { ask: { request, response }, typed }) => {
        const refused = await changeDraftFiles(parts, request, signedIn(response).department, id);
        const none = one(typed, 'fichiers') !== '' && uploaded(request, 'pieces').length === 0;
        const wrong = none ? ['Choisissez au moins un fichier, ou continuez.'] : refused;
        if (wrong.length > 0) return { errors: [{ field: 'pieces', message: wrong.join(' ') }] };
        return changesFiles(request) ? { to: stepAddress(id, 'files') } : null;
      },
      read: async () => null,
    },
    view: async (form, id, { request, response }) => {
      const files = await draftFiles(parts.database, signedIn(response).department, id);
      return parts.page('institution/declare/files', {
        chrome: await chromeFor(parts, request, response),
        form,
        ...placeOf(id, 'files'),
        limits: limitsInWords,
        files: files.map((file) => ({
          name: file.name,
          size: fileLine(file, '').size,
          remove: { ...form, hidden: [{ name: 'retirer', value: file.id }] },
        })),
      });
    },
    act: async (_values, id) => ({ to: stepAddress(id, 'check') }),
  });

  return pages;
}
