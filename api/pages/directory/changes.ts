import { Router } from 'express';
import { accountsThatMay } from '../../../accounts/accounts.ts';
import { may } from '../../../accounts/rights.ts';
import { frenchDay } from '../../../calendar/french.ts';
import { runningTransfersOf } from '../../../cases/lists/transfers.ts';
import { answersThatChangeFrom, type RoleAnswer } from '../../../directory/answers.ts';
import type { Contact, Organisation } from '../../../directory/directory.ts';
import { type DirectoryPart, withEdits } from '../../../directory/edits.ts';
import { bodyIn, type PendingPart, sortPending } from '../../../directory/pending.ts';
import type { DirectoryChange } from '../../../directory/record/change-rows.ts';
import { asPending, authorsOf, newProblems, settleConflict, undoChanges } from '../../../directory/record/changes.ts';
import { communesOf } from '../../../directory/record/communes.ts';
import { indexDirectory } from '../../../directory/resolve.ts';
import { gapWords } from '../../../directory/sayings.ts';
import { shutOf, turningDays } from '../../../directory/validity.ts';
import { handOf, publishDirectoryChanges } from '../../../publication/directory-changes.ts';
import { proveWithDirectory } from '../../../publication/proofs.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { DirectoryViews, PendingChange } from '../../../templates/views/directory.ts';
import { canonical } from '../../../vocabulary/canonical.ts';
import { roleLabel } from '../../../vocabulary/vocabulary.ts';
import { signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { accountsHref, caseHref, directoryHref, directoryPageHref, directoryPaths } from '../shared/addresses.ts';
import { chromeFor } from '../shared/desk-page.ts';
import { one } from '../shared/form.ts';
import { buttonTo, buttonWith, formButton } from '../shared/form-button.ts';
import type { Ask } from '../shared/form-door.ts';
import { WHOLE } from '../shared/form-sent.ts';
import { studiesChangedBy } from '../training/study-changes.ts';
import { whatShuts } from './agreement-form.ts';
import { editorOf, type OpenDirectory, openDirectory, todayIn } from './on-directory.ts';
import { communesNamed, differenceWords, lapseSaid, namesIn } from './part-words.ts';

type ChangesView = DirectoryViews['desk/directory/changes'];

/** What waits to be published, what publishing it would do, and the buttons: publish, undo, choose where somebody published otherwise. */
export function changesPages(parts: Parts): Router {
  const pages = Router();
  const here = () => directoryPageHref('changes');

  pages.get(directoryPaths.changes, async (request, response) => {
    const ask = { request, response };
    response.type('html').send(parts.page('desk/directory/changes', await changesView(ask, await openDirectory(parts, ask))));
  });

  formButton(parts, pages, {
    at: directoryPaths.publish,
    standsOn: here,
    open: async () => null,
    act: async (_subject, { ask, unchanged }) => {
      const { department } = signedIn(ask.response);
      const seen = (revision: number, numbers: readonly number[]) => unchanged({ revision, numbers });
      const done = await publishDirectoryChanges(parts.database, department, { by: editorOf(ask), seen }, parts.now());
      if ('revision' in done)
        return {
          to: directoryHref,
          said: `La révision ${done.revision} est publiée. Les dossiers en cours l’emploient à leur prochaine étape.`,
        };
      if (done.refused === 'CHANGED') return { changed: true };
      const why = done.refused === 'WRONG' ? done.problems.slice(0, 5) : ['Rien ne peut être publié par vous maintenant.'];
      return { errors: why.map((message) => ({ field: WHOLE, message })) };
    },
  });

  formButton(parts, pages, {
    at: directoryPaths.undo,
    standsOn: here,
    open: async () => null,
    act: async (_subject, { ask, typed }) => {
      const undone = await undoChanges(parts.database, signedIn(ask.response).department, one(typed, 'batch'));
      return undone ? { to: here(), said: 'Le dernier enregistrement est annulé.' } : { changed: true };
    },
  });

  formButton(parts, pages, {
    at: directoryPaths.settle,
    standsOn: here,
    open: async () => null,
    act: async (_subject, { ask, typed }) => {
      const keep = one(typed, 'keep') === 'PENDING' ? 'PENDING' : 'PUBLISHED';
      await settleConflict(parts.database, signedIn(ask.response).department, one(typed, 'part') as DirectoryPart, keep);
      return { to: here(), said: keep === 'PENDING' ? 'Votre version attend d’être publiée à la place.' : 'Ce qui est publié est gardé.' };
    },
  });

  async function changesView(ask: Ask, { published, changes, draft }: OpenDirectory): Promise<ChangesView> {
    const account = signedIn(ask.response);
    const hand = await handOf(parts.database, account.department, authorsOf(changes), account.id, parts.now());
    const { ready, waiting, conflicts } = sortPending(published, asPending(changes), hand);
    const nameOf = namesIn(published, draft);
    const shown = (part: PendingPart) => pendingChange(part, changes, nameOf, draft);
    const seen = { revision: published.revision, numbers: changes.map(({ number }) => number) };
    const publishers = await accountsThatMay(parts.database, account.department, 'directory.publish');
    const last = changes.at(-1);
    return {
      chrome: await chromeFor(parts, ask.request, ask.response),
      ready: ready.map(shown),
      waiting: waiting.map(shown),
      conflicts: conflicts.map((part) => ({
        ...shown(part),
        published: differenceWords({ part: part.part, before: part.before, after: part.published }, nameOf).lines.map(({ label, after }) =>
          typographic(`${label} : ${after || 'rien'}`),
        ),
        keepTheirs: settleButton(ask, part.part, 'PUBLISHED'),
        keepOurs: settleButton(ask, part.part, 'PENDING'),
      })),
      ...(ready.length > 0 && may(account, 'directory.publish') && { publish: buttonTo(parts, ask, directoryPageHref('publish'), seen) }),
      ...(last !== undefined && { undo: buttonWith(parts, ask, directoryPageHref('undo'), { name: 'batch', value: last.batch }) }),
      ...(ready.length > 0 && { effects: await effectsOf(account.department, published, ready, nameOf) }),
      alone: waiting.length > 0 && publishers.length < 2,
      ...(may(account, 'accounts.manage') && { accountsHref }),
    };
  }

  /** What publishing would do, worked out before anybody does it. */
  async function effectsOf(department: string, published: OpenDirectory['published'], ready: PendingPart[], nameOf: (id: string) => string) {
    const next = withEdits(published, ready);
    const communes = communesOf(department).map(({ code }) => code);
    const today = todayIn(parts, department);
    const after = indexDirectory({ ...next, revision: published.revision + 1 });
    const lastView = after.onDay(turningDays(after).findLast((day) => day > today) ?? today);
    const said = (answer: RoleAnswer) => ('gap' in answer ? `Personne\u00a0: ${gapWords(answer.gap)}` : nameOf(answer.organisation));
    const touched = ready.flatMap(({ part, before }) => (before === null ? [] : [part.slice(part.indexOf(':') + 1)]));
    const proof = await proveWithDirectory(parts.database, department, next);
    return {
      problems: newProblems(published, next).map(typographic),
      answers: answersThatChangeFrom(today, published, after, communes).map(({ role, from, situation, communes: where, before, after: then }) => ({
        role: roleLabel(role),
        from: from === today ? '' : frenchDay(from),
        situation: typographic(situation),
        communes: where.length === communes.length ? 'Tout le département' : typographic(communesNamed(where, 4)),
        count: where.length,
        before: typographic(sameBody(before, then) ? contactSaid(before, published.contacts, said) : said(before)),
        after: typographic(sameBody(before, then) ? contactSaid(then, next.contacts, said) : said(then)),
        worse: 'gap' in then,
      })),
      studies: await studiesChangedBy(parts.database, department, { directory: after }),
      proof: proof && {
        holds: proof.holds,
        failed: proof.properties
          .filter(({ holds }) => !holds)
          .map(({ title, failures: [first] }) => typographic(`${title}. ${first?.sentence ?? ''}`)),
      },
      transfers: (await runningTransfersOf(parts.database, department, touched)).map(({ reference, organisation, contact }) => ({
        href: caseHref(reference),
        reference,
        body: nameOf(organisation),
        todo: lastView.contactsOf.get(organisation)?.every(({ id }) => id !== contact) ?? true,
      })),
      agreements: await Promise.all(
        otherwiseShut(ready).map(async (one) => ({
          body: one.name,
          said: typographic(lapseSaid(one)),
          shuts: await whatShuts(parts, department, one.id),
        })),
      ),
    };
  }

  function settleButton(ask: Ask, part: DirectoryPart, keep: 'PUBLISHED' | 'PENDING') {
    return buttonWith(parts, ask, directoryPageHref('settle'), { name: 'part', value: part }, { name: 'keep', value: keep });
  }

  return pages;
}

/** The bodies that would be shut on other days than they are. */
const otherwiseShut = (ready: readonly PendingPart[]): Organisation[] =>
  ready.flatMap(({ part, before, after }) => {
    if (!part.startsWith('organisation:') || after === null) return [];
    const shut = (value: PendingPart['after']) => canonical(value && shutOf(value as Organisation));
    return shut(before) === shut(after) ? [] : [after as Organisation];
  });

const sameBody = (a: RoleAnswer, b: RoleAnswer): boolean => 'organisation' in a && 'organisation' in b && a.organisation === b.organisation;

function contactSaid(answer: RoleAnswer, contacts: readonly Contact[], said: (answer: RoleAnswer) => string): string {
  const name = 'contact' in answer ? contacts.find(({ id }) => id === answer.contact)?.name : undefined;
  return name === undefined ? said(answer) : `${said(answer)}, ${name}`;
}

function pendingChange(
  part: PendingPart,
  changes: readonly DirectoryChange[],
  nameOf: (id: string) => string,
  draft: OpenDirectory['draft'],
): PendingChange {
  const last = changes.findLast((change) => change.part === part.part);
  const [kind, id = ''] = part.part.split(/:(.*)/s);
  const contact = draft.contacts.find((each) => each.id === id);
  const body = kind === 'link' ? id.split('|')[0] : (contact?.organisation ?? id);
  const known = body !== undefined && bodyIn(draft, body) !== null;
  return {
    ...differenceWords(part, nameOf),
    href: known ? directoryPageHref('body', { body }) : directoryHref,
    by: last?.by.name ?? '',
    at: last?.at ?? 0,
    why: last?.why ?? '',
  };
}
