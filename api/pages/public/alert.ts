import { type Request, Router } from 'express';
import { minutes, type SafeMoment } from '../../../cases/model/content.ts';
import { draftFiles } from '../../../files/drafts.ts';
import { endIntakeDraft } from '../../../intake/drafts.ts';
import { resumeCode } from '../../../intake/resume.ts';
import { optionsOf, say, type TextVersion } from '../../../templates/text/texts.ts';
import type { Form } from '../../../templates/views/parts.ts';
import type { Department } from '../../http/departments.ts';
import { NotFound } from '../../http/errors.ts';
import type { Parts } from '../../http/parts.ts';
import { notStored } from '../../http/security.ts';
import { alertHref, alertSlugs, departmentHref, publicHref, publicPaths } from '../shared/addresses.ts';
import { departmentOf } from '../shared/department.ts';
import { changesFiles } from '../shared/draft-files.ts';
import type { Fields } from '../shared/fields.ts';
import { one, type Typed } from '../shared/form.ts';
import { type Ask, openDoor } from '../shared/form-door.ts';
import { formPage } from '../shared/form-page.ts';
import { answersWithin } from '../shared/frame.ts';
import { changedParties } from '../shared/parties.ts';
import { formFrame, publicFrame, switchVersion, versionOf } from '../shared/public-frame.ts';
import { hereOf } from '../shared/refusal.ts';
import { answerLines, readAlertAnswers } from './alert-answers.ts';
import { filesStep, keepAlertFiles } from './alert-files.ts';
import { lookupServed, promised, sendAlert } from './alert-send.ts';
import type { AlertStepName, Answers } from './alert-steps.ts';
import * as alert from './alert-steps.ts';
import { hostHere } from './host-here.ts';
import { alertDoor, alertOf, type OpenedAlert, webDrafts } from './web-draft.ts';

/** A page of an alert, with what was answered so far. */
interface OpenedQuestion extends OpenedAlert {
  step: AlertStepName;
}

