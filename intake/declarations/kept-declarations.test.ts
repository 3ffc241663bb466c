import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apply } from '../../cases/record/apply.ts';
import { mergeCases } from '../../cases/record/merging.ts';
import { readCase } from '../../cases/record/read-case.ts';
import { agent, hours, monday, procedure } from '../../cases/world.testing.ts';
import { inDepartment } from '../../database/pool.ts';
import type { Organisation } from '../../directory/directory.ts';
import type { ProcedureStep } from '../../procedures/procedure.ts';
import { publishProcedure } from '../../procedures/record/published.ts';
import { anAlert, asOwner, type Desk, freshDesk } from '../../test/fresh.testing.ts';
import { attach, receive } from '../receive.ts';
import { type Declared, declarationAlert } from './alert.ts';
import { completionDraft, keepCompletionDraft } from './completion-drafts.ts';
import { readDeclaration } from './declaration.ts';
import { listDeclarations, loadDeclaration } from './reading.ts';
import { type DeclarationReceived, takeCompletion, takeDeclaration } from './take.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await freshDesk();
  const confirm = { task: 'WRITTEN_CONFIRMATION', to: 'DESK', within: { hours: 48 }, sayable: 'Obtenir la confirmation écrite.' } as const;
  const steps: ProcedureStep[] = [{ id: 'confirmation', after: 'ALERT_RECORDED', when: { flags: { anyOf: ['ORAL_DECLARATION'] } }, do: confirm }];
  await publishProcedure(desk.db, '54', { ...procedure, number: 2, steps }, 'test');
});
afterAll(() => desk.end());

const zone = 'Europe/Paris';
const home: Organisation = {
  id: 'home',
  roles: ['ETABLISSEMENT'],
  name: 'EHPAD (essai)',
  territory: { wholeDepartment: true },
  priority: 1,
  finess: '540000001',
};
const reader = { kind: 'INSTITUTION', id: null } as const;

function declared(change: object = {}): Declared {
  const said = {
    establishment: 'home',
    category: '8',
    observedOn: '2026-11-16',
    nature: 'Madame Zéphirine Quillevéré est enfermée.',
    where: 'DOMICILE',
    victims: 1,
    danger: 3,
    maltreatment: ['VIOLENCES_PHYSIQUES'],
    implicated: ['PROCHE'],
    crime: true,
    immediateMeasures: 'Porte ouverte.',
    personInformed: 'OUI',
    contactName: 'Zéphirine Quillevéré',
    ...change,
  };
  const read = readDeclaration(said, monday, zone);
  if ('problems' in read) throw new Error(JSON.stringify(read.problems));
  const externalId = randomBytes(8).toString('hex');
  return {
    department: '54',
    declaration: read.declaration,
    establishment: home,
    by: { kind: 'INSTITUTION', id: 'account' },
    source: 'test',
    externalId,
    receivedAt: monday,
  };
}

async function made(change: object = {}): Promise<DeclarationReceived> {
  const answer = await takeDeclaration(desk.db, declared(change), zone);
  if ('conflict' in answer) throw new Error('conflict');
  return answer;
}

const rows = (text: string, values: unknown[] = []) => inDepartment(desk.db, '54', async (tx) => (await tx.query({ text }, values)).rows);
const told = async (id: string, establishments = ['home']) =>
  (await listDeclarations(desk.db, '54', establishments, {})).rows
    .find((row) => row.id === id)
    ?.told.map(({ organisation }) => organisation)
    .toSorted();

async function handOver(caseId: string): Promise<void> {
  const record = await readCase(desk.db, '54', agent, caseId, 'CASE_PAGE');
  for (const { id } of record?.state.messages.filter(({ kind }) => kind === 'TRANSFER' || kind === 'INFORMATION') ?? [])
    await apply(desk.db, '54', caseId, { kind: 'HandedOver', message: id, at: monday + hours(1), by: { kind: 'DELIVERY', id: null } });
  const calls = record?.state.tasks.filter(({ carries, status }) => carries && status === 'OPEN') ?? [];
  for (const { id } of calls) await apply(desk.db, '54', caseId, { kind: 'TaskDone', task: id, reached: true, at: monday + hours(1), by: agent });
}

const caseOf = async (id: string) => String((await rows('SELECT case_id FROM declaration WHERE id = $1', [id]))[0]?.case_id);

