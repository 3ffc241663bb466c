import { randomUUID } from 'node:crypto';
import { type Request, type Response, Router } from 'express';
import { DateTime } from 'luxon';
import type { Instant } from '../../../calendar/span.ts';
import { listCases } from '../../../cases/lists/cases.ts';
import { casesHolding } from '../../../cases/record/files.ts';
import { openDraftFiles } from '../../../files/drafts.ts';
import { draftsOf } from '../../../intake/drafts.ts';
import { letterAlert } from '../../../intake/letter.ts';
import { attach, receive } from '../../../intake/receive.ts';
import type { ReceivedLetterField } from '../../../templates/views/files.ts';
import { actorOf, signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { caseHref } from '../shared/addresses.ts';
import { readDay } from '../shared/day.ts';
import { chromeFor, notice, resumed } from '../shared/desk-page.ts';
import { changeDraftFiles, changesFiles, draftLines } from '../shared/draft-files.ts';
import { factChoices, factFields, factsWorld, readFacts, severalFacts } from '../shared/facts-form.ts';
import { limitsInWords } from '../shared/file-lines.ts';
import { type FormError, formView, one, type Typed, typed } from '../shared/form.ts';
import { dropOwn, keepOwn, readOwn } from '../shared/own-draft.ts';
import { readNotes, reporterFields, unreached } from './call.ts';

const letterFields: readonly ReceivedLetterField[] = ['receivedOn', 'pieces', 'notes', 'joinTo', 'another', ...reporterFields, ...factFields];
const LONGEST_NOTES = 20_000;
const here = '/guichet/courriers';
const day = 86_400_000;

/** Letters that came by post: their scanned pages and what they say, kept as they are keyed, then an alert as a call is. */
export function receivedLetterPages(parts: Parts): Router {
  const pages = Router();

  pages.get('/', async (request, response) => {
    const { department, id } = signedIn(response);
    const drafts = await draftsOf(parts.database, department, id, 'LETTER');
    response.type('html').send(
      parts.page('desk/received-letters', {
        chrome: await chromeFor(parts, request, response),
        newHref: `${here}/nouveau`,
        drafts: drafts.map(({ id: draft, hour }) => ({ href: `${here}/${draft}`, label: `Brouillon ${draft.slice(0, 4)}`, at: hour })),
      }),
    );
  });

  pages.get('/nouveau', (_request, response) => response.redirect(303, `${here}/${randomUUID()}`));

  pages.get('/:id', async (request, response) => {
    const kept = await readOwn(parts, response, request.params.id, 'LETTER');
    response.type('html').send(await letterPage(request, response, resumed(response) ?? kept ?? {}, [], kept !== null));
  });

  pages.post('/:id/brouillon', async (request, response) => {
    const { _csrf, pieces, ...fields } = typed(request);
    await keepOwn(parts, response, request.params.id, fields, 'LETTER');
    response.type('html').send('Brouillon gardé.');
  });

  pages.post('/:id/abandonner', async (request, response) => {
    await dropOwn(parts, response, request.params.id, 'LETTER');
    notice(request, 'Le brouillon et ses pages sont effacés.');
    response.redirect(303, here);
  });

  pages.post('/:id', async (request, response) => {
    const account = signedIn(response);
    const { department } = account;
    const { _csrf, fichiers, retirer, pieces, ...fields } = typed(request);
    const { id } = request.params;
    await keepOwn(parts, response, id, fields, 'LETTER');
    const refused = await changeDraftFiles(parts, request, department, id);
    if (refused.length > 0) return sendBack(request, response, fields, [{ field: 'pieces', message: refused.join(' ') }]);
    if (changesFiles(request)) return void response.type('html').send(await letterPage(request, response, fields, [], false));

    const { zone } = await chromeFor(parts, request, response);
    const receivedAt = receivedOn(one(fields, 'receivedOn'), zone, parts.now());
    const world = await factsWorld(parts, department);
    const { facts, errors } = readFacts(fields, 'LETTER', world, false);
    const joinTo = one(fields, 'joinTo');
    const caseId = joinTo === '' ? null : await caseNamed(response, joinTo);
    const wrong: FormError<ReceivedLetterField>[] = [...missing(fields, receivedAt), ...unreached(fields), ...errors];
    if (joinTo !== '' && caseId === null)
      wrong.push({ field: 'joinTo', message: 'Aucun dossier ne porte cette référence. Vérifiez-la, ou laissez vide pour un nouveau dossier.' });
    if (joinTo === '' && one(fields, 'another') !== 'OUI') wrong.push(...(await alreadyThere(response, id)));
    if (receivedAt === null || wrong.length > 0) return sendBack(request, response, fields, wrong);

    const files = await openDraftFiles(parts.database, department, id);
    const alert = letterAlert(department, id, facts, readNotes(fields), files, actorOf(account), receivedAt);
    const received = caseId === null ? await receive(parts.database, alert) : await attach(parts.database, alert, caseId);
    if ('refused' in received) return sendBack(request, response, fields, [{ field: 'joinTo', message: received.refused.sayable }]);
    if ('conflict' in received) return sendBack(request, response, fields, [alreadyRecorded]);
    await dropOwn(parts, response, id, 'LETTER');
    parts.metrics.alerts.inc({ door: 'letter' });
    if (caseId !== null) notice(request, 'Le courrier est joint à ce dossier.');
    const awaited = caseId === null && received.state.qualification === 'AWAITED';
    response.redirect(303, `${caseHref(received.reference)}${awaited ? '/qualifier' : ''}`);
  });

  /** The case of a reference, if this account may see it. */
  async function caseNamed(response: Response, typedReference: string): Promise<string | null> {
    const account = signedIn(response);
    const reference = typedReference.toUpperCase();
    const { rows } = await listCases(parts.database, account.department, actorOf(account), { reference, size: 2 });
    return rows.find((row) => row.reference === reference)?.caseId ?? null;
  }

  /** The same pages came already: said before anything is recorded, with what can be done about it. */
  async function alreadyThere(response: Response, draft: string): Promise<FormError<ReceivedLetterField>[]> {
    const account = signedIn(response);
    const found = await casesHolding(parts.database, account.department, actorOf(account), draft);
    if (found.length === 0) return [];
    const references = found.map(({ reference }) => reference).join(', ');
    const message = `Ce courrier semble déjà enregistré\u00a0: ${found.length === 1 ? 'dossier' : 'dossiers'} ${references}. Pour l’y joindre, écrivez la référence ici. Sinon, cochez «\u00a0C’est un autre courrier\u00a0».`;
    return [{ field: 'joinTo', message }];
  }

  async function sendBack(request: Request, response: Response, fields: Typed, errors: FormError<ReceivedLetterField>[]): Promise<void> {
    response
      .status(422)
      .type('html')
      .send(await letterPage(request, response, fields, errors, false));
  }

  async function letterPage(
    request: Request,
    response: Response,
    fields: Typed,
    errors: FormError<ReceivedLetterField>[],
    draftKept: boolean,
  ): Promise<string> {
    const { department } = signedIn(response);
    const world = await factsWorld(parts, department);
    const id = String(request.params.id);
    const action = { action: `${here}/${id}`, csrf: parts.sessionForms.token(request, response) };
    return parts.page('desk/received-letter', {
      chrome: await chromeFor(parts, request, response),
      form: formView(action, letterFields, fields, errors, [...severalFacts, 'another']),
      choices: factChoices(fields, world),
      files: await draftLines(parts, department, id),
      limits: limitsInWords,
      draftHref: `${here}/${id}/brouillon`,
      draftKept,
      ...(draftKept && { discard: { action: `${here}/${id}/abandonner`, csrf: action.csrf } }),
      listHref: here,
    });
  }

  return pages;
}

const alreadyRecorded: FormError<ReceivedLetterField> = {
  field: 'notes',
  message: 'Ce courrier est déjà enregistré. Pour ajouter quelque chose, écrivez une note dans son dossier.',
};

/** The day a letter came, at noon there; for one that came today, now. Null when it is no day of the past. */
function receivedOn(text: string, zone: string, now: Instant): Instant | null {
  const start = readDay(text, zone);
  if (start === null || start > now || start < now - 3_650 * day) return null;
  const noon = DateTime.fromMillis(start, { zone }).set({ hour: 12 }).toMillis();
  return DateTime.fromMillis(now, { zone }).hasSame(DateTime.fromMillis(start, { zone }), 'day') ? now : noon;
}

function missing(fields: Typed, receivedAt: Instant | null): FormError<ReceivedLetterField>[] {
  const wrong: FormError<ReceivedLetterField>[] = [];
  if (receivedAt === null) wrong.push({ field: 'receivedOn', message: 'Écrivez le jour où le courrier est arrivé, comme 20/11/2026.' });
  if (one(fields, 'notes') === '') wrong.push({ field: 'notes', message: 'Écrivez au moins quelques mots de ce que dit le courrier.' });
  if (one(fields, 'notes').length > LONGEST_NOTES) wrong.push({ field: 'notes', message: `Gardez au plus ${LONGEST_NOTES} caractères.` });
  return wrong;
}
