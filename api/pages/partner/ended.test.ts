import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { openTo } from '../../../cases/model/open-to.ts';
import { apply } from '../../../cases/record/apply.ts';
import { newCode } from '../../../cases/record/links.ts';
import { caseState } from '../../../cases/record/read-case.ts';
import { agent, aResult, atHome, directoryWith, noBasis, Played, procedure } from '../../../cases/world.testing.ts';
import { inDepartment } from '../../../database/pool.ts';
import { post } from '../../../test/alerts.ts';
import { demonstrationAccount, startTestApi, type TestApi, Visitor } from '../../../test/api.testing.ts';
import { asOwner } from '../../../test/fresh.testing.ts';
import { machineKey } from '../../../test/machine-key.ts';
import { doorsOf, linkTo, type Sent, sentTo } from '../../../test/recipient-doors.ts';
import type { Facts } from '../../../vocabulary/facts.ts';
import { codes, type TransferStatus } from '../../../vocabulary/vocabulary.ts';

/** A transfer that has ended, come to by each of its recipient's doors (design: a transfer that ended closes every door). */

const own = demonstrationAccount('54', 'PARTNER').organisation ?? '';
let api: TestApi;
let partner: Visitor;
let deskKey: string;
let partnerKey: string;
beforeAll(async () => {
  api = await startTestApi();
  partner = new Visitor(api.url);
  await partner.signIn(demonstrationAccount('54', 'PARTNER'));
  deskKey = (await machineKey(api.db, { department: '54', kind: 'desk', organisation: null })).key;
  partnerKey = (await machineKey(api.db, { department: '54', kind: 'partner', organisation: own })).key;
});
afterAll(() => api.end());

const sent = () => sentTo(api, deskKey, own);
const doors = (one: Sent, link: string) => doorsOf(api, { organisation: own, visitor: partner, key: partnerKey }, one, link);
const linkOf = (one: Sent) => linkTo(api, one);

describe('a transfer that runs', () => {
  it('opens its content at every door', async () => {
    const one = await sent();
    expect(await doors(one, await linkOf(one))).toEqual({
      page: 200,
      offersContent: true,
      content: [200, 200, expect.any(Number), 404],
      link: 200,
      list: true,
      key: 200,
      keyList: true,
      role: true,
    });
  });

  it('is in the list of whoever must answer it, what is due first above, with how grave it is and in what kind of place; and in the table', async () => {
    const [calm, grave] = [await sent(), await sent()];
    const facts = { ...(await caseState(api.db, '54', grave.caseId))?.state.facts, danger: 4 } as Facts;
    const applied = await apply(api.db, '54', grave.caseId, { kind: 'Qualified', facts, basis: noBasis, at: Date.now(), by: agent });
    expect(applied).not.toHaveProperty('refused');
    await partner.open('/partenaire');
    const rows = partner.page.text.split('<tr').slice(2);
    const of = ({ reference }: Sent) => rows.findIndex((row) => row.includes(reference));
    expect(of(grave)).toBeGreaterThanOrEqual(0);
    expect(of(grave)).toBeLessThan(of(calm));
    expect(rows[of(grave)]).toContain('Danger vital immédiat, domicile');
    expect(rows[of(calm)], 'amber is for what is due today').not.toMatch(/is-due|class="due"/);
    expect((await partner.open('/partenaire?danger=3')).text).not.toContain(calm.reference);
    expect((await partner.open(`/partenaire?reference=${calm.reference}`)).text).toContain(`${calm.caseId}.${calm.transfer}`);
    const table = (await partner.fetched('/partenaire/transmissions.csv?danger=3')).bytes.toString();
    expect(table).toContain(`${grave.reference};${grave.transfer};Pour action;`);
    expect(table).not.toContain(calm.reference);
  });
});

/** Eleven minutes later, for whoever would take a refusal back. */
const later = (caseId: string) =>
  asOwner(
    api,
    `UPDATE case_file SET state = jsonb_set(state, '{transfers}', (
       SELECT jsonb_agg(CASE WHEN t -> 'refused' IS NULL THEN t ELSE jsonb_set(t, '{refused,at}', to_jsonb((t #>> '{refused,at}')::float8 - 660000)) END)
       FROM jsonb_array_elements(state -> 'transfers') t)) WHERE id = $1`,
    [caseId],
  );

