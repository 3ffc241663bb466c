import { type Response, Router } from 'express';
import { alertOfCause } from '../../../cases/model/cause.ts';
import type { Task } from '../../../cases/model/state.ts';
import { possible } from '../../../cases/possible.ts';
import { markRead, type Said, saidWith } from '../../../cases/record/dialogue.ts';
import { type AlertRecord, type CaseRecord, readCase } from '../../../cases/record/read-case.ts';
import { tellable } from '../../../cases/running/tellable.ts';
import { bodyName } from '../../../directory/names.ts';
import { currentDirectory } from '../../../directory/record/revisions.ts';
import { readAuthor } from '../../../intake/author.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { OnCase, TaskLine } from '../../../templates/views/lines.ts';
import type { Form } from '../../../templates/views/parts.ts';
import { incomingDoors } from '../../../vocabulary/incoming-doors.ts';
import { label } from '../../../vocabulary/vocabulary.ts';
import { NotFound } from '../../http/errors.ts';
import { actorOf, signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { caseHref, casePaths } from '../shared/addresses.ts';
import { neededText } from '../shared/fields.ts';
import { buttonTo, formButton } from '../shared/form-button.ts';
import type { Ask } from '../shared/form-door.ts';
import { followedSteps } from '../words/followed-view.ts';
import { currentWorld } from '../words/names.ts';
import { safeWords } from '../words/safe-words.ts';
import { caseForm } from './case-form.ts';
import { onCase, openCase } from './open-case.ts';

const LONGEST = 5_000;

/** An alert of a case and what was said with its author; `id` as the case knows it. */
interface Exchange {
  id: string;
  alert: AlertRecord;
  said: Said[];
}

/**
 * The exchange with each author of a case, those that came with a merged case included; the reading of that one is logged too. Whoever
 * alerted another desk, which handed the alert over, follows it there: nothing written here would reach them.
 */
async function exchangesOf(parts: Parts, response: Response, record: CaseRecord): Promise<Exchange[]> {
  const by = actorOf(signedIn(response));
  const found = await Promise.all(
    record.state.alerts
      .filter(({ left, desk }) => !left && desk === undefined)
      .map(async ({ id, from }): Promise<Exchange | null> => {
        const first = from === undefined ? record : await readCase(parts.database, record.department, by, from.case, 'AUTHOR');
        const alert = first?.alerts.find(({ localId }) => localId === (from?.alert ?? id));
        if (first === null || alert === undefined) return null;
        return { id, alert, said: await saidWith(parts.database, first, alert, by, 'AUTHOR') };
      }),
  );
  return found.filter((one) => one !== null);
}

const shownSaid = ({ at, from, text, files, read }: Said) => ({ at, fromDesk: from === 'DESK', text, files: files.join(', '), read });

/** What the case page shows of each exchange, by the alert's id. */
export async function exchangeLines(parts: Parts, response: Response, record: CaseRecord) {
  return (await exchangesOf(parts, response, record)).map(({ id, alert, said }) => ({
    id,
    channel: label('channel', alert.channel),
    at: alert.receivedAt,
    href: caseHref(record.reference, 'author', { alert: id }),
    said: said.map(shownSaid),
    unread: said.filter(({ from, read }) => from === 'AUTHOR' && !read).length,
  }));
}

/** For a task that is to join an author: how, and what may be said. */
export async function authorOfTask(parts: Parts, record: CaseRecord, task: Task): Promise<TaskLine['author']> {
  const id = alertOfCause(task.cause);
  const alert = task.kind !== 'CALL_BACK' ? undefined : record.alerts.find(({ localId }) => localId === id);
  const reporter = alert?.content?.reporter;
  if (alert === undefined || reporter === undefined) return undefined;
  const directory = await currentDirectory(parts.database, record.department);
  const steps = followedSteps('fr', tellable(record.state, alert.receivedAt), alert.receivedAt, (id) => bodyName(directory, id)).filter(
    ({ state }) => state === 'reached',
  );
  const { phone, address } = reporter;
  return {
    ...(phone !== undefined && { phone }),
    ...(address !== undefined && { address }),
    lines: safeWords(reporter),
    tell: steps.map(({ label: step, text }) => (text === undefined ? `${step}.` : `${step}. ${text}`)),
  };
}

/** The dialogue with an author: what was said, what the desk answers, and the code for whoever was never shown it. */
export function authorPages(parts: Parts): Router {
  const pages = Router({ mergeParams: true });
  const here = ({ request }: Ask) => caseHref(String(request.params.reference), 'author', { alert: String(request.params.alert) });

  const write = caseForm(parts, pages, {
    at: casePaths.author,
    why: 'AUTHOR',
    fields: {
      text: neededText('Écrivez le message avant de l’envoyer.').refine((text) => text.length <= LONGEST, `Gardez au plus ${LONGEST} caractères.`),
    },
    view: (form, frame, record, ask): Promise<string> => page(form, frame, record, ask),
    act: ({ text }, _record, { ask }) => ({ event: { kind: 'AuthorWritten', alert: String(ask.request.params.alert) }, content: { toAuthor: text } }),
    refusedAt: 'text',
    said: (record, { entries }) =>
      entries.some((entry) => entry.kind === 'AUTHOR_WRITTEN' && isDeclared(record, entry.because.alert))
        ? 'Le message est là où l’établissement le lira, dans son espace.'
        : 'Le message est là où l’auteur le lira, avec son code.',
    to: (_record, { ask }) => here(ask),
    action: (_record, ask) => here(ask),
  });

  // Given aloud, or written by hand: it is made again from the alert, and its reading is logged.
  formButton<CaseRecord>(parts, pages, {
    at: casePaths.authorCode,
    standsOn: here,
    open: ({ request, response }) => openCase(parts, request, response, 'RECEIPT'),
    act: async (record, { ask }) => {
      const { request, response } = ask;
      const alert = record.state.alerts.find(({ id }) => id === request.params.alert);
      const author = alert && (await readAuthor(parts.database, record.department, record.id, alert, actorOf(signedIn(response)), 'RECEIPT'));
      if (!author || author.receipt === undefined) throw new NotFound();
      return { page: await page(await write(record, ask), await onCase(parts, request, response, record.reference), record, ask, author.receipt) };
    },
  });

  async function page(form: Form<'text'>, frame: OnCase, record: CaseRecord, ask: Ask, code?: string): Promise<string> {
    const exchange = (await exchangesOf(parts, ask.response, record)).find(({ id }) => id === ask.request.params.alert);
    if (exchange === undefined) throw new NotFound();
    const { id, alert, said } = exchange;
    await markRead(parts.database, record.department, alert.id, 'DESK', parts.now());
    const reporter = alert.content?.reporter;
    const world = await currentWorld(parts, record);
    const { refusals } = possible(record.state, world, actorOf(signedIn(ask.response)), parts.now() + record.clockOffset).toAuthor(id);
    const mayGive = record.state.alerts.some((one) => one.id === id) && !incomingDoors[alert.channel].showsCode;
    return parts.page('desk/author', {
      ...frame,
      channel: label('channel', alert.channel),
      receivedAt: alert.receivedAt,
      safe: reporter === undefined ? [] : safeWords(reporter),
      told: toldBy(record, id),
      said: said.map(shownSaid),
      form,
      // What was written before it could no longer be sent is shown again all the same.
      refused: form.errors.length > 0 ? [] : refusals.map(({ sayable }) => typographic(sayable)),
      ...(code !== undefined && { code }),
      ...(mayGive && code === undefined && { giveCode: buttonTo(parts, ask, caseHref(record.reference, 'authorCode', { alert: id })) }),
    });
  }

  return pages;
}

const isDeclared = ({ state }: Pick<CaseRecord, 'state'>, id: string): boolean =>
  state.alerts.find((alert) => alert.id === id)?.channel === 'DECLARATION';

const reaches = {
  EMAIL: 'Un courriel lui dit, à ses heures, qu’un message l’attend.',
  PHONE: 'Une tâche demande de le rappeler pour le lui dire.',
  LETTER: 'Une tâche demande de lui écrire pour le lui dire.',
} as const;

/** How an author learns that there is something to read. */
function toldBy({ state }: CaseRecord, id: string): string {
  if (isDeclared({ state }, id))
    return 'Dans l’heure, un courriel dit aux comptes de l’établissement qu’un message les attend. Il ne dit rien d’autre.';
  const alert = state.alerts.find((one) => one.id === id);
  const reach = alert?.reach ?? (alert?.reachable ? 'PHONE' : undefined);
  return reach === undefined ? 'Il n’a laissé aucun moyen sûr : il le verra en revenant avec son code.' : reaches[reach];
}
