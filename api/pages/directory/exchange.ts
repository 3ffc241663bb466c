import { Router } from 'express';
import { currentDirectory } from '../../../directory/record/revisions.ts';
import { headingMeanings, keepTable } from '../../../directory/record/sheets.ts';
import { sheetColumns } from '../../../directory/sheet/columns.ts';
import { columnsOf } from '../../../directory/sheet/mapping.ts';
import { readTable } from '../../../directory/sheet/read-table.ts';
import { isWorkbook, readWorkbook } from '../../../directory/sheet/read-workbook.ts';
import { writeSheet } from '../../../directory/sheet/write-sheet.ts';
import { typographic } from '../../../templates/text/typography.ts';
import { signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { uploaded } from '../../http/uploads.ts';
import { directoryPageHref, directoryPaths } from '../shared/addresses.ts';
import { chromeFor, traceAct } from '../shared/desk-page.ts';
import { onlyShown, tickedCodes } from '../shared/fields.ts';
import { sendCsv } from '../shared/file-answer.ts';
import { signedInDoor } from '../shared/form-door.ts';
import { formPage } from '../shared/form-page.ts';
import { takeTable } from './taken-table.ts';
import { communeWritten } from './territory-form.ts';

const LARGEST = 5_000_000;
const fields = { file: onlyShown, partial: tickedCodes(['YES']), retire: tickedCodes(['YES']) };

/** The department's own table, taken in as changes that wait, and all of the directory given out as a table and as JSON. */
export function exchangePages(parts: Parts): Router {
  const pages = Router();

  pages.get(directoryPaths.csv, async (request, response) => {
    const { department } = signedIn(response);
    await traceAct(parts, { request, response }, 'EXPORTED');
    sendCsv(response, writeSheet(await currentDirectory(parts.database, department), communeWritten), `annuaire-${department}`);
  });

  pages.get(directoryPaths.json, async (request, response) => {
    const { department, revision, organisations, contacts, links, calendars } = await currentDirectory(parts.database, signedIn(response).department);
    await traceAct(parts, { request, response }, 'EXPORTED');
    response
      .set({ 'Content-Disposition': `attachment; filename="annuaire-${department}.json"`, 'Cache-Control': 'no-store' })
      .json({ department, revision, calendars, organisations, contacts, links });
  });

  formPage(parts, pages, {
    at: directoryPaths.import,
    door: signedInDoor(parts),
    open: async () => null,
    fields,
    view: async (form, _subject, { request, response }) =>
      parts.page('desk/directory/import', {
        chrome: await chromeFor(parts, request, response),
        form,
        columns: sheetColumns.map(([name, what]) => ({ name, what: typographic(what) })),
        csvHref: directoryPageHref('csv'),
      }),
    act: async ({ partial, retire }, _subject, { ask }) => {
      const [file] = uploaded(ask.request, 'file');
      if (file === undefined) return { errors: [{ field: 'file', message: 'Choisissez un fichier CSV ou XLSX.' }] };
      if (file.size > LARGEST) return { errors: [{ field: 'file', message: 'Ce fichier dépasse 5 Mo.' }] };
      const table = isWorkbook(file.bytes) ? await readWorkbook(file.bytes) : readTable(file.bytes);
      if ('problem' in table) return { errors: [{ field: 'file', message: table.problem }] };
      const { department, id } = signedIn(ask.response);
      const name = file.name.slice(0, 100);
      const meanings = await headingMeanings(parts.database, department);
      if (columnsOf(table, meanings).problems.length > 0) {
        // Somebody has to say what its columns are; it is remembered.
        const sheet = await keepTable(parts.database, department, id, { name, table }, parts.now());
        return { to: directoryPageHref('mapSheet', { sheet }) };
      }
      return takeTable(parts, ask, { name, table, meanings }, { partial: partial.length > 0, retire: retire.length > 0 });
    },
  });

  return pages;
}
