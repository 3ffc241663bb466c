import { type Request, type Response, Router } from 'express';
import { DateTime } from 'luxon';
import { listAccounts } from '../../../accounts/accounts.ts';
import { may } from '../../../accounts/rights.ts';
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
import { signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { draftHref, versionHref } from '../shared/addresses.ts';
import { notice, resumed } from '../shared/desk-page.ts';
import { type FormError, formAction, formView, one, type Typed, typed } from '../shared/form.ts';
import { whoIs } from '../words/names.ts';
import { onDraft, openDraft, partHref } from './editor-draft.ts';

const fields = ['effect', 'date'] as const;
type PublishField = (typeof fields)[number];

/** Four eyes: one person asks for the publication of a draft as it is, another publishes it. */
export function publishPages(parts: Parts): Router {
  const pages = Router({ mergeParams: true });

  pages.get(['/', '/demander'], async (request: Request, response) => {
    const draft = await openDraft(parts, request, response);
    response.type('html').send(await publishPage(request, response, draft, resumed(response) ?? { effect: 'NOW' }, []));
  });

  pages.post('/demander', async (request: Request, response) => {
    const draft = await openDraft(parts, request, response);
    const { department, id: by } = signedIn(response);
    const sent = typed(request);
    const { effect, errors } = readEffect(sent, department, parts.now());
    if (errors.length > 0) {
      response
        .status(422)
        .type('html')
        .send(await publishPage(request, response, draft, sent, errors));
      return;
    }
    const unfinished = problemsOf(draft.content).length > 0;
    const version = Number(one(sent, 'version'));
    const asked = !unfinished && (await propose(parts.database, department, { id: draft.id, version }, { by, effect }, parts.now()));
    if (asked) notice(request, 'La publication est demandée. Une autre personne de la coordination peut maintenant publier.');
    else notice(request, changed, 'IMPORTANT');
    response.redirect(303, `${draftHref(draft.id)}/publier`);
  });

  pages.post('/retirer', async (request: Request, response) => {
    const draft = await openDraft(parts, request, response);
    await withdraw(parts.database, signedIn(response).department, draft.id);
    notice(request, 'La demande de publication est retirée.');
    response.redirect(303, `${draftHref(draft.id)}/publier`);
  });

  pages.post('/', async (request: Request, response) => {
    const draft = await openDraft(parts, request, response);
    const { department, id: account, name } = signedIn(response);
    const nameOf = await whoIs(parts, response);
    const version = Number(one(typed(request), 'version'));
    const published = await publishDraft(parts.database, department, { ...draft, version }, { account, name }, nameOf, parts.now()).catch(
      (failure: unknown) => {
        if (failure instanceof NotProved) return { refused: 'NOT_PROVED' as const };
        throw failure;
      },
    );
    if ('published' in published) {
      notice(request, 'La version est publiée. Les dossiers en cours gardent la leur.');
      return response.redirect(303, versionHref(published.published));
    }
    const why = {
      SAME_PERSON: 'Vous avez demandé cette publication\u00a0: une autre personne de la coordination doit publier.',
      CHANGED: changed,
      NOT_PROVED: 'La preuve n’est pas tenue\u00a0: rien n’est publié. La page Preuve montre les contre-exemples.',
    }[published.refused];
    notice(request, why, 'IMPORTANT');
    response.redirect(303, `${draftHref(draft.id)}/publier`);
  });

  async function publishPage(
    request: Request,
    response: Response,
    draft: ProtocolDraft,
    sent: Typed,
    errors: FormError<PublishField>[],
  ): Promise<string> {
    const { department, id: account } = signedIn(response);
    const name = await whoIs(parts, response);
    const href = `${draftHref(draft.id)}/publier`;
    const problems = problemsOf(draft.content);
    const proof = problems.length > 0 ? null : await proveToday(parts.database, department, draft.content);
    const active = await inDepartment(parts.database, department, async (tx) => {
      const { slug, number } = await activeVersions(parts.database, tx, department);
      return loadProcedure(parts.database, tx, department, slug, number);
    });
    const publishers = (await listAccounts(parts.database, department)).filter((one) => one.active && may(one, 'protocol.publish'));
    const version = { name: 'version', value: String(draft.version) };
    const action = (path: string) => ({ ...formAction(parts, request, response, `${href}${path}`), hidden: [version] });
    const { proposed } = draft;
    const ready = problems.length === 0 && proof?.holds === true;
    return parts.page('desk/editor/publish', {
      ...(await onDraft(parts, request, response, draft, '/publier')),
      problems: problems.map(({ message, part }) => ({ text: typographic(message), ...(part !== undefined && { href: partHref(draft.id, part) }) })),
      ...(proof !== null && {
        proof: { holds: proof.holds, failed: proof.properties.filter(({ holds }) => !holds).map(({ title }) => typographic(title)) },
      }),
      proofHref: `${draftHref(draft.id)}/preuve`,
      differences: compareProcedures(active, draft.content).length,
      compareHref: `${draftHref(draft.id)}/comparer`,
      alone: publishers.length < 2,
      ...(proposed !== null && {
        proposed: {
          by: name(proposed.by),
          at: proposed.at,
          ...(proposed.effect !== null && { effect: proposed.effect }),
          own: proposed.by === account,
          withdraw: action('/retirer'),
          ...(proposed.by !== account && ready && { publish: action('') }),
        },
      }),
      ...(proposed === null && ready && { form: formView(action('/demander'), fields, sent, errors) }),
    });
  }

  return pages;
}

const changed = 'Le brouillon a changé, ou sa publication n’est plus demandée\u00a0: relisez-le tel qu’il est maintenant.';

/** The day at whose beginning a version comes into force; null for at once. */
function readEffect(sent: Typed, department: string, now: Instant): { effect: Instant | null; errors: FormError<PublishField>[] } {
  if (one(sent, 'effect') === 'NOW') return { effect: null, errors: [] };
  const day = DateTime.fromFormat(one(sent, 'date'), 'yyyy-MM-dd', { zone: territoryOf(department).zone });
  if (!day.isValid || day.toMillis() <= now) return { effect: null, errors: [{ field: 'date', message: 'Choisissez un jour à venir.' }] };
  return { effect: day.toMillis(), errors: [] };
}
