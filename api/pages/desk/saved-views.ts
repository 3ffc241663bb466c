import { type Response, Router } from 'express';
import { dropView, keepView, type SavedView, viewOf, viewsOf } from '../../../accounts/saved-views.ts';
import { uuid } from '../../../cases/record/access.ts';
import { typographic } from '../../../templates/text/typography.ts';
import { NotFound } from '../../http/errors.ts';
import { signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { casesHref, deskHref, viewHref, viewPaths } from '../shared/addresses.ts';
import { chromeFor } from '../shared/desk-page.ts';
import { maybeCode, neededText, oneCode, type Values } from '../shared/fields.ts';
import { formButton } from '../shared/form-button.ts';
import { type Ask, signedInDoor } from '../shared/form-door.ts';
import { formPage } from '../shared/form-page.ts';
import { listFilters } from './list-asked.ts';

const longestName = 60;
const fields = {
  nom: neededText('Donnez un nom à cette vue.', longestName),
  partagee: maybeCode(['OUI']),
  liste: oneCode(['WORK', 'CASES'], 'Revenez à la liste, puis gardez la vue.'),
  demande: neededText('Choisissez d’abord au moins un filtre, un ordre ou des colonnes : revenez à la liste.', 2_000),
};

/** What of an address a view keeps: its filters, its order, its columns, whether it names people; never the page it was on. */
const kept = new Set<string>([...listFilters, 'file', 'etablissement', 'tri', 'sens', 'colonnes', 'noms']);

function queryOf(text: string): Record<string, string> {
  return Object.fromEntries(
    [...new URLSearchParams(text)].filter(([name, value]) => kept.has(name) && value !== '').map(([name, value]) => [name, value.slice(0, 200)]),
  );
}

/** Lists that somebody keeps under a name: kept, opened by `open`, dropped. The address carries an opaque id alone. */
export function savedViewPages(parts: Parts, open: (ask: Ask, view: SavedView) => Promise<void>): Router {
  const pages = Router();

  formPage(parts, pages, {
    at: viewPaths.new,
    door: signedInDoor(parts),
    open: async () => null,
    fields,
    begin: (_subject, { request: { query } }) => ({
      liste: query.liste === 'CASES' ? 'CASES' : 'WORK',
      demande: new URLSearchParams(
        Object.entries(query).filter((pair): pair is [string, string] => kept.has(pair[0]) && typeof pair[1] === 'string'),
      ).toString(),
    }),
    check: ({ demande }) =>
      demande !== undefined && Object.keys(queryOf(demande)).length === 0
        ? [{ field: 'nom', message: 'Choisissez d’abord au moins un filtre, un ordre ou des colonnes : revenez à la liste.' }]
        : [],
    view: async (form, _subject, { request, response }) =>
      parts.page('desk/save-view', {
        chrome: await chromeFor(parts, request, response),
        form,
        backHref: form.fields.liste.value === 'CASES' ? casesHref : deskHref,
      }),
    act: async ({ nom, partagee, liste, demande }: Values<typeof fields>, _subject, { ask }) => {
      const { department, id } = signedIn(ask.response);
      const view = await keepView(parts.database, department, id, { name: nom, list: liste, query: queryOf(demande), shared: partagee === 'OUI' });
      if (view === null) return { errors: [{ field: 'nom', message: 'Vous gardez déjà cinquante vues : supprimez-en une.' }] };
      return { to: viewHref('one', { view }), said: typographic(`La vue « ${nom} » est gardée.`) };
    },
  });

  pages.get(viewPaths.one, async (request, response) => open({ request, response }, await find({ request, response })));

  formButton(parts, pages, {
    at: viewPaths.drop,
    standsOn: () => deskHref,
    open: find,
    act: async ({ id, name }, { ask: { response } }) => {
      const account = signedIn(response);
      if (!(await dropView(parts.database, account.department, account.id, id))) return { changed: true };
      return { to: deskHref, said: typographic(`La vue « ${name} » est supprimée.`) };
    },
  });

  /** The view of the address. Throws NotFound for one that whoever asks does not have. */
  async function find({ request, response }: Ask): Promise<SavedView> {
    const account = signedIn(response);
    const id = String(request.params.view);
    const view = uuid.test(id) ? await viewOf(parts.database, account.department, account.id, id) : null;
    if (view === null) throw new NotFound();
    return view;
  }
  return pages;
}

/** The views that whoever is signed in has, as the lists link to them. */
export async function viewLinks(
  parts: Parts,
  response: Response,
  current: string | undefined,
): Promise<{ href: string; label: string; current: boolean }[]> {
  const { department, id } = signedIn(response);
  const views = await viewsOf(parts.database, department, id);
  return views.map((view) => ({
    href: viewHref('one', { view: view.id }),
    label: typographic(view.shared ? `${view.name} (partagée)` : view.name),
    current: view.id === current,
  }));
}
