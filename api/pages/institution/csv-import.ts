import { randomUUID } from 'node:crypto';
import { Router } from 'express';
import { territoryOf } from '../../../calendar/territory.ts';
import { currentDirectory } from '../../../directory/record/revisions.ts';
import type { Table } from '../../../directory/sheet/read-table.ts';
import { isWorkbook, readWorkbook } from '../../../directory/sheet/read-workbook.ts';
import { type CsvReading, csvCodes, csvColumns, csvOfTable, csvTemplate, mostLines, readCsv } from '../../../intake/declarations/csv.ts';
import { establishmentNamed, establishmentsOf } from '../../../intake/declarations/establishments.ts';
import { knownDeclarations } from '../../../intake/declarations/reading.ts';
import { declarationSource, recordLines } from '../../../intake/declarations/record.ts';
import { procedureInForce } from '../../../procedures/record/published.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { ImportLine } from '../../../templates/views/institution.ts';
import { NotFound } from '../../http/errors.ts';
import { actorOf, signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { uploaded } from '../../http/uploads.ts';
import { institutionHome, institutionHref, institutionPaths } from '../shared/addresses.ts';
import { chromeFor } from '../shared/desk-page.ts';
import { onlyShown } from '../shared/fields.ts';
import { sendCsv } from '../shared/file-answer.ts';
import { one } from '../shared/form.ts';
import { buttonTo, formButton } from '../shared/form-button.ts';
import { type Ask, signedInDoor } from '../shared/form-door.ts';
import { formPage } from '../shared/form-page.ts';
import { dropOwn, erased, keepOwn, readOwn } from '../shared/own-draft.ts';

const LARGEST = 5_000_000;
/** The last row of a workbook that is read, blank ones between. */
const FARTHEST = 20_000;

/** Many declarations by a file: read, shown line by line, and recorded only once confirmed. The file waits as a draft of one's own. */
export function importPages(parts: Parts): Router {
  const pages = Router();
  const idOf = ({ request }: Ask) => String(request.params.id);
  const previewOf = (ask: Ask) => institutionHref('imported', { id: idOf(ask) });

  formPage(parts, pages, {
    at: institutionPaths.import,
    door: signedInDoor(parts),
    open: async () => null,
    fields: { file: onlyShown },
    view: async (form, _subject, { request, response }) =>
      parts.page('institution/import', {
        chrome: await chromeFor(parts, request, response),
        form,
        templateHref: institutionHref('importModel'),
        codes: csvCodes.map(({ label, ...code }) => ({ ...code, label: typographic(label) })),
        columns: csvColumns.map(({ header, what, required }) => ({ header, what: typographic(what), required })),
        backHref: institutionHome,
      }),
    act: async (_values, _subject, { ask: { request, response } }) => {
      const [file] = uploaded(request, 'file');
      if (file === undefined) return { errors: [{ field: 'file', message: 'Choisissez un fichier CSV, ou un classeur (.xlsx).' }] };
      if (file.size > LARGEST || file.bytes.length === 0) return { errors: [{ field: 'file', message: 'Ce fichier est vide, ou dépasse 5 Mo.' }] };
      const table = isWorkbook(file.bytes) ? await readWorkbook(file.bytes) : null;
      if (table !== null && 'problem' in table) return { errors: [{ field: 'file', message: table.problem }] };
      const problem = table === null ? null : tooMuch(table);
      if (problem !== null) return { errors: [{ field: 'file', message: problem }] };
      const csv = table === null ? file.bytes : csvOfTable(table);
      if (csv.length > LARGEST)
        return { errors: [{ field: 'file', message: 'Les textes de ce classeur dépassent 5 Mo : envoyez-le en plusieurs fichiers.' }] };
      const id = randomUUID();
      await keepOwn(parts, response, id, { csv: csv.toString('base64'), name: file.name }, 'DECLARATION_CSV');
      return { to: institutionHref('imported', { id }) };
    },
  });

  pages.get(institutionPaths.importModel, async (_request, response) => {
    const account = signedIn(response);
    const [directory, own] = await Promise.all([currentDirectory(parts.database, account.department), establishmentsOf(parts.database, account)]);
    const [finess] = own.flatMap((id) => directory.organisationById.get(id)?.finess ?? []);
    sendCsv(response, csvTemplate(finess), 'modele-declarations');
  });

  pages.get(institutionPaths.imported, async (request, response) => {
    response.type('html').send(await previewPage({ request, response }));
  });

  formButton(parts, pages, {
    at: institutionPaths.importConfirm,
    standsOn: previewOf,
    open: readingOf,
    act: async ({ lines }, { ask }) => {
      const account = signedIn(ask.response);
      const recorded = await recordLines(parts.database, lines, {
        department: account.department,
        actor: actorOf(account),
        source: declarationSource(account.organisation),
        now: parts.now,
        zone: territoryOf(account.department).zone,
      });
      const count = (status: string) => recorded.filter(({ outcome }) => outcome.status === status).length;
      parts.metrics.alerts.inc({ door: 'declaration' }, count('RECORDED'));
      const said = recordedWords(count('RECORDED'), count('ALREADY'), count('WRONG'));
      if (count('WRONG') > 0) return { to: previewOf(ask), said, important: true };
      // Without a line to mend the file has nothing more to say.
      await dropOwn(parts, ask.response, idOf(ask), 'DECLARATION_CSV');
      return { to: institutionHome, said };
    },
  });

  formButton(parts, pages, {
    at: institutionPaths.importDrop,
    standsOn: previewOf,
    open: async (ask) => idOf(ask),
    act: async (id, { ask }) => {
      const to = institutionHref('import');
      return (await dropOwn(parts, ask.response, id, 'DECLARATION_CSV')) ? { to, said: 'Le fichier est oublié.' } : { to, ...erased };
    },
  });

  async function readingOf(ask: Ask): Promise<CsvReading> {
    const account = signedIn(ask.response);
    const kept = await readOwn(parts, ask.response, idOf(ask), 'DECLARATION_CSV');
    if (kept === null) throw new NotFound('Ce fichier n’est plus là : il a été enregistré ou abandonné. Envoyez-le à nouveau.');
    const [directory, allowed] = await Promise.all([currentDirectory(parts.database, account.department), establishmentsOf(parts.database, account)]);
    return readCsv(Buffer.from(one(kept, 'csv'), 'base64'), {
      now: parts.now(),
      zone: territoryOf(account.department).zone,
      named: (text) => establishmentNamed(directory, allowed, text),
      own: allowed.flatMap((id) => directory.organisationById.get(id) ?? [])[0],
      procedure: await procedureInForce(parts.database, account.department),
    });
  }

  async function previewPage(ask: Ask): Promise<string> {
    const { department, organisation } = signedIn(ask.response);
    const { problems, lines } = await readingOf(ask);
    const known = await knownDeclarations(
      parts.database,
      department,
      declarationSource(organisation),
      lines.map(({ externalId }) => externalId),
    );
    const shown = lines.map(({ number, title, externalId, read }): ImportLine => {
      if ('problems' in read) return { number, title, status: 'WRONG', problems: read.problems.map(said) };
      const reference = known.get(externalId);
      const problems = (read.unread ?? []).map(said);
      return { number, title, status: reference === undefined ? 'READY' : 'ALREADY', problems, ...(reference !== undefined && { reference }) };
    });
    const count = (status: string) => shown.filter((line) => line.status === status).length;
    return parts.page('institution/import-preview', {
      chrome: await chromeFor(parts, ask.request, ask.response),
      fileProblems: problems.map(typographic),
      lines: shown,
      ready: count('READY'),
      wrong: count('WRONG'),
      ...(count('READY') > 0 && { confirm: buttonTo(parts, ask, institutionHref('importConfirm', { id: idOf(ask) })) }),
      discard: buttonTo(parts, ask, institutionHref('importDrop', { id: idOf(ask) })),
      backHref: institutionHref('import'),
    });
  }

  return pages;
}

/** Why a workbook is not taken: more than is read at once, or a row so far down that all between are counted. */
function tooMuch({ rows }: Table): string | null {
  if (rows.length > mostLines) return `Le classeur a ${rows.length} lignes : envoyez-en au plus ${mostLines} à la fois.`;
  const last = rows.at(-1)?.line ?? 0;
  return last > FARTHEST ? `Le classeur a une ligne remplie très bas, la ${last} : effacez-la, ou rapprochez-la des autres.` : null;
}

const said = ({ column, message }: { column: string; message: string }) => ({ column, message: typographic(message) });

function recordedWords(recorded: number, already: number, wrong: number): string {
  const plural = (count: number, singular: string, several: string) => `${count} ${count > 1 ? several : singular}`;
  return [
    `${plural(recorded, 'déclaration enregistrée', 'déclarations enregistrées')}.`,
    ...(already > 0 ? [`${plural(already, 'ligne était déjà reçue', 'lignes étaient déjà reçues')} : rien n’a été ajouté.`] : []),
    ...(wrong > 0
      ? [
          `${plural(wrong, 'ligne n’a pas été enregistrée', 'lignes n’ont pas été enregistrées')} : corrigez le fichier, puis envoyez-le à nouveau en entier.`,
        ]
      : []),
  ].join(' ');
}
