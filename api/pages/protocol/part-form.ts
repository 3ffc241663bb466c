import type { Router } from 'express';
import type { Procedure } from '../../../procedures/procedure.ts';
import type { ProtocolDraft } from '../../../publication/drafts.ts';
import { fingerprint } from '../../../publication/edits.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { SavedState } from '../../../templates/views/editor.ts';
import type { Form } from '../../../templates/views/parts.ts';
import { NotFound } from '../../http/errors.ts';
import type { Parts } from '../../http/parts.ts';
import { everyValue, type Fields, freeText } from '../shared/fields.ts';
import { type FormError, many, type Typed } from '../shared/form.ts';
import { type Ask, signedInDoor } from '../shared/form-door.ts';
import { formPage } from '../shared/form-page.ts';
import { keepChange, openDraft, type PartChange, partHref, partProblems, sayState, sentByItself } from './editor-draft.ts';

/** A page that writes one part of a draft. `id` is the name of the part in its address, '' where there is only one. */
export interface PartForm {
  at: string;
  part(id: string): PartChange['part'];
  names: readonly string[];
  /** Those of its fields that hold a list. */
  several?: readonly string[];
  /** The part as its form holds it; null when the draft has no such part. */
  recorded(content: Procedure, id: string): Typed | null;
  /** What the form of a new part holds. */
  start?(content: Procedure, ask: Ask): Typed;
  /** Said of a part that is not there. */
  gone?: string;
  /** Reads what was typed; null when it cannot be kept, for what is wrong. */
  read(fields: Typed, content: Procedure, id: string): { edit: PartChange['edit'] | null; errors: FormError<string>[] };
  sentences(content: Procedure, id: string): string[];
  drawing?(content: Procedure, id: string): SavedState['drawing'];
  view(shown: ShownPart, ask: Ask): Promise<string>;
  next(draft: string, id: string): string;
  done: string;
}

/** Such a page as it is shown: its form, what the form holds, and what is said beside it. */
export interface ShownPart {
  draft: ProtocolDraft;
  id: string;
  isNew: boolean;
  form: Form<string>;
  fields: Typed;
  state: SavedState;
}

interface Part {
  draft: ProtocolDraft;
  id: string;
}

/** The state of the part on which the form is written; the fragment that follows a saving gives it again. */
const SEEN = 'seen';

/** Makes such a page. Answers how a part that is not there yet is shown, at another address. */
export function partForm(parts: Parts, pages: Router, form: PartForm): (part: Part, ask: Ask) => Promise<string> {
  const door = signedInDoor(parts);
  const several = new Set(form.several);
  const fields: Fields = Object.fromEntries([...form.names, SEEN].map((name) => [name, several.has(name) ? everyValue : freeText()]));

  const blank = formPage<Part, Fields>(parts, pages, {
    at: form.at,
    // What the page sends by itself does not make it forget what was refused.
    door: { ...door, forget: async (ask) => (sentByItself(ask) ? undefined : door.forget(ask)) },
    open: async ({ request, response }) => ({ draft: await openDraft(parts, request, response), id: String(request.params.part ?? '') }),
    fields,
    begin: ({ draft, id }, ask) => form.recorded(draft.content, id) ?? form.start?.(draft.content, ask) ?? {},
    view: (shown, part, ask) => {
      const page = shownPart(shown, part);
      if (page.isNew && page.state.kind === 'NEW') throw new NotFound(form.gone);
      return form.view(page, ask);
    },
    act: async (_values, { draft, id }, sent) => {
      const { edit, errors } = form.read(sent.typed, draft.content, id);
      if (edit !== null) {
        const { sentences, drawing } = form;
        return keepChange(parts, draft, sent, {
          part: form.part(id),
          edit,
          sentences: (content) => sentences(content, id),
          drawing: (content) => drawing?.(content, id),
          next: form.next(draft.id, id),
          done: form.done,
        });
      }
      if (!sentByItself(sent.ask)) return { errors };
      return sayState(parts, sent.ask, {
        kind: 'WRONG',
        seen: String(sent.typed[SEEN]),
        sentences: [],
        problems: errors.map(({ message }) => message),
      });
    },
    action: ({ draft, id }) => partHref(draft.id, form.part(id)),
  });

  /** A form that is shown again still says which state it was written on: what changed meanwhile is not written over. */
  function shownPart(shown: Form<string>, { draft, id }: Part): ShownPart {
    const { content } = draft;
    const isNew = form.recorded(content, id) === null;
    const fields: Typed = Object.fromEntries(Object.entries(shown.fields).map(([name, { value }]) => [name, value]));
    const [seen] = many(fields, SEEN);
    const refused = shown.errors.length > 0;
    const drawing = refused ? undefined : form.drawing?.(content, id);
    const state: SavedState = {
      seen: seen ?? fingerprint(content, form.part(id)),
      kind: seen !== undefined ? 'WRONG' : isNew ? 'NEW' : 'SHOWN',
      sentences: refused || isNew ? [] : form.sentences(content, id).map(typographic),
      problems: refused ? shown.errors.map(({ message }) => message) : partProblems(content, form.part(id)),
      ...(drawing !== undefined && { drawing }),
    };
    return { draft, id, isNew, form: shown, fields, state };
  }

  return async (part, ask) => form.view(shownPart(await blank(part, ask), part), ask);
}