describe.each<[string, (one: Sent) => Promise<void>]>([
  ['cancelled by the desk', ({ act, transfer }) => act({ kind: 'TransferCancelled', transfer, reason: 'AGENT' })],
  [
    'refused ten minutes ago',
    async ({ act, transfer, caseId }) => {
      await act({ kind: 'Refused', transfer, reason: 'HORS_COMPETENCE' });
      await later(caseId);
    },
  ],
])('a transfer %s', (_how, ends) => {
  it('leaves its recipient its own answers, and nothing of the content at any door', async () => {
    const one = await sent();
    const link = await linkOf(one);
    await ends(one);
    expect(await doors(one, link)).toEqual({
      page: 200,
      offersContent: false,
      content: [410, 410, 410, 410],
      link: 410,
      list: true,
      key: 404,
      keyList: true,
      role: false,
    });
  });
});

describe('a refusal, for ten minutes', () => {
  const statusOf = async ({ caseId, transfer }: Sent) =>
    (await caseState(api.db, '54', caseId))?.state.transfers.find(({ id }) => id === transfer)?.status;

  it('opens nothing of the content at any door, and can be taken back at each: by account', async () => {
    const one = await sent();
    const link = await linkOf(one);
    await one.act({ kind: 'Refused', transfer: one.transfer, reason: 'HORS_COMPETENCE' });
    const closed = { page: 200, offersContent: false, content: [410, 410, 410, 410], list: true, key: 404, keyList: true, role: false };
    expect(await doors(one, link)).toEqual({ ...closed, link: 200 });
    await partner.open(`/partenaire/${one.caseId}.${one.transfer}`);
    expect(partner.words).toContain('Vous pouvez revenir sur ce refus jusqu’à');
    await partner.submit('/refus/reprise');
    expect(await statusOf(one)).toBe('ACKNOWLEDGED');
    expect(await doors(one, link)).toMatchObject({ page: 200, offersContent: true, link: 200, key: 200, role: true });
  });

  it('by link, after the code alone, which opens nothing else', async () => {
    const one = await sent();
    const link = await linkOf(one);
    const code = await newCode(api.db, '54', link.slice('/t/'.length), Date.now());
    const somebody = new Visitor(api.url);
    await somebody.open(`${link}/refus`);
    await somebody.submit('/refus', { reason: 'HORS_COMPETENCE' });
    expect(somebody.words).toContain('revenir sur ce refus');
    for (const page of ['refus', 'complement', 'suite', 'pris-en-charge', 'deja-connu', 'recu'])
      expect((await somebody.open(`${link}/${page}`)).url, page).toBe(link);
    await somebody.open(link);
    await somebody.submit('/refus/reprise');
    expect(somebody.page.url).toContain('/code');
    expect(somebody.words).toContain('Revenir sur votre refus');
    expect(somebody.words).not.toContain('Lire le contenu');
    expect(await statusOf(one)).toMatch(/^RE(FUS|ROUT)ED$/);
    await somebody.open(`${link}/code/essai?suite=%2Frefus%2Freprise`);
    await somebody.submit('/code/essai', { code });
    expect(somebody.page.url).toBe(link);
    expect((await somebody.open(`${link}/contenu`)).status).toBe(410);
    await somebody.open(link);
    await somebody.submit('/refus/reprise');
    expect(somebody.words).toContain('vous revenez sur votre refus');
    expect(await statusOf(one)).toBe('ACKNOWLEDGED');
    expect((await somebody.open(link)).status).toBe(200);
  });

  it('by an agent, who noted it by mistake, and no more once the ten minutes are over', async () => {
    const agentVisitor = new Visitor(api.url);
    await agentVisitor.signIn(demonstrationAccount('54', 'AGENT'));
    const one = await sent();
    const page = `/guichet/dossiers/${one.reference}/transmissions/${one.transfer}/reprise`;
    await one.act({ kind: 'Refused', transfer: one.transfer, reason: 'HORS_COMPETENCE' });
    await agentVisitor.open(`/guichet/dossiers/${one.reference}`);
    expect(agentVisitor.page.text).toContain(page);
    await agentVisitor.open(page);
    await agentVisitor.submit('/reprise');
    expect(agentVisitor.words).toContain('Le refus est repris');
    expect(await statusOf(one)).toBe('ACKNOWLEDGED');
    await one.act({ kind: 'Refused', transfer: one.transfer, reason: 'HORS_COMPETENCE' });
    await agentVisitor.open(page);
    await later(one.caseId);
    await agentVisitor.submit('/reprise');
    expect(agentVisitor.refusal).toContain('dix minutes sont passées');
    await agentVisitor.open(`/guichet/dossiers/${one.reference}`);
    expect(agentVisitor.page.text).not.toContain(page);
  });

  it('by key, until the ten minutes are over, and never for a conflict', async () => {
    const one = await sent();
    const asked = () => post(api, partnerKey, `/transfers/${one.caseId}.${one.transfer}/refusal-withdrawal`, {});
    await one.act({ kind: 'Refused', transfer: one.transfer, reason: 'HORS_COMPETENCE' });
    expect((await asked()).status).toBe(200);
    expect(await statusOf(one)).toBe('ACKNOWLEDGED');
    await one.act({ kind: 'Refused', transfer: one.transfer, reason: 'CONFLIT_INTERETS' });
    expect((await asked()).status).toBe(404);
  });
});

