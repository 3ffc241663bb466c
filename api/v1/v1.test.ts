import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dayIn } from '../../calendar/local.ts';
import { DAY } from '../../calendar/milliseconds.ts';
import { apply } from '../../cases/record/apply.ts';
import { caseIdOf, caseState, readCase } from '../../cases/record/read-case.ts';
import { inDepartment } from '../../database/pool.ts';
import { startTestApi, type TestApi } from '../../test/api.testing.ts';
import { machineKey } from '../../test/machine-key.ts';
import { alertExample, declarationExample, voicemailExample } from './examples.ts';

let api: TestApi;
const keys: Record<string, string> = {};

beforeAll(async () => {
  api = await startTestApi();
  const make = async (
    name: string,
    department: string,
    kind: 'desk' | 'platform' | 'institution' | 'partner',
    organisation: string | null = null,
  ) => {
    keys[name] = (await machineKey(api.db, { department, kind, organisation })).key;
  };
  await make('desk', '54', 'desk');
  await make('desk57', '57', 'desk');
  await make('platform', '54', 'platform');
  await make('institution', '54', 'institution', 'ehpad-mirabelliers-54');
  await make('stranger', '54', 'partner', 'org-of-nobody');
});
afterAll(async () => {
  await api?.end();
});

interface Answer {
  status: number;
  type: string;
  headers: Headers;
  body: Record<string, unknown>;
}

