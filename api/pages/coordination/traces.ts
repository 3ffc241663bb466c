import { Router } from 'express';
import { listAccounts } from '../../../accounts/accounts.ts';
import { listApiKeys } from '../../../accounts/api-keys.ts';
import { territoryOf } from '../../../calendar/territory.ts';
import { casesReadBy, manyCases, tracesOfAccount, unusualDays, usualHours } from '../../../traces/read-traces.ts';
import { traceKinds } from '../../../traces/trace-kinds.ts';
import { signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { trace } from '../../http/trace.ts';
import { caseHref, firstPath, tracesHref, tracesOfHref } from '../shared/addresses.ts';
import { chromeFor } from '../shared/desk-page.ts';

/** Who came in, what was done with accounts and keys, who read what and when it was unusual. Looking here is a trace too. */
export function tracePages(parts: Parts): Router {
  const pages = Router();
  pages.get(firstPath, async (request, response) => {
    const who = signedIn(response);
    const { department } = who;
    const accounts = await listAccounts(parts.database, department);
    const chosen = accounts.find(({ id }) => id === request.query.compte);
    await trace(parts, request, { department, kind: 'TRACES_READ', account: who.id, ...(chosen !== undefined && { about: chosen.id }) });
    const names = new Map([
      ...accounts.map(({ id, name }): [string, string] => [id, name]),
      ...(await listApiKeys(parts.database, department)).map(({ id, label }): [string, string] => [id, `Clé ${label}`]),
    ]);
    const nameOf = (id: string | null): string => (id === null ? 'Personne de connu' : (names.get(id) ?? 'Compte retiré'));
    const unusual = await unusualDays(parts.database, department, territoryOf(department).zone, parts.now());
    response.type('html').send(
      parts.page('desk/traces', {
        chrome: await chromeFor(parts, request, response),
        action: tracesHref,
        accounts: accounts.map(({ id, name }) => ({ value: id, label: name, chosen: id === chosen?.id })),
        manyCases,
        from: usualHours[0],
        until: usualHours[1],
        unusual: unusual.map(({ account, day, cases, outside }) => ({ name: nameOf(account), href: tracesOfHref(account), day, cases, outside })),
        ...(chosen !== undefined && { chosen: { name: chosen.name, ...(await ofAccount(department, chosen.id, nameOf)) } }),
      }),
    );
  });

  async function ofAccount(department: string, id: string, nameOf: (id: string | null) => string) {
    const traces = await tracesOfAccount(parts.database, department, id);
    const lines = [...new Set(traces.flatMap(({ line }) => line ?? []))];
    return {
      traces: traces.map(({ at, kind, account, about, line }) => ({
        at: at.getTime(),
        what: traceKinds[kind],
        by: nameOf(account),
        ...(about !== null && { about: nameOf(about) }),
        ...(line !== null && { line: lines.indexOf(line) + 1 }),
      })),
      readings: (await casesReadBy(parts.database, department, id)).map(({ at, reference }) => ({
        at: at.getTime(),
        reference,
        href: caseHref(reference, 'access'),
      })),
    };
  }

  return pages;
}
