import { type Request, type Response, Router } from 'express';
import { DateTime } from 'luxon';
import { may } from '../../../accounts/rights.ts';
import { wholeYear } from '../../../calendar/period.ts';
import { territoryOf } from '../../../calendar/territory.ts';
import { bodyName } from '../../../directory/names.ts';
import { currentDirectory } from '../../../directory/record/revisions.ts';
import { writeCsv } from '../../../intake/declarations/csv.ts';
import { establishmentsOf } from '../../../intake/declarations/establishments.ts';
import { type Counts, type DeclarationIndicator, indicatorOf, onTimeRate } from '../../../intake/declarations/indicator.ts';
import { declarationsBetween } from '../../../intake/declarations/reading.ts';
import type { Counted, IndicatorView } from '../../../templates/views/institution.ts';
import { signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { indicatorPaths, institutionHome } from '../shared/addresses.ts';
import { chromeFor, traceAct } from '../shared/desk-page.ts';
import { sendCsv } from '../shared/file-answer.ts';

const YEARS = 4;

interface Line {
  name: string;
  finess?: string;
  indicator: DeclarationIndicator;
}

/** The yearly indicator: of its own establishments for an institution, of all of them for a coordinator. */
export function indicatorPages(parts: Parts, page: 'institution/indicator' | 'desk/declarations', here: string): Router {
  const pages = Router();

  pages.get(indicatorPaths.page, async (request, response) => {
    const { year, years, lines } = await asked(request, response);
    const view: IndicatorView = {
      chrome: await chromeFor(parts, request, response),
      year,
      years: years.map((each) => ({ year: each, href: `${here}?annee=${each}`, current: each === year })),
      rows: lines.map(({ name, finess, indicator }) => ({
        establishment: name,
        ...(finess !== undefined && { finess }),
        declared: indicator.declared,
        oral: counted(indicator.oral),
        eigs: counted(indicator.eigs),
      })),
      exportHref: `${here}${indicatorPaths.table}?annee=${year}`,
      backHref: institutionHome,
    };
    response.type('html').send(parts.page(page, view));
  });

  pages.get(indicatorPaths.table, async (request, response) => {
    const { year, lines } = await asked(request, response);
    const columns = (what: string) => [what, `${what}_dans_le_delai`, `${what}_apres`, `${what}_jamais_venues`, `${what}_en_cours`, `${what}_taux`];
    const cells = (counts: Counts) => [counts.total, counts.onTime, counts.late, counts.lapsed, counts.running, rate(counts) ?? ''];
    const table = writeCsv(
      ['annee', 'etablissement', 'finess', 'declarations', ...columns('orales'), ...columns('eigs')],
      lines.map(({ name, finess, indicator }) => [year, name, finess ?? '', indicator.declared, ...cells(indicator.oral), ...cells(indicator.eigs)]),
    );
    await traceAct(parts, { request, response }, 'EXPORTED');
    sendCsv(response, table, `declarations-${year}`);
  });

  async function asked(request: Request, response: Response): Promise<{ year: number; years: number[]; lines: Line[] }> {
    const account = signedIn(response);
    const zone = territoryOf(account.department).zone;
    const current = DateTime.fromMillis(parts.now(), { zone }).year;
    const years = Array.from({ length: YEARS }, (_, back) => current - YEARS + 1 + back);
    const year = years.find((each) => String(each) === request.query.annee) ?? current;
    const { from, until } = wholeYear(year, zone);
    const directory = await currentDirectory(parts.database, account.department);
    const own = may(account, 'declaration.count') ? null : await establishmentsOf(parts.database, account);
    const declared = Map.groupBy(await declarationsBetween(parts.database, account.department, own, from, until), ({ organisation }) => organisation);
    const listed = own ?? directory.organisations.filter(({ roles }) => roles.includes('ETABLISSEMENT')).map(({ id }) => id);
    const lines = [...new Set([...listed, ...declared.keys()])].map((id): Line => {
      const known = directory.organisationById.get(id);
      return {
        name: bodyName(directory, id),
        ...(known?.finess !== undefined && { finess: known.finess }),
        indicator: indicatorOf(declared.get(id) ?? [], parts.now()),
      };
    });
    return { year, years, lines: lines.toSorted((a, b) => a.name.localeCompare(b.name, 'fr')) };
  }

  return pages;
}

function rate(counts: Counts): string | null {
  const share = onTimeRate(counts);
  return share === null ? null : new Intl.NumberFormat('fr', { style: 'percent', maximumFractionDigits: 0 }).format(share);
}

function counted(counts: Counts): Counted {
  const share = rate(counts);
  return { ...counts, ...(share !== null && { rate: share }) };
}
