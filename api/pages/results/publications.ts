import { Router } from 'express';
import { accountNames } from '../../../accounts/accounts.ts';
import { frenchDay } from '../../../calendar/french.ts';
import { dayIn } from '../../../calendar/local.ts';
import { daysBefore } from '../../../calendar/period.ts';
import { territoryOf } from '../../../calendar/territory.ts';
import { cellKey } from '../../../statistics/protection/cells.ts';
import { offeredTables } from '../../../statistics/protection/offered.ts';
import { figureSaid, readTables } from '../../../statistics/protection/published-words.ts';
import { Unprovable, type WhyUnprovable } from '../../../statistics/protection/system.ts';
import {
  dropPublication,
  type FiguresPublication,
  listPublications,
  type PublicationListed,
  type PublicationRefusal,
  type PublicationWish,
  populationsOf,
  preparePublication,
  proposePublication,
  publicationShown,
  publishPublication,
  readPublication,
  withdrawPublication,
} from '../../../statistics/record/publications.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { Form } from '../../../templates/views/parts.ts';
import type { PublicationLine } from '../../../templates/views/results.ts';
import { NotFound } from '../../http/errors.ts';
import { signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { publicationHref, publicationPaths, publicationsHref, publicHref, resultsHref } from '../shared/addresses.ts';
import { readIsoDay } from '../shared/day.ts';
import { chromeFor } from '../shared/desk-page.ts';
import { neededText, oneCode, parsed, tickedCodes } from '../shared/fields.ts';
import { buttonTo, formButton } from '../shared/form-button.ts';
import { type Ask, signedInDoor } from '../shared/form-door.ts';
import { formPage } from '../shared/form-page.ts';
import { type FormEnd, WHOLE } from '../shared/form-sent.ts';

const day = (message: string) => parsed(readIsoDay, message);
const modes = [
  {
    value: 'HIDDEN',
    label: 'Masquer les petits nombres',
    hint: 'Moins de 11 situations, moins de 5 transmissions, ou un organisme qui en a plus de 85 % : le nombre est masqué, avec ce qui permettrait de le retrouver.',
  },
  {
    value: 'ROUNDED',
    label: 'Arrondir à 5',
    hint: 'Tous les nombres sont donnés, arrondis. Les parts sont calculées avant l’arrondi, et retirées si elles permettent de retrouver un petit nombre. L’arrondi ne protège pas les organismes : un nombre presque tout à un seul est donné comme les autres.',
  },
] as const;
const mostInReason = 500;

const states = { DRAFT: 'Préparée', PROPOSED: 'À publier par une autre personne', PUBLISHED: 'Publiée', WITHDRAWN: 'Retirée' } as const;

const refusals: Record<PublicationRefusal, string> = {
  LEAKS:
    'La preuve n’est pas tenue : une case permet de retrouver un petit nombre. Rien n’est publié. Préparez une autre publication, avec moins de tableaux.',
  CHANGED: 'Quelqu’un d’autre l’a publiée, retirée ou abandonnée pendant que cette page était ouverte : voici ce qu’il en est maintenant.',
  SAME_PERSON: 'Vous avez préparé cette publication, ou demandé qu’elle paraisse : une autre personne de la coordination doit publier.',
  ONE_HAND:
    'L’une de vous deux a ouvert le compte de l’autre, ou lui a envoyé un lien de connexion, il y a moins de sept jours : une troisième personne de la coordination doit publier.',
  OLD: 'Une autre publication est parue depuis que celle-ci est préparée, et la preuve n’en tient pas compte : préparez-la de nouveau.',
};

const unprovable: Record<WhyUnprovable, string> = {
  CROSSINGS: 'Ces tableaux se croisent trop, entre eux et avec ce qui a paru, pour être prouvés : cochez-en moins.',
  TOO_LONG: 'La preuve prend trop de temps, avec ces tableaux et ce qui a déjà paru : cochez moins de tableaux.',
  OTHER_MODE:
    'Des chiffres d’une partie de ces jours ont déjà paru, protégés de l’autre façon : ce que l’une masque, l’autre le laisserait retrouver. Choisissez la même protection, ou d’autres jours.',
  OTHER_CODES:
    'Des chiffres de ces jours ont déjà paru avec des rubriques qui ne sont plus celles du guichet : rien ne peut être prouvé avec eux. Choisissez d’autres jours.',
};

/** Figures made public: what would be read, why some are hidden, the proof, and a second person who publishes. */
export function publicationPages(parts: Parts): Router {
  const pages = Router();
  const db = parts.database;

  const open = async ({ request, response }: Ask): Promise<FiguresPublication> => {
    const found = await readPublication(db, signedIn(response).department, Number(request.params.number));
    if (found === null) throw new NotFound('Cette publication n’existe pas, ou n’existe plus.');
    return found;
  };
  const standsOn = ({ request }: Ask) => publicationHref('one', { number: String(request.params.number) });
  const hrefOf = (page: keyof typeof publicationPaths, { number }: { number: number }) => publicationHref(page, { number: String(number) });

  pages.get(publicationPaths.all, async (request, response) => {
    const { department } = signedIn(response);
    response.type('html').send(
      parts.page('desk/publications', {
        chrome: await chromeFor(parts, request, response),
        newHref: publicationHref('new'),
        publicHref: publicHref(department, 'figures'),
        publications: (await listPublications(db, department)).map(lineOf),
        backHref: resultsHref,
      }),
    );
  });

  formPage(parts, pages, {
    at: publicationPaths.new,
    door: signedInDoor(parts),
    open: async () => null,
    fields: (_subject, { response }) => ({
      from: day('Écrivez le premier jour, comme 01/01/2026.'),
      to: day('Écrivez le dernier jour, comme 31/12/2026.'),
      mode: oneCode(['HIDDEN', 'ROUNDED'], 'Choisissez comment les petits nombres sont protégés.'),
      tables: tickedCodes(
        tablesOf(signedIn(response).department).map(({ id }) => id),
        'Cochez au moins un tableau.',
      ),
    }),
    begin: (_subject, { response }) => {
      const { department } = signedIn(response);
      const year = Number(today(department).slice(0, 4)) - 1;
      return { from: `01/01/${year}`, to: `31/12/${year}`, mode: 'HIDDEN', tables: tablesOf(department).map(({ id }) => id) };
    },
    check: ({ from, to }, _subject, { ask }) => {
      if (from === undefined || to === undefined) return [];
      if (daysBefore({ first: from, last: to }) === null)
        return [{ field: 'to' as const, message: 'La période finit avant de commencer : donnez un jour qui suit le premier.' }];
      if (to >= today(signedIn(ask.response).department))
        return [{ field: 'to' as const, message: 'Cette période n’est pas finie : ses chiffres changeront encore. Donnez un jour passé.' }];
      return Number(to.slice(0, 4)) - Number(from.slice(0, 4)) > 10
        ? [{ field: 'to' as const, message: 'La période dure plus de dix ans : donnez-en une plus courte.' }]
        : [];
    },
    view: async (form, _subject, ask) =>
      parts.page('desk/publication-new', {
        chrome: await chromeFor(parts, ask.request, ask.response),
        form,
        modes: modes.map((mode) => ({ ...mode, label: typographic(mode.label), hint: typographic(mode.hint) })),
        tables: tablesOf(signedIn(ask.response).department).map(({ id, title }) => ({ value: id, label: typographic(title) })),
        backHref: publicationsHref,
      }),
    act: async ({ from, to, mode, tables }, _subject, { ask, act }) => prepare(ask, { days: { first: from, last: to }, mode, tables, formKey: act }),
  });

  pages.get(publicationPaths.one, async (request, response) => {
    const ask = { request, response };
    const found = await open(ask);
    const { content, hidden, leaks, state } = found;
    const { id, department } = signedIn(response);
    const nameOf = await accountNames(db, department);
    const why = new Map(hidden.map((one) => [one.key, one]));
    const isNotPublic = state === 'DRAFT' || state === 'PROPOSED';
    const tables = readTables(content, typographic, (cell, table) => {
      const one = why.get(cellKey({ population: table.population, slices: [], where: cell.where }));
      return one === undefined ? figureSaid(cell) : `${one.value}, ${whyWords[one.why]}`;
    });
    response.type('html').send(
      parts.page('desk/publication', {
        chrome: await chromeFor(parts, request, response),
        publication: lineOf(found),
        rounded: content.mode === 'ROUNDED',
        tables,
        left: content.left.map(typographic),
        leaks: leaks.map(({ cell, value, min, max }) =>
          typographic(
            `${cell} : ${value}, ${max === null ? `${min} au moins` : min === max ? 'sans doute possible' : `entre ${min} et ${max}`} pour qui lit tout`,
          ),
        ),
        quality: qualityOf(found),
        preparedBy: nameOf(found.preparedBy),
        ...(found.proposedBy !== null && { proposedBy: nameOf(found.proposedBy) }),
        ...(found.publishedBy !== null && { publishedBy: nameOf(found.publishedBy) }),
        ...(found.withdrawn !== null && { withdrawnBy: nameOf(found.withdrawn.by) }),
        ...(state === 'DRAFT' && leaks.length === 0 && { propose: buttonTo(parts, ask, hrefOf('propose', found), publicationShown(found)) }),
        ...(state === 'PROPOSED' &&
          ![found.preparedBy, found.proposedBy].includes(id) && { publish: buttonTo(parts, ask, hrefOf('publish', found), publicationShown(found)) }),
        ...(isNotPublic && { drop: buttonTo(parts, ask, hrefOf('drop', found), publicationShown(found)) }),
        ...(state === 'PUBLISHED' && {
          correctHref: hrefOf('correct', found),
          withdrawHref: hrefOf('withdraw', found),
          publicHref: publicHref(department, 'figuresOf', { number: String(found.number) }),
        }),
        backHref: publicationsHref,
      }),
    );
  });

  formButton<FiguresPublication>(parts, pages, {
    at: publicationPaths.propose,
    standsOn,
    open,
    act: async (found, { ask, unchanged }) => {
      const { department, id } = signedIn(ask.response);
      return ended(
        found,
        await proposePublication(db, department, { number: found.number, by: id, unchanged }),
        'La publication est demandée : une autre personne de la coordination la publie.',
      );
    },
  });

  formButton<FiguresPublication>(parts, pages, {
    at: publicationPaths.publish,
    standsOn,
    open,
    act: async (found, { ask, unchanged }) => {
      const { department, id } = signedIn(ask.response);
      return ended(
        found,
        await publishPublication(db, department, { number: found.number, by: id, unchanged }, parts.now()),
        'Les chiffres sont publiés. Ils sont signés dans l’heure.',
      );
    },
  });

  formButton<FiguresPublication>(parts, pages, {
    at: publicationPaths.drop,
    standsOn,
    open,
    act: async ({ number }, { ask, unchanged }) => {
      if (!(await dropPublication(db, signedIn(ask.response).department, { number, unchanged }))) return { changed: true };
      return { to: publicationsHref, said: 'La publication préparée est abandonnée.' };
    },
  });

  formPage(parts, pages, {
    at: publicationPaths.correct,
    door: signedInDoor(parts),
    open,
    fields: { why: neededText('Dites ce qui était faux : tout le monde le lira.', mostInReason) },
    view: (form, found, ask) =>
      whyPage(form, found, ask, {
        act: 'Corriger',
        what: 'Les mêmes tableaux sont comptés de nouveau, aujourd’hui, et prouvés avec ce qui a déjà paru. Une autre personne les publie ; la version d’avant est alors retirée, avec cette raison.',
        label: 'Ce qui était faux, pour tout le monde',
        button: 'Préparer la version corrigée',
      }),
    act: async ({ why }, found, { ask, act }) => {
      const { mode, days, tables } = found.content;
      if (found.state !== 'PUBLISHED') return { changed: true };
      return prepare(ask, { days, mode, tables: tables.map(({ id }) => id), corrects: { number: found.number, reason: why }, formKey: act });
    },
  });

  formPage(parts, pages, {
    at: publicationPaths.withdraw,
    door: signedInDoor(parts),
    open,
    fields: { why: neededText('Dites pourquoi : tout le monde le lira.', mostInReason) },
    view: (form, found, ask) =>
      whyPage(form, found, ask, {
        act: 'Retirer',
        what: 'Ses chiffres ne sont plus montrés ; la raison l’est à leur place. Ce qui a été lu ne peut pas être repris : les publications suivantes en tiennent compte.',
        label: 'Pourquoi, pour tout le monde',
        button: 'Retirer la publication',
      }),
    act: async ({ why }, found, { ask }) => {
      const { department, id } = signedIn(ask.response);
      if (!(await withdrawPublication(db, department, { number: found.number, by: id }, why, parts.now()))) return { changed: true };
      return { to: hrefOf('one', found), said: 'La publication est retirée.' };
    },
  });

  /** What takes a published figure back says why, to everybody. */
  async function whyPage(
    form: Form<'why'>,
    found: FiguresPublication,
    { request, response }: Ask,
    { act, what, label, button }: { act: string; what: string; label: string; button: string },
  ): Promise<string> {
    return parts.page('desk/publication-why', {
      chrome: await chromeFor(parts, request, response),
      form,
      heading: `${act} la publication n° ${found.number}`,
      what: typographic(what),
      label: typographic(label),
      button,
      backHref: hrefOf('one', found),
    });
  }

  const ended = (found: FiguresPublication, refused: PublicationRefusal | null, said: string): FormEnd =>
    refused === null ? { to: hrefOf('one', found), said } : { to: hrefOf('one', found), said: typographic(refusals[refused]), important: true };

  async function prepare(ask: Ask, wish: Omit<PublicationWish, 'by' | 'demonstration'>): Promise<FormEnd<never>> {
    const { department, id } = signedIn(ask.response);
    const { mode } = await parts.departments.get(department);
    try {
      const number = await preparePublication(db, department, { ...wish, by: id, demonstration: mode === 'demonstration' }, parts.now());
      return { to: hrefOf('one', { number }), said: 'La publication est préparée : regardez ce qui serait lu.' };
    } catch (failure) {
      if (!(failure instanceof Unprovable)) throw failure;
      return { errors: [{ field: WHOLE, message: typographic(unprovable[failure.why]) }] };
    }
  }

  const today = (department: string): string => dayIn(parts.now(), territoryOf(department).zone);
  const tablesOf = (department: string) => offeredTables(populationsOf(department));

  return pages;
}

const whyWords = { FEW: 'masqué : trop peu', ONE_BODY: 'masqué : presque tout à un organisme', BESIDE: 'masqué avec un autre' } as const;

function lineOf(one: PublicationListed): PublicationLine {
  const { number, state, days, preparedAt, publishedAt, corrects, reason, withdrawn } = one;
  const note = withdrawn?.why ?? (corrects === null ? undefined : `Corrige la n° ${corrects} : ${reason ?? ''}`);
  return {
    href: publicationHref('one', { number: String(number) }),
    number,
    days: typographic(`du ${frenchDay(days.first)} au ${frenchDay(days.last)}`),
    state: states[state],
    at: publishedAt ?? preparedAt,
    ...(note !== undefined && { note: typographic(note) }),
  };
}

function qualityOf({ content: { quality, definitions, mode }, signed, publishedAt }: FiguresPublication): { name: string; text: string }[] {
  const { cells, hidden, proved, earlier, shares } = quality;
  return [
    { name: 'Nombres montrés', text: `${cells - hidden} sur ${cells}` },
    {
      name: 'Preuve',
      text: `${proved} petits nombres, ou ce qui en donnerait : aucun ne peut être retrouvé, par soustraction, par un autre tableau ou par ${earlier === 0 ? 'une publication d’avant (il n’y en a pas pour ces jours)' : `les publications d’avant (${earlier} pour ces jours)`}`,
    },
    ...(mode === 'ROUNDED'
      ? [{ name: 'Parts', text: shares ? 'données, calculées avant l’arrondi' : 'retirées : elles permettaient de retrouver un petit nombre' }]
      : []),
    { name: 'Définitions', text: definitions.map(({ sentence, version }) => `${sentence} (version ${version})`).join(' ; ') },
    ...(publishedAt === null ? [] : [{ name: 'Signature', text: signed ? 'signée par la clé du guichet' : 'dans l’heure' }]),
  ].map(({ name, text }) => ({ name, text: typographic(text) }));
}
