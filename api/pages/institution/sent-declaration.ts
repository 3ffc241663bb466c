import { Router } from 'express';
import { bodyName } from '../../../directory/names.ts';
import { currentDirectory } from '../../../directory/record/revisions.ts';
import { makePdf } from '../../../documents/pdf.ts';
import { fingerprintOf } from '../../../documents/transfer-documents.ts';
import { declarationLines } from '../../../intake/declarations/declaration.ts';
import { establishmentsOf } from '../../../intake/declarations/establishments.ts';
import { type DeclarationRead, loadDeclaration } from '../../../intake/declarations/reading.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { InstitutionViews } from '../../../templates/views/institution.ts';
import type { Form } from '../../../templates/views/parts.ts';
import { NotFound } from '../../http/errors.ts';
import { actorOf, signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { examineUploads, uploaded } from '../../http/uploads.ts';
import { institutionHome, institutionHref, institutionPaths } from '../shared/addresses.ts';
import { chromeFor } from '../shared/desk-page.ts';
import { onlyShown } from '../shared/fields.ts';
import { sendPdf } from '../shared/file-answer.ts';
import { limitsInWords } from '../shared/file-lines.ts';
import { type Ask, signedInDoor } from '../shared/form-door.ts';
import { formPage } from '../shared/form-page.ts';
import { departmentChrome } from '../shared/frame.ts';
import { amend, amendmentPages, exchangedOn } from './sent-amendment.ts';
import { completionPages } from './sent-completion.ts';
import { declarationReceipt } from './sent-receipt.ts';
import { categorySaid, owedOf, partWords } from './sent-words.ts';

/** One declaration of the institution: what it said, where it stands as far as it may know, and what it still owes. */
export function declarationPages(parts: Parts): Router {
  const pages = Router();

  async function open({ request, response }: Ask): Promise<DeclarationRead> {
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

  const adding = formPage(parts, pages, {
    at: institutionPaths.sentFiles,
    door: signedInDoor(parts),
    open,
    fields: { pieces: onlyShown },
    view: declarationPage,
    // Files that are fit are taken, whatever the others: each is told of.
    act: async (_values, found, { ask, key }) => {
      const { files, refused } = await examineUploads(parts, uploaded(ask.request, 'pieces'));
      if (files.length > 0) {
        // As a correction is: a file that nobody is told of is read by nobody.
        const act = `${key}:${fingerprintOf(Buffer.concat(files.map(({ bytes }) => bytes)))}`;
        const amended = await amend(parts, ask, found, { what: 'CORRECTION', text: '', files, act });
        if ('refused' in amended) return { errors: [{ field: 'pieces', message: amended.refused }] };
      }
      const wrong = files.length + refused.length === 0 ? ['Choisissez au moins un fichier.'] : refused;
      const kept = files.length === 0 ? [] : [`Les autres sont transmis : ${files.map(({ name }) => name).join(', ')}.`];
      if (wrong.length > 0) return { errors: [{ field: 'pieces', message: [...wrong, ...kept].join(' ') }] };
      return {
        to: institutionHref('declaration', { id: found.id }),
        said: files.length === 1 ? 'La pièce est transmise au guichet.' : 'Les pièces sont transmises au guichet.',
      };
    },
    action: ({ id }) => institutionHref('sentFiles', { id }),
  });

  pages.get(institutionPaths.declaration, async (request, response) => {
    const ask = { request, response };
    const found = await open(ask);
    response.type('html').send(await declarationPage(await adding(found, ask), found, ask));
  });

  pages.get(institutionPaths.receipt, async (request, response) => {
    const { department } = signedIn(response);
    const found = await open({ request, response });
    const [directory, served] = await Promise.all([currentDirectory(parts.database, department), parts.departments.get(department)]);
    const chrome = departmentChrome(parts, served);
    const pdf = await makePdf('report', declarationReceipt(found, bodyName(directory, found.organisation), chrome));
    sendPdf(response, pdf, `accuse-de-reception-${found.reference}`);
  });

  pages.use(completionPages(parts, open), amendmentPages(parts, open));

  async function declarationPage(form: Form<'pieces'>, found: DeclarationRead, { request, response }: Ask): Promise<string> {
    const said = await exchangedOn(parts, { response }, found);
    const directory = await currentDirectory(parts.database, signedIn(response).department);
    const name = (id: string) => bodyName(directory, id);
    return parts.page('institution/declaration', {
      chrome: await chromeFor(parts, request, response),
      reference: found.reference,
      establishment: name(found.organisation),
      category: categorySaid(found.category),
      declaredAt: found.declaredAt,
      receiptHref: institutionHref('receipt', { id: found.id }),
      child: found.declaration?.victimGroup === 'MINEUR',
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
      messages: said.map(({ at, from, text, files }) => ({ at, fromDesk: from === 'DESK', text, files: files.join(', ') })),
      amendHref: institutionHref('amend', { id: found.id }),
      form,
      limits: limitsInWords,
      backHref: institutionHome,
    });
  }

  return pages;
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
