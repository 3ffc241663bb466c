import { stringify } from 'csv-stringify/sync';
import type { Request, Response } from 'express';
import { Router } from 'express';
import { yearIn } from '../../../calendar/local.ts';
import { type Period, wholeYear } from '../../../calendar/period.ts';
import { territoryOf } from '../../../calendar/territory.ts';
import { communeName } from '../../../directory/record/communes.ts';
import { currentDirectory } from '../../../directory/record/revisions.ts';
import { type ActivityRow, evolutionWords } from '../../../statistics/compared/activity.ts';
import { type Comparison, comparedFigure } from '../../../statistics/compared/compared.ts';
import { englishMeasures } from '../../../statistics/compared/england.ts';
import { stateCards } from '../../../statistics/compared/state-cards.ts';
import { stateColumns, stateRows } from '../../../statistics/compared/state-export.ts';
import { activityOf } from '../../../statistics/record/activity.ts';
import { exportedCases } from '../../../statistics/record/exported-cases.ts';
import { surveysOf } from '../../../statistics/record/surveys.ts';
import { typographic } from '../../../templates/text/typography.ts';
import { NotFound } from '../../http/errors.ts';
import { signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { comparedHref, comparedPaths, resultHref, resultsHref } from '../shared/addresses.ts';
import { chromeFor, traceAct } from '../shared/desk-page.ts';
import { sendCsv } from '../shared/file-answer.ts';
import { resultLines, saidOf } from './result-words.ts';

/** Years that may be looked at, this one among them. */
const YEARS = 6;

const others = {
  etat: {
    heading: 'À côté de l’outil de l’État',
    lead: 'Les onze cartes de SIRENA, avec ses propres définitions (dépôt public, 21 août 2026), et ce que ce guichet compte de plus proche. SIRENA ne mesure ni délai, ni silence, ni suite pour la personne : ces chiffres sont dans les autres chapitres.',
    measures: stateCards,
  },
  angleterre: {
    heading: 'À côté de l’Angleterre',
    lead: 'Ce que les autorités locales d’Angleterre rendent chaque année sur les adultes (Safeguarding Adults Collection, Making Safeguarding Personal), aussi loin que ce guichet a les mêmes faits.',
    measures: englishMeasures,
  },
} satisfies Record<string, { heading: string; lead: string; measures: readonly Comparison[] }>;

/** The tables people compare with: the field's own, year by year, and what others count beside what is counted here. */
export function comparedPages(parts: Parts): Router {
  const pages = Router();

  pages.get(comparedPaths.activity, async (request, response) => {
    const { year, years, rows, running } = await activityAsked(request, response);
    response.type('html').send(
      parts.page('desk/activity', {
        chrome: await chromeFor(parts, request, response),
        year,
        before: `${year - 1}-${String(year).slice(2)}`,
        running,
        years: years.map((each) => ({ href: comparedHref('activity', { annee: String(each) }), label: String(each), current: each === year })),
        groups: groupsOf(rows).map(({ under, inside }) => ({
          ...(under !== undefined && { under: typographic(under) }),
          rows: inside.map(({ label, value, evolution, comment, indicator, code }) => ({
            label: typographic(label),
            value: new Intl.NumberFormat('fr-FR').format(value),
            evolution: typographic(evolutionWords(evolution)),
            href: resultHref(indicator, { du: `${year}-01-01`, au: `${year}-12-31`, ...(code !== undefined && { ligne: code }) }),
            ...(comment !== undefined && { comment: typographic(comment) }),
          })),
        })),
        tableHref: comparedHref('activityTable', { annee: String(year) }),
        backHref: resultsHref,
      }),
    );
  });

  pages.get(comparedPaths.activityTable, async (request, response) => {
    const { year, rows } = await activityAsked(request, response);
    await traceAct(parts, { request, response }, 'EXPORTED');
    const lines = rows.map(({ under, label, value, evolution, comment }) => [under ?? '', label, value, evolution ?? '', comment ?? '']);
    const columns = ['rubrique', 'critere', `donnees_${year}`, `evolution_${year - 1}_${year}_pour_cent`, 'commentaires'];
    sendCsv(response, csv([columns, ...lines]), `activite-${year}`);
  });

  pages.get(comparedPaths.with, async (request, response) => {
    const key = Object.keys(others).find((one): one is keyof typeof others => one === request.params.with);
    if (key === undefined) throw new NotFound();
    const { year, years, period } = yearAsked(request, response);
    const [read] = await surveysOf(parts.database, signedIn(response).department, [period], parts.now());
    const days = { du: `${year}-01-01`, au: `${year}-12-31` };
    const { heading, lead, measures } = others[key];
    response.type('html').send(
      parts.page('desk/compared', {
        chrome: await chromeFor(parts, request, response),
        heading,
        lead: typographic(lead),
        year,
        years: years.map((each) => ({ href: comparedHref('with', { annee: String(each) }, key), label: String(each), current: each === year })),
        rows: measures.map((one) => {
          const figure = comparedFigure(read, one);
          return {
            name: typographic(one.name),
            definition: typographic(one.definition),
            said: saidOf(figure, undefined).said,
            missing: 'missing' in figure,
            lines: resultLines(figure, undefined, () => undefined).map(({ label, said }) => ({ label, said })),
            ...('indicator' in one.here && { href: resultHref(one.here.indicator, days) }),
            differs: typographic(one.differs),
          };
        }),
        ...(key === 'etat' && { exportHref: comparedHref('stateExport', { annee: String(year) }) }),
        backHref: resultsHref,
      }),
    );
  });

  pages.get(comparedPaths.stateExport, async (request, response) => {
    const { year, period } = yearAsked(request, response);
    const { department } = signedIn(response);
    const directory = await currentDirectory(parts.database, department);
    const names = {
      department,
      zone: territoryOf(department).zone,
      body: (organisation: string) => directory.organisationById.get(organisation)?.name ?? 'Organisme qui n’est plus dans l’annuaire',
      commune: communeName,
    };
    const cases = await exportedCases(parts.database, department, period);
    await traceAct(parts, { request, response }, 'EXPORTED');
    sendCsv(response, csv([stateColumns, ...cases.flatMap((one) => stateRows(one, names))]), `export-etat-${year}`);
  });

  /** The year that is asked for, or this one where it is none of those. */
  function yearAsked(request: Request, response: Response): { year: number; years: number[]; period: Period } {
    const { zone } = territoryOf(signedIn(response).department);
    const current = yearIn(parts.now(), zone);
    const years = Array.from({ length: YEARS }, (_, back) => current - YEARS + 1 + back);
    const year = years.find((each) => String(each) === request.query.annee) ?? current;
    return { year, years, period: wholeYear(year, zone) };
  }

  async function activityAsked(request: Request, response: Response) {
    const asked = yearAsked(request, response);
    return { ...asked, ...(await activityOf(parts.database, signedIn(response).department, asked.year, parts.now())) };
  }

  return pages;
}

/** Rows under their headings, in their order. */
function groupsOf(rows: readonly ActivityRow[]): { under: string | undefined; inside: ActivityRow[] }[] {
  return [...Map.groupBy(rows, ({ under }) => under)].map(([under, inside]) => ({ under, inside }));
}

const csv = (lines: readonly (readonly (string | number)[])[]): string => stringify([...lines], { bom: true, delimiter: ';', escape_formulas: true });
