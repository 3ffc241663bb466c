import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAccount, setTies } from '../../accounts/accounts.ts';
import { asActor } from '../../database/actor.ts';
import { inDepartment } from '../../database/pool.ts';
import { attach, receive } from '../../intake/receive.ts';
import { anAlert, type Desk, freshDesk, openCase } from '../../test/fresh.testing.ts';
import type { Facts } from '../../vocabulary/facts.ts';
import { type CaseLine, listCases } from '../lists/cases.ts';
import { deskQueue } from '../lists/desk-queue.ts';
import type { Page } from '../lists/page.ts';
import { transfersTo } from '../lists/transfers.ts';
import type { Actor } from '../model/events.ts';
import { readTold } from '../telling/read-told.ts';
import { tellRecipients } from '../telling/tell.ts';
import { atHome, hours, monday, noBasis } from '../world.testing.ts';
import { apply } from './apply.ts';
import { linkCases, mergeCases } from './merging.ts';
import { caseIdOf, caseState, readCase } from './read-case.ts';
import { stepBack } from './release.ts';

let desk: Desk;
let viewer: Actor;
beforeAll(async () => {
  desk = await freshDesk();
});
afterAll(() => desk.end());

async function anAgent(): Promise<Actor & { id: string }> {
  const email = `${randomUUID()}@guichet.example`;
  return {
    kind: 'AGENT',
    id: await createAccount(desk.db, { department: '54', kind: 'AGENT', organisation: null, email, name: 'Camille' }, 'mot de passe'),
  };
}
const logged = (caseId: string) =>
  inDepartment(
    desk.db,
    '54',
    async (tx) => (await tx.query({ text: 'SELECT actor_kind, actor_id, what, why FROM access_log WHERE case_id = $1 ORDER BY id' }, [caseId])).rows,
  );
const as = <T>({ id: account }: { id: string }, work: () => T): T => asActor({ as: 'PERSON', account }, work);
const ids = (page: Page<CaseLine>) => page.rows.map(({ caseId }) => caseId);
const everything = { queue: 'ALL', size: 200 } as const;

describe('readCase', () => {
  it('opens what was sealed and logs who read it and why', async () => {
    const { caseId, reference } = await openCase(desk.db);
    viewer = await anAgent();
    const record = await readCase(desk.db, '54', viewer, caseId, 'CASE_PAGE');
    expect(record).toMatchObject({ id: caseId, reference, department: '54', exercise: false, procedure: { slug: 'test', number: 1 } });
    expect(record?.alerts).toMatchObject([{ localId: 'a1', content: { victim: { name: 'Zéphirine Quillevéré' } } }]);
    expect(record?.journal[0]).toMatchObject({ seq: 1, kind: 'ALERT_RECORDED', content: { victim: { name: 'Zéphirine Quillevéré' } } });
    expect(await logged(caseId)).toEqual([{ actor_kind: 'AGENT', actor_id: viewer.id, what: 'CASE', why: 'CASE_PAGE' }]);
  });

  it('finds nothing, and logs nothing, in another department or under an id that is none', async () => {
    const { caseId } = await openCase(desk.db);
    expect(await readCase(desk.db, '57', viewer, caseId, 'CASE_PAGE')).toBeNull();
    expect(await readCase(desk.db, '54', viewer, 'x', 'CASE_PAGE')).toBeNull();
    expect(await logged(caseId)).toEqual([]);
  });

  it('lets a partner read only a case that was transferred to it', async () => {
    const { caseId } = await openCase(desk.db);
    await tellRecipients(desk.db, '54', caseId, Date.now());
    const partner = (organisation: string) =>
      readTold(desk.db, { department: '54', caseId, transfer: 't1', organisation }, { kind: 'PARTNER', id: 'contact' }, 'TRANSFER_CONTENT');
    expect(await partner('cd')).toMatchObject({ version: 1 });
    expect(await partner('police')).toBeNull();
    expect(await logged(caseId)).toHaveLength(1);
  });

  it('finds a case by its reference, typed in any case, and its codes without reading it', async () => {
    const { caseId, reference } = await openCase(desk.db);
    expect(await caseIdOf(desk.db, '54', ` ${reference.toLowerCase()}`)).toBe(caseId);
    expect(await caseIdOf(desk.db, '57', reference)).toBeNull();
    expect(await caseState(desk.db, '54', caseId)).toMatchObject({ reference, clockOffset: 0, state: { status: 'OPEN' } });
    expect(await logged(caseId)).toEqual([]);
  });
});

