import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listCases } from '../../../cases/lists/cases.ts';
import type { CaseState } from '../../../cases/model/state.ts';
import { linkFor } from '../../../cases/record/links.ts';
import { caseIdOf, caseState } from '../../../cases/record/read-case.ts';
import { currentDirectory } from '../../../directory/record/revisions.ts';
import { textOfPdf } from '../../../documents/pdf-text.testing.ts';
import { listMailbox } from '../../../mailbox/mails.ts';
import { demonstrationAccount, forms, startTestApi, type TestApi, Visitor } from '../../../test/api.testing.ts';

let api: TestApi;
let coordinator: Visitor;
let agent: Visitor;
beforeAll(async () => {
  api = await startTestApi();
  [coordinator, agent] = [new Visitor(api.url), new Visitor(api.url)];
  await coordinator.signIn(demonstrationAccount('54', 'COORDINATOR'));
  await agent.signIn(demonstrationAccount('54', 'AGENT'));
});
afterAll(() => api?.end());

async function open(situation = 'domicile-conjoint-coups'): Promise<string> {
  await coordinator.open('/guichet/exercices');
  await coordinator.submit('/guichet/exercices', { situation, narrative: 'Inventé : elle entend des cris.' });
  return /dossiers\/(54-[^/]+)/.exec(coordinator.page.url)?.[1] ?? '';
}
async function stateOf(reference: string): Promise<CaseState> {
  const found = await caseState(api.db, '54', (await caseIdOf(api.db, '54', reference)) ?? '');
  if (found === null) throw new Error('no case');
  return found.state;
}
async function routed(): Promise<string> {
  const reference = await open();
  await coordinator.open(`/guichet/dossiers/${reference}/qualifier`);
  await coordinator.submit('/qualifier');
  await coordinator.submit('/qualifier/confirmer');
  return reference;
}

describe('opening', () => {
  test('is for coordinators', async () => {
    await agent.open('/guichet/exercices');
    expect(agent.page.status).toBe(403);
  });

  test('asks for a situation and a story, and loses nothing of what was typed', async () => {
    await coordinator.open('/guichet/exercices');
    await coordinator.submit('/guichet/exercices', { situation: '', narrative: 'Une histoire.' });
    expect(coordinator.refusal).not.toBeNull();
    expect(coordinator.words).toContain('Choisissez une situation prête, ou décrivez les faits plus bas.');
    expect(coordinator.page.text).toContain('Une histoire.');
  });

  test('once, however often the form is sent', async () => {
    await coordinator.open('/guichet/exercices');
    const form = forms(coordinator.page.text).find(({ fields }) => 'narrative' in fields);
    const fields = { ...form?.fields, situation: 'domicile-fils', narrative: 'Deux fois.' };
    await coordinator.post('/guichet/exercices', fields);
    const first = coordinator.page.url;
    await coordinator.post('/guichet/exercices', fields);
    expect(coordinator.page.url).toBe(first);
  });

  test('takes facts one describes oneself', async () => {
    await coordinator.open('/guichet/exercices');
    await coordinator.submit('/guichet/exercices', {
      situation: '',
      narrative: 'Inventé.',
      danger: '3',
      commune: 'Nancy',
      place: 'DOMICILE',
      implicatedKind: 'PROCHE',
      victimGroup: 'PERSONNE_AGEE',
      maltreatment: 'VIOLENCES_PHYSIQUES',
    });
    expect(coordinator.words).toContain('Exercice La situation est inventée');
  });

  test('refuses, as the box of drills, the address of somebody of the directory', async () => {
    const directory = await currentDirectory(api.db, '54');
    const email = [...directory.contactById.values()].find((contact) => contact.email !== undefined)?.email ?? '';
    await coordinator.open('/guichet/exercices');
    await coordinator.submit('/exercices/adresse', { email });
    expect(coordinator.refusal).not.toBeNull();
    expect(coordinator.words).toContain('C’est l’adresse d’un destinataire réel');
    await coordinator.open('/guichet/exercices');
    await coordinator.submit('/exercices/adresse', { email: 'Manoeuvres@exemple.example' });
    expect(coordinator.words).toContain('Tous les messages d’exercice vont à manoeuvres@exemple.example');
    await coordinator.submit('/exercices/adresse', { email: '' });
    expect(coordinator.words).toContain('exercice-54@guichet.example');
  });
});

