import { DateTime } from 'luxon';
import { frenchSpan } from '../../calendar/french.ts';
import { type Period, wholeDays } from '../../calendar/period.ts';
import { territoryOf } from '../../calendar/territory.ts';
import { Problem } from '../../settings/problem.ts';
import { chapters, indicators } from '../../statistics/chapters.ts';
import { type Figure, figures } from '../../statistics/count.ts';
import type { Indicator } from '../../statistics/indicator.ts';
import { withDatabase } from './database.ts';

interface Options {
  department: string;
  from: string;
  to: string;
  indicator?: string;
  json?: boolean;
}

/** `guichet statistics`: the indicators of a department between two days, both included, in its own time. */
export async function printStatistics({ department, from, to, indicator, json = false }: Options): Promise<void> {
  const period = periodOf(department, from, to);
  const asked = indicator === undefined ? indicators : [indicatorOf(indicator)];
  await withDatabase(async (db) => {
    const counted = await figures(db, department, period, asked);
    if (json) console.log(JSON.stringify({ department, from, to, indicators: asked.map((one, index) => told(one, counted[index])) }, null, 2));
    else for (const line of lines(asked, counted)) console.log(line);
  });
}

/** From the first local midnight of a day to that which ends another. Throws a Problem that names the option. */
function periodOf(department: string, from: string, to: string): Period {
  const { zone } = territoryOf(department);
  for (const [option, text] of Object.entries({ '--from': from, '--to': to })) {
    if (!DateTime.fromFormat(text, 'yyyy-MM-dd').isValid)
      throw new Problem(`${option} : « ${text} » n’est pas un jour ; écrivez-le comme 2026-01-31.`);
  }
  if (to < from) throw new Problem('--to : la période finit avant de commencer ; donnez un jour qui suit --from.');
  return wholeDays(from, to, zone);
}

function indicatorOf(id: string): Indicator {
  const found = indicators.find((one) => one.id === id);
  if (found === undefined)
    throw new Problem(`--indicator : « ${id} » n’est pas un indicateur ; choisissez parmi ${indicators.map((one) => one.id).join(', ')}.`);
  return found;
}

function told({ measure, ...definition }: Indicator, figure: Figure | undefined) {
  return { ...definition, measure: measure.kind, ...figure };
}

function lines(asked: readonly Indicator[], counted: Figure[]): string[] {
  return chapters.flatMap(({ title, indicators: inside }) => {
    const shown = inside.filter((one) => asked.includes(one));
    return shown.length === 0 ? [] : [`\n${title}`, ...shown.flatMap((one) => said(one, counted[asked.indexOf(one)]))];
  });
}

function said({ id, sentence }: Indicator, figure: Figure | undefined): string[] {
  const head = `  ${sentence} (${id}) : `;
  if (figure === undefined || 'missing' in figure) return [`${head}non disponible : il manque ${figure?.missing}.`];
  if ('lines' in figure)
    return [`${head}${figure.of} en tout`, ...figure.lines.map(({ label, value }) => `    ${label} : ${value}${share(value, figure.of)}`)];
  if ('median' in figure) return [`${head}${figure.value} mesurés, médiane ${hours(figure.median)}, neuf sur dix en ${hours(figure.p90)}`];
  return [`${head}${figure.value}${'of' in figure ? ` sur ${figure.of}${share(figure.value, figure.of)}` : ''}`];
}

const share = (value: number, of: number): string =>
  of === 0 ? '' : ` (${new Intl.NumberFormat('fr-FR', { style: 'percent', maximumFractionDigits: 1 }).format(value / of)})`;
const hours = (value: number | null): string => (value === null ? 'aucune' : frenchSpan({ hours: Math.round(value * 10) / 10 }));
