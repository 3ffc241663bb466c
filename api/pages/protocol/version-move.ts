import { type Request, type Response, Router } from 'express';
import { advance } from '../../../cases/advance.ts';
import { decide } from '../../../cases/decide.ts';
import { type CaseLine, listCases } from '../../../cases/lists/cases.ts';
import { countedUpTo } from '../../../cases/lists/page.ts';
import type { CaseState } from '../../../cases/model/state.ts';
import { apply } from '../../../cases/record/apply.ts';
import { caseState } from '../../../cases/record/read-case.ts';
import { bodyName } from '../../../directory/names.ts';
import { currentDirectory } from '../../../directory/record/revisions.ts';
import type { IndexedDirectory } from '../../../directory/resolve.ts';
import type { Procedure } from '../../../procedures/procedure.ts';
import { publishedProcedures } from '../../../procedures/record/published.ts';
import { readVersion } from '../../../publication/versions.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { MovedCase } from '../../../templates/views/editor.ts';
import type { Form } from '../../../templates/views/parts.ts';
import { label } from '../../../vocabulary/vocabulary.ts';
import { NotFound } from '../../http/errors.ts';
import { actorOf, signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { caseHref, firstPath, moveHref, versionHref } from '../shared/addresses.ts';
import { chromeFor } from '../shared/desk-page.ts';
import { type Fields, freeText } from '../shared/fields.ts';
import { type FormError, one, type Typed } from '../shared/form.ts';
import { type Ask, signedInDoor } from '../shared/form-door.ts';
import { formPage } from '../shared/form-page.ts';
import type { Sent } from '../shared/form-sent.ts';

/** Decided together: each is looked at in the new version's world. */
const TOGETHER = 20;

interface Move {
  from: Procedure;
  to: Procedure | null;
  all: { slug: string; number: number; title: string }[];
  open: { rows: CaseLine[]; total: number; next?: string };
}

const choiceField = (reference: string): string => `choix-${reference}`;
const reasonField = (reference: string): string => `raison-${reference}`;

function decided({ open }: Move, typed: Typed) {
  const chosen = open.rows.map((line) => ({
    line,
    choice: one(typed, choiceField(line.reference)),
    reason: one(typed, reasonField(line.reference)),
  }));
  return { moved: chosen.filter(({ choice }) => choice === 'MOVE'), kept: chosen.filter(({ choice }) => choice === 'KEEP') };
}

/** Running cases that pass to another version: what that changes for each, shown before; decided case by case, with a reason. */
export function movePages(parts: Parts): Router {
  const pages = Router({ mergeParams: true });

  formPage<Move, Fields>(parts, pages, {
    at: firstPath,
    door: signedInDoor(parts),
    open: async ({ request, response }) => {
      const versions = await versionsOf(request, response);
      return { ...versions, open: versions.to === null ? { rows: [], total: 0 } : await openCases(request, response, versions.from) };
    },
    fields: ({ open }) => ({
      ...Object.fromEntries(open.rows.flatMap(({ reference }) => [choiceField(reference), reasonField(reference)]).map((name) => [name, freeText()])),
      why: freeText(),
    }),
    begin: ({ open }) => Object.fromEntries(open.rows.map(({ reference }) => [choiceField(reference), 'LATER'])),
    check: (_values, move, { typed }) => {
      if (move.to === null) throw new NotFound();
      const { moved, kept } = decided(move, typed);
      const errors: FormError<string>[] = kept
        .filter(({ reason }) => reason === '')
        .map(({ line }) => ({ field: reasonField(line.reference), message: `Dites pourquoi le dossier ${line.reference} garde sa version.` }));
      if (moved.length > 0 && one(typed, 'why') === '') errors.push({ field: 'why', message: 'Dites pourquoi ces dossiers changent de version.' });
      if (moved.length + kept.length === 0) errors.push({ field: 'why', message: 'Choisissez pour au moins un dossier.' });
      return errors;
    },
    view: page,
    act: async (_values, move, sent) => write(move, sent),
  });

  async function write(move: Move, { ask, typed: fields, act }: Sent): Promise<{ to: string; said: string }> {
    const account = signedIn(ask.response);
    const { from, to } = move;
    if (to === null) throw new NotFound();
    const { moved, kept } = decided(move, fields);
    const about = { at: parts.now(), by: actorOf(account) };
    const eventId = (line: CaseLine) => `page:${account.id}:${act}:${line.reference}`;
    let refused = 0;
    for (const { line } of moved) {
      const applied = await apply(
        parts.database,
        account.department,
        line.caseId,
        { ...about, kind: 'VersionChanged', from },
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
    return { to: `${versionHref(from)}#dossiers`, said: `${said.join(', ')}.` };
  }

  async function versionsOf(request: Request, response: Response): Promise<Omit<Move, 'open'>> {
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
    return listCases(parts.database, account.department, { follows: from, status: 'OPEN', size: TOGETHER, page: pageOf(request) });
  }

  async function page(form: Form<string>, { from, to, all, open }: Move, { request, response }: Ask): Promise<string> {
    const account = signedIn(response);
    const directory = await currentDirectory(parts.database, account.department);
    const cases = to === null ? [] : await Promise.all(open.rows.map((line) => shownCase(account.department, line, from, to, directory)));
    const href = moveHref(from);
    const target = (version: { slug: string; number: number }, page = 1) =>
      `${href}?${new URLSearchParams({ vers: `${version.slug}@${version.number}`, ...(page > 1 && { page: String(page) }) })}`;
    const here = pageOf(request);
    const last = Math.min(open.total, here * TOGETHER);
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
      ...(to !== null && { form }),
      cases,
      pagination: {
        first: cases.length === 0 ? 0 : (here - 1) * TOGETHER + 1,
        last,
        total: open.total,
        ...(open.total >= countedUpTo && { more: true }),
        ...(to !== null && here > 1 && { previous: target(to, here - 1) }),
        ...(to !== null && open.next !== undefined && { next: target(to, here + 1) }),
      },
    });
  }

  async function shownCase(department: string, line: CaseLine, from: Procedure, to: Procedure, directory: IndexedDirectory): Promise<MovedCase> {
    const { reference, caseId } = line;
    const about = { reference, href: caseHref(reference), choice: choiceField(reference), reason: reasonField(reference) };
    const found = await caseState(parts.database, department, caseId);
    if (found === null) return { ...about, changes: [], refused: 'Ce dossier n’existe plus.' };
    const at = parts.now() + found.clockOffset;
    const { state } = advance(found.state, at, { procedure: from, directory });
    const decision = decide(state, { kind: 'VersionChanged', from, at, by: { kind: 'CLOCK', id: null } }, { procedure: to, directory });
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
  const transfers = after.transfers.filter(({ id }) => before.transfers.every((old) => old.id !== id));
  const wider = after.transfers.filter((transfer) => {
    const old = before.transfers.find(({ id }) => id === transfer.id);
    return old !== undefined && transfer.discloses.length > old.discloses.length;
  });
  const tasks = after.tasks.filter(({ id, kind }) => before.tasks.every((old) => old.id !== id) && kind !== 'PHONE_NOW');
  const calls = after.tasks.filter(({ id, kind }) => before.tasks.every((old) => old.id !== id) && kind === 'PHONE_NOW');
  return [
    ...transfers.map(
      ({ organisation, purpose }) => `Transmission à ${bodyName(directory, organisation)}, ${label('purpose', purpose).toLowerCase()}`,
    ),
    ...wider.map(({ organisation }) => `${bodyName(directory, organisation)} en verra davantage`),
    ...calls.map(({ sayable }) => `Appel immédiat\u00a0: ${sayable}`),
    ...tasks.map(({ kind }) => `Tâche\u00a0: ${label('taskKind', kind)}`),
  ];
}
