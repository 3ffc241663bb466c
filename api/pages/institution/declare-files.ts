import { type Request, type Response, Router } from 'express';
import { draftFiles, dropDraftFile, keepDraftFiles } from '../../../files/drafts.ts';
import { signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { examineUploads, uploaded } from '../../http/uploads.ts';
import { chromeFor } from '../shared/desk-page.ts';
import { fileLine, limitsInWords } from '../shared/file-lines.ts';
import { type FormError, formView, one, typed } from '../shared/form.ts';
import { draftOf, placeOf, stepAddress } from './declare-draft.ts';

/** The files that go with a declaration: kept with its draft until it is sent. */
export function declareFilePages(parts: Parts): Router {
  const pages = Router({ mergeParams: true });

  pages.get('/', async (request: Request, response) => {
    response.type('html').send(await filesPage(request, response, String(request.params.id), []));
  });

  pages.post('/', async (request: Request, response) => {
    const { department } = signedIn(response);
    const id = String(request.params.id);
    await draftOf(parts, response, id);
    const { files, refused } = await examineUploads(parts, uploaded(request, 'files'), await draftFiles(parts.database, department, id));
    if (files.length > 0) await keepDraftFiles(parts.database, department, id, files, parts.now());
    const stay = one(typed(request), 'rester') !== '';
    const wrong = stay && files.length + refused.length === 0 ? ['Choisissez au moins un fichier, ou continuez.'] : refused;
    if (wrong.length > 0)
      return response
        .status(422)
        .type('html')
        .send(await filesPage(request, response, id, [{ field: 'files', message: wrong.join(' ') }]));
    response.redirect(303, stepAddress(id, stay ? 'files' : 'check'));
  });

  pages.post('/:file/retirer', async (request: Request, response) => {
    const id = String(request.params.id);
    await draftOf(parts, response, id);
    await dropDraftFile(parts.database, signedIn(response).department, id, String(request.params.file));
    response.redirect(303, stepAddress(id, 'files'));
  });

  async function filesPage(request: Request, response: Response, id: string, errors: FormError<'files'>[]): Promise<string> {
    await draftOf(parts, response, id);
    const csrf = parts.sessionForms.token(request, response);
    const files = await draftFiles(parts.database, signedIn(response).department, id);
    return parts.page('institution/declare/files', {
      chrome: await chromeFor(parts, request, response),
      form: formView<'files'>({ action: stepAddress(id, 'files'), csrf }, ['files'], {}, errors),
      ...placeOf(id, 'files'),
      limits: limitsInWords,
      files: files.map((file) => ({
        name: file.name,
        size: fileLine(file, '').size,
        remove: { action: `${stepAddress(id, 'files')}/${file.id}/retirer`, csrf },
      })),
    });
  }

  return pages;
}