describe('an institution', () => {
  it('is told of the authorities the law has it inform, once they were, and never of police or justice', async () => {
    const { id } = await made();
    expect(await told(id)).toEqual([]);
    await handOver(await caseOf(id));
    const all = await rows('SELECT role FROM transfer WHERE case_id = $1 AND handed_over_at IS NOT NULL', [await caseOf(id)]);
    expect(all.map(({ role }) => role)).toEqual(expect.arrayContaining(['CD', 'PARQUET', 'POLICE']));
    expect(await told(id)).toEqual(['ars', 'cd']);
    expect(await told(id, ['elsewhere'])).toBeUndefined();
  });

  it('is not told of what another alert on the same case may have caused', async () => {
    const { id } = await made({ danger: 1, crime: false, where: 'AUTRE' });
    const caseId = await caseOf(id);
    await handOver(caseId);
    const before = await told(id);
    await attach(desk.db, anAlert({ receivedAt: monday + hours(2) }), caseId);
    const order = { role: 'CD' as const, mode: 'TRANSFER' as const, purpose: 'ACTION' as const, policy: 'standard', discloses: [], legalBasis: [] };
    await apply(desk.db, '54', caseId, { kind: 'TransferAdded', ...order, at: monday + hours(3), by: agent });
    await handOver(caseId);
    const handed = await rows(`SELECT 1 FROM transfer WHERE case_id = $1 AND role = 'CD' AND handed_over_at IS NOT NULL`, [caseId]);
    expect(handed).toHaveLength(1);
    expect(await told(id)).toEqual(before);
  });

  it('reads its own words and no other establishment’s; each reading is logged', async () => {
    const { id } = await made();
    const read = await loadDeclaration(desk.db, '54', reader, ['home'], id);
    expect(read).toMatchObject({ declaration: { nature: 'Madame Zéphirine Quillevéré est enfermée.' }, category: 8 });
    for (const establishments of [[], ['elsewhere']]) expect(await loadDeclaration(desk.db, '54', reader, establishments, id)).toBeNull();
    expect(await loadDeclaration(desk.db, '57', reader, ['home'], id)).toBeNull();
    expect(await rows(`SELECT why FROM access_log WHERE case_id = $1 AND what = 'DECLARATION'`, [await caseOf(id)])).toEqual([
      { why: 'OWN_DECLARATION' },
    ]);
  });

  it('cannot open the case with what the database shows it, nor ask about declarations that are not its own', async () => {
    const { id } = await made();
    const caseId = await caseOf(id);
    const seen = (text: string, values: unknown[]) =>
      inDepartment(desk.db, '54', async (tx) => (await tx.query({ text }, values)).rowCount, { establishments: ['elsewhere'] });
    await handOver(caseId);
    expect(await seen('SELECT 1 FROM keys.sealed_key WHERE owner_id = ANY ($1)', [[id, caseId]])).toBe(0);
    expect(await seen('SELECT 1 FROM doors.told_of_declarations($1, $2)', [[id], ['CD', 'CELLULE_ARS', 'POLICE']])).toBe(0);
    const own = inDepartment(
      desk.db,
      '54',
      async (tx) => (await tx.query({ text: 'SELECT owner_id FROM keys.sealed_key WHERE owner_id = ANY ($1)' }, [[id, caseId]])).rows,
      {
        establishments: ['home'],
      },
    );
    expect(await own).toEqual([{ owner_id: id }]);
    await expect(seen('SELECT doors.resolve_receipt($1)', [Buffer.alloc(32)])).rejects.toThrow(/permission denied/);
  });
});

