import { type Request, Router } from 'express';
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
import type { Form } from '../../../templates/views/parts.ts';
import type { ShownProof } from '../../../templates/views/proof.ts';
import { NotFound } from '../../http/errors.ts';
import { signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { draftHref, draftPaths, dryRunHref, firstPath, protocolHref } from '../shared/addresses.ts';
import { chromeFor } from '../shared/desk-page.ts';
import { type Fields, freeText } from '../shared/fields.ts';
import { one } from '../shared/form.ts';
import { buttonWith } from '../shared/form-button.ts';
import { type Ask, signedInDoor } from '../shared/form-door.ts';
import { formPage } from '../shared/form-page.ts';
import { keepChange, onDraft, openDraft, partButton } from './editor-draft.ts';

/** What is proved of a published version: as kept for today's directory, or made now while the worker has not come by. */
export function proofPages(parts: Parts): Router {
  const pages = Router();
  pages.get(firstPath, async (request, response) => {
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
        protocolHref,
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

const reasonField = (check: string): string => `reason-${check}`;
const noReason = 'Écrivez le motif\u00a0: il est gardé avec la version.';

/** The same for a draft, on demand (`/guichet/protocole/brouillons/:draft/preuve`), and the legal checks it waives in writing. */
export function draftProofPages(parts: Parts): Router {
  const pages = Router({ mergeParams: true });
  const open = ({ request, response }: Ask) => openDraft(parts, request, response);

  pages.get(draftPaths.proof, async (request: Request, response) => {
    const ask = { request, response };
    const draft = await open(ask);
    response.type('html').send(await draftPage(parts, await blank(draft, ask), draft, ask));
  });

  const blank = formPage<ProtocolDraft, Fields>(parts, pages, {
    at: draftPaths.waive,
    door: signedInDoor(parts),
    open,
    fields: { check: freeText(), ...Object.fromEntries(legalChecks.map(({ id }) => [reasonField(id), freeText()])) },
    begin: ({ content }) => Object.fromEntries((content.waivers ?? []).map(({ check, reason }) => [reasonField(check), reason])),
    view: (form, draft, ask) => draftPage(parts, form, draft, ask),
    act: async (_values, draft, sent) => {
      const check = one(sent.typed, 'check');
      if (!legalChecks.some(({ id }) => id === check)) throw new NotFound('Cette obligation n’existe pas.');
      const reason = one(sent.typed, reasonField(check));
      if (reason === '') return { errors: [{ field: reasonField(check), message: noReason }] };
      return keepChange(parts, draft, sent, {
        part: `waiver:${check}`,
        edit: (content) => setWaiver(content, check, reason),
        next: draftHref(draft.id, 'proof'),
        done: 'L’obligation est levée, avec son motif.',
      });
    },
    action: ({ id }) => draftHref(id, 'waive'),
  });

  partButton(parts, pages, {
    at: draftPaths.hold,
    standsOn: ({ request }) => draftHref(String(request.params.draft), 'proof'),
    change: (draft, { typed }) => {
      const check = one(typed, 'check');
      return {
        part: `waiver:${check}`,
        what: 'Obligation légale rétablie',
        edit: (content) => setWaiver(content, check, null),
        next: draftHref(draft.id, 'proof'),
        done: 'L’obligation n’est plus levée.',
      };
    },
  });
  return pages;
}

async function draftPage(parts: Parts, form: Form<string>, draft: ProtocolDraft, ask: Ask): Promise<string> {
  const { department } = signedIn(ask.response);
  const unfinished = problemsOf(draft.content).map(({ message }) => typographic(message));
  const proof = unfinished.length > 0 ? null : await proveToday(parts.database, department, draft.content);
  const waivers = (proof?.legal ?? []).flatMap(({ id, title, article, holds, waived = '' }) => {
    if (holds && waived === '') return [];
    const field = reasonField(id);
    const errors = form.errors.filter((error) => error.field === field);
    const hidden = [
      { name: 'check', value: id },
      { name: 'seen', value: fingerprint(draft.content, `waiver:${id}`) },
    ];
    return {
      title: typographic(title),
      article: typographic(article),
      field,
      form: { ...form, errors, hidden: [...(form.hidden ?? []), ...hidden] },
      open: errors.length > 0,
      ...(waived !== '' && { remove: buttonWith(parts, ask, draftHref(draft.id, 'hold'), ...hidden) }),
    };
  });
  return parts.page('desk/editor/proof', {
    ...(await onDraft(parts, ask.request, ask.response, draft, 'proof')),
    proof: proof && shownProof(proof, `draft:${draft.id}`),
    unfinished,
    wrong: form.errors.length > 0,
    waivers,
    revision: (await currentDirectory(parts.database, department)).revision,
    at: parts.now(),
  });
}

/** A proof as a page shows it. `protocol` (`slug@n`, `draft:id`) is what its counterexamples are rehearsed with. */
export function shownProof({ holds, properties, legal, leftOut, bounds = [], counted }: Proof, protocol: string): ShownProof {
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
    bounds: bounds.map(typographic),
    scope: typographic(
      `Décidé pour toutes les situations que les ${counted.rules} règles peuvent distinguer, dans ${counted.communes} communes, avec ${counted.organisations} organismes de l’annuaire.`,
    ),
  };
}
