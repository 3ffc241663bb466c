import type { Response } from 'express';
import { endOfKey, endsSoon, listApiKeys } from '../../../accounts/api-keys.ts';
import { may } from '../../../accounts/rights.ts';
import { DAY } from '../../../calendar/milliseconds.ts';
import type { Queue } from '../../../cases/lists/queue-counts.ts';
import { dataRights, requestSteps } from '../../../data-requests/codes.ts';
import { type DataRequest, openRequests, stepOf } from '../../../data-requests/record/data-requests.ts';
import { listSwaps } from '../../../directory/record/duty-exceptions.ts';
import { announcedCalls } from '../../../intake/announced.ts';
import { draftsOf } from '../../../intake/drafts.ts';
import { failingProofs } from '../../../publication/proofs.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { QueueRow } from '../../../templates/views/queue.ts';
import { signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { apiKeyHref, callHref, dataRequestHref, dataRequestsHref, dutyHref, proofHref } from '../shared/addresses.ts';
import { readOwn } from '../shared/own-draft.ts';
import { directoryRows } from './directory-rows.ts';
import { protocolRows } from './protocol-rows.ts';
import { rosterRows } from './roster-rows.ts';

const MOST_CALLS = 10;
/** A request is a line of its own once its limit is so near. */
const PRESSING = 10 * DAY;

/** What waits in the queue beside cases, for whoever is signed in: calls that ring or were begun, and what only a coordinator can do. */
export async function rowsBeside(parts: Parts, response: Response, queue: Queue): Promise<QueueRow[]> {
  return [
    ...(await ringing(parts, signedIn(response).department)),
    ...(queue === 'ALL' || queue === 'DESK' || queue === 'LATE' ? await dataRequestRows(parts, response, queue) : []),
    ...(coordinates(response, queue) ? await coordinatorRows(parts, response) : []),
    ...(await proposedSwaps(parts, response)),
    ...(await unfinishedCalls(parts, response)),
  ];
}

/** Calls that ring, for whoever is there to take them. */
async function ringing(parts: Parts, department: string): Promise<QueueRow[]> {
  return (await announcedCalls(parts.database, department)).map(({ id }) => ({
    id: `sonne-${id}`,
    href: callHref('new'),
    reference: 'Téléphone',
    reason: 'Un appel sonne',
    place: '',
    openedAt: parts.now(),
    late: false,
    status: 'OPEN',
  }));
}

/** What people asked about data on them and nobody answered yet: each that is pressing, and how many others there are. */
async function dataRequestRows(parts: Parts, response: Response, queue: Queue): Promise<QueueRow[]> {
  const account = signedIn(response);
  if (!may(account, 'data.answer')) return [];
  const now = parts.now();
  const { count, first } = await openRequests(parts.database, account.department, queue === 'LATE' ? now : null);
  const pressing = first.filter(({ dueAt }) => dueAt < now + PRESSING);
  const others = count - pressing.length;
  // Where all that were read are pressing, the others come no sooner than the last of them.
  const next = first[pressing.length] ?? first.at(-1);
  const row = (one: DataRequest) => ({ place: '', openedAt: one.recorded.at, dueAt: one.dueAt, late: one.dueAt < now, status: 'OPEN' as const });
  return [
    ...pressing.map((one) => ({
      ...row(one),
      id: `demande-${one.number}`,
      href: dataRequestHref('one', one.number),
      reference: typographic(`Demande n° ${one.number}`),
      reason: typographic(`${requestSteps[stepOf(one)]} : ${dataRights[one.right].label}`),
    })),
    ...(next === undefined || others === 0
      ? []
      : [
          {
            ...row(next),
            id: 'demandes',
            href: dataRequestsHref,
            reference: 'Demandes',
            reason: others === 1 ? 'Une demande d’une personne sur ses données' : `${others} demandes de personnes sur leurs données`,
          },
        ]),
  ];
}

/** Exchanges of duty that wait for an answer of whoever is signed in. */
async function proposedSwaps(parts: Parts, response: Response): Promise<QueueRow[]> {
  const { department, id: account } = signedIn(response);
  const swaps = await listSwaps(parts.database, department, parts.now(), account);
  return swaps
    .filter(({ asked }) => asked === account)
    .map(({ id, giverName, given, wanted }) => ({
      id: `echange-${id.slice(-12)}`,
      href: `${dutyHref}#echanges`,
      reference: 'Astreinte',
      reason: `${giverName} vous propose un échange d’astreinte`,
      place: '',
      openedAt: parts.now(),
      dueAt: Math.min(given.starts, wanted.starts),
      late: false,
      status: 'OPEN',
    }));
}

/** Calls that this agent began to write down and did not end: first in the queue, so that a crash loses nothing. */
async function unfinishedCalls(parts: Parts, response: Response): Promise<QueueRow[]> {
  const { department, id } = signedIn(response);
  const drafts = (await draftsOf(parts.database, department, id)).slice(0, MOST_CALLS);
  const kept = await Promise.all(drafts.map(async (draft) => ({ ...draft, content: await readOwn(parts, response, draft.id) })));
  return kept
    .filter(({ content }) => content !== null && 'notes' in content)
    .map(({ id: draft, hour }) => ({
      id: `appel-${draft}`,
      href: callHref('one', { id: draft }),
      reference: `Brouillon ${draft.slice(0, 4)}`,
      reason: 'Appel à terminer',
      place: '',
      openedAt: hour,
      late: false,
      status: 'OPEN',
      takenBy: 'Vous',
    }));
}

/** Whether the queue asked for shows what only a coordinator can do. */
function coordinates(response: Response, queue: Queue): boolean {
  return may(signedIn(response), 'protocol.write') && (queue === 'ALL' || queue === 'COORDINATOR');
}

async function coordinatorRows(parts: Parts, response: Response): Promise<QueueRow[]> {
  return [
    ...(await unproved(parts, response)),
    ...(await endingKeys(parts, response)),
    ...(await rosterRows(parts, response)),
    ...(await protocolRows(parts, response)),
    ...(await directoryRows(parts, response)),
  ];
}

/** A protocol that no longer does all it must with today's directory. The line stays until a proof holds again. */
async function unproved(parts: Parts, response: Response): Promise<QueueRow[]> {
  const { department } = signedIn(response);
  const failing = await failingProofs(parts.database, department);
  return failing.map(({ proof, at }) => ({
    id: `preuve-${proof.procedure.replace('@', '-')}`,
    href: proofHref(proof.procedure),
    reference: `Protocole ${proof.procedure}`,
    reason: typographic(
      `Le protocole n’est plus prouvé avec l’annuaire d’aujourd’hui. ${proof.properties.find(({ holds }) => !holds)?.failures[0]?.sentence ?? ''}`,
    ),
    place: '',
    openedAt: at,
    late: false,
    status: 'OPEN',
  }));
}

/** API keys that end within the month, so that another is made before a system is shut out. */
async function endingKeys(parts: Parts, response: Response): Promise<QueueRow[]> {
  const account = signedIn(response);
  if (!may(account, 'api-keys.manage')) return [];
  const ending = (await listApiKeys(parts.database, account.department)).filter((key) => endsSoon(key, parts.now()));
  return ending.map(({ id, label: name, department, expiresOn }) => ({
    id: `cle-${id}`,
    href: apiKeyHref('one', { id }),
    reference: 'Clé d’API',
    reason: typographic(`La clé « ${name} » va expirer : créez-en une autre, et mettez-la à sa place.`),
    place: '',
    openedAt: parts.now(),
    ...(expiresOn !== null && { dueAt: endOfKey(department, expiresOn) }),
    late: false,
    status: 'OPEN',
  }));
}
