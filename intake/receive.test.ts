import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apply } from '../cases/record/apply.ts';
import { mergeCases } from '../cases/record/merging.ts';
import { readCase } from '../cases/record/read-case.ts';
import { verifyJournals } from '../cases/record/signing.ts';
import { agent, hours, monday, procedure } from '../cases/world.testing.ts';
import { createDepartment } from '../database/departments.ts';
import { connect, inDepartment } from '../database/pool.ts';
import { publishProcedure } from '../procedures/record/published.ts';
import { anAlert, type Desk, freshDesk, openCase, signing, testKeys } from '../test/fresh.testing.ts';
import { canonical } from '../vocabulary/canonical.ts';
import { alertOfReceipt, attach, receive } from './receive.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await freshDesk();
});
afterAll(() => desk.end());

const rows = (text: string, values: unknown[] = []) => inDepartment(desk.db, '54', async (tx) => (await tx.query({ text }, values)).rows);
const cases = async () => (await rows('SELECT count(*)::int AS n FROM case_file'))[0]?.n;

describe('receive', () => {
  it('opens a case with its alert, journal, transfers, messages and wake in one go', async () => {
    const opened = await openCase(desk.db);
    expect(opened.reference).toMatch(/^54-26-/);
    expect(opened.receipt).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/);
    expect(opened.state.qualification).toBe('AUTOMATIC');
    const [file] = await rows('SELECT state, journal_count, next_due, status FROM case_file WHERE id = $1', [opened.caseId]);
    expect(canonical(file?.state)).toBe(canonical(opened.state));
    const of = (table: string) => rows(`SELECT * FROM ${table} WHERE case_id = $1`, [opened.caseId]);
    expect((await of('transfer')).map(({ organisation }) => organisation).sort()).toEqual(['ars', 'cd']);
    expect((await of('message')).map(({ status, attempt }) => [status, attempt])).toEqual([
      ['pending', 0],
      ['pending', 0],
    ]);
    expect(await of('journal_entry')).toHaveLength(file?.journal_count);
    expect(await of('wake')).toMatchObject([{ raised: '1', seen: '0' }]);
    expect(await of('alert')).toMatchObject([{ id: opened.alertId, local_id: 'a1', channel: 'API' }]);
  });

  it('reads an age from a day of birth, where no field says one: a child is told to nobody who answers for adults', async () => {
    const born = (birthDate: string) => openCase(desk.db, { content: { narrative: 'Récit.', victim: { birthDate } } }, { victimGroup: 'INCONNU' });
    const told = ({ state }: Awaited<ReturnType<typeof born>>) => state.transfers.map(({ organisation }) => organisation).sort();
    const child = await born('2014-03-02');
    expect(child.state.facts.age).toBe('-18');
    expect(told(child)).not.toContain('cd');
    expect(told(await born('1941-05-17'))).toContain('cd');
    expect((await born('1741-05-17')).state.facts.age).toBeUndefined();
  });

  it('writes nothing personal in clear, in any column', async () => {
    const name = `Quillevere${randomBytes(4).toString('hex')}`;
    const { caseId } = await openCase(desk.db, {
      content: { narrative: `${name} a froid.`, victim: { name }, reporter: { anonymousToDesk: false, anonymousToImplicated: true, phone: name } },
    });
    for (const table of ['case_file', 'alert', 'journal_entry', 'transfer', 'task', 'message', 'keys.sealed_key', 'access_log']) {
      const found = await rows(`SELECT 1 FROM ${table} AS r WHERE r::text LIKE $1 OR r::text LIKE $2`, [
        `%${name}%`,
        `%${Buffer.from(name).toString('hex')}%`,
      ]);
      expect(found, table).toEqual([]);
    }
    const record = await readCase(desk.db, '54', { kind: 'API', id: null }, caseId, 'CASE_PAGE');
    expect(record?.alerts[0]?.content?.victim?.name).toBe(name);
  });

  it('answers the same alert the same way, once or twenty times at once', async () => {
    const before = await cases();
    const alert = anAlert({ channel: 'API' }, { channel: 'API' });
    const answers = await Promise.all(Array.from({ length: 20 }, () => receive(desk.db, alert)));
    const first = answers[0];
    if (first === undefined || 'conflict' in first) throw new Error('conflict');
    for (const answer of answers)
      expect(answer).toMatchObject({ caseId: first.caseId, alertId: first.alertId, reference: first.reference, receipt: first.receipt });
    expect(answers.filter((answer) => 'replay' in answer && !answer.replay)).toHaveLength(1);
    expect(await cases()).toBe(before + 1);
    expect(await rows('SELECT raised FROM wake WHERE case_id = $1', [first.caseId])).toEqual([{ raised: '1' }]);
  });

  it('opens together those that come together, each with its own words, code and journal; one that comes twice is one case', async () => {
    const alerts = Array.from({ length: 40 }, (_, index) => anAlert({ content: { narrative: `Récit ${index}.` } }));
    const received = await Promise.all([...alerts, ...alerts.slice(30)].map((alert) => receive(desk.db, alert)));
    const opened = received.map((one) => ('conflict' in one ? null : one));
    expect(new Set(opened.map((one) => one?.caseId)).size).toBe(40);
    expect(opened.slice(40).map((one) => one?.receipt)).toEqual(opened.slice(30, 40).map((one) => one?.receipt));
    const ids = opened.map((one) => one?.caseId);
    const [written] = await rows('SELECT count(DISTINCT xmin::text)::int AS transactions FROM case_file WHERE id = ANY ($1)', [ids]);
    expect(written?.transactions).toBeLessThan(20);
    for (const [index, one] of opened.slice(0, 40).entries()) {
      const record = await readCase(desk.db, '54', { kind: 'API', id: null }, one?.caseId ?? '', 'CASE_PAGE');
      expect(record?.alerts.map(({ content }) => content?.narrative)).toEqual([`Récit ${index}.`]);
      expect(await alertOfReceipt(desk.db, one?.receipt ?? '')).toMatchObject({ caseId: one?.caseId, alertId: one?.alertId });
    }
    expect(await verifyJournals(desk.db, '54', signing)).toMatchObject({ flaws: [] });
  });

  it('refuses the same key with another body, and writes nothing', async () => {
    const alert = anAlert();
    await receive(desk.db, alert);
    const before = await cases();
    expect(await receive(desk.db, { ...alert, bodyHash: randomBytes(32) })).toEqual({ conflict: true });
    expect(await cases()).toBe(before);
  });

  it('keeps apart the same external id of two doors and of two departments', async () => {
    const externalId = randomBytes(8).toString('hex');
    const answers = [
      await openCase(desk.db, { externalId, source: 'one' }),
      await openCase(desk.db, { externalId, source: 'two' }),
      await openCase(desk.db, { externalId, source: 'one', department: '57' }),
    ];
    expect(new Set(answers.map(({ caseId }) => caseId)).size).toBe(3);
    expect(new Set(answers.map(({ receipt }) => receipt)).size).toBe(3);
  });

  it('decides with the versions active when it writes, whatever this process remembered', async () => {
    await openCase(desk.db);
    const other = connect({ url: desk.fresh.appUrl, keys: testKeys, acting: { as: 'COMMAND' } });
    await publishProcedure(
      other,
      '54',
      { ...procedure, number: 2, intake: { ...procedure.intake, automaticWhen: { channel: { anyOf: ['EMAIL'] } } } },
      'test',
    );
    const opened = await openCase(desk.db);
    expect(opened.state.qualification).toBe('AWAITED');
    expect(await rows('SELECT procedure_number FROM case_file WHERE id = $1', [opened.caseId])).toEqual([{ procedure_number: 2 }]);
    await publishProcedure(other, '54', procedure, 'test');
    await other.end();
    expect((await openCase(desk.db)).state.qualification).toBe('AUTOMATIC');
  });

  it('refuses a department that has published nothing, by name', async () => {
    await createDepartment(desk.db, { code: '88', name: 'Vosges', mode: 'production' });
    await expect(receive(desk.db, anAlert({ department: '88' }))).rejects.toMatchObject({ name: 'NotReady' });
    await expect(receive(desk.db, anAlert({ department: '99' }))).rejects.toMatchObject({ name: 'NotReady' });
  });
});

