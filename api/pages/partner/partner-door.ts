import type { RequestHandler, Response } from 'express';
import type { Actor } from '../../../cases/model/events.ts';
import type { OpenTo } from '../../../cases/model/open-to.ts';
import type { CaseState, Transfer } from '../../../cases/model/state.ts';
import { openedTo } from '../../../cases/record/opened-to.ts';
import { caseState, readJournal } from '../../../cases/record/read-case.ts';
import type { World } from '../../../cases/running/turn.ts';
import { type ReadTold, readTold } from '../../../cases/telling/read-told.ts';
import { tellRecipients } from '../../../cases/telling/tell.ts';
import { inDepartment } from '../../../database/pool.ts';
import type { PartnerChrome } from '../../../templates/views/parts.ts';
import { NotFound } from '../../http/errors.ts';
import type { Parts } from '../../http/parts.ts';
import { type Ask, type FormDoor, openDoor, signedInDoor } from '../shared/form-door.ts';
import { partnerChrome } from '../shared/frame.ts';
import { dropRefusals } from '../shared/refusal.ts';
import { currentWorld, type Names, namesOf } from '../words/names.ts';
import type { WayStep } from '../words/way-view.ts';

/** A transfer as somebody outside the desk comes to it: by a personal link, or by an account of the organisation. */
export interface Entrance {
  department: string;
  caseId: string;
  transfer: string;
  organisation: string;
  actor: Actor;
  /** Where its pages are. */
  base: string;
  csrf: string;
  /** Whether whoever came in showed who they are: by the code sent to the contact's address, or by an account. */
  isKnown: boolean;
  /** For somebody signed in: what the frame of the page says of it. */
  account?: PartnerChrome['account'];
}

export interface OpenedByPartner {
  entrance: Entrance;
  reference: string;
  state: CaseState;
  transfer: Transfer;
  /** What the transfer still opens; a door that opens nothing is not there, and one that is shut goes no further than `whileAgreed`. */
  opensTo: Exclude<OpenTo, 'NOTHING'>;
  journal: WayStep[];
  names: Names;
  /** What the law is given for this case. */
  world: World;
  chrome: PartnerChrome;
  /** The case's own time. */
  now: number;
  exercise: boolean;
}

/** The transfer behind an entrance: codes only, nothing sealed is opened and nothing is logged as read. */
export async function enter(parts: Parts, entrance: Entrance): Promise<OpenedByPartner> {
  const { department, caseId } = entrance;
  const account = entrance.account !== undefined && { account: entrance.account };
  const found = await caseState(parts.database, department, caseId);
  const transfer = found?.state.transfers.find(({ id, organisation }) => id === entrance.transfer && organisation === entrance.organisation);
  if (found === null || transfer === undefined) throw new NotFound();
  const opensTo = await openedTo(parts.database, department, entrance, parts.now());
  if (opensTo === 'NOTHING') throw new NotFound();
  const world = await currentWorld(parts, { department, procedure: found.procedure });
  const names = await namesOf(parts, department, world);
  return {
    entrance,
    names,
    world,
    transfer,
    opensTo,
    reference: found.reference,
    state: found.state,
    journal: await inDepartment(parts.database, department, (tx) => readJournal(tx, caseId)),
    chrome: {
      ...(await partnerChrome(parts, await parts.departments.get(department))),
      ...account,
      exercise: found.exercise,
      now: parts.now() + found.clockOffset,
    },
    now: parts.now() + found.clockOffset,
    exercise: found.exercise,
  };
}

/** For all that a transfer opens: where the agreement of its recipient does not stand, that is said, and nothing else. */
export function whileAgreed(parts: Parts): RequestHandler {
  return (_request, response, next) => {
    const { opensTo, chrome } = opened(response);
    if (opensTo !== 'SHUT') return next();
    response
      .status(403)
      .type('html')
      .send(parts.page('partner/ended', { chrome, why: 'SHUT' }));
  };
}

/** For what a transfer that has ended no longer shows: its content, files and document. */
export function whileReadable(parts: Parts): RequestHandler {
  return (_request, response, next) => {
    const { opensTo, chrome } = opened(response);
    if (opensTo === 'CONTENT') return next();
    response
      .status(410)
      .type('html')
      .send(parts.page('partner/ended', { chrome, why: 'ENDED' }));
  };
}

/** What may be told is first brought up to now, in the desk's name; then it is read by the recipient's own role, which reads nothing else. Logged. */
export async function readContent(parts: Parts, entrance: Entrance): Promise<ReadTold> {
  const told = await afterTelling(parts, entrance, () => readTold(parts.database, entrance, entrance.actor, 'TRANSFER_CONTENT'));
  if (told === null) throw new NotFound();
  return told;
}

/** Reads something of what a recipient was told, once it was told what may be told now. */
export async function afterTelling<T>(parts: Parts, { department, caseId }: Entrance, read: () => Promise<T>): Promise<T> {
  await tellRecipients(parts.database, department, caseId, parts.now());
  return read();
}

/**
 * The forms of whoever came in: the mount checked their token, which the entrance carries. What is refused is kept for the session,
 * or, behind a link, for the browser.
 */
export function partnerDoor(parts: Parts): FormDoor {
  const session = signedInDoor(parts);
  const link = openDoor(parts, async () => {});
  const through = ({ response }: Ask) => (opened(response).entrance.account === undefined ? link : session);
  return {
    token: ({ response }) => opened(response).entrance.csrf,
    admit: async () => {},
    holder: (ask) => through(ask).holder(ask),
    keeper: (ask) => through(ask).keeper(ask),
    // The form that was accepted, and no other: a code is typed while answers wait.
    forget: async (ask) => {
      const holder = through(ask).holder(ask);
      if (holder !== null) await dropRefusals(parts, holder, ask.request.originalUrl);
    },
  };
}

declare module 'express-serve-static-core' {
  interface Locals {
    opened?: OpenedByPartner;
  }
}

export function opened(response: Response): OpenedByPartner {
  const { opened: found } = response.locals;
  if (found === undefined) throw new Error('no transfer: the page is mounted outside a partner door');
  return found;
}
