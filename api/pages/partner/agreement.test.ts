import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAccount } from '../../../accounts/accounts.ts';
import { dayIn } from '../../../calendar/local.ts';
import { caseState } from '../../../cases/record/read-case.ts';
import { noBasis, transferAdded } from '../../../cases/world.testing.ts';
import type { Lapse } from '../../../directory/directory.ts';
import { currentDirectory, publishDirectory } from '../../../directory/record/revisions.ts';
import { alertBody, post } from '../../../test/alerts.ts';
import { demonstrationAccount, startTestApi, type TestApi, Visitor } from '../../../test/api.testing.ts';
import { machineKey } from '../../../test/machine-key.ts';
import { doorsOf, linkTo, type Recipient, type Sent, sentTo } from '../../../test/recipient-doors.ts';
import type { Facts } from '../../../vocabulary/facts.ts';

/** The doors of a body whose agreement does not stand: what shuts, and what it reads all the same. */

let api: TestApi;
let deskKey: string;
let ccas: Recipient;
let cd: Recipient;
beforeAll(async () => {
  api = await startTestApi();
  deskKey = (await machineKey(api.db, { department: '54', kind: 'desk', organisation: null })).key;
  [ccas, cd] = [await recipient('ccas-nancy'), await recipient('cd-54')];
});
afterAll(() => api?.end());

const password = 'un mot de passe bien long';
async function recipient(organisation: string): Promise<Recipient> {
  const email = `lecture@${organisation}.example`;
  await createAccount(api.db, { department: '54', kind: 'PARTNER', organisation, email, name: 'Claude Essai' }, password);
  const visitor = new Visitor(api.url);
  await visitor.signIn({ email, password });
  return { organisation, visitor, key: (await machineKey(api.db, { department: '54', kind: 'partner', organisation })).key };
}

const day = (from: number): string => dayIn(Date.now() + from * 86_400_000, 'Europe/Paris');
async function lapses(organisation: string, lapsed?: Lapse): Promise<void> {
  const { revision: _, department, organisations, contacts, links, calendars } = await currentDirectory(api.db, '54');
  const changed = organisations.map(({ lapsed: _was, ...one }) => ({ ...one, ...(one.id === organisation && lapsed !== undefined && { lapsed }) }));
  await publishDirectory(api.db, { department, organisations: changed, contacts, links, calendars }, 'essai');
}

const open = { page: 200, offersContent: true, link: 200, list: true, key: 200, keyList: true, role: true };
const shut = {
  page: 403,
  offersContent: false,
  content: [403, 403, 403, 403],
  link: 403,
  list: false,
  key: 403,
  keyList: false,
  role: false,
};
/** What the doors of a transfer answer without agreement, from a day on. */
async function without(to: Recipient, one: Sent, lapsed: Lapse = { from: day(-1) }) {
  const link = await linkTo(api, one);
  await lapses(to.organisation, lapsed);
  return doorsOf(api, to, one, link);
}

