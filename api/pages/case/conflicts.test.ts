import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CaseEvent } from '../../../cases/model/events.ts';
import type { CaseState } from '../../../cases/model/state.ts';
import { apply } from '../../../cases/record/apply.ts';
import { caseIdOf, caseState, readCase } from '../../../cases/record/read-case.ts';
import { partiesOf } from '../../../cases/told/known.ts';
import { aResult, atHome } from '../../../cases/world.testing.ts';
import { receive } from '../../../intake/receive.ts';
import { demonstrationAccount, startTestApi, type TestApi, Visitor } from '../../../test/api.testing.ts';
import { anAlert } from '../../../test/fresh.testing.ts';
import type { Facts } from '../../../vocabulary/facts.ts';

let api: TestApi;
let first: Visitor;
let second: Visitor;
beforeAll(async () => {
  api = await startTestApi();
  [first, second] = [new Visitor(api.url), new Visitor(api.url)];
  await first.signIn(demonstrationAccount('54', 'AGENT'));
  await second.signIn(demonstrationAccount('54', 'COORDINATOR'));
});
afterAll(async () => {
  await api?.end();
});

type Sent = CaseEvent extends infer E ? (E extends CaseEvent ? Omit<E, 'at' | 'by'> : never) : never;

async function aCase(danger = '2'): Promise<string> {
  await first.open('/guichet/appels/nouveau');
  const call = { notes: 'Appel.', contactKind: 'ALERT', danger, commune: 'Nancy', place: 'DOMICILE', implicatedKind: 'MEMBRE_FAMILLE' };
  await first.submit('/guichet/appels/', { ...call, victimGroup: 'PERSONNE_AGEE', maltreatment: 'NEGLIGENCES_PASSIVES' });
  return /dossiers\/(54-[^/]+)/.exec(first.page.url)?.[1] ?? '';
}

async function aQualifiedCase(danger = '2'): Promise<string> {
  const reference = await aCase(danger);
  await first.open(href(reference, '/qualifier'));
  await first.submit('/qualifier');
  await first.submit('/qualifier/confirmer');
  return reference;
}

async function stateOf(reference: string): Promise<CaseState> {
  const found = await caseState(api.db, '54', (await caseIdOf(api.db, '54', reference)) ?? '');
  if (found === null) throw new Error('no case');
  return found.state;
}

const href = (reference: string, page = '') => `/guichet/dossiers/${reference}${page}`;

describe('two agents who qualify from the same page', () => {
  test('the later, who saw it before, overwrites nothing: both values are shown, then one is chosen', async () => {
    const reference = await aCase();
    await first.open(href(reference, '/qualifier'));
    await second.open(href(reference, '/qualifier'));
    await first.submit('/qualifier', { danger: '3', flags: ['CRIME_SUSPECTED'] });
    await first.submit('/qualifier/confirmer');
    expect(first.page.url).toBe(href(reference));
    const qualified = (await stateOf(reference)).facts;
    expect(qualified).toMatchObject({ danger: 3, flags: ['CRIME_SUSPECTED'] });

    await second.submit('/qualifier', { danger: '1', age: '>=80' });
    expect(second.refusal).toContain('Rien n’est écrasé');
    expect(second.words).toMatch(/Enregistré entre-temps : [^:]*(grave|Grave|danger|Danger)/);
    expect(second.words).toMatch(/À signaler.{0,60}Enregistré entre-temps : /);
    expect((await stateOf(reference)).facts).toEqual(qualified);
    await second.submit('/qualifier', { danger: '3', flags: ['CRIME_SUSPECTED'] });
    expect(second.page.url).toBe(href(reference, '/qualifier/apercu'));
    await second.submit('/qualifier/confirmer');
    expect((await stateOf(reference)).facts).toMatchObject({ danger: 3, flags: ['CRIME_SUSPECTED'], age: '>=80' });
  });

  test('so it is when the other confirmed while one looked at who would be told', async () => {
    const reference = await aCase();
    await second.open(href(reference, '/qualifier'));
    await second.submit('/qualifier', { danger: '1' });
    expect(second.page.url).toBe(href(reference, '/qualifier/apercu'));
    await first.open(href(reference, '/qualifier'));
    await first.submit('/qualifier', { danger: '3' });
    await first.submit('/qualifier/confirmer');
    await second.submit('/qualifier/confirmer');
    expect(second.refusal).toContain('Rien n’est écrasé');
    expect((await stateOf(reference)).facts.danger).toBe(3);
    expect(second.page.text).toMatch(/name="danger" type="radio" value="1" checked/);
  });
});

