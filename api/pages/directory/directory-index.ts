import { Router } from 'express';
import { may } from '../../../accounts/rights.ts';
import { rolesHeld } from '../../../directory/capacities.ts';
import type { Organisation } from '../../../directory/directory.ts';
import { pendingChanges } from '../../../directory/record/changes.ts';
import { communeName } from '../../../directory/record/communes.ts';
import { waitingProposals } from '../../../directory/record/proposals.ts';
import { currentDirectory } from '../../../directory/record/revisions.ts';
import type { IndexedDirectory } from '../../../directory/resolve.ts';
import { isInUse } from '../../../directory/validity.ts';
import { publishedOn } from '../../../publication/published-on.ts';
import { foldedLetters } from '../../../vocabulary/letters.ts';
import { codes } from '../../../vocabulary/vocabulary.ts';
import { signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { calendarsHref, directoryHref, directoryPageHref, directoryPaths } from '../shared/addresses.ts';
import { chromeFor } from '../shared/desk-page.ts';
import { todayIn } from './on-directory.ts';
import { datesWords, territoryWords } from './part-words.ts';

const LINES = 50;

/** Who answers for what, where: the newest revision of the department's directory, found by name, commune, contact or number. */
export function directoryIndex(parts: Parts): Router {
  const pages = Router();
  pages.get(directoryPaths.index, async (request, response) => {
    const account = signedIn(response);
    const { department } = account;
    const writes = may(account, 'directory.write');
    const [known, pending, proposed] = await Promise.all([
      currentDirectory(parts.database, department),
      writes ? pendingChanges(parts.database, department) : [],
      writes ? waitingProposals(parts.database, department) : [],
    ]);
    const directory = known.on(parts.now());
    const today = todayIn(parts, department);
    const text = (name: string) => (typeof request.query[name] === 'string' ? request.query[name].trim() : '');
    const role = codes('role').find((code) => code === text('role'));
    const words = foldedLetters(text('q')).split(/\s+/).filter(Boolean);
    const found = directory.organisations
      .filter((one) => (role === undefined || rolesHeld(one).includes(role)) && matches(searched(one, directory), words))
      .toSorted((a, b) => a.name.localeCompare(b.name, 'fr'));
    const first = Math.max(0, Number.parseInt(text('de'), 10) || 0);
    const shown = found.slice(first, first + LINES);
    const link = (from: number) =>
      `${directoryHref}?${new URLSearchParams({ ...(text('q') && { q: text('q') }), ...(role && { role }), de: String(from) })}`;
    response.type('html').send(
      parts.page('desk/directory/index', {
        chrome: await chromeFor(parts, request, response),
        revision: directory.revision,
        publishedAt: (await publishedOn(parts.database, department)).directory,
        search: text('q'),
        role: role ?? '',
        bodies: shown.map((one) => ({
          href: directoryPageHref('body', { body: one.id }),
          name: one.name,
          roles: rolesHeld(one),
          territory: territoryWords(one, 3),
          fictional: one.fictional ?? false,
          retired: one.retired !== undefined,
          dates: one.retired === undefined ? datesWords(one, today) : '',
          concerns: isInUse(one, today) ? concernsOf(one, directory) : [],
        })),
        ...(writes && {
          write: {
            newHref: directoryPageHref('newBody'),
            changesHref: directoryPageHref('changes'),
            pending: pending.length,
            proposalsHref: directoryPageHref('proposals'),
            proposed: proposed.length,
            doubtfulHref: directoryPageHref('doubtful'),
            campaignsHref: directoryPageHref('campaigns'),
            calendarsHref,
            importHref: directoryPageHref('import'),
          },
        }),
        coverageHref: directoryPageHref('coverage'),
        askHref: directoryPageHref('ask'),
        establishmentsHref: directoryPageHref('establishments'),
        csvHref: directoryPageHref('csv'),
        jsonHref: directoryPageHref('json'),
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

const matches = (text: string, words: readonly string[]): boolean => words.every((word) => text.includes(word));

function searched({ id, name, territory, also = [], finess }: Organisation, { contacts }: IndexedDirectory): string {
  const areas = [territory, ...also.map((one) => one.territory)];
  const communes = areas.flatMap((area) => ('communes' in area ? area.communes.map((code) => communeName(code) ?? '') : []));
  const people = contacts.filter(({ organisation }) => organisation === id).flatMap((one) => [one.name, one.service ?? '', one.email ?? '']);
  return foldedLetters([name, finess ?? '', ...also.map((one) => one.name), ...communes, ...people].join(' '));
}

/** What somebody has to mend before a case finds out, in words. */
function concernsOf({ id }: Organisation, { contactsOf }: IndexedDirectory): string[] {
  const contacts = contactsOf.get(id) ?? [];
  if (contacts.length === 0) return ['Personne à joindre'];
  return [
    ...(contacts.some(({ failing }) => failing !== undefined) ? ['Un contact en échec'] : []),
    ...(contacts.some(({ toCheck }) => toCheck !== undefined) ? ['Un téléphone à contrôler'] : []),
    ...(contacts.some(({ verifiedOn }) => verifiedOn === undefined) ? ['Un contact jamais vérifié'] : []),
  ];
}