describe('the receipt code', () => {
  it('finds its alert however it is typed, and is stored as a keyed hash', async () => {
    const { receipt, alertId, caseId } = await openCase(desk.db);
    expect(await alertOfReceipt(desk.db, ` ${receipt.toLowerCase().replaceAll('-', ' ')}`)).toEqual({ department: '54', alertId, caseId });
    expect(
      await alertOfReceipt(
        desk.db,
        receipt.replace(/.$/, (last) => (last === '0' ? '1' : '0')),
      ),
    ).toBeNull();
    expect(await alertOfReceipt(desk.db, '')).toBeNull();
    const stored = await rows('SELECT 1 FROM alert AS r WHERE r::text LIKE $1', [`%${receipt.replaceAll('-', '')}%`]);
    expect(stored).toEqual([]);
  });
});

describe('attach', () => {
  it('joins an alert to an open case, once, with its own receipt and its own content', async () => {
    const { caseId, receipt, reference } = await openCase(desk.db);
    const second = anAlert({ receivedAt: monday + hours(2), content: { narrative: 'Le voisin aussi a appelé.' } });
    const joined = await attach(desk.db, second, caseId);
    expect(joined).toMatchObject({ caseId, reference, replay: false });
    if (!('receipt' in joined)) throw new Error('refused');
    expect(joined.receipt).not.toBe(receipt);
    expect(await attach(desk.db, second, caseId)).toMatchObject({ alertId: joined.alertId, receipt: joined.receipt, replay: true });
    expect(await attach(desk.db, { ...second, bodyHash: randomBytes(32) }, caseId)).toEqual({ conflict: true });
    const record = await readCase(desk.db, '54', agent, caseId, 'CASE_PAGE');
    expect(record?.alerts.map(({ localId, content }) => [localId, content?.narrative])).toEqual([
      ['a1', 'Madame Zéphirine Quillevéré ne mange plus.'],
      ['a2', 'Le voisin aussi a appelé.'],
    ]);
    expect(record?.proof.flaw).toBeNull();
  });

  it('goes to the case that goes on, however often it was merged, and opens a closed one again', async () => {
    const by = { by: agent, at: monday + hours(1) };
    const free = async () => {
      const opened = await openCase(desk.db);
      for (const { id } of opened.state.transfers)
        await apply(desk.db, '54', opened.caseId, { kind: 'TransferCancelled', transfer: id, reason: 'AGENT', ...by });
      return opened;
    };
    const [first, second, third] = [await free(), await free(), await free()];
    expect(await mergeCases(desk.db, '54', { ...by, caseId: first.caseId, other: second.caseId })).toEqual({ done: true });
    expect(await mergeCases(desk.db, '54', { ...by, caseId: second.caseId, other: third.caseId })).toEqual({ done: true });
    const later = (hour: number, narrative: string) => anAlert({ receivedAt: monday + hours(hour), content: { narrative } }, { danger: 4 });
    expect(await attach(desk.db, later(2, 'Encore.'), first.caseId)).toMatchObject({ caseId: third.caseId });

    const ended = await free();
    await apply(desk.db, '54', ended.caseId, { kind: 'NotRetained', reason: 'HORS_CHAMP', ...by });
    const joined = await attach(desk.db, later(3, 'Cette fois il l’a frappée.'), ended.caseId);
    if (!('state' in joined)) throw new Error('refused');
    expect(joined.state).toMatchObject({ status: 'OPEN', closedAt: null });
    expect(joined.state.tasks.filter(({ status }) => status === 'OPEN').map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['QUALIFY', 'PHONE_NOW']),
    );
    const record = await readCase(desk.db, '54', agent, ended.caseId, 'CASE_PAGE');
    expect(record?.alerts.at(-1)?.content?.narrative).toBe('Cette fois il l’a frappée.');
    expect(record?.proof.flaw).toBeNull();
  });
});
