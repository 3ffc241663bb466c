import { groupingsOf } from '../../directory/record/communes.ts';
import { Problem } from '../../settings/problem.ts';
import { chapters, indicators } from '../../statistics/chapters.ts';
import { evolutionWords } from '../../statistics/compared/activity.ts';
import { type Figure, figures } from '../../statistics/count.ts';
import { figureLineWords, figureWords } from '../../statistics/figure-words.ts';
import type { Indicator } from '../../statistics/indicator.ts';
import { defined, namedIndicator, questionOf, type Wanted } from '../../statistics/question.ts';
import { activityOf } from '../../statistics/record/activity.ts';
import { surveysOf } from '../../statistics/record/surveys.ts';
import { makeTallies } from '../../statistics/record/tallies.ts';
import { narrowSurvey } from '../../statistics/survey.ts';
import { withDatabase } from './database.ts';

interface Options extends Wanted {
  department: string;
  indicator?: string;
  json?: boolean;
}

/**
 * `guichet statistics`: the indicators of a department between two days, both included, in its own time, and what they said of as many
 * days before.
 */
export async function printStatistics({ department, indicator, json = false, ...typed }: Options): Promise<void> {
  const question = questionOf(department, groupingsOf(department), typed);
  if ('wrong' in question) throw new Problem(`--${question.wrong.field} : ${question.wrong.says}`);
  const asked = indicator === undefined ? indicators : [named(indicator)];
  const { days, period, before, by } = question;
  await withDatabase(async (db) => {
    const [now, then] = (await surveysOf(db, department, [period, before.period], Date.now())).map((survey) =>
      figures(narrowSurvey(survey, by), asked),
    );
    const told = asked.map((one, index) => defined(one, now?.[index], then?.[index]));
    const head = { department, from: days.first, to: days.last, before: { from: before.days.first, to: before.days.last } };
    if (json) console.log(JSON.stringify({ ...head, indicators: told }, null, 2));
    else for (const line of lines(asked, now ?? [])) console.log(line);
  });
}

/** `guichet activity`: the field's own table of a year, beside the year before unless the year still goes on. */
export async function printActivity({ department, year, json = false }: { department: string; year: string; json?: boolean }): Promise<void> {
  if (!/^20\d\d$/.test(year)) throw new Problem(`--year : « ${year.slice(0, 20)} » n’est pas une année ; écrivez-la comme 2026.`);
  await withDatabase(async (db) => {
    const { rows } = await activityOf(db, department, Number(year), Date.now());
    if (json) console.log(JSON.stringify({ department, year: Number(year), rows }, null, 2));
    else
      for (const { under, label, value, evolution } of rows)
        console.log(
          `${under === undefined ? '' : `${under}, `}${label} : ${new Intl.NumberFormat('fr-FR').format(value)} (${evolutionWords(evolution)})`,
        );
  });
}

/** `guichet tallies`: makes again, from the journals, what indicators are counted from. */
export async function printTallies({ department }: Pick<Options, 'department'>): Promise<void> {
  await withDatabase(async (db) => console.log(`${await makeTallies(db, department, true)} dossiers relus.`));
}

function named(id: string): Indicator {
  const found = namedIndicator(id);
  if (found === undefined)
    throw new Problem(`--indicator : « ${id} » n’est pas un indicateur ; choisissez parmi ${indicators.map((one) => one.id).join(', ')}.`);
  return found;
}

function lines(asked: readonly Indicator[], counted: Figure[]): string[] {
  return chapters.flatMap(({ title, indicators: inside }) => {
    const shown = inside.filter((one) => asked.includes(one));
    return shown.length === 0 ? [] : [`\n${title}`, ...shown.flatMap((one) => said(one, counted[asked.indexOf(one)]))];
  });
}

function said({ id, sentence }: Indicator, figure: Figure | undefined): string[] {
  if (figure === undefined) return [];
  const inside = 'lines' in figure ? figure.lines.map((line) => `    ${line.label} : ${figureLineWords(line, figure.of)}`) : [];
  return [`  ${sentence} (${id}) : ${figureWords(figure)}`, ...inside];
}
