import { Router } from 'express';
import { changesOnlyPhone, contactStates, contactWritten } from '../../../directory/contact-edits.ts';
import type { Contact } from '../../../directory/directory.ts';
import { contactPart } from '../../../directory/edits.ts';
import { positionNames } from '../../../directory/names.ts';
import { changesMailbox } from '../../../directory/pending.ts';
import { publishDirectoryChanges } from '../../../publication/directory-changes.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { Form } from '../../../templates/views/parts.ts';
import { endpointShape, isEndpoint } from '../../../vocabulary/endpoint.ts';
import { NotFound } from '../../http/errors.ts';
import { signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { reachProblems } from '../own/reach-problems.ts';
import { directoryPageHref, directoryPaths } from '../shared/addresses.ts';
import { chromeFor } from '../shared/desk-page.ts';
import { freeText, neededText, oneCode, type Values } from '../shared/fields.ts';
import { slug, type Typed } from '../shared/form.ts';
import { type Ask, signedInDoor } from '../shared/form-door.ts';
import { formPage } from '../shared/form-page.ts';
import { dateFields, dateProblems, datesTyped, typedDates } from './dates-form.ts';
import { editorOf, freeId, type OpenBody, openBody, saved, savedWords, todayIn } from './on-directory.ts';
import { contactStateWords } from './part-words.ts';

const positions = ['TITULAR', 'DEPUTY', 'SUPERIOR'] as const;
const fields = {
  name: neededText('Dites comment ce contact s’appelle.', 200),
  service: freeText(200),
  position: oneCode(positions, 'Choisissez sa place.'),
  email: freeText(254),
  phone: freeText(25),
  address: freeText(400),
  endpoint: freeText(500),
  ...dateFields,
  state: oneCode(contactStates, 'Dites où en est ce contact.'),
  why: neededText('Dites pourquoi, en quelques mots\u00a0: l’historique le garde.', 500),
};
type ContactField = keyof typeof fields;

interface EditedContact extends OpenBody {
  contact: Contact | null;
}

/** Where a contact is written, new or not. A telephone alone is published at once, to be checked; an electronic address waits for two persons. */
export function contactForms(parts: Parts): Router {
  const pages = Router();

  const form = (at: string, open: (ask: Ask) => Promise<EditedContact>) =>
    formPage<EditedContact, typeof fields>(parts, pages, {
      at,
      door: signedInDoor(parts),
      open,
      fields,
      begin: ({ contact }) => (contact === null ? { position: 'TITULAR', state: 'UNVERIFIED' } : typedOf(contact)),
      seen: ({ contact }) => contact,
      check: (values) => [...reachProblems(values), ...endpointProblems(values.endpoint, parts), ...dateProblems(values)],
      view: page,
      act: (values, opened, { ask, unchanged }) => write(values, opened, ask, unchanged),
    });

  form(directoryPaths.newContact, async (ask) => ({ ...(await openBody(parts, ask)), contact: null }));
  form(directoryPaths.contact, async (ask) => {
    const opened = await openBody(parts, ask);
    const contact = opened.draft.contacts.find(({ id, organisation }) => id === ask.request.params.contact && organisation === opened.body.id);
    if (contact === undefined) throw new NotFound('Ce contact n’est pas, ou n’est plus, dans l’annuaire.');
    return { ...opened, contact };
  });

  async function write(
    values: Values<typeof fields>,
    { body, contact, draft, published }: EditedContact,
    ask: Ask,
    unchanged: (now: unknown) => boolean,
  ) {
    const { department } = signedIn(ask.response);
    const { name, service, position, email, phone, address, endpoint, state, why } = values;
    const id = contact?.id ?? freeId(slug(`${body.id}-${name}`), draft);
    const typed = {
      ...(service && { service }),
      ...(email && { email }),
      ...(phone && { phone }),
      ...(address && { address }),
      ...(endpoint && { endpoint }),
      ...datesTyped(values),
    };
    const after = contactWritten(contact, { id, organisation: body.id, position, name, ...typed }, state, todayIn(parts, department), why);
    const part = contactPart(id);
    const isSame = (now: { contacts: readonly Contact[] }) => unchanged(now.contacts.find((other) => other.id === id) ?? null);
    if (!(await saved(parts, ask, { edits: [{ part, after }], why, unchanged: isSame }))) return { changed: true as const };
    const to = directoryPageHref('body', { body: body.id });
    const before = published.contacts.find((other) => other.id === id) ?? null;
    if (changesOnlyPhone(before, after)) {
      const done = await publishDirectoryChanges(parts.database, department, { by: editorOf(ask), seen: () => true, only: [part] }, parts.now());
      if ('revision' in done)
        return { to, said: 'Le téléphone est changé dès maintenant. Il reste à contrôler\u00a0: appelez-le, puis dites-le vérifié.' };
    }
    const waits = changesMailbox({ part, before, after }) ? ' L’adresse, électronique ou de logiciel, demande une seconde personne.' : '';
    return { to, said: `${savedWords}${waits}` };
  }

  async function page(shown: Form<ContactField>, { body, contact }: EditedContact, ask: Ask): Promise<string> {
    const words = {
      AS_IS: contact === null ? '' : typographic(`Inchangé : ${contactStateWords(contact)}`),
      VERIFIED: 'Vérifié aujourd’hui : quelqu’un a répondu, et c’est bien cet organisme',
      UNVERIFIED: 'Jamais vérifié, ou à vérifier de nouveau',
      FAILING: 'En échec : les courriels reviennent, ou personne ne répond (dites pourquoi plus bas)',
      RETIRED: 'Retiré : plus rien de nouveau ne lui est transmis',
    };
    const offered = contactStates.filter((state) => contact !== null || (state !== 'AS_IS' && state !== 'RETIRED'));
    return parts.page('desk/directory/contact-form', {
      chrome: await chromeFor(parts, ask.request, ask.response),
      isNew: contact === null,
      body: body.name,
      name: contact?.name ?? '',
      backHref: directoryPageHref('body', { body: body.id }),
      form: shown,
      positions: positions.map((value) => ({ value, label: positionNames[value] })),
      states: offered.map((value) => ({ value, label: typographic(words[value]) })),
    });
  }

  return pages;
}

function typedOf({ name, service = '', position, email = '', phone = '', address = '', endpoint = '', ...dates }: Contact): Typed {
  return { name, service, position, email, phone, address, endpoint, ...typedDates(dates), state: 'AS_IS' };
}

/** What is wrong with the address of a machine; http is for machines of a demonstration. */
function endpointProblems(endpoint = '', { settings }: Pick<Parts, 'settings'>) {
  const isFit = isEndpoint(endpoint) && (endpoint.startsWith('https:') || settings.mode === 'demonstration');
  return endpoint === '' || isFit ? [] : [{ field: 'endpoint' as const, message: `Corrigez l’adresse du logiciel\u00a0: ${endpointShape}.` }];
}
