import { Router } from 'express';
import { may } from '../../../accounts/rights.ts';
import { formatHours } from '../../../calendar/hours.ts';
import type { Link, Organisation } from '../../../directory/directory.ts';
import { partyName } from '../../../directory/names.ts';
import { communeName } from '../../../directory/record/communes.ts';
import { currentDirectory } from '../../../directory/record/revisions.ts';
import type { IndexedDirectory } from '../../../directory/resolve.ts';
import { publishedOn } from '../../../publication/published-on.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { DirectoryView } from '../../../templates/views/desk.ts';
import { codes, type Role } from '../../../vocabulary/vocabulary.ts';
import { signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { calendarsHref, directoryHref, firstPath } from '../shared/addresses.ts';
import { chromeFor } from '../shared/desk-page.ts';

const LINES = 50;
const COMMUNES_NAMED = 6;
const links: Record<Link['kind'], string> = {
  PERSON: 'une même personne',
  EMPLOYMENT: 'un emploi',
  DIRECTION: 'la direction',
  OWNERSHIP: 'la propriété',
  FAMILY: 'la famille',
  OVERSIGHT: 'le contrôle',
  AUTHORISATION: 'l’autorisation',
  FUNDING: 'le financement',
};

/** Who answers for what, where: the newest revision of the department's directory, to read. */
export function directoryPages(parts: Parts): Router {
  const pages = Router();
  pages.get(firstPath, async (request, response) => {
    const account = signedIn(response);
    const { department } = account;
    const directory = await currentDirectory(parts.database, department);
    const text = (name: string) => (typeof request.query[name] === 'string' ? request.query[name].trim() : '');
    const role = codes('role').find((code) => code === text('role'));
    const words = text('q').toLocaleLowerCase('fr');
    const found = directory.organisations
      .filter((organisation) => (role === undefined || organisation.roles.includes(role)) && searched(organisation).includes(words))
      .toSorted((a, b) => a.name.localeCompare(b.name, 'fr'));
    const first = Math.max(0, Number.parseInt(text('de'), 10) || 0);
    const shown = found.slice(first, first + LINES);
    const link = (from: number) =>
      `${directoryHref}?${new URLSearchParams({ ...(text('q') && { q: text('q') }), ...(role && { role }), de: String(from) })}`;
    response.type('html').send(
      parts.page('desk/directory', {
        chrome: await chromeFor(parts, request, response),
        revision: directory.revision,
        publishedAt: (await publishedOn(parts.database, department)).directory,
        search: text('q'),
        role: role ?? '',
        organisations: shown.map((organisation) => shownOrganisation(organisation, directory)),
        gaps: withoutChannel(directory),
        ...(may(account, 'calendar.manage') && { calendarsHref }),
        pagination: {
          first: shown.length === 0 ? 0 : first + 1,
          last: first + shown.length,
          total: found.length,
          ...(first > 0 && { previous: link(Math.max(0, first - LINES)) }),
          ...(first + shown.length < found.length && { next: link(first + LINES) }),
        },
      }),
    );
  });
  return pages;
}

function searched({ name, territory }: Organisation): string {
  const communes = 'communes' in territory ? territory.communes.map((code) => communeName(code) ?? 'commune inconnue') : [];
  return [name, ...communes].join(' ').toLocaleLowerCase('fr');
}

function shownOrganisation(
  { id, name, roles, territory, priority, calendar, fictional }: Organisation,
  directory: IndexedDirectory,
): DirectoryView['organisations'][number] {
  const spec = directory.calendars[calendar ?? 'default'];
  return {
    id,
    name,
    priority,
    roles: roles satisfies Role[],
    territory: 'wholeDepartment' in territory ? 'Tout le département' : communesIn(territory.communes),
    hours: spec === undefined ? '' : formatHours(spec.weekly),
    fictional: fictional ?? false,
    contacts: (directory.contactsOf.get(id) ?? []).map(({ name: of, position, email, phone, address, verifiedOn }) => ({
      name: of,
      position,
      ...(email !== undefined && { email }),
      ...(phone !== undefined && { phone }),
      ...(address !== undefined && { address }),
      ...(verifiedOn !== undefined && { verifiedOn }),
    })),
    links: directory.links
      .filter(({ from, to }) => from === id || to === id)
      .map(({ from, to, kind }) => typographic(`Avec ${partyName(directory, from === id ? to : from)} : ${links[kind]}`)),
  };
}

function communesIn(territory: readonly string[]): string {
  const names = territory.slice(0, COMMUNES_NAMED).map((code) => communeName(code) ?? 'commune inconnue');
  const more = territory.length - names.length;
  return territory.length === 0 ? 'Aucune commune' : more > 0 ? `${names.join(', ')} et ${more} autres` : names.join(', ');
}

/** Bodies that nothing can reach: the coordinator has to mend them before a case finds out. */
function withoutChannel(directory: IndexedDirectory): string[] {
  return directory.organisations
    .filter(({ id }) =>
      (directory.contactsOf.get(id) ?? []).every(({ email, phone, address }) => email === undefined && phone === undefined && address === undefined),
    )
    .map(({ name }) => `${name} n’a ni adresse électronique, ni téléphone, ni adresse postale.`);
}
