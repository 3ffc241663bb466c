import type { Request } from 'express';
import { z } from 'zod';
import { groupingsOf } from '../../directory/record/communes.ts';
import { indicators } from '../../statistics/chapters.ts';
import { figures } from '../../statistics/count.ts';
import type { Indicator } from '../../statistics/indicator.ts';
import { defined, namedIndicator, questionOf } from '../../statistics/question.ts';
import { surveysOf } from '../../statistics/record/surveys.ts';
import { narrowSurvey } from '../../statistics/survey.ts';
import { codes } from '../../vocabulary/vocabulary.ts';
import { BadRequest, NotFound } from '../http/errors.ts';
import type { Parts } from '../http/parts.ts';
import type { Caller } from './callers.ts';
import { readBody } from './problems.ts';

export const statisticsQuery = z.strictObject({
  from: z.iso.date('Donnez un jour, comme 2026-01-01.').meta({ description: 'Premier jour, compris.', example: '2026-01-01' }),
  to: z.iso.date('Donnez un jour, comme 2026-12-31.').meta({ description: 'Dernier jour, compris.', example: '2026-12-31' }),
  territory: z
    .string()
    .max(80)
    .optional()
    .meta({ description: 'Un arrondissement ou une intercommunalité, comme «\u00a0arrondissement-541\u00a0».' }),
  place: z.enum(codes('place')).optional(),
  channel: z.enum(codes('channel')).optional(),
});

const day = z.strictObject({ from: z.string(), to: z.string() });

export const statisticsAnswer = z
  .strictObject({
    department: z.string(),
    ...day.shape,
    before: day.meta({ description: 'La période d’avant, aussi longue.' }),
    demonstration: z.boolean().meta({ description: 'Les dossiers sont inventés.' }),
    readAt: z.iso.datetime(),
    indicators: z.array(
      z.looseObject({ id: z.string(), number: z.int(), version: z.int(), sentence: z.string(), unit: z.string(), numerator: z.string() }).meta({
        description:
          'La définition, puis le chiffre\u00a0: «\u00a0value\u00a0», «\u00a0of\u00a0», «\u00a0lines\u00a0», des heures, ou «\u00a0missing\u00a0».',
      }),
    ),
  })
  .meta({ id: 'Statistics' });

/** The figures of a period, or one, each with its definition and what it was in the period before. */
export function getStatistics(parts: Parts, one: boolean) {
  return async ({ department }: Caller, request: Request): Promise<z.input<typeof statisticsAnswer>> => {
    const question = questionOf(department, groupingsOf(department), readBody(statisticsQuery, request.query));
    if ('wrong' in question) throw new BadRequest('invalid-body', `${question.wrong.field}\u00a0: ${question.wrong.says}`);
    const asked = one ? [known(String(request.params.indicator))] : indicators;
    const { days, period, before, by } = question;
    const readAt = parts.now();
    const [now, then] = await surveysOf(parts.database, department, [period, before.period], readAt);
    const [said, was] = [figures(narrowSurvey(now, by), asked), figures(narrowSurvey(then, by), asked)];
    const { mode } = await parts.departments.get(department);
    return {
      department,
      from: days.first,
      to: days.last,
      before: { from: before.days.first, to: before.days.last },
      demonstration: mode === 'demonstration',
      readAt: new Date(readAt).toISOString(),
      indicators: asked.map((indicator, index) => defined(indicator, said[index], was[index])),
    };
  };
}

function known(id: string): Indicator {
  const indicator = namedIndicator(id);
  if (indicator === undefined) throw new NotFound();
  return indicator;
}
