import { type Request, type Response, Router } from 'express';
import { DateTime } from 'luxon';
import { may } from '../../../accounts/rights.ts';
import { frenchDay } from '../../../calendar/french.ts';
import { territoryOf } from '../../../calendar/territory.ts';
import { groupingsOf } from '../../../directory/record/communes.ts';
import { chapters, indicators } from '../../../statistics/chapters.ts';
import { behind, type Figure, figures } from '../../../statistics/count.ts';
import { figureLineWords, scoreWords } from '../../../statistics/figure-words.ts';
import { namedIndicator, type Question, questionOf } from '../../../statistics/question.ts';
import { casesBehind } from '../../../statistics/record/behind.ts';
import { surveysOf } from '../../../statistics/record/surveys.ts';
import { scorecards, scored } from '../../../statistics/scorecard.ts';
import { narrowSurvey, type Survey } from '../../../statistics/survey.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { AskedResults } from '../../../templates/views/results.ts';
import { codes, label } from '../../../vocabulary/vocabulary.ts';
import { NotFound } from '../../http/errors.ts';
import { signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { caseHref, comparedHref, publicationsHref, radarHref, resultHref, resultsHref, resultsOf, resultsPaths } from '../shared/addresses.ts';
import { chromeFor } from '../shared/desk-page.ts';
import { sendCsv } from '../shared/file-answer.ts';
import { figuresTable } from './figures-table.ts';
import { barsOf, definitionOf, resultLines, saidOf } from './result-words.ts';

/** Cases listed behind a figure. */
const LISTED = 100;
/** The line that nobody knows the code of, in an address. */
const UNKNOWN = '-';

const names = { from: 'du', to: 'au', territory: 'territoire', place: 'lieu', channel: 'porte' } as const;

interface Asked {
  department: string;
  question: Question;
  /** As it is in addresses. */
  kept: Record<string, string>;
  form: AskedResults;
  now: Survey;
  before: Survey;
}

/** The figures of the department, for coordinators: each with its definition, and with the cases behind it. */
export function resultsPages(parts: Parts): Router {
  const pages = Router();

  pages.get(resultsPaths.all, async (request, response) => {
    const asked = await askedOf(request, response, resultsHref);
    const chapter = chapters.find(({ id }) => id === request.query.chapitre) ?? chapters[0];
    if (chapter === undefined) throw new NotFound();
    const [said, then] = [figures(asked.now, chapter.indicators), figures(asked.before, chapter.indicators)];
    response.type('html').send(
      parts.page('desk/figures', {
        chrome: await chromeFor(parts, request, response),
        asked: { ...asked.form, hidden: [{ name: 'chapitre', value: chapter.id }] },
        chapters: chapters.map(({ id, title }) => ({
          href: resultsOf('all', { ...asked.kept, chapitre: id }),
          label: title,
          current: id === chapter.id,
        })),
        chapter: chapter.title,
        results: chapter.indicators.map((indicator, index) => ({
          sentence: typographic(indicator.sentence),
          href: resultHref(indicator.id, asked.kept),
          ...saidOf(said[index], then[index]),
          lines: resultLines(said[index], then[index], () => undefined),
        })),
        tableHref: resultsOf('table', asked.kept),
        bodiesHref: resultsOf('bodies', asked.kept),
        compared: [
          ...(may(signedIn(response), 'radar.look') ? [{ href: radarHref, label: 'Radar' }] : []),
          { href: comparedHref('activity'), label: 'Le tableau d’activité du réseau' },
          { href: comparedHref('with', {}, 'etat'), label: 'À côté de l’outil de l’État' },
          { href: comparedHref('with', {}, 'angleterre'), label: 'À côté de l’Angleterre' },
        ],
        ...(may(signedIn(response), 'statistics.publish') && { publicationsHref }),
      }),
    );
  });

  pages.get(resultsPaths.table, async (request, response) => {
    const { question, now, before } = await askedOf(request, response, resultsHref);
    const table = figuresTable(indicators, [
      [question.days, figures(now, indicators)],
      [question.before.days, figures(before, indicators)],
    ]);
    sendCsv(response, table, `resultats-${question.days.first}-${question.days.last}`);
  });

  pages.get(resultsPaths.bodies, async (request, response) => {
    const asked = await askedOf(request, response, resultsOf('bodies', {}).slice(0, -1));
    const { before: _compared, ...form } = asked.form;
    response.type('html').send(
      parts.page('desk/scorecard', {
        chrome: await chromeFor(parts, request, response),
        asked: form,
        columns: scored.map(({ short }) => typographic(short)),
        rows: scorecards(asked.now).map(({ body, name, cells }) => ({
          name: typographic(name),
          cells: cells.map((line, index) => ({
            column: typographic(scored[index]?.short ?? ''),
            ...(line !== null && { said: typographic(scoreWords(line)), href: resultHref(scored[index]?.id ?? '', { ...asked.kept, ligne: body }) }),
          })),
        })),
        backHref: resultsOf('all', asked.kept),
      }),
    );
  });

  pages.get(resultsPaths.one, async (request, response) => {
    const indicator = namedIndicator(request.params.indicator);
    if (indicator === undefined) throw new NotFound();
    const asked = await askedOf(request, response, resultHref(indicator.id, {}).slice(0, -1));
    const [said, then]: (Figure | undefined)[] = [figures(asked.now, [indicator])[0], figures(asked.before, [indicator])[0]];
    const line = typeof request.query.ligne === 'string' ? request.query.ligne : undefined;
    const code = line === UNKNOWN ? null : line;
    const items = behind(asked.now, indicator, code);
    const cases = [...new Set(items.flatMap((item) => item.case ?? []))];
    const found = await casesBehind(parts.database, asked.department, cases, LISTED);
    const shown = said !== undefined && 'lines' in said ? said.lines.find((one) => one.code === code) : undefined;
    const drawing = barsOf(indicator, said);
    response.type('html').send(
      parts.page('desk/figure', {
        chrome: await chromeFor(parts, request, response),
        asked: asked.form,
        sentence: typographic(indicator.sentence),
        ...saidOf(said, then),
        lines: resultLines(said, then, (one) => resultHref(indicator.id, { ...asked.kept, ligne: one.code ?? UNKNOWN })),
        ...(drawing !== null && { drawing }),
        definition: definitionOf(indicator),
        behind: found.map(({ reference, openedAt }) => ({ href: caseHref(reference), reference, openedAt })),
        cases: cases.length,
        ...(line !== undefined &&
          shown !== undefined &&
          said !== undefined &&
          'lines' in said && { of: `${shown.label}, ${figureLineWords(shown, said.of)}` }),
        backHref: resultsOf('all', { ...asked.kept, chapitre: chapters.find(({ indicators: inside }) => inside.includes(indicator))?.id ?? '' }),
      }),
    );
  });

  /** What is asked, or the year so far where nothing is, or what was asked is not understood (which the form then says). */
  async function askedOf(request: Request, response: Response, action: string): Promise<Asked> {
    const { department } = signedIn(response);
    const at = parts.now();
    const territories = groupingsOf(department);
    const typed = Object.fromEntries(
      Object.entries(names).map(([name, query]) => [name, typeof request.query[query] === 'string' ? request.query[query] : undefined]),
    );
    const today = DateTime.fromMillis(at, { zone: territoryOf(department).zone });
    const year = { from: today.toFormat('yyyy-01-01'), to: today.toFormat('yyyy-MM-dd') };
    const wanted = typed.from === undefined && typed.to === undefined ? { ...typed, ...year } : typed;
    const read = questionOf(department, territories, wanted);
    const question = 'wrong' in read ? questionOf(department, territories, year) : read;
    if ('wrong' in question) throw new NotFound();
    const { days, period, before, by } = question;
    const [now, then] = await surveysOf(parts.database, department, [period, before.period], at);
    const kept = {
      [names.from]: days.first,
      [names.to]: days.last,
      ...(by.territory && { [names.territory]: by.territory.code }),
      ...(by.place && { [names.place]: by.place }),
      ...(by.channel && { [names.channel]: by.channel }),
    };
    const choice = (value: string, text: string, chosen: string | undefined) => ({ value, label: typographic(text), chosen: value === chosen });
    return {
      department,
      question,
      kept,
      now: narrowSurvey(now, by),
      before: narrowSurvey(then, by),
      form: {
        action,
        from: days.first,
        to: days.last,
        hidden: [],
        narrowed: [
          {
            name: names.territory,
            label: 'Territoire',
            none: 'Tout le département',
            choices: territories.map(({ code, name }) => choice(code, name, by.territory?.code)),
          },
          { name: names.place, label: 'Lieu', none: 'Tous', choices: codes('place').map((code) => choice(code, label('place', code), by.place)) },
          {
            name: names.channel,
            label: 'Porte d’entrée',
            none: 'Toutes',
            choices: codes('channel').map((code) => choice(code, label('channel', code), by.channel)),
          },
        ],
        ...('wrong' in read && { wrong: { field: read.wrong.field, says: typographic(read.wrong.says) } }),
        readAt: at,
        before: typographic(`du ${frenchDay(before.days.first)} au ${frenchDay(before.days.last)}`),
      },
    };
  }

  return pages;
}
