import type { Request, Response } from 'express';
import type { Procedure } from '../../../procedures/procedure.ts';
import { compareProcedures } from '../../../publication/compare.ts';
import { type ProtocolDraft, readProtocolDraft, saveEdit } from '../../../publication/drafts.ts';
import { fingerprint, type ProtocolPart, partLabel, problemsOf } from '../../../publication/edits.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { Drawing, OnDraft, SavedState } from '../../../templates/views/editor.ts';
import { NotFound } from '../../http/errors.ts';
import { signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { draftHref } from '../shared/addresses.ts';
import { chromeFor, notice } from '../shared/desk-page.ts';
import { formAction, many, one, type Typed, typed } from '../shared/form.ts';
import { whoIs } from '../words/names.ts';

/** The draft of the address. Throws NotFound for one that is not this department's. */
export async function openDraft(parts: Parts, request: Request, response: Response): Promise<ProtocolDraft> {
  const draft = await readProtocolDraft(parts.database, signedIn(response).department, String(request.params.draft));
  if (draft === null) throw new NotFound('Ce brouillon n’existe pas, ou n’existe plus.');
  return draft;
}

const sections = [
  ['', 'Règles'],
  ['/delais', 'Délais et canaux'],
  ['/etapes', 'Étapes de suivi'],
  ['/cadre', 'Arrivée et fin'],
  ['/guichet', 'Délais du guichet'],
  ['/convention', 'Convention'],
  ['/comparer', 'Comparer'],
  ['/historique', 'Historique'],
  ['/preuve', 'Preuve'],
  ['/essai', 'Essai à blanc'],
  ['/situations', 'Situations types'],
  ['/passe', 'Sur le passé'],
  ['/publier', 'Publier'],
] as const;
export type Section = (typeof sections)[number][0];

/** What every page on a draft has. */
export async function onDraft(parts: Parts, request: Request, response: Response, draft: ProtocolDraft, here: Section): Promise<OnDraft> {
  const name = await whoIs(parts, response);
  const href = draftHref(draft.id);
  return {
    chrome: await chromeFor(parts, request, response),
    draft: {
      title: draft.title || 'Protocole sans titre',
      href,
      changedAt: draft.changedAt,
      changedBy: name(draft.changedBy),
      problems: problemsOf(draft.content).length,
      proposed: draft.proposed !== null,
    },
    sections: sections.map(([path, label]) => ({ href: `${href}${path}`, label, current: path === here })),
  };
}

/** Where a part is written. */
export function partHref(id: string, part: ProtocolPart): string {
  const [kind, name = ''] = part.split(/:(.*)/s);
  const page =
    { rule: 'regles/', policy: 'delais/', step: 'etapes/', chapters: '', frame: 'cadre', desk: 'guichet', agreement: 'convention', waiver: 'preuve' }[
      kind ?? ''
    ] ?? '';
  return `${draftHref(id)}${page === '' ? '' : `/${page}`}${page.endsWith('/') ? name : ''}`;
}

/**
 * What is said beside a form that is only being shown. One that was sent when the session had ended (`kept`) still says which
 * state of the part it was written on: what changed meanwhile is not written over.
 */
export function shownState(content: Procedure, part: ProtocolPart, kept: Typed | undefined, sentences: string[], drawing?: Drawing): SavedState {
  return {
    seen: kept === undefined ? fingerprint(content, part) : one(kept, 'seen'),
    kind: kept === undefined ? 'SHOWN' : 'WRONG',
    sentences: sentences.map(typographic),
    problems: partProblems(content, part),
    ...(drawing !== undefined && { drawing }),
  };
}

function partProblems(content: Procedure, part: ProtocolPart): string[] {
  return problemsOf(content)
    .filter((problem) => problem.part === part)
    .map(({ message }) => typographic(message));
}

export interface PartForm {
  part: ProtocolPart;
  /** How the change is called in the history; the part's own name when left out. */
  what?: string;
  /** Applies what was typed; null when it cannot be kept, then `wrong` says why. */
  edit: ((content: Procedure) => Procedure) | null;
  wrong: string[];
  /** The part in French sentences, as it is in a draft. */
  sentences(content: Procedure): string[];
  drawing?(content: Procedure): Drawing | undefined;
  /** Shows the form again with its errors. */
  sendBack(): Promise<void>;
  /** Where a form that was kept leads. */
  next: string;
  done: string;
}

/**
 * Keeps what a form of a draft holds: sent by its button, or by the page while somebody types (then the answer is a fragment
 * that says what was understood). What somebody else changed meanwhile is never overwritten: both are shown.
 */
export async function keep(parts: Parts, request: Request, response: Response, draft: ProtocolDraft, form: PartForm): Promise<void> {
  const account = signedIn(response);
  const auto = request.get('hx-request') === 'true';
  const fields = typed(request);
  const seen = one(fields, 'seen');
  if (form.edit === null) return auto ? say({ kind: 'WRONG', seen, sentences: [], problems: form.wrong }) : form.sendBack();
  const saved = await saveEdit(
    parts.database,
    account.department,
    draft.id,
    { part: form.part, what: form.what ?? partLabel(form.edit(draft.content), form.part), seen, auto, by: account.id, edit: form.edit },
    parts.now(),
  );
  if ('missing' in saved) throw new NotFound('Ce brouillon a été supprimé.');
  if ('conflict' in saved) {
    if (auto) return say({ kind: 'CONFLICT', seen, sentences: form.sentences(saved.conflict.content), problems: [] });
    response
      .status(409)
      .type('html')
      .send(await conflictPage(parts, request, response, saved.conflict, form, fields));
    return;
  }
  if (!auto) {
    notice(request, form.done);
    return response.redirect(303, form.next);
  }
  const { content } = saved.draft;
  const drawing = form.drawing?.(content);
  return say({
    kind: 'SAVED',
    seen: fingerprint(content, form.part),
    sentences: form.sentences(content),
    problems: partProblems(content, form.part),
    ...(drawing !== undefined && { drawing }),
  });

  async function say(state: SavedState): Promise<void> {
    const said = { ...state, sentences: state.sentences.map(typographic), problems: state.problems.map(typographic) };
    response.set('Autosave', 'answered').type('html');
    response.send(parts.page('desk/editor/state', { chrome: await chromeFor(parts, request, response), state: said }));
  }
}

/** Does something to a draft that no form types: removing, adding. Answers with the page to go to, or the conflict. */
export async function change(
  parts: Parts,
  request: Request,
  response: Response,
  draft: ProtocolDraft,
  form: Pick<PartForm, 'part' | 'what' | 'next' | 'done'> & { edit: (content: Procedure) => Procedure },
): Promise<void> {
  return keep(parts, request, response, draft, { ...form, wrong: [], sentences: () => [], sendBack: async () => undefined });
}

async function conflictPage(
  parts: Parts,
  request: Request,
  response: Response,
  theirs: ProtocolDraft,
  form: PartForm,
  fields: Typed,
): Promise<string> {
  const yours = form.edit?.(theirs.content) ?? theirs.content;
  const differences = compareProcedures(theirs.content, yours);
  const frame = await onDraft(parts, request, response, theirs, '');
  const hidden = Object.keys(fields)
    .filter((name) => name !== '_csrf' && name !== 'seen')
    .flatMap((name) => many(fields, name).map((value) => ({ name, value })));
  return parts.page('desk/editor/conflict', {
    ...frame,
    what: typographic(partLabel(yours, form.part)),
    who: frame.draft.changedBy,
    at: theirs.changedAt,
    theirs: differences.flatMap(({ before }) => before).map(typographic),
    yours: differences.flatMap(({ after }) => after).map(typographic),
    keepTheirs: partHref(theirs.id, form.part),
    keepYours: {
      ...formAction(parts, request, response, request.originalUrl),
      hidden: [...hidden, { name: 'seen', value: fingerprint(theirs.content, form.part) }],
    },
  });
}
