import { randomUUID } from 'node:crypto';
import type { Request } from 'express';
import { DateTime } from 'luxon';
import type { z } from 'zod';
import { territoryOf } from '../../calendar/territory.ts';
import { currentDirectory } from '../../directory/record/revisions.ts';
import type { Declared } from '../../intake/declarations/alert.ts';
import { amendDeclaration } from '../../intake/declarations/amend.ts';
import { type CsvLine, type CsvProblem, readCsv } from '../../intake/declarations/csv.ts';
import { crossProblems } from '../../intake/declarations/declaration.ts';
import { declaredAnyhow, leavesAtOnce } from '../../intake/declarations/declared-anyhow.ts';
import { establishmentNamed, establishmentsOf } from '../../intake/declarations/establishments.ts';
import {
  type DeclarationLine,
  type Followed,
  knownDeclarations,
  listDeclarations,
  loadDeclaration,
  type Transmission,
} from '../../intake/declarations/reading.ts';
import { declarationSource, recordLines } from '../../intake/declarations/record.ts';
import { type DeclarationReceived, takeCompletion, takeDeclaration } from '../../intake/declarations/take.ts';
import { procedureInForce } from '../../procedures/record/published.ts';
import { BadRequest, type FieldProblem, NotFound, Refused } from '../http/errors.ts';
import type { Parts } from '../http/parts.ts';
import { notReady } from './alerts.ts';
import type { Caller } from './callers.ts';
import {
  completionBody,
  type completionTaken,
  type declarationAnswer,
  declarationBody,
  declarationQuery,
  type declarationsAnswer,
  type declarationTaken,
  type importAnswer,
  importQuery,
} from './declaration-bodies.ts';
import { idempotencyKeyOf, mismatch, once, onceUnkept, ownerOf, type Raw, saidIn } from './idempotency.ts';
import { fieldProblems, readBody, wrongFields } from './problems.ts';
import { readSent, readSentWhole } from './sent-files.ts';

const iso = (at: number): string => new Date(at).toISOString();
const followed = (due: number | null, at: number | null = null) => (due === null ? null : { dueAt: iso(due), at: at === null ? null : iso(at) });
const owedOf = (one: Followed | null) => (one === null ? null : followed(one.due, one.at));

/** `POST /declarations`: answers once the declaration is on disk. Idempotent by external id, else by Idempotency-Key. */
export function postDeclaration(parts: Parts) {
  return async (caller: Caller, request: Raw): Promise<z.infer<typeof declarationTaken>> => {
    const { zone } = territoryOf(caller.department);
    const key = idempotencyKeyOf(request);
    const { externalId, unread, ...said } = await readDeclaration(parts, caller, request, zone);
    const source = declarationSource(caller.organisation);
    const declared = {
      department: caller.department,
      ...said,
      by: { kind: 'API' as const, id: caller.id },
      source: externalId === undefined ? `${source}:key` : source,
      externalId: externalId ?? key ?? randomUUID(),
      receivedAt: parts.now(),
    };
    const take = async () => {
      const taken = await takeDeclaration(parts.database, declared, zone).catch(notReady);
      if ('conflict' in taken) throw mismatch();
      if (!taken.replay) parts.metrics.alerts.inc({ door: 'declaration' });
      return { ...received(taken, said.declaration.oral === 'CONFIRMEE'), ...(unread !== undefined && { unread }) };
    };
    return externalId !== undefined && key !== undefined ? onceUnkept(parts, caller, request, key, take) : take();
  };
}

type Sent = Pick<Declared, 'declaration' | 'establishment' | 'asSaid' | 'placeUnknown' | 'files'> & {
  externalId?: string | undefined;
  unread?: z.infer<typeof declarationTaken>['unread'];
};

/** What was sent: every field of it is right, or it is one that waits for no correction. Throws BadRequest for any other. */
async function readDeclaration(parts: Parts, caller: Caller, request: Raw, zone: string): Promise<Sent> {
  const { body, files, refused } = await readSent(parts, request);
  const read = declarationBody.safeParse(body);
  const { named, own } = await establishments(parts, caller);
  const problems = [...refused, ...(read.success ? [] : fieldProblems(read.error, body))];
  if (read.success) {
    const { externalId, ...declaration } = read.data;
    problems.push(...crossProblems(declaration, parts.now(), zone).map(({ field, message }) => ({ pointer: `/${field}`, message })));
    const establishment = named(declaration.establishment);
    if (establishment === undefined) problems.push({ pointer: '/establishment', message: notYours });
    else if (problems.length === 0) return { declaration, establishment, externalId, files };
  }
  const waitsForNothing = leavesAtOnce(body, await procedureInForce(parts.database, caller.department));
  const kept = waitsForNothing ? declaredAnyhow(body, { now: parts.now(), zone, named, own }) : null;
  if (kept === null) throw wrongFields(problems);
  return {
    ...kept,
    files,
    asSaid: [...kept.asSaid, ...refused.map(({ asSaid }) => asSaid)],
    unread: problems.map(unreadField),
  };
}