describe('what is not a fact', () => {
  test('what is known of an implicated party and no field shows goes to no other, whoever changed them meanwhile', async () => {
    const content = { narrative: 'Deux personnes.', implicated: [{ name: 'Hector Vauquelin', phone: '03 83 00 00 01' }, { name: 'Simone Floquet' }] };
    const facts = { ...atHome, implicated: [{ kind: 'MEMBRE_FAMILLE' }, { kind: 'PROCHE' }] } satisfies Facts;
    const received = await receive(api.db, anAlert({ facts, content }));
    if ('conflict' in received) throw new Error('no case');
    const { reference, caseId } = received;
    for (const visitor of [first, second]) await visitor.open(href(reference, '/qualifier'));
    await first.submit('/qualifier', { implicatedName: 'Hector Vauclin', suite: 'sans-mis-en-cause-2' });
    await first.submit('/qualifier');
    await first.submit('/qualifier/confirmer');
    await second.submit('/qualifier', { health: 'Diabète.' });
    expect(second.refusal).toMatch(/Rien n’est écrasé.*Ce mis en cause a été changé ou retiré.*Ce mis en cause a été changé ou retiré/);
    expect(second.page.text).not.toContain('href="#implicatedWas');
    for (const [, id = ''] of second.page.text.matchAll(/<li><a href="#([^"]+)"/g)) expect(second.page.text, id).toContain(`id="${id}"`);
    await second.submit('/qualifier');
    await second.submit('/qualifier/confirmer');
    const record = await readCase(api.db, '54', { kind: 'API', id: null }, caseId, 'API');
    expect(record && partiesOf(record)).toEqual({
      facts: facts.implicated,
      people: [
        { name: 'Hector Vauquelin', relation: 'Membre de la famille' },
        { name: 'Simone Floquet', relation: 'Proche (ami, voisin…)' },
      ],
    });
  });

  test('a name that one agent wrote is not covered by the stale page of another; nor is an alert that came meanwhile set aside unread', async () => {
    const reference = await aCase();
    for (const visitor of [first, second]) await visitor.open(href(reference, '/qualifier'));
    await first.submit('/qualifier', { victimName: 'Jeanne Oudoire' });
    await first.submit('/qualifier/confirmer');
    await second.submit('/qualifier', { health: 'Diabète.' });
    expect(second.refusal).toContain('Rien n’est écrasé');
    expect(second.words).toContain('Enregistré entre-temps : Jeanne Oudoire');

    const other = await aCase();
    await second.open(href(other, '/non-retenu'));
    const caseId = (await caseIdOf(api.db, '54', other)) ?? '';
    const { facts } = await stateOf(other);
    const alert = { channel: 'WEB', contactKind: 'ALERT', authenticated: false, reachable: false } as const;
    await apply(
      api.db,
      '54',
      caseId,
      { kind: 'AlertReceived', facts: { ...facts, danger: 4 }, alert, at: Date.now(), by: { kind: 'REPORTER', id: null } },
      {},
    );
    await second.submit('/non-retenu', { reason: 'HORS_CHAMP' });
    expect(second.refusal).toContain('Rien n’est écrasé');
    expect((await stateOf(other)).status).toBe('OPEN');
  });
});

test('a case is not closed by a page on which what came meanwhile does not stand: a step, a result, an answer', async () => {
  const reference = await aQualifiedCase();
  const caseId = (await caseIdOf(api.db, '54', reference)) ?? '';
  const act = async (event: Sent) =>
    expect(await apply(api.db, '54', caseId, { ...event, at: Date.now(), by: { kind: 'AGENT', id: null } } as CaseEvent)).not.toHaveProperty(
      'refused',
    );
  const told = (await stateOf(reference)).transfers.filter(({ purpose }) => purpose === 'ACTION').map(({ id }) => id);
  for (const transfer of told) await act({ kind: 'TakenInCharge', transfer });
  await act({ kind: 'ResultRecorded', result: aResult });
  await second.open(href(reference, '/clore'));
  const meanwhile: Sent[] = [
    { kind: 'TaskOrdered', task: 'MEDIATION', dueAt: Date.now() + 86_400_000 },
    { kind: 'ResultRecorded', result: { ...aResult, safer: 'PEU' } },
    { kind: 'OutcomeGiven', transfer: told[0] ?? '', outcome: ['MESURES_CORRECTIVES'] },
  ];
  for (const event of meanwhile) {
    await act(event);
    await second.submit('/clore');
    expect(second.refusal, event.kind).toContain('Rien n’est écrasé');
    expect((await stateOf(reference)).status).toBe('OPEN');
  }
  await second.submit('/clore');
  expect((await stateOf(reference)).status).toBe('CLOSED');
});

