import { dropDraftFiles, openDraftFiles } from '../../../files/drafts.ts';
import { receive } from '../../../intake/receive.ts';
import { type WebAnswers, webAlert } from '../../../intake/web.ts';
import { hostOf } from '../../../procedures/desk-host.ts';
import { callsDuty } from '../../../procedures/desk-section.ts';
import { procedureInForce } from '../../../procedures/record/published.ts';
import { say, type TextVersion } from '../../../templates/text/texts.ts';
import { isImminent } from '../../../vocabulary/vocabulary.ts';
import { communeChoices, readCommune } from '../../http/communes.ts';
import type { Department } from '../../http/departments.ts';
import type { Parts } from '../../http/parts.ts';
import { alertHref, departmentHref, publicHref } from '../shared/addresses.ts';
import { departmentOf } from '../shared/department.ts';
import type { Ask } from '../shared/form-door.ts';
import { type FormEnd, WHOLE } from '../shared/form-sent.ts';
import { opensAt } from '../shared/frame.ts';
import { formFrame, versionOf } from '../shared/public-frame.ts';
import { nextSentences, readAlertAnswers } from './alert-answers.ts';
import { answeredCommune, firstWrong, type Lookup } from './alert-steps.ts';
import type { OpenedAlert, webDrafts } from './web-draft.ts';

/** The communes of the departments served here. */
export async function lookupServed(parts: Parts): Promise<Lookup> {
  const served = (await parts.departments.all()).map(({ code }) => code);
  return {
    commune: (text, chosen) => readCommune(text, chosen, served),
    choices: (text, none) => communeChoices(text, served, none),
  };
}

/** What happens once it is sent, in sentences. */
export async function promised(parts: Parts, version: TextVersion, department: Department, answers: WebAnswers): Promise<string[]> {
  const procedure = (await procedureInForce(parts.database, department.code)) ?? {};
  return nextSentences(version, answers, callsDuty(procedure, answers.danger), hostOf(procedure).kind, await opensAt(parts, department));
}

/** Sends an alert to the desk of the commune that is meant: its receipt, or the question that is left to answer. Sent again, its receipt is the same. */
export async function sendAlert(
  parts: Parts,
  drafts: ReturnType<typeof webDrafts>,
  draft: NonNullable<OpenedAlert['named']>,
  { request, response }: Ask,
): Promise<FormEnd<never>> {
  const department = departmentOf(response);
  const lookup = await lookupServed(parts);
  const version = versionOf(request);
  const wrong = firstWrong(draft.answers, lookup);
  if (wrong !== undefined) return { to: alertHref(department.code, wrong) };
  await parts.limit('public-alert', request.ip ?? '');
  const answers = readAlertAnswers(draft.answers, lookup);
  const commune = answeredCommune(draft.answers, lookup);
  const meant = 'place' in commune ? commune.place.commune.department : department.code;
  // Of a department that has no desk here, this one answers until somebody else has it.
  const to = (await parts.departments.all()).find(({ code }) => code === meant) ?? department;
  const files = await openDraftFiles(parts.database, department.code, draft.id);
  const received = await receive(parts.database, { ...webAlert(to.code, draft.id, answers, parts.now()), files });
  if ('conflict' in received) return { errors: [{ field: WHOLE, message: say(version, 'errors.alreadySent') }] };
  if (!draft.sent) await drafts.keep(response, department, draft.id, { answers: draft.answers, sent: true });
  // They are the case's now.
  if (files.length > 0) await dropDraftFiles(parts.database, department.code, draft.id);
  parts.metrics.alerts.inc({ door: 'web' });
  return {
    page: parts.page('public/receipt', {
      chrome: await formFrame(parts, request, to),
      reference: received.reference,
      code: received.receipt,
      followHref: publicHref(to.code, 'follow'),
      site: `${parts.settings.publicUrl}${departmentHref(to.code)}`.replace(/^https?:\/\//, ''),
      next: await promised(parts, version, to, answers),
      emergency: isImminent(answers.danger),
    }),
  };
}
