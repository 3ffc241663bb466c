import { randomUUID } from 'node:crypto';
import { type Request, type Response, Router } from 'express';
import { advance } from '../../../cases/advance.ts';
import { decide } from '../../../cases/decide.ts';
import { type CaseLine, listCases } from '../../../cases/lists/cases.ts';
import type { CaseState } from '../../../cases/model/state.ts';
import { apply } from '../../../cases/record/apply.ts';
import { caseState } from '../../../cases/record/read-case.ts';
import { currentDirectory } from '../../../directory/record/revisions.ts';
import type { IndexedDirectory } from '../../../directory/resolve.ts';
import type { Procedure } from '../../../procedures/procedure.ts';
import { publishedProcedures } from '../../../procedures/record/published.ts';
import { readVersion } from '../../../publication/versions.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { MovedCase } from '../../../templates/views/editor.ts';
import { label } from '../../../vocabulary/vocabulary.ts';
import { NotFound } from '../../http/errors.ts';
import { actorOf, signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { versionHref } from '../shared/addresses.ts';
import { chromeFor, notice, resumed } from '../shared/desk-page.ts';
import { type FormError, formAction, formView, one, type Typed, typed } from '../shared/form.ts';

/** Decided together: each is looked at in the new version's world. */
const TOGETHER = 20;

/** Running cases that pass to another version: what that changes for each, shown before; decided case by case, with a reason. */
export function movePages(parts: Parts): Router {
  const pages = Router({ mergeParams: true });

  pages.get('/', async (request: Request, response) => {
    response.type('html').send(await page(request, response, resumed(response) ?? {}, []));
  });

  pages.post('/', async (request: Request, response) => {
    const account = signedIn(response);
    const fields = typed(request);
    const { from, to } = await versionsOf(request, response);
    if (to === null) throw new NotFound();
    const open = await openCases(request, response, from);
    const chosen = open.rows.map((line) => ({
      line,
      choice: one(fields, `choix-${line.reference}`),
      reason: one(fields, `raison-${line.reference}`),
    }));
    const moved = chosen.filter(({ choice }) => choice === 'MOVE');
    const kept = chosen.filter(({ choice }) => choice === 'KEEP');
    const errors: FormError<string>[] = kept
      .filter(({ reason }) => reason === '')
      .map(({ line }) => ({ field: `raison-${line.reference}`, message: `Dites pourquoi le dossier ${line.reference} garde sa version.` }));
    if (moved.length > 0 && one(fields, 'why') === '') errors.push({ field: 'why', message: 'Dites pourquoi ces dossiers changent de version.' });
    if (moved.length + kept.length === 0) errors.push({ field: 'why', message: 'Choisissez pour au moins un dossier.' });
    if (errors.length > 0) {
      response
        .status(422)
        .type('html')
        .send(await page(request, response, fields, errors));
      return;
    }
    const about = { at: parts.now(), by: actorOf(account) };
    const eventId = (line: CaseLine) => `page:${account.id}:${one(fields, 'cle')}:${line.reference}`;
    let refused = 0;
    for (const { line } of moved) {
      const applied = await apply(
        parts.database,
        account.department,
        line.caseId,
        { ...about, kind: 'VersionChanged', from: '' },
        { version: { slug: to.slug, number: to.number }, content: { text: one(fields, 'why') }, eventId: eventId(line) },
      );
      if ('refused' in applied) refused += 1;
    }
    for (const { line, reason } of kept) {
      const text = `Garde le protocole ${from.slug}@${from.number} au lieu de ${to.slug}@${to.number}\u00a0: ${reason}`;
      await apply(parts.database, account.department, line.caseId, { ...about, kind: 'NoteAdded' }, { content: { text }, eventId: eventId(line) });
    }
    const counted: [number, string, string][] = [
      [moved.length - refused, 'dossier passé', 'dossiers passés'],
      [kept.length, 'dossier gardé', 'dossiers gardés'],
      [refused, 'dossier refusé par la nouvelle version', 'dossiers refusés par la nouvelle version'],
    ];
    const said = counted.filter(([count]) => count > 0).map(([count, single, several]) => `${count} ${count === 1 ? single : several}`);
    notice(request, `${said.join(', ')}.`);
    response.redirect(303, `${versionHref(from)}#dossiers`);
  });

  async function versionsOf(
    request: Request,
    response: Response,
  ): Promise<{ from: Procedure; to: Procedure | null; all: { slug: string; number: number; title: string }[] }> {
    const { department } = signedIn(response);
    const all = await publishedProcedures(parts.database, department);
    const here = await readVersion(parts.database, department, String(request.params.slug), Number(request.params.number));
    if (here === null) throw new NotFound('Cette version du protocole n’existe pas.');
    const asked = all.find(({ slug, number }) => `${slug}@${number}` === request.query.vers);
    const to = asked && (await readVersion(parts.database, department, asked.slug, asked.number));
    return { from: here.procedure, to: to?.procedure ?? null, all };
  }

  async function openCases(request: Request, response: Response, from: Procedure) {
    const account = signedIn(response);
    return listCases(parts.database, account.department, actorOf(account), { follows: from, status: 'OPEN', size: TOGETHER, page: pageOf(request) });
  }

  async function page(request: Request, response: Response, fields: Typed, errors: FormError<string>[]): Promise<string> {
    const account = signedIn(response);
    const { from, to, all } = await versionsOf(request, response);
    const open = to === null ? { rows: [], total: 0 } : await openCases(request, response, from);
    const directory = await currentDirectory(parts.database, account.department);
    const cases = to === null ? [] : await Promise.all(open.rows.map((line) => shownCase(account.department, line, from, to, directory)));
    const href = `${versionHref(from)}/passage`;
    const target = (version: { slug: string; number: number }, page = 1) =>
      `${href}?${new URLSearchParams({ vers: `${version.slug}@${version.number}`, ...(page > 1 && { page: String(page) }) })}`;
    const here = pageOf(request);
    const last = Math.min(open.total, here * TOGETHER);
    const names = ['why', ...cases.flatMap(({ choice, reason }) => [choice, reason])];
    const shown: Typed = { ...Object.fromEntries(cases.map(({ choice }) => [choice, 'LATER'])), ...fields };
    const action = to === null ? null : formAction(parts, request, response, target(to, here));
    return parts.page('desk/editor/move', {
      chrome: await chromeFor(parts, request, response),
      version: `${from.slug}@${from.number}`,
      versionHref: versionHref(from),
      targets: all
        .filter(({ slug, number }) => slug !== from.slug || number !== from.number)
        .map((version) => ({
          href: target(version),
          label: typographic(`${version.title}, version ${version.slug}@${version.number}`),
          current: to !== null && version.slug === to.slug && version.number === to.number,
        })),
      ...(to !== null && { to: `${to.slug}@${to.number}` }),
      ...(action !== null && {
        form: formView({ ...action, hidden: [{ name: 'cle', value: one(fields, 'cle') || randomUUID() }] }, names, shown, errors),
      }),
      cases,
      pagination: {
        first: cases.length === 0 ? 0 : (here - 1) * TOGETHER + 1,
        last,
        total: open.total,
        ...(to !== null && here > 1 && { previous: target(to, here - 1) }),
        ...(to !== null && last < open.total && { next: target(to, here + 1) }),
      },
    });
  }

  async function shownCase(department: string, line: CaseLine, from: Procedure, to: Procedure, directory: IndexedDirectory): Promise<MovedCase> {
    const { reference, caseId } = line;
    const about = { reference, href: `/guichet/dossiers/${reference}`, choice: `choix-${reference}`, reason: `raison-${reference}` };
    const found = await caseState(parts.database, department, caseId);
    if (found === null) return { ...about, changes: [], refused: 'Ce dossier n’existe plus.' };
    const at = parts.now() + found.clockOffset;
    const { state } = advance(found.state, at, { procedure: from, directory });
    const decision = decide(
      state,
      { kind: 'VersionChanged', from: `${from.slug}@${from.number}`, at, by: { kind: 'CLOCK', id: null } },
      { procedure: to, directory },
    );
    if ('refused' in decision) return { ...about, changes: [], refused: typographic(decision.refused.sayable) };
    return { ...about, changes: changesOf(state, decision.state, directory).map(typographic) };
  }

  return pages;
}

function pageOf(request: Request): number {
  return Math.max(1, Number.parseInt(String(request.query.page ?? '1'), 10) || 1);
}

/** What a case would have that it has not, in words. */
function changesOf(before: CaseState, after: CaseState, directory: IndexedDirectory): string[] {
  const name = (id: string) => directory.organisationById.get(id)?.name ?? id;
  const transfers = after.transfers.filter(({ id }) => before.transfers.every((old) => old.id !== id));
  const wider = after.transfers.filter((transfer) => {
    const old = before.transfers.find(({ id }) => id === transfer.id);
    return old !== undefined && transfer.discloses.length > old.discloses.length;
  });
  const tasks = after.tasks.filter(({ id, kind }) => before.tasks.every((old) => old.id !== id) && kind !== 'PHONE_NOW');
  const calls = after.tasks.filter(({ id, kind }) => before.tasks.every((old) => old.id !== id) && kind === 'PHONE_NOW');
  return [
    ...transfers.map(({ organisation, purpose }) => `Transmission à ${name(organisation)}, ${label('purpose', purpose).toLowerCase()}`),
    ...wider.map(({ organisation }) => `${name(organisation)} en verra davantage`),
    ...calls.map(({ sayable }) => `Appel immédiat\u00a0: ${sayable}`),
    ...tasks.map(({ kind }) => `Tâche\u00a0: ${label('taskKind', kind)}`),
  ];
}