test('the task that asks to close comes once the last message has left, and holds back nobody who is closing', async () => {
  const reference = await aQualifiedCase();
  const caseId = (await caseIdOf(api.db, '54', reference)) ?? '';
  const act = (event: Sent) => apply(api.db, '54', caseId, { ...event, at: Date.now(), by: { kind: 'AGENT', id: null } } as CaseEvent);
  const { transfers, messages } = await stateOf(reference);
  for (const { id, purpose } of transfers)
    if (purpose === 'ACTION') await act({ kind: 'OutcomeGiven', transfer: id, outcome: ['MESURES_CORRECTIVES'] });
  await act({ kind: 'ResultRecorded', result: aResult });
  await second.open(href(reference, '/clore'));
  for (const { id } of messages) await act({ kind: 'HandedOver', message: id });
  expect((await stateOf(reference)).tasks.filter(({ status }) => status === 'OPEN').map(({ kind }) => kind)).toEqual(['CLOSE']);
  await second.submit('/clore');
  expect((await stateOf(reference)).status).toBe('CLOSED');
});

describe('two agents with the same task, or the same transfer', () => {
  test('the second is told that it was done, and keeps what they wrote', async () => {
    const reference = await aQualifiedCase('4');
    const task = (await stateOf(reference)).tasks.find(({ status, carries }) => status === 'OPEN' && carries)?.id ?? '';
    for (const visitor of [first, second]) await visitor.open(href(reference, `/taches/${task}`));
    await first.submit(`/taches/${task}`, { reached: 'OUI' });
    await second.submit(`/taches/${task}`, { reached: 'NON', text: 'Personne ne répond.' });
    expect(second.refusal).toContain('Rien n’est écrasé');
    expect(second.page.text).toContain('Personne ne répond.');
    expect((await stateOf(reference)).tasks.find(({ id }) => id === task)?.status).toBe('DONE');
  });

  test('an answer noted meanwhile is not covered by another', async () => {
    const reference = await aQualifiedCase();
    const id = (await stateOf(reference)).transfers.find(({ purpose }) => purpose === 'ACTION')?.id ?? '';
    for (const visitor of [first, second]) await visitor.open(href(reference, `/transmissions/${id}/reponse`));
    await first.submit('/reponse', { answer: 'IN_CHARGE' });
    await second.submit('/reponse', { answer: 'REFUSED', refusal: 'HORS_COMPETENCE' });
    expect(second.refusal).toContain('Rien n’est écrasé');
    expect((await stateOf(reference)).transfers.find((transfer) => transfer.id === id)?.status).toBe('IN_CHARGE');
  });
});

describe('who is no longer asked for by the facts as they are now known', () => {
  test('goes on unless the box is ticked, whose state is what was seen; the recipient reads why', async () => {
    const reference = await aQualifiedCase('2');
    const asked = (await stateOf(reference)).transfers.find(({ purpose }) => purpose === 'ACTION');
    const { id = '' } = asked ?? {};
    const caseId = (await caseIdOf(api.db, '54', reference)) ?? '';
    const acts = { at: Date.now(), by: { kind: 'PARTNER', id: null } } as const;
    await apply(api.db, '54', caseId, { kind: 'Acknowledged', transfer: id, ...acts }, {});
    const elsewhere = { danger: '2', place: 'ETABLISSEMENT_SANTE', implicatedKind: 'PROFESSIONNEL_SANTE' };
    await first.open(href(reference, '/qualifier'));
    await first.submit('/qualifier', elsewhere);
    expect(first.words).toContain('Mettre fin à ces transmissions ?');
    expect(first.words).toMatch(/Mettre fin pour .{5,200}Il lira : « Les faits ont été précisés\./);
    expect(first.page.text).not.toMatch(/name="end"[^>]*checked/);
    // Its recipient takes charge meanwhile.
    await apply(api.db, '54', caseId, { kind: 'TakenInCharge', transfer: id, ...acts }, {});
    await first.submit('/qualifier/confirmer', { end: `${id}.ACKNOWLEDGED` });
    expect(first.page.url).toBe(href(reference, '/qualifier/apercu'));
    expect(first.words).toContain('son destinataire a répondu');
    expect((await stateOf(reference)).transfers.find((one) => one.id === id)?.status).toBe('IN_CHARGE');
    await first.submit('/qualifier/confirmer', { end: `${id}.IN_CHARGE` });
    expect(first.page.url).toBe(href(reference));
    expect(first.words).toContain('les faits ont changé, le protocole ne la demande plus');
    expect((await stateOf(reference)).transfers.find((one) => one.id === id)?.status).toBe('CANCELLED');
  });
});

test('a transfer to the prosecutor says how much of a request for protection it gives, before and after it is confirmed', async () => {
  const reference = await aCase('3');
  await first.open(href(reference, '/qualifier'));
  await first.submit('/qualifier', { victimName: 'Jeanne Oudoire', age: '>=80', assets: 'Un compte épargne.' });
  const said = 'Demande de protection (art. 1216-1 à 1216-3 CPC) : 3 éléments sur 7. Ce qui manque patrimoine';
  expect(first.words).toContain(said);
  await first.submit('/qualifier/confirmer');
  expect(first.words).toContain(said);
  expect(first.words).toContain('connu, mais cette transmission ne le dit pas');
});
