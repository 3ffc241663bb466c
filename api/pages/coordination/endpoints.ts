import { randomUUID } from 'node:crypto';
import { Router } from 'express';
import { EndpointFailure } from '../../../directory/calls/ask-endpoint.ts';
import { callEndpoint } from '../../../directory/calls/call-endpoint.ts';
import type { Contact } from '../../../directory/directory.ts';
import { bodyName } from '../../../directory/names.ts';
import { type EndpointStanding, endpointStanding, keepNewest, makeEndpointSecret } from '../../../directory/record/endpoints.ts';
import { currentDirectory } from '../../../directory/record/revisions.ts';
import { typographic } from '../../../templates/text/typography.ts';
import { endpointTrouble } from '../../../vocabulary/endpoint.ts';
import { NotFound } from '../../http/errors.ts';
import { signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { directoryPageHref, endpointHref, endpointPaths } from '../shared/addresses.ts';
import { chromeFor, traceAct } from '../shared/desk-page.ts';
import { buttonTo, formButton } from '../shared/form-button.ts';
import type { Ask } from '../shared/form-door.ts';

interface Machine {
  contact: Contact;
  /** Where it is called. */
  url: string;
  body: string;
  standing: EndpointStanding | null;
}

/** The machines of partners as they are published: how the calls go, the secret that signs them, a call to try. */
export function endpointPages(parts: Parts): Router {
  const pages = Router();
  const { database } = parts;
  const of = ({ request, response }: Ask) => ({ department: signedIn(response).department, contact: String(request.params.contact) });
  const standsOn = ({ request }: Ask) => endpointHref('one', { contact: String(request.params.contact) });

  async function open(ask: Ask): Promise<Machine> {
    const directory = await currentDirectory(database, of(ask).department);
    const contact = directory.contactById.get(of(ask).contact);
    if (contact?.endpoint === undefined) throw new NotFound('Ce contact n’a pas de logiciel à appeler dans l’annuaire publié.');
    const { endpoint: url } = contact;
    return { contact, url, body: bodyName(directory, contact.organisation), standing: await endpointStanding(database, of(ask), url) };
  }

  async function head(ask: Ask, { contact, body, url }: Machine) {
    const backHref = directoryPageHref('body', { body: contact.organisation });
    return { chrome: await chromeFor(parts, ask.request, ask.response), backHref, body, name: contact.name, url };
  }

  pages.get(endpointPaths.one, async (request, response) => {
    const ask = { request, response };
    const machine = await open(ask);
    const { standing } = machine;
    const href = (page: keyof typeof endpointPaths) => endpointHref(page, { contact: machine.contact.id });
    response.type('html').send(
      parts.page('desk/endpoint', {
        ...(await head(ask, machine)),
        state: standing === null ? 'NO_SECRET' : standing.failing !== null ? 'FAILING' : standing.verifiedAt !== null ? 'VERIFIED' : 'UNVERIFIED',
        ...(standing !== null && { madeAt: standing.madeAt, both: standing.both, call: buttonTo(parts, ask, href('call')) }),
        ...(standing !== null && standing.verifiedAt !== null && { verifiedAt: standing.verifiedAt }),
        ...(standing !== null &&
          standing.failing !== null && { failing: { since: standing.failing.since, why: typographic(endpointTrouble(standing.failing.code)) } }),
        make: buttonTo(parts, ask, href('secret'), standing?.madeAt ?? null),
        ...(standing?.both && { keep: buttonTo(parts, ask, href('newest'), standing.madeAt) }),
      }),
    );
  });

  formButton<Machine>(parts, pages, {
    at: endpointPaths.secret,
    standsOn,
    open,
    act: async (machine, { ask, unchanged }) => {
      const made = machine.standing?.madeAt ?? null;
      const secret = unchanged(made) ? await makeEndpointSecret(database, of(ask), made, parts.now()) : null;
      if (secret === null) return { changed: true };
      await traceAct(parts, ask, 'MACHINE_SECRET_MADE');
      return { page: parts.page('desk/endpoint-secret', { ...(await head(ask, machine)), backHref: standsOn(ask), secret, both: made !== null }) };
    },
  });

  formButton<Machine>(parts, pages, {
    at: endpointPaths.newest,
    standsOn,
    open,
    act: async ({ standing }, { ask, unchanged }) => {
      if (standing === null || !unchanged(standing.madeAt)) return { changed: true };
      await keepNewest(database, of(ask));
      await traceAct(parts, ask, 'MACHINE_SECRET_ENDED');
      return { to: standsOn(ask), said: 'L’ancien secret ne signe plus.' };
    },
  });

  formButton<Machine>(parts, pages, {
    at: endpointPaths.call,
    standsOn,
    open,
    act: async ({ url }, { ask }) => {
      const { department } = of(ask);
      const how = { at: parts.now(), anywhere: parts.settings.mode === 'demonstration', cancelled: new AbortController().signal };
      try {
        await callEndpoint(database, of(ask), url, { id: `ping_${randomUUID()}`, type: 'ping', data: { department } }, how);
        return { to: standsOn(ask), said: 'Le logiciel a répondu à l’appel d’essai.' };
      } catch (failure) {
        if (!(failure instanceof EndpointFailure)) throw failure;
        return { to: standsOn(ask), said: typographic(`L’appel d’essai n’a pas abouti : ${endpointTrouble(failure.code)}.`), important: true };
      }
    },
  });

  return pages;
}