describe('a body that says that it is tied', () => {
  const gone = { page: 404, offersContent: false, content: [404, 404, 404, 404], link: 410, list: false, key: 404, keyList: false, role: false };

  it('is asked for the code behind a link, since that shuts the case to it for good; what was written is not lost', async () => {
    const one = await sent();
    const link = await linkOf(one);
    const somebody = new Visitor(api.url);
    await somebody.open(`${link}/refus`);
    expect(somebody.words).toContain('Un code, envoyé à votre adresse, vous sera donc demandé.');
    await somebody.submit('/refus', { reason: 'CONFLIT_INTERETS', text: 'Le directeur est mon frère.' });
    expect(somebody.page.url).toContain('/code');
    expect(somebody.words).toContain('Dire un conflit d’intérêts');
    expect(await doors(one, link)).toMatchObject({ page: 200, offersContent: true, link: 200, role: true });
    // Meanwhile a colleague refused it, which may be taken back: the tie is said all the same.
    await one.act({ kind: 'Refused', transfer: one.transfer, reason: 'HORS_COMPETENCE' });
    const code = await newCode(api.db, '54', link.slice('/t/'.length), Date.now());
    await somebody.open(somebody.page.url.replace('/code', '/code/essai'));
    await somebody.submit('/code/essai', { code });
    expect(somebody.page.text).toContain('Le directeur est mon frère.');
    await somebody.submit('/refus');
    if (somebody.refusal !== null) await somebody.submit('/refus');
    expect(somebody.words).toContain('Vous n’avez plus rien à faire');
    expect(await doors(one, link)).toEqual(gone);
  });

  it('says so by account and by key, which show who they are', async () => {
    const [byAccount, byKey] = [await sent(), await sent()];
    const links = [await linkOf(byAccount), await linkOf(byKey)];
    await partner.open(`/partenaire/${byAccount.caseId}.${byAccount.transfer}/refus`);
    expect(partner.words).not.toContain('Un code');
    await partner.submit('/refus', { reason: 'CONFLIT_INTERETS' });
    const said = await post(api, partnerKey, `/transfers/${byKey.caseId}.${byKey.transfer}/refusal`, { reason: 'CONFLIT_INTERETS' });
    expect(said.status).toBe(200);
    for (const [at, one] of [byAccount, byKey].entries()) expect(await doors(one, links[at] ?? '')).toEqual(gone);
  });
});

describe.each<[string, (one: Sent) => Promise<void>]>([
  ['by its own word', ({ act, transfer }) => act({ kind: 'Refused', transfer, reason: 'CONFLIT_INTERETS' })],
  [
    'by the law, once the body is implicated',
    async ({ act, caseId }) => {
      const facts = (await caseState(api.db, '54', caseId))?.state.facts;
      if (facts === undefined) throw new Error('no case');
      await act({ kind: 'Qualified', facts: { ...facts, implicated: [{ kind: 'AUTRE_PROFESSIONNEL', organisation: own }] }, basis: noBasis });
    },
  ],
])('a transfer that ended in conflict of interest, %s', (_how, ends) => {
  it('is not there any more, not even its reference, and takes no answer', async () => {
    const one = await sent();
    const link = await linkOf(one);
    await ends(one);
    expect(await doors(one, link)).toEqual({
      page: 404,
      offersContent: false,
      content: [404, 404, 404, 404],
      link: 410,
      list: false,
      key: 404,
      keyList: false,
      role: false,
    });
    const answered = await post(api, partnerKey, `/transfers/${one.caseId}.${one.transfer}/charge`, {});
    expect(answered.status).toBe(404);
    // The desk keeps it, with why.
    const { rows } = await inDepartment(api.db, '54', (tx) =>
      tx.query<{ conflict: boolean }>({ text: 'SELECT conflict FROM transfer WHERE case_id = $1 AND id = $2' }, [one.caseId, one.transfer]),
    );
    expect(rows).toEqual([{ conflict: true }]);
  });
});