describe('a body without agreement', () => {
  test('finds every door of a transfer shut, from the day on and until the last one', async () => {
    const one = await sentTo(api, deskKey, 'ccas-nancy');
    expect(await doorsOf(api, ccas, one, await linkTo(api, one))).toMatchObject(open);
    expect(await without(ccas, one, { from: day(1) })).toMatchObject(open);
    expect(await without(ccas, one, { from: day(0) })).toEqual(shut);
    expect(await without(ccas, one, { from: day(-9), until: day(0) })).toEqual(shut);
    expect(await without(ccas, one, { from: day(-9), until: day(-1) })).toMatchObject(open);
    await lapses('ccas-nancy');
    expect(await doorsOf(api, ccas, one, await linkTo(api, one))).toMatchObject(open);
  });

  test('is told why, and nothing of the case: by link, by account and by key; its answers are not taken', async () => {
    const one = await sentTo(api, deskKey, 'ccas-nancy');
    const link = await linkTo(api, one);
    await lapses('ccas-nancy', { from: day(-1) });
    const somebody = new Visitor(api.url);
    await somebody.open(link);
    expect(somebody.words).toContain('La convention de votre organisme avec le guichet n’est plus en vigueur');
    expect(somebody.page.text).not.toContain(one.reference);
    await ccas.visitor.open('/partenaire');
    expect(ccas.visitor.words).toMatch(/n’est plus en vigueur depuis le \d.*Vous lisez ici ce que vous avez pris en charge/);
    await ccas.visitor.open(`/partenaire/${one.caseId}.${one.transfer}`);
    expect(ccas.visitor.words).toContain('Cette page est fermée');
    expect(ccas.visitor.page.text).not.toContain(one.reference);
    const said = await post(api, ccas.key, `/transfers/${one.caseId}.${one.transfer}/charge`, {});
    expect([said.status, ((await said.json()) as { type: string }).type]).toEqual([403, 'urn:guichet:problem:agreement-lapsed']);
    const originals = await fetch(`${api.url}/api/v1/transfers/${one.caseId}.${one.transfer}/originals`, {
      headers: { authorization: `Bearer ${ccas.key}` },
    });
    expect(originals.status).toBe(403);
    expect((await caseState(api.db, '54', one.caseId))?.state.transfers.find(({ id }) => id === one.transfer)?.status).toBe('ACKNOWLEDGED');
    await lapses('ccas-nancy');
    await ccas.visitor.open('/partenaire');
    expect(ccas.visitor.words).not.toContain('n’est plus en vigueur');
  });

  test.each<[string, (one: Sent) => Promise<void>]>([
    ['what it has in charge', ({ act, transfer }) => act({ kind: 'TakenInCharge', transfer })],
    [
      'what danger calls duty for, and no more when it is less',
      async ({ act, caseId }) => {
        const facts = { ...(await caseState(api.db, '54', caseId))?.state.facts, danger: 3 } as Facts;
        await act({ kind: 'Qualified', facts, basis: noBasis });
      },
    ],
  ])('reads %s', async (_what, happens) => {
    const one = await sentTo(api, deskKey, 'ccas-nancy');
    expect(await without(ccas, one)).toEqual(shut);
    await happens(one);
    expect(await without(ccas, one)).toMatchObject(open);
    const { facts, transfers } = (await caseState(api.db, '54', one.caseId))?.state ?? {};
    if (transfers?.find(({ id }) => id === one.transfer)?.status === 'IN_CHARGE') return;
    await one.act({ kind: 'Qualified', facts: { ...facts, danger: 1 } as Facts, basis: noBasis });
    expect(await without(ccas, one)).toEqual(shut);
  });

  test('reads by its key what it has in charge of a case, and no delay of what else it was sent there', async () => {
    const one = await sentTo(api, deskKey, 'ccas-nancy');
    await lapses('ccas-nancy');
    await one.act({ kind: 'TakenInCharge', transfer: one.transfer });
    await one.act({ ...transferAdded('CCAS'), organisation: 'ccas-nancy' });
    const other = (await caseState(api.db, '54', one.caseId))?.state.transfers.findLast(({ organisation }) => organisation === 'ccas-nancy')?.id;
    const read = async () => {
      const answer = await fetch(`${api.url}/api/v1/cases/${one.caseId}`, { headers: { authorization: `Bearer ${ccas.key}` } });
      const { transfers, deadlines } = (await answer.json()) as { transfers: { id: string }[]; deadlines: { transfer?: string }[] };
      return [...new Set([...transfers.map(({ id }) => id), ...deadlines.map(({ transfer }) => transfer)])];
    };
    expect(other).not.toBe(one.transfer);
    expect(await read()).toEqual([`${one.caseId}.${one.transfer}`, `${one.caseId}.${other}`]);
    await lapses('ccas-nancy', { from: day(-1) });
    expect(await read()).toEqual([`${one.caseId}.${one.transfer}`]);
    await lapses('ccas-nancy');
  });

  test('is foreseen where an agent qualifies: by telephone or letter, not by mail', async () => {
    const agent = new Visitor(api.url);
    await agent.signIn(demonstrationAccount('54', 'AGENT'));
    const foreseen = async () => {
      const { reference } = (await (await post(api, deskKey, '/alerts', alertBody())).json()) as { reference: string };
      await agent.open(`/guichet/dossiers/${reference}/qualifier`);
      await agent.submit('/qualifier', { flags: ['ISOLATION'] });
      return /CCAS de Nancy.*?Transmission, (par [a-zé]+)/.exec(agent.words)?.[1];
    };
    await lapses('ccas-nancy');
    expect(await foreseen()).toBe('par courriel');
    await lapses('ccas-nancy', { from: day(-1) });
    expect(await foreseen()).toBe('par téléphone');
    await lapses('ccas-nancy');
  });

  test('that the law names reads as before', async () => {
    expect(await without(cd, await sentTo(api, deskKey, 'cd-54'))).toMatchObject(open);
    await cd.visitor.open('/partenaire');
    expect(cd.visitor.words).not.toContain('n’est plus en vigueur');
    await lapses('cd-54');
  });
});