describe('a drill', () => {
  test('is marked on its pages, and is in no list but its own', async () => {
    const reference = await routed();
    for (const page of ['', '/qualifier', '/resultat']) {
      await coordinator.open(`/guichet/dossiers/${reference}${page}`);
      expect(coordinator.words, page).toContain('Exercice La situation est inventée. Rien n’est envoyé à un vrai destinataire.');
    }
    for (const list of ['/guichet', '/guichet?file=guichet', '/guichet?file=astreinte', '/guichet/dossiers']) {
      await agent.open(list);
      expect(agent.words, list).not.toContain(reference);
    }
    await agent.open('/guichet/dossiers');
    expect(agent.words).not.toContain('La situation est inventée');
    await coordinator.open('/guichet/exercices');
    expect(coordinator.words).toContain(reference);
    await agent.open(`/guichet/dossiers?q=${reference}`);
    expect(agent.page.url).toBe(`/guichet/dossiers/${reference}`);
    const { rows } = await listCases(api.db, '54', { exercise: false, size: 200 });
    expect(rows.some((row) => row.reference === reference)).toBe(false);
  });

  test('moves to its next deadline, and says what happened there', async () => {
    const reference = await routed();
    await coordinator.open(`/guichet/dossiers/${reference}`);
    const before = (await stateOf(reference)).deadlines.length;
    expect(before).toBeGreaterThan(0);
    await coordinator.submit('/avancer');
    expect(coordinator.words).toMatch(/Il est maintenant .* dans l’exercice\. Il s’est passé : .{10,}/);
    await coordinator.submit('/avancer');
    expect((await caseState(api.db, '54', (await caseIdOf(api.db, '54', reference)) ?? ''))?.clockOffset).toBeGreaterThan(0);
  });

  test('has its answers played from its page', async () => {
    const reference = await routed();
    const transfer = (await stateOf(reference)).transfers.find(({ purpose }) => purpose === 'ACTION')?.id ?? '';
    await coordinator.open(`/guichet/dossiers/${reference}/transmissions/${transfer}/reponse`);
    await coordinator.submit('/reponse', { answer: 'IN_CHARGE' });
    expect((await stateOf(reference)).transfers.find(({ id }) => id === transfer)?.status).toBe('IN_CHARGE');
  });

  test('is marked for its recipient, whose code goes to the box of drills', async () => {
    const reference = await routed();
    const caseId = (await caseIdOf(api.db, '54', reference)) ?? '';
    const { id: transfer, organisation, contact } = (await stateOf(reference)).transfers[0] ?? { id: '', organisation: '', contact: '' };
    const token = (await linkFor(api.db, { department: '54', caseId, transfer, organisation, contact }, Date.now())) ?? '';
    const visitor = new Visitor(api.url);
    await visitor.open(`/t/${token}`);
    expect(visitor.words).toContain('Exercice La situation est inventée');
    await visitor.open(`/t/${token}/code`);
    await visitor.submit('/code');
    const mails = await listMailbox(api.config.dataFolder, { limit: 20 });
    expect(mails.flatMap(({ to }) => to)).toContain('exercice-54@guichet.example');
    const real = (await currentDirectory(api.db, '54')).contactById.get(contact)?.email ?? 'none';
    expect(mails.flatMap(({ to }) => to)).not.toContain(real);
    expect(mails[0]?.subject).toMatch(/^\[EXERCICE\]/);
  });

  test('marks its documents', async () => {
    const reference = await routed();
    const transfer = (await stateOf(reference)).transfers[0]?.id;
    const href = `/guichet/dossiers/${reference}/transmissions/${transfer}/document`;
    await coordinator.open(href);
    await coordinator.submit(href);
    const cookie = [...coordinator.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(new URL(`${href}/apercu.pdf`, api.url), { headers: { cookie } });
    expect(textOfPdf(Buffer.from(await response.arrayBuffer()))).toContain('EXERCICE');
  });

  test('is ended by a coordinator, whatever is still open in it', async () => {
    const reference = await routed();
    await coordinator.open(`/guichet/dossiers/${reference}`);
    await coordinator.submit('/terminer-exercice');
    expect(coordinator.words).toContain('L’exercice est terminé');
    const { status, deadlines, tasks } = await stateOf(reference);
    expect(status).toBe('NOT_RETAINED');
    expect(deadlines).toEqual([]);
    expect(tasks.filter((task) => task.status === 'OPEN')).toEqual([]);
    await coordinator.open('/guichet/exercices');
    expect(coordinator.words).toContain('Terminé');
  });

  test('cannot be made of a real case', async () => {
    await agent.open('/guichet/appels/nouveau');
    await agent.submit('/guichet/appels/', { notes: 'Un vrai appel.', contactKind: 'ALERT', danger: '1', commune: 'Nancy', place: 'DOMICILE' });
    const reference = /dossiers\/(54-[^/]+)/.exec(agent.page.url)?.[1] ?? '';
    await coordinator.open('/guichet/exercices');
    const csrf = String(forms(coordinator.page.text).find(({ fields }) => '_csrf' in fields)?.fields._csrf);
    await coordinator.post(`/guichet/dossiers/${reference}/terminer-exercice`, { _csrf: csrf });
    expect(coordinator.page.status).toBe(404);
    await coordinator.post(`/guichet/dossiers/${reference}/avancer`, { _csrf: csrf });
    const { via, status, url } = coordinator.page;
    expect([via, status, url]).toEqual([[303], 200, `/guichet/dossiers/${reference}`]);
    expect(coordinator.words).toContain('Important. Seul le temps d’un exercice peut être avancé');
    expect((await stateOf(reference)).status).toBe('OPEN');
  });
});
