import { Router } from 'express';
import type { Contact } from '../../../directory/directory.ts';
import { bodyName } from '../../../directory/names.ts';
import { type LinkFound, linkFound } from '../../../directory/record/campaign-link.ts';
import { currentDirectory } from '../../../directory/record/revisions.ts';
import { NotFound } from '../../http/errors.ts';
import type { Parts } from '../../http/parts.ts';
import { notStored } from '../../http/security.ts';
import { publicHref, publicPaths } from '../shared/addresses.ts';
import { departmentOf } from '../shared/department.ts';
import { type Ask, addressKey, keyDoor } from '../shared/form-door.ts';
import { formPage } from '../shared/form-page.ts';
import { WHOLE } from '../shared/form-sent.ts';
import { partnerChrome } from '../shared/frame.ts';
import { keepOwnAnswer, ownContactFields, ownContactProblems, typedContact } from './entry-answer.ts';

interface Opened {
  found: LinkFound;
  contact: Contact;
  body: string;
}

/** What a campaign's mail leads to: whoever has the mailbox says whether the entry is right. The link opens nothing else, and no case. */
export function contactByLink(parts: Parts): Router {
  const pages = Router({ mergeParams: true });
  pages.use(publicPaths.ownContact, notStored);

  formPage(parts, pages, {
    at: publicPaths.ownContact,
    door: keyDoor(parts),
    open: opened,
    fields: ownContactFields,
    begin: ({ contact }) => typedContact(contact),
    check: (values, { contact }) => ownContactProblems(values, contact),
    view: async (form, { found, body }, { response }) =>
      parts.page('partner/own-contact', {
        chrome: await partnerChrome(parts, departmentOf(response)),
        body,
        form,
        ended: found.ended,
        ...(found.answeredAt !== null && { answered: found.answeredAt }),
      }),
    act: async (values, { found, contact, body }, { ask }) => {
      const { code } = departmentOf(ask.response);
      const by = `${contact.name}, ${body}`;
      const kept = await keepOwnAnswer(parts, code, { contact, values, by, from: { campaign: found.campaign } });
      if (!kept) return { errors: [{ field: WHOLE, message: 'Cette vérification vient de se terminer. Appelez le guichet.' }] };
      return { to: publicHref(code, 'ownContact', { key: addressKey(ask) }) };
    },
  });

  async function opened(ask: Ask): Promise<Opened> {
    await parts.limit('link-address', ask.request.ip ?? '');
    const { code } = departmentOf(ask.response);
    const found = await linkFound(parts.database, code, addressKey(ask));
    const directory = await currentDirectory(parts.database, code);
    const contact = found === null ? undefined : directory.contactById.get(found.contact);
    if (found === null || contact === undefined || contact.retired !== undefined) throw new NotFound();
    return { found, contact, body: bodyName(directory, contact.organisation) };
  }

  return pages;
}
