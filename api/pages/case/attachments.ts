import { randomUUID } from 'node:crypto';
import { type Request, type Response, Router } from 'express';
import { addFiles, readFile } from '../../../cases/record/files.ts';
import { typographic } from '../../../templates/text/typography.ts';
import { label } from '../../../vocabulary/vocabulary.ts';
import { NotFound } from '../../http/errors.ts';
import { actorOf, signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { examineUploads, uploaded } from '../../http/uploads.ts';
import { caseHref } from '../shared/addresses.ts';
import { notice, resumed } from '../shared/desk-page.ts';
import { sendFile } from '../shared/file-answer.ts';
import { fileLine, limitsInWords } from '../shared/file-lines.ts';
import { type FormError, formView, one, type Typed, typed } from '../shared/form.ts';
import { dropOwn, keepOwn, noteId, readOwn } from '../shared/own-draft.ts';
import { act, done, findCase, formOn, onCase, openCase } from './open-case.ts';

const filesHref = (reference: string, page = ''): string => `${caseHref(reference)}/pieces${page}`;

/** The files of a case: opened, added, listened to. */
export function caseFilePages(parts: Parts): Router {
  const pages = Router({ mergeParams: true });

  pages.get('/', async (request, response) => {
    response.type('html').send(await addPage(request, response, []));
  });

  pages.post('/', async (request: Request, response) => {
    const { caseId, reference } = await findCase(parts, request, response);
    const { files, refused } = await examineUploads(parts, uploaded(request, 'pieces'));
    const wrong = files.length + refused.length === 0 ? ['Choisissez au moins un fichier.'] : refused;
    if (files.length > 0) {
      const account = signedIn(response);
      const key = one(typed(request), 'cle') || randomUUID();
      const eventId = `page:${account.id}:${key}`;
      done(await addFiles(parts.database, account.department, caseId, actorOf(account), files, eventId, parts.now()));
    }
    if (wrong.length > 0) {
      const kept = files.length === 0 ? [] : [`Les autres fichiers sont ajoutés\u00a0: ${files.map(({ name }) => name).join(', ')}.`];
      return response
        .status(422)
        .type('html')
        .send(await addPage(request, response, [...wrong, ...kept], files.length > 0));
    }
    notice(request, files.length === 1 ? 'La pièce est ajoutée.' : 'Les pièces sont ajoutées.');
    response.redirect(303, caseHref(reference));
  });

  async function addPage(request: Request, response: Response, wrong: string[], again = false): Promise<string> {
    const { reference } = await findCase(parts, request, response);
    // What was taken is an act of its own: the next sending of the page is another.
    if (again) request.body = {};
    const errors = wrong.length === 0 ? [] : [{ field: 'pieces' as const, message: wrong.join(' ') }];
    return parts.page('desk/files', {
      ...(await onCase(parts, request, response, reference)),
      form: formView<'pieces'>(formOn(parts, request, response, filesHref(reference)), ['pieces'], {}, errors),
      limits: limitsInWords,
    });
  }

  pages.get('/:file', async (request: Request, response) => {
    const account = signedIn(response);
    const { caseId } = await findCase(parts, request, response);
    sendFile(request, response, await readFile(parts.database, account.department, actorOf(account), caseId, String(request.params.file)));
  });

  pages.get(['/:file/ecouter', '/:file/note'], async (request, response) => {
    const draft = await readOwn(parts, response, noteId(parts, response, String(request.params.file)), 'NOTE');
    response.type('html').send(await listenPage(request, response, resumed(response) ?? draft ?? {}, [], draft !== null));
  });

  pages.post('/:file/brouillon', async (request: Request, response) => {
    await findCase(parts, request, response);
    const { _csrf, cle, suite, ...fields } = typed(request);
    await keepOwn(parts, response, noteId(parts, response, String(request.params.file)), fields, 'NOTE');
    response.type('html').send('Notes gardées.');
  });

  pages.post('/:file/note', async (request: Request, response) => {
    const fields = typed(request);
    const text = one(fields, 'text');
    if (text === '') {
      const errors: FormError<'text'>[] = [{ field: 'text', message: 'Notez au moins quelques mots de ce que vous avez entendu.' }];
      return response
        .status(422)
        .type('html')
        .send(await listenPage(request, response, fields, errors, false));
    }
    done(await act(parts, request, response, { kind: 'NoteAdded' }, text));
    await dropOwn(parts, response, noteId(parts, response, String(request.params.file)), 'NOTE');
    notice(request, 'Les notes sont ajoutées au dossier.');
    const href = caseHref(String(request.params.reference));
    response.redirect(303, one(fields, 'suite') === 'qualifier' ? `${href}/qualifier` : href);
  });

  async function listenPage(request: Request, response: Response, fields: Typed, errors: FormError<'text'>[], draftKept: boolean): Promise<string> {
    // Logged as any reading of the case is: when somebody began to listen is not written.
    const record = await openCase(parts, request, response, 'CASE_PAGE');
    const { reference, state } = record;
    const file = record.files.find(({ id }) => id === request.params.file);
    if (file === undefined) throw new NotFound();
    const here = filesHref(reference, `/${file.id}`);
    const alert = record.alerts.find(({ localId }) => localId === file.alert);
    return parts.page('desk/listen', {
      ...(await onCase(parts, request, response, reference)),
      file: fileLine(file, here),
      from: alert === undefined ? 'Pièce ajoutée' : typographic(label('channel', alert.channel)),
      at: alert?.receivedAt ?? file.addedAt,
      form: formView<'text'>(formOn(parts, request, response, `${here}/note`), ['text'], fields, errors),
      draftHref: `${here}/brouillon`,
      draftKept,
      ...(state.status === 'OPEN' && state.qualification !== 'CONFIRMED' && { qualifyHref: `${caseHref(reference)}/qualifier` }),
    });
  }

  return pages;
}
