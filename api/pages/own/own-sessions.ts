import type { Router } from 'express';
import { endOtherSessions, endSession, endSessionsOf, sessionName, sessionsOf } from '../../../accounts/sessions.ts';
import type { OwnSession } from '../../../templates/views/desk.ts';
import { signedIn } from '../../http/guards.ts';
import { keyedLine } from '../../http/line.ts';
import type { Parts } from '../../http/parts.ts';
import { closeSession } from '../../http/session.ts';
import { trace } from '../../http/trace.ts';
import { ownAccountPage, ownAccountPaths, signInHref } from '../shared/addresses.ts';
import { buttonTo, formButton } from '../shared/form-button.ts';
import type { Ask } from '../shared/form-door.ts';
import { ownAccountHref } from '../shared/frame.ts';

/** The sessions of whoever looks, the one they look with first. */
export async function ownSessions(parts: Parts, ask: Ask): Promise<OwnSession[]> {
  const { request, response } = ask;
  const account = signedIn(response);
  const [here, line] = [sessionName(parts.database, request.session.id), keyedLine(parts, request).toString('base64url')];
  const all = await sessionsOf(parts.database, account);
  return all
    .toSorted((a, b) => Number(b.id === here) - Number(a.id === here))
    .map(({ id, browser, line: from, openedAt, usedAt }) => ({
      browser: browser ?? 'Navigateur',
      ...(from !== undefined && { sameLine: from === line }),
      ...(openedAt !== null && { openedAt }),
      usedAt,
      ...(id !== here && { end: buttonTo(parts, ask, ownAccountPage(ownAccountHref(account), 'session', { session: id })) }),
    }));
}

/** The buttons by which one ends one's own sessions: one, all but this one, all. */
export function ownSessionButtons(parts: Parts, pages: Router): void {
  const standsOn = ({ response }: Ask) => ownAccountHref(signedIn(response));
  const open = async ({ response }: Ask) => signedIn(response);

  formButton(parts, pages, {
    at: ownAccountPaths.session,
    standsOn,
    open,
    act: async (account, { ask }) => {
      const { request } = ask;
      const to = standsOn(ask);
      if (!(await endSession(parts.database, account, String(request.params.session)))) return { to, said: 'Cette session est déjà fermée.' };
      await trace(parts, request, { department: account.department, kind: 'SESSION_ENDED', account: account.id });
      return { to, said: 'La session est fermée : ce navigateur doit se connecter de nouveau.' };
    },
  });

  formButton(parts, pages, {
    at: ownAccountPaths.others,
    standsOn,
    open,
    act: async (account, { ask }) => {
      const { request } = ask;
      const ended = await endOtherSessions(parts.database, account, request.session.id);
      if (ended > 0) await trace(parts, request, { department: account.department, kind: 'SESSIONS_ENDED', account: account.id });
      return { to: standsOn(ask), said: 'Vos autres sessions sont fermées. Celle-ci reste ouverte.' };
    },
  });

  formButton(parts, pages, {
    at: ownAccountPaths.everywhere,
    standsOn,
    open,
    act: async ({ department, id }, { ask: { request, response } }) => {
      await endSessionsOf(parts.database, department, id);
      await closeSession(parts, request, response);
      await trace(parts, request, { department, kind: 'SESSIONS_ENDED', account: id });
      return { to: signInHref };
    },
  });
}
