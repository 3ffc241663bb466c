import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { caseState, readCase } from '../../cases/record/read-case.ts';
import { connect, inDepartment } from '../../database/pool.ts';
import { setEstablishments } from '../../intake/declarations/establishments.ts';
import { startTestApi, type TestApi } from '../../test/api.testing.ts';
import { machineKey } from '../../test/machine-key.ts';
import { declarationExample, declarationsCsvExample, sheetExample } from './examples.ts';

let api: TestApi;
const keys: Record<string, string> = {};

beforeAll(async () => {
  api = await startTestApi();
  for (const [name, kind, organisation] of [
    ['own', 'institution', 'ehpad-mirabelliers-54'],
    ['other', 'institution', 'mas-vezouze-54'],
    ['group', 'institution', 'residence-bellevue-54'],
    ['platform', 'platform', null],
    ['desk', 'desk', null],
  ] as const) {
    const { id, key } = await machineKey(api.db, { department: '54', kind, organisation });
    keys[name] = key;
    if (name === 'group') await setEstablishments(api.db, '54', id, ['ehpad-mirabelliers-54', 'saad-pays-haut-54']);
  }
});
afterAll(() => api?.end());

/** What the answers read here hold, each some of it. */
interface Answered {
  id: string;
  reference: string;
  declaredAt: string;
  joined: boolean;
  receipts: string[];
  total: number;
  declarations: { id: string; establishment: string }[];
  errors?: { pointer: string; detail: string }[];
  unread?: { pointer: string; detail: string }[];
}

