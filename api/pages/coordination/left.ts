import type { Router } from 'express';
import type { AccountListed } from '../../../accounts/accounts.ts';
import { may } from '../../../accounts/rights.ts';
import { tasksLeft } from '../../../cases/lists/left-tasks.ts';
import { pendingChanges } from '../../../directory/record/changes.ts';
import { listDuty } from '../../../directory/record/duty.ts';
import { draftsOf } from '../../../intake/drafts.ts';
import { signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { accountHref, accountPaths, accountsHref, caseHref, directoryPageHref, dutyHref } from '../shared/addresses.ts';
import { chromeFor } from '../shared/desk-page.ts';
import type { Ask } from '../shared/form-door.ts';

const year = 365 * 86_400_000;

/** What somebody who is suspended had in hand: tasks, times of duty, drafts, changes that nobody published. */
export function leftPage(parts: Parts, pages: Router, find: (ask: Ask) => Promise<AccountListed>): void {
  pages.get(accountPaths.left, async (request, response) => {
    const who = signedIn(response);
    const { department } = who;
    const { id, name, active } = await find({ request, response });
    const now = parts.now();
    const roster = await listDuty(parts.database, department, now, now + year);
    const tasks = await tasksLeft(parts.database, department, id);
    const changes = (await pendingChanges(parts.database, department)).filter(({ by }) => by.account === id);
    const mayRead = may(who, 'case.read');
    response.type('html').send(
      parts.page('desk/left', {
        chrome: await chromeFor(parts, request, response),
        name,
        active,
        accountsHref,
        backHref: accountHref('one', { id }),
        duty: roster.filter(({ account }) => account === id).map(({ starts, ends, level }) => ({ starts, ends, standIn: level === 1 })),
        ...(may(who, 'duty.manage') && { dutyHref }),
        tasks: mayRead ? tasks.map(({ reference, held }) => ({ href: caseHref(reference), reference, held })) : [],
        hiddenTasks: mayRead ? 0 : tasks.length,
        calls: (await draftsOf(parts.database, department, id)).length,
        changes: changes.length,
        ...(may(who, 'directory.read') && { changesHref: directoryPageHref('changes') }),
      }),
    );
  });
}
