import { randomUUID } from 'node:crypto';
import { type Response, Router } from 'express';
import { DateTime } from 'luxon';
import type { Instant } from '../../../calendar/span.ts';
import { territoryOf } from '../../../calendar/territory.ts';
import { caseByReference } from '../../../cases/lists/cases.ts';
import { casesHolding } from '../../../cases/record/files.ts';
import { openDraftFiles } from '../../../files/drafts.ts';
import type { Examined } from '../../../files/file.ts';
import { draftsOf } from '../../../intake/drafts.ts';
import { letterAlert } from '../../../intake/letter.ts';
import { attach, receive } from '../../../intake/receive.ts';
import type { ReceivedLetterField } from '../../../templates/views/files.ts';
import type { Form } from '../../../templates/views/parts.ts';
import { actorOf, signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { caseHref, firstPath, letterHref, letterPaths, lettersHref } from '../shared/addresses.ts';
import { readDay } from '../shared/day.ts';
import { chromeFor } from '../shared/desk-page.ts';
import { draftLines, draftWithFiles } from '../shared/draft-files.ts';
import { factChoices, factShape, factsWorld, leftToAsk, readFacts } from '../shared/facts-form.ts';
import { freeText, maybeCode, onlyShown, parsed } from '../shared/fields.ts';
import { limitsInWords } from '../shared/file-lines.ts';
import { type FormError, typedIn } from '../shared/form.ts';
import { buttonTo, formButton } from '../shared/form-button.ts';
import { type Ask, signedInDoor } from '../shared/form-door.ts';
import { formPage } from '../shared/form-page.ts';
import { draftSaver, dropOwn, erased, keepOwn, type OpenedDraft, openOwnDraft } from '../shared/own-draft.ts';
import { changedParties } from '../shared/parties.ts';
import { notesField, readNotes, reporterShape, unreached } from './call.ts';

const day = 86_400_000;

const letterFields = (zone: string, now: Instant) => ({
  receivedOn: parsed((text) => dayOfLetter(text, zone, now), 'Écrivez le jour où le courrier est arrivé, comme 20/11/2026.'),
  pieces: onlyShown,
  notes: notesField('Écrivez au moins quelques mots de ce que dit le courrier.'),
  joinTo: freeText(),
  another: maybeCode(['OUI']),
  ...reporterShape,
  ...factShape,
});

/** Letters that came by post: their scanned pages and what they say, kept as they are keyed, then an alert as a call is. */
export function receivedLetterPages(parts: Parts): Router {
  const pages = Router();

  pages.get(firstPath, async (request, response) => {
    const { department, id } = signedIn(response);
    const drafts = await draftsOf(parts.database, department, id, 'LETTER');
    response.type('html').send(
      parts.page('desk/received-letters', {
        chrome: await chromeFor(parts, request, response),
        newHref: letterHref('new'),
        drafts: drafts.map(({ id: draft, hour }) => ({ href: letterHref('one', { id: draft }), label: `Brouillon ${draft.slice(0, 4)}`, at: hour })),
      }),
    );
  });

  pages.get(letterPaths.new, (_request, response) => response.redirect(303, letterHref('one', { id: randomUUID() })));

  draftSaver(pages, letterPaths.draft, 'Brouillon gardé.', ({ request, response }, fields) =>
    keepOwn(parts, response, String(request.params.id), fields, 'LETTER'),
  );

  formButton(parts, pages, {
    at: letterPaths.drop,
    standsOn: ({ request }) => letterHref('one', { id: String(request.params.id) }),
    open: async ({ request }) => String(request.params.id),
    act: async (id, { ask }) => {
      const said = 'Le brouillon et ses pages sont effacés.';
      return (await dropOwn(parts, ask.response, id, 'LETTER')) ? { to: lettersHref, said } : { to: lettersHref, ...erased };
    },
  });

  formPage(parts, pages, {
    at: letterPaths.one,
    door: signedInDoor(parts),
    open: ({ request, response }) => openOwnDraft(parts, response, String(request.params.id), 'LETTER'),
    lines: changedParties,
    fields: (_draft, { response }) => letterFields(territoryOf(signedIn(response).department).zone, parts.now()),
    draft: draftWithFiles(parts, 'LETTER', ({ id }) => letterHref('one', { id })),
    check: async ({ joinTo = '', another }, { id }, { ask: { response }, typed }) => {
      const errors = leftToAsk(readFacts(typed, 'LETTER', await factsWorld(parts, signedIn(response).department, typed), false));
      const wrong: FormError<ReceivedLetterField>[] = [...unreached(typed), ...errors];
      if (joinTo !== '' && (await caseNamed(response, joinTo)) === null) wrong.push(noSuchCase);
      if (joinTo !== '' || another === 'OUI') return wrong;
      return [...wrong, ...(await alreadyThere(response, await openDraftFiles(parts.database, signedIn(response).department, id)))];
    },
    view: letterPage,
    act: async ({ receivedOn, joinTo }, { id }, { ask: { response }, typed }) => {
      const account = signedIn(response);
      const read = readFacts(typed, 'LETTER', await factsWorld(parts, account.department, typed), false);
      const caseId = joinTo === '' ? null : await caseNamed(response, joinTo);
      const files = await openDraftFiles(parts.database, account.department, id);
      const alert = letterAlert(account.department, id, read.facts, readNotes(typed, read), files, actorOf(account), receivedOn);
      const received = caseId === null ? await receive(parts.database, alert) : await attach(parts.database, alert, caseId);
      if ('refused' in received) return { errors: [{ field: 'joinTo', message: received.refused.sayable }] };
      if ('conflict' in received) return { errors: [alreadyRecorded] };
      await dropOwn(parts, response, id, 'LETTER');
      parts.metrics.alerts.inc({ door: 'letter' });
      if (caseId !== null) return { to: caseHref(received.reference), said: 'Le courrier est joint à ce dossier.' };
      return { to: received.state.qualification === 'AWAITED' ? caseHref(received.reference, 'qualify') : caseHref(received.reference) };
    },
  });

  /** The case of a reference, if this account may see it. */
  async function caseNamed(response: Response, typedReference: string): Promise<string | null> {
    const account = signedIn(response);
    return (await caseByReference(parts.database, account.department, typedReference))?.caseId ?? null;
  }

  /** The same pages came already: said before anything is recorded, with what can be done about it. */
  async function alreadyThere(response: Response, files: readonly Examined[]): Promise<FormError<ReceivedLetterField>[]> {
    const account = signedIn(response);
    const found = await casesHolding(parts.database, account.department, files);
    if (found.length === 0) return [];
    const references = found.map(({ reference }) => reference).join(', ');
    const message = `Ce courrier semble déjà enregistré\u00a0: ${found.length === 1 ? 'dossier' : 'dossiers'} ${references}. Pour l’y joindre, écrivez la référence ici. Sinon, cochez «\u00a0C’est un autre courrier\u00a0».`;
    return [{ field: 'joinTo', message }];
  }

  async function letterPage(form: Form<ReceivedLetterField>, { id, kept }: OpenedDraft, ask: Ask): Promise<string> {
    const { department } = signedIn(ask.response);
    const found = kept !== null && form.errors.length === 0;
    return parts.page('desk/received-letter', {
      chrome: await chromeFor(parts, ask.request, ask.response),
      form,
      choices: factChoices(typedIn(form), await factsWorld(parts, department, typedIn(form))),
      files: await draftLines(parts, department, id),
      limits: limitsInWords,
      draftHref: letterHref('draft', { id }),
      draftKept: found,
      ...(found && { discard: buttonTo(parts, ask, letterHref('drop', { id })) }),
      listHref: lettersHref,
    });
  }

  return pages;
}

const noSuchCase: FormError<'joinTo'> = {
  field: 'joinTo',
  message: 'Aucun dossier ne porte cette référence. Vérifiez-la, ou laissez vide pour un nouveau dossier.',
};

const alreadyRecorded: FormError<'notes'> = {
  field: 'notes',
  message: 'Ce courrier est déjà enregistré. Pour ajouter quelque chose, écrivez une note dans son dossier.',
};

/** The day a letter came, at noon there; for one that came today, now. Null when it is no day of the past. */
function dayOfLetter(text: string, zone: string, now: Instant): Instant | null {
  const start = readDay(text, zone);
  if (start === null || start > now || start < now - 3_650 * day) return null;
  const noon = DateTime.fromMillis(start, { zone }).set({ hour: 12 }).toMillis();
  return DateTime.fromMillis(now, { zone }).hasSame(DateTime.fromMillis(start, { zone }), 'day') ? now : noon;
}
