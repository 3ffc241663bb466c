import { Router } from 'express';
import { entryOf } from '../../../directory/campaigns/proposal.ts';
import { bodyName, positionNames } from '../../../directory/names.ts';
import { waitingProposals } from '../../../directory/record/proposals.ts';
import { currentDirectory } from '../../../directory/record/revisions.ts';
import { establishmentsOf } from '../../../intake/declarations/establishments.ts';
import { NotFound } from '../../http/errors.ts';
import { requireRight, signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { ownContactHref, ownContactsHref, partnerAccountPaths } from '../shared/addresses.ts';
import { chromeFor } from '../shared/desk-page.ts';
import { expired } from '../shared/expired.ts';
import { type Ask, signedInDoor } from '../shared/form-door.ts';
import { formPage } from '../shared/form-page.ts';
import { keepOwnAnswer, ownContactFields, ownContactProblems, typedContact } from './entry-answer.ts';

/** The entry of somebody's own body in the directory, under `/partenaire`: read, confirmed, corrected; a coordinator decides. */
export function ownContactsPages(parts: Parts): Router {
  const pages = Router();
  const { contacts: list, contact: one } = partnerAccountPaths;
  pages.use(list, requireRight(parts, expired(parts), 'directory.propose'));

  pages.get(list, async (request, response) => {
    const { directory, bodies, proposed } = await own({ request, response });
    response.type('html').send(
      parts.page('partner/own-contacts', {
        chrome: await chromeFor(parts, request, response),
        bodies: bodies.map((body) => ({
          name: bodyName(directory, body),
          contacts: (directory.contactsOf.get(body) ?? []).map((contact) => {
            const at = proposed.get(contact.id);
            return {
              ...entryOf(contact),
              name: contact.name,
              place: positionNames[contact.position],
              href: ownContactHref(contact.id),
              ...(at !== undefined && { proposed: at }),
            };
          }),
        })),
      }),
    );
  });

  formPage(parts, pages, {
    at: one,
    door: signedInDoor(parts),
    open: async (ask) => {
      const { directory, bodies, proposed } = await own(ask);
      const contact = directory.contactById.get(String(ask.request.params.contact));
      if (contact === undefined || contact.retired !== undefined || !bodies.includes(contact.organisation)) throw new NotFound();
      return { contact, body: bodyName(directory, contact.organisation), proposed: proposed.get(contact.id) };
    },
    fields: ownContactFields,
    begin: ({ contact }) => typedContact(contact),
    check: (values, { contact }) => ownContactProblems(values, contact),
    view: async (form, { contact, body, proposed }, { request, response }) =>
      parts.page('partner/own-contact-form', {
        chrome: await chromeFor(parts, request, response),
        body,
        name: contact.name,
        backHref: ownContactsHref,
        form,
        ...(proposed !== undefined && { proposed }),
      }),
    act: async (values, { contact, body }, { ask }) => {
      const { department, id, name } = signedIn(ask.response);
      await keepOwnAnswer(parts, department, { contact, values, by: `${name}, ${body}`, from: { account: id } });
      return { to: ownContactsHref, said: 'Merci. La coordination du guichet relit votre réponse, puis l’emploie.' };
    },
  });

  /** The bodies that are whoever is signed in's own, those in the directory only, and what they proposed already. */
  async function own({ response }: Ask) {
    const account = signedIn(response);
    const [directory, ids] = await Promise.all([currentDirectory(parts.database, account.department), establishmentsOf(parts.database, account)]);
    const bodies = ids.filter((id) => directory.organisationById.has(id));
    const contacts = bodies.flatMap((body) => (directory.contactsOf.get(body) ?? []).map(({ id }) => id));
    const waiting = await waitingProposals(parts.database, account.department, contacts);
    return { directory, bodies, proposed: new Map(waiting.map(({ contact, at }) => [contact, at])) };
  }

  return pages;
}
