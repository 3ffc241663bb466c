import { stringify } from 'csv-stringify/sync';
import { type Response, Router } from 'express';
import { frenchDay } from '../../../calendar/french.ts';
import { dayIn } from '../../../calendar/local.ts';
import { territoryOf } from '../../../calendar/territory.ts';
import { doubtsOf } from '../../../cases/lists/doubts.ts';
import { type DoubtfulBody, type DoubtKind, doubtfulBodies } from '../../../directory/campaigns/doubts.ts';
import { bodyName, partyName } from '../../../directory/names.ts';
import { currentDirectory } from '../../../directory/record/revisions.ts';
import type { IndexedDirectory } from '../../../directory/resolve.ts';
import { typographic } from '../../../templates/text/typography.ts';
import { signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { directoryPageHref, directoryPaths } from '../shared/addresses.ts';
import { chromeFor, traceAct } from '../shared/desk-page.ts';
import { sendCsv } from '../shared/file-answer.ts';
import { doubtWords } from './body.ts';
import { contactStateWords } from './part-words.ts';

const SHOWN = 200;

/** The bodies of the department that may not be reached, in one list and as a table: whom to call, and why. */
export function doubtfulPages(parts: Parts): Router {
  const pages = Router();
  const read = async (response: Response) => {
    const { department } = signedIn(response);
    const directory = (await currentDirectory(parts.database, department)).on(parts.now());
    const { zone } = territoryOf(department);
    const found = await doubtsOf(
      parts.database,
      department,
      directory.organisations.map(({ id }) => id),
    );
    const doubts = Map.groupBy(
      found.map(({ organisation, kind, at }) => ({ organisation, kind, on: dayIn(at, zone) })),
      ({ organisation }) => organisation,
    );
    return { department, directory, bodies: doubtfulBodies(directory, doubts) };
  };

  pages.get(directoryPaths.doubtful, async (request, response) => {
    const { directory, bodies } = await read(response);
    response.type('html').send(
      parts.page('desk/directory/doubtful', {
        chrome: await chromeFor(parts, request, response),
        count: bodies.length,
        bodies: bodies.slice(0, SHOWN).map((one) => ({
          name: bodyName(directory, one.organisation),
          href: directoryPageHref('body', { body: one.organisation }),
          why: reasons(one, directory),
          phones: phonesOf(one, directory),
          ...(one.verifiedOn !== null && { verified: frenchDay(one.verifiedOn) }),
        })),
        csvHref: directoryPageHref('doubtfulCsv'),
      }),
    );
  });

  pages.get(directoryPaths.doubtfulCsv, async (request, response) => {
    const { department, directory, bodies } = await read(response);
    await traceAct(parts, { request, response }, 'EXPORTED');
    const rows = bodies.map((one) => [
      one.organisation,
      bodyName(directory, one.organisation),
      reasons(one, directory).join(' | '),
      phonesOf(one, directory).join(' | '),
      one.verifiedOn ?? '',
    ]);
    sendCsv(
      response,
      stringify([['organisme', 'nom', 'pourquoi', 'telephones', 'verifie_le'], ...rows], { delimiter: ';', bom: true, escape_formulas: true }),
      `a-verifier-${department}`,
    );
  });

  return pages;
}

function reasons({ times, channels }: DoubtfulBody, directory: IndexedDirectory): string[] {
  const inCases = (Object.keys(times) as DoubtKind[]).filter((kind) => times[kind] > 0).map((kind) => doubtWords(kind, times[kind]));
  const contacts = channels.flatMap(({ contact }) => directory.contactById.get(contact) ?? []);
  return [...inCases, ...contacts.map((one) => `${partyName(directory, one.id)} : ${contactStateWords(one)}`)].map(typographic);
}

const phonesOf = ({ organisation }: DoubtfulBody, { contactsOf }: IndexedDirectory): string[] => [
  ...new Set((contactsOf.get(organisation) ?? []).flatMap(({ phone }) => phone ?? [])),
];
