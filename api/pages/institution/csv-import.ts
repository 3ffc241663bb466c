import { randomUUID } from 'node:crypto';
import { type Request, type Response, Router } from 'express';
import { territoryOf } from '../../../calendar/territory.ts';
import { currentDirectory } from '../../../directory/record/revisions.ts';
import { type CsvReading, csvColumns, csvTemplate, readCsv } from '../../../intake/declarations/csv.ts';
import { establishmentNamed, establishmentsOf } from '../../../intake/declarations/establishments.ts';
import { knownDeclarations } from '../../../intake/declarations/reading.ts';
import { declarationSource, recordLines } from '../../../intake/declarations/record.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { InstitutionViews } from '../../../templates/views/institution.ts';
import { NotFound } from '../../http/errors.ts';
import { actorOf, signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { uploaded } from '../../http/uploads.ts';
import { sendCsv } from '../shared/csv-response.ts';
import { chromeFor, notice } from '../shared/desk-page.ts';
import { type FormError, formView, one } from '../shared/form.ts';
import { dropOwn, keepOwn, readOwn } from '../shared/own-draft.ts';

const here = '/etablissement/import';
const LARGEST = 5_000_000;

/** Many declarations by a file: read, shown line by line, and recorded only once confirmed. The file waits as a draft of one's own. */
export function importPages(parts: Parts): Router {
  const pages = Router();

  pages.get('/', async (request, response) => {
    response.type('html').send(await askPage(request, response, []));
  });

  pages.get('/modele.csv', (_request, response) => sendCsv(response, csvTemplate(), 'modele-declarations'));

  pages.post('/', async (request, response) => {
    const [file] = uploaded(request, 'file');
    const wrong =
      file === undefined
        ? 'Choisissez un fichier CSV.'
        : file.size > LARGEST || file.bytes.length === 0
          ? 'Ce fichier est vide, ou dépasse 5 Mo.'
          : null;
    if (file === undefined || wrong !== null)
      return response
        .status(422)
        .type('html')
        .send(await askPage(request, response, [{ field: 'file', message: wrong ?? '' }]));
    const id = randomUUID();
    await keepOwn(parts, response, id, { csv: file.bytes.toString('base64'), name: file.name }, 'DECLARATION_CSV');
    response.redirect(303, `${here}/${id}`);
  });

  pages.get('/:id', async (request, response) => {
    response.type('html').send(await previewPage(request, response, await readingOf(request, response)));
  });

  pages.post('/:id/confirmer', async (request, response) => {
    const account = signedIn(response);
    const { lines } = await readingOf(request, response);
    const recorded = await recordLines(parts.database, lines, {
      department: account.department,
      actor: actorOf(account),
      source: declarationSource(account.organisation),
      now: parts.now,
      zone: territoryOf(account.department).zone,
    });
    // Without a line to mend the file has nothing more to say.
    if (recorded.every(({ outcome }) => outcome.status !== 'WRONG')) await dropOwn(parts, response, String(request.params.id), 'DECLARATION_CSV');
    const count = (status: string) => recorded.filter(({ outcome }) => outcome.status === status).length;
    parts.metrics.alerts.inc({ door: 'declaration' }, count('RECORDED'));
    response.type('html').send(
      parts.page('institution/import-done', {
        chrome: await chromeFor(parts, request, response),
        recorded: count('RECORDED'),
        already: count('ALREADY'),
        wrong: count('WRONG'),
        lines: recorded.map(({ line: { number, title }, outcome }) => ({
          number,
          title,
          status: outcome.status,
          problems: 'problems' in outcome ? outcome.problems.map(said) : [],
          ...('reference' in outcome && { reference: outcome.reference }),
        })),
        backHref: '/etablissement',
      }),
    );
  });

  pages.post('/:id/abandonner', async (request, response) => {
    await dropOwn(parts, response, String(request.params.id), 'DECLARATION_CSV');
    notice(request, 'Le fichier est oublié. Rien n’a été enregistré.');
    response.redirect(303, here);
  });

  async function readingOf(request: Request, response: Response): Promise<CsvReading> {
    const account = signedIn(response);
    const kept = await readOwn(parts, response, String(request.params.id), 'DECLARATION_CSV');
    if (kept === null) throw new NotFound('Ce fichier n’est plus là : il a été enregistré ou abandonné. Envoyez-le à nouveau.');
    const [directory, allowed] = await Promise.all([currentDirectory(parts.database, account.department), establishmentsOf(parts.database, account)]);
    return readCsv(Buffer.from(one(kept, 'csv'), 'base64'), {
      now: parts.now(),
      zone: territoryOf(account.department).zone,
      establishment: (named) => establishmentNamed(directory, allowed, named),
    });
  }

  async function previewPage(request: Request, response: Response, { problems, lines }: CsvReading): Promise<string> {
    const { department, organisation } = signedIn(response);
    const id = String(request.params.id);
    const csrf = parts.sessionForms.token(request, response);
    const known = await knownDeclarations(
      parts.database,
      department,
      declarationSource(organisation),
      lines.map(({ externalId }) => externalId),
    );
    const shown = lines.map(({ number, title, externalId, read }): InstitutionViews['institution/import-preview']['lines'][number] => {
      if ('problems' in read) return { number, title, status: 'WRONG', problems: read.problems.map(said) };
      const reference = known.get(externalId);
      return { number, title, status: reference === undefined ? 'READY' : 'ALREADY', problems: [], ...(reference !== undefined && { reference }) };
    });
    const count = (status: string) => shown.filter((line) => line.status === status).length;
    return parts.page('institution/import-preview', {
      chrome: await chromeFor(parts, request, response),
      fileProblems: problems.map(typographic),
      lines: shown,
      ready: count('READY'),
      wrong: count('WRONG'),
      ...(count('READY') > 0 && { confirm: { action: `${here}/${id}/confirmer`, csrf } }),
      discard: { action: `${here}/${id}/abandonner`, csrf },
      backHref: here,
    });
  }

  async function askPage(request: Request, response: Response, errors: FormError<'file'>[]): Promise<string> {
    return parts.page('institution/import', {
      chrome: await chromeFor(parts, request, response),
      form: formView<'file'>({ action: here, csrf: parts.sessionForms.token(request, response) }, ['file'], {}, errors),
      templateHref: `${here}/modele.csv`,
      columns: csvColumns.map(({ header, what, required }) => ({ header, what: typographic(what), required })),
      backHref: '/etablissement',
    });
  }

  return pages;
}

const said = ({ column, message }: { column: string; message: string }) => ({ column, message: typographic(message) });