describe('a transfer whose outcome was given', () => {
  it.each([
    [89, 200, 200],
    [91, 410, 404],
  ])('%i days after its case has ended, is read by page and key or no longer', async (days, content, key) => {
    const one = await sent();
    await one.act({ kind: 'OutcomeGiven', transfer: one.transfer, outcome: ['NON_COMMUNICABLE'] });
    const closed = Date.now() - days * 86_400_000;
    await asOwner(
      api,
      `UPDATE case_file SET closed_at = to_timestamp($2::float8 / 1000), state = jsonb_set(state, '{closedAt}', to_jsonb($2::float8)) WHERE id = $1`,
      [one.caseId, closed],
    );
    const base = `/partenaire/${one.caseId}.${one.transfer}`;
    expect((await partner.open(base)).status).toBe(200);
    expect((await partner.open(`${base}/contenu`)).status).toBe(content);
    const asked = await fetch(`${api.url}/api/v1/cases/${one.caseId}`, { headers: { authorization: `Bearer ${partnerKey}` } });
    expect(asked.status).toBe(key);
  });
});

describe('what a transfer opens', () => {
  const day = 86_400_000;
  const readable: Record<TransferStatus, 'CONTENT' | 'ANSWERS'> = {
    DUE: 'CONTENT',
    SENT: 'CONTENT',
    UNDELIVERABLE: 'CONTENT',
    ACKNOWLEDGED: 'CONTENT',
    INFORMATION_REQUESTED: 'CONTENT',
    IN_CHARGE: 'CONTENT',
    OUTCOME_GIVEN: 'CONTENT',
    REFUSED: 'ANSWERS',
    REROUTED: 'ANSWERS',
    CANCELLED: 'ANSWERS',
  };
  test.each(codes('transferStatus'))('when it is %s', (status) => {
    for (const purpose of codes('purpose')) {
      expect(openTo({ status, purpose }, { conflict: false, shut: false, closedAt: null }, 0), purpose).toBe(readable[status]);
      expect(openTo({ status, purpose }, { conflict: true, shut: true, closedAt: null }, 0), purpose).toBe('NOTHING');
      expect(openTo({ status, purpose }, { conflict: false, shut: true, closedAt: null }, 0), purpose).toBe('SHUT');
    }
  });

  test('what needs no answer any more is read for 90 days after the case has ended', () => {
    for (const of of [
      { status: 'OUTCOME_GIVEN', purpose: 'ACTION' },
      { status: 'SENT', purpose: 'INFORMATION' },
    ] as const) {
      expect(openTo(of, { conflict: false, shut: false, closedAt: 0 }, 90 * day)).toBe('CONTENT');
      expect(openTo(of, { conflict: false, shut: false, closedAt: 0 }, 90 * day + 1)).toBe('ANSWERS');
    }
    expect(openTo({ status: 'IN_CHARGE', purpose: 'ACTION' }, { conflict: false, shut: false, closedAt: 0 }, 900 * day)).toBe('CONTENT');
  });

  test('or for as long as the protocol of the case said when it ended', () => {
    const protocol = { ...procedure, desk: { delays: { readable: { days: 10 } } } };
    const played = Played.qualified(atHome, { procedure: protocol, directory: directoryWith() });
    for (const { id } of played.state.transfers) played.does({ kind: 'OutcomeGiven', transfer: id, outcome: ['SANS_SUITE'] });
    const { state, now } = played.does({ kind: 'ResultRecorded', result: aResult }).does({ kind: 'Closed' });
    const [first] = state.transfers;
    if (first === undefined) throw new Error('no transfer');
    expect(openTo(first, { ...state, conflict: false, shut: false }, now + 10 * day)).toBe('CONTENT');
    expect(openTo(first, { ...state, conflict: false, shut: false }, now + 10 * day + 1)).toBe('ANSWERS');
  });

  test.each([
    [null, 89, true],
    [null, 91, false],
    [10, 9, true],
    [10, 11, false],
    [120, 119, true],
  ])('is what every door of a recipient reads: %s days said, %i days after', async (said, days, read) => {
    const one = await sent();
    await one.act({ kind: 'OutcomeGiven', transfer: one.transfer, outcome: ['NON_COMMUNICABLE'] });
    const link = await linkOf(one);
    expect(await doors(one, link)).toMatchObject({ role: true, key: 200 });
    const closed = Date.now() - days * day;
    await asOwner(
      api,
      `UPDATE case_file SET closed_at = to_timestamp($2::float8 / 1000),
         state = state || jsonb_build_object('closedAt', $2::float8) || CASE WHEN $3::int IS NULL THEN '{}' ELSE jsonb_build_object('readableDays', $3::int) END WHERE id = $1`,
      [one.caseId, closed, said],
    );
    await asOwner(api, 'UPDATE transfer SET closed_at = to_timestamp($2::float8 / 1000), readable_days = $3 WHERE case_id = $1', [
      one.caseId,
      closed,
      said,
    ]);
    expect(await doors(one, link)).toMatchObject(
      read ? { offersContent: true, key: 200, role: true } : { offersContent: false, key: 404, role: false },
    );
  });
});
