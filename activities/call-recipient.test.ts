import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { ApplicationFailure } from '@temporalio/common';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { apply } from '../cases/record/apply.ts';
import { caseState, readCase } from '../cases/record/read-case.ts';
import { agent, directoryWith, procedure } from '../cases/world.testing.ts';
import { inDepartment } from '../database/pool.ts';
import { endpointStanding, keepNewest, makeEndpointSecret } from '../directory/record/endpoints.ts';
import { publishDirectory } from '../directory/record/revisions.ts';
import { receive } from '../intake/receive.ts';
import type { Policy } from '../procedures/procedure.ts';
import { publishProcedure } from '../procedures/record/published.ts';
import { mailEngine } from '../templates/mail.ts';
import { anAlert, type Desk, freshDesk } from '../test/fresh.testing.ts';
import { confirmationCall } from '../vocabulary/confirmation-call.ts';
import { RECIPIENT_REJECTED } from '../workflows/errands.ts';
import { keepAnswered } from './call-recipient.ts';
import { createHandOver } from './deliver.ts';

/** The partner's machine: answers as it is told, and keeps what it heard. */
let answer: { status: number; body?: unknown };
let meanwhile: () => unknown = () => undefined;
let heard: { headers: IncomingHttpHeaders; body: string }[] = [];
const machine = createServer(async (request, response) => {
  heard.push({ headers: request.headers, body: await text(request) });
  await meanwhile();
  response.writeHead(answer.status).end(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body));
});
const of = { department: '54', contact: 'cd.titular' };

let desk: Desk;
let url: string;
let secret: string;
beforeAll(async () => {
  desk = await freshDesk();
  machine.listen(0, '127.0.0.1');
  await once(machine, 'listening');
  url = `http://127.0.0.1:${(machine.address() as AddressInfo).port}/guichet`;
  const standard: Policy = {
    ...(procedure.policies.standard as Policy),
    channels: (['API', 'PHONE_TASK'] as const).map((kind) => ({ kind, patience: { hours: 6 } })),
  };
  await publishProcedure(desk.db, '54', { ...procedure, number: 2, policies: { ...procedure.policies, standard } }, 'test');
  const { organisations, contacts, links, calendars } = directoryWith();
  const called = contacts.map((one) => (one.id === of.contact ? { ...one, endpoint: url } : one));
  await publishDirectory(desk.db, { department: '54', organisations, contacts: called, links, calendars }, 'test');
  secret = (await makeEndpointSecret(desk.db, of, null, Date.now())) ?? '';
});
afterAll(async () => {
  machine.close();
  await desk?.end();
});
beforeEach(() => {
  heard = [];
  meanwhile = () => undefined;
});

const names = /Zéphirine|Quillevéré/;

async function opened() {
  const received = await receive(desk.db, anAlert({ channel: 'API', receivedAt: Date.now() }, { channel: 'API', danger: 2 }));
  if ('conflict' in received) throw new Error('conflict');
  return received;
}

/** Calls for the transfer of a case to `cd`, once; answers with the failure's type where it fails. */
async function call(caseId: string, anywhere = true): Promise<string | null> {
  const { rows } = await inDepartment(desk.db, '54', (tx) =>
    tx.query<{ id: string }>({ text: `SELECT id FROM message WHERE case_id = $1 AND channel = 'API'` }, [caseId]),
  );
  const handOver = createHandOver({
    db: desk.db,
    mailer: { send: () => Promise.reject(new Error('no mail')), close: () => undefined },
    write: mailEngine(),
    publicUrl: 'http://localhost:3977',
    mailDomain: 'guichet.example',
    anywhere,
    senderRefused: () => undefined,
  });
  try {
    for (const { id } of rows) await handOver({ department: '54', caseId, message: id }, { now: Date.now() });
    return null;
  } catch (failure) {
    if (failure instanceof ApplicationFailure) return `${failure.type} ${failure.message}`;
    throw failure;
  }
}

const transferOf = async (caseId: string, organisation = 'cd') =>
  (await caseState(desk.db, '54', caseId))?.state.transfers.find((one) => one.organisation === organisation);
const tasksOf = async (caseId: string) =>
  (await caseState(desk.db, '54', caseId))?.state.tasks.filter(({ status }) => status === 'OPEN').map(({ kind }) => kind);
