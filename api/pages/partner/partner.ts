import { type Request, type RequestHandler, type Response, Router } from 'express';
import type { Transfer } from '../../../cases/model/state.ts';
import { readFile } from '../../../cases/record/files.ts';
import { newCode, resolveLink, tryCode } from '../../../cases/record/links.ts';
import { readExerciseAddress } from '../../../database/departments.ts';
import { currentDirectory } from '../../../directory/record/revisions.ts';
import { typographic } from '../../../templates/text/typography.ts';
import { NotFound } from '../../http/errors.ts';
import { actingAs } from '../../http/guards.ts';
import { isHttps, type Parts } from '../../http/parts.ts';
import { notStored } from '../../http/security.ts';
import { sendFile } from '../shared/file-answer.ts';
import { fileLine } from '../shared/file-lines.ts';
import { type FormError, formView, one, typed } from '../shared/form.ts';
import { partnerChrome } from '../shared/frame.ts';
import { additions, disclosed } from '../words/disclosed.ts';
import { currentWorld } from '../words/names.ts';
import { enquiryPages, questionsOf } from './enquiry.ts';
import { answerPages } from './partner-answers.ts';
import { documentLine, sendDocument } from './partner-document.ts';
import { actionOf, enter, opened, readContent } from './partner-door.ts';
import { masked, partnerTransfer } from './partner-view.ts';
import { createUnlock } from './unlock.ts';

/** A recipient's personal link, `/t/:token`: no account, no cookie before a code is typed. */
export function partnerPages(parts: Parts): Router {
  const pages = Router();
  const link = Router({ mergeParams: true });
  const unlock = createUnlock(parts.settings.keys.session, isHttps(parts.settings), parts.now);
  const tokenOf = (request: Request): string => String(request.params.token);

  const open: RequestHandler = async (request, response, next) => {
    await parts.limit('link-address', request.ip ?? '');
    const token = tokenOf(request);
    const found = await resolveLink(parts.database, token, parts.now());
    if (found === null) return ended(response, 'UNKNOWN');
    if (found.state !== 'OPEN') return ended(response, found.state, found.department);
    if (request.method === 'POST') parts.openForms.check(typed(request)._csrf, token);
    const { department, caseId, transfer, organisation, contact } = found;
    response.locals.opened = await enter(parts, {
      department,
      caseId,
      transfer,
      organisation,
      actor: { kind: 'PARTNER', id: contact },
      base: `/t/${token}`,
      csrf: parts.openForms.token(token),
    });
    next();
  };

  async function ended(response: Response, why: 'EXPIRED' | 'REVOKED' | 'UNKNOWN', department?: string): Promise<void> {
    const chrome = await partnerChrome(parts, department === undefined ? undefined : await parts.departments.get(department));
    response
      .status(why === 'UNKNOWN' ? 404 : 410)
      .type('html')
      .send(parts.page('partner/ended', { chrome, why }));
  }

  /** Where the code goes: the address the directory has now for this contact, and no other; a drill's goes to its own box. */
  async function addressOf(response: Response): Promise<string | undefined> {
    const { entrance, exercise } = opened(response);
    if (exercise) return (await readExerciseAddress(parts.database, entrance.department)).used ?? undefined;
    const directory = await currentDirectory(parts.database, entrance.department);
    return directory.contactById.get(entrance.actor.id ?? '')?.email;
  }

  async function codePage(response: Response, sent: boolean, errors: FormError<'code'>[] = []): Promise<string> {
    const { entrance, reference, state, transfer, names, now, chrome } = opened(response);
    const address = await addressOf(response);
    return parts.page('partner/code', {
      chrome,
      transfer: partnerTransfer(reference, state, transfer, names, now),
      form: formView(actionOf(entrance, 'code/essai'), ['code'], {}, errors),
      send: actionOf(entrance, 'code'),
      ...(sent && address !== undefined && { sentTo: masked(address) }),
      backHref: entrance.base,
    });
  }

  link.use(notStored, actingAs('PARTNER'), open);
  link.use(answerPages(parts));

  link.get('/code', async (_request, response) => {
    response.type('html').send(await codePage(response, false));
  });

  link.post('/code', async (request, response) => {
    const { entrance, reference, exercise } = opened(response);
    const token = tokenOf(request);
    await parts.limit('code-sent', token);
    const address = await addressOf(response);
    if (address !== undefined) {
      const department = await parts.departments.get(entrance.department);
      const code = await newCode(parts.database, entrance.department, token, parts.now());
      const demonstration = department.mode === 'demonstration';
      await parts.codeMailer.send({ to: address, code, reference, department, demonstration, exercise, now: parts.now() });
    }
    response.type('html').send(await codePage(response, true));
  });

  link.post('/code/essai', async (request, response) => {
    const token = tokenOf(request);
    await parts.limit('code-tried', token);
    const tried = await tryCode(parts.database, opened(response).entrance.department, token, one(typed(request), 'code'), parts.now());
    if (tried === 'OPEN') {
      unlock.open(response, token);
      return response.redirect(303, `/t/${token}/contenu`);
    }
    const { phone } = opened(response).chrome.desk;
    const message = {
      WRONG: 'Ce code n’est pas le bon. Vérifiez-le, ou demandez-en un autre.',
      EXPIRED: 'Ce code ne sert plus. Demandez-en un autre.',
      LOCKED: `Trop de codes faux ont été tapés pour ce lien. ${phone === undefined ? 'Le' : `Appelez le ${phone}${typographic(' : ')}le`} guichet vous donnera le contenu autrement.`,
    }[tried];
    response
      .status(422)
      .type('html')
      .send(await codePage(response, true, [{ field: 'code', message }]));
  });

  link.get('/contenu', async (request, response) => {
    const token = tokenOf(request);
    const until = unlock.until(request, token);
    if (until === null) return response.redirect(303, `/t/${token}/code`);
    response.type('html').send(await contentPage(parts, response, until));
  });

  link.use(
    enquiryPages(parts, (request, response, next) => {
      const token = tokenOf(request);
      if (unlock.until(request, token) === null) return response.redirect(303, `/t/${token}/code`);
      next();
    }),
  );

  link.get('/pieces/:file', async (request, response) => {
    const token = tokenOf(request);
    if (unlock.until(request, token) === null) return response.redirect(303, `/t/${token}/code`);
    await sendDisclosed(parts, request, response);
  });

  link.get('/contenu/document.pdf', async (request, response) => {
    const token = tokenOf(request);
    if (unlock.until(request, token) === null) return response.redirect(303, `/t/${token}/code`);
    await sendDocument(parts, response);
  });

  pages.use('/t/:token', link);
  return pages;
}

