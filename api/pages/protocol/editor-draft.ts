import type { Request, Response, Router } from 'express';
import type { Procedure } from '../../../procedures/procedure.ts';
import { type ProtocolDraft, readProtocolDraft, saveEdit } from '../../../publication/drafts.ts';
import { fingerprint, type ProtocolPart, partLabel, problemsOf } from '../../../publication/edits.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { Drawing, OnDraft, SavedState } from '../../../templates/views/editor.ts';
import { NotFound } from '../../http/errors.ts';
import { signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { draftHref, type draftPaths } from '../shared/addresses.ts';
import { chromeFor } from '../shared/desk-page.ts';
import { one } from '../shared/form.ts';
import { formButton } from '../shared/form-button.ts';
import type { Ask } from '../shared/form-door.ts';
import type { FormEnd, Sent } from '../shared/form-sent.ts';
import { whoIs } from '../words/names.ts';
import { keepConflict } from './editor-conflict.ts';

/** The draft of the address. Throws NotFound for one that is not this department's. */
export async function openDraft(parts: Parts, request: Request, response: Response): Promise<ProtocolDraft> {
  const draft = await readProtocolDraft(parts.database, signedIn(response).department, String(request.params.draft));
  if (draft === null) throw new NotFound('Ce brouillon n’existe pas, ou n’existe plus.');
  return draft;
}

const sections = {
  rules: 'Règles',
  policies: 'Délais et canaux',
  steps: 'Étapes de suivi',
  frame: 'Arrivée et fin',
  desk: 'Délais du guichet',
  agreement: 'Convention',
  compare: 'Comparer',
  history: 'Historique',
  proof: 'Preuve',
  dryRun: 'Essai à blanc',
  situations: 'Situations types',
  past: 'Sur le passé',
  publish: 'Publier',
} as const satisfies Partial<Record<keyof typeof draftPaths, string>>;
export type Section = keyof typeof sections;

/** What every page on a draft has. */
export async function onDraft(parts: Parts, request: Request, response: Response, draft: ProtocolDraft, here?: Section): Promise<OnDraft> {
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
    sections: Object.entries(sections).map(([page, label]) => ({ href: draftHref(draft.id, page as Section), label, current: page === here })),
  };
}

/** Where a part is written. */
export function partHref(id: string, part: ProtocolPart): string {
  const [kind = '', name = ''] = part.split(/:(.*)/s);
  return draftHref(id, pagesOfParts[kind], name);
}

const pagesOfParts: Record<string, keyof typeof draftPaths> = {
  rule: 'rule',
  policy: 'policy',
  step: 'step',
  chapters: 'rules',
  frame: 'frame',
  desk: 'desk',
  agreement: 'agreement',
  waiver: 'proof',
};

/** What is wrong with a part of a draft, as its page says it. */
export function partProblems(content: Procedure, part: ProtocolPart): string[] {
  return problemsOf(content)
    .filter((problem) => problem.part === part)
    .map(({ message }) => typographic(message));
}

/** A change of one part of a draft. */
export interface PartChange {
  part: ProtocolPart;
  /** How the change is called in the history; the part's own name when left out. */
  what?: string;
  edit(content: Procedure): Procedure;
  /** The part in French sentences, as it is in a draft. */
  sentences?(content: Procedure): string[];
  drawing?(content: Procedure): Drawing | undefined;
  /** Where a change that was kept leads. */
  next: string;
  done: string;
}

/** Whether the page sends its form by itself, while somebody types. */
export const sentByItself = ({ request }: Ask): boolean => request.get('hx-request') === 'true';

/**
 * Keeps a change: sent by a button, or by the page while somebody types (then the answer is a fragment that says what was
 * understood). What somebody else changed since `seen` is never overwritten: both are shown.
 */
export async function keepChange(
  parts: Parts,
  draft: ProtocolDraft,
  { ask, typed }: Sent,
  change: PartChange,
  seen = one(typed, 'seen'),
): Promise<{ to: string; said?: string } | { page: string }> {
  const account = signedIn(ask.response);
  const auto = sentByItself(ask);
  const { part, edit, sentences = () => [] } = change;
  const saved = await saveEdit(
    parts.database,
    account.department,
    draft.id,
    { part, what: change.what ?? partLabel(edit(draft.content), part), seen, auto, by: account.id, edit },
    parts.now(),
  );
  if ('missing' in saved) throw new NotFound('Ce brouillon a été supprimé.');
  if ('conflict' in saved) {
    if (auto) return sayState(parts, ask, { kind: 'CONFLICT', seen, sentences: sentences(saved.conflict.content), problems: [] });
    return { to: await keepConflict(parts, ask, saved.conflict, change, typed) };
  }
  if (!auto) return { to: change.next, said: change.done };
  const { content } = saved.draft;
  const drawing = change.drawing?.(content);
  return sayState(parts, ask, {
    kind: 'SAVED',
    seen: fingerprint(content, part),
    sentences: sentences(content),
    problems: partProblems(content, part),
    ...(drawing !== undefined && { drawing }),
  });
}

/** Answers a page that sent its form by itself with what becomes of it. */
export async function sayState(parts: Parts, { request, response }: Ask, state: SavedState): Promise<{ page: string }> {
  const said = { ...state, sentences: state.sentences.map(typographic), problems: state.problems.map(typographic) };
  response.set('Autosave', 'answered');
  return { page: parts.page('desk/editor/state', { chrome: await chromeFor(parts, request, response), state: said }) };
}

/** Makes a button that changes a part of a draft: removing, renaming. It carries the state it was shown with. */
export function partButton(
  parts: Parts,
  pages: Router,
  button: { at: string; standsOn(ask: Ask): string; change(draft: ProtocolDraft, sent: Sent): PartChange | Refused },
): void {
  formButton<ProtocolDraft>(parts, pages, {
    at: button.at,
    standsOn: button.standsOn,
    open: ({ request, response }) => openDraft(parts, request, response),
    act: async (draft, sent) => {
      const change = button.change(draft, sent);
      return 'errors' in change ? change : keepChange(parts, draft, sent, change);
    },
  });
}

type Refused = Extract<FormEnd, { errors: unknown }>;
