import { type Request, Router } from 'express';
import { inDepartment } from '../../database/pool.ts';
import { currentDirectory } from '../../directory/store.ts';
import { problemsOf } from '../../procedures/drafts.ts';
import { activeVersions, loadProcedure } from '../../procedures/store.ts';
import type { Proof } from '../../procedures/verify/proof.ts';
import { proofInForce, proveToday } from '../../procedures/verify/store.ts';
import { scenarioToQuery } from '../../rehearsal/scenario.ts';
import { typographic } from '../../templates/typography.ts';
import type { ShownProof } from '../../templates/views-proof.ts';
import type { Parts } from '../parts.ts';
import { signedIn } from '../sessions/guards.ts';
import { chromeFor } from './desk-page.ts';
import { dryRunHref } from './rehearsed-protocol.ts';
import { onDraft, openDraft } from './editor-draft.ts';

export const proofHref = '/guichet/protocole/preuve';

/** What is proved of the protocol in force: as kept for today's directory, or made now while the worker has not come by. */
export function proofPages(parts: Parts): Router {
  const pages = Router();
  pages.get('/', async (request, response) => {
    const { department } = signedIn(response);
    const procedure = await inDepartment(parts.database, department, async (tx) => {
      const { slug, number } = await activeVersions(parts.database, tx, department);
      return loadProcedure(parts.database, tx, department, slug, number);
    });
    const kept = await proofInForce(parts.database, department);
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

/** The same for a draft, on demand (`/guichet/protocole/brouillons/:draft/preuve`). Keeps nothing. */
export function draftProofPages(parts: Parts): Router {
  const pages = Router({ mergeParams: true });
  pages.get('/', async (request: Request, response) => {
    const { department } = signedIn(response);
    const draft = await openDraft(parts, request, response);
    const unfinished = problemsOf(draft.content).map(({ message }) => typographic(message));
    const proof = unfinished.length > 0 ? null : shownProof(await proveToday(parts.database, department, draft.content), `draft:${draft.id}`);
    const { revision } = await currentDirectory(parts.database, department);
    response.type('html').send(
      parts.page('desk/editor/proof', {
        ...(await onDraft(parts, request, response, draft, '/preuve')),
        proof,
        unfinished,
        revision,
        at: parts.now(),
      }),
    );
  });
  return pages;
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
