import { type Request, type Response, Router } from 'express';
import type { Procedure, Rule } from '../../../procedures/procedure.ts';
import { sentence } from '../../../procedures/sentence.ts';
import type { ProtocolDraft } from '../../../publication/drafts.ts';
import {
  addChapter,
  fingerprint,
  freshId,
  problemsOf,
  putRule,
  removeChapter,
  removeRule,
  renameChapter,
  ruleOf,
} from '../../../publication/edits.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { SavedState } from '../../../templates/views/editor.ts';
import { codes, type LegalBasis } from '../../../vocabulary/vocabulary.ts';
import { NotFound } from '../../http/errors.ts';
import type { Parts } from '../../http/parts.ts';
import { draftHref } from '../shared/addresses.ts';
import { resumed } from '../shared/desk-page.ts';
import { type FormError, formAction, formView, one, oneOf, type Typed, typed } from '../shared/form.ts';
import { change, keep, onDraft, openDraft, partHref, shownState } from './editor-draft.ts';
import { orderChoices, orderFields, orderTyped, readOrder } from './editor-order.ts';
import { factFolds, readWhen, whenFields, whenTyped } from './editor-when.ts';
import { ruleWords } from './protocol.ts';

const when = whenFields();
const order = orderFields('', true);
const ruleFields = ['chapter', 'because', 'legalBasis', ...when.names, ...order.names];
const severalFields = [...when.several, ...order.several];

