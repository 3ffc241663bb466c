import { type Request, type Response, Router } from 'express';
import { may } from '../../../accounts/rights.ts';
import { listCases } from '../../../cases/lists/cases.ts';
import { countedUpTo } from '../../../cases/lists/page.ts';
import { inDepartment } from '../../../database/pool.ts';
import { writeProtocol } from '../../../procedures/files.ts';
import type { Procedure } from '../../../procedures/procedure.ts';
import { activeVersions, type PublishedVersion, publishedProcedures } from '../../../procedures/record/published.ts';
import { proofOf } from '../../../publication/proofs.ts';
import { readVersion } from '../../../publication/versions.ts';
import type { VersionState } from '../../../templates/views/editor.ts';
import { NotFound } from '../../http/errors.ts';
import { signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { caseHref, moveHref, proofHref, versionHref, versionPaths } from '../shared/addresses.ts';
import { chromeFor } from '../shared/desk-page.ts';
import { agreementLines } from '../words/agreement.ts';
import { differenceLines } from './editor-files.ts';
import { protocolView } from './protocol.ts';

const LINES = 50;

/** Every version the department published: who, when, what it says, what changed, which cases follow it. */
export function versionPages(parts: Parts): Router {
  const pages = Router();

  pages.get(versionPaths.list, async (request, response) => {
    const { department } = signedIn(response);
    const versions = await publishedProcedures(parts.database, department);
    const active = await activeOf(department);
    response.type('html').send(
      parts.page('desk/editor/versions', {
        chrome: await chromeFor(parts, request, response),
        versions: versions.map((version) => ({ href: versionHref(version), ...shown(version, versions, active, parts.now()) })),
      }),
    );
  });

  for (const format of ['yaml', 'json'] as const) {
    pages.get(versionPaths[format], async (request, response) => {
      const { slug, number } = request.params as { slug: string; number: string };
      const read = await readVersion(parts.database, signedIn(response).department, slug, Number(number));
      if (read === null) throw new NotFound('Cette version du protocole n’existe pas.');
      response
        .attachment(`${slug}-${number}.${format}`)
        .type(format === 'json' ? 'json' : 'application/yaml')
        .send(writeProtocol(read.procedure, format));
    });
  }

  pages.get(versionPaths.one, async (request, response) => {
    response.type('html').send(await versionPage(request, response));
  });

  async function versionPage(request: Request, response: Response): Promise<string> {
    const account = signedIn(response);
    const { department } = account;
    const versions = await publishedProcedures(parts.database, department);
    const asked = versions.find(({ slug, number }) => slug === request.params.slug && String(number) === request.params.number);
    const read = asked && (await readVersion(parts.database, department, asked.slug, asked.number));
    if (asked === undefined || !read) throw new NotFound('Cette version du protocole n’existe pas.');
    const others = versions.filter((version) => version !== asked);
    const before =
      others.find(({ slug, number }) => `${slug}@${number}` === request.query.avec) ?? versions[versions.indexOf(asked) + 1] ?? others[0];
    const previous = before && (await readVersion(parts.database, department, before.slug, before.number));
    const proof = await proofOf(parts.database, department, asked.slug, asked.number);
    const page = Math.max(1, Number.parseInt(String(request.query.page ?? '1'), 10) || 1);
    const mayRead = may(account, 'case.read');
    const cases = mayRead
      ? await listCases(parts.database, department, { follows: asked, page, size: LINES })
      : { rows: [], total: 0, page: 1, size: LINES, next: undefined };
    const href = versionHref(asked);
    const first = (cases.page - 1) * LINES + 1;
    const last = first - 1 + cases.rows.length;
    return parts.page('desk/editor/version', {
      chrome: await chromeFor(parts, request, response),
      ...shown(asked, versions, await activeOf(department), parts.now()),
      hash: asked.hash,
      signed: read.signed,
      ...(proof !== null && {
        proof: { holds: proof.proof.holds, at: proof.at, directory: proof.proof.directory, href: proofHref(proof.proof.procedure) },
      }),
      ...(read.procedure.agreement !== undefined && { agreement: agreementLines(read.procedure.agreement) }),
      protocol: protocolView(read.procedure),
      ...(previous &&
        before && {
          since: {
            label: `${before.slug}@${before.number}`,
            open: request.query.avec !== undefined,
            differences: differenceLines(previous.procedure, read.procedure),
            others: others.map((other) => ({
              href: `${href}?${new URLSearchParams({ avec: `${other.slug}@${other.number}` })}#differences`,
              label: `${other.slug}@${other.number}`,
              current: other === before,
            })),
          },
        }),
      exports: ['yaml', 'json'].map((format) => ({ href: `${href}.${format}`, label: `En ${format.toUpperCase()}` })),
      ...(mayRead && {
        cases: cases.rows.map(({ reference, status, openedAt }) => ({ href: caseHref(reference), reference, status, openedAt })),
        pagination: {
          first: cases.total === 0 ? 0 : first,
          last,
          total: cases.total,
          ...(cases.total >= countedUpTo && { more: true }),
          ...(cases.page > 1 && { previous: `${href}?page=${cases.page - 1}#dossiers` }),
          ...(cases.next !== undefined && { next: `${href}?page=${cases.page + 1}#dossiers` }),
        },
      }),
      ...(may(account, 'case.move') && cases.total > 0 && { moveHref: moveHref(asked) }),
    });
  }

  async function activeOf(department: string): Promise<Pick<Procedure, 'slug' | 'number'>> {
    return inDepartment(parts.database, department, (tx) => activeVersions(parts.database, tx, department));
  }

  return pages;
}

/** Whether a version holds, held, will, or never did: one published later that was in force first overtakes it. */
function stateOf(version: PublishedVersion, versions: PublishedVersion[], active: Pick<Procedure, 'slug' | 'number'>, now: number): VersionState {
  if (version.slug === active.slug && version.number === active.number) return 'ACTIVE';
  const overtaken = versions.some((other) => other.publishedAt > version.publishedAt && other.effectiveAt <= version.effectiveAt);
  if (overtaken && version.effectiveAt > version.publishedAt) return 'OVERTAKEN';
  return version.effectiveAt > now ? 'COMING' : 'PAST';
}

function shown(version: PublishedVersion, versions: PublishedVersion[], active: Pick<Procedure, 'slug' | 'number'>, now: number) {
  const { title, number, slug, publishedAt, publishedBy, preparedBy, effectiveAt } = version;
  return {
    title,
    version: `${slug}@${number}`,
    state: stateOf(version, versions, active, now),
    publishedAt,
    publishedBy,
    ...(preparedBy !== null && { preparedBy }),
    effectiveAt,
  };
}
