import { Router } from 'express';
import { leaveRelief, pastReliefs, type Relief, takeRelief, waitingReliefs, withdrawRelief } from '../../../accounts/reliefs.ts';
import { may } from '../../../accounts/rights.ts';
import { endOfNextOpening } from '../../../calendar/opening.ts';
import type { Instant } from '../../../calendar/span.ts';
import { type HotGroup, hotCases } from '../../../cases/lists/hot-cases.ts';
import { uuid } from '../../../cases/record/access.ts';
import { freeTheRest } from '../../../cases/record/release.ts';
import { withListed } from '../../../directory/record/establishments.ts';
import { currentDirectory } from '../../../directory/record/revisions.ts';
import { calendarOf, type IndexedDirectory } from '../../../directory/resolve.ts';
import { announcedCalls } from '../../../intake/announced.ts';
import { callsOfOthers, draftsOf } from '../../../intake/drafts.ts';
import { mailsToLookAt } from '../../../intake/email/quarantine.ts';
import { dutyFromDanger } from '../../../procedures/desk-section.ts';
import { procedureInForce } from '../../../procedures/record/published.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { ReliefView } from '../../../templates/views/queue.ts';
import { actorOf, signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { callHref, letterHref, mailsHref, reliefHref, reliefPageHref, reliefPaths } from '../shared/addresses.ts';
import { chromeFor, traceAct } from '../shared/desk-page.ts';
import { neededText, oneCode } from '../shared/fields.ts';
import { buttonTo, formButton } from '../shared/form-button.ts';
import { type Ask, signedInDoor } from '../shared/form-door.ts';
import { formPage } from '../shared/form-page.ts';
import { pageAsked, queried } from '../shared/pagination.ts';
import { whoIs } from '../words/names.ts';
import { queueRow } from './queue-lines.ts';
import { passTasks } from './relief-tasks.ts';

const longestNote = 2_000;
const fields = {
  note: neededText('Écrivez un mot à qui arrive, même « rien à signaler ».', longestNote),
  taches: oneCode(['GARDER', 'RENDRE', 'CONFIER'], 'Dites ce que deviennent les tâches que vous avez en main.'),
};

const titles: Record<HotGroup, string> = {
  DUTY: 'L’astreinte est appelée',
  DANGER: 'Danger grave, encore transmis à personne',
  DUE: 'En retard, ou à échéance',
  CALL_BACK: 'Rappels promis',
  GATE: 'Récits et réponses à relire avant transmission',
};

/** What is open and hot, on one page: who leaves writes a note there, who arrives takes it over by name. */
export function reliefPages(parts: Parts): Router {
  const pages = Router();

  formPage(parts, pages, {
    at: reliefPaths.now,
    door: signedInDoor(parts),
    open: async ({ response }) => waitingReliefs(parts.database, signedIn(response).department),
    fields,
    view: async (form, waiting, ask): Promise<string> => parts.page('desk/relief', { ...(await hot(ask, waiting)), form }),
    act: async ({ note, taches }, _waiting, { ask }) => {
      const { department, id } = signedIn(ask.response);
      const now = parts.now();
      await leaveRelief(parts.database, department, id, { note, hands: taches === 'CONFIER' }, now);
      await traceAct(parts, ask, 'RELIEF_LEFT');
      if (taches !== 'RENDRE') return { to: reliefHref, said: 'Votre relève est laissée : elle attend qui arrive.' };
      const back = await passTasks(parts, ask, { holder: id, since: now }, { act: 'HAND_BACK' });
      return { to: reliefHref, said: `Votre relève est laissée. ${passedSaid(back, given)}` };
    },
    action: () => reliefHref,
  });

  formButton(parts, pages, {
    at: reliefPaths.take,
    standsOn: () => reliefHref,
    open: async ({ request }) => String(request.params.relief),
    act: async (relief, { ask }) => {
      const { department, id } = signedIn(ask.response);
      const taken = uuid.test(relief) ? await takeRelief(parts.database, department, relief, id, parts.now()) : null;
      if (taken === null) return { to: reliefHref, said: 'Cette relève n’attend plus : elle a été retirée.', important: true };
      const who = await whoIs(parts, ask.response);
      if (taken.by !== id) return { to: reliefHref, said: `${who(taken.by)} a déjà pris cette relève. Rien n’a changé.`, important: true };
      if (taken.now) await traceAct(parts, ask, 'RELIEF_TAKEN');
      const leaving = { holder: taken.from, since: taken.leftAt };
      // Asked again, for what a crash left: nothing that she took since is among it.
      const passed = taken.hands ? await passTasks(parts, ask, leaving, { act: 'TAKE_FROM', from: taken.from }) : null;
      if (taken.hands) await freeTheRest(parts.database, department, { ...leaving, now: parts.now() });
      const already = `Vous aviez déjà pris la relève de ${who(taken.from)}.`;
      if (!taken.now && !passed?.passed) return { to: reliefHref, said: `${already} Rien n’a changé.`, important: true };
      const said = taken.now ? `Vous avez pris la relève de ${who(taken.from)}.` : already;
      return { to: reliefHref, said: passed === null ? said : `${said} ${passedSaid(passed, entrusted)}` };
    },
  });

  formButton(parts, pages, {
    at: reliefPaths.withdraw,
    standsOn: () => reliefHref,
    open: async ({ response }) => signedIn(response),
    act: async ({ department, id }, { ask }) => {
      if (!(await withdrawRelief(parts.database, department, id))) return { changed: true };
      await traceAct(parts, ask, 'RELIEF_WITHDRAWN');
      return { to: reliefHref, said: 'Votre relève est retirée, et son mot effacé.' };
    },
  });

  pages.get(reliefPaths.past, async (request, response) => {
    const page = pageAsked(queried(request));
    const { rows, more } = await pastReliefs(parts.database, signedIn(response).department, page);
    const who = await whoIs(parts, response);
    const at = (number: number) => `${reliefPageHref('past')}?page=${number}`;
    response.type('html').send(
      parts.page('desk/reliefs', {
        chrome: await chromeFor(parts, request, response),
        rows: rows.map(({ leftBy, leftAt, note, taken }) => ({
          who: who(leftBy),
          at: leftAt,
          note,
          ...(taken !== null && { taken: { who: who(taken.by), at: taken.at } }),
        })),
        ...(page > 1 && { previous: at(page - 1) }),
        ...(more && { next: at(page + 1) }),
      }),
    );
  });

  async function hot(ask: Ask, waiting: Relief[]): Promise<Omit<ReliefView, 'form'>> {
    const { request, response } = ask;
    const account = signedIn(response);
    const { department, id } = account;
    const directory = await currentDirectory(parts.database, department);
    const until = endOfNextOpening(calendarOf(directory, 'desk'), parts.now());
    const [who, ringing, begun, mails, groups, drafts] = await Promise.all([
      whoIs(parts, response),
      announcedCalls(parts.database, department),
      callsOfOthers(parts.database, department, id, parts.now()),
      may(account, 'mail.sort') ? mailsToLookAt(parts.database, department) : { aside: 0, waiting: 0 },
      groupsNow(ask, directory, until),
      ownDrafts(ask),
    ]);
    const own = waiting.find(({ leftBy }) => leftBy === id);
    return {
      chrome: await chromeFor(parts, request, response),
      until,
      waiting: waiting
        .filter((one) => one !== own)
        .map((one) => ({
          who: who(one.leftBy),
          at: one.leftAt,
          note: one.note,
          hands: one.hands,
          take: buttonTo(parts, ask, reliefPageHref('take', { relief: one.id })),
        })),
      ...(own !== undefined && { own: { at: own.leftAt, note: own.note, withdraw: buttonTo(parts, ask, reliefPageHref('withdraw')) } }),
      ringing: ringing.length,
      newCallHref: callHref('new'),
      begun: begun.map((call) => ({ who: who(call.account), hour: call.hour })),
      drafts,
      ...(mails.aside + mails.waiting > 0 && { mails: { count: mails.aside + mails.waiting, href: mailsHref } }),
      groups,
      pastHref: reliefPageHref('past'),
    };
  }

  async function groupsNow({ response }: Ask, directory: IndexedDirectory, until: Instant): Promise<ReliefView['groups']> {
    const account = signedIn(response);
    const procedure = await procedureInForce(parts.database, account.department);
    const danger = dutyFromDanger(procedure ?? {});
    const found = await hotCases(parts.database, account.department, actorOf(account), { until, danger });
    const finess = found.flatMap(({ rows }) => rows.map(({ establishment }) => establishment));
    const listed = await withListed(parts.database, directory, finess);
    return found.map(({ group, rows, more }) => ({
      title: typographic(titles[group]),
      rows: rows.map((row) => ({
        ...queueRow(row, listed, parts.now()),
        // The desk has done its part, and what leaves is not yet with anybody.
        ...(row.tasks.length === 0 && { reason: typographic('Rien n’est encore remis') }),
      })),
      more,
    }));
  }

  async function ownDrafts({ response }: Ask): Promise<ReliefView['drafts']> {
    const { department, id } = signedIn(response);
    const [calls, letters] = await Promise.all([draftsOf(parts.database, department, id), draftsOf(parts.database, department, id, 'LETTER')]);
    return [
      ...calls.map((draft) => ({ what: 'Appel à terminer', href: callHref('one', { id: draft.id }), hour: draft.hour })),
      ...letters.map((draft) => ({ what: 'Courrier à terminer', href: letterHref('one', { id: draft.id }), hour: draft.hour })),
    ];
  }

  return pages;
}

/** Of tasks: what happened to one, to several; what did not. */
interface PassedWords {
  passed: [one: string, several: string];
  stayed: [one: string, several: string];
}
const given: PassedWords = { passed: ['est rendue', 'sont rendues'], stayed: ['reste à vous', 'restent à vous'] };
const entrusted: PassedWords = {
  passed: ['est maintenant à vous', 'sont maintenant à vous'],
  stayed: ['n’a pas pu vous être confiée', 'n’ont pas pu vous être confiées'],
};

function passedSaid({ passed, stayed }: { passed: number; stayed: number }, words: PassedWords): string {
  if (passed + stayed === 0) return 'Aucune tâche n’est concernée.';
  const said = (count: number, [one, several]: [string, string]) =>
    count === 0 ? [] : count === 1 ? [`Une tâche ${one}.`] : [`${count} tâches ${several}.`];
  return [...said(passed, words.passed), ...said(stayed, words.stayed)].join(' ');
}