describe('conflicts of interest of an agent', () => {
  it('hide the case everywhere from an agent tied to an implicated party, and from that agent only', async () => {
    const tied = await anAgent();
    await setTies(desk.db, '54', tied.id, ['home']);
    const place = { place: 'ETABLISSEMENT_PERSONNES_AGEES' } as const;
    const there = { ...place, finess: '540000001' };
    const naming: Partial<Facts>[] = [
      { ...place, implicated: [{ kind: 'ETABLISSEMENT', organisation: 'home' }] },
      { ...place, implicated: [{ kind: 'PROFESSIONNEL_SANTE', contact: 'home' }] },
      // The people of a home are the home; so is the home by its number, and whoever works there; who it is, its head may be.
      { ...place, implicated: [{ kind: 'PROFESSIONNEL_SANTE', contact: 'home.titular' }] },
      { ...there, implicated: [{ kind: 'ETABLISSEMENT' }] },
      { ...there, implicated: [{ kind: 'PROFESSIONNEL_SANTE' }] },
      { ...there, implicated: [] },
      { ...there, implicated: [{ kind: 'MEMBRE_FAMILLE' }, { kind: 'INCONNU' }] },
    ];
    const concerned = await Promise.all(naming.map((facts) => openCase(desk.db, {}, facts)));
    const free = await anAgent();
    const elsewhere = await openCase(desk.db, {}, { ...there, implicated: [{ kind: 'MEMBRE_FAMILLE' }] });
    expect(await as(tied, () => readCase(desk.db, '54', tied, elsewhere.caseId, 'CASE_PAGE'))).not.toBeNull();
    for (const { caseId } of concerned) {
      expect(await as(tied, () => readCase(desk.db, '54', tied, caseId, 'CASE_PAGE'))).toBeNull();
      expect(await as(free, () => readCase(desk.db, '54', free, caseId, 'CASE_PAGE'))).not.toBeNull();
      expect(ids(await as(tied, () => listCases(desk.db, '54', { size: 200 })))).not.toContain(caseId);
      expect(ids(await as(free, () => listCases(desk.db, '54', { size: 200 })))).toContain(caseId);
    }
  });

  it('hide a case from when it is known to name somebody, until it is known not to', async () => {
    const tied = await anAgent();
    await setTies(desk.db, '54', tied.id, ['home']);
    const { caseId } = await openCase(desk.db);
    const seen = () => as(tied, () => caseState(desk.db, '54', caseId));
    const names = (implicated: Facts['implicated']) =>
      as(tied, () => apply(desk.db, '54', caseId, { kind: 'Qualified', facts: { ...atHome, implicated }, basis: noBasis, at: monday, by: tied }));
    expect(await seen()).not.toBeNull();
    // Whoever writes it down may be the one who is tied: the statement that says so is not refused.
    expect(await names([{ kind: 'ETABLISSEMENT', organisation: 'home' }])).not.toHaveProperty('refused');
    expect(await seen()).toBeNull();
    const free = await anAgent();
    const facts = { ...atHome, implicated: [] };
    await as(free, () => apply(desk.db, '54', caseId, { kind: 'Qualified', facts, basis: noBasis, at: monday, by: free }));
    expect(await seen()).not.toBeNull();
  });

  it('hide the case an agent stepped back from', async () => {
    const { caseId } = await openCase(desk.db, { reachable: true });
    const agent = await anAgent();
    const queue = () => as(agent, () => deskQueue(desk.db, '54', agent, everything));
    expect(ids(await queue())).toContain(caseId);
    await as(agent, () => stepBack(desk.db, '54', agent.id, caseId));
    await as(agent, () => stepBack(desk.db, '54', agent.id, caseId));
    expect(await as(agent, () => readCase(desk.db, '54', agent, caseId, 'CASE_PAGE'))).toBeNull();
    expect(ids(await queue())).not.toContain(caseId);
    const other = await anAgent();
    expect(await as(other, () => readCase(desk.db, '54', other, caseId, 'CASE_PAGE'))).not.toBeNull();
  });

  it('keep the agent from writing in it, by any way', async () => {
    const { caseId } = await openCase(desk.db);
    const other = await openCase(desk.db);
    const agent = await anAgent();
    await stepBack(desk.db, '54', agent.id, caseId);
    const note = { kind: 'NoteAdded', at: monday, by: agent } as const;
    expect(await as(agent, () => apply(desk.db, '54', caseId, note))).toMatchObject({ refused: { code: 'UNKNOWN_CASE' } });
    expect(await as(agent, () => attach(desk.db, anAlert(), caseId))).toMatchObject({ refused: { code: 'UNKNOWN_CASE' } });
    const about = { by: agent, at: monday, caseId: other.caseId, other: caseId };
    expect(await as(agent, () => mergeCases(desk.db, '54', about))).toMatchObject({ refused: expect.anything() });
    expect(await as(agent, () => linkCases(desk.db, '54', { ...about, relation: 'RELATED' }))).toMatchObject({ refused: expect.anything() });
    expect((await caseState(desk.db, '54', caseId))?.state.links ?? []).toEqual([]);
  });

  it('leave the agent free to write down an alert about somebody they are tied to', async () => {
    const tied = await anAgent();
    await setTies(desk.db, '54', tied.id, ['home']);
    const alert = anAlert({ channel: 'API' }, { channel: 'API', implicated: [{ kind: 'ETABLISSEMENT', organisation: 'home' }] });
    const first = await as(tied, () => receive(desk.db, alert));
    expect(await as(tied, () => receive(desk.db, alert))).toMatchObject({ reference: 'reference' in first && first.reference, replay: true });
    expect(await as(tied, () => readCase(desk.db, '54', tied, 'caseId' in first ? first.caseId : '', 'CASE_PAGE'))).toBeNull();
  });
});

