import { type Request, Router } from 'express';
import { inDepartment } from '../../../database/pool.ts';
import { writeProtocol } from '../../../procedures/files.ts';
import type { Procedure } from '../../../procedures/procedure.ts';
import { activeVersions, loadProcedure, publishedProcedures } from '../../../procedures/record/published.ts';
import { compareProcedures, type Difference } from '../../../publication/compare.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { DifferenceLines } from '../../../templates/views/editor.ts';
import { signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { draftHref, draftPaths } from '../shared/addresses.ts';
import { onDraft, openDraft } from './editor-draft.ts';

const SHOWN_VERSIONS = 12;

/** A draft beside a published version, rule by rule in words; and as a file. */
export function draftFilePages(parts: Parts): Router {
  const pages = Router({ mergeParams: true });

  pages.get(draftPaths.compare, async (request: Request, response) => {
    const draft = await openDraft(parts, request, response);
    const { department } = signedIn(response);
    const versions = (await publishedProcedures(parts.database, department)).slice(0, SHOWN_VERSIONS);
    const active = await inDepartment(parts.database, department, (tx) => activeVersions(parts.database, tx, department));
    const asked = versions.find(({ slug, number }) => `${slug}@${number}` === request.query.avec) ?? active;
    const other = await inDepartment(parts.database, department, (tx) => loadProcedure(parts.database, tx, department, asked.slug, asked.number));
    response.type('html').send(
      parts.page('desk/editor/compare', {
        ...(await onDraft(parts, request, response, draft, 'compare')),
        versions: versions.map(({ slug, number, title }) => ({
          href: `${draftHref(draft.id, 'compare')}?${new URLSearchParams({ avec: `${slug}@${number}` })}`,
          label: typographic(`${title}, version ${number}${slug === active.slug && number === active.number ? ' (en vigueur)' : ''}`),
          current: slug === asked.slug && number === asked.number,
        })),
        differences: differenceLines(other, draft.content),
        exports: [
          { href: draftHref(draft.id, 'exportYaml'), label: 'En YAML' },
          { href: draftHref(draft.id, 'exportJson'), label: 'En JSON' },
        ],
      }),
    );
  });

  for (const format of ['yaml', 'json'] as const) {
    pages.get(draftPaths[format === 'yaml' ? 'exportYaml' : 'exportJson'], async (request: Request, response) => {
      const { content } = await openDraft(parts, request, response);
      response
        .attachment(`${content.slug}.${format}`)
        .type(format === 'json' ? 'json' : 'application/yaml')
        .send(writeProtocol(content, format));
    });
  }

  return pages;
}

const abouts: Record<Difference['about'], string> = {
  RULE: 'Règle',
  STEP: 'Étape de suivi',
  POLICY: 'Délais et canaux',
  FRAME: 'Arrivée et fin',
  AGREEMENT: 'Convention',
};

/** What differs between two protocols, as pages show it. */
export function differenceLines(before: Procedure, after: Procedure): DifferenceLines[] {
  return compareProcedures(before, after).map(({ kind, about, title, before: old, after: now }) => ({
    kind,
    about: abouts[about],
    title: typographic(title.replace(/^\p{Ll}/u, (first) => first.toUpperCase())),
    before: old.map(typographic),
    after: now.map(typographic),
  }));
}