const unreadField = ({ pointer, message }: FieldProblem) => ({ pointer: `#${pointer}`, detail: message });

/** What never changes: the same declaration sent again is answered the same, whatever followed it. */
function received({ id, reference, declaredAt, writtenDue, secondDue }: DeclarationReceived, confirmed: boolean): z.infer<typeof declarationAnswer> {
  return {
    id,
    reference,
    declaredAt: iso(declaredAt),
    writtenConfirmation: followed(writtenDue, confirmed ? declaredAt : null),
    secondPart: followed(secondDue),
  };
}

/** `GET /declarations`: what the key's own establishments declared, newest first. */
export function getDeclarations(parts: Parts) {
  return async (caller: Caller, request: Request): Promise<z.infer<typeof declarationsAnswer>> => {
    const { reference, category, establishment, from, until, awaited, page, size } = readBody(declarationQuery, request.query);
    const { allowed } = await establishments(parts, caller);
    const { zone } = territoryOf(caller.department);
    const found = await listDeclarations(parts.database, caller.department, allowed, {
      ...(reference !== undefined && { reference }),
      ...(category !== undefined && { category: Number(category) }),
      ...(establishment !== undefined && { organisation: establishment }),
      ...(from !== undefined && { from: DateTime.fromISO(from, { zone }).toMillis() }),
      ...(until !== undefined && { until: DateTime.fromISO(until, { zone }).plus({ days: 1 }).toMillis() }),
      ...(page !== undefined && { page }),
      ...(size !== undefined && { size }),
      awaited: awaited === 'true',
    });
    return { total: found.total, page: found.page, size: found.size, declarations: found.rows.map(listed) };
  };
}

/** A declaration, and what it still owes. */
const owing = ({ id, reference, declaredAt, written, second }: Pick<DeclarationLine, 'id' | 'reference' | 'declaredAt' | 'written' | 'second'>) => ({
  id,
  reference,
  declaredAt: iso(declaredAt),
  writtenConfirmation: owedOf(written),
  secondPart: owedOf(second),
});

function listed({ organisation, category, eigs, told, ...line }: DeclarationLine & { told: Transmission[] }) {
  return {
    ...owing(line),
    establishment: organisation,
    category,
    eigs,
    transmittedTo: told.map(({ role, organisation: to, at }) => ({ role, organisation: to, at: iso(at) })),
  };
}

/**
 * `POST /declarations/{id}/completion`: the written confirmation, or part two of an EIGS. The first of each part stays: another text for it is
 * refused with its files, before anybody is told; the same again is answered the same.
 */
export function completeDeclaration(parts: Parts) {
  return async (caller: Caller, request: Raw): Promise<z.infer<typeof completionTaken>> => {
    const { body, files } = await readSentWhole(parts, request);
    const { part, text, by } = readBody(completionBody, body);
    const { allowed } = await establishments(parts, caller);
    const actor = { kind: 'API' as const, id: caller.id };
    const id = String(request.params.id);
    const read = () => loadDeclaration(parts.database, caller.department, actor, allowed, id);
    const found = await read();
    if (found === null) throw new NotFound();
    if ((part === 'WRITTEN' ? found.written : found.second) === null) throw new Refused({ code: 'NOT_OWED', sayable: notOwed });
    return once(parts, caller, request, async () => {
      const isTaken = await takeCompletion(parts.database, {
        department: caller.department,
        id: found.id,
        caseId: found.caseId,
        part,
        at: parts.now(),
        by: actor,
        name: by,
        text,
      });
      const now = (await read()) ?? found;
      if (!isTaken) {
        const given = now.parts.find((one) => one.part === part);
        if (given === undefined) throw new Refused({ code: 'NOT_TAKEN', sayable: notTaken });
        if (given.text !== text) throw new Refused({ code: 'ALREADY_GIVEN', sayable: alreadyGiven });
      }
      let unread: FieldProblem[] = [];
      if (files.length > 0) {
        const act = `api:${ownerOf(caller)}:${saidIn(parts, request)}`;
        const correction = {
          department: caller.department,
          id: found.id,
          what: 'CORRECTION',
          text: '',
          files,
          by: actor,
          at: parts.now(),
          act,
        } as const;
        const added = await amendDeclaration(parts.database, correction);
        // The text is taken: its files alone are not.
        if (added === null) unread = [{ pointer: '/files', message: notJoined }];
        else if ('refused' in added) unread = [{ pointer: '/files', message: added.refused.sayable }];
      }
      return {
        ...owing(now),
        ...(unread.length > 0 && { unread: unread.map(unreadField) }),
      };
    });
  };
}

