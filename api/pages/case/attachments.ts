import { Router } from 'express';
import { addFiles, readFile, releaseFile } from '../../../cases/record/files.ts';
import { fingerprintOf } from '../../../documents/transfer-documents.ts';
import { typographic } from '../../../templates/text/typography.ts';
import { label } from '../../../vocabulary/vocabulary.ts';
import { NotFound } from '../../http/errors.ts';
import { actorOf, signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { examineUploads, uploaded } from '../../http/uploads.ts';
import { caseHref, casePaths } from '../shared/addresses.ts';
import { neededText, onlyShown } from '../shared/fields.ts';
import { sendFile } from '../shared/file-answer.ts';
import { fileLine, limitsInWords } from '../shared/file-lines.ts';
import { one } from '../shared/form.ts';
import { formButton } from '../shared/form-button.ts';
import { type Ask, signedInDoor } from '../shared/form-door.ts';
import { formPage } from '../shared/form-page.ts';
import { draftSaver, dropOwn, keepOwn, noteId, readOwn } from '../shared/own-draft.ts';
import { caseForm } from './case-form.ts';
import { done, findCase, onCase } from './open-case.ts';

/** The files of a case: opened, added, listened to. */
export function caseFilePages(parts: Parts): Router {
  const pages = Router({ mergeParams: true });

  formPage(parts, pages, {
    at: casePaths.files,
    door: signedInDoor(parts),
    open: ({ request, response }) => findCase(parts, request, response),
    fields: { pieces: onlyShown },
    view: async (form, { reference }, { request, response }) =>
      parts.page('desk/files', { ...(await onCase(parts, request, response, reference)), form, limits: limitsInWords }),
    // Files that are fit are taken, whatever the others: each is told of.
    act: async (_values, { caseId, reference }, { ask, key }) => {
      const { files, refused } = await examineUploads(parts, uploaded(ask.request, 'pieces'));
      if (files.length > 0) {
        const account = signedIn(ask.response);
        const eventId = `page:${account.id}:${key}:${fingerprintOf(Buffer.concat(files.map(({ bytes }) => bytes)))}`;
        done(await addFiles(parts.database, account.department, caseId, actorOf(account), files, eventId, parts.now()));
      }
      const wrong = files.length + refused.length === 0 ? ['Choisissez au moins un fichier.'] : refused;
      if (wrong.length === 0) return { to: caseHref(reference), said: files.length === 1 ? 'La pièce est ajoutée.' : 'Les pièces sont ajoutées.' };
      const kept = files.length === 0 ? [] : [`Les autres fichiers sont ajoutés\u00a0: ${files.map(({ name }) => name).join(', ')}.`];
      return { errors: [{ field: 'pieces', message: [...wrong, ...kept].join(' ') }] };
    },
  });

  formButton<{ caseId: string }>(parts, pages, {
    at: casePaths.release,
    standsOn: ({ request }) => caseHref(String(request.params.reference)),
    open: ({ request, response }) => findCase(parts, request, response),
    act: async ({ caseId }, { ask: { request, response } }) => {
      const account = signedIn(response);
      const released = await releaseFile(parts.database, account.department, caseId, actorOf(account), String(request.params.file), parts.now());
      if (released === null) throw new NotFound();
      done(released);
      return { to: caseHref(String(request.params.reference)), said: 'La pièce est jointe à ce que lisent les destinataires.' };
    },
  });

  pages.get(casePaths.file, async (request, response) => {
    const account = signedIn(response);
    const { caseId } = await findCase(parts, request, response);
    sendFile(request, response, await readFile(parts.database, account.department, actorOf(account), caseId, request.params.file));
  });

  const noteOf = ({ request, response }: Ask) => noteId(parts, response, String(request.params.file));
  const draftOf = async (ask: Ask) => readOwn(parts, ask.response, await noteOf(ask), 'NOTE');

  draftSaver(pages, casePaths.listening, 'Notes gardées.', async (ask, fields) => {
    await findCase(parts, ask.request, ask.response);
    await keepOwn(parts, ask.response, await noteOf(ask), fields, 'NOTE');
  });

  caseForm(parts, pages, {
    at: [casePaths.listen, casePaths.listened],
    // Logged as any reading of the case is: when somebody began to listen is not written.
    why: 'CASE_PAGE',
    fields: { text: neededText('Notez au moins quelques mots de ce que vous avez entendu.') },
    begin: async (_record, ask) => (await draftOf(ask)) ?? {},
    view: async (form, frame, record, ask) => {
      const { reference, state } = record;
      const file = record.files.find(({ id }) => id === ask.request.params.file);
      if (file === undefined) throw new NotFound();
      const alert = record.alerts.find(({ localId }) => localId === file.alert);
      return parts.page('desk/listen', {
        ...frame,
        file: fileLine(file, caseHref(reference, 'file', { file: file.id })),
        from: alert === undefined ? 'Pièce ajoutée' : typographic(label('channel', alert.channel)),
        at: alert?.receivedAt ?? file.addedAt,
        form,
        draftHref: caseHref(reference, 'listening', { file: file.id }),
        draftKept: form.errors.length === 0 && (await draftOf(ask)) !== null,
        ...(state.status === 'OPEN' && state.qualification !== 'CONFIRMED' && { qualifyHref: caseHref(reference, 'qualify') }),
      });
    },
    act: ({ text }) => ({ event: { kind: 'NoteAdded' }, content: text }),
    refusedAt: 'text',
    then: async (_record, { ask }) => {
      await dropOwn(parts, ask.response, await noteOf(ask), 'NOTE');
    },
    said: 'Les notes sont ajoutées au dossier.',
    to: ({ reference }, { typed }) => (one(typed, 'suite') === 'qualifier' ? caseHref(reference, 'qualify') : caseHref(reference)),
    action: ({ reference }, { request }) => caseHref(reference, 'listened', { file: String(request.params.file) }),
  });

  return pages;
}
