import { Router } from 'express';
import { headingMeanings, type KeptTable, keptTable, rememberHeadings } from '../../../directory/record/sheets.ts';
import { type SheetColumn, sheetColumns } from '../../../directory/sheet/columns.ts';
import { columnsOf, type HeadingMeanings, headingKey, meaningOf } from '../../../directory/sheet/mapping.ts';
import { typographic } from '../../../templates/text/typography.ts';
import { NotFound } from '../../http/errors.ts';
import { signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { directoryPageHref, directoryPaths } from '../shared/addresses.ts';
import { chromeFor } from '../shared/desk-page.ts';
import { type Fields, maybeCode, tickedCodes } from '../shared/fields.ts';
import { many, oneOf } from '../shared/form.ts';
import { type Ask, signedInDoor } from '../shared/form-door.ts';
import { formPage } from '../shared/form-page.ts';
import { WHOLE } from '../shared/form-sent.ts';
import { takeTable } from './taken-table.ts';

const EXAMPLES = 3;
const LEFT_OUT = 'AUCUNE';
const codes = [LEFT_OUT, ...sheetColumns.map(([column]) => column)] as const;
const ticked = { partial: tickedCodes(['YES']), retire: tickedCodes(['YES']) };

interface OpenSheet extends KeptTable {
  meanings: HeadingMeanings;
}

/** Where somebody says what the columns of their own table are. It is remembered: the same table is read at once the next time. */
export function sheetColumnPages(parts: Parts): Router {
  const pages = Router();
  const field = (at: number) => `colonne-${at}`;

  formPage<OpenSheet, Fields>(parts, pages, {
    at: directoryPaths.mapSheet,
    door: signedInDoor(parts),
    open: opened,
    fields: ({ table }) => ({ ...Object.fromEntries(named(table.header).map(({ at }) => [field(at), maybeCode(codes)])), ...ticked }),
    begin: ({ table, meanings }) =>
      Object.fromEntries(
        named(table.header).map(({ heading, at }) => [field(at), meaningOf(heading, meanings) ?? (headingKey(heading) in meanings ? LEFT_OUT : '')]),
      ),
    view: async (form, { name, table }, { request, response }) =>
      parts.page('desk/directory/sheet-columns', {
        chrome: await chromeFor(parts, request, response),
        form,
        name,
        count: table.rows.length,
        importHref: directoryPageHref('import'),
        headings: named(table.header).map(({ heading, at }) => ({
          field: field(at),
          heading,
          examples: typographic(examplesOf(table.rows, at).join(' · ')),
        })),
        columns: sheetColumns.map(([column, what]) => ({ value: column, label: typographic(`${column} : ${what}`.slice(0, 90)) })),
        leftOut: [{ value: LEFT_OUT, label: 'Ne pas reprendre cette colonne' }],
      }),
    act: async (_values, { name, table, meanings }, { ask, typed }) => {
      const said = named(table.header).map(({ heading, at }) => {
        const chosen = oneOf(typed, field(at), codes);
        return [headingKey(heading), chosen === undefined ? undefined : chosen === LEFT_OUT ? null : chosen] as const;
      });
      const unsaid = named(table.header).filter((_one, at) => said[at]?.[1] === undefined);
      if (unsaid.length > 0)
        return {
          errors: unsaid.map(({ heading, at }) => ({
            field: field(at),
            message: `Dites ce que contient « ${heading.slice(0, 40)} », ou de ne pas la reprendre.`,
          })),
        };
      const all: HeadingMeanings = { ...meanings, ...(Object.fromEntries(said) as Record<string, SheetColumn | null>) };
      const { problems } = columnsOf(table, all);
      if (problems.length > 0) return { errors: problems.map((message) => ({ field: WHOLE, message })) };
      await rememberHeadings(parts.database, signedIn(ask.response).department, Object.fromEntries(said) as HeadingMeanings);
      return takeTable(
        parts,
        ask,
        { name, table, meanings: all, sheet: String(ask.request.params.sheet) },
        { partial: many(typed, 'partial').length > 0, retire: many(typed, 'retire').length > 0 },
      );
    },
  });

  async function opened({ request, response }: Ask): Promise<OpenSheet> {
    const { department, id } = signedIn(response);
    const sheet = String(request.params.sheet);
    const kept = /^[0-9a-f-]{36}$/.test(sheet) ? await keptTable(parts.database, department, id, sheet, parts.now()) : null;
    if (kept === null) throw new NotFound('Ce tableau n’est plus là : renvoyez-le.');
    return { ...kept, meanings: await headingMeanings(parts.database, department) };
  }

  return pages;
}

/** The columns that have a heading: another has no name to be remembered by. */
const named = (header: readonly string[]) => header.flatMap((heading, at) => (headingKey(heading) === '' ? [] : [{ heading, at }]));

const examplesOf = (rows: KeptTable['table']['rows'], at: number): string[] =>
  [...new Set(rows.slice(0, 200).flatMap(({ cells }) => cells[at] || []))].slice(0, EXAMPLES).map((text) => text.slice(0, 40));