describe('a declaration', () => {
  it('sent twenty times at once is one; with another body it is refused', async () => {
    const sent = declared();
    const answers = await Promise.all(Array.from({ length: 20 }, () => takeDeclaration(desk.db, sent, zone)));
    expect(new Set(answers.map((answer) => ('id' in answer ? answer.id : 'conflict'))).size).toBe(1);
    const other = declared({ danger: 1 });
    expect(await takeDeclaration(desk.db, { ...other, externalId: sent.externalId }, zone)).toEqual({ conflict: true });
  });

  it('whose sending was cut after its case was opened is completed when it is sent again', async () => {
    const sent = declared({ oral: 'CONFIRMEE', oralAt: '2026-11-15T10:00', oralTo: 'ARS' });
    const opened = await receive(desk.db, declarationAlert(sent));
    if ('conflict' in opened) throw new Error('conflict');
    expect(await rows('SELECT 1 FROM declaration WHERE id = $1', [opened.alertId])).toEqual([]);
    const answer = await takeDeclaration(desk.db, { ...sent, receivedAt: monday + hours(5) }, zone);
    expect(answer).toMatchObject({ id: opened.alertId, reference: opened.reference, declaredAt: monday, replay: true });
    const read = await loadDeclaration(desk.db, '54', reader, ['home'], opened.alertId);
    expect(read).toMatchObject({ written: { at: monday }, parts: [{ part: 'WRITTEN', by: 'Zéphirine Quillevéré' }] });
  });

  it('joins the case opened when it was said on the telephone, by its reference, where that case waits for it', async () => {
    const waiting = async (finess: string) => {
      const opened = await receive(desk.db, anAlert({}, { flags: ['ORAL_DECLARATION'], finess }));
      if ('conflict' in opened) throw new Error('conflict');
      return opened;
    };
    const own = await waiting('540000001');
    const said = { oral: 'CONFIRMEE', oralAt: '2026-11-15T10:00', oralTo: 'le guichet' };
    const sent = declared({ ...said, oralReference: own.reference.toLowerCase() });
    const answer = await takeDeclaration(desk.db, sent, zone);
    expect(answer).toMatchObject({ reference: own.reference });
    expect(await takeDeclaration(desk.db, { ...sent, receivedAt: monday + hours(9) }, zone)).toMatchObject({
      reference: own.reference,
      declaredAt: monday,
      replay: true,
    });
    const record = await readCase(desk.db, '54', agent, own.caseId, 'CASE_PAGE');
    expect(record?.alerts).toHaveLength(2);
    expect(record?.state.tasks.filter(({ kind }) => kind === 'WRITTEN_CONFIRMATION').map(({ status }) => status)).toEqual(['DONE']);
    expect(await told('id' in answer ? answer.id : '')).toEqual([]);
    const elsewhere = await waiting('540000009');
    expect(await made({ ...said, oralReference: elsewhere.reference })).not.toMatchObject({ reference: elsewhere.reference });
    expect(await made({ ...said, oralReference: 'inconnue' })).toMatchObject({ replay: false });
  });

  it('of a case merged since joins the one that goes on; what it completes is awaited no more in either', async () => {
    const open = async (change: object) => {
      const opened = await receive(desk.db, anAlert({}, change));
      if ('conflict' in opened) throw new Error('conflict');
      return opened;
    };
    const [first, second, last] = [await open({ flags: ['ORAL_DECLARATION'], finess: '540000001' }), await open({}), await open({})];
    const merge = (caseId: string, other: string) => mergeCases(desk.db, '54', { by: agent, at: monday + hours(1), caseId, other });
    expect([await merge(first.caseId, second.caseId), await merge(second.caseId, last.caseId)]).toEqual([{ done: true }, { done: true }]);
    const answer = await takeDeclaration(
      desk.db,
      declared({ oral: 'A_CONFIRMER', oralAt: '2026-11-15T10:00', oralTo: 'le guichet', oralReference: first.reference }),
      zone,
    );
    expect(answer).toMatchObject({ reference: last.reference });
    if ('conflict' in answer) return;
    const further = await open({});
    expect(await merge(last.caseId, further.caseId)).toEqual({ done: true });
    const owed = async (id: string) => {
      const record = await readCase(desk.db, '54', agent, id, 'CASE_PAGE');
      return record?.state.tasks.filter(({ kind, status }) => kind === 'WRITTEN_CONFIRMATION' && status === 'OPEN').length;
    };
    expect(await owed(further.caseId)).toBe(1);
    const part = {
      department: '54',
      id: answer.id,
      caseId: last.caseId,
      part: 'WRITTEN',
      at: monday + hours(3),
      by: agent,
      name: '',
      text: 'Lu.',
    } as const;
    for (const _twice of [1, 2]) await takeCompletion(desk.db, part);
    expect(await owed(further.caseId)).toBe(0);
  });

  it('sends a part over the draft its sender saw, and over no other; once sent, nothing more is kept, nor once it is erased', async () => {
    const { id } = await made({ eigs: true });
    const [row] = await rows('SELECT case_id FROM declaration WHERE id = $1', [id]);
    const of = { declaration: id, part: 'EIGS_SECOND' } as const;
    const [mine, theirs] = [{ text: 'Une porte.' }, { text: 'Une serrure.' }];
    const saw = (answers: object | null) => (now: { answers: object } | null) => JSON.stringify(now?.answers ?? null) === JSON.stringify(answers);
    const keep = (answers: Record<string, string>, seen: object | null) =>
      keepCompletionDraft(desk.db, '54', of, { answers, by: 'Camille', at: monday, expected: saw(seen) });
    const send = (seen: object | null) =>
      takeCompletion(desk.db, {
        ...{ department: '54', id, caseId: String(row?.case_id), part: 'EIGS_SECOND', at: monday, by: agent, name: 'Camille', text: 'Géré.' },
        expected: saw(seen),
      });
    expect([await keep(mine, null), await keep(theirs, null), await keep(theirs, mine)]).toEqual(['KEPT', 'CHANGED', 'KEPT']);
    expect(await send(mine), 'another was kept since').toBe(false);
    expect((await completionDraft(desk.db, '54', of))?.answers).toEqual(theirs);
    expect(await rows('SELECT 1 FROM declaration_part WHERE declaration = $1', [id])).toEqual([]);
    expect([await send(theirs), await send(theirs)]).toEqual([true, false]);
    expect([await completionDraft(desk.db, '54', of), await keep(mine, null), await keep(mine, theirs)]).toEqual([null, 'SENT', 'SENT']);
    await asOwner(desk, 'DELETE FROM keys.sealed_key WHERE owner_id = $1', [id]);
    expect(await keep(mine, null)).toBe('ERASED');
  });

  it('writes nothing personal in clear, in any column of any table', async () => {
    await made({ oral: 'CONFIRMEE', oralAt: '2026-11-15T10:00', oralTo: 'Quillevéré' });
    for (const table of [
      'declaration',
      'declaration_part',
      'case_file',
      'alert',
      'journal_entry',
      'transfer',
      'task',
      'message',
      'access_log',
      'draft',
    ]) {
      const found = await rows(`SELECT 1 FROM ${table} r WHERE r::text LIKE '%Quillev%' OR r::text LIKE $1`, [
        `%${Buffer.from('Quillev').toString('hex')}%`,
      ]);
      expect(found, table).toEqual([]);
    }
  });
});
