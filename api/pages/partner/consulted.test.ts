import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DAY } from '../../../calendar/milliseconds.ts';
import { apply } from '../../../cases/record/apply.ts';
import { linkFor } from '../../../cases/record/links.ts';
import { readCase } from '../../../cases/record/read-case.ts';
import { textBeside } from '../../../cases/told/known.ts';
import { transferAdded } from '../../../cases/world.testing.ts';
import { alertBody, post } from '../../../test/alerts.ts';
import { demonstrationAccount, startTestApi, type TestApi, Visitor } from '../../../test/api.testing.ts';
import { machineKey } from '../../../test/machine-key.ts';
import type { TransferMode } from '../../../vocabulary/vocabulary.ts';

/* What is asked of whoever is consulted, or asked to a concertation, is what they may answer; the desk reads it and goes on. */

const account = demonstrationAccount('54', 'PARTNER');
const own = account.organisation ?? '';
const by = { kind: 'AGENT', id: null } as const;
let api: TestApi;
let partner: Visitor;
let agent: Visitor;
let deskKey: string;

beforeAll(async () => {
  api = await startTestApi();
  partner = new Visitor(api.url);
  await partner.signIn(account);
  agent = new Visitor(api.url);
  await agent.signIn(demonstrationAccount('54', 'AGENT'));
  deskKey = (await machineKey(api.db, { department: '54', kind: 'desk', organisation: null })).key;
});
afterAll(() => api.end());

/** A case in which this body is asked so, besides what the protocol asks. */
async function asked(mode: TransferMode, organisation = own) {
  const answered = await post(api, deskKey, '/alerts', alertBody({ facts: { danger: 1 } }));
  const { case: caseId, reference } = (await answered.json()) as { case: string; reference: string };
  return { caseId, reference, ...(await ask(caseId, mode, organisation)) };
}
async function ask(caseId: string, mode: TransferMode, organisation: string) {
  const given = await apply(api.db, '54', caseId, { kind: 'TransferCancelled', transfer: 't1', reason: 'AGENT', at: Date.now(), by });
  const role = organisation === own ? 'CD' : 'ALMA';
  const order = { ...transferAdded(role), organisation, mode, discloses: ['FACTS' as const, 'NARRATIVE' as const] };
  const applied = await apply(api.db, '54', caseId, { ...order, at: Date.now(), by });
  if ('refused' in applied) throw new Error(`${applied.refused.sayable} ${JSON.stringify('refused' in given)}`);
  const transfer = applied.state.transfers.at(-1)?.id ?? '';
  return { transfer, id: `${caseId}.${transfer}` };
}
const recordOf = async (caseId: string) => {
  const record = await readCase(api.db, '54', { kind: 'COORDINATOR', id: null }, caseId, 'CASE_PAGE');
  if (record === null) throw new Error('no case');
  return record;
};
const transferIn = async (caseId: string, transfer: string) => (await recordOf(caseId)).state.transfers.find(({ id }) => id === transfer);
const onDay = (days: number) => new Intl.DateTimeFormat('fr', { day: 'numeric', month: 'long', year: 'numeric' }).format(Date.now() + days * DAY);

describe('whoever is consulted', () => {
  it('gives an opinion in place of taking charge; the desk reads it, and nothing more is awaited', async () => {
    const { caseId, reference, transfer, id } = await asked('CONSULTATION');
    await partner.open(`/partenaire/${id}`);
    expect(partner.words).toContain('Donner votre avis sur la situation.');
    for (const other of ['/pris-en-charge', '/suite"', '/participation']) expect(partner.page.text, other).not.toContain(other);
    await partner.open(`/partenaire/${id}/avis`);
    await partner.submit('/avis');
    expect(partner.refusal).toContain('Dites votre avis');
    await partner.submit('/avis', { opinion: 'RESERVE' });
    expect(partner.refusal).toContain('Écrivez votre avis');
    await partner.submit('/avis', { opinion: 'RESERVE', text: 'Avec l’accord de sa fille.' });
    expect(partner.words).toContain('Le guichet a votre avis.');
    await partner.open(`/partenaire/${id}`);
    expect(partner.words).toContain('Donner un autre avis');
    const record = await recordOf(caseId);
    expect(record.state.transfers.find((one) => one.id === transfer)).toMatchObject({ status: 'OUTCOME_GIVEN', outcome: { opinion: 'RESERVE' } });
    const given = record.journal.find(({ kind }) => kind === 'OUTCOME_GIVEN');
    expect(given && textBeside(record.journal, given)).toBe('Avec l’accord de sa fille.');
    await agent.open(`/guichet/dossiers/${reference}`);
    expect(agent.words).toContain('Avis favorable, avec réserves');
    expect(agent.words).toContain('Avec l’accord de sa fille.');
    expect(agent.words).not.toContain('RESERVE');
    await partner.open(`/partenaire/${id}/avis`);
    await partner.submit('/avis', { opinion: 'DEFAVORABLE', text: 'Elle ne veut pas.' });
    expect((await transferIn(caseId, transfer))?.outcome?.opinion).toBe('DEFAVORABLE');
  });

  it('answers by a link after its code; whoever has neither is noted by the desk, with the hour', async () => {
    const { caseId, reference, transfer } = await asked('CONSULTATION');
    const contact = (await transferIn(caseId, transfer))?.contact ?? '';
    const token = (await linkFor(api.db, { department: '54', caseId, transfer, organisation: own, contact }, Date.now())) ?? '';
    const somebody = new Visitor(api.url);
    await somebody.open(`/t/${token}`);
    expect(somebody.words).toContain('Donner votre avis demande le code');
    await somebody.open(`/t/${token}/avis`);
    expect(somebody.page.url).toContain(`/t/${token}/code`);
    await agent.open(`/guichet/dossiers/${reference}/transmissions/${transfer}/reponse`);
    await agent.submit('/reponse', { answer: 'OPINION' });
    expect(agent.refusal).toContain('Dites quel avis a été donné');
    await agent.submit('/reponse', { answer: 'OPINION', opinion: 'SANS_AVIS', text: 'Dit au téléphone.' });
    expect((await transferIn(caseId, transfer))?.outcome?.opinion).toBe('SANS_AVIS');
  });
});

