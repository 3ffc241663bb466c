import type { Router } from 'express';
import { type Account, listAccounts } from '../../../accounts/accounts.ts';
import { may } from '../../../accounts/rights.ts';
import { doMissedTest, type MissedTest, missedTests, type TestFinding, takeMissedTest, testFindings } from '../../../directory/record/duty-looks.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { DeskViews } from '../../../templates/views/desk.ts';
import { NotFound } from '../../http/errors.ts';
import { signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { dutyHref, dutyPaths, dutyTestHref } from '../shared/addresses.ts';
import { chromeFor } from '../shared/desk-page.ts';
import { oneCode } from '../shared/fields.ts';
import { buttonTo, formButton } from '../shared/form-button.ts';
import { type Ask, signedInDoor } from '../shared/form-door.ts';
import { formPage } from '../shared/form-page.ts';

const words: Record<TestFinding, string> = {
  NUMBER: 'Le numéro n’était pas le bon : il est corrigé dans l’astreinte.',
  REACHED: 'La personne est jointe, et reçoit les SMS.',
  REPLACED: 'Quelqu’un d’autre prend cette astreinte.',
};

/** The task of each line that did not answer its monthly test: taken by a coordinator, done by saying what it was. */
export function dutyTestPages(parts: Parts, pages: Router): void {
  formPage(parts, pages, {
    at: dutyPaths.test,
    right: 'duty.manage',
    door: signedInDoor(parts),
    open: (ask) => missedOf(parts, ask),
    fields: { found: oneCode(testFindings, 'Dites ce qui a été fait.') },
    view: async (form, missed, ask): Promise<string> => {
      const holder = (await holdersOf(parts, signedIn(ask.response), [missed]))(missed);
      return parts.page('desk/duty-test', {
        chrome: await chromeFor(parts, ask.request, ask.response),
        person: missed.name,
        phone: missed.phone,
        calledAt: missed.calledAt,
        dueAt: missed.dueAt,
        ...(holder !== undefined && { takenBy: holder }),
        ...(missed.takenBy !== signedIn(ask.response).id && { take: buttonTo(parts, ask, dutyTestHref(missed.id, 'takeTest'), missed.takenBy) }),
        form,
        findings: testFindings.map((value) => ({ value, label: typographic(words[value]) })),
        backHref: dutyHref,
      });
    },
    act: async ({ found }, { id }, { ask }) => {
      const { department, id: account } = signedIn(ask.response);
      const had = await doMissedTest(parts.database, department, id, { account, found, at: parts.now() });
      return had ? { to: dutyHref, said: 'La tâche est faite : l’essai du mois prochain dira si la ligne répond.' } : { changed: true };
    },
  });

  formButton(parts, pages, {
    at: dutyPaths.takeTest,
    standsOn: ({ request }) => dutyTestHref(String(request.params.test)),
    open: (ask) => missedOf(parts, ask),
    act: async ({ id, takenBy }, { ask, unchanged }) => {
      const { department, id: account } = signedIn(ask.response);
      if (!unchanged(takenBy) || !(await takeMissedTest(parts.database, department, id, account, takenBy))) return { changed: true };
      return { to: dutyTestHref(id), said: 'Vous vous en occupez.' };
    },
  });
}

/** The lines of the roster's page that did not answer, with who looks at each; whoever keeps the roster is led to the task. */
export async function missedLines(parts: Parts, account: Account): Promise<DeskViews['desk/duty']['missed']> {
  const missed = await missedTests(parts.database, account.department, parts.now());
  const holderOf = await holdersOf(parts, account, missed);
  return missed.map((one) => {
    const holder = holderOf(one);
    const { name, phone, calledAt } = one;
    return {
      name,
      phone,
      calledAt,
      ...(may(account, 'duty.manage') && { href: dutyTestHref(one.id) }),
      ...(holder !== undefined && { takenBy: holder }),
    };
  });
}

/** The test of the address, while it is missed. Throws NotFound. */
async function missedOf(parts: Parts, { request, response }: Ask): Promise<MissedTest> {
  const missed = await missedTests(parts.database, signedIn(response).department, parts.now());
  const found = missed.find(({ id }) => id === request.params.test);
  if (found === undefined) throw new NotFound();
  return found;
}

/** Who looks at each, read once; nobody's name where nobody does. */
async function holdersOf(parts: Parts, { department }: Account, missed: readonly MissedTest[]): Promise<(one: MissedTest) => string | undefined> {
  const taken = missed.some(({ takenBy }) => takenBy !== null) ? await listAccounts(parts.database, department) : [];
  return ({ takenBy }) => taken.find(({ id }) => id === takenBy)?.name;
}
