import { Router } from 'express';
import { DateTime } from 'luxon';
import { frenchDay } from '../../../calendar/french.ts';
import { HOUR } from '../../../calendar/milliseconds.ts';
import { wholeDays } from '../../../calendar/period.ts';
import type { Instant } from '../../../calendar/span.ts';
import { territoryOf } from '../../../calendar/territory.ts';
import { keptAWhile } from '../../../database/kept.ts';
import type { Database } from '../../../database/pool.ts';
import { scoreWords, spreadWords } from '../../../statistics/figure-words.ts';
import { namedIndicator } from '../../../statistics/question.ts';
import { surveysOf } from '../../../statistics/record/surveys.ts';
import { type Scorecard, scorecards, scored, spreadOfOthers } from '../../../statistics/scorecard.ts';
import { typographic } from '../../../templates/text/typography.ts';
import { signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { partnerAccountPaths, partnerHome } from '../shared/addresses.ts';
import { chromeFor } from '../shared/desk-page.ts';

interface LastYear {
  readAt: Instant;
  /** ISO days, both included. */
  first: string;
  last: string;
  all: Scorecard[];
}

/** Every case of a year is read for it: once an hour, however many ask. */
const lastYear = keptAWhile(HOUR, readYear);

async function readYear(db: Database, department: string, readAt: Instant): Promise<LastYear> {
  const { zone } = territoryOf(department);
  const today = DateTime.fromMillis(readAt, { zone });
  const [first, last] = [today.minus({ years: 1 }).toISODate() ?? '', today.minus({ days: 1 }).toISODate() ?? ''];
  const [read] = await surveysOf(db, department, [wholeDays(first, last, zone)], readAt);
  return { readAt, first, last, all: scorecards(read) };
}

/** What an organisation answered in the twelve months until yesterday, and between what the others lie, unnamed. */
export function ownResultsPages(parts: Parts): Router {
  const pages = Router();
  pages.get(partnerAccountPaths.results, async (request, response) => {
    const { department, organisation } = signedIn(response);
    const { readAt, first, last, all } = await lastYear(parts.database, department, parts.now());
    const own = all.find(({ body }) => body === organisation);
    response.type('html').send(
      parts.page('partner/results', {
        chrome: await chromeFor(parts, request, response),
        days: typographic(`${frenchDay(first)} au ${frenchDay(last)}`),
        lines: scored.map(({ id, short }, index) => {
          const [indicator, line, others] = [namedIndicator(id), own?.cells[index], spreadOfOthers(all, organisation ?? '', index)];
          const kind = indicator?.measure.kind === 'DELAYS' ? 'HOURS' : 'SHARE';
          return {
            what: typographic(short),
            definition: typographic(`${indicator?.numerator} ; de : ${indicator?.denominator}`),
            ...(line && { said: typographic(scoreWords(line)) }),
            ...(others && { others: typographic(spreadWords(others, kind)) }),
          };
        }),
        readAt,
        backHref: partnerHome,
      }),
    );
  });
  return pages;
}
