import { Router } from 'express';
import { keepRefusedForm, readRefusedForm } from '../../../accounts/refused-forms.ts';
import { mostFound } from '../../../cases/lists/found-cases.ts';
import { areTooMany, findSaid, mostOpened, type SaidFound, type SaidNarrowing } from '../../../cases/lists/said-cases.ts';
import { readWords, type WordsSought } from '../../../cases/lists/said-words.ts';
import { withListed } from '../../../directory/record/establishments.ts';
import { currentDirectory } from '../../../directory/record/revisions.ts';
import type { IndexedDirectory } from '../../../directory/resolve.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { FindWordsView, WordsField } from '../../../templates/views/find.ts';
import type { Choice, Form } from '../../../templates/views/parts.ts';
import { entryTable } from '../../../vocabulary/entries.ts';
import { actorOf, signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { findHref, findPaths, findWordsHref, foundWordsHref, stopWordsHref } from '../shared/addresses.ts';
import { chromeFor, notice, traceAct } from '../shared/desk-page.ts';
import { neededText, onlyShownAll } from '../shared/fields.ts';
import { type FormError, formView, type Typed } from '../shared/form.ts';
import { buttonTo, formButton } from '../shared/form-button.ts';
import { type Ask, signedInDoor } from '../shared/form-door.ts';
import { formPage } from '../shared/form-page.ts';
import { readAsked } from './list-asked.ts';
import { caseRow } from './queue-lines.ts';
import { wordsSearches } from './words-searches.ts';

/** What is kept of a search: what was typed, sealed, for that browser and a day. */
const kept = 'recherche de mots';
const longest = 200;

const narrowedBy = ['du', 'au', 'commune', 'etablissement', 'partenaire'] as const satisfies readonly WordsField[];
const names: readonly WordsField[] = ['mots', ...narrowedBy];
const fields = { mots: neededText('Écrivez un mot, ou une phrase entre guillemets.', longest), ...onlyShownAll(narrowedBy) };

const tooShort: FormError<'mots'> = { field: 'mots', message: 'Écrivez au moins un mot de trois lettres.' };
const narrowFirst: FormError<'du'> = {
  field: 'du',
  message: 'Dites d’abord où chercher : une période, une commune, un établissement ou un destinataire.',
};
const tooMany: FormError<'du'> = {
  field: 'du',
  message: typographic(`Plus de ${mostOpened.toLocaleString('fr')} dossiers : précisez la période, le lieu ou le destinataire.`),
};

/** Why a search has no answer. */
const whyStopped: Record<Extract<SaidFound, string>, string> = {
  TOO_MANY: tooMany.message,
  TOO_LONG: typographic('La recherche a pris trop de temps : précisez la période, le lieu ou le destinataire.'),
  FAILED: typographic('Les dossiers n’ont pas pu être ouverts : cherchez à nouveau dans un moment.'),
  BUSY: typographic('Trop de recherches attendent déjà : cherchez à nouveau dans un moment.'),
  GIVEN_UP: 'Vous l’avez arrêtée, ou une autre recherche a pris sa place.',
};

/** Words of what was said, sought in cases that were narrowed first: no index holds them, so each of those cases is opened. */
export function findWordsPages(parts: Parts): Router {
  const pages = Router();
  const door = signedInDoor(parts);
  const searches = wordsSearches();
  /** A search as its reader's own. */
  const idOf = ({ request, response }: Ask) => `${signedIn(response).id} ${request.params.search}`;

  formPage(parts, pages, {
    at: findPaths.words,
    door,
    open: async () => null,
    fields,
    check: async ({ mots }, _subject, { ask, typed }) => {
      const { narrowing, errors } = await narrowedAsk(ask, typed);
      const wrong: FormError<WordsField>[] = mots !== undefined && readWords(mots) === null ? [tooShort, ...errors] : [...errors];
      if (Object.keys(narrowing).length === 0) return wrong.length > 0 ? wrong : [narrowFirst];
      if (wrong.length > 0) return wrong;
      return (await areTooMany(parts.database, signedIn(ask.response).department, narrowing)) ? [tooMany] : [];
    },
    view: async (form, _subject, ask): Promise<string> => page(ask, form),
    act: async ({ mots }, _subject, { ask, typed }) => {
      const _account = signedIn(ask.response);
      const asked = { ...Object.fromEntries(narrowedBy.map((name) => [name, typed[name]])), mots };
      const search = await keepRefusedForm(parts.database, door.keeper(ask), kept, asked, parts.now());
      if (search === null) return { errors: [{ field: 'mots', message: 'Écrivez moins long.' }] };
      await traceAct(parts, ask, 'SEARCHED');
      return { to: foundWordsHref(search) };
    },
    action: () => findWordsHref,
  });

  pages.get(findPaths.wordsFound, async (request, response) => {
    const ask = { request, response };
    const typed = await readRefusedForm(parts.database, door.keeper(ask), kept, String(request.params.search), parts.now());
    const sought = typeof typed === 'object' && typed !== null && 'mots' in typed ? readWords(String(typed.mots)) : null;
    if (sought === null) {
      notice(request, 'Cette recherche n’est plus gardée : cherchez à nouveau.');
      return response.redirect(303, findWordsHref);
    }
    const form = formView({ action: findWordsHref, csrf: door.token(ask) }, names, typed as Typed);
    const searched = await found(ask, typed as Typed, sought);
    // Without a script too: the page is asked again until it has its answer.
    if (searched !== undefined && 'goesOn' in searched) response.set('Refresh', '3');
    response.type('html').send(await page(ask, form, searched));
  });

  formButton(parts, pages, {
    at: findPaths.wordsStop,
    standsOn: () => findWordsHref,
    open: async (ask) => idOf(ask),
    act: async (id) => {
      const said = searches.stop(id) ? 'La recherche est arrêtée.' : 'Cette recherche était déjà finie.';
      return { to: findWordsHref, said };
    },
  });

  async function narrowedAsk({ response }: Ask, typed: Typed): Promise<{ narrowing: SaidNarrowing; errors: FormError<WordsField>[] }> {
    const { narrowing, errors } = readAsked(typed, await currentDirectory(parts.database, signedIn(response).department));
    const { from, before, inseeCode, establishment, organisation } = narrowing;
    const read = { from, before, inseeCode, establishment, organisation };
    return {
      narrowing: Object.fromEntries(Object.entries(read).filter(([, value]) => value !== undefined)) as SaidNarrowing,
      errors: errors.flatMap(({ field, message }) => narrowedBy.flatMap((name) => (name === field ? { field: name, message } : []))),
    };
  }

  async function found(ask: Ask, typed: Typed, sought: WordsSought): Promise<FindWordsView['found']> {
    const { request, response } = ask;
    const account = signedIn(response);
    const { narrowing } = await narrowedAsk(ask, typed);
    const left = new AbortController();
    response.once('close', () => response.writableFinished || left.abort());
    const asked = await searches.ask(idOf(ask), left.signal, (gone, goesOn) =>
      findSaid(parts.database, account.department, actorOf(account), sought, narrowing, gone, goesOn),
    );
    if ('progress' in asked) {
      const stop = buttonTo(parts, ask, stopWordsHref(String(request.params.search)));
      return { goesOn: progressSaid(asked.progress), stop };
    }
    const { found: said } = asked;
    if (typeof said === 'string') {
      request.log.warn({ code: said }, 'a search of words was stopped');
      return { stopped: whyStopped[said] };
    }
    const { cases, reached, unopened } = said;
    if (unopened > 0) request.log.warn({ count: unopened }, 'cases could not be opened to look for words');
    const directory = await currentDirectory(parts.database, account.department);
    const named = await withListed(
      parts.database,
      directory,
      cases.map(({ establishment }) => establishment),
    );
    return {
      cases: cases.map(({ victim, kind, excerpt, ...line }) => ({
        ...caseRow(line, named, parts.now()),
        why: typographic(entryTable[kind].label),
        excerpt,
        ...(victim !== null && { victim }),
      })),
      more: cases.length >= mostFound,
      says: saidOf(said),
      isWhole: reached === said.asked && unopened === 0,
    };
  }

  async function page(ask: Ask, form: Form<WordsField>, searched?: FindWordsView['found']): Promise<string> {
    const directory = await currentDirectory(parts.database, signedIn(ask.response).department);
    return parts.page('desk/find-words', {
      chrome: await chromeFor(parts, ask.request, ask.response),
      form,
      ...choicesOf(directory),
      findHref,
      ...(searched !== undefined && { found: searched }),
    });
  }

  return pages;
}

const french = new Intl.Collator('fr');
const count = new Intl.NumberFormat('fr');

/** How far a search is; null before it knows how many cases there are. */
function progressSaid(progress: { reached: number; asked: number } | null): string {
  if (progress === null || progress.asked === 0) return 'La recherche va commencer.';
  const { reached, asked } = progress;
  return typographic(`${count.format(reached)} ${reached > 1 ? 'dossiers lus' : 'dossier lu'} sur ${count.format(asked)}.`);
}

/** How far the search went: into all the cases that were asked for, or until enough held the words; and what it could not read. */
function saidOf({ reached, unopened, asked }: Exclude<SaidFound, string>): string {
  if (asked === 0) return 'Aucun dossier ne répond à cette période, à ce lieu ou à ce destinataire.';
  const opened = reached - unopened;
  const read = `${count.format(opened)} ${opened > 1 ? 'dossiers lus' : 'dossier lu'}`;
  const closed = `${count.format(unopened)} ${unopened > 1 ? 'dossiers n’ont' : 'dossier n’a'} pu être ${unopened > 1 ? 'ouverts' : 'ouvert'}`;
  return typographic(
    `${read}${reached < asked ? ` sur ${count.format(asked)}, les plus récents` : ''}.${unopened > 0 ? ` ${closed} : ces mots y sont peut-être.` : ''}`,
  );
}

function choicesOf({ organisations }: IndexedDirectory): Pick<FindWordsView, 'establishments' | 'partners'> {
  const sorted = organisations.toSorted((one, other) => french.compare(one.name, other.name));
  return {
    establishments: sorted.flatMap(({ name, finess }): Choice[] => (finess === undefined ? [] : [{ value: finess, label: name }])),
    partners: sorted
      .filter(({ roles }) => !roles.every((role) => role === 'ETABLISSEMENT'))
      .map(({ id, name }): Choice => ({ value: id, label: name })),
  };
}
