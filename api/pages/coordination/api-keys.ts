import { Router } from 'express';
import { DateTime } from 'luxon';
import {
  type ApiKeyListed,
  actsForOrganisation,
  apiKeyById,
  createApiKey,
  endsSoon,
  listApiKeys,
  longestKeyYears,
  revokeApiKey,
  standingOf,
  wrongExpiry,
} from '../../../accounts/api-keys.ts';
import { keyKindLabels, keyScopeLabels } from '../../../accounts/key-words.ts';
import { keyKinds, keyScopes, may, scopesOf } from '../../../accounts/rights.ts';
import { dayIn } from '../../../calendar/local.ts';
import type { Instant } from '../../../calendar/span.ts';
import { territoryOf } from '../../../calendar/territory.ts';
import { currentDirectory } from '../../../directory/record/revisions.ts';
import type { IndexedDirectory } from '../../../directory/resolve.ts';
import { establishmentsOf, setEstablishments } from '../../../intake/declarations/establishments.ts';
import type { KeyLine } from '../../../templates/views/coordination.ts';
import { NotFound } from '../../http/errors.ts';
import { signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { trace } from '../../http/trace.ts';
import { accountsHref, apiKeyHref, apiKeyPaths, apiKeysHref } from '../shared/addresses.ts';
import { readDay } from '../shared/day.ts';
import { chromeFor } from '../shared/desk-page.ts';
import { maybeCode, neededText, oneCode, parsed, tickedCodes, type Values } from '../shared/fields.ts';
import type { FormError } from '../shared/form.ts';
import { buttonTo, formButton } from '../shared/form-button.ts';
import { type Ask, signedInDoor } from '../shared/form-door.ts';
import { formPage } from '../shared/form-page.ts';

const mostInLabel = 80;

const fieldsOf = ({ organisationById }: IndexedDirectory, zone: string) => {
  const known = [...organisationById.keys()];
  return {
    label: neededText('Dites quel logiciel ou quel appareil aura cette clé.', mostInLabel),
    kind: oneCode(keyKinds, 'Choisissez qui aura cette clé.'),
    organisation: maybeCode(known),
    establishments: tickedCodes(known),
    scopes: tickedCodes(keyScopes, 'Cochez au moins une chose que cette clé permet.'),
    expiresOn: parsed((text) => dayOf(readDay(text, zone), zone), 'Écrivez le dernier jour de la clé, comme 30/11/2027.'),
  };
};
type KeyFields = ReturnType<typeof fieldsOf>;

/** The keys that machines call the API with, kept by coordinators: made and shown once, listed, revoked. */
export function apiKeyPages(parts: Parts): Router {
  const pages = Router();

  const find = async ({ request, response }: Ask): Promise<ApiKeyListed> => {
    const found = await apiKeyById(parts.database, signedIn(response).department, String(request.params.id));
    if (found === null) throw new NotFound();
    return found;
  };
  const directoryFor = ({ response }: Ask) => currentDirectory(parts.database, signedIn(response).department);

  pages.get(apiKeyPaths.list, async (request, response) => {
    const ask = { request, response };
    const { department } = signedIn(response);
    const directory = await directoryFor(ask);
    response.type('html').send(
      parts.page('desk/api-keys', {
        chrome: await chromeFor(parts, request, response),
        backHref: accountsHref,
        newHref: apiKeyHref('new'),
        keys: (await listApiKeys(parts.database, department)).map((key) => ({ href: apiKeyHref('one', { id: key.id }), ...lineOf(key, directory) })),
      }),
    );
  });

  formPage<null, KeyFields>(parts, pages, {
    at: apiKeyPaths.new,
    door: signedInDoor(parts),
    open: async () => null,
    fields: async (_subject, ask) => fieldsOf(await directoryFor(ask), territoryOf(signedIn(ask.response).department).zone),
    begin: (_subject, { response }) => ({
      expiresOn: DateTime.fromMillis(parts.now(), { zone: territoryOf(signedIn(response).department).zone })
        .plus({ years: 1 })
        .toFormat('dd/MM/yyyy'),
    }),
    check: (values, _subject, { ask }) => wrongTogether(values, signedIn(ask.response).department, parts.now()),
    view: async (form, _subject, ask) => {
      const sorted = (await directoryFor(ask)).organisations.toSorted((a, b) => a.name.localeCompare(b.name, 'fr'));
      const choice = ({ id, name }: { id: string; name: string }) => ({ value: id, label: name });
      return parts.page('desk/api-key-new', {
        chrome: await chromeFor(parts, ask.request, ask.response),
        form,
        backHref: apiKeysHref,
        kinds: keyKinds.map((value) => ({ value, ...keyKindLabels[value] })),
        scopes: keyScopes.map((value) => ({ value, ...keyScopeLabels[value] })),
        organisations: sorted.map(choice),
        establishments: sorted.filter(({ roles }) => roles.includes('ETABLISSEMENT')).map(choice),
        longestYears: longestKeyYears,
      });
    },
    act: async ({ label, kind, organisation, establishments, scopes, expiresOn }, _subject, { ask }) => {
      const { department } = signedIn(ask.response);
      const bound = actsForOrganisation(kind) ? (organisation ?? null) : null;
      const { id, key } = await createApiKey(parts.database, { department, kind, organisation: bound, scopes, label, expiresOn });
      await trace(parts, ask.request, { department, kind: 'KEY_MADE', account: signedIn(ask.response).id, about: id });
      if (may({ kind }, 'declaration.make'))
        await setEstablishments(
          parts.database,
          department,
          id,
          establishments.filter((one) => one !== bound),
        );
      const chrome = await chromeFor(parts, ask.request, ask.response);
      return { page: parts.page('desk/api-key-shown', { chrome, label, key, expiresOn, backHref: apiKeysHref }) };
    },
  });

  pages.get(apiKeyPaths.one, async (request, response) => {
    const ask = { request, response };
    const key = await find(ask);
    const directory = await directoryFor(ask);
    const others = (await establishmentsOf(parts.database, key)).filter((id) => id !== key.organisation);
    response.type('html').send(
      parts.page('desk/api-key', {
        chrome: await chromeFor(parts, request, response),
        backHref: apiKeysHref,
        shown: {
          ...lineOf(key, directory),
          createdOn: key.createdOn,
          establishments: others.map((id) => directory.organisationById.get(id)?.name ?? id),
        },
        ...(key.revokedOn === null && { revoke: buttonTo(parts, ask, apiKeyHref('revoke', { id: key.id })) }),
      }),
    );
  });

  formButton<ApiKeyListed>(parts, pages, {
    at: apiKeyPaths.revoke,
    standsOn: ({ request }) => apiKeyHref('one', { id: String(request.params.id) }),
    open: find,
    act: async ({ department, id, label }, { ask }) => {
      if (!(await revokeApiKey(parts.database, department, id))) return { changed: true };
      await trace(parts, ask.request, { department, kind: 'KEY_REVOKED', account: signedIn(ask.response).id, about: id });
      return { to: apiKeysHref, said: `La clé «\u00a0${label}\u00a0» est révoquée.` };
    },
  });

  function lineOf(key: ApiKeyListed, { organisationById }: IndexedDirectory): KeyLine {
    const { label, kind, organisation, scopes, prefix, expiresOn, lastUsedOn, revokedOn } = key;
    return {
      label,
      prefix,
      kind: keyKindLabels[kind].label,
      ...(organisation !== null && { organisation: organisationById.get(organisation)?.name ?? organisation }),
      scopes: scopes.map((scope) => keyScopeLabels[scope].label),
      state: stateOf(key, parts.now()),
      ...(expiresOn !== null && { expiresOn }),
      ...(lastUsedOn !== null && { lastUsedOn }),
      ...(revokedOn !== null && { revokedOn }),
    };
  }

  return pages;
}

function stateOf(key: ApiKeyListed, now: Instant): KeyLine['state'] {
  const standing = standingOf({ ...key, revoked: key.revokedOn !== null }, now);
  return standing === 'VALID' && endsSoon(key, now) ? 'SOON' : standing;
}

function dayOf(at: Instant | null, zone: string): string | null {
  return at === null ? null : dayIn(at, zone);
}

/** What no field shows alone to be wrong. */
function wrongTogether(
  { kind, organisation, scopes = [], expiresOn }: Partial<Values<KeyFields>>,
  department: string,
  now: Instant,
): FormError<'organisation' | 'scopes' | 'expiresOn'>[] {
  const errors: FormError<'organisation' | 'scopes' | 'expiresOn'>[] = [];
  const expiry = expiresOn === undefined ? null : wrongExpiry(department, expiresOn, now);
  if (expiry !== null) errors.push({ field: 'expiresOn', message: expiry });
  if (kind === undefined) return errors;
  if (actsForOrganisation(kind) && organisation === undefined)
    errors.push({ field: 'organisation', message: 'Choisissez l’organisme pour lequel ce logiciel agit.' });
  const beyond = scopes.filter((scope) => !scopesOf(kind).includes(scope)).map((scope) => `«\u00a0${keyScopeLabels[scope].label}\u00a0»`);
  if (beyond.length > 0)
    errors.push({ field: 'scopes', message: `Décochez ${beyond.join(' et ')}\u00a0: une clé de ce titulaire ne le permet pas.` });
  return errors;
}
