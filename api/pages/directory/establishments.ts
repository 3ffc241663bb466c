import { Router } from 'express';
import { may } from '../../../accounts/rights.ts';
import { frenchDay } from '../../../calendar/french.ts';
import type { Establishment } from '../../../directory/establishments.ts';
import { communeName } from '../../../directory/record/communes.ts';
import { listImports } from '../../../directory/record/establishment-imports.ts';
import { actsOf, countEstablishments, establishmentsNumbered, searchEstablishments } from '../../../directory/record/establishments.ts';
import { currentDirectory } from '../../../directory/record/revisions.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { EstablishmentLine } from '../../../templates/views/establishments.ts';
import { label } from '../../../vocabulary/vocabulary.ts';
import { NotFound } from '../../http/errors.ts';
import { signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { directoryPageHref, directoryPaths } from '../shared/addresses.ts';
import { chromeFor } from '../shared/desk-page.ts';
import { proposed } from '../shared/facts-form.ts';
import { actLine } from '../words/authority-acts.ts';
import { siretWords, todayIn } from './on-directory.ts';

const LINES = 50;
const PROPOSED = 12;
const IMPORTS = 10;

/** The establishments of the national file: found by name, commune or number, each with its page. */
export function establishmentPages(parts: Parts): Router {
  const pages = Router();

  pages.get(directoryPaths.establishments, async (request, response) => {
    const account = signedIn(response);
    const { department } = account;
    const { q = request.query.establishmentName } = request.query;
    const search = typeof q === 'string' ? q.trim().slice(0, 100) : '';
    const writes = may(account, 'directory.write');
    const [found, { held, absent }, imports] = await Promise.all([
      searchEstablishments(parts.database, department, search, LINES + 1),
      countEstablishments(parts.database, department),
      writes ? listImports(parts.database, department, IMPORTS) : [],
    ]);
    response.type('html').send(
      parts.page('desk/directory/establishments', {
        chrome: await chromeFor(parts, request, response),
        search,
        held,
        absent,
        lines: found.slice(0, LINES).map(establishmentLine),
        proposed: found.slice(0, PROPOSED).map(proposed),
        more: found.length > LINES,
        ...(writes && { importHref: directoryPageHref('importSites') }),
        imports: imports.map(({ number, file, at, by, state }) => ({
          href: directoryPageHref('readSites', { number: String(number) }),
          file,
          at,
          by,
          state,
        })),
      }),
    );
  });

  pages.get(directoryPaths.establishment, async (request, response) => {
    const account = signedIn(response);
    const { department } = account;
    const finess = String(request.params.finess);
    const [found, acts, directory] = await Promise.all([
      establishmentsNumbered(parts.database, department, [finess]),
      actsOf(parts.database, department, finess),
      currentDirectory(parts.database, department),
    ]);
    const one = found.get(finess);
    if (one === undefined) throw new NotFound('Aucun établissement du fichier national n’a ce numéro dans ce département.');
    const [body] = directory.establishments.get(finess) ?? [];
    const writes = may(account, 'directory.write');
    const today = todayIn(parts, department);
    const concern = concernOf(one);
    response.type('html').send(
      parts.page('desk/directory/establishment', {
        chrome: await chromeFor(parts, request, response),
        name: typographic(one.name),
        ...(concern !== undefined && { concern }),
        lines: linesOf(one),
        acts: acts.map((act) => ({
          ...actLine(act, today),
          ...(writes && { changeHref: directoryPageHref('changeAct', { finess, act: act.id }) }),
        })),
        ...(writes && { noteHref: directoryPageHref('noteAct', { finess }) }),
        ...(body !== undefined && { bodyHref: directoryPageHref('body', { body: body.id }) }),
      }),
    );
  });

  return pages;
}

function establishmentLine(one: Establishment): EstablishmentLine {
  const concern = concernOf(one);
  return {
    href: directoryPageHref('establishment', { finess: one.finess }),
    name: typographic(one.name),
    finess: one.finess,
    category: categoryWords(one),
    commune: one.inseeCode === undefined ? '' : (communeName(one.inseeCode) ?? ''),
    ...(concern !== undefined && { concern }),
  };
}

function concernOf({ closedOn, absent }: Establishment): string | undefined {
  if (closedOn !== undefined) return `Fermé depuis le ${frenchDay(closedOn)}`;
  return absent ? 'Absent du dernier fichier\u00a0: vérifiez qu’il existe encore' : undefined;
}

function categoryWords({ category, categoryName }: Establishment): string {
  if (categoryName !== undefined) return typographic(categoryName);
  return category === undefined ? '' : `Catégorie FINESS ${category}`;
}

function linesOf(one: Establishment): { label: string; value: string }[] {
  const { finess, legalEntity, manager, capacity, inseeCode, address, phone, siret, authority } = one;
  const entity = legalEntity === undefined ? '' : `FINESS ${legalEntity}`;
  return [
    ['Numéro', `FINESS ${finess}`],
    ['Catégorie', categoryWords(one)],
    ['Gestionnaire', [manager, entity].filter(Boolean).join(', ')],
    ['Places', capacity === undefined ? '' : String(capacity)],
    ['Autorisé par', authority === undefined ? '' : label('authority', authority)],
    ['Commune', inseeCode === undefined ? '' : (communeName(inseeCode) ?? '')],
    ['Adresse', address ?? ''],
    ['Téléphone', phone ?? ''],
    ['SIRET', siret === undefined ? '' : siretWords(siret)],
  ].flatMap(([name = '', value = '']) => (value === '' ? [] : [{ label: name, value: typographic(value) }]));
}