/** `POST /declarations/imports` (text/csv): says what each line would do, and with `confirm=true` does it. Each line is idempotent. */
export function importDeclarations(parts: Parts) {
  return async (caller: Caller, request: Raw): Promise<z.infer<typeof importAnswer>> => {
    const { confirm } = readBody(importQuery, request.query);
    const { zone } = territoryOf(caller.department);
    const { named, own } = await establishments(parts, caller);
    const procedure = await procedureInForce(parts.database, caller.department);
    const body: unknown = request.body;
    const { problems, lines } = readCsv(Buffer.isBuffer(body) ? body : Buffer.alloc(0), {
      now: parts.now(),
      zone,
      named,
      own,
      procedure,
    });
    if (problems.length > 0)
      throw new BadRequest(
        'unreadable-csv',
        'Ce fichier ne peut pas être lu.',
        problems.map((message) => ({ pointer: '', message })),
      );
    const source = declarationSource(caller.organisation);
    const known = await knownDeclarations(
      parts.database,
      caller.department,
      source,
      lines.map(({ externalId }) => externalId),
    );
    const answers =
      confirm === 'true'
        ? (
            await recordLines(parts.database, lines, {
              department: caller.department,
              actor: { kind: 'API', id: caller.id },
              source,
              now: parts.now,
              zone,
            })
          ).map(({ line: { number, read }, outcome }) => answerLine(number, { problems: unreadOf(read), ...outcome }))
        : lines.map(({ number, externalId, read }) => {
            const reference = known.get(externalId);
            if ('problems' in read) return answerLine(number, { status: 'WRONG', problems: read.problems });
            return answerLine(number, {
              problems: unreadOf(read),
              ...(reference === undefined ? { status: 'READY' } : { status: 'ALREADY', reference }),
            });
          });
    const count = (status: string) => answers.filter((answer) => answer.status === status).length;
    parts.metrics.alerts.inc({ door: 'declaration' }, count('RECORDED'));
    return { ready: count('READY'), recorded: count('RECORDED'), already: count('ALREADY'), wrong: count('WRONG'), lines: answers };
  };
}

/** What is wrong with a line that is declared all the same. */
const unreadOf = (read: CsvLine['read']): CsvProblem[] => ('unread' in read ? (read.unread ?? []) : []);

interface Outcome {
  status: 'READY' | 'RECORDED' | 'ALREADY' | 'WRONG';
  reference?: string;
  problems?: CsvProblem[];
}

function answerLine(number: number, { status, reference, problems = [] }: Outcome): z.infer<typeof importAnswer>['lines'][number] {
  const errors = problems.map(({ column, message }) => ({ column, detail: message }));
  return { line: number, status, errors, ...(reference !== undefined && { reference }) };
}

async function establishments(parts: Parts, caller: Caller) {
  const [directory, allowed] = await Promise.all([currentDirectory(parts.database, caller.department), establishmentsOf(parts.database, caller)]);
  const own = allowed.flatMap((id) => directory.organisationById.get(id) ?? [])[0];
  return { allowed, own, named: (text: string) => establishmentNamed(directory, allowed, text) };
}

const notYours = 'Cet établissement n’est pas parmi ceux de cette clé\u00a0: vérifiez son numéro FINESS.';
const alreadyGiven =
  'Cette suite a déjà été reçue avec un autre texte, qui demeure\u00a0: rien de cet envoi n’est gardé. Appelez le guichet pour la corriger.';
const notTaken = 'Le dossier ne reçoit plus cette suite\u00a0: appelez le guichet.';
const notJoined = 'Le dossier ne reçoit plus de pièces\u00a0: appelez le guichet.';
const notOwed = 'Cette déclaration n’attend pas cette suite\u00a0: elle n’a pas été faite de vive voix, ou n’est pas un EIGS.';
