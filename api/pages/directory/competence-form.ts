import { Router } from 'express';
import { furtherRoles, namedApart } from '../../../directory/capacities.ts';
import type { Contact, FurtherCompetence, Organisation } from '../../../directory/directory.ts';
import { organisationPart } from '../../../directory/edits.ts';
import { positionNames } from '../../../directory/names.ts';
import { groupingsOf } from '../../../directory/record/communes.ts';
import type { Form } from '../../../templates/views/parts.ts';
import { roleLabel } from '../../../vocabulary/vocabulary.ts';
import { NotFound } from '../../http/errors.ts';
import { signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { directoryPageHref, directoryPaths } from '../shared/addresses.ts';
import { chromeFor } from '../shared/desk-page.ts';
import { neededText, tickedCodes } from '../shared/fields.ts';
import { slug } from '../shared/form.ts';
import { formButton } from '../shared/form-button.ts';
import { type Ask, signedInDoor } from '../shared/form-door.ts';
import { formPage } from '../shared/form-page.ts';
import { WHOLE } from '../shared/form-sent.ts';
import { limitFields, limitsTyped, rankField, typedLimits } from './limits-form.ts';
import { type OpenBody, openBody, saved, savedWords } from './on-directory.ts';
import { territoryFields, territoryProblems, territoryTyped, typedTerritory } from './territory-form.ts';

interface Edited extends OpenBody {
  competence: FurtherCompetence | null;
}

const contactsIn = ({ draft, body }: OpenBody): Contact[] =>
  draft.contacts.filter(({ organisation, retired }) => organisation === body.id && retired === undefined);

const fieldsOf = (open: Edited) => ({
  name: neededText('Dites comment cette partie de l’organisme s’appelle.', 200),
  roles: tickedCodes(furtherRoles, 'Choisissez au moins une compétence.'),
  ...territoryFields,
  ...limitFields,
  priority: rankField,
  contacts: tickedCodes(contactsIn(open).map(({ id }) => id)),
  why: neededText('Dites pourquoi, en quelques mots\u00a0: l’historique le garde.', 500),
});

/** Where a body is given one more competence: other roles, elsewhere, in other situations, or by other contacts. What is saved waits to be published. */
export function competenceForms(parts: Parts): Router {
  const pages = Router();
  const form = (at: string, open: (ask: Ask) => Promise<Edited>) =>
    formPage<Edited, ReturnType<typeof fieldsOf>>(parts, pages, {
      at,
      door: signedInDoor(parts),
      open,
      fields: fieldsOf,
      begin: ({ competence }) =>
        competence === null
          ? { area: 'ALL', priority: '10' }
          : {
              name: competence.name,
              roles: competence.roles,
              ...typedTerritory(competence.territory),
              ...typedLimits(competence),
              priority: String(competence.priority),
              contacts: competence.contacts ?? [],
            },
      seen: ({ body }) => body.also ?? null,
      check: (_values, { draft }, { typed }) => territoryProblems(typed, draft.department),
      view: page,
      act: async ({ name, roles, priority, contacts = [], why }, { body, competence, draft }, { ask, typed, unchanged }) => {
        const { also = [] } = body;
        const after: FurtherCompetence = {
          id: competence?.id ?? freeOwnId(slug(name), also),
          name,
          roles,
          territory: territoryTyped(typed, draft.department),
          ...limitsTyped(typed),
          priority,
          ...(contacts.length > 0 && { contacts }),
        };
        const all = competence === null ? [...also, after] : also.map((one) => (one.id === after.id ? after : one));
        const kept = await save(ask, { ...body, also: all }, why, unchanged);
        return kept ? { to: directoryPageHref('body', { body: body.id }), said: savedWords } : { changed: true };
      },
    });

  form(directoryPaths.newCompetence, async (ask) => ({ ...(await openBody(parts, ask)), competence: null }));
  form(directoryPaths.competence, async (ask) => openCompetence(await openBody(parts, ask), ask));

  formButton(parts, pages, {
    at: directoryPaths.dropCompetence,
    standsOn: ({ request }) => directoryPageHref('body', { body: String(request.params.body) }),
    open: (ask) => openBody(parts, ask),
    act: async (open, { ask, unchanged }) => {
      const { also = [], ...body } = open.body;
      const left = also.filter(({ id }) => id !== ask.request.params.competence);
      if (left.length === also.length) return { changed: true };
      const loose = freed(open, left);
      if (loose.length > 0) return { errors: [{ field: WHOLE, message: freedWords(loose) }] };
      const kept = await save(ask, { ...body, ...(left.length > 0 && { also: left }) }, 'Compétence retirée', unchanged);
      return kept ? { to: directoryPageHref('body', { body: body.id }), said: savedWords } : { changed: true };
    },
  });

  const save = (ask: Ask, after: Organisation, why: string, unchanged: (now: unknown) => boolean) =>
    saved(parts, ask, {
      edits: [{ part: organisationPart(after.id), after }],
      why,
      unchanged: (now) => unchanged(now.organisations.find(({ id }) => id === after.id)?.also ?? null),
    });

  async function page(shown: Form<keyof ReturnType<typeof fieldsOf>>, open: Edited, ask: Ask): Promise<string> {
    const { department } = signedIn(ask.response);
    return parts.page('desk/directory/competence-form', {
      chrome: await chromeFor(parts, ask.request, ask.response),
      isNew: open.competence === null,
      body: open.body.name,
      name: open.competence?.name ?? '',
      backHref: directoryPageHref('body', { body: open.body.id }),
      form: shown,
      roles: furtherRoles.map((role) => ({ value: role, label: roleLabel(role) })),
      groupings: groupingsOf(department).map(({ code, name, communes }) => ({ value: code, label: `${name} (${communes.length})` })),
      contacts: contactsIn(open).map(({ id, name, position }) => ({ value: id, label: `${name} (${positionNames[position].toLowerCase()})` })),
    });
  }

  return pages;
}

/** Those who answer for what is taken away alone: named by nothing, they would be asked, before others, for all that the body is asked. */
function freed(open: OpenBody, left: readonly FurtherCompetence[]): Contact[] {
  const [before, after] = [namedApart(open.body), namedApart({ also: [...left] })];
  return contactsIn(open).filter(({ id }) => before.has(id) && !after.has(id));
}

const freedWords = (loose: readonly Contact[]): string =>
  `Sans cette compétence, ${new Intl.ListFormat('fr').format(loose.map(({ name }) => name))} répondrai${loose.length > 1 ? 'en' : ''}t pour tout l’organisme. Retirez d’abord de l’annuaire qui ne doit plus répondre ; si c’est ce que vous voulez, changez la compétence et ne cochez plus aucun contact.`;

function openCompetence(open: OpenBody, { request }: Ask): Edited {
  const competence = open.body.also?.find(({ id }) => id === request.params.competence);
  if (competence === undefined) throw new NotFound('Cette compétence n’est pas, ou n’est plus, celle de cet organisme.');
  return { ...open, competence };
}

/** A name as an id that no other competence of the body has. */
function freeOwnId(wanted: string, also: readonly FurtherCompetence[]): string {
  const start = /^[a-z]/.test(wanted) ? wanted : `c-${wanted}`;
  for (let number = 1; ; number += 1) {
    const id = number === 1 ? start : `${start}-${number}`;
    if (!also.some((one) => one.id === id)) return id;
  }
}
