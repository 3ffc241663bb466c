import type { Request, Router } from 'express';
import { DateTime } from 'luxon';
import { currentDirectory } from '../../../directory/record/revisions.ts';
import { calendarOf } from '../../../directory/resolve.ts';
import { beginRehearsal, listRehearsals } from '../../../rehearsal/past/rehearsals.ts';
import type { PastView } from '../../../templates/views/rehearsal.ts';
import { actorOf, signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { pastHref, pastPaths, rehearsalHref } from '../shared/addresses.ts';
import { chromeFor } from '../shared/desk-page.ts';
import { freeText, maybeCode, neededText } from '../shared/fields.ts';
import { type Ask, signedInDoor } from '../shared/form-door.ts';
import { formPage } from '../shared/form-page.ts';
import { whoIs } from '../words/names.ts';
import { protocolsToTry, protocolTitle, rehearsalTabs, worldToTry } from './rehearsed-protocol.ts';

const day = (message: string) => neededText(message).refine((text) => DateTime.fromFormat(text, 'yyyy-MM-dd').isValid, message);
const period = {
  p: freeText(),
  from: day('Dites le premier jour de la période.'),
  until: day('Dites le dernier jour de la période.'),
  directory: maybeCode(['THEN', 'TODAY']),
};

/** The page that begins a rehearsal on the past, with those that were made. */
export function beginPastPage(parts: Parts, pages: Router): void {
  formPage<{ department: string; zone: string }, typeof period>(parts, pages, {
    at: pastPaths.begin,
    door: signedInDoor(parts),
    open: async ({ response }) => {
      const { department } = signedIn(response);
      return { department, zone: calendarOf(await currentDirectory(parts.database, department), 'desk').zone };
    },
    fields: period,
    begin: ({ zone }, { request }) => {
      const today = DateTime.fromMillis(parts.now(), { zone });
      return { p: asked(request) ?? '', from: today.minus({ years: 1 }).toISODate() ?? '', until: today.toISODate() ?? '', directory: 'THEN' };
    },
    check: ({ from, until }) =>
      from !== undefined && until !== undefined && until < from
        ? [{ field: 'until', message: 'Le dernier jour vient avant le premier : échangez-les.' }]
        : [],
    view: (form, { department }, ask) => askPage(parts, form, department, ask),
    act: async ({ p, from, until, directory }, { department, zone }, { ask: { response } }) => {
      const account = signedIn(response);
      const protocol = p || undefined;
      const world = await worldToTry(parts, department, protocol);
      const begun = await beginRehearsal(
        parts.database,
        department,
        {
          protocol: protocol ?? `${world.procedure.slug}@${world.procedure.number}`,
          title: protocolTitle(world.procedure, protocol),
          procedure: world.procedure,
          from: DateTime.fromISO(from, { zone }).toMillis(),
          until: DateTime.fromISO(until, { zone }).plus({ days: 1 }).toMillis(),
          directory: directory === 'TODAY' ? world.directory.revision : null,
          by: { ...actorOf(account), id: account.id },
        },
        parts.now(),
      );
      if (!('running' in begun)) return { to: rehearsalHref(begun.id) };
      const said = 'Un essai est déjà en cours dans ce département : le voici. Arrêtez-le, ou attendez qu’il finisse.';
      return { to: rehearsalHref(begun.running), said, important: true };
    },
  });
}

const asked = ({ query }: Request): string | undefined => (typeof query.p === 'string' && query.p !== '' ? query.p : undefined);

async function askPage(parts: Parts, form: PastView['form'], department: string, { request, response }: Ask): Promise<string> {
  const [protocols, rehearsals, name] = await Promise.all([
    protocolsToTry(parts, department),
    listRehearsals(parts.database, department),
    whoIs(parts, response),
  ]);
  const running = rehearsals.find(({ status }) => status === 'RUNNING');
  return parts.page('desk/past', {
    chrome: await chromeFor(parts, request, response),
    ...rehearsalTabs(pastHref, asked(request), signedIn(response)),
    form,
    protocols,
    ...(running && { running: { href: rehearsalHref(running.id), title: running.title } }),
    past: rehearsals.map(({ id, title, from, until, startedAt, startedBy, status, totals, done }) => ({
      href: rehearsalHref(id),
      title,
      from,
      until: until - 1,
      at: startedAt,
      who: name(startedBy),
      status,
      cases: totals.cases,
      total: done,
    })),
  });
}
