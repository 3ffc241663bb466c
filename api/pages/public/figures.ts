import { type Response, Router } from 'express';
import { frenchDay } from '../../../calendar/french.ts';
import { readTables } from '../../../statistics/protection/published-words.ts';
import { type FiguresPublication, listPublished, readPublication } from '../../../statistics/record/publications.ts';
import { typographic } from '../../../templates/text/typography.ts';
import { NotFound } from '../../http/errors.ts';
import type { Parts } from '../../http/parts.ts';
import { publicHref, publicPaths } from '../shared/addresses.ts';
import { departmentOf } from '../shared/department.ts';
import { sendCsv } from '../shared/file-answer.ts';
import { publicFrame } from '../shared/public-frame.ts';
import { figuresCsv, figuresSchema } from './figures-open.ts';

/** Figures for anybody: publications alone, never the record; what was withdrawn says why, and shows no figure. */
export function figuresPages(parts: Parts): Router {
  const pages = Router({ mergeParams: true });

  async function published(response: Response, number: unknown): Promise<FiguresPublication & { publishedAt: number }> {
    const found = await readPublication(parts.database, departmentOf(response).code, Number(number));
    if (found === null || found.publishedAt === null) throw new NotFound();
    return { ...found, publishedAt: found.publishedAt };
  }

  pages.get(publicPaths.figures, async (request, response) => {
    const { code } = departmentOf(response);
    const listed = await listPublished(parts.database, code);
    response.type('html').send(
      parts.page('public/figures', {
        chrome: await publicFrame(parts, request, departmentOf(response)),
        publications: listed.flatMap(({ number, days, publishedAt, withdrawn }) =>
          publishedAt === null
            ? []
            : [
                {
                  href: publicHref(code, 'figuresOf', { number: String(number) }),
                  from: frenchDay(days.first),
                  to: frenchDay(days.last),
                  publishedAt,
                  withdrawn: withdrawn !== null,
                },
              ],
        ),
      }),
    );
  });

  pages.get(publicPaths.figuresOf, async (request, response) => {
    const { code } = departmentOf(response);
    const { content, number, publishedAt, signed, withdrawn, reason } = await published(response, request.params.number);
    const given = { number: String(number) };
    response.type('html').send(
      parts.page('public/figures-of', {
        chrome: await publicFrame(parts, request, departmentOf(response)),
        from: frenchDay(content.days.first),
        to: frenchDay(content.days.last),
        publishedAt,
        readAt: content.readAt,
        signed,
        invented: content.demonstration,
        rounded: content.mode === 'ROUNDED',
        shares: content.quality.shares,
        ...(withdrawn !== null && { withdrawn: { at: withdrawn.at, why: typographic(withdrawn.why) } }),
        ...(reason !== null && { reason: typographic(reason) }),
        tables: withdrawn === null ? readTables(content, typographic) : [],
        left: content.left.map(typographic),
        definitions: content.definitions.map(({ sentence, version, numerator, denominator, dated, unknown }) => ({
          sentence: typographic(sentence),
          version,
          numerator: typographic(numerator),
          denominator: typographic(denominator ?? 'aucun : c’est un nombre'),
          dated: typographic(dated),
          unknown: typographic(unknown ?? 'rien'),
        })),
        tableHref: publicHref(code, 'figuresTable', given),
        schemaHref: publicHref(code, 'figuresSchema', given),
        backHref: publicHref(code, 'figures'),
      }),
    );
  });

  pages.get(publicPaths.figuresTable, async (request, response) => {
    const one = await published(response, request.params.number);
    if (one.withdrawn !== null) throw new NotFound('Ces chiffres ont été retirés.');
    const { code } = departmentOf(response);
    sendCsv(response, figuresCsv(code, one), `chiffres-${code}-${one.number}`);
  });

  pages.get(publicPaths.figuresSchema, async (request, response) => {
    await published(response, request.params.number);
    response.json(figuresSchema);
  });

  return pages;
}
