import { Router } from 'express';
import { inDepartment } from '../../../database/pool.ts';
import { readProtocol } from '../../../procedures/files.ts';
import { type LibraryName, library, libraryProcedure } from '../../../procedures/library/index.ts';
import type { Procedure } from '../../../procedures/procedure.ts';
import { activeVersions, loadProcedure } from '../../../procedures/record/published.ts';
import type { FileProblem } from '../../../procedures/yaml-file.ts';
import { createDraft, deleteProtocolDraft, editsOf, listDrafts, type ProtocolDraft, undo } from '../../../publication/drafts.ts';
import type { Form } from '../../../templates/views/parts.ts';
import { signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { uploaded } from '../../http/uploads.ts';
import { draftHref, draftPath, draftPaths, draftsHref, draftsPaths, importDraftHref, protocolSchemaHref } from '../shared/addresses.ts';
import { chromeFor } from '../shared/desk-page.ts';
import { freeText, oneCode, onlyShown } from '../shared/fields.ts';
import { one } from '../shared/form.ts';
import { buttonWith, formButton } from '../shared/form-button.ts';
import { type Ask, signedInDoor } from '../shared/form-door.ts';
import { type BlankForm, formPage } from '../shared/form-page.ts';
import { whoIs } from '../words/names.ts';
import { deskSettings } from './editor-desk.ts';
import { onDraft, openDraft } from './editor-draft.ts';
import { draftFilePages } from './editor-files.ts';
import { framePages } from './editor-frame.ts';
import { meanwhilePages } from './editor-meanwhile.ts';
import { policyPages } from './editor-policies.ts';
import { publishPages } from './editor-publish.ts';
import { rulePages } from './editor-rules.ts';
import { stepPages } from './editor-steps.ts';
import { draftProofPages } from './proof.ts';

const LONGEST_FILE = 400_000;
const origins = ['ACTIVE', ...(Object.keys(library) as LibraryName[])] as const;
const beginFields = { from: oneCode(origins, 'Choisissez à partir de quoi commencer.') };
const importFields = { text: freeText(), file: onlyShown };

/** Where coordinators write the department's protocol: drafts, until two of them publish one. */
export function editorPages(parts: Parts): Router {
  const pages = Router();

  const blankBegin: BlankForm<null, typeof beginFields> = formPage<null, typeof beginFields>(parts, pages, {
    at: draftsPaths.begin,
    door: signedInDoor(parts),
    open: async () => null,
    fields: beginFields,
    view: async (form, _, ask) => listPage(form, await blankImport(null, ask), ask),
    act: async ({ from }, _, { ask }) => begin(ask, await beginning(signedIn(ask.response).department, from)),
    action: () => draftsHref,
  });

  const blankImport: BlankForm<null, typeof importFields> = formPage<null, typeof importFields>(parts, pages, {
    at: draftsPaths.import,
    door: signedInDoor(parts),
    open: async () => null,
    fields: importFields,
    view: async (form, _, ask) => listPage(await blankBegin(null, ask), form, ask),
    act: async ({ text: pasted }, _, { ask, typed }) => {
      const [file] = uploaded(ask.request, 'file');
      const text = file === undefined ? pasted : file.bytes.toString('utf8').trim();
      const read = readText(text);
      if ('procedure' in read) return begin(ask, { content: read.procedure, origin: 'Un fichier repris' });
      // What the file says is shown again, to be corrected there; not what is longer than any protocol.
      typed.text = text.length > LONGEST_FILE ? '' : text;
      return { errors: [{ field: 'text', message: read.problems[0]?.why ?? '' }] };
    },
    action: () => importDraftHref,
  });

  async function begin({ response }: Ask, begun: { content: Procedure; origin: string }): Promise<{ to: string; said: string }> {
    const { department, id: by } = signedIn(response);
    const id = await createDraft(parts.database, department, { ...begun, by }, parts.now());
    return { to: draftHref(id), said: 'Le brouillon est commencé. Il n’a aucun effet sur les dossiers.' };
  }

  async function beginning(department: string, from: 'ACTIVE' | LibraryName): Promise<{ content: Procedure; origin: string }> {
    if (from === 'ACTIVE') {
      const content = await inDepartment(parts.database, department, async (tx) => {
        const { slug, number } = await activeVersions(parts.database, tx, department);
        return loadProcedure(parts.database, tx, department, slug, number);
      });
      return { content, origin: `${content.title}, version ${content.number}` };
    }
    return { content: libraryProcedure(from), origin: library[from] };
  }

  async function listPage(begin: Form<'from'>, taken: Form<'text' | 'file'>, { request, response }: Ask): Promise<string> {
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
      begin,
      origins: [{ value: 'ACTIVE', label: 'Le protocole en vigueur' }, ...Object.entries(library).map(([value, label]) => ({ value, label }))],
      import: taken,
      refused: problemsShown(taken).slice(0, 50),
      schemaHref: protocolSchemaHref,
    });
  }

  pages.get(`${draftPath}${draftPaths.history}`, async (request, response) => {
    const draft = await openDraft(parts, request, response);
    const [edits, name] = await Promise.all([editsOf(parts.database, signedIn(response).department, draft.id), whoIs(parts, response)]);
    response.type('html').send(
      parts.page('desk/editor/history', {
        ...(await onDraft(parts, request, response, draft, 'history')),
        edits: edits.map(({ number, at, by, what }, index) => ({
          at,
          who: name(by),
          what,
          ...(index === 0 && {
            undo: buttonWith(parts, { request, response }, draftHref(draft.id, 'undo'), { name: 'number', value: String(number) }),
          }),
        })),
      }),
    );
  });

  formButton<ProtocolDraft>(parts, pages, {
    at: `${draftPath}${draftPaths.undo}`,
    standsOn: ({ request }) => draftHref(String(request.params.draft), 'history'),
    open: ({ request, response }) => openDraft(parts, request, response),
    act: async ({ id }, { ask, typed }) => {
      const { department, id: by } = signedIn(ask.response);
      const undone = await undo(parts.database, department, id, Number(one(typed, 'number')), by, parts.now());
      const to = draftHref(id, 'history');
      if (undone !== null) return { to, said: 'Le dernier changement est annulé.' };
      return { to, said: 'Un autre changement est venu entre-temps\u00a0: rien n’a été annulé. Voici où en est le brouillon.', important: true };
    },
  });

  formButton<ProtocolDraft>(parts, pages, {
    at: `${draftPath}${draftPaths.drop}`,
    standsOn: ({ request }) => draftHref(String(request.params.draft)),
    open: ({ request, response }) => openDraft(parts, request, response),
    act: async ({ id }, { ask }) => {
      if (!(await deleteProtocolDraft(parts.database, signedIn(ask.response).department, id))) return { changed: true };
      return { to: draftsHref, said: 'Le brouillon est supprimé.' };
    },
  });

  const ofDraft = [policyPages, stepPages, framePages, deskSettings, draftProofPages, publishPages, draftFilePages, rulePages, meanwhilePages];
  pages.use(draftPath, ...ofDraft.map((make) => make(parts)));
  return pages;
}

function readText(text: string): ReturnType<typeof readProtocol> {
  return text.length > LONGEST_FILE ? { problems: [{ where: '', why: 'Ce fichier est trop long pour un protocole.' }] } : readProtocol(text);
}

/** Every fault of a file that was refused, with its place. */
function problemsShown({ fields, errors }: Form<'text' | 'file'>): FileProblem[] {
  if (errors.length === 0) return [];
  const read = readText(String(fields.text.value).trim());
  return fields.text.value !== '' && 'problems' in read ? read.problems : errors.map(({ message }) => ({ where: '', why: message }));
}