/** What the transfer discloses to its recipient, and nothing else. The reading is logged. */
export async function contentPage(parts: Parts, response: Response, until: number): Promise<string> {
  const { entrance, reference, state, transfer, names, now, chrome } = opened(response);
  const record = await readContent(parts, entrance);
  return parts.page('partner/content', {
    chrome,
    transfer: partnerTransfer(reference, state, transfer, names, now),
    ...disclosed(record, transfer, names),
    additions: additions(record, transfer),
    ...(transfer.mode === 'ENTRUSTED_ENQUIRY' && {
      enquiry: {
        questions: questionsOf(record, transfer, (await currentWorld(parts, record)).procedure).map(typographic),
        href: `${entrance.base}/contenu/reponses`,
      },
    }),
    files: discloses(transfer) ? record.files.map((file) => fileLine(file, `${entrance.base}/pieces/${file.id}`)) : [],
    document: await documentLine(parts, opened(response), record),
    backHref: entrance.base,
    until,
  });
}

const discloses = (transfer: Transfer): boolean => transfer.discloses.includes('ATTACHMENTS');

/** Opens a file of the case to a recipient whose transfer discloses them. The reading is logged. */
export async function sendDisclosed(parts: Parts, request: Request, response: Response): Promise<void> {
  const { entrance, transfer } = opened(response);
  const { department, caseId, organisation, actor } = entrance;
  if (!discloses(transfer)) throw new NotFound();
  sendFile(request, response, await readFile(parts.database, department, { ...actor, organisation }, caseId, String(request.params.file)));
}
