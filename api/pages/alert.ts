import { randomUUID } from 'node:crypto';
import { type CookieOptions, type Request, type Response, Router } from 'express';
import { readDraft, saveDraft } from '../../intake/drafts.ts';
import { receive } from '../../intake/receive.ts';
import { webAlert } from '../../intake/web.ts';
import type { Form } from '../../templates/views.ts';
import { findCommunes } from '../communes.ts';
import type { Department } from '../departments.ts';
import { NotFound, Refused } from '../errors.ts';
import { isHttps, type Parts } from '../parts.ts';
import { notStored } from '../security.ts';
import { answerLines, nextSentences, readAnswers } from './alert-answers.ts';
import type { Answers, Lookup, StepName } from './alert-steps.ts';
import * as alert from './alert-steps.ts';
import { publicChrome } from './chrome.ts';
import { departmentOf } from './department.ts';
import { formView, one, typed } from './form.ts';

/** Answers given so far, sealed on the server; the browser holds the draft's id and nothing else. */
interface WebDraft {
  answers: Answers;
  /** Sent: its answers are shown no more, and sending it again answers the same receipt. */
  sent?: true;
}

/** On a computer that others use, answers must not come back later. Renewed at each page. */
const DRAFT_MINUTES = 60;
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The public alert, one question a page. The first button pressed sets the only cookie. */
export function alertPages(parts: Parts): Router {
  const pages = Router({ mergeParams: true });
  const https = isHttps(parts.settings);
  const cookieName = https ? '__Host-guichet-alerte' : 'guichet-alerte';
  const cookie: CookieOptions = { httpOnly: true, sameSite: 'lax', secure: https, path: '/', maxAge: DRAFT_MINUTES * 60_000 };
  const lookupServed = async (): Promise<Lookup> => {
    const served = (await parts.departments.all()).map(({ code }) => code);
    return { communes: (text) => findCommunes(text, served) };
  };
  const draftIdOf = (request: Request): string | undefined => {
    const id: unknown = (request.cookies as Record<string, unknown>)[cookieName];
    return typeof id === 'string' && uuid.test(id) ? id : undefined;
  };
  const draftOf = async (request: Request, department: Department) => {
    const id = draftIdOf(request);
    const kept = id === undefined ? null : await readDraft(parts.database, department.code, id);
    return id === undefined || kept?.kind !== 'WEB' ? undefined : { id, ...(kept.content as WebDraft) };
  };
  const keep = async (response: Response, department: Department, id: string, content: WebDraft) => {
    await saveDraft(parts.database, department.code, { id, kind: 'WEB', account: null, content }, parts.now());
    response.cookie(cookieName, id, cookie);
  };

  pages.use(notStored);
  pages.use(async (request, _response, next) => {
    if (request.method === 'POST') await parts.limit('public-form', request.ip ?? '');
    next();
  });

  pages.get('/', async (_request, response) => {
    const chrome = await publicChrome(parts, departmentOf(response));
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
    const draft = await draftOf(request, department);
    const going = draft !== undefined && draft.sent === undefined;
    await keep(response, department, going ? draft.id : randomUUID(), { answers: going ? draft.answers : {} });
    response.redirect(303, address(department, 'reporter'));
  });

  pages.get('/:step', async (request, response) => {
    const department = departmentOf(response);
    const step = stepOf(request);
    const draft = await draftOf(request, department);
    if (draft === undefined || draft.sent) return response.redirect(303, address(department, 'start'));
    response.type('html').send(await write(request, department, step, draft.id, draft.answers, false));
  });

  pages.post('/:step', async (request, response) => {
    const department = departmentOf(response);
    const step = stepOf(request);
    const fields = typed(request);
    const draft = await draftOf(request, department);
    // Without a draft there is nothing to protect: what was typed begins a new one rather than being lost.
    if (draft !== undefined) parts.openForms.check(fields._csrf, draft.id);
    if (step === 'check')
      return draft === undefined ? response.redirect(303, address(department, 'start')) : send(request, response, department, draft);
    const before = draft === undefined || draft.sent ? { id: randomUUID(), answers: {} } : draft;
    const answers = alert.withAnswers(before.answers, step, fields);
    await keep(response, department, before.id, { answers });
    if (alert.steps[step].errors(answers, await lookupServed()).length > 0) {
      return response
        .status(422)
        .type('html')
        .send(await write(request, department, step, before.id, answers, true));
    }
    response.redirect(303, address(department, request.query.puis === 'verifier' && step !== 'danger' ? 'check' : alert.after(step, answers)));
  });

  async function send(request: Request, response: Response, department: Department, draft: WebDraft & { id: string }): Promise<void> {
    const lookup = await lookupServed();
    const wrong = alert.firstWrong(draft.answers, lookup);
    if (wrong !== undefined) return response.redirect(303, address(department, wrong));
    await parts.limit('public-alert', request.ip ?? '');
    const answers = readAnswers(draft.answers, lookup);
    const meant = alert.meantCommune(draft.answers, lookup)?.department;
    const to = meant === undefined ? department : await parts.departments.get(meant);
    const received = await receive(parts.database, webAlert(to.code, draft.id, answers, parts.now()));
    if ('conflict' in received)
      throw new Refused({
        code: 'ALREADY_SENT',
        sayable: 'Cette alerte a déjà été envoyée. Pour ajouter quelque chose, utilisez votre code de suivi.',
      });
    if (!draft.sent) await keep(response, department, draft.id, { answers: draft.answers, sent: true });
    parts.metrics.alerts.inc({ door: 'web' });
    const chrome = await publicChrome(parts, to);
    response.type('html').send(
      parts.page('public/receipt', {
        chrome,
        reference: received.reference,
        code: received.receipt,
        followHref: `${chrome.base}/suivre`,
        next: nextSentences(answers),
        emergency: (answers.danger ?? 0) >= 3,
      }),
    );
  }

  async function write(
    request: Request,
    department: Department,
    step: StepName,
    draft: string,
    answers: Answers,
    withErrors: boolean,
  ): Promise<string> {
    const lookup = await lookupServed();
    const chrome = await publicChrome(parts, department);
    const { fields, several, errors } = alert.steps[step] as alert.Step<StepName>;
    const back = alert.before(step, answers);
    const action = {
      action: `${address(department, step)}${request.query.puis === 'verifier' ? '?puis=verifier' : ''}`,
      csrf: parts.openForms.token(draft),
    };
    const form = formView<string>(action, fields, answers, withErrors ? errors(answers, lookup) : [], several);
    const view = {
      chrome,
      form,
      ...alert.place(step, answers),
      ...(back !== undefined && { backHref: address(department, back) }),
      communes: step === 'where' ? alert.communeChoices(lookup.communes(one(answers, 'commune'))) : [],
      self: one(answers, 'reporterLink') === 'VICTIME',
      professional: one(answers, 'reporterLink') === 'PROFESSIONNEL',
      ...(step === 'check' && {
        answers: answerLines(answers, lookup, (name) => `${address(department, name)}?puis=verifier`),
        next: nextSentences(readAnswers(answers, lookup)),
      }),
    };
    // Each template reads the fields of its own step and no other, which only the step's name says.
    return parts.page(`public/alert/${step}`, view as never);
  }

  return pages;
}

function stepOf(request: Request): StepName {
  const step = alert.order.find((name) => alert.slugs[name] === request.params.step);
  if (step === undefined) throw new NotFound();
  return step;
}

function address({ code }: Department, step: StepName): string {
  return step === 'start' ? `/${code}/alerter` : `/${code}/alerter/${alert.slugs[step]}`;
}
