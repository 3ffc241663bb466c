import { type Response, Router } from 'express';
import {
  type Account,
  type AccountListed,
  changeAccount,
  createAccount,
  EmailTaken,
  listAccounts,
  listedAccount,
  setActive,
  setSecondFactor,
  setTiesIn,
  tiesOf,
} from '../../../accounts/accounts.ts';
import { may } from '../../../accounts/rights.ts';
import { endSessionsOf } from '../../../accounts/sessions.ts';
import { noteHand, type WayPurpose } from '../../../accounts/ways.ts';
import { releaseUnable } from '../../../cases/record/release.ts';
import { bodyName } from '../../../directory/names.ts';
import { currentDirectory } from '../../../directory/record/revisions.ts';
import type { IndexedDirectory } from '../../../directory/resolve.ts';
import { establishmentsIn, establishmentsOf, setEstablishmentsIn } from '../../../intake/declarations/establishments.ts';
import type { DeskViews } from '../../../templates/views/desk.ts';
import type { TraceKind } from '../../../traces/trace-kinds.ts';
import { canonical } from '../../../vocabulary/canonical.ts';
import { NotFound } from '../../http/errors.ts';
import { actorOf, signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { trace, traceIn } from '../../http/trace.ts';
import { accountHref, accountPaths, accountsHref, apiKeysHref, firstPath, retentionHref, tracesHref } from '../shared/addresses.ts';
import { chromeFor } from '../shared/desk-page.ts';
import { emailField, maybeCode, oneCode, personField, tickedCodes, type Values } from '../shared/fields.ts';
import type { FormError } from '../shared/form.ts';
import { buttonTo, formButton } from '../shared/form-button.ts';
import { type Ask, signedInDoor } from '../shared/form-door.ts';
import { formPage } from '../shared/form-page.ts';
import type { FormEnd } from '../shared/form-sent.ts';
import { kindLabel } from '../shared/frame.ts';
import { saidOfWay, tellHolder } from '../shared/holder-mail.ts';
import { leftPage } from './left.ts';

const kinds = ['AGENT', 'COORDINATOR', 'PARTNER', 'PARTNER_ADMIN', 'INSTITUTION', 'INSTITUTION_ADMIN'] as const satisfies readonly Account['kind'][];

const fieldsOf = ({ organisationById }: IndexedDirectory) => {
  const known = [...organisationById.keys()];
  return {
    name: personField,
    email: emailField,
    kind: oneCode(kinds, 'Choisissez un rôle.'),
    organisation: maybeCode(known),
    establishments: tickedCodes(known),
    ties: tickedCodes(known),
  };
};
type AccountFields = ReturnType<typeof fieldsOf>;

/** An account with what its page changes. */
interface Existing extends AccountListed {
  ties: string[];
  establishments: string[];
}

/** The department's accounts, kept by its coordinators: opened, changed, suspended, sent a way in. */
export function accountPages(parts: Parts): Router {
  const pages = Router();
  const door = signedInDoor(parts);
  const directoryNow = (response: Response) => currentDirectory(parts.database, signedIn(response).department);
  const fields = async (_subject: unknown, { response }: Ask) => fieldsOf(await directoryNow(response));

  const find = async ({ request, response }: Ask): Promise<AccountListed> => {
    const found = await listedAccount(parts.database, signedIn(response).department, String(request.params.id));
    if (found === null) throw new NotFound();
    return found;
  };

  pages.get(firstPath, async (request, response) => {
    const directory = await directoryNow(response);
    const accounts = await listAccounts(parts.database, signedIn(response).department);
    response.type('html').send(
      parts.page('desk/accounts', {
        chrome: await chromeFor(parts, request, response),
        accounts: accounts.map(({ id, name, email, kind, organisation, active, lastSeenOn }) => ({
          href: accountHref('one', { id }),
          name,
          email,
          active,
          kind: kindLabel(kind),
          ...(organisation !== null && { organisation: bodyName(directory, organisation) }),
          ...(lastSeenOn !== null && { lastSeenOn }),
        })),
        newHref: accountHref('new'),
        ...(may(signedIn(response), 'api-keys.manage') && { keysHref: apiKeysHref }),
        ...(may(signedIn(response), 'traces.read') && { tracesHref }),
        ...(may(signedIn(response), 'retention.manage') && { retentionHref: retentionHref('all') }),
      }),
    );
  });

  formPage(parts, pages, {
    at: accountPaths.new,
    door,
    open: async () => null,
    fields,
    begin: () => ({ kind: 'AGENT' }),
    check: ofSomebody,
    view: (form, _subject, ask) => accountPage(form, ask),
    act: async (values, _subject, { ask }) => {
      const { account, ties, establishments } = said(values, signedIn(ask.response));
      return unlessTaken(async () => {
        const { department } = account;
        const id = await createAccount(parts.database, account, null, async (tx, opened) => {
          await setTiesIn(tx, department, opened, ties);
          await setEstablishmentsIn(tx, department, opened, establishments);
          await traceIn(tx, parts, ask.request, { department, kind: 'ACCOUNT_OPENED', account: signedIn(ask.response).id, about: opened });
        });
        return sent(ask, { ...account, id }, 'INVITATION');
      });
    },
  });

  formPage<Existing, AccountFields>(parts, pages, {
    at: accountPaths.one,
    door,
    open: async (ask) => {
      const existing = await find(ask);
      return {
        ...existing,
        ties: await tiesOf(parts.database, existing.department, existing.id),
        establishments: await establishmentsOf(parts.database, existing),
      };
    },
    fields,
    begin: ({ name, email, kind, organisation, establishments, ties }) => ({
      name,
      email,
      kind,
      organisation: organisation ?? '',
      establishments,
      ties,
    }),
    seen: edited,
    check: (values, { id, ties }, { ask }) => [
      ...ofSomebody(values),
      ...(id === signedIn(ask.response).id && ties.some((tie) => values.ties?.includes(tie) !== true) ? [ownTies] : []),
    ],
    view: (form, existing, ask) => accountPage(form, ask, existing),
    act: async (values, existing, { ask, unchanged }) => {
      const { id, email } = existing;
      const { account, ties, establishments } = said(values, signedIn(ask.response));
      return unlessTaken(async () => {
        const changed = await changeAccount(
          parts.database,
          { ...account, id },
          {
            ties,
            expected: async (tx, now) =>
              unchanged(edited({ ...now, establishments: await establishmentsIn(tx, { ...now, department: account.department }) })),
            also: async (tx, before) => {
              await setEstablishmentsIn(tx, account.department, id, establishments);
              // Whoever names the address could read what is sent there.
              if (before.email !== account.email) await noteHand(tx, { account: id, by: signedIn(ask.response).id, now: parts.now() });
            },
          },
        );
        if (!changed) return { changed: true };
        await traced(ask, 'ACCOUNT_CHANGED', id);
        const differs = canonical(edited(existing)) !== canonical(edited({ ...account, id, ties, establishments }));
        if (differs) for (const address of new Set([email, account.email])) tellHolder(parts, { ...account, email: address }, 'EDITED', 'DESK');
        const link = email !== account.email && existing.lastSeenOn === null ? ' L’adresse a changé : envoyez un lien à la nouvelle.' : '';
        return { to: accountsHref, said: `Le compte est enregistré.${link}${await released(ask, id)}` };
      });
    },
  });

  leftPage(parts, pages, find);

  const standsOn = ({ request }: Ask) => accountHref('one', { id: String(request.params.id) });

  formButton<AccountListed>(parts, pages, {
    at: accountPaths.suspend,
    standsOn,
    open: find,
    act: async (existing, { ask, unchanged }) => {
      const { department, id, active } = existing;
      const to = standsOn(ask);
      if (id === signedIn(ask.response).id) return { to, said: 'Vous ne pouvez pas suspendre votre propre compte.', important: true };
      // One button suspends and restores: pressed by two people at once, it does one of them.
      if (!unchanged(active) || !(await setActive(parts.database, department, id, !active))) return { changed: true };
      await traced(ask, active ? 'ACCOUNT_SUSPENDED' : 'ACCOUNT_RESTORED', id);
      tellHolder(parts, existing, active ? 'SUSPENDED' : 'RESTORED', 'DESK');
      if (!active) return { to, said: 'Le compte est rétabli.' };
      return { to: accountHref('left', { id }), said: `Le compte est suspendu et ses sessions sont fermées.${await released(ask, id)}` };
    },
  });

  formButton<AccountListed>(parts, pages, {
    at: accountPaths.password,
    standsOn,
    open: find,
    act: async (existing, { ask }) =>
      existing.active
        ? sent(ask, existing, existing.lastSeenOn === null ? 'INVITATION' : 'RESET')
        : { to: standsOn(ask), said: 'Ce compte est suspendu : rétablissez-le d’abord.', important: true },
  });

  formButton<AccountListed>(parts, pages, {
    at: accountPaths.factor,
    standsOn,
    open: find,
    act: async (existing, { ask }) => {
      const to = standsOn(ask);
      if (existing.id === signedIn(ask.response).id)
        return { to, said: 'Pour votre propre compte, passez par « Mon compte » : un code vous y est demandé.', important: true };
      if (!existing.secondFactor) return { to, said: 'Ce compte n’a pas de vérification en deux étapes.', important: true };
      await setSecondFactor(parts.database, existing.department, existing.id, null);
      await endSessionsOf(parts.database, existing.department, existing.id);
      await traced(ask, 'FACTOR_REMOVED', existing.id);
      tellHolder(parts, existing, 'FACTOR_REMOVED', 'DESK');
      return { to, said: 'La vérification en deux étapes est retirée et les sessions de ce compte sont fermées. La personne en est avertie.' };
    },
  });

  /** Sends the holder of an account the link by which a password is chosen: nobody else sees it. */
  async function sent({ request, response }: Ask, account: Account, purpose: WayPurpose): Promise<{ to: string; said: string; important?: boolean }> {
    const to = accountHref('one', { id: account.id });
    const { left, said: ofLink } = await saidOfWay(parts, account, { purpose, by: signedIn(response).id });
    if (!left) return { to, said: ofLink, important: true };
    await traced({ request, response }, 'LINK_SENT', account.id);
    return { to, said: ofLink };
  }

  const traced = ({ request, response }: Ask, kind: TraceKind, about: string) => {
    const { department, id: account } = signedIn(response);
    return trace(parts, request, { department, kind, account, about });
  };

  /** What the account took where it may not act any more is for others again: what to say of it. */
  async function released({ response }: Ask, account: string): Promise<string> {
    const by = signedIn(response);
    const count = await releaseUnable(parts.database, by.department, { account, by: actorOf(by), now: parts.now() });
    if (count === 0) return '';
    return count === 1
      ? ' Ce qui était pris dans un dossier est de nouveau à prendre.'
      : ` Ce qui était pris dans ${count} dossiers est de nouveau à prendre.`;
  }

  async function accountPage(form: DeskViews['desk/account']['form'], ask: Ask, existing?: AccountListed): Promise<string> {
    const { organisations } = await directoryNow(ask.response);
    const sorted = organisations.toSorted((a, b) => a.name.localeCompare(b.name, 'fr'));
    const choice = ({ id, name }: { id: string; name: string }) => ({ value: id, label: name });
    return parts.page('desk/account', {
      chrome: await chromeFor(parts, ask.request, ask.response),
      form,
      kinds: kinds.map((kind) => ({ value: kind, label: kindLabel(kind) })),
      organisations: sorted.map(choice),
      establishments: sorted.filter(({ roles }) => roles.includes('ETABLISSEMENT')).map(choice),
      backHref: accountsHref,
      ...(existing !== undefined && {
        existing: {
          name: existing.name,
          active: existing.active,
          ...(existing.lastSeenOn !== null && { lastSeenOn: existing.lastSeenOn }),
          suspend: buttonTo(parts, ask, accountHref('suspend', { id: existing.id }), existing.active),
          ...(!existing.active && { leftHref: accountHref('left', { id: existing.id }) }),
          sendLink: buttonTo(parts, ask, accountHref('password', { id: existing.id })),
          ...(existing.secondFactor && { removeFactor: buttonTo(parts, ask, accountHref('factor', { id: existing.id })) }),
        },
      }),
    });
  }

  return pages;
}

/** A tie hides cases: who has it does not lift it herself. */
const ownTies: FormError<'ties'> = {
  field: 'ties',
  message: 'Un lien qui vous écarte de dossiers ne se retire pas par vous-même : demandez-le à une autre personne qui tient les comptes.',
};

const outside = (kind: Account['kind'] | undefined): boolean => kind !== undefined && may({ kind }, 'transfer.receive');

function ofSomebody({ kind, organisation }: Partial<Values<AccountFields>>): FormError<'organisation'>[] {
  return outside(kind) && organisation === undefined ? [{ field: 'organisation', message: 'Choisissez l’organisme de ce compte.' }] : [];
}

/** The account that the form describes: what its role has nothing to do with is left out. */
function said({ name, email, kind, organisation: own, ties, establishments }: Values<AccountFields>, { department }: Account) {
  const organisation = outside(kind) ? (own ?? null) : null;
  return {
    account: { department, kind, organisation, email, name },
    ties: outside(kind) ? [] : ties,
    establishments: may({ kind }, 'declaration.make') ? establishments.filter((id) => id !== organisation) : [],
  };
}

/** What the page of an account changes. */
function edited({ name, email, kind, organisation, ties, establishments }: Omit<Existing, 'department' | 'active' | 'secondFactor' | 'lastSeenOn'>) {
  return { name, email, kind, organisation, ties, establishments };
}

async function unlessTaken(act: () => Promise<FormEnd<'email'>>): Promise<FormEnd<'email'>> {
  try {
    return await act();
  } catch (failure) {
    if (failure instanceof EmailTaken) return { errors: [{ field: 'email', message: 'Cette adresse a déjà un compte.' }] };
    throw failure;
  }
}