async function ask(method: string, path: string, key: string | undefined, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
  const response = await fetch(`${api.url}/api/v1${path}`, {
    method,
    headers: {
      ...(key && { authorization: `Bearer ${key}` }),
      ...(body !== undefined && !(body instanceof FormData) && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: typeof body === 'string' || body instanceof FormData ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    type: response.headers.get('content-type') ?? '',
    headers: response.headers,
    body: text === '' ? {} : JSON.parse(text),
  };
}

/** A form of texts and of files, which OpenAPI writes in base64. */
function formOf({ recording, files = [], body, ...fields }: FormExample, name = 'message.wav'): FormData {
  const form = new FormData();
  for (const [field, value] of Object.entries(fields)) form.append(field, String(value));
  if (body !== undefined) form.append('body', JSON.stringify(body));
  if (recording !== undefined) form.append('recording', new File([Buffer.from(recording, 'base64')], name));
  for (const file of files) form.append('files', new File([Buffer.from(file, 'base64')], 'piece.txt'));
  return form;
}

interface FormExample {
  recording?: string;
  files?: string[];
  body?: object;
  [field: string]: unknown;
}

const alert = (change: object = {}) => ({ ...alertExample, externalId: randomUUID(), ...change });

async function alerted(key = keys.desk): Promise<{ case: string; transfers: { id: string; organisation: string }[] }> {
  const { status, body } = await ask('POST', '/alerts', key, alert());
  expect(status, JSON.stringify(body)).toBe(201);
  return body as never;
}

describe('an alert', () => {
  test('takes the commune of today of a code of before; a code of none is refused, and kept from a platform or at the threshold', async () => {
    const at = (key: string | undefined, inseeCode: string, danger: number) =>
      ask('POST', '/alerts', key, alert({ facts: { ...alertExample.facts, inseeCode, danger } }));
    const kept = async (sent: Awaited<ReturnType<typeof at>>) => {
      expect(sent.status, JSON.stringify(sent.body)).toBe(201);
      return readCase(api.db, '54', { kind: 'COORDINATOR', id: null }, String(sent.body.case), 'CASE_PAGE');
    };
    const former = await kept(await at(keys.desk, '54342', 1));
    expect(former?.state.facts.inseeCode).toBe('54099');
    expect(former?.alerts[0]?.content?.asSaid).toMatchObject([{ said: '54342', read: 'Mancieulles, aujourd’hui Val de Briey (54)' }]);
    const refused = await at(keys.desk, '00000', 1);
    expect(refused.status).toBe(400);
    expect(JSON.stringify(refused.body.errors)).toContain('#/facts/inseeCode');
    for (const unknown of [await kept(await at(keys.platform, '00000', 1)), await kept(await at(keys.desk, '00000', 4))]) {
      expect(unknown?.state.facts).not.toHaveProperty('inseeCode');
      expect(unknown?.alerts[0]?.content?.asSaid).toEqual([{ what: 'Commune', said: '00000' }]);
      expect(unknown?.state.tasks.map(({ kind }) => kind)).toContain('FIELD_TO_READ');
    }
    const elsewhere = await kept(await at(keys.platform, '57463', 1));
    expect(elsewhere?.state.facts.inseeCode).toBe('57463');
    expect(elsewhere?.state.tasks.map(({ kind }) => kind)).toContain('OTHER_DEPARTMENT');
  });

  test('whose number no database keeps is asked for another; at the threshold, or from a platform, it is kept, once, and two stay two', async () => {
    const unique = randomUUID();
    const references = new Set<unknown>();
    const numbers = [`${unique}\ud83d`, `${unique}\ud83e`, `${unique}\u0000`];
    for (const externalId of numbers) {
      const calm = alert({ externalId, facts: { ...alertExample.facts, danger: 1 } });
      const refused = await ask('POST', '/alerts', keys.desk, calm);
      expect([refused.status, JSON.stringify(refused.body.errors)]).toEqual([400, expect.stringContaining('#/externalId')]);
      const urgent = alert({ externalId, facts: { ...alertExample.facts, danger: 4 } });
      for (const [key, sent] of [
        [keys.desk, urgent],
        [keys.platform, calm],
      ] as const) {
        const kept = await ask('POST', '/alerts', key, sent);
        expect(kept.status, JSON.stringify(kept.body)).toBe(201);
        expect((await ask('POST', '/alerts', key, sent)).body).toEqual(kept.body);
        references.add(kept.body.reference);
      }
    }
    expect(references.size).toBe(2 * numbers.length);
  });

  test('in danger, or from a platform, is taken in whatever its fields hold: what cannot be read is kept, and is a task', async () => {
    const wrong = {
      facts: { ...alertExample.facts, place: 'CHATEAU', age: 'vieille' },
      content: { narrative: 'Elle crie.', secret: 'une clé' },
      externalId: '',
    };
    const send = (key: string | undefined, danger: unknown) => ask('POST', '/alerts', key, { ...wrong, facts: { ...wrong.facts, danger } });
    const tasksOf = async (sent: Answer) => {
      expect(sent.status, JSON.stringify(sent.body)).toBe(201);
      const found = await readCase(api.db, '54', { kind: 'COORDINATOR', id: null }, String(sent.body.case), 'CASE_PAGE');
      expect(found?.state.facts.place).toBe('INCONNU');
      expect(found?.alerts[0]?.content?.asSaid?.map(({ said }) => said)).toEqual(expect.arrayContaining(['CHATEAU', 'vieille', 'une clé']));
      return found?.state.tasks.filter(({ kind }) => kind === 'FIELD_TO_READ').map(({ to }) => to);
    };
    expect((await send(keys.desk, 1)).status).toBe(400);
    expect(await tasksOf(await send(keys.desk, 4))).toEqual(['DESK']);
    expect(await tasksOf(await send(keys.desk, '3'))).toEqual(['DESK']);
    expect(await tasksOf(await send(keys.platform, 1))).toEqual(['DESK']);
    // What nobody could read of its danger may be the gravest.
    expect(await tasksOf(await send(keys.platform, 'très grave'))).toEqual(['DUTY']);

    const sheet = await ask('POST', '/platform-sheets', keys.platform, {
      calls: [{ takenAt: 'hier', narrative: 'Elle a froid.', caller: { anonymousToDesk: true, phone: '06 99 99 99 99', safeChannel: 'PIGEON' } }],
      victim: { age: 'quatre-vingts' },
      danger: 3,
    });
    expect(sheet.status, JSON.stringify(sheet.body)).toBe(201);
    const caseId = (await caseIdOf(api.db, '54', String(sheet.body.reference))) ?? '';
    const content = (await readCase(api.db, '54', { kind: 'COORDINATOR', id: null }, caseId, 'CASE_PAGE'))?.alerts[0]?.content;
    expect(content?.asSaid?.map(({ said }) => said)).toEqual(expect.arrayContaining(['hier', 'quatre-vingts']));
    // Who wants to be nobody is, whatever came all the same.
    expect(JSON.stringify(content)).not.toContain('06 99 99 99 99');
  });

  test('is answered once stored, with its reference, its case, its receipt and the transfers decided', async () => {
    const { status, body } = await ask('POST', '/alerts', keys.platform, alert());
    expect(status).toBe(201);
    expect(body.reference).toMatch(/^54-26-[0-9A-Z]{4}-[0-9A-Z]{2}$/);
    expect(body.receipt).toMatch(/^([0-9A-Z]{4}-){3}[0-9A-Z]{4}$/);
    const found = await caseState(api.db, '54', String(body.case));
    expect(found?.state.facts.channel).toBe('PLATFORM');
    expect(found?.state.transfers.length).toBe((body.transfers as unknown[]).length);
  });

  test('sent again is answered the same, also after the case has moved on', async () => {
    const sent = alert();
    const first = await ask('POST', '/alerts', keys.desk, sent);
    for (const { id } of first.body.transfers as { id: string }[]) await ask('POST', `/transfers/${id}/charge`, keys.desk, {});
    expect((await ask('POST', '/alerts', keys.desk, sent)).body).toEqual(first.body);
    const { externalId, ...without } = alert();
    const key = { 'idempotency-key': randomUUID() };
    const keyed = await ask('POST', '/alerts', keys.desk, without, key);
    expect((await ask('POST', '/alerts', keys.desk, without, key)).body).toEqual(keyed.body);
    expect(externalId).toBeDefined();
  });

  test('under a number or a key already used for another body is refused, and two callers do not share keys', async () => {
    const sent = alert();
    await ask('POST', '/alerts', keys.desk, sent);
    const other = await ask('POST', '/alerts', keys.desk, { ...sent, facts: { ...sent.facts, danger: 1 } });
    expect(other).toMatchObject({ status: 422, type: expect.stringContaining('application/problem+json') });
    const key = { 'idempotency-key': 'one-key' };
    const { externalId: _a, ...one } = alert();
    const [first, second] = [await ask('POST', '/alerts', keys.desk, one, key), await ask('POST', '/alerts', keys.platform, one, key)];
    expect(second.body.case).not.toBe(first.body.case);
    expect((await ask('POST', '/alerts', keys.desk, { ...one, facts: { ...one.facts, danger: 0 } }, key)).status).toBe(422);
    const both = { 'idempotency-key': 'number-and-key' };
    const numbered = alert();
    const answered = await ask('POST', '/alerts', keys.desk, numbered, both);
    expect((await ask('POST', '/alerts', keys.desk, numbered, both)).body).toEqual(answered.body);
    expect((await ask('POST', '/alerts', keys.desk, alert(), both)).status).toBe(422);
  });

  test('with wrong fields is refused field by field, in French, by JSON pointer, and nothing sent comes back', async () => {
    const { status, type, body } = await ask('POST', '/alerts', keys.desk, {
      facts: { place: 'CHATEAU', implicated: [{ kind: 'FANTÔME' }], maltreatment: [], danger: 9 },
      content: { narrative: 'Quillevéré', secret: 'Quillevéré' },
    });
    expect(status).toBe(400);
    expect(type).toContain('application/problem+json');
    const errors = body.errors as { pointer: string; detail: string }[];
    expect(Object.fromEntries(errors.map(({ pointer, detail }) => [pointer, detail]))).toEqual({
      '#/facts/place': 'Choisissez une des réponses proposées.',
      '#/facts/implicated/0/kind': 'Choisissez une des réponses proposées.',
      '#/facts/danger': 'Le niveau de danger va de 0 à 4.',
      '#/facts/victimGroup': 'Ce champ manque.',
      '#/content/secret': 'Ce champ n’existe pas\u00a0: retirez-le.',
    });
    expect(JSON.stringify(body)).not.toContain('Quillevéré');
  });
});

describe('a door', () => {
  test('asks a key, and says how', async () => {
    for (const key of [undefined, 'guichet_00000000000000000000000000000000', 'x']) {
      const { status, headers, type } = await ask('GET', '/cases', key);
      expect([status, headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
      expect(type).toContain('application/problem+json');
    }
  });

  test('gives every refusal as a problem: not JSON, malformed, too large, unknown, not for this key', async () => {
    const cases: [Answer, number][] = [
      [await ask('POST', '/alerts', keys.desk, '{"facts":'), 400],
      [await ask('POST', '/alerts', keys.desk, 'facts=1', { 'content-type': 'text/plain' }), 415],
      [await ask('POST', '/alerts', keys.desk, JSON.stringify({ x: 'a'.repeat(300_000) })), 413],
      [await ask('GET', '/nothing', keys.desk), 404],
      [await ask('GET', '/cases', keys.platform), 403],
      [await ask('GET', `/cases/${randomUUID()}`, keys.desk), 404],
      [await ask('GET', '/cases?size=9999', keys.desk), 400],
    ];
    for (const [{ status, type, body }, expected] of cases) {
      expect([status, body.status]).toEqual([expected, expected]);
      expect(type).toContain('application/problem+json');
      expect(body).toMatchObject({
        type: expect.stringMatching(/^urn:guichet:problem:/),
        title: expect.any(String),
        instance: expect.stringMatching(/^urn:/),
      });
    }
  });

  test('sets no cookie and the strictest headers', async () => {
    const { headers } = await ask('POST', '/alerts', keys.desk, alert());
    expect(headers.get('set-cookie')).toBeNull();
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('x-powered-by')).toBeNull();
  });
});

describe('a transfer', () => {
  test('is acknowledged, taken in charge and given an outcome; an answer already had changes nothing', async () => {
    const { transfers, case: caseId } = await alerted();
    const id = transfers[0]?.id ?? '';
    expect((await ask('POST', `/transfers/${id}/acknowledgement`, keys.desk, {})).body).toMatchObject({ id, status: 'ACKNOWLEDGED' });
    expect((await ask('POST', `/transfers/${id}/charge`, keys.desk, {})).body.status).toBe('IN_CHARGE');
    const count = async () => (await caseState(api.db, '54', caseId))?.state;
    const before = await count();
    expect((await ask('POST', `/transfers/${id}/acknowledgement`, keys.desk, {})).body.status).toBe('IN_CHARGE');
    expect(await count()).toEqual(before);
    expect((await ask('POST', `/transfers/${id}/outcome`, keys.desk, { outcome: [] })).status).toBe(400);
    expect((await ask('POST', `/transfers/${id}/outcome`, keys.desk, { outcome: ['NON_COMMUNICABLE'] })).body.status).toBe('OUTCOME_GIVEN');
  });

  test('under one Idempotency-Key is answered once; another body under it is refused', async () => {
    const id = (await alerted()).transfers[0]?.id ?? '';
    const key = { 'idempotency-key': randomUUID() };
    const first = await ask('POST', `/transfers/${id}/information-request`, keys.desk, { text: 'Quel étage ?' }, key);
    expect(first.body).toMatchObject({ waitingForInformation: true });
    expect((await ask('POST', `/transfers/${id}/information-request`, keys.desk, { text: 'Quel étage ?' }, key)).body).toEqual(first.body);
    expect((await ask('POST', `/transfers/${id}/information-request`, keys.desk, { text: 'Quelle rue ?' }, key)).status).toBe(422);
  });

  test('is asked more time for by its recipient, within once the delay again, and told whether it waits for the answer', async () => {
    const { transfers, case: caseId } = await alerted();
    const { id = '', organisation = '' } = transfers[0] ?? {};
    const { key: own } = await machineKey(api.db, { department: '54', kind: 'partner', organisation });
    const until = (days: number, limit: number) => dayIn(limit + days * DAY, 'Europe/Paris');
    const more = (days: number, limit: number, text = 'Deux visites restent à faire.') =>
      ask('POST', `/transfers/${id}/extension`, own, { until: until(days, limit), text });
    expect((await more(5, Date.now())).status).toBe(409);
    expect((await ask('POST', `/transfers/${id}/charge`, own, {})).body).toMatchObject({ status: 'IN_CHARGE', extensionAsked: null });
    const { deadlines } = (await ask('GET', `/cases/${caseId}`, own)).body as { deadlines: { kind: string; dueAt: string }[] };
    const limit = Date.parse(deadlines.find(({ kind }) => kind === 'LIMIT')?.dueAt ?? '');
    expect((await ask('POST', `/transfers/${id}/extension`, own, { until: until(5, limit), text: ' ' })).status).toBe(400);
    expect((await ask('POST', `/transfers/${id}/extension`, own, { until: '2026-02-30', text: 'Une visite.' })).status).toBe(400);
    expect((await more(-1, limit)).status).toBe(409);
    expect((await more(4_000, limit)).status).toBe(409);
    for (let time = 0; time < 2; time += 1)
      expect((await more(5, limit)).body).toMatchObject({ status: 'IN_CHARGE', extensionAsked: until(5, limit) });
    const record = await readCase(api.db, '54', { kind: 'API', id: null }, caseId, 'CASE_PAGE');
    const entries = record?.journal.filter(({ kind }) => kind === 'EXTENSION_REQUESTED') ?? [];
    expect(entries.map(({ content }) => content)).toMatchObject([{ text: 'Deux visites restent à faire.' }]);
    const by = { kind: 'AGENT' as const, id: null };
    await apply(
      api.db,
      '54',
      caseId,
      { kind: 'ExtensionGranted', transfer: id.split('.')[1] ?? '', until: limit + 5 * DAY, at: Date.now(), by },
      {
        eventId: 'granted',
      },
    );
    expect((await ask('POST', `/transfers/${id}/charge`, own, {})).body).toMatchObject({ extensionAsked: null });
  });

  test('may be known already to whoever has it: in charge, under a number that is kept sealed', async () => {
    const { transfers, case: caseId } = await alerted();
    const id = transfers[0]?.id ?? '';
    const answered = await ask('POST', `/transfers/${id}/charge`, keys.desk, { already: 'DEJA_CONNU', number: '2026-0077' });
    expect(answered.body).toMatchObject({ id, status: 'IN_CHARGE' });
    const record = await readCase(api.db, '54', { kind: 'API', id: null }, caseId, 'CASE_PAGE');
    const entry = record?.journal.findLast(({ kind }) => kind === 'IN_CHARGE');
    expect(entry?.because).toMatchObject({ already: 'DEJA_CONNU' });
    expect(JSON.stringify(record?.journal.map(({ content }) => content))).toContain('2026-0077');
    expect(JSON.stringify(record?.journal.map(({ because }) => because))).not.toContain('2026-0077');
  });

  test('two owners who choose the same Idempotency-Key do not answer for each other', async () => {
    const { transfers } = await alerted();
    const { id = '', organisation = '' } = transfers[0] ?? {};
    const { key: own } = await machineKey(api.db, { department: '54', kind: 'partner', organisation });
    const key = { 'idempotency-key': randomUUID() };
    const said = (by: string | undefined, outcome: string) => ask('POST', `/transfers/${id}/outcome`, by, { outcome: [outcome] }, key);
    expect((await said(own, 'NON_COMMUNICABLE')).status).toBe(200);
    const desk = await said(keys.desk, 'SANS_SUITE');
    const caseId = id.split('.')[0] ?? '';
    const kept = (await caseState(api.db, '54', caseId))?.state.transfers.find((transfer) => id.endsWith(`.${transfer.id}`))?.outcome?.codes;
    // Taken or refused, but never answered as done and lost.
    expect(desk.status === 200 ? kept : ['SANS_SUITE']).toEqual(['SANS_SUITE']);
  });

  test('a key chosen again once it is forgotten answers for what is sent now', async () => {
    const id = (await alerted()).transfers[0]?.id ?? '';
    const key = { 'idempotency-key': randomUUID() };
    const said = async (outcome: string) => {
      expect((await ask('POST', `/transfers/${id}/outcome`, keys.desk, { outcome: [outcome] }, key)).status).toBe(200);
      return (await caseState(api.db, '54', id.split('.')[0] ?? ''))?.state.transfers.find((one) => id.endsWith(`.${one.id}`))?.outcome?.codes;
    };
    expect(await said('NON_COMMUNICABLE')).toEqual(['NON_COMMUNICABLE']);
    await inDepartment(api.db, '54', (tx) => tx.query({ text: `DELETE FROM idempotency WHERE key = '${key['idempotency-key']}'` }));
    expect(await said('SANS_SUITE')).toEqual(['SANS_SUITE']);
  });

  test('exists for the key of its own organisation and for no other partner or department', async () => {
    const { transfers, case: caseId } = await alerted();
    const { id = '', organisation = '' } = transfers[0] ?? {};
    const { key: own } = await machineKey(api.db, { department: '54', kind: 'partner', organisation });
    for (const key of [keys.stranger, keys.desk57]) {
      expect((await ask('POST', `/transfers/${id}/acknowledgement`, key, {})).status).toBe(404);
      expect((await ask('GET', `/cases/${caseId}`, key)).status).toBe(404);
    }
    expect((await ask('POST', `/transfers/${id}/acknowledgement`, own, {})).status).toBe(200);
    const seen = await ask('GET', `/cases/${caseId}`, own);
    expect(seen.body.facts).toBeUndefined();
    expect(new Set((seen.body.transfers as { organisation: string }[]).map((transfer) => transfer.organisation))).toEqual(new Set([organisation]));
    const listed = (await ask('GET', '/cases', own)).body.cases as { id: string; transfer: string }[];
    expect(listed[0]).toMatchObject({ id: caseId, transfer: id });
    expect(listed.every((line) => line.transfer.startsWith(line.id))).toBe(true);
  });
});

describe('documents with news of a transfer', () => {
  test('are for the desk, once; alone they are news enough, and nothing else takes them', async () => {
    const { transfers, case: caseId } = await alerted();
    const { id = '', organisation = '' } = transfers[0] ?? {};
    const { key: own } = await machineKey(api.db, { department: '54', kind: 'partner', organisation });
    const report = Buffer.from('Compte rendu de la visite du 3 décembre').toString('base64');
    const say = (body: object, files: string[], by = own, to = 'progress', headers = {}) =>
      ask('POST', `/transfers/${id}/${to}`, by, formOf({ body, files }), headers);
    expect((await say({}, [])).status).toBe(400);
    const key = { 'idempotency-key': randomUUID() };
    for (const _twice of [1, 2]) expect((await say({}, [report], own, 'progress', key)).status).toBe(200);
    const other = Buffer.from('Un autre').toString('base64');
    expect((await say({}, [other], own, 'progress', key)).status).toBe(422);
    expect((await say({ text: 'Compte rendu joint.' }, [''])).body.errors).toMatchObject([{ pointer: '#/files' }]);
    expect((await say({}, [report], keys.stranger)).status).toBe(404);
    expect((await say({}, [report], own, 'outcome')).status).toBe(415);
    const record = await readCase(api.db, '54', { kind: 'COORDINATOR', id: null }, caseId, 'CASE_PAGE');
    expect(record?.files).toMatchObject([{ name: 'piece.txt', alert: null }]);
    expect(record?.state.tasks.filter(({ kind }) => kind === 'PARTNER_WROTE')).toHaveLength(1);
    expect(record?.journal.filter(({ kind }) => kind === 'PROGRESS_SAID')).toHaveLength(1);
  });
});

describe('a voicemail', () => {
  const post = (fields: Record<string, string>, headers: Record<string, string> = {}, key = keys.desk) =>
    ask('POST', '/voicemails', key, formOf(fields), headers);
  const example = (change: Record<string, string> = {}): Record<string, string> => ({ ...voicemailExample, externalId: randomUUID(), ...change });

  test('is an alert to be qualified and a call-back with a limit, and is the same when it comes again', async () => {
    const message = example();
    const first = await post(message);
    expect(first.status, JSON.stringify(first.body)).toBe(201);
    expect((await post(message)).body).toEqual(first.body);
    expect((await post({ ...message, caller: '17' })).status).toBe(422);
    const record = await readCase(api.db, '54', { kind: 'COORDINATOR', id: null }, String(first.body.case), 'CASE_PAGE');
    expect(record?.state.qualification).toBe('AWAITED');
    const tasks = record?.state.tasks.map(({ kind }) => kind) ?? [];
    expect(tasks.filter((kind) => kind === 'CALL_BACK')).toHaveLength(1);
    expect(tasks).toContain('QUALIFY');
    expect(record?.state.transfers).toEqual([]);
    expect(record?.files).toMatchObject([{ name: 'message.wav', kind: 'AUDIO', alert: 'a1' }]);
    expect(record?.alerts[0]).toMatchObject({ channel: 'VOICEMAIL', receivedAt: Date.parse(voicemailExample.receivedAt) });
  });

  test('is one message under one Idempotency-Key, whatever boundary its form is sent with', async () => {
    const { externalId, ...message } = example();
    const headers = { 'idempotency-key': randomUUID() };
    const first = await post(message, headers);
    expect((await post(message, headers)).body).toEqual(first.body);
    expect((await post({ ...message, caller: '17' }, headers)).status).toBe(422);
    const both = { 'idempotency-key': randomUUID() };
    const second = example();
    expect((await post(second, both)).body).toEqual((await post(second, both)).body);
    expect((await post(example(), both)).status).toBe(422);
  });

  test('that cannot be heard is an alert all the same; what is wrong is told by field', async () => {
    expect((await post(example({ recording: Buffer.from([0, 1, 2]).toString('base64') }))).status).toBe(201);
    expect((await post(example({ recording: '' }))).status).toBe(201);
    const { recording, ...unheard } = example();
    expect((await post(unheard)).status).toBe(201);
    for (const [pointer, fields] of [
      ['#/receivedAt', example({ receivedAt: 'hier' })],
      ['#/receivedAt', example({ receivedAt: '2999-01-01T00:00:00Z' })],
      ['#/recording', { externalId: randomUUID() }],
      ['#/note', example({ note: 'x' })],
    ] as [string, Record<string, string>][]) {
      const { status, body } = await post(fields);
      expect(status, JSON.stringify(body)).toBe(400);
      expect((body.errors as { pointer: string }[])[0]?.pointer).toBe(pointer);
    }
    expect((await ask('POST', '/voicemails', keys.desk, { caller: '17' })).status).toBe(415);
    expect((await post(example(), {}, keys.stranger)).status).toBe(403);
    expect((await post(example(), {}, 'rien')).status).toBe(401);
  });
});

describe('the description', () => {
  test('is OpenAPI 3.1, and each of its examples is accepted as written', async () => {
    const { body } = await ask('GET', '/openapi.json', undefined);
    expect(body.openapi).toBe('3.1.0');
    const paths = body.paths as Record<
      string,
      Record<string, { requestBody?: { content: Record<string, { example: unknown }> }; responses: Record<string, unknown> }>
    >;
    const [sent] = (await alerted()).transfers;
    const transfer = sent?.id ?? '';
    const recipient = await machineKey(api.db, { department: '54', kind: 'partner', organisation: sent?.organisation ?? '' });
    const caseId = transfer.split('.')[0] ?? '';
    const declared = await ask('POST', '/declarations', keys.institution, { ...declarationExample, externalId: randomUUID() });
    const tried: string[] = [];
    for (const [path, operations] of Object.entries(paths)) {
      for (const [method, operation] of Object.entries(operations)) {
        const { 'application/json': json, 'multipart/form-data': form, 'text/csv': csv } = operation.requestBody?.content ?? {};
        const example = (csv ?? json)?.example ?? (form && formOf(form.example as FormExample));
        const [, of = ''] = path.split('/');
        const id = { transfers: transfer, declarations: String(declared.body.id) }[of] ?? caseId;
        const ofDoor = { declarations: keys.institution, 'platform-sheets': keys.platform }[of] ?? keys.desk;
        const key = path.includes('/originals') ? recipient.key : ofDoor;
        const asked = path.startsWith('/statistics') ? `${path.replace('{indicator}', 'pris-en-charge')}?from=2026-01-01&to=2026-12-31` : path;
        const answer = await ask(method.toUpperCase(), asked.replace('{id}', id), key, example, csv && { 'content-type': 'text/csv' });
        expect(Object.keys(operation.responses), `${method} ${path} ${JSON.stringify(answer.body)}`).toContain(String(answer.status));
        // The question before stopped the delay: there is none to make longer. It is no consultation, and no concertation.
        if (/\/(extension|opinion|participation)$/.test(path)) {
          expect(answer.status).toBe(409);
          tried.push(`${method} ${path}`);
          continue;
        }
        // No original was given of it.
        if (path.endsWith('{file}')) expect(answer.status).toBe(404);
        else expect(answer.status, `${method} ${path}`).toBeLessThan(300);
        tried.push(`${method} ${path}`);
        if (json === undefined || form === undefined) continue;
        const withFiles = await ask(method.toUpperCase(), asked.replace('{id}', id), key, formOf(numbered(form.example as FormExample)));
        expect(withFiles.status, `${method} ${path} ${JSON.stringify(withFiles.body)}`).toBeLessThan(300);
        tried.push(`${method} ${path} with files`);
      }
    }
    expect(tried).toHaveLength(28);
  });

  /** With files it is no more the same, under the same number. */
  function numbered({ body, ...form }: FormExample): FormExample {
    return { ...form, body: { ...body, ...(body !== undefined && 'externalId' in body && { externalId: randomUUID() }) } };
  }

  test('can be read as a page', async () => {
    const response = await fetch(`${api.url}/api/v1/docs/`);
    expect(response.status).toBe(200);
    expect(await response.text()).toContain('swagger-ui');
  });
});

test('names of bodies are given, and no way to reach a person', async () => {
  const { body } = await ask('GET', '/directory/organisations', keys.platform);
  expect((body.organisations as unknown[]).length).toBeGreaterThan(3);
  expect(JSON.stringify(body)).not.toMatch(/@|\+33/);
});

test('what was sent is in no log', async () => {
  await ask('POST', '/alerts', keys.desk, alert({ content: { narrative: 'Zéphirine Quillevéré' } }));
  expect(api.log()).toContain('/api/v1/alerts');
  expect(api.log()).not.toContain('Quillevéré');
  expect(api.log()).not.toMatch(/guichet_[0-9A-Z]{32}|127\.0\.0\.1/);
});
