import { Router } from 'express';
import { mayNotAct } from '../../../cases/record/access.ts';
import { type Acted, applyTogether } from '../../../cases/record/apply.ts';
import { caseState } from '../../../cases/record/read-case.ts';
import { type AnsweredCall, calledBy } from '../../../directory/record/duty-calls.ts';
import { answerTest, testOf } from '../../../directory/record/duty-looks.ts';
import type { DutyCallView } from '../../../templates/views/public.ts';
import { NotFound } from '../../http/errors.ts';
import type { Parts } from '../../http/parts.ts';
import { notStored } from '../../http/security.ts';
import { caseHref, publicHref, publicPaths } from '../shared/addresses.ts';
import { departmentOf } from '../shared/department.ts';
import { type Ask, addressKey, keyDoor } from '../shared/form-door.ts';
import { formPage } from '../shared/form-page.ts';
import { partnerChrome } from '../shared/frame.ts';

type Shown = Pick<DutyCallView, 'state' | 'case'> & { called?: AnsweredCall; waiting?: string[] };

/**
 * Whoever is on duty, called on her telephone: the link shows what is asked, without a name or a place; one press more takes it. It opens
 * nothing else: the case asks for signing in.
 */
export function dutyCallPages(parts: Parts): Router {
  const pages = Router({ mergeParams: true });
  pages.use(publicPaths.duty, notStored);

  formPage(parts, pages, {
    at: publicPaths.duty,
    door: keyDoor(parts),
    open: shown,
    fields: {},
    view: async (form, subject, { response }): Promise<string> =>
      parts.page('partner/duty-call', {
        chrome: await partnerChrome(parts, departmentOf(response)),
        form,
        state: subject.state,
        ...(subject.case && { case: subject.case }),
      }),
    act: async (_values, subject, { ask }) => {
      const { code } = departmentOf(ask.response);
      const to = publicHref(code, 'duty', { key: addressKey(ask) });
      // What is not hers to take any more is said by the page.
      if (subject.state === 'TEST') await answerTest(parts.database, code, addressKey(ask), parts.now());
      const [first, ...others] = (subject.waiting ?? []).map((task) => taken(task, subject.called));
      if (subject.called !== undefined && first !== undefined) await applyTogether(parts.database, code, subject.called.caseId, [first, ...others]);
      return { to };
    },
  });

  async function shown(ask: Ask): Promise<Shown> {
    await parts.limit('link-address', ask.request.ip ?? '');
    const { code } = departmentOf(ask.response);
    const tested = await testOf(parts.database, code, addressKey(ask));
    if (tested !== null) return { state: tested.answered ? 'ANSWERED' : 'TEST' };
    const called = await calledBy(parts.database, code, addressKey(ask));
    const found = called && (await caseState(parts.database, code, called.caseId));
    if (!called || !found) throw new NotFound();
    const { account } = called;
    const open = found.state.tasks.filter(({ id, status }) => called.tasks.includes(id) && status === 'OPEN');
    const waiting = open.filter(({ takenBy }) => takenBy === null);
    const yours = open.filter(({ takenBy }) => takenBy === account);
    const unable = (await mayNotAct(parts.database, code, called.caseId, [account])).size > 0;
    if (unable || open.length === 0 || waiting.length + yours.length === 0)
      return { state: unable ? 'UNABLE' : open.length === 0 ? 'ENDED' : 'TAKEN' };
    // Two recipients to call are told in the same words: once here, by the first of their hours.
    const latestFirst = (waiting.length > 0 ? waiting : yours).toSorted((a, b) => b.dueAt - a.dueAt);
    const asked = [...new Map(latestFirst.map(({ sayable, dueAt }) => [sayable, dueAt]))].map(([sayable, dueAt]) => ({ sayable, dueAt }));
    return {
      called,
      waiting: waiting.map(({ id }) => id),
      state: waiting.length > 0 ? 'WAITING' : 'YOURS',
      case: { reference: found.reference, href: caseHref(found.reference), asked },
    };
  }

  function taken(task: string, called: AnsweredCall | undefined): Acted {
    return { event: { kind: 'TaskTaken', task, at: parts.now(), by: { kind: called?.kind ?? 'AGENT', id: called?.account ?? null } }, options: {} };
  }

  return pages;
}
