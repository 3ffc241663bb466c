import { randomUUID } from 'node:crypto';
import { type Request, type Response, Router } from 'express';
import { draftFiles, dropDraftFiles, openDraftFiles } from '../../../files/drafts.ts';
import { deleteIntakeDraft } from '../../../intake/drafts.ts';
import { receive } from '../../../intake/receive.ts';
import { resumeCode } from '../../../intake/resume.ts';
import { type WebAnswers, webAlert } from '../../../intake/web.ts';
import { callsDuty } from '../../../procedures/desk-section.ts';
import { procedureInForce } from '../../../procedures/record/published.ts';
import { say, type TextVersion } from '../../../templates/text/texts.ts';
import type { Form } from '../../../templates/views/parts.ts';
import { isImminent } from '../../../vocabulary/vocabulary.ts';
import { findCommunes } from '../../http/communes.ts';
import type { Department } from '../../http/departments.ts';
import { NotFound, Refused } from '../../http/errors.ts';
import type { Parts } from '../../http/parts.ts';
import { notStored } from '../../http/security.ts';
import { readOpenUpload } from '../../http/uploads.ts';
import { departmentOf } from '../shared/department.ts';
import { changesFiles } from '../shared/draft-files.ts';
import { type FormError, formView, one, typed } from '../shared/form.ts';
import { formFrame, publicFrame, switchVersion, versionOf } from '../shared/public-frame.ts';
import { answerLines, nextSentences, readAlertAnswers } from './alert-answers.ts';
import { filesStep, keepAlertFiles } from './alert-files.ts';
import type { AlertStepName, Answers, Lookup } from './alert-steps.ts';
import * as alert from './alert-steps.ts';
import { type WebDraft, webDrafts } from './web-draft.ts';