describe('whoever is asked to a concertation', () => {
  it('takes part on dates, which others see; the desk sets one, and each is told with what the desk adds', async () => {
    const { caseId, reference, transfer, id } = await asked('CONCERTATION');
    const second = await ask(caseId, 'CONCERTATION', 'alma-54');
    await partner.open(`/partenaire/${id}`);
    expect(partner.words).toContain('Participer, dire quand');
    expect(partner.page.text).not.toContain('/pris-en-charge');
    await partner.open(`/partenaire/${id}/participation`);
    await partner.submit('/participation', { others: '' });
    expect(partner.refusal).toContain('Donnez au moins une date');
    await partner.submit('/participation', { others: 'un de ces jours' });
    expect(partner.refusal).toContain('Écrivez une date et une heure par ligne');
    expect(partner.page.text).toContain('un de ces jours');
    await partner.submit('/participation', { others: `${onDay(3)} 14 h\n${onDay(4)} 9 h` });
    expect(partner.words).toContain('Le guichet sait que vous participez');
    const dates = (await transferIn(caseId, transfer))?.dates ?? [];
    expect(dates).toHaveLength(2);
    await partner.open(`/partenaire/${id}/participation`);
    expect(partner.page.text.match(/checked/g)).toHaveLength(2);
    // The other sees what was proposed, without who did.
    const contact = (await transferIn(caseId, second.transfer))?.contact ?? '';
    await apply(api.db, '54', caseId, {
      kind: 'TakesPart',
      transfer: second.transfer,
      dates: [dates[1] ?? 0],
      at: Date.now(),
      by: { kind: 'PARTNER', id: contact },
    });
    await agent.open(`/guichet/dossiers/${reference}/concertation`);
    expect(agent.words).toContain('Convient à 2 sur 2');
    await agent.submit('/concertation', { when: 'hier' });
    expect(agent.refusal).not.toBeNull();
    await agent.submit('/concertation', { date: String(dates[1]), when: '', text: 'Salle 3, entrée par la cour.' });
    expect(agent.words).toContain('La concertation est fixée');
    const { state } = await recordOf(caseId);
    expect(state.meeting).toBe(dates[1]);
    expect(state.tasks.filter(({ kind, status }) => kind === 'CONCERTATION' && status === 'OPEN').map(({ dueAt }) => dueAt)).toEqual([dates[1]]);
    expect(state.messages.filter((message) => message.kind === 'INFORMATION' && message.says === 'MEETING').length).toBeGreaterThan(0);
    await partner.open(`/partenaire/${id}`);
    expect(partner.words).toContain('Concertation fixée');
    expect(partner.words).toContain('Changer vos dates');
    expect((await partner.open(`/partenaire/${id}/contenu`)).text).toContain('Salle 3, entrée par la cour.');
    await partner.open(`/partenaire/${id}/suite`);
    await partner.submit('/suite', { outcome: ['MISE_EN_PLACE_ACCOMPAGNEMENT'] });
    expect((await transferIn(caseId, transfer))?.status).toBe('OUTCOME_GIVEN');
  });

  it('who joins once the day is set is told it too, with what the desk wrote and not its own words; and that it is called off', async () => {
    const { caseId, reference, transfer, id } = await asked('CONCERTATION');
    const first = await ask(caseId, 'CONCERTATION', 'alma-54');
    const day = Math.ceil(Date.now() / DAY) * DAY + 3 * DAY;
    const said = { at: Date.now(), by: { kind: 'PARTNER', id: null } } as const;
    await apply(api.db, '54', caseId, { kind: 'TakesPart', transfer: first.transfer, dates: [day], ...said });
    await agent.open(`/guichet/dossiers/${reference}/concertation`);
    expect(agent.words).not.toContain('Elle n’a pas lieu');
    await agent.submit('/concertation', { date: String(day), when: '', text: 'Salle 3.' });
    const { key } = await machineKey(api.db, { department: '54', kind: 'partner', organisation: own });
    const meeting = async () => {
      const seen = await fetch(`${api.url}/api/v1/cases/${caseId}`, { headers: { authorization: `Bearer ${key}` } });
      const { transfers } = (await seen.json()) as { transfers: { id: string; meeting?: string }[] };
      return transfers.find((one) => one.id === id)?.meeting;
    };
    const page = async () => (await partner.open(`/partenaire/${id}`)).text.includes('Concertation fixée');
    expect([await meeting(), await page()]).toEqual([undefined, false]);
    await partner.open(`/partenaire/${id}/participation`);
    await partner.submit('/participation', { others: `${onDay(4)} 9 h`, text: 'Notre psychologue viendra.' });
    expect([await meeting(), await page()]).toEqual([new Date(day).toISOString(), true]);
    const content = async () => (await partner.open(`/partenaire/${id}/contenu`)).text;
    expect(await content()).toContain('Salle 3.');
    expect(await content()).not.toContain('Notre psychologue viendra.');
    await agent.open(`/guichet/dossiers/${reference}/concertation`);
    await agent.submit('/concertation', { date: String(day), when: '', text: 'Salle 4, finalement.' });
    expect(await content()).toContain('Salle 4, finalement.');
    await agent.open(`/guichet/dossiers/${reference}/concertation`);
    await agent.submit('/concertation', { date: 'NON', when: '', text: '' });
    expect(agent.words).toContain('La concertation n’a pas lieu');
    expect([await meeting(), await page()]).toEqual([undefined, false]);
    expect(
      (await recordOf(caseId)).state.messages.some((one) => one.kind === 'INFORMATION' && one.says === 'MEETING_OFF' && one.transfer === transfer),
    ).toBe(true);
  });

  it('keeps its dates when the desk notes that it takes part without any; and says no more than a page may', async () => {
    const { caseId, reference, transfer, id } = await asked('CONCERTATION');
    const day = Math.ceil(Date.now() / DAY) * DAY;
    const dates = Array.from({ length: 15 }, (_, at) => day + (at + 1) * DAY);
    await agent.open(`/guichet/dossiers/${reference}/transmissions/${transfer}/reponse`);
    await apply(api.db, '54', caseId, { kind: 'TakesPart', transfer, dates, at: Date.now(), by: { kind: 'PARTNER', id: null } });
    await agent.submit('/reponse', { answer: 'TAKES_PART', dates: '' });
    expect(agent.refusal, 'it answered meanwhile').not.toBeNull();
    await agent.open(`/guichet/dossiers/${reference}/transmissions/${transfer}/reponse`);
    await agent.submit('/reponse', { answer: 'TAKES_PART', dates: '' });
    expect((await transferIn(caseId, transfer))?.dates).toEqual(dates);
    await partner.open(`/partenaire/${id}/participation`);
    const others = Array.from({ length: 6 }, (_, at) => `${onDay(at + 30)} 14 h`).join('\n');
    await partner.submit('/participation', { dates: dates.map(String), others });
    expect(partner.refusal).toContain('Donnez au plus vingt dates.');
    expect((await transferIn(caseId, transfer))?.dates).toEqual(dates);
  });

  it('answers by the API, which refuses what is not asked', async () => {
    const { caseId, transfer, id } = await asked('CONCERTATION');
    const { key } = await machineKey(api.db, { department: '54', kind: 'partner', organisation: own });
    const date = new Date(Math.ceil(Date.now() / DAY) * DAY + DAY).toISOString();
    const say = async (what: string, body: object) => {
      const answer = await post(api, key, `/transfers/${id}/${what}`, body);
      return { status: answer.status, body: (await answer.json()) as { status: string; title: string } };
    };
    expect((await say('opinion', { opinion: 'FAVORABLE', text: 'Oui.' })).status).toBe(409);
    expect((await say('participation', { dates: [] })).status).toBe(400);
    expect((await say('participation', { dates: ['2020-01-01T10:00:00Z'] })).status).toBe(409);
    expect(await say('participation', { dates: [date] })).toMatchObject({ status: 200, body: { status: 'IN_CHARGE' } });
    expect((await transferIn(caseId, transfer))?.dates).toEqual([Date.parse(date)]);
    const seen = await fetch(`${api.url}/api/v1/cases/${caseId}`, { headers: { authorization: `Bearer ${key}` } });
    const { transfers } = (await seen.json()) as { transfers: { mode: string; dates?: string[] }[] };
    expect(transfers.find(({ mode }) => mode === 'CONCERTATION')?.dates).toEqual([date]);
  });
});
