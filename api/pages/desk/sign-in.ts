import { type Request, Router } from 'express';
import { type Account, accountOf, accountToSignIn, seenToday, takeSecondFactor } from '../../../accounts/accounts.ts';
import { passwordMatches } from '../../../accounts/password.ts';
import { may, type Right } from '../../../accounts/rights.ts';
import type { Form } from '../../../templates/views/parts.ts';
import { neighbourhood } from '../../http/address.ts';
import { actingAs } from '../../http/guards.ts';
import { knownBrowsers } from '../../http/known-browser.ts';
import type { Parts } from '../../http/parts.ts';
import { notStored } from '../../http/security.ts';
import { accountOfSession, closeSession, openSession } from '../../http/session.ts';
import { failedOften, trace } from '../../http/trace.ts';
import { accountsHref, deskHref, institutionHome, isSignedInAddress, partnerHome, signInHref, signInPaths, siteHref } from '../shared/addresses.ts';
import { departmentOf } from '../shared/department.ts';
import { CARRIED, signInPage } from '../shared/expired.ts';
import { freeText } from '../shared/fields.ts';
import { one, type Typed, typed } from '../shared/form.ts';
import { type Ask, type FormDoor, forgetBrowser, openDoor } from '../shared/form-door.ts';
import { formPage } from '../shared/form-page.ts';
import { signedOutChrome } from '../shared/frame.ts';
import { tellHolder } from '../shared/holder-mail.ts';
import { dropRefusals, keepRefusal, readRefusal } from '../shared/refusal.ts';
import { wayPages } from './ways-in.ts';

const SECOND_FACTOR_MINUTES = 5;

/** Somewhere on this site; anything else leads to the account's own first page. */
const inside = (address: string): string => (isSignedInAddress(address) && !address.includes('\\') ? address : '');

const homes: [Right, string][] = [
  ['case.read', deskHref],
  ['declaration.make', institutionHome],
  ['transfer.receive', partnerHome],
  ['accounts.manage', accountsHref],
];

/** Where somebody arrives who asked for no page. */
function homeOf(account: Account): string {
  return homes.find(([right]) => may(account, right))?.[1] ?? siteHref;
}