const written = async (caseId: string) =>
  (await readCase(desk.db, '54', agent, caseId, 'CASE_PAGE'))?.journal.flatMap(({ kind, by, content }) =>
    by.kind === 'PARTNER' ? [{ kind, by: by.id, text: (content as { text: string } | null)?.text ?? '' }] : [],
  );

async function answered(with_: typeof answer) {
  answer = with_;
  const { caseId } = await opened();
  expect(await call(caseId)).toBeNull();
  return caseId;
}

it('is called signed, with codes and the reference alone, as the published schema says', async () => {
  answer = { status: 202 };
  const { caseId, reference } = await opened();
  expect(await call(caseId)).toBeNull();
  const [said] = heard;
  expect(heard).toHaveLength(1);
  const body = new Webhook(secret).verify(said?.body ?? '', said?.headers as Record<string, string>);
  expect(confirmationCall.parse(body).data).toMatchObject({ reference, organisation: 'cd', danger: 2, place: 'DOMICILE', purpose: 'ACTION' });
  expect(said?.body).not.toMatch(names);
  expect(() =>
    new Webhook(`whsec_${Buffer.alloc(32).toString('base64')}`).verify(said?.body ?? '', said?.headers as Record<string, string>),
  ).toThrow();
  // It answers later: it has the transfer, and its delay runs.
  expect(await transferOf(caseId)).toMatchObject({ status: 'SENT', channel: 0 });
  expect((await transferOf(caseId))?.handedOverAt).not.toBeNull();
  expect(await written(caseId)).toEqual([]);
  expect(await endpointStanding(desk.db, of, url)).toMatchObject({ failing: null, verifiedAt: expect.any(Number) });
});

it('that accepts has received; it is in charge only where it says so, under its own number', async () => {
  expect(await transferOf(await answered({ status: 200, body: { answer: 'ACCEPTED' } }))).toMatchObject({ status: 'ACKNOWLEDGED' });
  const caseId = await answered({
    status: 200,
    body: { answer: 'ACCEPTED', inCharge: true, already: 'DEJA_CONNU', number: 'X-12', text: 'Visite lundi.' },
  });
  expect(await transferOf(caseId)).toMatchObject({ status: 'IN_CHARGE' });
  expect(await written(caseId)).toEqual([
    { kind: 'IN_CHARGE', by: 'cd.titular', text: 'Suivi par cet organisme sous le numéro\u00a0: X-12\nVisite lundi.' },
  ]);
});

it('that refuses gives its reason and whom it proposes, and the next competent body is asked', async () => {
  const caseId = await answered({ status: 200, body: { answer: 'REFUSED', reason: 'HORS_TERRITOIRE', proposed: 'CCAS de Toul' } });
  expect(await transferOf(caseId)).toMatchObject({ status: 'REROUTED', refusal: 'HORS_TERRITOIRE' });
  expect((await transferOf(caseId, 'cd2'))?.status).toBe('DUE');
  expect((await written(caseId))?.[0]).toEqual({ kind: 'REFUSED', by: 'cd.titular', text: 'Organisme proposé à la place\u00a0: CCAS de Toul' });
});

it.each([
  { status: 200, body: '<html>' },
  { status: 200, body: { answer: 'ACCEPTED', number: 'X' } },
  { status: 200, body: { answer: 'REFUSED', reason: 'AUTREMENT' } },
  { status: 204 },
])('whose answer is none has the transfer all the same, and a person asks: %j', async (said) => {
  const caseId = await answered(said);
  expect(await transferOf(caseId)).toMatchObject({ status: 'SENT' });
  expect(await tasksOf(caseId)).toContain('PARTNER_WROTE');
  expect((await written(caseId))?.[0]).toMatchObject({ kind: 'NOTE', text: expect.stringContaining('Demandez-la') });
});

