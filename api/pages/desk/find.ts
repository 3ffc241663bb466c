import { type Response, Router } from 'express';
import { keepRefusedForm, readRefusedForm } from '../../../accounts/refused-forms.ts';
import { may } from '../../../accounts/rights.ts';
import { yearIn } from '../../../calendar/local.ts';
import { territoryOf } from '../../../calendar/territory.ts';
import { casesBegun, findCases, findContact, mostFound } from '../../../cases/lists/found-cases.ts';
import { readSought, type Sought } from '../../../cases/lists/sought.ts';
import { withListed } from '../../../directory/record/establishments.ts';
import { currentDirectory } from '../../../directory/record/revisions.ts';
import { senderIndexes } from '../../../intake/email/inbound-mails.ts';
import { listInboundMails } from '../../../intake/email/quarantine.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { BegunLine, FindView, FoundPlace } from '../../../templates/views/find.ts';
import type { Form } from '../../../templates/views/parts.ts';
import { label } from '../../../vocabulary/vocabulary.ts';
import { actorOf, signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { caseHref, findHref, findPaths, findWordsHref, foundHref, mailsHref } from '../shared/addresses.ts';
import { chromeFor, notice, traceAct } from '../shared/desk-page.ts';
import { neededText } from '../shared/fields.ts';
import { formView, typed } from '../shared/form.ts';
import { type Ask, signedInDoor } from '../shared/form-door.ts';
import { formPage } from '../shared/form-page.ts';
import { departmentChrome } from '../shared/frame.ts';
import { findWordsPages } from './find-words.ts';
import { foundCaseLine } from './found-lines.ts';
import { placesNamed } from './places-named.ts';

/** What is kept of a search: what was typed, sealed, for that browser and a day. */
const kept = 'recherche';
const longest = 200;
const fewestTyped = 2;
const mostBegun = 8;

/** One box for whatever one remembers of a case. What was typed travels in a form's body and is kept sealed: the address carries an opaque id. */
export function findPages(parts: Parts): Router {
  const pages = Router();
  const door = signedInDoor(parts);

  formPage(parts, pages, {
    at: findPaths.form,
    door,
    open: async () => null,
    fields: { texte: neededText('Écrivez ce que vous cherchez : un nom, un téléphone, une référence, une commune…', longest) },
    view: async (form, _subject, ask): Promise<string> => page(ask, form),
    act: async ({ texte }, _subject, { ask }) => {
      const account = signedIn(ask.response);
      const search = await keepRefusedForm(parts.database, door.keeper(ask), kept, texte, parts.now());
      if (search === null) return { errors: [{ field: 'texte', message: 'Écrivez moins long.' }] };
      await traceAct(parts, ask, 'SEARCHED');
      const sought = soughtIn(texte, account.department);
      const [only] = sought.references;
      if (only !== undefined && sought.references.length === 1) {
        const [found] = await findCases(parts.database, account.department, actorOf(account), { ...nothingElse, references: [only] });
        if (found !== undefined) return { to: caseHref(found.reference) };
      }
      return { to: foundHref(search) };
    },
    action: () => findHref,
  });

  pages.use(findWordsPages(parts));

  pages.get(findPaths.found, async (request, response) => {
    const ask = { request, response };
    const typed = await readRefusedForm(parts.database, door.keeper(ask), kept, String(request.params.search), parts.now());
    if (typeof typed !== 'string') {
      notice(request, 'Cette recherche n’est plus gardée : cherchez à nouveau.');
      return response.redirect(303, findHref);
    }
    const form = formView({ action: findHref, csrf: door.token(ask) }, ['texte'], { texte: typed });
    response.type('html').send(await page(ask, form, typed));
  });

  // While somebody types: references, communes and bodies. No person is looked for, and nothing is kept.
  pages.post(findPaths.begun, async (request, response) => {
    const { department } = signedIn(response);
    const text = String(typed(request).texte ?? '').trim();
    const chrome = departmentChrome(parts, await parts.departments.get(department));
    const lines = text.length < fewestTyped ? [] : await begun(department, text.slice(0, longest));
    response.type('html').send(parts.page('desk/begun', { chrome, lines }));
  });

  async function begun(department: string, typed: string): Promise<BegunLine[]> {
    const [cases, directory] = await Promise.all([
      casesBegun(parts.database, department, soughtIn(typed, department), mostBegun),
      currentDirectory(parts.database, department),
    ]);
    return [
      ...cases.map(({ reference, openedAt }) => ({ label: reference, why: 'Dossier', href: caseHref(reference), openedAt })),
      ...placesNamed(directory, typed).map((place) => ({ ...place, openedAt: null })),
    ].slice(0, mostBegun);
  }

  async function page({ request, response }: Ask, form: Form<'texte'>, typed?: string): Promise<string> {
    return parts.page('desk/find', {
      chrome: await chromeFor(parts, request, response),
      form,
      wordsHref: findWordsHref,
      ...(typed !== undefined && { found: await found(response, typed) }),
    });
  }

  const soughtIn = (typed: string, department: string): Sought => readSought(typed, department, yearIn(parts.now(), territoryOf(department).zone));

  async function found(response: Response, typed: string): Promise<NonNullable<FindView['found']>> {
    const account = signedIn(response);
    const { department } = account;
    const sought = soughtIn(typed, department);
    const directory = await currentDirectory(parts.database, department);
    const [cases, contact, mails] = await Promise.all([
      findCases(parts.database, department, actorOf(account), sought),
      sought.contactReference === null ? null : findContact(parts.database, department, sought.contactReference),
      sought.email === null || !may(account, 'mail.sort') ? null : mailsOf(response, sought.email),
    ]);
    const named = await withListed(
      parts.database,
      directory,
      cases.map(({ establishment }) => establishment),
    );
    return {
      cases: cases.map((one) => foundCaseLine(one, named, parts.now())),
      more: cases.length >= mostFound,
      places: [...placesNamed(directory, typed), ...(mails === null ? [] : [mails])],
      ...(contact !== null && {
        contact: {
          reference: contact.reference,
          kind: typographic(label('contactKind', contact.kind)),
          channel: typographic(label('channel', contact.channel)),
          at: contact.at,
        },
      }),
    };
  }

  /** The mails of an address, in the list of all mails: found by its blind index, which is what the link carries. */
  async function mailsOf(response: Response, address: string): Promise<FoundPlace | null> {
    const account = signedIn(response);
    const sender = senderIndexes(parts.database, account.department, address);
    const { total } = await listInboundMails(parts.database, account.department, actorOf(account), { page: 1, size: 1, sender });
    if (total === 0) return null;
    const de = sender.map((index) => index.toString('hex')).join('.');
    return {
      label: total === 1 ? 'Un courriel de cette adresse' : `${total} courriels de cette adresse`,
      why: 'Courriels reçus',
      href: `${mailsHref}?${new URLSearchParams({ etat: 'tous', de })}`,
    };
  }

  return pages;
}

const nothingElse: Sought = { references: [], referenceStarts: [], contactReference: null, phone: null, email: null, street: null, words: [] };
