import { Router } from 'express';
import { EmailTaken } from '../../../accounts/accounts.ts';
import type { Right } from '../../../accounts/rights.ts';
import { closeMember, handOverTeam, inviteMember, type Keeper, keeper, type Member, memberNamed } from '../../../accounts/teams.ts';
import { bodyName } from '../../../directory/names.ts';
import { currentDirectory } from '../../../directory/record/revisions.ts';
import { establishmentsIn, establishmentsOf, setEstablishmentsIn } from '../../../intake/declarations/establishments.ts';
import { Forbidden, NotFound } from '../../http/errors.ts';
import { requireRight, signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { trace, traceIn } from '../../http/trace.ts';
import { ownTeamHref, partnerAccountPaths, teamHref } from '../shared/addresses.ts';
import { chromeFor } from '../shared/desk-page.ts';
import { expired } from '../shared/expired.ts';
import { emailField, personField, tickedCodes } from '../shared/fields.ts';
import { buttonTo, formButton } from '../shared/form-button.ts';
import { type Ask, signedInDoor } from '../shared/form-door.ts';
import { formPage } from '../shared/form-page.ts';
import type { FormEnd } from '../shared/form-sent.ts';
import { kindLabel } from '../shared/frame.ts';
import { saidOfWay, tellHolder, tellKeepers } from '../shared/holder-mail.ts';

const right = 'team.manage' satisfies Right;

/** The account signed in, as the one that keeps those of its body. Behind its right. */
export function keeperIn({ response }: Pick<Ask, 'response'>): Keeper {
  const found = keeper(signedIn(response));
  if (found === null) throw new Forbidden('forbidden', 'Votre compte ne tient pas ceux de votre organisme.');
  return found;
}

/** Where an account of a body stands, in words. */
export function accountStanding({ active, kind, isKept, lastSeenOn }: Member): string {
  if (!active) return 'Compte fermé';
  if (lastSeenOn === null) return 'Invitation envoyée, pas encore acceptée';
  return isKept ? 'Compte ouvert' : kindLabel(kind);
}

/** A body keeps its own accounts: one of its people invites the others, closes their accounts, and hands this over. Its desk is told of each act. */
export function memberPages(parts: Parts): Router {
  const pages = Router();
  const standsOn = ({ request }: Ask) => teamHref('member', { member: String(request.params.member) });
  const find = async (ask: Ask): Promise<Member> => {
    const found = await memberNamed(parts.database, keeperIn(ask), String(ask.request.params.member));
    if (found === null) throw new NotFound();
    return found;
  };
  const traced = (ask: Ask, kind: Parameters<typeof trace>[2]['kind'], about: string) => {
    const { department, id: account } = keeperIn(ask);
    return trace(parts, ask.request, { department, kind, account, about });
  };

  formPage(parts, pages, {
    at: partnerAccountPaths.invite,
    right,
    door: signedInDoor(parts),
    open: async (ask) => {
      const by = keeperIn(ask);
      const own = (await establishmentsOf(parts.database, by)).filter((id) => id !== by.organisation);
      return { by, own, directory: await currentDirectory(parts.database, by.department) };
    },
    fields: ({ own }) => ({ name: personField, email: emailField, establishments: tickedCodes(own) }),
    view: async (form, { own, directory }, { request, response }) =>
      parts.page('partner/invite', {
        chrome: await chromeFor(parts, request, response),
        form,
        establishments: own.map((id) => ({ value: id, label: bodyName(directory, id) })),
        backHref: ownTeamHref,
      }),
    act: async ({ name, email, establishments }, { by }, { ask }): Promise<FormEnd<'email'>> => {
      await parts.limit('member-invited', by.id);
      const { department } = by;
      try {
        const id = await inviteMember(parts.database, by, { name, email }, async (tx, account) => {
          const own = await establishmentsIn(tx, by);
          await setEstablishmentsIn(
            tx,
            department,
            account,
            establishments.filter((each) => own.includes(each)),
          );
          await traceIn(tx, parts, ask.request, { department, kind: 'ACCOUNT_OPENED', account: by.id, about: account });
        });
        if (id === null) return { changed: true };
        tellKeepers(parts, by, id, 'INVITED');
        return invited(ask, { id, department, email });
      } catch (failure) {
        if (!(failure instanceof EmailTaken)) throw failure;
        return {
          errors: [
            { field: 'email', message: 'Cette adresse a déjà un compte, ouvert ou fermé : demandez au guichet de le rétablir ou de le rattacher.' },
          ],
        };
      }
    },
  });

  pages.get(partnerAccountPaths.member, requireRight(parts, expired(parts), right), async (request, response) => {
    const ask = { request, response };
    const member = await find(ask);
    const { id, name, email, active, isKept, lastSeenOn } = member;
    const to = (page: 'closeMember' | 'inviteAgain' | 'handOver') => buttonTo(parts, ask, teamHref(page, { member: id }), active);
    response.type('html').send(
      parts.page('partner/member', {
        chrome: await chromeFor(parts, request, response),
        name,
        email,
        standing: accountStanding(member),
        active,
        ...(lastSeenOn !== null && { lastSeenOn }),
        ...(active &&
          isKept && { close: to('closeMember'), ...(lastSeenOn === null ? { invite: to('inviteAgain') } : { handOver: to('handOver') }) }),
        backHref: ownTeamHref,
      }),
    );
  });

  formButton<Member>(parts, pages, {
    at: partnerAccountPaths.closeMember,
    right,
    standsOn,
    open: find,
    act: async (member, { ask, unchanged }) => {
      const by = keeperIn(ask);
      if (!unchanged(member.active) || !(await closeMember(parts.database, by, member.id))) return { changed: true };
      await traced(ask, 'ACCOUNT_SUSPENDED', member.id);
      tellHolder(parts, member, 'SUSPENDED', 'BODY');
      tellKeepers(parts, by, member.id, 'CLOSED');
      return { to: ownTeamHref, said: `Le compte de ${member.name} est fermé, et ses sessions aussi. Pour le rouvrir, appelez le guichet.` };
    },
  });

  formButton<Member>(parts, pages, {
    at: partnerAccountPaths.inviteAgain,
    right,
    standsOn,
    open: find,
    act: async (member, { ask }) => {
      if (!member.active || !member.isKept || member.lastSeenOn !== null) return { changed: true };
      await parts.limit('member-invited', keeperIn(ask).id);
      return invited(ask, member);
    },
  });

  formButton<Member>(parts, pages, {
    at: partnerAccountPaths.handOver,
    right,
    standsOn,
    open: find,
    act: async (member, { ask }) => {
      const by = keeperIn(ask);
      if (!(await handOverTeam(parts.database, by, member.id))) return { changed: true };
      await traced(ask, 'ACCOUNT_HANDED_OVER', member.id);
      tellHolder(parts, member, 'KEEPS_ACCOUNTS', 'BODY');
      tellHolder(parts, by, 'KEEPS_NO_ACCOUNTS', 'HOLDER');
      tellKeepers(parts, by, member.id, 'HANDED_OVER');
      return { to: ownTeamHref, said: `${member.name} tient désormais les comptes de votre organisme.` };
    },
  });

  async function invited(ask: Ask, account: Pick<Member, 'id' | 'department' | 'email'>): Promise<{ to: string; said: string; important?: true }> {
    const { left, said } = await saidOfWay(parts, account, { purpose: 'INVITATION', by: keeperIn(ask).id });
    const to = teamHref('member', { member: account.id });
    if (!left) return { to, said, important: true };
    await traced(ask, 'LINK_SENT', account.id);
    return { to, said };
  }

  return pages;
}
