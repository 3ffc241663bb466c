import { type Request, Router } from 'express';
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
import type { Form } from '../../../templates/views/parts.ts';
import { codes, type LegalBasis } from '../../../vocabulary/vocabulary.ts';
import type { Parts } from '../../http/parts.ts';
import { draftHref, draftPaths } from '../shared/addresses.ts';
import { neededText } from '../shared/fields.ts';
import { type FormError, formView, one, oneOf, type Typed } from '../shared/form.ts';
import { buttonTo, buttonWith } from '../shared/form-button.ts';
import { type Ask, signedInDoor } from '../shared/form-door.ts';
import { formPage } from '../shared/form-page.ts';
import { WHOLE } from '../shared/form-sent.ts';
import { keepChange, onDraft, openDraft, partButton, partHref } from './editor-draft.ts';
import { orderChoices, orderFields, orderTyped, readOrder } from './editor-order.ts';
import { factFolds, readWhen, whenFields, whenTyped } from './editor-when.ts';
import { partForm, type ShownPart } from './part-form.ts';
import { ruleWords } from './protocol.ts';

const when = whenFields();
const order = orderFields('', true);
const ruleFields = ['chapter', 'because', 'legalBasis', ...when.names, ...order.names];
const severalFields = [...when.several, ...order.several];

const chapterFields = { title: neededText('Donnez un titre au chapitre.') };

