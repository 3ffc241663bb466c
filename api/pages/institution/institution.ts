import { Router } from 'express';
import { DateTime } from 'luxon';
import { territoryOf } from '../../../calendar/territory.ts';
import { bodyName } from '../../../directory/names.ts';
import { currentDirectory } from '../../../directory/record/revisions.ts';
import { establishmentsOf } from '../../../intake/declarations/establishments.ts';
import { type DeclarationQuery, listDeclarations } from '../../../intake/declarations/reading.ts';
import { draftsOf } from '../../../intake/drafts.ts';
import { requireRight, signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { uploads } from '../../http/uploads.ts';
import { institutionHome, institutionHref, institutionPaths } from '../shared/addresses.ts';
import { chromeFor } from '../shared/desk-page.ts';
import { expired } from '../shared/expired.ts';
import { sendCsv } from '../shared/file-answer.ts';
import { formView, one, oneOf, type Typed } from '../shared/form.ts';
import { buttonTo } from '../shared/form-button.ts';
import type { Ask } from '../shared/form-door.ts';
import { readOwn } from '../shared/own-draft.ts';
import { numbered, pageAsked, queried } from '../shared/pagination.ts';
import { importPages } from './csv-import.ts';
import { declarePages } from './declare.ts';
import { categoryChoices, categoryCodes } from './declare-steps.ts';
import { indicatorPages } from './indicator.ts';
import { declarationPages } from './sent-declaration.ts';
import { categorySaid, exported, owedOf, stateWords } from './sent-words.ts';

const LINES = 30;
const MOST_DRAFTS = 10;
const MOST_EXPORTED = 10_000;
const EXPORTED_AT_ONCE = 500;

type DeclarationRow = Awaited<ReturnType<typeof listDeclarations>>['rows'][number];
const filterNames = ['reference', 'category', 'establishment', 'from', 'until'] as const;

/** An institution's own space: what it declared, what it is writing, what it still owes. Never what others said of it. */
export function institutionPages(parts: Parts): Router {
  const pages = Router();
  pages.use(requireRight(parts, expired(parts), 'declaration.make'));
  pages.use(uploads, parts.sessionForms.protect);

  pages.get(institutionPaths.home, async (request, response) => {
    const account = signedIn(response);
    const { zone } = territoryOf(account.department);
    const directory = await currentDirectory(parts.database, account.department);
    const establishments = await establishmentsOf(parts.database, account);
    const name = (id: string) => bodyName(directory, id);
    const asked = queried(request);
    const page = pageAsked(asked);
    const query = queryOf(asked, zone);
    const [found, awaited] = await Promise.all([
      listDeclarations(parts.database, account.department, establishments, { ...query, page, size: LINES }),
      listDeclarations(parts.database, account.department, establishments, { awaited: true, size: 100 }),
    ]);
    const at = (number: number) => `${institutionHome}?${new URLSearchParams({ ...filled(asked), page: String(number) })}`;
    response.type('html').send(
      parts.page('institution/home', {
        chrome: await chromeFor(parts, request, response),
        begin: buttonTo(parts, { request, response }, institutionHref('begin')),
        importHref: institutionHref('import'),
        exportHref: `${institutionHref('table')}?${new URLSearchParams(filled(asked))}`,
        indicatorHref: institutionHref('indicator'),
        drafts: await drafts({ request, response }, name),
        awaited: awaited.rows
          .flatMap((row) => owedOf(row, parts.now()).map((owed) => ({ ...owed, reference: row.reference, establishment: name(row.organisation) })))
          .flatMap(({ href, label, ...owed }) => (href === undefined || label === undefined ? [] : [{ ...owed, href, what: label }]))
          .toSorted((a, b) => a.dueAt - b.dueAt),
        filters: { ...formView({ action: institutionHome }, filterNames, asked), hidden: [] },
        categories: categoryChoices,
        establishments: establishments.length > 1 ? establishments.map((id) => ({ value: id, label: name(id) })) : [],
        rows: found.rows.map((row) => ({
          href: institutionHref('declaration', { id: row.id }),
          reference: row.reference,
          establishment: name(row.organisation),
          category: categorySaid(row.category),
          declaredAt: row.declaredAt,
          state: stateWords(row.told, name),
          owed: owedOf(row, parts.now()),
        })),
        pagination: numbered({ page, size: LINES, shown: found.rows.length, total: found.total }, at),
        searched: filterNames.some((field) => one(asked, field) !== ''),
      }),
    );
  });

  pages.get(institutionPaths.table, async (request, response) => {
    const account = signedIn(response);
    const { zone } = territoryOf(account.department);
    const directory = await currentDirectory(parts.database, account.department);
    const establishments = await establishmentsOf(parts.database, account);
    const query = queryOf(queried(request), zone);
    const rows: DeclarationRow[] = [];
    for (let page = 1; page <= MOST_EXPORTED / EXPORTED_AT_ONCE; page += 1) {
      const found = await listDeclarations(parts.database, account.department, establishments, { ...query, page, size: EXPORTED_AT_ONCE });
      rows.push(...found.rows);
      if (rows.length >= found.total) break;
    }
    sendCsv(response, exported(rows, directory, zone), 'declarations');
  });

  pages.use(declarePages(parts), declarationPages(parts), importPages(parts));
  pages.use(institutionPaths.indicator, indicatorPages(parts, 'institution/indicator', institutionHref('indicator')));

  async function drafts(ask: Ask, name: (id: string) => string) {
    const { response } = ask;
    const { department, id: account } = signedIn(response);
    const kept = (await draftsOf(parts.database, department, account, 'DECLARATION')).slice(0, MOST_DRAFTS);
    return Promise.all(
      kept.map(async ({ id, hour }) => {
        const answers = (await readOwn(parts, response, id, 'DECLARATION')) ?? {};
        const category = oneOf(answers, 'category', categoryCodes);
        const said = [category === undefined ? 'Événement à préciser' : categorySaid(category), name(one(answers, 'establishment'))];
        return {
          href: institutionHref('draft', { id }),
          label: said.filter(Boolean).join(', '),
          hour,
          discard: buttonTo(parts, ask, institutionHref('erase', { id })),
        };
      }),
    );
  }

  return pages;
}

function filled(asked: Typed): Record<string, string> {
  return Object.fromEntries(filterNames.map((name) => [name, one(asked, name)]).filter(([, value]) => value !== ''));
}

/** A day that is none is not looked at. */
function queryOf(asked: Typed, zone: string): DeclarationQuery {
  const day = (name: 'from' | 'until') => DateTime.fromISO(one(asked, name), { zone });
  const [from, until] = [day('from'), day('until').plus({ days: 1 })];
  const category = oneOf(asked, 'category', categoryCodes);
  return {
    reference: one(asked, 'reference'),
    ...(category !== undefined && { category: Number(category) }),
    ...(one(asked, 'establishment') !== '' && { organisation: one(asked, 'establishment') }),
    ...(from.isValid && { from: from.toMillis() }),
    ...(until.isValid && { until: until.toMillis() }),
  };
}
