import { type Request, type Response, Router } from 'express';
import { inDepartment } from '../../../database/pool.ts';
import { type FileProblem, readProtocol } from '../../../procedures/files.ts';
import { type LibraryName, library, libraryProcedure } from '../../../procedures/library/index.ts';
import type { Procedure } from '../../../procedures/procedure.ts';
import { activeVersions, loadProcedure } from '../../../procedures/record/published.ts';
import { createDraft, deleteProtocolDraft, editsOf, listDrafts, undo } from '../../../publication/drafts.ts';
import { signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { uploaded } from '../../http/uploads.ts';
import { draftHref, draftsHref } from '../shared/addresses.ts';
import { chromeFor, notice, resumed } from '../shared/desk-page.ts';
import { type FormError, formAction, formView, one, type Typed, typed } from '../shared/form.ts';
import { whoIs } from '../words/names.ts';
import { deskSettings } from './editor-desk.ts';
import { onDraft, openDraft } from './editor-draft.ts';
import { draftFilePages } from './editor-files.ts';
import { framePages } from './editor-frame.ts';
import { policyPages } from './editor-policies.ts';
import { publishPages } from './editor-publish.ts';
import { rulePages } from './editor-rules.ts';
import { stepPages } from './editor-steps.ts';
import { draftProofPages } from './proof.ts';

const LONGEST_FILE = 400_000;

/** Where coordinators write the department's protocol: drafts, until two of them publish one. */
export function editorPages(parts: Parts): Router {
  const pages = Router();

  pages.get(['/', '/importer'], async (request, response) => {
    response.type('html').send(await listPage(request, response, resumed(response) ?? {}, [], []));
  });

  pages.post('/', async (request, response) => {
    const from = one(typed(request), 'from');
    const begun = await beginning(signedIn(response).department, from);
    if (begun === null) {
      const errors: FormError<'from'>[] = [{ field: 'from', message: 'Choisissez à partir de quoi commencer.' }];
      response
        .status(422)
        .type('html')
        .send(await listPage(request, response, {}, errors, []));
      return;
    }
    await begin(request, response, begun);
  });

  pages.post('/importer', async (request, response) => {
    const fields = typed(request);
    const [file] = uploaded(request, 'file');
    const text = file === undefined ? one(fields, 'text') : file.bytes.toString('utf8');
    const length = file?.size ?? text.length;
    const read = length > LONGEST_FILE ? { problems: [{ where: '', why: 'Ce fichier est trop long pour un protocole.' }] } : readProtocol(text);
    if ('problems' in read) {
      response
        .status(422)
        .type('html')
        .send(await listPage(request, response, { ...fields, text }, [], read.problems));
      return;
    }
    await begin(request, response, { content: read.procedure, origin: 'Un fichier repris' });
  });

  async function begin(request: Request, response: Response, begun: { content: Procedure; origin: string }): Promise<void> {
    const { department, id: by } = signedIn(response);
    const id = await createDraft(parts.database, department, { ...begun, by }, parts.now());
    notice(request, 'Le brouillon est commencé. Il n’a aucun effet sur les dossiers.');
    response.redirect(303, draftHref(id));
  }

  async function beginning(department: string, from: string): Promise<{ content: Procedure; origin: string } | null> {
    if (from === 'ACTIVE') {
      const content = await inDepartment(parts.database, department, async (tx) => {
        const { slug, number } = await activeVersions(parts.database, tx, department);
        return loadProcedure(parts.database, tx, department, slug, number);
      });
      return { content, origin: `${content.title}, version ${content.number}` };
    }
    if (!Object.hasOwn(library, from)) return null;
    return { content: libraryProcedure(from as LibraryName), origin: library[from as LibraryName] };
  }

  async function listPage(request: Request, response: Response, fields: Typed, errors: FormError<'from'>[], refused: FileProblem[]): Promise<string> {
    const name = await whoIs(parts, response);
    const drafts = await listDrafts(parts.database, signedIn(response).department);
    return parts.page('desk/editor/drafts', {
      chrome: await chromeFor(parts, request, response),
      drafts: drafts.map(({ id, title, origin, changedAt, changedBy, proposed }) => ({
        href: draftHref(id),
        title: title || 'Protocole sans titre',
        origin,
        changedAt,
        changedBy: name(changedBy),
        proposed: proposed !== null,
      })),
      begin: formView(formAction(parts, request, response, draftsHref), ['from'], fields, errors),
      origins: [{ value: 'ACTIVE', label: 'Le protocole en vigueur' }, ...Object.entries(library).map(([value, label]) => ({ value, label }))],
      import: formView(formAction(parts, request, response, `${draftsHref}/importer`), ['text', 'file'], fields, []),
      refused: refused.slice(0, 50),
      schemaHref: '/guichet/protocole/schema.json',
    });
  }

  pages.get('/:draft/historique', async (request, response) => {
    const draft = await openDraft(parts, request, response);
    const [edits, name] = await Promise.all([editsOf(parts.database, signedIn(response).department, draft.id), whoIs(parts, response)]);
    response.type('html').send(
      parts.page('desk/editor/history', {
        ...(await onDraft(parts, request, response, draft, '/historique')),
        edits: edits.map(({ number, at, by, what }, index) => ({
          at,
          who: name(by),
          what,
          ...(index === 0 && {
            undo: { ...formAction(parts, request, response, `${draftHref(draft.id)}/annuler`), hidden: [{ name: 'number', value: String(number) }] },
          }),
        })),
      }),
    );
  });

  pages.post('/:draft/annuler', async (request, response) => {
    const draft = await openDraft(parts, request, response);
    const { department, id: by } = signedIn(response);
    const undone = await undo(parts.database, department, draft.id, Number(one(typed(request), 'number')), by, parts.now());
    if (undone === null)
      notice(request, 'Un autre changement est venu entre-temps\u00a0: rien n’a été annulé. Voici où en est le brouillon.', 'IMPORTANT');
    else notice(request, 'Le dernier changement est annulé.');
    response.redirect(303, `${draftHref(draft.id)}/historique`);
  });

  pages.post('/:draft/supprimer', async (request, response) => {
    const draft = await openDraft(parts, request, response);
    await deleteProtocolDraft(parts.database, signedIn(response).department, draft.id);
    notice(request, 'Le brouillon est supprimé.');
    response.redirect(303, draftsHref);
  });

  pages.use('/:draft/publier', publishPages(parts));
  const ofDraft = [policyPages, stepPages, framePages, deskSettings, draftProofPages, draftFilePages, rulePages];
  pages.use('/:draft', ...ofDraft.map((make) => make(parts)));
  return pages;
}
