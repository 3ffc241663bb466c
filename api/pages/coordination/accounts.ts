import { type Request, type Response, Router } from 'express';
import {
  type Account,
  type AccountListed,
  changeAccount,
  createAccount,
  EmailTaken,
  listAccounts,
  setActive,
  setPassword,
  setSecondFactor,
  setTies,
  tiesOf,
} from '../../../accounts/accounts.ts';
import { newPassword } from '../../../accounts/password.ts';
import { may } from '../../../accounts/rights.ts';
import { newTotp } from '../../../accounts/totp.ts';
import { currentDirectory } from '../../../directory/record/revisions.ts';
import { establishmentsOf, setEstablishments } from '../../../intake/declarations/establishments.ts';
import { NotFound } from '../../http/errors.ts';
import { signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { chromeFor, notice, resumed } from '../shared/desk-page.ts';
import { type FormError, formView, manyOf, one, oneOf, type Typed, typed } from '../shared/form.ts';
import { kindLabel } from '../shared/frame.ts';

const fieldNames = ['name', 'email', 'kind', 'organisation', 'establishments', 'ties'] as const;
const severalNames = ['establishments', 'ties'] as const;
type AccountField = (typeof fieldNames)[number];
const kinds = ['AGENT', 'COORDINATOR', 'PARTNER', 'INSTITUTION'] as const satisfies readonly Account['kind'][];
const here = '/guichet/comptes';

/** The department's accounts, kept by its coordinators: opened, changed, suspended, given another password. */
export function accountPages(parts: Parts): Router {
  const pages = Router();

  const find = async (request: Request, response: Response): Promise<AccountListed> => {
    const found = (await listAccounts(parts.database, signedIn(response).department)).find(({ id }) => id === request.params.id);
    if (found === undefined) throw new NotFound();
    return found;
  };

  pages.get('/', async (request, response) => {
    const { department } = signedIn(response);
    const directory = await currentDirectory(parts.database, department);
    response.type('html').send(
      parts.page('desk/accounts', {
        chrome: await chromeFor(parts, request, response),
        accounts: (await listAccounts(parts.database, department)).map(({ id, name, email, kind, organisation, active, lastSeenOn }) => ({
          href: `${here}/${id}`,
          name,
          email,
          active,
          kind: kindLabel(kind),
          ...(organisation !== null && { organisation: directory.organisationById.get(organisation)?.name ?? organisation }),
          ...(lastSeenOn !== null && { lastSeenOn }),
        })),
        newHref: `${here}/nouveau`,
      }),
    );
  });

  pages.get('/nouveau', async (request, response) => {
    response.type('html').send(await accountPage(request, response, undefined, resumed(response) ?? { kind: 'AGENT' }, []));
  });

  pages.post('/nouveau', async (request, response) => {
    const fields = typed(request);
    const read = await readAccount(response, fields);
    if ('errors' in read)
      return response
        .status(422)
        .type('html')
        .send(await accountPage(request, response, undefined, fields, read.errors));
    const password = newPassword();
    try {
      const id = await createAccount(parts.database, read.account, password);
      await setTies(parts.database, read.account.department, id, read.ties);
      await setEstablishments(parts.database, read.account.department, id, read.establishments);
    } catch (failure) {
      return response
        .status(422)
        .type('html')
        .send(await accountPage(request, response, undefined, fields, taken(failure)));
    }
    await showSecret(request, response, read.account, { password });
  });

  pages.get('/:id', async (request, response) => {
    const existing = await find(request, response);
    const { name, email, kind, organisation } = existing;
    const ties = await tiesOf(parts.database, existing.department, existing.id);
    const establishments = await establishmentsOf(parts.database, existing);
    response
      .type('html')
      .send(
        await accountPage(
          request,
          response,
          existing,
          resumed(response) ?? { name, email, kind, organisation: organisation ?? '', establishments, ties },
          [],
        ),
      );
  });

  pages.post('/:id', async (request, response) => {
    const existing = await find(request, response);
    const fields = typed(request);
    const read = await readAccount(response, fields);
    if ('errors' in read)
      return response
        .status(422)
        .type('html')
        .send(await accountPage(request, response, existing, fields, read.errors));
    try {
      await changeAccount(parts.database, { ...read.account, id: existing.id });
      await setTies(parts.database, existing.department, existing.id, read.ties);
      await setEstablishments(parts.database, existing.department, existing.id, read.establishments);
    } catch (failure) {
      return response
        .status(422)
        .type('html')
        .send(await accountPage(request, response, existing, fields, taken(failure)));
    }
    notice(request, 'Le compte est enregistré.');
    response.redirect(303, here);
  });

  pages.post('/:id/suspendre', async (request, response) => {
    const existing = await find(request, response);
    const self = existing.id === signedIn(response).id;
    if (!self) await setActive(parts.database, existing.department, existing.id, !existing.active);
    notice(
      request,
      self
        ? 'Vous ne pouvez pas suspendre votre propre compte.'
        : existing.active
          ? 'Le compte est suspendu et ses sessions sont fermées.'
          : 'Le compte est rétabli.',
      self ? 'IMPORTANT' : 'DONE',
    );
    response.redirect(303, `${here}/${existing.id}`);
  });

  pages.post('/:id/mot-de-passe', async (request, response) => {
    const existing = await find(request, response);
    const password = newPassword();
    await setPassword(parts.database, existing.department, existing.id, password);
    await showSecret(request, response, existing, { password });
  });

  pages.post('/:id/verification', async (request, response) => {
    const existing = await find(request, response);
    if (existing.secondFactor) {
      await setSecondFactor(parts.database, existing.department, existing.id, null);
      notice(request, 'La vérification en deux étapes est retirée.');
      return response.redirect(303, `${here}/${existing.id}`);
    }
    const totpSecret = newTotp();
    await setSecondFactor(parts.database, existing.department, existing.id, totpSecret);
    await showSecret(request, response, existing, { totpSecret });
  });

  async function showSecret(
    request: Request,
    response: Response,
    { name, email }: Pick<Account, 'name' | 'email'>,
    secret: { password: string } | { totpSecret: string },
  ): Promise<void> {
    response
      .type('html')
      .send(parts.page('desk/account-secret', { chrome: await chromeFor(parts, request, response), name, email, ...secret, backHref: here }));
  }

  async function readAccount(
    response: Response,
    fields: Typed,
  ): Promise<{ account: Omit<Account, 'id'>; establishments: string[]; ties: string[] } | { errors: FormError<AccountField>[] }> {
    const { department } = signedIn(response);
    const directory = await currentDirectory(parts.database, department);
    const kind = oneOf(fields, 'kind', kinds);
    const outside = kind !== undefined && may({ kind }, 'transfer.receive');
    const organisation = outside ? (directory.organisationById.get(one(fields, 'organisation'))?.id ?? null) : null;
    const [name, email] = [one(fields, 'name'), one(fields, 'email').toLowerCase()];
    const errors: FormError<AccountField>[] = [];
    if (name === '' || name.length > 200) errors.push({ field: 'name', message: 'Écrivez le prénom et le nom.' });
    if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email) || email.length > 254)
      errors.push({ field: 'email', message: 'Écrivez une adresse électronique, comme prenom.nom@exemple.fr.' });
    if (kind === undefined) errors.push({ field: 'kind', message: 'Choisissez un rôle.' });
    if (outside && organisation === null) errors.push({ field: 'organisation', message: 'Choisissez l’organisme de ce compte.' });
    const ties = outside ? [] : manyOf(fields, 'ties', [...directory.organisationById.keys()]);
    const others = manyOf(fields, 'establishments', [...directory.organisationById.keys()]);
    const establishments = kind !== undefined && may({ kind }, 'declaration.make') ? others.filter((id) => id !== organisation) : [];
    return kind === undefined || errors.length > 0 ? { errors } : { account: { department, kind, organisation, email, name }, establishments, ties };
  }

  async function accountPage(
    request: Request,
    response: Response,
    existing: AccountListed | undefined,
    fields: Typed,
    errors: FormError<AccountField>[],
  ): Promise<string> {
    const directory = await currentDirectory(parts.database, signedIn(response).department);
    const csrf = parts.sessionForms.token(request, response);
    const action = existing === undefined ? `${here}/nouveau` : `${here}/${existing.id}`;
    return parts.page('desk/account', {
      chrome: await chromeFor(parts, request, response),
      form: formView({ action, csrf }, fieldNames, fields, errors, severalNames),
      kinds: kinds.map((kind) => ({ value: kind, label: kindLabel(kind) })),
      organisations: directory.organisations
        .toSorted((a, b) => a.name.localeCompare(b.name, 'fr'))
        .map(({ id, name }) => ({ value: id, label: name })),
      establishments: directory.organisations
        .filter(({ roles }) => roles.includes('ETABLISSEMENT'))
        .toSorted((a, b) => a.name.localeCompare(b.name, 'fr'))
        .map(({ id, name }) => ({ value: id, label: name })),
      backHref: here,
      ...(existing !== undefined && {
        existing: {
          name: existing.name,
          active: existing.active,
          ...(existing.lastSeenOn !== null && { lastSeenOn: existing.lastSeenOn }),
          suspend: { action: `${action}/suspendre`, csrf },
          resetPassword: { action: `${action}/mot-de-passe`, csrf },
          ...(may(existing, 'desk.enter') && { secondFactor: { action: `${action}/verification`, csrf, on: existing.secondFactor } }),
        },
      }),
    });
  }

  return pages;
}

function taken(failure: unknown): FormError<AccountField>[] {
  if (failure instanceof EmailTaken) return [{ field: 'email', message: 'Cette adresse a déjà un compte.' }];
  throw failure;
}
