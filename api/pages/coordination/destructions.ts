import { stringify } from 'csv-stringify/sync';
import { Router } from 'express';
import { accountNames } from '../../../accounts/accounts.ts';
import { dayIn } from '../../../calendar/local.ts';
import { territoryOf } from '../../../calendar/territory.ts';
import {
  agreeToList,
  type Destruction,
  drawList,
  dropList,
  firstVisaDay,
  type ListedDestruction,
  type ListedItem,
  listDestructions,
  readDestruction,
} from '../../../retention/record/destructions.ts';
import { mostInList, whatIsDue } from '../../../retention/record/due.ts';
import type { DestructionFailure } from '../../../retention/record/outside.ts';
import { type DestructionState, destructionStates, dueKinds } from '../../../retention/words.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { DestructionItemLine, DestructionLine } from '../../../templates/views/coordination.ts';
import { Forbidden, NotFound } from '../../http/errors.ts';
import { signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { caseHref, retentionHref, retentionPaths } from '../shared/addresses.ts';
import { readIsoDay } from '../shared/day.ts';
import { chromeFor, traceAct } from '../shared/desk-page.ts';
import { neededText, parsed } from '../shared/fields.ts';
import { sendCsv } from '../shared/file-answer.ts';
import { buttonTo, formButton } from '../shared/form-button.ts';
import { type Ask, signedInDoor } from '../shared/form-door.ts';
import { formPage } from '../shared/form-page.ts';
import { WHOLE } from '../shared/form-sent.ts';
import { approvalRefusals } from './approval-words.ts';

/** Of one whose last night failed. */
const failedStates: Partial<Record<DestructionState, string>> = {
  AGREED: 'Destruction échouée, reprise la nuit prochaine',
  DONE: 'Détruite ici, pas encore ailleurs : repris la nuit prochaine',
};
const failures: Record<DestructionFailure, string> = {
  JOURNALS: 'Les journaux ne tiennent pas : rien n’est détruit avant qu’ils tiennent. Demandez à l’exploitant ce que dit « guichet journal verify ».',
  MAILBOX: 'Les originaux n’ont pas pu être effacés de la boîte aux lettres.',
  ENGINE: 'L’histoire de ces dossiers n’a pas pu être effacée du moteur.',
  OTHER: 'La cause est dans les messages du programme : demandez-la à l’exploitant.',
};
const mostInReference = 80;

/** What would be destroyed, shown before anything is; lists of it, the agreement of the Archives, and giving a list up. */
export function destructionPages(parts: Parts): Router {
  const pages = Router();
  const db = parts.database;
  const hrefOf = (page: 'list' | 'visa' | 'dropList' | 'table', number: number) => retentionHref(page, { number: String(number) });

  const open = async ({ request, response }: Ask): Promise<ListedDestruction> => {
    const found = await readDestruction(db, signedIn(response).department, Number(request.params.number));
    if (found === null) throw new NotFound('Cette liste n’existe pas.');
    return found;
  };
  /** What the Archives are sent, and agree to, is the whole list. */
  const openWhole = async (ask: Ask): Promise<ListedDestruction> => {
    const found = await open(ask);
    if (!found.whole) throw new Forbidden('list-partial', typographic(approvalRefusals.PARTIAL));
    return found;
  };
  pages.get(retentionPaths.due, async (request, response) => {
    const { department } = signedIn(response);
    const { zone } = territoryOf(department);
    const { items, more } = await whatIsDue(db, department, parts.now());
    const isRunning = (await listDestructions(db, department)).some(({ state }) => state === 'DRAWN' || state === 'AGREED');
    response.type('html').send(
      parts.page('desk/retention-due', {
        chrome: await chromeFor(parts, request, response),
        items: items.map(({ openedAt, dueAt, ...item }) => itemLine({ ...item, openedOn: dayIn(openedAt, zone), dueOn: dayIn(dueAt, zone) })),
        more,
        most: mostInList,
        ...(!isRunning && { draw: buttonTo(parts, { request, response }, retentionHref('draw')) }),
        backHref: retentionHref('all'),
      }),
    );
  });

  formButton<null>(parts, pages, {
    at: retentionPaths.draw,
    standsOn: () => retentionHref('due'),
    open: async () => null,
    act: async (_nothing, { ask }) => {
      const { department, id } = signedIn(ask.response);
      const number = await drawList(db, department, id, parts.now());
      if (number === null) return { changed: true };
      await traceAct(parts, ask, 'LIST_DRAWN');
      return { to: hrefOf('list', number), said: 'La liste est arrêtée : envoyez-la aux Archives départementales.' };
    },
  });

  pages.get(retentionPaths.list, async (request, response) => {
    const ask = { request, response };
    const { list, items, whole } = await open(ask);
    const { department, id } = signedIn(response);
    const nameOf = await accountNames(db, department);
    response.type('html').send(
      parts.page('desk/destruction', {
        chrome: await chromeFor(parts, request, response),
        list: destructionLine(list),
        items: items.map(itemLine),
        ...(!whole && { partial: typographic(approvalRefusals.PARTIAL) }),
        ...(whole && items.length > 0 && { tableHref: hrefOf('table', list.number) }),
        drawnBy: nameOf(list.drawnBy),
        ...(list.visa !== null && { visa: { ...list.visa, by: nameOf(list.visa.by) } }),
        ...(list.failure !== null && { failure: { why: typographic(failures[list.failure.why]), at: list.failure.at } }),
        ...(list.dropped !== null && { dropped: { ...list.dropped, by: nameOf(list.dropped.by) } }),
        ...(whole && list.state === 'DRAWN' && list.drawnBy !== id && { visaHref: hrefOf('visa', list.number) }),
        ...(whole && isRunning(list) && { drop: buttonTo(parts, ask, hrefOf('dropList', list.number)) }),
        backHref: retentionHref('all'),
      }),
    );
  });

  pages.get(retentionPaths.table, async (request, response) => {
    const ask = { request, response };
    const { list, items } = await openWhole(ask);
    const { department } = signedIn(response);
    await traceAct(parts, ask, 'EXPORTED');
    const rows = items.map(({ kind, reference, openedOn, dueOn }) => [reference, dueKinds[kind], openedOn, dueOn]);
    const table = stringify([['reference', 'nature', 'ouvert', 'terme'], ...rows], { delimiter: ';', bom: true });
    sendCsv(response, table, `bordereau-${department}-${list.number}`);
  });

  formPage(parts, pages, {
    at: retentionPaths.visa,
    door: signedInDoor(parts),
    open: openWhole,
    fields: {
      reference: neededText('Écrivez la référence du visa.', mostInReference),
      on: parsed(readIsoDay, 'Écrivez la date du visa, comme 27/11/2026.'),
    },
    check: ({ on }, { list }, { ask }) => {
      const { department } = signedIn(ask.response);
      if (on === undefined) return [];
      if (on > dayIn(parts.now(), territoryOf(department).zone))
        return [{ field: 'on' as const, message: 'Ce jour n’est pas encore passé : donnez la date du visa.' }];
      return on < firstVisaDay(department, list) ? [{ field: 'on' as const, message: typographic(approvalRefusals.TOO_EARLY) }] : [];
    },
    view: async (form, { list, items }, { request, response }) =>
      parts.page('desk/destruction-visa', {
        chrome: await chromeFor(parts, request, response),
        form,
        number: list.number,
        count: items.length,
        backHref: hrefOf('list', list.number),
      }),
    act: async ({ reference, on }, { list }, { ask }) => {
      const { department, id } = signedIn(ask.response);
      const refused = await agreeToList(db, department, { number: list.number, reference, on, by: id }, parts.now());
      if (refused === 'CHANGED') return { changed: true };
      if (refused !== null) return { errors: [{ field: WHOLE, message: typographic(approvalRefusals[refused]) }] };
      await traceAct(parts, ask, 'LIST_AGREED');
      return { to: hrefOf('list', list.number), said: 'L’accord est noté : la liste est détruite la nuit prochaine.' };
    },
  });

  formButton<ListedDestruction>(parts, pages, {
    at: retentionPaths.dropList,
    standsOn: ({ request }) => hrefOf('list', Number(request.params.number)),
    open,
    act: async ({ list: { number } }, { ask }) => {
      const { department, id } = signedIn(ask.response);
      const refused = await dropList(db, department, { number, by: id }, parts.now());
      if (refused === 'PARTIAL') return { to: hrefOf('list', number), said: typographic(approvalRefusals.PARTIAL), important: true };
      if (refused === 'CHANGED') return { changed: true };
      await traceAct(parts, ask, 'LIST_DROPPED');
      return { to: retentionHref('all'), said: 'La liste est abandonnée : rien n’en sera détruit.' };
    },
  });

  return pages;
}

const isRunning = ({ state }: Pick<Destruction, 'state'>): boolean => state === 'DRAWN' || state === 'AGREED';

/** A list, as lists of lists show it. */
export function destructionLine(list: Destruction): DestructionLine {
  const { number, state, drawnAt, cases, contacts, requests, destroyed, spared, failure } = list;
  const href = retentionHref('list', { number: String(number) });
  return {
    href,
    number,
    state: typographic((failure && failedStates[state]) || destructionStates[state]),
    running: isRunning(list),
    at: drawnAt,
    count: cases + contacts + requests,
    destroyed,
    spared,
  };
}

const itemLine = ({ kind, reference, openedOn, dueOn }: ListedItem): DestructionItemLine => ({
  kind: dueKinds[kind],
  reference,
  ...(kind === 'CASE' && { href: caseHref(reference) }),
  openedOn,
  dueOn,
});