/** Every line, page after page, each asked for by where it begins. */
async function follow<Row>(read: (after: { after?: string }) => Promise<{ rows: Row[]; next?: string }>): Promise<Row[]> {
  const found: Row[] = [];
  for (let after: { after?: string } | null = {}; after !== null; ) {
    const { rows, next } = await read(after);
    found.push(...rows);
    after = next === undefined ? null : { after: next };
  }
  return found;
}

describe('queues', () => {
  it('put what is late first, then what falls due first, each once over the pages', async () => {
    const agent = await anAgent();
    const late = await openCase(desk.db, { reachable: true, receivedAt: monday - hours(24 * 30) });
    await apply(desk.db, '54', late.caseId, { kind: 'NoteAdded', at: monday, by: agent });
    for (let turn = 0; turn < 5; turn += 1) await openCase(desk.db, { reachable: true, receivedAt: monday + turn * 60_000 });
    const all = await deskQueue(desk.db, '54', agent, everything);
    expect(all.rows[0]?.tasks[0]?.late).toBe(true);
    const keys = all.rows.map(({ tasks }) => [tasks.some(({ late }) => late) ? 0 : 1, Math.min(...tasks.map(({ dueAt }) => dueAt))] as const);
    expect(keys).toEqual(keys.toSorted((a, b) => a[0] - b[0] || a[1] - b[1]));
    expect(all.total).toBe(all.rows.length);
    expect(all.counts).toMatchObject({ ALL: all.total, MINE: 0 });
    const paged = [];
    for (let page = 1; paged.length < all.total; page += 1)
      paged.push(...(await deskQueue(desk.db, '54', agent, { queue: 'ALL', page, size: 3 })).rows);
    expect(paged).toEqual(all.rows);
    for (const sort of ['due', 'danger', 'place', 'openedAt'] as const)
      for (const descending of [false, true]) {
        const asked = { ...everything, sort, descending };
        const followed = await follow((after) => deskQueue(desk.db, '54', agent, { ...asked, size: 3, ...after }));
        expect(followed).toEqual((await deskQueue(desk.db, '54', agent, asked)).rows);
      }
  });

  it('go on after any line, one case a line, and from the start where an address says nothing', async () => {
    const agent = await anAgent();
    const all = await listCases(desk.db, '54', { size: 200 });
    expect(await follow((after) => listCases(desk.db, '54', { size: 7, ...after }))).toEqual(all.rows);
    expect(await listCases(desk.db, '54', { size: 7, page: 2 })).toMatchObject({ rows: all.rows.slice(7, 14), total: all.rows.length });
    for (const after of ['', '~', 'x~y', "1~' OR true", `${monday}~${'0'.repeat(36)}`])
      expect((await listCases(desk.db, '54', { size: 7, after })).rows).toEqual(all.rows.slice(0, 7));
    const queue = await deskQueue(desk.db, '54', agent, everything);
    expect(new Set(ids(queue)).size).toBe(queue.rows.length);
    expect(queue.rows.some(({ tasks }) => tasks.length > 1)).toBe(true);
    const facts = await listCases(desk.db, '54', { channel: 'PHONE', from: monday, before: monday + 60_000, size: 200 });
    expect(facts.rows).toEqual(all.rows.filter(({ channel, openedAt }) => channel === 'PHONE' && openedAt >= monday && openedAt < monday + 60_000));
    const [atHomeOne] = (await listCases(desk.db, '54', { establishment: '540000001' })).rows;
    expect(atHomeOne).toMatchObject({ establishment: '540000001' });
  });

  it('show one’s own, the late, the duty’s, and filter', async () => {
    const agent = await anAgent();
    const { caseId, reference } = await openCase(desk.db, {}, { danger: 4, place: 'TRAJET' });
    const [row] = (await deskQueue(desk.db, '54', agent, { queue: 'DUTY', reference: reference.toLowerCase() })).rows;
    expect(row).toMatchObject({ caseId, danger: 4, tasks: expect.arrayContaining([expect.objectContaining({ to: 'DUTY', takenBy: null })]) });
    const untaken = { queue: 'DUTY', reference, untaken: true } as const;
    expect((await deskQueue(desk.db, '54', agent, untaken)).total).toBe(1);
    const duty = row?.tasks.find(({ to }) => to === 'DUTY')?.id ?? '';
    await apply(desk.db, '54', caseId, { kind: 'TaskTaken', task: duty, at: monday, by: agent });
    const mine = (await deskQueue(desk.db, '54', agent, { queue: 'MINE' })).rows;
    expect(mine).toHaveLength(1);
    expect(mine[0]?.caseId).toBe(caseId);
    expect(mine[0]?.tasks.find(({ id }) => id === duty)).toMatchObject({ takenBy: agent.id, takenByName: 'Camille' });
    expect(await deskQueue(desk.db, '54', agent, untaken)).toMatchObject({ rows: [], total: 0 });
    for (const filter of [{ danger: 3 }, { place: 'TRAJET' }, { sort: 'danger', descending: true, size: 1 }] as const) {
      expect(ids(await deskQueue(desk.db, '54', agent, { ...everything, ...filter })), JSON.stringify(filter)).toContain(caseId);
    }
    expect(ids(await deskQueue(desk.db, '54', agent, { ...everything, place: 'DOMICILE' }))).not.toContain(caseId);
    expect(ids(await deskQueue(desk.db, '57', agent, everything))).not.toContain(caseId);
  });

  it('list cases newest first, filtered, and an organisation’s transfers to it only', async () => {
    const { caseId } = await openCase(desk.db, { receivedAt: monday + hours(1000) }, { inseeCode: '54000', victimGroup: 'PERSONNE_HANDICAPEE' });
    expect((await listCases(desk.db, '54', {})).rows[0]).toMatchObject({ caseId, status: 'OPEN', inseeCode: '54000' });
    expect(await listCases(desk.db, '54', { inseeCode: '54000', victimGroup: 'PERSONNE_HANDICAPEE', status: 'OPEN' })).toMatchObject({
      total: 1,
      rows: [{ caseId }],
    });
    expect((await listCases(desk.db, '54', { inseeCode: '54000', status: 'CLOSED' })).total).toBe(0);
    const own = await transfersTo(desk.db, '54', 'cd', { open: true, size: 1 });
    expect(own).toMatchObject({ rows: [{ caseId, transfer: { role: 'CD', status: 'DUE' } }] });
    expect((await transfersTo(desk.db, '54', 'police', {})).rows.every(({ transfer }) => transfer.role === 'POLICE')).toBe(true);
  });
});
