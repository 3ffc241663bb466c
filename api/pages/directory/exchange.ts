import { Router } from 'express';
import { type DirectoryEdit, organisationPart } from '../../../directory/edits.ts';
import { currentDirectory } from '../../../directory/record/revisions.ts';
import { sheetColumns } from '../../../directory/sheet/columns.ts';
import { readSheet, type SheetReading } from '../../../directory/sheet/read-sheet.ts';
import { readTable } from '../../../directory/sheet/read-table.ts';
import { writeSheet } from '../../../directory/sheet/write-sheet.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { DirectoryViews } from '../../../templates/views/directory.ts';
import { signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { trace } from '../../http/trace.ts';
import { uploaded } from '../../http/uploads.ts';
import { directoryPageHref, directoryPaths } from '../shared/addresses.ts';
import { sendCsv } from '../shared/csv-response.ts';
import { chromeFor } from '../shared/desk-page.ts';
import { onlyShown, tickedCodes } from '../shared/fields.ts';
import { slug } from '../shared/form.ts';
import { type Ask, signedInDoor } from '../shared/form-door.ts';
import { formPage } from '../shared/form-page.ts';
import { communeWritten, readCommunes } from './communes-typed.ts';
import { freeId, openDirectory, saved, todayIn } from './on-directory.ts';

const LARGEST = 5_000_000;
const SHOWN = 300;
const fields = { file: onlyShown, partial: tickedCodes(['YES']), retire: tickedCodes(['YES']) };

/** The department's own table, taken in as changes that wait, and all of the directory given out as a table and as JSON. */
export function exchangePages(parts: Parts): Router {
  const pages = Router();

  pages.get(directoryPaths.csv, async (request, response) => {
    const { department } = signedIn(response);
    const who = signedIn(response);
    await trace(parts, request, { department: who.department, kind: 'EXPORTED', account: who.id });
    sendCsv(response, writeSheet(await currentDirectory(parts.database, department), communeWritten), `annuaire-${department}`);
  });

  pages.get(directoryPaths.json, async (request, response) => {
    const { department, revision, organisations, contacts, links, calendars } = await currentDirectory(parts.database, signedIn(response).department);
    const who = signedIn(response);
    await trace(parts, request, { department, kind: 'EXPORTED', account: who.id });
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
      if (file === undefined) return { errors: [{ field: 'file', message: 'Choisissez un fichier CSV.' }] };
      if (file.size > LARGEST) return { errors: [{ field: 'file', message: 'Ce fichier dépasse 5 Mo.' }] };
      const table = readTable(file.bytes);
      if ('problem' in table) return { errors: [{ field: 'file', message: table.problem }] };
      const { department } = signedIn(ask.response);
      const { draft } = await openDirectory(parts, ask);
      const read = readSheet(table, draft, {
        communes: (text) => readCommunes(text, department),
        freeId: (wanted, taken) => freeId(slug(wanted), taken),
      });
      const [problem] = read.problems;
      if (problem !== undefined) return { errors: [{ field: 'file', message: read.problems.slice(0, 5).join(' ') }] };
      const refused = read.lines.some(({ status }) => status === 'REFUSED');
      const taken = !refused || partial.length > 0;
      const today = todayIn(parts, department);
      const retired =
        retire.length === 0 ? [] : read.vanished.map((one): DirectoryEdit => ({ part: organisationPart(one.id), after: { ...one, retired: today } }));
      const edits = [...read.edits, ...retired];
      if (taken && edits.length > 0) await saved(parts, ask, { edits, why: `Fichier ${file.name.slice(0, 100)}` });
      return { page: parts.page('desk/directory/imported', await report(ask, read, { taken, edits: edits.length, retired: retired.length })) };
    },
  });

  async function report(
    ask: Ask,
    read: SheetReading,
    { taken, edits, retired }: { taken: boolean; edits: number; retired: number },
  ): Promise<DirectoryViews['desk/directory/imported']> {
    const count = (status: string) => read.lines.filter((line) => line.status === status).length;
    const refused = read.lines.filter(({ status }) => status === 'REFUSED');
    return {
      chrome: await chromeFor(parts, ask.request, ask.response),
      taken,
      edits,
      retired,
      added: count('ADDED'),
      changed: count('CHANGED'),
      same: count('SAME'),
      refused: refused.slice(0, SHOWN).map(({ line, title, problems }) => ({ line, title, problems: problems.map(typographic) })),
      refusedCount: refused.length,
      vanished: read.vanished.slice(0, SHOWN).map(({ id, name }) => ({ name, href: directoryPageHref('body', { body: id }) })),
      vanishedCount: read.vanished.length,
      changesHref: directoryPageHref('changes'),
      importHref: directoryPageHref('import'),
    };
  }

  return pages;
}