/** The chapters of a draft and their rules: read as sentences, written as forms. */
export function rulePages(parts: Parts): Router {
  const pages = Router({ mergeParams: true });
  const open = ({ request, response }: Ask) => openDraft(parts, request, response);
  const overviewHref = ({ request }: Ask) => draftHref(String(request.params.draft));

  pages.get(draftPaths.rules, async (request: Request, response) => {
    const ask = { request, response };
    const draft = await open(ask);
    response.type('html').send(await overview(await blankChapter(draft, ask), draft, ask));
  });

  const blankChapter = formPage<ProtocolDraft, typeof chapterFields>(parts, pages, {
    at: draftPaths.chapters,
    door: signedInDoor(parts),
    open,
    fields: chapterFields,
    check: ({ title }, { content }) =>
      content.chapters.some((chapter) => chapter.title === title) ? [{ field: 'title', message: 'Un chapitre porte déjà ce titre.' }] : [],
    view: overview,
    act: ({ title }, draft, sent) =>
      keepChange(parts, draft, sent, {
        part: 'chapters',
        what: `Chapitre «\u00a0${title}\u00a0» ajouté`,
        edit: (content) => addChapter(content, title),
        next: draftHref(draft.id),
        done: 'Le chapitre est ajouté, à la fin.',
      }),
    action: ({ id }) => draftHref(id, 'chapters'),
  });

  async function overview(addChapter: Form<'title'>, draft: ProtocolDraft, ask: Ask): Promise<string> {
    const { content, id } = draft;
    const seen = { name: 'seen', value: fingerprint(content, 'chapters') };
    return parts.page('desk/editor/draft', {
      ...(await onDraft(parts, ask.request, ask.response, draft, 'rules')),
      chapters: content.chapters.map(({ title, rules }, index) => {
        const chapter = { name: 'chapter', value: title };
        return {
          title,
          anchor: `chapitre-${index + 1}`,
          rules: rules.map((rule) => ({ ...ruleWords(rule, content), href: partHref(id, `rule:${rule.id}`) })),
          addHref: `${draftHref(id, 'newRule')}?${new URLSearchParams({ chapitre: title })}`,
          rename: formView(buttonWith(parts, ask, draftHref(id, 'renameChapter'), chapter, seen), ['title'], { title }),
          ...(rules.length === 0 && { remove: buttonWith(parts, ask, draftHref(id, 'dropChapter'), chapter, seen) }),
        };
      }),
      addChapter: { ...addChapter, hidden: [...(addChapter.hidden ?? []), seen] },
      problems: problemsOf(content).map(({ message, part }) => ({
        text: typographic(message),
        ...(part !== undefined && { href: partHref(id, part) }),
      })),
      remove: buttonTo(parts, ask, draftHref(id, 'drop')),
    });
  }

  partButton(parts, pages, {
    at: draftPaths.renameChapter,
    standsOn: overviewHref,
    change: ({ content, id }, { typed }) => {
      const [from, to] = [one(typed, 'chapter'), one(typed, 'title')];
      if (to === '' || content.chapters.some(({ title }) => title === to))
        return { errors: [{ field: WHOLE, message: 'Le titre n’a pas changé\u00a0: il en faut un que nul autre chapitre ne porte.' }] };
      return {
        part: 'chapters',
        what: `Chapitre «\u00a0${from}\u00a0» renommé`,
        edit: (now) => (now.chapters.some(({ title }) => title === to) ? now : renameChapter(now, from, to)),
        next: draftHref(id),
        done: 'Le chapitre est renommé.',
      };
    },
  });

  partButton(parts, pages, {
    at: draftPaths.dropChapter,
    standsOn: overviewHref,
    change: ({ id }, { typed }) => {
      const title = one(typed, 'chapter');
      return {
        part: 'chapters',
        what: `Chapitre «\u00a0${title}\u00a0» retiré`,
        edit: (content) => removeChapter(content, title),
        next: draftHref(id),
        done: 'Le chapitre est retiré. L’historique permet de le reprendre.',
      };
    },
  });

  pages.get(draftPaths.newRule, async (request: Request, response) => {
    const draft = await openDraft(parts, request, response);
    response.type('html').send(await newRule({ draft, id: freshId(draft.content, 'regle') }, { request, response }));
  });

  const newRule = partForm(parts, pages, {
    at: draftPaths.rule,
    part: (id) => `rule:${id}`,
    names: ruleFields,
    several: severalFields,
    recorded: (content, id) => {
      const found = ruleOf(content, id);
      if (found === undefined) return null;
      const { chapter, rule } = found;
      const { because, legalBasis = '' } = rule;
      return { chapter, because, legalBasis, ...whenTyped(rule.when), ...orderTyped(rule.then, '') };
    },
    start: (content, { request }) => ({
      ...whenTyped({}),
      kind: 'TRANSFER',
      mode: 'TRANSFER',
      purpose: 'ACTION',
      audience: 'DESK',
      unit: 'workingDays',
      chapter: (content.chapters.find(({ title }) => title === request.query.chapitre) ?? content.chapters[0])?.title ?? '',
    }),
    gone: 'Cette règle n’est plus dans le brouillon.',
    read: (fields, content, id) => {
      const { rule, chapter, errors } = readRule(id, fields, content);
      return { edit: rule && ((now) => putRule(addChapter(now, chapter), chapter, rule)), errors };
    },
    sentences: (content, id) => {
      const found = ruleOf(content, id);
      return found === undefined ? [] : [sentence(found.rule, content)];
    },
    view: rulePage,
    next: (draft, id) => `${draftHref(draft)}#${id}`,
    done: 'La règle est enregistrée.',
  });

  partButton(parts, pages, {
    at: draftPaths.dropRule,
    standsOn: ({ request }) => draftHref(String(request.params.draft), 'rule', String(request.params.part)),
    change: (draft, { ask: { request } }) => {
      const id = String(request.params.part);
      return {
        part: `rule:${id}`,
        what: `Règle «\u00a0${ruleOf(draft.content, id)?.rule.because || id}\u00a0» retirée`,
        edit: (content) => removeRule(content, id),
        next: draftHref(draft.id),
        done: 'La règle est retirée. L’historique permet de la reprendre.',
      };
    },
  });

  async function rulePage({ draft, id, isNew, form, fields, state }: ShownPart, ask: Ask): Promise<string> {
    return parts.page('desk/editor/rule', {
      ...(await onDraft(parts, ask.request, ask.response, draft, 'rules')),
      form,
      isNew,
      chapters: draft.content.chapters.map(({ title }) => ({ value: title, label: title })),
      facts: factFolds(readWhen(fields)),
      order: orderChoices(draft.content, ''),
      state,
      ...(!isNew && { remove: buttonWith(parts, ask, draftHref(draft.id, 'dropRule', id), { name: 'seen', value: state.seen }) }),
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