/** Accounts come in here: password, then the second factor where there is one. */
export function signInPages(parts: Parts): Router {
  const pages = Router();
  const door = signInDoor(parts);
  const browsers = knownBrowsers(parts);
  pages.use(signInHref, notStored, actingAs('DOOR'), parts.sessionForms.protect, async (_request, response, next) => {
    // Nobody is of a department yet: what is refused is kept, sealed, with the first that is served.
    const [first] = await parts.departments.all();
    if (first !== undefined) response.locals.department = first;
    next();
  });

  formPage(parts, pages, {
    at: signInPaths.password,
    door,
    open: carriedIn,
    fields: { email: freeText(), password: freeText() },
    secrets: ['password'],
    view: (form, carried, { request }) => signInPage(parts, request, withCarried(form, carried)),
    act: async ({ email: typedEmail, password }, carried, { ask }) => {
      const email = typedEmail.toLowerCase();
      const found = await accountToSignIn(parts.database, email);
      const succeeded = await counted(ask.request, email, found?.account.id);
      const matches = await passwordMatches(password, found?.passwordHash ?? null);
      if (matches) await succeeded();
      if (found === null || !matches) {
        // Nobody's address is nobody's failure: it is kept with the department that is served first.
        const department = found?.account.department ?? departmentOf(ask.response).code;
        await trace(parts, ask.request, { department, kind: 'SIGN_IN_FAILED', account: found?.account.id ?? null });
        return {
          errors: [
            { field: 'email', message: 'L’adresse ou le mot de passe ne correspond à aucun compte actif. Vérifiez les deux, puis recommencez.' },
          ],
        };
      }
      if (!found.secondFactor) return enter(ask, found.account, { carried, twice: false });
      ask.request.session.awaited = { account: found.account.id, until: parts.now() + SECOND_FACTOR_MINUTES * 60_000 };
      return { to: await keepRefusal(parts, door.keeper(ask), signInPaths.code, { typed: carried, errors: [], changed: false }) };
    },
    action: () => signInHref,
  });

  formPage(parts, pages, {
    at: signInPaths.code,
    door,
    open: async (ask) => ({ account: await awaitedBy(ask.request), carried: await carriedIn(ask) }),
    fields: { code: freeText() },
    secrets: ['code'],
    view: (form, { account, carried }) =>
      account === null ? { to: signInHref } : parts.page('desk/totp', { chrome: signedOutChrome(parts), form: withCarried(form, carried) }),
    act: async ({ code }, { account, carried }, { ask }) => {
      if (account === null) return { to: signInHref };
      const succeeded = await counted(ask.request, `code:${account.id}`, account.id);
      if (!(await takeSecondFactor(parts.database, account, code, parts.now()))) {
        await trace(parts, ask.request, { department: account.department, kind: 'CODE_FAILED', account: account.id });
        return {
          errors: [
            {
              field: 'code',
              message: 'Ce code n’est pas le bon, n’est plus valable ou a déjà servi. Tapez celui qui s’affiche maintenant, ou attendez le suivant.',
            },
          ],
        };
      }
      await succeeded();
      return enter(ask, account, { carried, twice: true });
    },
    action: () => signInPaths.code,
  });

  wayPages(parts, pages, door);

  pages.post(signInPaths.out, async (request, response) => {
    const id = accountOfSession(request, parts.now());
    const account = id === null ? null : await accountOf(parts.database, id);
    await closeSession(parts, request, response);
    if (account !== null) await trace(parts, request, { department: account.department, kind: 'SIGNED_OUT', account: account.id });
    response.redirect(303, signInHref);
  });

  /**
   * Counts a try by whom it is for and by the line or the known browser it comes from: nobody elsewhere keeps the agent on duty out. Answers
   * with what gives it back, for one that succeeds.
   */
  async function counted(request: Request, whose: string, account: string | undefined): Promise<() => Promise<void>> {
    const line = request.ip ?? '';
    const known = account === undefined ? null : browsers.idOf(request, account);
    const from = known === null ? (neighbourhood(line)?.line ?? line) : `browser ${known}`;
    const counts = [await parts.limit('sign-in-address', line), await parts.limit('sign-in-account', `${whose} ${from}`)];
    if (known === null) counts.push(await parts.limit('sign-in-anywhere', whose));
    return async () => {
      for (const giveBack of counts) await giveBack();
    };
  }

  async function awaitedBy({ session: { awaited } }: Request): Promise<Account | null> {
    return awaited === undefined || awaited.until < parts.now() ? null : accountOf(parts.database, awaited.account);
  }

  /** Where one was going, and the form that was being sent when the last session ended. */
  async function carriedIn(ask: Ask): Promise<Typed> {
    const { request } = ask;
    if (request.method === 'POST') return carriedOf(typed(request));
    const again = await readRefusal(parts, door.holder(ask), request);
    return again === null ? { suite: inside(typeof request.query.suite === 'string' ? request.query.suite : '') } : carriedOf(again.typed);
  }

  /** Opens a new session. A form that was being sent when the last one ended is shown again at its own address, filled. */
  async function enter(ask: Ask, account: Account, { carried, twice }: { carried: Typed; twice: boolean }): Promise<{ to: string }> {
    const { request, response } = ask;
    const { id, department } = account;
    // Somebody who guessed, or a holder in haste: the holder knows which.
    if (browsers.idOf(request, id) === null && (await failedOften(parts, account))) tellHolder(parts, account, 'NEW_BROWSER', 'HOLDER');
    await openSession(parts, request, { account: id, twice });
    await trace(parts, request, { department, kind: twice ? 'SIGNED_IN_TWICE' : 'SIGNED_IN', account: id });
    browsers.remember(request, response, account.id);
    await seenToday(parts.database, account, parts.now());
    await forgetBrowser(parts, ask, departmentOf(response).code);
    const suite = inside(one(carried, 'suite'));
    const sent = Object.entries(carried).filter(([name]) => name.startsWith(CARRIED));
    if (suite === '' || sent.length === 0) return { to: suite || homeOf(account) };
    const holder = { department: account.department, browser: request.session.id };
    const refusal = { typed: Object.fromEntries(sent.map(([name, value]) => [name.slice(CARRIED.length), value])), errors: [], changed: false };
    return { to: await keepRefusal(parts, holder, suite, refusal) };
  }

  return pages;
}

/** For whoever has no session yet: the mount checked the token; what is refused is kept for the browser. */
function signInDoor(parts: Parts): FormDoor {
  const browser = openDoor(parts, async () => {});
  return {
    ...browser,
    token: ({ request, response }) => parts.sessionForms.token(request, response),
    admit: async () => {},
    // The form that was accepted, and no other: what the first step carried waits for the second.
    forget: async (ask) => {
      const holder = browser.holder(ask);
      if (holder !== null) await dropRefusals(parts, holder, ask.request.originalUrl);
    },
  };
}

function carriedOf(fields: Typed): Typed {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => name === 'suite' || name.startsWith(CARRIED)));
}

function withCarried<Name extends string>(form: Form<Name>, carried: Typed): Form<Name> {
  const hidden = Object.entries(carried).flatMap(([name, value = '']) => [value].flat().map((each) => ({ name, value: each })));
  return { ...form, hidden: [...(form.hidden ?? []), ...hidden] };
}