/** The public alert, one question a page. The first button pressed sets the only cookie. */
export function alertPages(parts: Parts): Router {
  const pages = Router({ mergeParams: true });
  const drafts = webDrafts(parts);

  pages.use(publicPaths.alert, notStored, async (request, response, next) => {
    if (request.method === 'POST') await parts.limit('public-form', request.ip ?? '');
    response.locals.alert = await drafts.open(request, departmentOf(response));
    next();
  });

  formPage(parts, pages, {
    at: publicPaths.alert,
    door: openDoor(parts, async () => {}),
    open: async ({ response }) => alertOf(response),
    fields: {},
    view: async (form, _opened, { request, response }) => {
      const chrome = await publicFrame(parts, request, departmentOf(response));
      const place = alert.place('start', {});
      return parts.page('public/alert/start', { chrome, form, backHref: chrome.base, ...place });
    },
    // Always another alert: whoever comes next to this device, or opens another tab, finds nothing begun.
    act: async (_values, _opened, { ask: { response } }) => {
      const department = departmentOf(response);
      const { id, answers } = drafts.begun();
      await drafts.keep(response, department, id, { answers });
      return { to: alertHref(department.code, 'reporter') };
    },
  });

  pages.get(publicPaths.later, async (request, response) => {
    const department = departmentOf(response);
    const { named } = alertOf(response);
    const given = named === undefined || named.sent ? null : await resumeCode(parts.database, department.code, named.id);
    if (named === undefined || given === null) return response.redirect(303, departmentHref(department.code));
    drafts.leaveSoon(response, named.id);
    const lookup = await lookupServed(parts);
    response.type('html').send(
      parts.page('public/later', {
        chrome: await publicFrame(parts, request, department),
        ...given,
        continueHref: alertHref(department.code, alert.firstWrong(named.answers, lookup) ?? 'check'),
        erase: { action: publicHref(department.code, 'erase'), csrf: parts.openForms.token(named.id) },
      }),
    );
  });

  pages.post(publicPaths.erase, async (request, response) => {
    const department = departmentOf(response);
    await drafts.admit(request, response);
    const { named } = alertOf(response);
    // What was sent is the case's, and its receipt must stay the same.
    if (named !== undefined && !named.sent)
      await endIntakeDraft(parts.database, department.code, { id: named.id, account: null, kind: 'WEB' }, parts.now());
    if (named !== undefined) drafts.forget(response, named.id);
    response.redirect(303, departmentHref(department.code));
  });

  // A code was given: to the first question that is not answered yet.
  pages.get(publicPaths.resumed, async (_request, response) => {
    const { named } = alertOf(response);
    const step = named === undefined ? 'start' : (alert.firstWrong(named.answers, await lookupServed(parts)) ?? 'check');
    response.redirect(303, alertHref(departmentOf(response).code, step));
  });

  formPage<OpenedQuestion, Fields>(parts, pages, {
    at: publicPaths.question,
    door: alertDoor(parts, drafts),
    open: async ({ request, response }) => ({ ...alertOf(response), step: stepOf(request) }),
    lines: changedParties,
    fields: ({ step }) => alert.alertShape(step),
    draft: {
      keep: async (opened, { ask: { request, response }, typed: fields }) => {
        const { step, named, going } = opened;
        const department = departmentOf(response);
        const wish = one(fields, 'suite');
        if (step === 'check' && named === undefined) return { to: alertHref(department.code, 'start') };
        if (step === 'check' && wish === '') return null;
        const answers = answered(opened, fields);
        await drafts.keep(response, department, going.id, { answers });
        const refused = step === 'files' ? await keepAlertFiles(parts, request, versionOf(request), department.code, going.id, answers) : [];
        if (wish === 'plus-tard') return { to: publicHref(department.code, 'later') };
        if (wish === 'version') switchVersion(parts, request, response);
        else if (refused.length > 0) return { errors: [{ field: 'pieces', message: refused.join(' ') }] };
        return wish === 'version' || (step === 'files' && changesFiles(request)) ? { to: hereOf(request) } : null;
      },
      read: async ({ step, going: { answers } }) =>
        step === 'files' && alert.hidesWhereTaken(answers) ? { ...answers, stripMetadata: ['OUI'] } : answers,
    },
    check: async (_values, opened, { ask: { request }, typed: fields }) => {
      const question = alert.steps[opened.step] as alert.AlertQuestion<AlertStepName>;
      const wrong = question.errors(answered(opened, fields), await lookupServed(parts));
      return wrong.map(({ field, key, values }) => ({ field, message: say(versionOf(request), key, values) }));
    },
    view: async (form, opened, ask) => {
      const { named } = opened;
      if (named === undefined || named.sent) return { to: alertHref(departmentOf(ask.response).code, 'start') };
      return questionPage(form, opened, ask);
    },
    act: async (_values, opened, { ask, typed: fields }) => {
      const { step, named, going } = opened;
      if (step === 'check' && named !== undefined) return sendAlert(parts, drafts, named, ask);
      const answers = answered(opened, fields);
      const toCheck = ask.request.query.puis === 'verifier' && !leadsOn(step, going.answers, answers);
      return { to: alertHref(departmentOf(ask.response).code, toCheck ? 'check' : alert.after(step, answers)) };
    },
  });

  async function questionPage(form: Form<string>, { step, going: { id, answers } }: OpenedQuestion, { request, response }: Ask): Promise<string> {
    const department = departmentOf(response);
    const lookup = await lookupServed(parts);
    const version = versionOf(request);
    const back = alert.before(step, answers);
    const change = (name: AlertStepName) => `${alertHref(department.code, name)}?puis=verifier`;
    const view = {
      chrome: await formFrame(parts, request, department),
      form,
      ...alert.place(step, answers),
      ...(back !== undefined && { backHref: alertHref(department.code, back) }),
      communes: step === 'where' ? lookup.choices(one(answers, 'commune'), say(version, 'where.keepWritten')) : [],
      self: one(answers, 'reporterLink') === 'VICTIME',
      professional: one(answers, 'reporterLink') === 'PROFESSIONNEL',
      ...(step === 'contact' && { association: (await hostHere(parts, department)).kind === 'ASSOCIATION' }),
      by: one(answers, 'safeChannel'),
      ...(step === 'reach' && { moments: await momentsOffered(version, department, one(answers, 'safeChannel')) }),
      ...(step === 'files' && (await filesStep(parts, department.code, id, form))),
      ...(step === 'check' && {
        answers: answerLines(version, answers, await namesOf(department, id), lookup, change),
        next: await promised(parts, version, department, readAlertAnswers(answers, lookup)),
      }),
    };
    // Each template reads the fields of its own step and no other, which only the step's name says.
    return parts.page(`public/alert/${step}`, view as never);
  }

  /** A call is offered when somebody of the desk can make it; a mail leaves by itself, at the author's hours. */
  async function momentsOffered(version: TextVersion, department: Department, by: string) {
    const said = optionsOf(version, 'reach.moments');
    if (by !== 'PHONE') return said;
    const can = await Promise.all(said.map(({ value }) => !isMoment(value) || answersWithin(parts, department, minutes[value])));
    return said.filter((_one, index) => can[index]);
  }

  const namesOf = async (department: Department, draft: string): Promise<string[]> =>
    (await draftFiles(parts.database, department.code, draft)).map(({ name }) => name);

  return pages;
}

/** The answers with those of the page. A file taken back says nothing of the other answers of its page. */
function answered({ step, going: { answers } }: OpenedQuestion, fields: Typed): Answers {
  return one(fields, 'retirer') === '' ? alert.withAlertAnswers(answers, step, fields) : answers;
}

/** Whether an answer that was changed calls for a page that was not shown before: that one comes first, not the last page. */
function leadsOn(step: AlertStepName, before: Answers, after: Answers): boolean {
  const next = alert.after(step, after);
  return step === 'danger' || (next !== 'check' && (!alert.steps[next].shown(before) || (step === 'contact' && next === 'reach')));
}

const isMoment = (value: string): value is SafeMoment => value in minutes;

function stepOf(request: Request): AlertStepName {
  const step = alert.alertOrder.find((name) => name !== 'start' && alertSlugs[name] === request.params.step);
  if (step === undefined) throw new NotFound();
  return step;
}
