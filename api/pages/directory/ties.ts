import { Router } from 'express';
import type { Contact, Link } from '../../../directory/directory.ts';
import { linkPart } from '../../../directory/edits.ts';
import { bodyIn } from '../../../directory/pending.ts';
import type { Form } from '../../../templates/views/parts.ts';
import type { Parts } from '../../http/parts.ts';
import { directoryPageHref, directoryPaths } from '../shared/addresses.ts';
import { chromeFor } from '../shared/desk-page.ts';
import { neededText, oneCode } from '../shared/fields.ts';
import { one } from '../shared/form.ts';
import { formButton } from '../shared/form-button.ts';
import { type Ask, signedInDoor } from '../shared/form-door.ts';
import { formPage } from '../shared/form-page.ts';
import { type OpenBody, openBody, saved, savedWords } from './on-directory.ts';
import { namesIn, tieNames } from './part-words.ts';

const kinds = Object.keys(tieNames) as Link['kind'][];
const fields = {
  own: neededText('Choisissez qui est lié.'),
  other: neededText('Choisissez à qui.'),
  kind: oneCode(kinds, 'Choisissez la sorte de lien.'),
  why: neededText('Dites comment on le sait, en quelques mots\u00a0: l’historique le garde.', 500),
};

/** The ties of a body and its contacts with others: one of interest sets aside, everywhere; one of oversight never does. */
export function tiePages(parts: Parts): Router {
  const pages = Router();
  const contactsIn = ({ draft, body }: OpenBody): Contact[] => bodyIn(draft, body.id)?.contacts ?? [];

  formPage(parts, pages, {
    at: directoryPaths.ties,
    door: signedInDoor(parts),
    open: (ask) => openBody(parts, ask),
    fields,
    begin: ({ body }) => ({ own: body.id }),
    check: ({ own, other }, opened) => {
      const known = new Set([...opened.draft.organisations, ...opened.draft.contacts].map(({ id }) => id));
      const mine = [opened.body.id, ...contactsIn(opened).map(({ id }) => id)];
      return [
        ...(own !== undefined && !mine.includes(own) ? [{ field: 'own' as const, message: 'Choisissez dans la liste.' }] : []),
        ...(other !== undefined && (!known.has(other) || mine.includes(other))
          ? [{ field: 'other' as const, message: 'Choisissez dans la liste.' }]
          : []),
      ];
    },
    view: (shown, opened, ask) => page(shown, opened, ask),
    act: async ({ own, other, kind, why }, { body, draft }, { ask }) => {
      const link: Link = { from: own, to: other, kind };
      if (draft.links.some((each) => linkPart(each) === linkPart(link)))
        return { errors: [{ field: 'other', message: 'Ce lien est déjà noté : il n’y a rien à ajouter.' }] };
      if (!(await saved(parts, ask, { edits: [{ part: linkPart(link), after: link }], why }))) return { changed: true };
      return { to: directoryPageHref('body', { body: body.id }), said: savedWords };
    },
  });

  formButton(parts, pages, {
    at: directoryPaths.dropTie,
    standsOn: ({ request }) => directoryPageHref('body', { body: String(request.params.body) }),
    open: (ask) => openBody(parts, ask),
    act: async ({ body, draft }, { ask, typed }) => {
      const link = draft.links.find((each) => linkPart(each) === one(typed, 'tie'));
      if (link === undefined) return { changed: true };
      if (!(await saved(parts, ask, { edits: [{ part: linkPart(link), after: null }], why: 'Lien retiré' }))) return { changed: true };
      return { to: directoryPageHref('body', { body: body.id }), said: savedWords };
    },
  });

  async function page(form: Form<keyof typeof fields>, opened: OpenBody, ask: Ask): Promise<string> {
    const { body, draft } = opened;
    const nameOf = namesIn(draft);
    const mine = new Set([body.id, ...contactsIn(opened).map(({ id }) => id)]);
    return parts.page('desk/directory/tie-form', {
      chrome: await chromeFor(parts, ask.request, ask.response),
      body: body.name,
      backHref: directoryPageHref('body', { body: body.id }),
      form,
      own: [...mine].map((value) => ({ value, label: nameOf(value) })),
      others: [
        ...draft.organisations.map(({ id, name }) => ({ value: id, label: name })),
        ...draft.contacts.map(({ id, name, organisation }) => ({ value: id, label: `${nameOf(organisation)}, ${name}` })),
      ]
        .filter(({ value }) => !mine.has(value))
        .sort((a, b) => a.label.localeCompare(b.label, 'fr')),
      kinds: kinds.map((value) => ({ value, label: tieNames[value].replace(/^./, (first) => first.toUpperCase()) })),
    });
  }

  return pages;
}
