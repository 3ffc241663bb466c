import { createHash } from 'node:crypto';
import { Router } from 'express';
import { frenchDay } from '../../../calendar/french.ts';
import { yearIn } from '../../../calendar/local.ts';
import { territoryOf } from '../../../calendar/territory.ts';
import { caseByReference, casesById } from '../../../cases/lists/cases.ts';
import { findCases } from '../../../cases/lists/found-cases.ts';
import { readSought } from '../../../cases/lists/sought.ts';
import { apply, had } from '../../../cases/record/apply.ts';
import { cameBy, saidOnCase } from '../../../data-requests/codes.ts';
import { chooseCases, type DataRequest, noteWritten } from '../../../data-requests/record/data-requests.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { Choice } from '../../../templates/views/parts.ts';
import { NotFound } from '../../http/errors.ts';
import { actorOf, signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { dataRequestHref, dataRequestPaths } from '../shared/addresses.ts';
import { traceAct } from '../shared/desk-page.ts';
import { everyValue, freeText, neededText } from '../shared/fields.ts';
import { type Ask, signedInDoor } from '../shared/form-door.ts';
import { formPage } from '../shared/form-page.ts';
import { plainText } from '../words/text-marks.ts';
import { onDataRequest, openDataRequest } from './request-view.ts';

const mostCases = 50;
const mostInWords = 10_000;
const referencesIn = (text: string): string[] => text.split(/[\s,;]+/).filter((one) => one !== '');

/** The cases that a request is about, chosen by a person among those that its names find; and what it asks, written on them. */
export function requestCasePages(parts: Parts): Router {
  const pages = Router();
  const db = parts.database;
  const door = signedInDoor(parts);

  formPage(parts, pages, {
    at: dataRequestPaths.cases,
    door,
    open: (ask) => openDataRequest(parts, ask),
    fields: { cases: everyValue, others: freeText(mostInWords) },
    begin: async ({ cases }, { response }) => ({
      cases: (await casesById(db, signedIn(response).department, cases)).map(({ reference }) => reference),
    }),
    seen: ({ cases }) => cases,
    view: async (form, request, ask) =>
      parts.page('desk/data-request-cases', { ...(await onDataRequest(parts, ask, request)), form, found: await offered(request, ask) }),
    act: async ({ cases, others }, { number }, { ask, unchanged }) => {
      const { department, id } = signedIn(ask.response);
      const references = [...new Set([...cases, ...referencesIn(others)])].slice(0, mostCases);
      const found = await Promise.all(references.map((reference) => caseByReference(db, department, reference)));
      const unknown = references.filter((_reference, index) => found[index] === null);
      if (unknown.length > 0)
        return {
          errors: [{ field: 'others', message: typographic(`Aucun dossier que vous pouvez voir n’a cette référence : ${unknown.join(', ')}.`) }],
        };
      const chosen = [...new Set(found.flatMap((one) => one?.caseId ?? []))].toSorted();
      const same = (now: DataRequest) => unchanged(now.cases);
      if ((await chooseCases(db, department, { number, by: id, unchanged: same, cases: chosen })) !== null) return { changed: true };
      await traceAct(parts, ask, 'DATA_REQUEST_CASES');
      return { to: dataRequestHref('one', number), said: 'Les dossiers sont choisis.' };
    },
  });

  /** Those that were chosen, and those that the names of the request find: each shown is a reading, noted with who looked. */
  async function offered({ cases, content: { name, about } }: DataRequest, ask: Ask): Promise<Choice[]> {
    const account = signedIn(ask.response);
    const { department } = account;
    const year = yearIn(parts.now(), territoryOf(department).zone);
    const found = new Map<string, Choice>();
    for (const { reference } of await casesById(db, department, cases))
      found.set(reference, { value: reference, label: reference, hint: 'Déjà choisi' });
    for (const sought of new Set([name, ...(about === undefined ? [] : [about])]))
      for (const { reference, victim, near } of await findCases(db, department, actorOf(account), readSought(sought, department, year)))
        if (!found.has(reference)) {
          const who = victim === null ? 'Personne concernée non nommée' : `Personne concernée : ${victim}`;
          found.set(reference, { value: reference, label: reference, hint: typographic(near ? `${who} (nom approchant)` : who) });
        }
    await traceAct(parts, ask, 'SEARCHED');
    return [...found.values()];
  }

  formPage(parts, pages, {
    at: dataRequestPaths.write,
    door,
    open: async (ask) => {
      const request = await openDataRequest(parts, ask);
      const said = saidOnCase(request.right);
      // What somebody who proved nothing asks for is not said on anybody's case.
      if (said === null || request.cases.length === 0 || request.checked?.proved !== true)
        throw new NotFound('Rien ne s’inscrit à un dossier pour cette demande, ou pas encore : revenez à sa page.');
      return { request, said };
    },
    fields: ({ request: { right } }) => ({
      text: right === 'RECTIFICATION' ? neededText('Écrivez ce qui est à ajouter.', mostInWords) : freeText(mostInWords),
    }),
    seen: ({ request: { cases, content } }) => ({ cases, written: content.written ?? [] }),
    view: async (form, { request, said }, ask) =>
      parts.page('desk/data-request-write', {
        ...(await onDataRequest(parts, ask, request)),
        form,
        said: typographic(said),
        cases: (await casesById(db, signedIn(ask.response).department, unwritten(request))).map(({ reference }) => reference),
      }),
    act: async ({ text }, { request, said }, { ask, unchanged }) => {
      const account = signedIn(ask.response);
      const { number, came, receivedOn, id } = request;
      const same = ({ cases, content }: DataRequest) => unchanged({ cases, written: content.written ?? [] });
      if (!same(request)) return { changed: true };
      const source = `Source : demande n° ${number}, ${cameBy[came].toLowerCase()}, reçue le ${frenchDay(receivedOn)}.`;
      const words = typographic(`${said} ${source}`) + (text === '' ? '' : `\n\n${plainText(text)}`);
      const cases = unwritten(request);
      // The same words after a cut are written once; words corrected since are written too, none is lost.
      const of = createHash('sha256').update(words).digest('base64url');
      for (const one of cases) {
        const noted = { kind: 'NoteAdded' as const, at: parts.now(), by: actorOf(account) };
        had(await apply(db, account.department, one, noted, { eventId: `data-request:${id}:${one}:${of}`, content: { text: words } }));
      }
      if ((await noteWritten(db, account.department, { number, by: account.id, unchanged: same, written: cases })) !== null) return { changed: true };
      await traceAct(parts, ask, 'DATA_REQUEST_WRITTEN');
      return { to: dataRequestHref('one', number), said: 'La demande est inscrite au journal des dossiers.' };
    },
  });

  return pages;
}

/** The cases on which what was asked is not written yet. */
export const unwritten = ({ cases, content: { written = [] } }: Pick<DataRequest, 'cases' | 'content'>): string[] =>
  cases.filter((id) => !written.includes(id));
