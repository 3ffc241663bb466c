import { Router } from 'express';
import { type CampaignScope, contactsToAsk } from '../../../directory/campaigns/scope.ts';
import { isToCall } from '../../../directory/campaigns/step.ts';
import type { Contact } from '../../../directory/directory.ts';
import { bodyName } from '../../../directory/names.ts';
import {
  type Campaign,
  type CampaignContact,
  type CampaignCounts,
  endCampaign,
  listCampaigns,
  readCampaign,
  startCampaign,
  unanswered,
} from '../../../directory/record/campaigns.ts';
import { currentDirectory } from '../../../directory/record/revisions.ts';
import type { IndexedDirectory } from '../../../directory/resolve.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { DirectoryViews } from '../../../templates/views/directory.ts';
import { codes, roleLabel } from '../../../vocabulary/vocabulary.ts';
import { NotFound } from '../../http/errors.ts';
import { signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { directoryPageHref, directoryPaths } from '../shared/addresses.ts';
import { chromeFor } from '../shared/desk-page.ts';
import { oneOf, type Typed } from '../shared/form.ts';
import { buttonTo, buttonWith, formButton } from '../shared/form-button.ts';
import type { Ask } from '../shared/form-door.ts';
import { queried } from '../shared/pagination.ts';
import { editorOf, todayIn } from './on-directory.ts';

const SHOWN = 300;
const monthChoices = ['6', '12', '24'] as const;

/** Campaigns that ask contacts whether their entry is right: prepared and shown before anybody is written to, begun, followed, ended. */
export function campaignPages(parts: Parts): Router {
  const pages = Router();
  const oneHref = (campaign: string) => directoryPageHref('campaign', { campaign });

  pages.get(directoryPaths.campaigns, async (request, response) => {
    const campaigns = await listCampaigns(parts.database, signedIn(response).department);
    response.type('html').send(
      parts.page('desk/directory/campaigns', {
        chrome: await chromeFor(parts, request, response),
        newHref: directoryPageHref('newCampaign'),
        campaigns: campaigns.map(({ id, scope, startedAt, by, asked, answered, ended }) => ({
          href: oneHref(id),
          scope: scopeWords(scope),
          startedAt,
          by,
          asked,
          answered,
          ...(ended !== null && { ended: ended.at }),
        })),
      }),
    );
  });

  pages.get(directoryPaths.newCampaign, async (request, response) => {
    const ask = { request, response };
    const asked = queried(request);
    const { scope, directory, contacts, already } = await toAsk(response, asked);
    const hidden = (['competence', 'mois'] as const).map((name) => ({ name, value: String(asked[name] ?? '') }));
    const button = buttonTo(
      parts,
      ask,
      directoryPageHref('startCampaign'),
      contacts.map(({ id }) => id),
    );
    response.type('html').send(
      parts.page('desk/directory/campaign-new', {
        chrome: await chromeFor(parts, request, response),
        role: scope.role ?? '',
        months: scope.months === undefined ? '' : String(scope.months),
        asked: contacts.slice(0, SHOWN).map((one) => ({ ...lineOf(directory, one), email: one.email !== undefined })),
        count: contacts.length,
        byPhone: contacts.filter(({ email }) => email === undefined).length,
        already,
        ...(contacts.length > 0 && { start: { ...button, hidden: [...(button.hidden ?? []), ...hidden] } }),
      }),
    );
  });

  formButton(parts, pages, {
    at: directoryPaths.startCampaign,
    standsOn: () => directoryPageHref('newCampaign'),
    open: async () => null,
    act: async (_subject, { ask, typed, unchanged }) => {
      const { scope, contacts } = await toAsk(ask.response, typed);
      if (!unchanged(contacts.map(({ id }) => id)) || contacts.length === 0) return { changed: true };
      const { department } = signedIn(ask.response);
      const id = await startCampaign(parts.database, department, { scope, contacts, by: editorOf(ask) }, parts.now());
      if (id === null) return { changed: true };
      return { to: oneHref(id), said: 'La campagne est lancée\u00a0: les premiers courriels partent dans la minute.' };
    },
  });

  pages.get(directoryPaths.campaign, async (request, response) => {
    const ask = { request, response };
    response.type('html').send(parts.page('desk/directory/campaign', await shown(ask, await opened(ask))));
  });

  formButton(parts, pages, {
    at: directoryPaths.endCampaign,
    standsOn: ({ request }) => oneHref(String(request.params.campaign)),
    open: opened,
    act: async ({ id }, { ask }) => {
      if (!(await endCampaign(parts.database, signedIn(ask.response).department, id, editorOf(ask).name, parts.now()))) return { changed: true };
      return { to: oneHref(id), said: 'La campagne est terminée\u00a0: elle n’écrit plus à personne.' };
    },
  });

  async function opened({ request, response }: Ask) {
    const id = String(request.params.campaign);
    const campaign = /^[0-9a-f-]{36}$/.test(id) ? await readCampaign(parts.database, signedIn(response).department, id) : null;
    if (campaign === null) throw new NotFound('Cette campagne n’existe pas.');
    return campaign;
  }

  /** Whom what is asked for would write to, and how many of them a running campaign asks already. */
  async function toAsk(response: Ask['response'], asked: Typed) {
    const { department } = signedIn(response);
    const role = oneOf(asked, 'competence', codes('role'));
    const months = oneOf(asked, 'mois', monthChoices);
    const scope: CampaignScope = { ...(role !== undefined && { role }), ...(months !== undefined && { months: Number(months) }) };
    const [known, running] = await Promise.all([currentDirectory(parts.database, department), unanswered(parts.database, department)]);
    const [directory, today] = [known.on(parts.now()), todayIn(parts, department)];
    const all = contactsToAsk(directory, scope, today, new Set());
    const contacts = contactsToAsk(directory, scope, today, new Set(running.map(({ contact }) => contact)));
    return { scope, directory, contacts, already: all.length - contacts.length };
  }

  async function shown(
    ask: Ask,
    { id, scope, startedAt, by, ended, asked: all, answers, contacts }: Campaign & CampaignCounts & { contacts: CampaignContact[] },
  ): Promise<DirectoryViews['desk/directory/campaign']> {
    const { department } = signedIn(ask.response);
    const directory = await currentDirectory(parts.database, department);
    const began = todayIn({ ...parts, now: () => startedAt }, department);
    const lines = contacts.map((asked) => ({ asked, contact: directory.contactById.get(asked.contact) }));
    const toCall = ended === null ? lines.filter(({ asked, contact }) => isToCall(asked, contact, began)) : [];
    const others = lines.filter((line) => !toCall.includes(line)).toSorted((a, b) => (b.asked.answeredAt ?? 0) - (a.asked.answeredAt ?? 0));
    return {
      chrome: await chromeFor(parts, ask.request, ask.response),
      scope: scopeWords(scope),
      startedAt,
      by,
      ...(ended !== null && { ended }),
      counts: [
        { label: 'Interrogés', count: all },
        { label: 'Confirmés', count: answers.CONFIRMED },
        { label: 'Corrigés', count: answers.CORRECTED },
        { label: 'Plus le bon contact', count: answers.NOT_OURS },
        { label: 'À appeler', count: toCall.length },
      ],
      toCall: toCall.slice(0, SHOWN).map(({ asked, contact }) => ({
        ...(contact === undefined ? gone : lineOf(directory, contact)),
        ...(contact?.phone !== undefined && { phone: contact.phone }),
        why: typographic(whyCall(asked, contact)),
      })),
      others: others.slice(0, SHOWN).map(({ asked, contact }) => ({
        ...(contact === undefined ? gone : lineOf(directory, contact)),
        ...stateOf(asked),
      })),
      more: all - Math.min(toCall.length, SHOWN) - Math.min(others.length, SHOWN),
      proposalsHref: directoryPageHref('proposals'),
      ...(ended === null && { end: buttonWith(parts, ask, directoryPageHref('endCampaign', { campaign: id })) }),
    };
  }

  return pages;
}

/** A contact with its body, and where it is written. */
const lineOf = (directory: Pick<IndexedDirectory, 'organisationById'>, { id, name, organisation }: Contact) => ({
  name,
  body: bodyName(directory, organisation),
  href: directoryPageHref('contact', { body: organisation, contact: id }),
});

const gone = { name: 'contact retiré', body: 'Annuaire', href: directoryPageHref('index') };

/** Whom a campaign asks, in words. */
export function scopeWords({ role, months }: CampaignScope): string {
  const whose = role === undefined ? 'Tous les contacts' : `Contacts « ${roleLabel(role)} »`;
  return typographic(months === undefined ? whose : `${whose}, non vérifiés depuis ${months} mois`);
}

function whyCall({ returnedAt, sent }: CampaignContact, contact: Contact | undefined): string {
  if (returnedAt !== null) return 'Le courriel est revenu';
  if (contact?.email === undefined) return 'Pas d’adresse électronique';
  return sent === 0 ? 'Le courriel n’a pas pu lui être remis' : `Sans réponse à ${sent} ${sent === 1 ? 'courriel' : 'courriels'}`;
}

function stateOf({ says, sent, silentAt }: CampaignContact): { state: string; done: boolean } {
  const answers = { CONFIRMED: 'Tout est juste', CORRECTED: 'Corrigé', NOT_OURS: 'Plus le bon contact' };
  if (says !== null) return { state: answers[says], done: true };
  if (silentAt !== null) return { state: 'Vérifié depuis', done: true };
  return { state: sent === 0 ? 'Pas encore écrit' : sent === 1 ? 'Écrit' : `Relancé (${sent - 1})`, done: false };
}