/** The public alert, one question a page. The first button pressed sets the only cookie. */
export function alertPages(parts: Parts): Router {
  const pages = Router({ mergeParams: true });
  const drafts = webDrafts(parts);
  const lookupServed = async (): Promise<Lookup> => {
    const served = (await parts.departments.all()).map(({ code }) => code);
    return { communes: (text) => findCommunes(text, served) };
  };

  pages.use(notStored);
  pages.use(async (request, _response, next) => {
    if (request.method === 'POST') await parts.limit('public-form', request.ip ?? '');
    next();
  });

  pages.get('/', async (request, response) => {
    const chrome = await publicFrame(parts, request, departmentOf(response));
    const form = formView({ action: `${chrome.base}/alerter`, csrf: parts.openForms.token('') }, []) as Form<never>;
    response.type('html').send(
      parts.page('public/alert/start', {
        chrome,
        form,
        backHref: chrome.base,
        ...alert.place('start', {}),
        questions: alert.place('start', {}).steps - 1,
      }),
    );
  });

  pages.post('/', async (request, response) => {
    const department = departmentOf(response);
    parts.openForms.check(typed(request)._csrf, '');
    const draft = await drafts.of(request, department);
    const going = draft !== undefined && draft.sent === undefined;
    await drafts.keep(response, department, going ? draft.id : randomUUID(), { answers: going ? draft.answers : {} });
    response.redirect(303, address(department, 'reporter'));
  });

  pages.get('/plus-tard', async (request, response) => {
    const department = departmentOf(response);
    const draft = await drafts.of(request, department);
    const given = draft === undefined || draft.sent ? null : await resumeCode(parts.database, department.code, draft.id);
    if (draft === undefined || given === null) return response.redirect(303, `/${department.code}`);
    drafts.leaveSoon(response, draft.id);
    const lookup = await lookupServed();
    response.type('html').send(
      parts.page('public/later', {
        chrome: await publicFrame(parts, request, department),
        ...given,
        continueHref: address(department, alert.firstWrong(draft.answers, lookup) ?? 'check'),
        erase: { action: `/${department.code}/alerter/effacer`, csrf: parts.openForms.token(draft.id) },
      }),
    );
  });

  pages.post('/effacer', async (request, response) => {
    const department = departmentOf(response);
    const draft = await drafts.of(request, department);
    if (draft !== undefined) {
      parts.openForms.check(typed(request)._csrf, draft.id);
      // What was sent is the case's, and its receipt must stay the same.
      if (!draft.sent) await deleteIntakeDraft(parts.database, department.code, draft.id, null);
    }
    drafts.forget(response);
    response.redirect(303, `/${department.code}`);
  });

  // A code was given: to the first question that is not answered yet.
  pages.get('/reprise', async (request, response) => {
    const department = departmentOf(response);
    const draft = await drafts.of(request, department);
    const step = draft === undefined ? 'start' : (alert.firstWrong(draft.answers, await lookupServed()) ?? 'check');
    response.redirect(303, address(department, step));
  });

  pages.get('/:step', async (request, response) => {
    const department = departmentOf(response);
    const step = stepOf(request);
    const draft = await drafts.of(request, department);
    if (draft === undefined || draft.sent) return response.redirect(303, address(department, 'start'));
    response.type('html').send(await write(request, department, step, draft.id, draft.answers, false));
  });

  pages.post('/:step', async (request, response) => {
    const department = departmentOf(response);
    const step = stepOf(request);
    await readOpenUpload(request);
    const fields = typed(request);
    const draft = await drafts.of(request, department);
    // Without a draft there is nothing to protect: what was typed begins a new one rather than being lost.
    if (draft !== undefined) parts.openForms.check(fields._csrf, draft.id);
    const wish = one(fields, 'suite');
    if (step === 'check' && draft === undefined) return response.redirect(303, address(department, 'start'));
    if (step === 'check' && draft !== undefined && wish === '') return send(request, response, department, draft);
    const before = draft === undefined || draft.sent ? { id: randomUUID(), answers: {} } : draft;
    // A file taken back says nothing of the other answers of its page.
    const answers = one(fields, 'retirer') === '' ? alert.withAlertAnswers(before.answers, step, fields) : before.answers;
    await drafts.keep(response, department, before.id, { answers });
    const version = versionOf(request);
    const refused = step === 'files' ? await keepAlertFiles(parts, request, version, department.code, before.id, answers) : [];
    if (wish === 'plus-tard') return response.redirect(303, `/${department.code}/alerter/plus-tard`);
    if (wish === 'version') {
      switchVersion(parts, request, response);
      return response.redirect(303, here(request, department, step));
    }
    if (refused.length > 0 || alert.steps[step].errors(answers, await lookupServed()).length > 0) {
      return response
        .status(422)
        .type('html')
        .send(await write(request, department, step, before.id, answers, true, refused));
    }
    if (step === 'files' && changesFiles(request)) return response.redirect(303, here(request, department, step));
    const toCheck = request.query.puis === 'verifier' && !leadsOn(step, before.answers, answers);
    response.redirect(303, toCheck ? `/${department.code}/alerter/${alert.alertSlugs.check}` : address(department, alert.after(step, answers)));
  });

  async function send(request: Request, response: Response, department: Department, draft: WebDraft & { id: string }): Promise<void> {
    const lookup = await lookupServed();
    const version = versionOf(request);
    const wrong = alert.firstWrong(draft.answers, lookup);
    if (wrong !== undefined) return response.redirect(303, address(department, wrong));
    await parts.limit('public-alert', request.ip ?? '');
    const answers = readAlertAnswers(draft.answers, lookup);
    const meant = alert.meantCommune(draft.answers, lookup)?.department;
    const to = meant === undefined ? department : await parts.departments.get(meant);
    const files = await openDraftFiles(parts.database, department.code, draft.id);
    const received = await receive(parts.database, { ...webAlert(to.code, draft.id, answers, parts.now()), files });
    if ('conflict' in received) throw new Refused({ code: 'ALREADY_SENT', sayable: say(version, 'errors.alreadySent') });
    if (!draft.sent) await drafts.keep(response, department, draft.id, { answers: draft.answers, sent: true });
    // They are the case's now.
    if (files.length > 0) await dropDraftFiles(parts.database, department.code, draft.id);
    parts.metrics.alerts.inc({ door: 'web' });
    const chrome = await formFrame(parts, request, to);
    response.type('html').send(
      parts.page('public/receipt', {
        chrome,
        reference: received.reference,
        code: received.receipt,
        followHref: `${chrome.base}/suivre`,
        next: await promised(version, to, answers),
        emergency: isImminent(answers.danger),
      }),
    );
  }

  async function promised(version: TextVersion, { code }: Department, answers: WebAnswers): Promise<string[]> {
    return nextSentences(version, answers, callsDuty((await procedureInForce(parts.database, code)) ?? {}, answers.danger));
  }

  const namesOf = async (department: Department, draft: string): Promise<string[]> =>
    (await draftFiles(parts.database, department.code, draft)).map(({ name }) => name);

  async function write(
    request: Request,
    department: Department,
    step: AlertStepName,
    draft: string,
    answers: Answers,
    withErrors: boolean,
    refused: string[] = [],
  ): Promise<string> {
    const lookup = await lookupServed();
    const chrome = await formFrame(parts, request, department);
    const version = versionOf(request);
    const { fields, several, errors } = alert.steps[step] as alert.AlertQuestion<AlertStepName>;
    const back = alert.before(step, answers);
    const action = { action: here(request, department, step), csrf: parts.openForms.token(draft) };
    const wrong = withErrors ? errors(answers, lookup) : [];
    const said: FormError<string>[] = wrong.map(({ field, key, values }) => ({ field, message: say(version, key, values) }));
    if (refused.length > 0) said.push({ field: 'pieces', message: refused.join(' ') });
    const shown = step === 'files' && alert.hidesWhereTaken(answers) ? { ...answers, stripMetadata: ['OUI'] } : answers;
    const form = formView<string>(action, fields, shown, said, several);
    const view = {
      chrome,
      form,
      ...alert.place(step, answers),
      ...(back !== undefined && { backHref: address(department, back) }),
      communes: step === 'where' ? alert.communeChoices(lookup.communes(one(answers, 'commune'))) : [],
      self: one(answers, 'reporterLink') === 'VICTIME',
      professional: one(answers, 'reporterLink') === 'PROFESSIONNEL',
      by: one(answers, 'safeChannel'),
      ...(step === 'files' && (await filesStep(parts, department.code, draft, action))),
      ...(step === 'check' && {
        answers: answerLines(version, answers, await namesOf(department, draft), lookup, (name) => `${address(department, name)}?puis=verifier`),
        next: await promised(version, department, readAlertAnswers(answers, lookup)),
      }),
    };
    // Each template reads the fields of its own step and no other, which only the step's name says.
    return parts.page(`public/alert/${step}`, view as never);
  }

  return pages;
}

/** Whether an answer that was changed calls for a page that was not shown before: that one comes first, not the last page. */
function leadsOn(step: AlertStepName, before: Answers, after: Answers): boolean {
  const next = alert.after(step, after);
  return step === 'danger' || (next !== 'check' && (!alert.steps[next].shown(before) || (step === 'contact' && next === 'reach')));
}

function stepOf(request: Request): AlertStepName {
  const step = alert.alertOrder.find((name) => alert.alertSlugs[name] === request.params.step);
  if (step === undefined) throw new NotFound();
  return step;
}

function here(request: Request, department: Department, step: AlertStepName): string {
  return `${address(department, step)}${request.query.puis === 'verifier' ? '?puis=verifier' : ''}`;
}

function address({ code }: Department, step: AlertStepName): string {
  return step === 'start' ? `/${code}/alerter` : `/${code}/alerter/${alert.alertSlugs[step]}`;
}