it('that is down is called again under the same id, and what it then says is done once', async () => {
  answer = { status: 503 };
  const { caseId } = await opened();
  expect(await call(caseId)).toBe('ENDPOINT_503 ENDPOINT_503');
  expect(await endpointStanding(desk.db, of, url)).toMatchObject({ failing: { code: 'ENDPOINT_503' } });
  answer = { status: 200, body: { answer: 'ACCEPTED' } };
  expect(await call(caseId)).toBeNull();
  expect(new Set(heard.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
  expect(await endpointStanding(desk.db, of, url)).toMatchObject({ failing: null });
  await call(caseId);
  expect(heard).toHaveLength(2);
  expect(await written(caseId)).toHaveLength(1);
});

it('that refuses the call for good, or may not be called, leaves the transfer to the next channel', async () => {
  answer = { status: 410 };
  const { caseId } = await opened();
  expect(await call(caseId)).toBe(`${RECIPIENT_REJECTED} ENDPOINT_410`);
  const before = heard.length;
  expect(await call(caseId, false)).toBe(`${RECIPIENT_REJECTED} ENDPOINT_NOT_PUBLIC`);
  expect(heard.length).toBe(before);
  const message = (await caseState(desk.db, '54', caseId))?.state.messages.find((one) => 'channel' in one && one.channel === 'API')?.id ?? '';
  const failed = {
    kind: 'DeliveryFailed',
    at: Date.now(),
    by: { kind: 'DELIVERY', id: null },
    message,
    permanent: true,
    code: RECIPIENT_REJECTED,
  } as const;
  await apply(desk.db, '54', caseId, failed);
  expect(await transferOf(caseId)).toMatchObject({ status: 'DUE', channel: 1 });
  expect(await tasksOf(caseId)).toContain('PHONE_NOW');
});

it('whose transfer was cancelled while it answered is heard all the same: a person looks', async () => {
  answer = { status: 200, body: { answer: 'ACCEPTED', inCharge: true } };
  const { caseId } = await opened();
  const transfer = (await transferOf(caseId))?.id ?? '';
  const cancelled = { kind: 'TransferCancelled', at: Date.now(), by: agent, transfer, reason: 'AGENT' } as const;
  meanwhile = () => apply(desk.db, '54', caseId, cancelled, { content: { text: 'Erreur.' } });
  expect(await call(caseId)).toBeNull();
  expect(await transferOf(caseId)).toMatchObject({ status: 'CANCELLED', handedOverAt: null });
  expect(await tasksOf(caseId)).toContain('LATE_ANSWER');
});

it('what the law does not accept of an answer, a person reads', async () => {
  const caseId = await answered({ status: 202 });
  const by = { kind: 'PARTNER', id: 'cd.titular' } as const;
  const handedOver = { event: { kind: 'HandedOver', at: Date.now(), by: { kind: 'DELIVERY', id: null }, message: 'gone' }, options: {} } as const;
  const refused = {
    event: { kind: 'Acknowledged', at: Date.now(), by, transfer: 't99' },
    options: { eventId: 'call:x', content: { text: 'Noté.' } },
  } as const;
  await keepAnswered(desk.db, { department: '54', caseId }, handedOver, refused);
  expect((await written(caseId))?.[0]).toMatchObject({ kind: 'NOTE', text: expect.stringMatching(/n’a pas pu être inscrite[\s\S]*Noté\.$/) });
});

it('is signed by two secrets while one takes the place of the other, then by the newest alone', async () => {
  answer = { status: 202 };
  const made = (await endpointStanding(desk.db, of, url))?.madeAt ?? 0;
  const newest = (await makeEndpointSecret(desk.db, of, made, made + 1_000)) ?? '';
  // Somebody else who saw the same page makes none beside it.
  expect(await makeEndpointSecret(desk.db, of, made, made + 2_000)).toBeNull();
  expect(await makeEndpointSecret(desk.db, of, null, made + 2_000)).toBeNull();
  const verifies = (one: string) => {
    const { body = '', headers = {} } = heard.at(-1) ?? {};
    try {
      return new Webhook(one).verify(body, headers as Record<string, string>) !== undefined;
    } catch {
      return false;
    }
  };
  await call((await opened()).caseId);
  expect([secret, newest].map(verifies)).toEqual([true, true]);
  await keepNewest(desk.db, of);
  await call((await opened()).caseId);
  expect([secret, newest].map(verifies)).toEqual([false, true]);
});

it('is not called in a drill', async () => {
  const received = await receive(desk.db, anAlert({ channel: 'API', receivedAt: Date.now(), exercise: true }, { channel: 'API' }));
  if ('conflict' in received) throw new Error('conflict');
  expect(await call(received.caseId)).toBeNull();
  expect(heard).toEqual([]);
  expect(await transferOf(received.caseId)).toMatchObject({ status: 'SENT' });
});
