import { randomUUID } from 'node:crypto';
import { type Request, type Response, Router } from 'express';
import type { DeclarationPart } from '../../../cases/model/events.ts';
import { addFiles } from '../../../cases/record/files.ts';
import { currentDirectory } from '../../../directory/record/revisions.ts';
import { makePdf } from '../../../documents/pdf.ts';
import { categoryLabel, declarationLines } from '../../../intake/declarations/declaration.ts';
import { establishmentsOf } from '../../../intake/declarations/establishments.ts';
import { type DeclarationRead, loadDeclaration } from '../../../intake/declarations/reading.ts';
import { takeCompletion } from '../../../intake/declarations/take.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { InstitutionViews } from '../../../templates/views/institution.ts';
import { NotFound, Refused } from '../../http/errors.ts';
import { actorOf, signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { examineUploads, uploaded } from '../../http/uploads.ts';
import { chromeFor, notice, resumed } from '../shared/desk-page.ts';
import { limitsInWords } from '../shared/file-lines.ts';
import { type FormError, formView, one, type Typed, typed } from '../shared/form.ts';
import { departmentChrome } from '../shared/frame.ts';
import { sendPdf } from '../shared/pdf-response.ts';
import { declarationReceipt } from './sent-receipt.ts';
import { owedOf, partWords } from './sent-words.ts';

const home = '/etablissement';
const LONGEST = 20_000;
type CompletionField = 'text' | 'causes' | 'plan';
const pagesOf = { confirmer: 'WRITTEN', completer: 'EIGS_SECOND' } as const satisfies Record<string, DeclarationPart>;
const asked: Record<DeclarationPart, Record<string, string>> = {
  WRITTEN: { text: 'Écrivez la confirmation, même si elle reprend ce qui a été dit.' },
  EIGS_SECOND: {
    text: 'Dites comment l’événement a été géré.',
    causes: 'Donnez l’analyse des causes, même si elle est partielle.',
    plan: 'Donnez le plan d’actions, ou dites qu’il n’y en a pas et pourquoi.',
  },
};
const headings: Record<string, string> = { text: 'Gestion de l’événement', causes: 'Analyse des causes', plan: 'Plan d’actions' };

/** One declaration of the institution: what it said, where it stands as far as it may know, and what it still owes. */
export function declarationPages(parts: Parts): Router {
  const pages = Router();

  async function open(request: Request, response: Response): Promise<DeclarationRead> {
    const account = signedIn(response);
    const found = await loadDeclaration(
      parts.database,
      account.department,
      actorOf(account),
      await establishmentsOf(parts.database, account),
      String(request.params.id),
    );
    if (found === null) throw new NotFound();
    return found;
  }

  pages.get('/:id', async (request, response) => {
    response.type('html').send(await declarationPage(request, response, await open(request, response), []));
  });

  pages.post('/:id/pieces', async (request, response) => {
    const account = signedIn(response);
    const found = await open(request, response);
    const { files, refused } = await examineUploads(parts, uploaded(request, 'files'));
    if (files.length > 0) {
      const eventId = `page:${account.id}:${one(typed(request), 'cle') || randomUUID()}`;
      const added = await addFiles(parts.database, account.department, found.caseId, actorOf(account), files, eventId, parts.now());
      if ('refused' in added) throw new Refused(added.refused);
    }
    const wrong = files.length + refused.length === 0 ? ['Choisissez au moins un fichier.'] : refused;
    if (wrong.length > 0)
      return response
        .status(422)
        .type('html')
        .send(await declarationPage(request, response, found, [{ field: 'files', message: wrong.join(' ') }]));
    notice(request, files.length === 1 ? 'La pièce est transmise au guichet.' : 'Les pièces sont transmises au guichet.');
    response.redirect(303, `${home}/declarations/${found.id}`);
  });

  pages.get('/:id/accuse-de-reception.pdf', async (request, response) => {
    const { department } = signedIn(response);
    const found = await open(request, response);
    const [directory, served] = await Promise.all([currentDirectory(parts.database, department), parts.departments.get(department)]);
    const chrome = departmentChrome(parts, served);
    const pdf = await makePdf(
      'report',
      declarationReceipt(found, directory.organisationById.get(found.organisation)?.name ?? found.organisation, chrome),
    );
    sendPdf(response, pdf, `accuse-de-reception-${found.reference}`);
  });

  for (const [page, part] of Object.entries(pagesOf)) {
    pages.get(`/:id/${page}`, async (request, response) => {
      const found = await open(request, response);
      if (isSent(found, part)) return response.redirect(303, `${home}/declarations/${found.id}`);
      response.type('html').send(await completePage(request, response, found, part, resumed(response) ?? {}, []));
    });

    pages.post(`/:id/${page}`, async (request, response) => {
      const account = signedIn(response);
      const found = await open(request, response);
      const fields = typed(request);
      const here = `${home}/declarations/${found.id}`;
      if (isSent(found, part)) {
        notice(request, `${partWords[part]} : elle était déjà reçue, rien n’a été ajouté.`, 'IMPORTANT');
        return response.redirect(303, here);
      }
      const errors = wrongWith(part, fields);
      if (errors.length > 0)
        return response
          .status(422)
          .type('html')
          .send(await completePage(request, response, found, part, fields, errors));
      await takeCompletion(parts.database, {
        department: account.department,
        id: found.id,
        caseId: found.caseId,
        part,
        at: parts.now(),
        by: actorOf(account),
        name: account.name,
        text: textOf(part, fields),
      });
      notice(request, `${partWords[part]} reçue.`);
      response.redirect(303, here);
    });
  }

  async function declarationPage(request: Request, response: Response, found: DeclarationRead, errors: FormError<'files'>[]): Promise<string> {
    const directory = await currentDirectory(parts.database, signedIn(response).department);
    const name = (id: string) => directory.organisationById.get(id)?.name ?? id;
    const here = `${home}/declarations/${found.id}`;
    const adding = { action: `${here}/pieces`, csrf: parts.sessionForms.token(request, response), hidden: [{ name: 'cle', value: randomUUID() }] };
    return parts.page('institution/declaration', {
      chrome: await chromeFor(parts, request, response),
      reference: found.reference,
      establishment: name(found.organisation),
      category: categoryLabel(found.category),
      declaredAt: found.declaredAt,
      receiptHref: `${here}/accuse-de-reception.pdf`,
      steps: stepsOf(found, name),
      owed: owedOf(found, parts.now()),
      lines:
        found.declaration === null
          ? []
          : declarationLines(found.declaration, name(found.organisation)).map(({ label, text }) => ({ label, text: typographic(text) })),
      files: found.files,
      parts: found.parts.map(({ part, at, by, text }) => ({
        title: partWords[part],
        at,
        by,
        late: at > ((part === 'WRITTEN' ? found.written : found.second)?.due ?? at),
        text,
      })),
      form: formView<'files'>(adding, ['files'], {}, errors),
      limits: limitsInWords,
      backHref: home,
    });
  }

  async function completePage(
    request: Request,
    response: Response,
    found: DeclarationRead,
    part: DeclarationPart,
    fields: Typed,
    errors: FormError<CompletionField>[],
  ): Promise<string> {
    const due = (part === 'WRITTEN' ? found.written : found.second)?.due ?? 0;
    const page = part === 'WRITTEN' ? 'confirmer' : 'completer';
    const action = { action: `${home}/declarations/${found.id}/${page}`, csrf: parts.sessionForms.token(request, response) };
    return parts.page('institution/complete', {
      chrome: await chromeFor(parts, request, response),
      reference: found.reference,
      part,
      dueAt: due,
      late: due < parts.now(),
      form: formView<CompletionField>(action, ['text', 'causes', 'plan'], fields, errors),
      backHref: `${home}/declarations/${found.id}`,
    });
  }

  return pages;
}

/** Whether this part came already, or was never owed. */
function isSent({ written, second }: DeclarationRead, part: DeclarationPart): boolean {
  const owed = part === 'WRITTEN' ? written : second;
  return owed === null || owed.at !== null;
}

function wrongWith(part: DeclarationPart, fields: Typed): FormError<CompletionField>[] {
  return Object.entries(asked[part]).flatMap(([name, message]) => {
    const { length } = one(fields, name);
    const field = name as CompletionField;
    if (length === 0) return [{ field, message }];
    return length > LONGEST ? [{ field, message: `C’est trop long : gardez au plus ${LONGEST} caractères.` }] : [];
  });
}

function textOf(part: DeclarationPart, fields: Typed): string {
  if (part === 'WRITTEN') return one(fields, 'text');
  return Object.keys(asked[part])
    .map((name) => `${headings[name]}\n${one(fields, name)}`)
    .join('\n\n');
}

function stepsOf(found: DeclarationRead, name: (id: string) => string): InstitutionViews['institution/declaration']['steps'] {
  const told = found.told.map(({ organisation, at }) => ({
    label: typographic(`Transmise à : ${name(organisation)}`),
    at,
    state: 'reached' as const,
  }));
  return [
    { label: 'Reçue par le guichet', at: found.declaredAt, state: 'reached' },
    ...(told.length > 0 ? told : [{ label: 'Transmise aux autorités prévues par le protocole', state: 'ahead' as const }]),
    ...(
      [
        ['WRITTEN', found.written],
        ['EIGS_SECOND', found.second],
      ] as const
    ).flatMap(([part, owed]) =>
      owed === null
        ? []
        : [{ label: partWords[part], ...(owed.at === null ? { state: 'current' as const } : { at: owed.at, state: 'reached' as const }) }],
    ),
  ];
}
