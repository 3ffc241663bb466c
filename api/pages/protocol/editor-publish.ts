import { type Request, Router } from 'express';
import { accountsThatMay } from '../../../accounts/accounts.ts';
import { isTooFar, tooFar } from '../../../calendar/local.ts';
import type { Instant } from '../../../calendar/span.ts';
import { territoryOf } from '../../../calendar/territory.ts';
import { inDepartment } from '../../../database/pool.ts';
import { activeVersions, loadProcedure } from '../../../procedures/record/published.ts';
import { compareProcedures } from '../../../publication/compare.ts';
import { type ProtocolDraft, propose, withdraw } from '../../../publication/drafts.ts';
import { problemsOf } from '../../../publication/edits.ts';
import { NotProved, proveToday } from '../../../publication/proofs.ts';
import { publishDraft } from '../../../publication/versions.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { Form } from '../../../templates/views/parts.ts';
import { signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { draftHref, draftPaths, versionHref } from '../shared/addresses.ts';
import { readDay } from '../shared/day.ts';
import { freeText } from '../shared/fields.ts';
import { type FormError, one, type Typed } from '../shared/form.ts';
import { buttonWith, formButton } from '../shared/form-button.ts';
import { type Ask, signedInDoor } from '../shared/form-door.ts';
import { formPage } from '../shared/form-page.ts';
import { studiesChangedBy } from '../training/study-changes.ts';
import { whoIs } from '../words/names.ts';
import { onDraft, openDraft, partHref } from './editor-draft.ts';

const fields = { effect: freeText(), date: freeText() };
type PublishField = keyof typeof fields;

/** Four eyes: one person asks for the publication of a draft as it is, another publishes it. */
export function publishPages(parts: Parts): Router {
  const pages = Router({ mergeParams: true });
  const open = ({ request, response }: Ask) => openDraft(parts, request, response);
  const standsOn = ({ request }: Ask) => draftHref(String(request.params.draft), 'publish');

  pages.get(draftPaths.publish, async (request: Request, response) => {
    const ask = { request, response };
    const draft = await open(ask);
    response.type('html').send(await publishPage(await blank(draft, ask), draft, ask));
  });

  const blank = formPage<ProtocolDraft, typeof fields>(parts, pages, {
    at: draftPaths.ask,
    door: signedInDoor(parts),
    open,
    fields,
    begin: () => ({ effect: 'NOW' }),
    check: (_values, _draft, { ask, typed }) => readEffect(typed, signedIn(ask.response).department, parts.now()).errors,
    view: publishPage,
    act: async (_values, draft, { ask, typed }) => {
      const { department, id: by } = signedIn(ask.response);
      const { effect } = readEffect(typed, department, parts.now());
      const unfinished = problemsOf(draft.content).length > 0;
      const version = Number(one(typed, 'version'));
      const asked = !unfinished && (await propose(parts.database, department, { id: draft.id, version }, { by, effect }, parts.now()));
      const to = draftHref(draft.id, 'publish');
      if (!asked) return { to, said: changed, important: true };
      return { to, said: 'La publication est demandée. Une autre personne de la coordination peut maintenant publier.' };
    },
    action: ({ id }) => draftHref(id, 'ask'),
  });

  formButton<ProtocolDraft>(parts, pages, {
    at: draftPaths.withdraw,
    standsOn,
    open,
    act: async ({ id }, { ask }) => {
      if (!(await withdraw(parts.database, signedIn(ask.response).department, id))) return { changed: true };
      return { to: draftHref(id, 'publish'), said: 'La demande de publication est retirée.' };
    },
  });

  formButton<ProtocolDraft>(parts, pages, {
    at: draftPaths.publish,
    standsOn,
    open,
    act: async (draft, { ask, typed }) => {
      const { department, id: account, name } = signedIn(ask.response);
      const nameOf = await whoIs(parts, ask.response);
      const version = Number(one(typed, 'version'));
      const published = await publishDraft(parts.database, department, { ...draft, version }, { account, name }, nameOf, parts.now()).catch(
        (failure: unknown) => {
          if (failure instanceof NotProved) return { refused: 'NOT_PROVED' as const };
          throw failure;
        },
      );
      if ('published' in published)
        return { to: versionHref(published.published), said: 'La version est publiée. Les dossiers en cours gardent la leur.' };
      const said = {
        SAME_PERSON: 'Vous avez demandé cette publication\u00a0: une autre personne de la coordination doit publier.',
        ONE_HAND:
          'L’une de vous deux a ouvert le compte de l’autre, ou lui a envoyé un lien de connexion, il y a moins de sept jours\u00a0: une troisième personne de la coordination doit publier, ou vous, dans quelques jours.',
        CHANGED: changed,
        NOT_PROVED: 'La preuve n’est pas tenue\u00a0: rien n’est publié. La page Preuve montre les contre-exemples.',
      }[published.refused];
      return { to: draftHref(draft.id, 'publish'), said, important: true };
    },
  });

  async function publishPage(form: Form<PublishField>, draft: ProtocolDraft, ask: Ask): Promise<string> {
    const { request, response } = ask;
    const { department, id: account } = signedIn(response);
    const name = await whoIs(parts, response);
    const problems = problemsOf(draft.content);
    const proof = problems.length > 0 ? null : await proveToday(parts.database, department, draft.content);
    const active = await inDepartment(parts.database, department, async (tx) => {
      const { slug, number } = await activeVersions(parts.database, tx, department);
      return loadProcedure(parts.database, tx, department, slug, number);
    });
    const publishers = await accountsThatMay(parts.database, department, 'protocol.publish');
    const version = { name: 'version', value: String(draft.version) };
    const button = (page: 'withdraw' | 'publish') => buttonWith(parts, ask, draftHref(draft.id, page), version);
    const { proposed } = draft;
    const ready = problems.length === 0 && proof?.holds === true;
    return parts.page('desk/editor/publish', {
      ...(await onDraft(parts, request, response, draft, 'publish')),
      problems: problems.map(({ message, part }) => ({ text: typographic(message), ...(part !== undefined && { href: partHref(draft.id, part) }) })),
      ...(proof !== null && {
        proof: { holds: proof.holds, failed: proof.properties.filter(({ holds }) => !holds).map(({ title }) => typographic(title)) },
      }),
      proofHref: draftHref(draft.id, 'proof'),
      differences: compareProcedures(active, draft.content).length,
      compareHref: draftHref(draft.id, 'compare'),
      studies: problems.length > 0 ? [] : await studiesChangedBy(parts.database, department, { procedure: draft.content }),
      alone: publishers.length < 2,
      ...(proposed !== null && {
        proposed: {
          by: name(proposed.by),
          at: proposed.at,
          ...(proposed.effect !== null && { effect: proposed.effect }),
          own: proposed.by === account,
          withdraw: button('withdraw'),
          ...(proposed.by !== account && ready && { publish: button('publish') }),
        },
      }),
      ...(proposed === null && ready && { form: { ...form, hidden: [...(form.hidden ?? []), version] } }),
    });
  }

  return pages;
}

const changed = 'Le brouillon a changé, ou sa publication n’est plus demandée\u00a0: relisez-le tel qu’il est maintenant.';

/** The day at whose beginning a version comes into force; null for at once. */
function readEffect(sent: Typed, department: string, now: Instant): { effect: Instant | null; errors: FormError<PublishField>[] } {
  if (one(sent, 'effect') === 'NOW') return { effect: null, errors: [] };
  const day = readDay(one(sent, 'date'), territoryOf(department).zone);
  if (day === null || day <= now) return { effect: null, errors: [{ field: 'date', message: 'Choisissez un jour à venir.' }] };
  if (isTooFar(day, now)) return { effect: null, errors: [{ field: 'date', message: tooFar }] };
  return { effect: day, errors: [] };
}
