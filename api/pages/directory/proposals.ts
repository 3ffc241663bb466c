import { Router } from 'express';
import { dayIn } from '../../../calendar/local.ts';
import { territoryOf } from '../../../calendar/territory.ts';
import { asProposed, type EntryText, entryFields, proposalWhy, stillHolds } from '../../../directory/campaigns/proposal.ts';
import { contactPart } from '../../../directory/edits.ts';
import { changesMailbox } from '../../../directory/pending.ts';
import { type StoredProposal, settleProposals, waitingProposals } from '../../../directory/record/proposals.ts';
import { typographic } from '../../../templates/text/typography.ts';
import { signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { directoryPageHref, directoryPaths } from '../shared/addresses.ts';
import { chromeFor } from '../shared/desk-page.ts';
import { one } from '../shared/form.ts';
import { buttonTo, buttonWith, formButton } from '../shared/form-button.ts';
import type { Ask } from '../shared/form-door.ts';
import { editorOf, type OpenDirectory, openDirectory, saved, savedWords } from './on-directory.ts';
import { namesIn } from './part-words.ts';

const what = { CONFIRMED: 'Tout est juste.', CORRECTED: 'Corrections proposées', NOT_OURS: 'Ce n’est plus le bon contact.' };
const labels: Record<keyof EntryText, string> = {
  name: 'Nom',
  service: 'Service',
  email: 'Adresse électronique',
  phone: 'Téléphone',
  address: 'Adresse postale',
};

/** What people outside say of their own entry: taken up as changes that wait, by a coordinator who answers for them, or set aside. */
export function proposalPages(parts: Parts): Router {
  const pages = Router();
  const here = () => directoryPageHref('proposals');

  pages.get(directoryPaths.proposals, async (request, response) => {
    const ask = { request, response };
    const { open, waiting } = await opened(ask);
    const nameOf = namesIn(open.published, open.draft);
    const confirmed = waiting.filter((proposal) => confirms(open, proposal));
    response.type('html').send(
      parts.page('desk/directory/proposals', {
        chrome: await chromeFor(parts, request, response),
        confirmed: confirmed.length,
        ...(confirmed.length > 1 && {
          takeConfirmed: buttonTo(parts, ask, directoryPageHref('takeProposals'), confirmed.map(shownOf)),
        }),
        proposals: waiting.map((proposal) => {
          const { contact, body, says, by, byLink, at } = proposal;
          const edit = editOf(open, proposal);
          return {
            title: typographic(`${nameOf(contact)}, ${nameOf(body)}`),
            href: directoryPageHref('body', { body }),
            what: what[says],
            lines: says === 'CORRECTED' ? linesOf(proposal) : [],
            by,
            byLink,
            at,
            mailbox: edit !== null && changesMailbox(edit),
            outdated: edit !== null && says !== 'NOT_OURS' && !holds(open, proposal),
            ...(edit !== null && {
              take: buttonWith(parts, ask, directoryPageHref('takeProposals'), { name: 'proposition', value: shownOf(proposal) }),
            }),
            drop: buttonWith(parts, ask, directoryPageHref('dropProposal'), { name: 'proposition', value: shownOf(proposal) }),
          };
        }),
        changesHref: directoryPageHref('changes'),
      }),
    );
  });

  formButton(parts, pages, {
    at: directoryPaths.takeProposals,
    standsOn: here,
    open: opened,
    act: async ({ open, waiting }, { ask, typed, unchanged }) => {
      const shown = one(typed, 'proposition');
      // Without one of its own, the button is that of all that was confirmed.
      const asked = waiting.filter((proposal) => (shown === '' ? confirms(open, proposal) : shownOf(proposal) === shown));
      const [first] = asked;
      const edits = asked.flatMap((proposal) => editOf(open, proposal) ?? []);
      if (first === undefined || edits.length < asked.length) return { changed: true };
      if (shown === '' && !unchanged(asked.map(shownOf))) return { changed: true };
      const why = shown === '' ? 'Confirmés par les contacts eux-mêmes' : proposalWhy(first);
      if (!(await saved(parts, ask, { edits, why }))) return { changed: true };
      await settle(ask, asked, true);
      return { to: here(), said: savedWords };
    },
  });

  formButton(parts, pages, {
    at: directoryPaths.dropProposal,
    standsOn: here,
    open: opened,
    act: async ({ waiting }, { ask, typed }) => {
      const asked = waiting.filter((proposal) => shownOf(proposal) === one(typed, 'proposition'));
      if (asked.length === 0 || (await settle(ask, asked, false)) === 0) return { changed: true };
      return { to: here(), said: 'La réponse est écartée. La fiche reste telle quelle.' };
    },
  });

  async function opened(ask: Ask): Promise<{ open: OpenDirectory; waiting: StoredProposal[] }> {
    const [open, waiting] = await Promise.all([openDirectory(parts, ask), waitingProposals(parts.database, signedIn(ask.response).department)]);
    return { open, waiting };
  }

  async function settle(ask: Ask, asked: readonly StoredProposal[], taken: boolean): Promise<number> {
    return settleProposals(parts.database, signedIn(ask.response).department, asked, { taken, by: editorOf(ask).name }, parts.now());
  }

  return pages;
}

/** What taking a proposal up would change in the draft; null where its contact is no more. */
function editOf(open: OpenDirectory, proposal: StoredProposal) {
  const contact = contactIn(open, proposal);
  return contact === undefined ? null : { part: contactPart(contact.id), before: contact, after: asProposed(contact, dated(open, proposal)) };
}

const dated = ({ published }: OpenDirectory, proposal: StoredProposal) => ({
  ...proposal,
  on: dayIn(proposal.at, territoryOf(published.department).zone),
});

/** Whether its contact is still as whoever answered saw it. */
function holds(open: OpenDirectory, proposal: StoredProposal): boolean {
  const contact = contactIn(open, proposal);
  return contact !== undefined && stillHolds(contact, dated(open, proposal));
}

/** Whether it verifies its contact, and does nothing else. */
const confirms = (open: OpenDirectory, proposal: StoredProposal) => proposal.says === 'CONFIRMED' && holds(open, proposal);

/** A proposal as it was shown: said again otherwise meanwhile, it keeps its id, and is another. */
const shownOf = ({ id, at }: StoredProposal) => `${id}/${at}`;

const contactIn = ({ draft }: Pick<OpenDirectory, 'draft'>, proposal: StoredProposal) =>
  draft.contacts.find(({ id, retired }) => id === proposal.contact && retired === undefined);

const linesOf = ({ before, after }: StoredProposal) =>
  entryFields
    .filter((word) => before[word] !== after[word])
    .map((word) => ({ label: labels[word], before: typographic(before[word] ?? ''), after: typographic(after[word] ?? '') }));