async function ask(method: string, path: string, key: string | undefined, body?: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(`${api.url}/api/v1${path}`, {
    method,
    headers: {
      authorization: `Bearer ${key}`,
      ...(body !== undefined && !(body instanceof FormData) && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: typeof body === 'string' || body instanceof FormData ? body : JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Answered };
}

/** A body in a form, with files beside it. */
function formWith(body: object, ...files: { name: string; text: string }[]): FormData {
  const form = new FormData();
  form.append('body', JSON.stringify(body));
  for (const { name, text } of files) form.append('files', new File([text], name));
  return form;
}

const declaration = (change: object = {}) => ({ ...declarationExample, externalId: randomUUID(), ...change });
const caseIdOf = (id: unknown) =>
  inDepartment(
    api.db,
    '54',
    async (tx) => (await tx.query<{ case_id: string }>({ text: 'SELECT case_id FROM declaration WHERE id = $1' }, [id])).rows[0]?.case_id ?? '',
  );
const caseOf = async (id: unknown) => caseState(api.db, '54', await caseIdOf(id));
const recordOf = async (id: unknown) => readCase(api.db, '54', { kind: 'AGENT', id: null }, await caseIdOf(id), 'CASE_PAGE');

describe('a declaration', () => {
  test('is answered with its reference and what it still owes; sent again, or by a file with the same number, it is one', async () => {
    const sent = declaration();
    const first = await ask('POST', '/declarations', keys.own, sent);
    expect(first.status, JSON.stringify(first.body)).toBe(201);
    expect(first.body).toMatchObject({
      reference: expect.stringMatching(/^54-26-/),
      writtenConfirmation: { dueAt: '2026-11-20T09:30:00.000Z', at: null },
      secondPart: null,
    });
    expect((await ask('POST', '/declarations', keys.own, sent)).body).toEqual(first.body);
    expect((await ask('POST', '/declarations', keys.own, { ...sent, danger: 2 })).status).toBe(422);
    const { externalId: _n, ...unnumbered } = sent;
    const key = { 'idempotency-key': randomUUID() };
    const keyed = await ask('POST', '/declarations', keys.own, unnumbered, key);
    expect((await ask('POST', '/declarations', keys.own, unnumbered, key)).body).toEqual(keyed.body);
    expect((await caseOf(first.body.id))?.state.transfers.flatMap(({ because }) => because)).toContain('declaration-ars');
  });

  test('whose number no database keeps is asked for another; one that leaves at once is kept, once', async () => {
    for (const externalId of ['EVT-\ud83d', 'EVT-\u0000']) {
      const unique = `${randomUUID()}${externalId}`;
      const refused = await ask('POST', '/declarations', keys.own, declaration({ externalId: unique }));
      expect([refused.status, refused.body.errors?.map(({ pointer }) => pointer)]).toEqual([400, ['#/externalId']]);
      const sent = declaration({ externalId: unique, danger: 4 });
      const urgent = await ask('POST', '/declarations', keys.own, sent);
      expect(urgent.status, JSON.stringify(urgent.body)).toBe(201);
      expect((await ask('POST', '/declarations', keys.own, sent)).body).toEqual(urgent.body);
    }
    expect((await ask('GET', '/declarations?establishment=%00', keys.own)).status).toBe(400);
  });

  test('with wrong fields is refused field by field, what crosses fields too, and nothing sent comes back', async () => {
    const { status, body } = await ask('POST', '/declarations', keys.own, {
      ...declaration(),
      maltreatment: [],
      oralAt: '2999-01-01T10:00',
      establishment: '549990003',
      nature: 'Quillevéré',
    });
    expect(status).toBe(400);
    expect(body.errors?.map(({ pointer }) => pointer).toSorted()).toEqual(['#/establishment', '#/maltreatment', '#/oralAt']);
    expect(JSON.stringify(body)).not.toContain('Quillevéré');
    const unknown = await ask('POST', '/declarations', keys.own, { ...declaration(), couleur: 'rouge', danger: 9 });
    expect(unknown.body.errors?.map(({ pointer }) => pointer).toSorted()).toEqual(['#/couleur', '#/danger']);
  });

  test('in danger, or of a crime or an EIGS, is kept whatever its fields hold: what could not be read is said, kept as text, and a task', async () => {
    const wrong = {
      establishment: '549990003',
      category: 'huit',
      observedOn: '31/11/2026',
      occurredOn: '2999-01-01',
      victims: 'deux',
      where: 'au jardin',
      couleur: 'rouge',
      contactName: 7,
    };
    const tasksOf = async (id: unknown) => (await caseOf(id))?.state.tasks.filter(({ kind }) => kind === 'FIELD_TO_READ').map(({ to }) => to);
    expect((await ask('POST', '/declarations', keys.own, declaration({ ...wrong, danger: 1 }))).status).toBe(400);
    const sent = declaration({ ...wrong, danger: '4' });
    const { status, body } = await ask('POST', '/declarations', keys.own, sent);
    expect(status, JSON.stringify(body)).toBe(201);
    expect(body.unread?.map(({ pointer }) => pointer)).toEqual(expect.arrayContaining(['#/category', '#/observedOn', '#/couleur', '#/contactName']));
    expect((await ask('POST', '/declarations', keys.own, sent)).body).toEqual(body);
    expect(await tasksOf(body.id)).toEqual(['DESK']);
    const found = await caseOf(body.id);
    expect(found?.state.facts).toMatchObject({ danger: 4, place: 'INCONNU' });
    expect(found?.state.facts).not.toHaveProperty('finess');
    expect(found?.state.tasks.map(({ kind }) => kind)).toContain('PHONE_NOW');
    const { rows } = await inDepartment(api.db, '54', (tx) =>
      tx.query<{ case_id: string }>({ text: 'SELECT case_id FROM declaration WHERE id = $1 AND category IS NULL' }, [body.id]),
    );
    const record = await readCase(api.db, '54', { kind: 'AGENT', id: null }, rows[0]?.case_id ?? '', 'CASE_PAGE');
    const asSaid = record?.alerts[0]?.content?.asSaid ?? [];
    for (const one of [
      { what: 'Catégorie', said: 'huit' },
      { what: 'Date de survenue', said: '2999-01-01' },
      { what: 'Lieu', said: 'AU JARDIN' },
      { what: 'Autre champ', said: 'rouge' },
      { what: 'Établissement ou service', said: '549990003' },
    ])
      expect(asSaid).toContainEqual(one);
    expect(asSaid.find(({ what }) => what === 'Nombre de victimes')?.said).toBe('deux');
    expect(record?.alerts[0]?.content?.narrative).toContain('Non reconnu');
    // Its danger that nobody could read is the gravest that may be.
    const crime = await ask('POST', '/declarations', keys.own, declaration({ danger: 'vital', crime: 'oui' }));
    expect(await tasksOf(crime.body.id)).toEqual(['DUTY']);
    const eigs = await ask('POST', '/declarations', keys.own, declaration({ victims: -1, eigs: true }));
    expect(eigs.status).toBe(201);
    expect((await ask('GET', '/declarations', keys.own)).body.declarations.map(({ id }) => id)).toContain(body.id);
    for (const nothing of [{}, [], 'danger', { danger: 4, where: 1 }])
      expect([201, 400]).toContain((await ask('POST', '/declarations', keys.own, nothing)).status);
  });

  test('is completed once, and only where something is owed, by whoever made it', async () => {
    const { body } = await ask('POST', '/declarations', keys.own, declaration({ eigs: true }));
    const path = `/declarations/${body.id}/completion`;
    const written = { part: 'WRITTEN', text: 'Je confirme.', by: 'Morgan Collin' };
    expect((await ask('POST', path, keys.other, written)).status).toBe(404);
    const first = await ask('POST', path, keys.own, written);
    expect(first.body).toMatchObject({ writtenConfirmation: { at: expect.any(String) }, secondPart: { at: null } });
    expect((await ask('POST', path, keys.own, written)).body).toEqual(first.body);
    expect((await ask('POST', path, keys.own, { ...written, text: 'Encore.' })).status).toBe(409);
    const tasks = (await caseOf(body.id))?.state.tasks.filter(({ kind }) => kind === 'WRITTEN_CONFIRMATION');
    expect(tasks?.map(({ status }) => status)).toEqual(['DONE']);
    const direct = await ask('POST', '/declarations', keys.own, declaration({ oral: 'NON' }));
    expect((await ask('POST', `/declarations/${direct.body.id}/completion`, keys.own, written)).status).toBe(409);
  });

  test('that confirms what was said before owes nothing more', async () => {
    const { body } = await ask('POST', '/declarations', keys.own, declaration({ oral: 'CONFIRMEE' }));
    expect(body).toMatchObject({ writtenConfirmation: { at: body.declaredAt } });
    const found = await caseOf(body.id);
    expect(found?.state.facts.flags).not.toContain('ORAL_DECLARATION');
    expect(found?.state.tasks.filter(({ kind, status }) => kind === 'WRITTEN_CONFIRMATION' && status === 'OPEN')).toEqual([]);
  });

  test('is listed for its own establishments only; a group sees those it holds', async () => {
    const { body: made } = await ask('POST', '/declarations', keys.group, declaration({ establishment: '549990005', category: '3', oral: 'NON' }));
    const listed = async (key: string | undefined, query = '') => (await ask('GET', `/declarations${query}`, key)).body.declarations;
    expect((await listed(keys.other)).length).toBe(0);
    expect((await listed(keys.own)).every(({ establishment }) => establishment === 'ehpad-mirabelliers-54')).toBe(true);
    expect(new Set((await listed(keys.group)).map(({ establishment }) => establishment))).toEqual(
      new Set(['saad-pays-haut-54', 'ehpad-mirabelliers-54']),
    );
    expect((await listed(keys.group, '?category=3')).map(({ id }) => id)).toEqual([made.id]);
    expect((await listed(keys.group, '?until=2020-01-01')).length).toBe(0);
    expect((await ask('GET', '/declarations?category=12', keys.own)).status).toBe(400);
    expect((await ask('GET', '/declarations', keys.desk)).status).toBe(403);
  });
});

describe('a file', () => {
  const csv = { 'content-type': 'text/csv' };
  const file = (...numbers: string[]) => {
    const [head, row = ''] = declarationsCsvExample.split('\r\n');
    return [head, ...numbers.map((number) => row.replace('EVT-2026-015', number))].join('\r\n');
  };

  test('records nothing before it is confirmed, then its good lines, each once; the others say what to mend', async () => {
    const [one, two] = [randomUUID(), randomUUID()];
    const sent = `${file(one, two)}\r\n${randomUUID()};549990003;1;18/11/2026;Feu;0;0;Rien;NON;Morgan Collin`;
    const count = async () => (await ask('GET', '/declarations', keys.own)).body.total;
    const before = await count();
    expect((await ask('POST', '/declarations/imports', keys.own, sent, csv)).body).toMatchObject({ ready: 2, recorded: 0, wrong: 1 });
    expect(await count()).toBe(before);
    const done = await ask('POST', '/declarations/imports?confirm=true', keys.own, sent, csv);
    expect(done.body).toMatchObject({
      recorded: 2,
      already: 0,
      wrong: 1,
      lines: [
        { line: 2, status: 'RECORDED' },
        { line: 3, status: 'RECORDED' },
        { line: 4, status: 'WRONG', errors: [{ column: 'etablissement' }] },
      ],
    });
    expect((await ask('POST', '/declarations/imports?confirm=true', keys.own, sent, csv)).body).toMatchObject({ recorded: 0, already: 2, wrong: 1 });
    expect(await count()).toBe(before + 2);
    const changed = file(one).replace('Inondation', 'Incendie');
    expect((await ask('POST', '/declarations/imports?confirm=true', keys.own, changed, csv)).body).toMatchObject({
      lines: [{ status: 'WRONG', errors: [{ column: 'numero' }] }],
    });
  });

  test('that cannot be read is refused with its reason', async () => {
    const { status, body } = await ask('POST', '/declarations/imports', keys.own, 'a;b\n1;2', csv);
    expect(status).toBe(400);
    expect(body.errors?.[0]?.detail).toContain('n’existe pas');
    expect((await ask('POST', '/declarations/imports', keys.own, {})).status).toBe(415);
  });
});

describe('files beside a declaration', () => {
  const planning = { name: 'planning.txt', text: 'Planning de la nuit du 17 novembre' };

  test('are kept with its alert; the same form sent again is one, and the same number with another file is refused', async () => {
    const sent = declaration();
    const first = await ask('POST', '/declarations', keys.own, formWith(sent, planning));
    expect(first.status, JSON.stringify(first.body)).toBe(201);
    expect(await recordOf(first.body.id)).toMatchObject({ files: [{ name: 'planning.txt', kind: 'TEXT', alert: 'a1', size: planning.text.length }] });
    expect((await ask('POST', '/declarations', keys.own, formWith(sent, planning))).body).toEqual(first.body);
    expect((await ask('POST', '/declarations', keys.own, formWith(sent, { ...planning, text: 'Un autre' }))).status).toBe(422);
    expect((await ask('POST', '/declarations', keys.own, sent)).status).toBe(422);
    const { externalId: _n, ...unnumbered } = sent;
    const key = { 'idempotency-key': randomUUID() };
    const keyed = await ask('POST', '/declarations', keys.own, formWith(unnumbered, planning), key);
    expect((await ask('POST', '/declarations', keys.own, formWith(unnumbered, planning), key)).body).toEqual(keyed.body);
  });

  test('may come in a form as clients of the description write it: its body a file of JSON', async () => {
    const form = new FormData();
    form.append('body', new Blob([JSON.stringify(declaration())], { type: 'application/json' }));
    form.append('files', new File([planning.text], planning.name));
    const { status, body } = await ask('POST', '/declarations', keys.own, form);
    expect(status, JSON.stringify(body)).toBe(201);
    expect((await recordOf(body.id))?.files).toHaveLength(1);
  });

  test('that cannot be taken are named, and refuse a declaration that can be mended; one that leaves at once is kept without them', async () => {
    const pointers = async (form: FormData) => {
      const { status, body } = await ask('POST', '/declarations', keys.own, form);
      return [status, body.errors?.map(({ pointer }) => pointer)];
    };
    expect(await pointers(formWith(declaration(), { ...planning, text: '' }))).toEqual([400, ['#/files']]);
    const misnamed = formWith(declaration());
    misnamed.append('pieces', new File(['a'], 'a.txt'));
    expect(await pointers(misnamed)).toEqual([400, ['#/pieces']]);
    const both = formWith(declaration({ danger: 9 }), { ...planning, text: '' });
    expect(await pointers(both)).toEqual([400, ['#/files', '#/danger']]);
    expect(await pointers(new FormData())).toEqual([400, expect.anything()]);
    const unreadable = new FormData();
    unreadable.append('body', '{');
    expect((await ask('POST', '/declarations', keys.own, unreadable)).status).toBe(400);
    const urgent = await ask('POST', '/declarations', keys.own, formWith(declaration({ danger: 4 }), { ...planning, text: '' }, planning));
    expect(urgent.status, JSON.stringify(urgent.body)).toBe(201);
    expect(urgent.body.unread?.map(({ pointer }) => pointer)).toEqual(['#/files']);
    const record = await recordOf(urgent.body.id);
    expect(record?.files.map(({ name }) => name)).toEqual(['planning.txt']);
    expect(record?.alerts[0]?.content?.asSaid?.map(({ what }) => what)).toContain('Pièce non reçue');
    expect(record?.state.tasks.map(({ kind }) => kind)).toContain('FIELD_TO_READ');
  });

  test('whatever else a form holds is named, and refuses none that leaves at once', async () => {
    const strange = (change: object) => {
      const form = formWith(declaration(change), planning);
      form.append('pieces', new File(['a'], 'certificat.txt'));
      form.append('note', 'à rappeler le soir');
      return form;
    };
    const mended = await ask('POST', '/declarations', keys.own, strange({}));
    expect([mended.status, mended.body.errors?.map(({ pointer }) => pointer)]).toEqual([400, ['#/pieces', '#/note']]);
    const form = strange({ danger: 4 });
    const urgent = await ask('POST', '/declarations', keys.own, form);
    expect(urgent.status, JSON.stringify(urgent.body)).toBe(201);
    expect(urgent.body.unread?.map(({ pointer }) => pointer)).toEqual(['#/pieces', '#/note']);
    const record = await recordOf(urgent.body.id);
    expect(record?.files.map(({ name }) => name)).toEqual(['planning.txt']);
    for (const one of [
      { what: 'Pièce non reçue', said: 'certificat.txt' },
      { what: 'Autre champ', said: 'à rappeler le soir' },
    ])
      expect(record?.alerts[0]?.content?.asSaid).toContainEqual(one);
    expect(record?.state.tasks.map(({ kind }) => kind)).toContain('FIELD_TO_READ');
    expect((await ask('POST', '/declarations', keys.own, form)).body).toEqual(urgent.body);
    const completion = formWith({ part: 'WRITTEN', text: 'Je confirme.', by: 'Morgan Collin' }, planning);
    completion.append('note', 'autre');
    expect((await ask('POST', `/declarations/${urgent.body.id}/completion`, keys.own, completion)).status).toBe(400);
  });

  test('are refused before they are read where they are far too many, and by whatever is no form', async () => {
    const many = formWith(declaration(), ...Array.from({ length: 101 }, (_each, index) => ({ name: `${index}.txt`, text: 'a' })));
    expect((await ask('POST', '/declarations', keys.own, many)).status).toBe(413);
    const text = { 'content-type': 'text/plain' };
    expect((await ask('POST', '/declarations', keys.own, JSON.stringify(declaration()), text)).status).toBe(415);
    expect((await ask('POST', '/declarations', 'rien', formWith(declaration(), planning))).status).toBe(401);
  });

  test('come with its completion too, and are announced as a correction is, once', async () => {
    const { body } = await ask('POST', '/declarations', keys.own, declaration({ eigs: true }));
    const second = () => formWith({ part: 'EIGS_SECOND', text: 'Analyse jointe.', by: 'Morgan Collin' }, planning);
    const path = `/declarations/${body.id}/completion`;
    for (const _twice of [1, 2]) expect((await ask('POST', path, keys.own, second())).body).toMatchObject({ secondPart: { at: expect.any(String) } });
    const record = await recordOf(body.id);
    expect(record?.files.map(({ name }) => name)).toEqual(['planning.txt']);
    const kinds = record?.journal.map(({ kind }) => kind) ?? [];
    expect(kinds.filter((kind) => kind === 'DECLARATION_AMENDED')).toHaveLength(1);
    expect((await ask('POST', path, keys.own, formWith({ part: 'WRITTEN', text: 'a', by: 'b' }, { ...planning, text: '' }))).status).toBe(400);
    // Another text for what was given already tells nobody anything.
    const other = formWith({ part: 'EIGS_SECOND', text: 'Une autre analyse.', by: 'Morgan Collin' }, { ...planning, name: 'autre.txt' });
    expect((await ask('POST', path, keys.own, other)).status).toBe(409);
    const after = await recordOf(body.id);
    expect([after?.files.length, after?.journal.length]).toEqual([1, record?.journal.length]);
  });

  test('that cannot be joined any more are named, and the text of the completion is received', async () => {
    const { body } = await ask('POST', '/declarations', keys.own, declaration({ eigs: true }));
    // As when its alert is given back to another case at the same moment.
    const owner = connect({ url: api.fresh.ownerUrl, keys: api.config.keys, connections: 1, acting: { as: 'COMMAND' } });
    await inDepartment(owner, '54', (tx) => tx.query({ text: `UPDATE alert SET local_id = 'a9' WHERE id = $1` }, [body.id]));
    await owner.end();
    const form = formWith({ part: 'EIGS_SECOND', text: 'Analyse jointe.', by: 'Morgan Collin' }, planning);
    const { status, body: answer } = await ask('POST', `/declarations/${body.id}/completion`, keys.own, form);
    expect(status, JSON.stringify(answer)).toBe(200);
    expect(answer).toMatchObject({ secondPart: { at: expect.any(String) }, unread: [{ pointer: '#/files' }] });
    expect((await recordOf(body.id))?.files).toEqual([]);
  });
});

describe('a sheet of the national platform', () => {
  const sheet = (change: object = {}) => ({ ...sheetExample, number: `PN-${randomUUID()}`, ...change });
  const recordOf = async (reference: string) => {
    const found = await inDepartment(
      api.db,
      '54',
      async (tx) => (await tx.query<{ id: string }>({ text: 'SELECT id FROM case_file WHERE reference = $1' }, [reference])).rows[0],
    );
    return readCase(api.db, '54', { kind: 'API', id: null }, found?.id ?? '', 'CASE_PAGE');
  };

  test('is acknowledged with a reference, a code for each caller, and one case; sent again it is one', async () => {
    const sent = sheet();
    const first = await ask('POST', '/platform-sheets', keys.platform, sent);
    expect(first.status, JSON.stringify(first.body)).toBe(201);
    expect(first.body).toMatchObject({ number: sent.number, joined: false });
    expect(new Set(first.body.receipts).size).toBe(2);
    expect((await ask('POST', '/platform-sheets', keys.platform, sent)).body).toEqual(first.body);
    expect((await ask('POST', '/platform-sheets', keys.platform, { ...sent, danger: 3 })).status).toBe(422);
    const record = await recordOf(first.body.reference);
    expect(record?.alerts.map(({ channel }) => channel)).toEqual(['PLATFORM', 'PLATFORM']);
    expect(record?.state).toMatchObject({
      qualification: 'AUTOMATIC',
      facts: {
        place: 'DOMICILE',
        inseeCode: '54395',
        age: '>=80',
        victimGroup: 'PERSONNE_AGEE',
        danger: 2,
        maltreatment: ['VIOLENCES_MATERIELLES_FINANCIERES'],
        implicated: [{ kind: 'MEMBRE_FAMILLE', precision: 'ENFANT' }],
        reporterLink: 'MEMBRE_FAMILLE',
      },
    });
    expect(record?.alerts[0]?.content).toMatchObject({
      narrative: expect.stringContaining('privation de carte bancaire'),
      health: expect.stringContaining('Dr Exemple'),
      assets: expect.stringContaining('APA, GIR 4'),
      reporter: { safeContact: { channel: 'PHONE', note: expect.stringContaining('Le soir seulement') } },
    });
    expect(record?.alerts[1]?.content?.reporter).toMatchObject({ anonymousToDesk: true });
    expect(record?.alerts[1]?.content?.narrative).not.toContain('Le soir');
  });

  test('that names an earlier one joins its case; one that is not known keeps nothing back', async () => {
    const first = sheet();
    const { body: before } = await ask('POST', '/platform-sheets', keys.platform, first);
    const second = sheet({ previous: first.number });
    const { body: after } = await ask('POST', '/platform-sheets', keys.platform, second);
    expect(after).toMatchObject({ joined: true, reference: before.reference });
    expect((await ask('POST', '/platform-sheets', keys.platform, second)).body).toEqual(after);
    expect((await recordOf(before.reference))?.alerts.length).toBe(4);
    const { status, body } = await ask('POST', '/platform-sheets', keys.platform, sheet({ previous: 'PN-inconnue' }));
    expect([status, body.joined]).toEqual([201, false]);
    expect((await recordOf(body.reference))?.alerts[0]?.content?.narrative).toContain('PN-inconnue');
  });

  test('with a field nobody knows is kept with what it said; the name of an anonymous caller is not', async () => {
    const { status, body } = await ask('POST', '/platform-sheets', keys.platform, {
      ...sheet(),
      couleur: 'un rouge vif',
      calls: [{ takenAt: 'hier soir', narrative: 'Elle ne mange plus.', caller: { anonymousToDesk: true, lastName: 'Quillevéré' } }],
    });
    expect(status).toBe(201);
    const kept = JSON.stringify((await recordOf(body.reference))?.alerts);
    for (const said of ['un rouge vif', 'hier soir', 'Elle ne mange plus.']) expect(kept).toContain(said);
    expect(`${kept} ${JSON.stringify(body)}`).not.toContain('Quillevéré');
    expect((await ask('POST', '/platform-sheets', keys.own, sheet())).status).toBe(403);
  });
});

test('what was sent is in no log', async () => {
  await ask('POST', '/declarations', keys.own, declaration({ nature: 'Zéphirine Quillevéré' }));
  expect(api.log()).toContain('/api/v1/declarations');
  expect(api.log()).not.toContain('Quillevéré');
});
