import { type Request, type Response, Router } from 'express';
import { inDepartment } from '../../../database/pool.ts';
import { currentDirectory } from '../../../directory/record/revisions.ts';
import { legalChecks } from '../../../procedures/legal-checks.ts';
import type { Procedure } from '../../../procedures/procedure.ts';
import { activeVersions, loadProcedure } from '../../../procedures/record/published.ts';
import type { Proof } from '../../../proof/proof.ts';
import type { ProtocolDraft } from '../../../publication/drafts.ts';
import { fingerprint, problemsOf, setWaiver } from '../../../publication/edits.ts';
import { proofOf, proveToday } from '../../../publication/proofs.ts';
import { readVersion } from '../../../publication/versions.ts';
import { scenarioToQuery } from '../../../rehearsal/dry-run/scenario.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { ShownProof } from '../../../templates/views/proof.ts';
import { NotFound } from '../../http/errors.ts';
import { signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { draftHref, dryRunHref } from '../shared/addresses.ts';
import { chromeFor } from '../shared/desk-page.ts';
import { type FormError, formAction, formView, one, typed } from '../shared/form.ts';
import { change, keep, onDraft, openDraft } from './editor-draft.ts';

/** What is proved of a published version: as kept for today's directory, or made now while the worker has not come by. */
export function proofPages(parts: Parts): Router {
  const pages = Router();
  pages.get('/', async (request, response) => {
    const { department } = signedIn(response);
    const procedure = await published(parts, department, typeof request.query.version === 'string' ? request.query.version : null);
    const kept = await proofOf(parts.database, department, procedure.slug, procedure.number);
    const { proof, at } = kept?.current ? kept : { proof: await proveToday(parts.database, department, procedure), at: parts.now() };
    response.type('html').send(
      parts.page('desk/proof', {
        chrome: await chromeFor(parts, request, response),
        protocol: procedure.title,
        version: proof.procedure,
        revision: proof.directory,
        at,
        protocolHref: '/guichet/protocole',
        proof: shownProof(proof, proof.procedure),
      }),
    );
  });
  return pages;
}

/** The version that is named, or the one in force. */
async function published({ database }: Parts, department: string, version: string | null): Promise<Procedure> {
  const [slug = '', number = ''] = version?.split('@') ?? [];
  const named = version === null ? null : await readVersion(database, department, slug, Number(number));
  if (named !== null) return named.procedure;
  if (version !== null) throw new NotFound('Cette version du protocole n’existe pas.');
  return inDepartment(database, department, async (tx) => {
    const active = await activeVersions(database, tx, department);
    return loadProcedure(database, tx, department, active.slug, active.number);
  });
}

/** The same for a draft, on demand (`/guichet/protocole/brouillons/:draft/preuve`), and the legal checks it waives in writing. */
export function draftProofPages(parts: Parts): Router {
  const pages = Router({ mergeParams: true });
  pages.get('/', async (request: Request, response) => {
    const draft = await openDraft(parts, request, response);
    response.type('html').send(await draftPage(parts, request, response, draft));
  });

  pages.post('/lever', async (request: Request, response) => {
    const draft = await openDraft(parts, request, response);
    const check = one(typed(request), 'check');
    const reason = one(typed(request), `reason-${check}`);
    if (!legalChecks.some(({ id }) => id === check)) throw new NotFound('Cette obligation n’existe pas.');
    const wrong = 'Écrivez le motif\u00a0: il est gardé avec la version.';
    return keep(parts, request, response, draft, {
      part: `waiver:${check}`,
      edit: reason === '' ? null : (content) => setWaiver(content, check, reason),
      wrong: [wrong],
      sentences: () => [],
      sendBack: async () => {
        response
          .status(422)
          .type('html')
          .send(await draftPage(parts, request, response, draft, { field: `reason-${check}`, message: wrong }));
      },
      next: `${draftHref(draft.id)}/preuve`,
      done: 'L’obligation est levée, avec son motif.',
    });
  });

  pages.post('/tenir', async (request: Request, response) => {
    const draft = await openDraft(parts, request, response);
    const check = one(typed(request), 'check');
    return change(parts, request, response, draft, {
      part: `waiver:${check}`,
      what: 'Obligation légale rétablie',
      edit: (content) => setWaiver(content, check, null),
      next: `${draftHref(draft.id)}/preuve`,
      done: 'L’obligation n’est plus levée.',
    });
  });
  return pages;
}

async function draftPage(parts: Parts, request: Request, response: Response, draft: ProtocolDraft, refused?: FormError<string>): Promise<string> {
  const { department } = signedIn(response);
  const unfinished = problemsOf(draft.content).map(({ message }) => typographic(message));
  const proof = unfinished.length > 0 ? null : await proveToday(parts.database, department, draft.content);
  const href = `${draftHref(draft.id)}/preuve`;
  const waivers = (proof?.legal ?? []).flatMap(({ id, title, article, holds, waived = '' }) => {
    if (holds && waived === '') return [];
    const field = `reason-${id}`;
    const mine = refused?.field === field ? [refused] : [];
    const hidden = [
      { name: 'check', value: id },
      { name: 'seen', value: fingerprint(draft.content, `waiver:${id}`) },
    ];
    const action = (path: string) => ({ ...formAction(parts, request, response, `${href}/${path}`), hidden });
    return {
      title: typographic(title),
      article: typographic(article),
      field,
      form: formView(action('lever'), [field], { [field]: waived }, mine),
      open: mine.length > 0,
      ...(waived !== '' && { remove: action('tenir') }),
    };
  });
  return parts.page('desk/editor/proof', {
    ...(await onDraft(parts, request, response, draft, '/preuve')),
    proof: proof && shownProof(proof, `draft:${draft.id}`),
    unfinished,
    waivers,
    revision: (await currentDirectory(parts.database, department)).revision,
    at: parts.now(),
  });
}

/** A proof as a page shows it. `protocol` (`slug@n`, `draft:id`) is what its counterexamples are rehearsed with. */
export function shownProof({ holds, properties, legal, leftOut, counted }: Proof, protocol: string): ShownProof {
  return {
    holds,
    properties: properties.map(({ id, title, holds: held, failures, more }) => ({
      id,
      title: typographic(title),
      holds: held,
      failures: failures.map(({ sentence, facts }) => ({
        sentence: typographic(sentence),
        href: `${dryRunHref}?${scenarioToQuery({ protocol, facts })}`,
      })),
      more,
    })),
    legal: legal.map(({ id, title, article, holds: held, waived }) => ({
      id,
      title: typographic(title),
      article: typographic(article),
      holds: held,
      ...(waived !== undefined && { waived: typographic(waived) }),
    })),
    leftOut: leftOut.map(typographic),
    scope: typographic(
      `Décidé pour toutes les situations que les ${counted.rules} règles peuvent distinguer, dans ${counted.communes} communes, avec ${counted.organisations} organismes de l’annuaire.`,
    ),
  };
}