/** The chapters of a draft and their rules: read as sentences, written as forms. */
export function rulePages(parts: Parts): Router {
  const pages = Router({ mergeParams: true });

  pages.get(['/', '/chapitres'], async (request: Request, response) => {
    const draft = await openDraft(parts, request, response);
    response.type('html').send(await overview(request, response, draft, []));
  });

  async function overview(request: Request, response: Response, draft: ProtocolDraft, errors: FormError<'title'>[]): Promise<string> {
    const { content, id } = draft;
    const action = (path: string) => formAction(parts, request, response, `${draftHref(id)}/${path}`);
    const seen = { name: 'seen', value: fingerprint(content, 'chapters') };
    return parts.page('desk/editor/draft', {
      ...(await onDraft(parts, request, response, draft, '')),
      chapters: content.chapters.map(({ title, rules }, index) => {
        const chapter = { name: 'chapter', value: title };
        return {
          title,
          anchor: `chapitre-${index + 1}`,
          rules: rules.map((rule) => ({ ...ruleWords(rule, content), href: partHref(id, `rule:${rule.id}`) })),
          addHref: `${draftHref(id)}/regles/nouvelle?${new URLSearchParams({ chapitre: title })}`,
          rename: formView({ ...action('chapitres/renommer'), hidden: [chapter, seen] }, ['title'], { title }),
          ...(rules.length === 0 && { remove: { ...action('chapitres/retirer'), hidden: [chapter, seen] } }),
        };
      }),
      addChapter: formView({ ...action('chapitres'), hidden: [seen] }, ['title'], resumed(response) ?? typed(request), errors),
      problems: problemsOf(content).map(({ message, part }) => ({
        text: typographic(message),
        ...(part !== undefined && { href: partHref(id, part) }),
      })),
      remove: action('supprimer'),
    });
  }

  pages.post('/chapitres', async (request: Request, response) => {
    const draft = await openDraft(parts, request, response);
    const title = one(typed(request), 'title');
    const errors: FormError<'title'>[] =
      title === ''
        ? [{ field: 'title', message: 'Donnez un titre au chapitre.' }]
        : draft.content.chapters.some((chapter) => chapter.title === title)
          ? [{ field: 'title', message: 'Un chapitre porte déjà ce titre.' }]
          : [];
    if (errors.length > 0) {
      response
        .status(422)
        .type('html')
        .send(await overview(request, response, draft, errors));
      return;
    }
    const edit = (content: Procedure) => addChapter(content, title);
    return change(parts, request, response, draft, {
      part: 'chapters',
      what: `Chapitre «\u00a0${title}\u00a0» ajouté`,
      edit,
      next: draftHref(draft.id),
      done: 'Le chapitre est ajouté, à la fin.',
    });
  });

  pages.post('/chapitres/renommer', async (request: Request, response) => {
    const draft = await openDraft(parts, request, response);
    const fields = typed(request);
    const [from, to] = [one(fields, 'chapter'), one(fields, 'title')];
    const taken = to === '' || draft.content.chapters.some(({ title }) => title === to);
    return change(parts, request, response, draft, {
      part: 'chapters',
      what: `Chapitre «\u00a0${from}\u00a0» renommé`,
      edit: (content) => (taken ? content : renameChapter(content, from, to)),
      next: draftHref(draft.id),
      done: taken ? 'Le titre n’a pas changé\u00a0: il en faut un que nul autre chapitre ne porte.' : 'Le chapitre est renommé.',
    });
  });

  pages.post('/chapitres/retirer', async (request: Request, response) => {
    const draft = await openDraft(parts, request, response);
    const title = one(typed(request), 'chapter');
    return change(parts, request, response, draft, {
      part: 'chapters',
      what: `Chapitre «\u00a0${title}\u00a0» retiré`,
      edit: (content) => removeChapter(content, title),
      next: draftHref(draft.id),
      done: 'Le chapitre est retiré. L’historique permet de le reprendre.',
    });
  });

  pages.get('/regles/nouvelle', async (request: Request, response) => {
    const draft = await openDraft(parts, request, response);
    const { chapitre } = request.query;
    const chapter = draft.content.chapters.find(({ title }) => title === chapitre) ?? draft.content.chapters[0];
    const start: Typed = {
      ...whenTyped({}),
      kind: 'TRANSFER',
      mode: 'TRANSFER',
      purpose: 'ACTION',
      audience: 'DESK',
      unit: 'workingDays',
      chapter: chapter?.title ?? '',
    };
    const id = freshId(draft.content, 'regle');
    const state: SavedState = { ...shownState(draft.content, `rule:${id}`, undefined, []), kind: 'NEW' };
    response.type('html').send(await rulePage(request, response, draft, id, start, [], state));
  });

  pages.get('/regles/:rule', async (request: Request, response) => {
    const draft = await openDraft(parts, request, response);
    const found = ruleOf(draft.content, String(request.params.rule));
    const kept = resumed(response);
    if (found === undefined && kept !== undefined) {
      // A new rule, sent when the session had ended.
      const state = shownState(draft.content, `rule:${String(request.params.rule)}`, kept, []);
      response.type('html').send(await rulePage(request, response, draft, String(request.params.rule), kept, [], state));
      return;
    }
    if (found === undefined) throw new NotFound('Cette règle n’est plus dans le brouillon.');
    const { chapter, rule } = found;
    const fields: Typed = {
      chapter,
      because: rule.because,
      legalBasis: rule.legalBasis ?? '',
      ...whenTyped(rule.when),
      ...orderTyped(rule.then, ''),
    };
    const state = shownState(draft.content, `rule:${rule.id}`, resumed(response), [sentence(rule, draft.content)]);
    response.type('html').send(await rulePage(request, response, draft, rule.id, resumed(response) ?? fields, [], state));
  });

  pages.post('/regles/:rule', async (request: Request, response) => {
    const draft = await openDraft(parts, request, response);
    const id = String(request.params.rule);
    const fields = typed(request);
    const { rule, chapter, errors } = readRule(id, fields, draft.content);
    return keep(parts, request, response, draft, {
      part: `rule:${id}`,
      edit: rule === null ? null : (content) => putRule(addChapter(content, chapter), chapter, rule),
      wrong: errors.map(({ message }) => message),
      sentences: (content) => {
        const found = ruleOf(content, id);
        return found === undefined ? [] : [sentence(found.rule, content)];
      },
      sendBack: async () => {
        const state: SavedState = {
          seen: one(fields, 'seen'),
          kind: 'WRONG',
          sentences: [],
          problems: errors.map(({ message }) => typographic(message)),
        };
        response
          .status(422)
          .type('html')
          .send(await rulePage(request, response, draft, id, fields, errors, state));
      },
      next: `${draftHref(draft.id)}#${id}`,
      done: 'La règle est enregistrée.',
    });
  });

  pages.post('/regles/:rule/retirer', async (request: Request, response) => {
    const draft = await openDraft(parts, request, response);
    const id = String(request.params.rule);
    const found = ruleOf(draft.content, id);
    return change(parts, request, response, draft, {
      part: `rule:${id}`,
      what: `Règle «\u00a0${found?.rule.because || id}\u00a0» retirée`,
      edit: (content) => removeRule(content, id),
      next: draftHref(draft.id),
      done: 'La règle est retirée. L’historique permet de la reprendre.',
    });
  });

  async function rulePage(
    request: Request,
    response: Response,
    draft: ProtocolDraft,
    id: string,
    fields: Typed,
    errors: FormError<string>[],
    state: SavedState,
  ): Promise<string> {
    const action = formAction(parts, request, response, partHref(draft.id, `rule:${id}`));
    const isNew = ruleOf(draft.content, id) === undefined;
    return parts.page('desk/editor/rule', {
      ...(await onDraft(parts, request, response, draft, '')),
      form: formView(action, ruleFields, fields, errors, severalFields),
      isNew,
      chapters: draft.content.chapters.map(({ title }) => ({ value: title, label: title })),
      facts: factFolds(readWhen(fields)),
      order: orderChoices(draft.content, ''),
      state,
      ...(!isNew && { remove: { ...action, action: `${action.action}/retirer`, hidden: [{ name: 'seen', value: state.seen }] } }),
    });
  }

  return pages;
}

function readRule(id: string, fields: Typed, content: Procedure): { rule: Rule | null; chapter: string; errors: FormError<string>[] } {
  const { order: then, errors } = readOrder(fields, '', true);
  const chapter =
    content.chapters.find(({ title }) => title === one(fields, 'chapter'))?.title ??
    ruleOf(content, id)?.chapter ??
    content.chapters[0]?.title ??
    'Règles';
  const legalBasis = oneOf(fields, 'legalBasis', codes('legalBasis')) as LegalBasis | undefined;
  const rule =
    then === null ? null : { id, because: one(fields, 'because'), ...(legalBasis !== undefined && { legalBasis }), when: readWhen(fields), then };
  return { rule, chapter, errors };
}
