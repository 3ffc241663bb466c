import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { caseIdOf, readCase } from '../../../cases/record/read-case.ts';
import { currentDirectory } from '../../../directory/record/revisions.ts';
import { demonstrationAccount, startTestApi, type TestApi, Visitor } from '../../../test/api.testing.ts';

let api: TestApi;
let agent: Visitor;
beforeAll(async () => {
  api = await startTestApi();
  agent = new Visitor(api.url);
  await agent.signIn(demonstrationAccount('54', 'AGENT'));
});
afterAll(async () => {
  await api?.end();
});

const call = {
  notes: 'Elle ne mange plus, dit sa voisine.',
  contactKind: 'ALERT',
  danger: '2',
  place: 'DOMICILE',
  anonymousToDesk: 'OUI',
  anonymousToImplicated: 'OUI',
};

async function calling(change: Record<string, string>): Promise<Visitor> {
  await agent.open('/guichet/appels/nouveau');
  await agent.submit('/guichet/appels/', { ...call, ...change });
  return agent;
}

/** The case a call was recorded as. */
async function recorded(visitor: Visitor) {
  const reference = /dossiers\/(54-[^/]+)/.exec(visitor.page.url)?.[1];
  expect(reference, visitor.words).toBeDefined();
  const record = await readCase(api.db, '54', { kind: 'COORDINATOR', id: null }, (await caseIdOf(api.db, '54', reference ?? '')) ?? '', 'CASE_PAGE');
  if (record === null) throw new Error('no case');
  return record;
}

describe('a call', () => {
  test.each([
    ['54000 Nancy', '54395'],
    ['NANCY (54)', '54395'],
    ['Lay St Christophe', '54305'],
    ['Nancy, rue Saint-Dizier', '54395'],
    // Another department's is a commune too.
    ['Metz', '57463'],
  ])('about "%s" is recorded in %s', async (commune, inseeCode) => {
    const { state, alerts } = await recorded(await calling({ commune }));
    expect(state.facts.inseeCode).toBe(inseeCode);
    expect(alerts[0]?.content).not.toHaveProperty('asSaid');
  });

  test('about a commune of before is in the one of today, and what was said is kept', async () => {
    const visitor = await calling({ commune: 'Mancieulles' });
    const { state, alerts } = await recorded(visitor);
    expect(state.facts.inseeCode).toBe('54099');
    expect(alerts[0]?.content?.asSaid).toEqual([{ what: 'Commune', said: 'Mancieulles', read: 'Mancieulles, aujourd’hui Val de Briey (54)' }]);
  });

  test.each([
    ['5400', 'Nancy (54)', '54395'],
    ['Belleville', 'Belleville (54)', '54060'],
  ])('about "%s" is asked, with what was typed and the choices', async (commune, label, inseeCode) => {
    const visitor = await calling({ commune });
    expect(visitor.refusal).toContain('choisissez la bonne');
    expect(visitor.page.text).toContain(`value="${commune}"`);
    expect(visitor.words).toContain(label);
    await visitor.submit('/guichet/appels/', { inseeCode });
    expect((await recorded(visitor)).state.facts.inseeCode).toBe(inseeCode);
  });

  test('about no commune that is known may be kept as it was said, and is asked again to qualify', async () => {
    const visitor = await calling({ commune: 'Nulleville' });
    expect(visitor.refusal).toContain('introuvable');
    await visitor.submit('/guichet/appels/', { inseeCode: 'AUCUNE' });
    const { state, alerts } = await recorded(visitor);
    expect(state.facts).not.toHaveProperty('inseeCode');
    expect(alerts[0]?.content?.asSaid).toEqual([{ what: 'Commune', said: 'Nulleville' }]);
    expect(visitor.page.url).toContain('/qualifier');
    expect(visitor.page.text).toContain('value="Nulleville"');
    expect(visitor.words).toContain('Commune : Nulleville (non reconnu)');
  });

  test('at the threshold is never held back by its commune', async () => {
    const { state, alerts } = await recorded(await calling({ commune: 'Belleville', danger: '4' }));
    expect(state.facts).not.toHaveProperty('inseeCode');
    expect(alerts[0]?.content?.asSaid).toEqual([{ what: 'Commune', said: 'Belleville' }]);
  });

  test('about an establishment is in its commune; where another is written, the question is asked', async () => {
    const { organisations } = await currentDirectory(api.db, '54');
    const establishment = organisations.find(({ finess, inseeCode }) => finess !== undefined && inseeCode !== undefined && inseeCode !== '54395');
    if (establishment?.inseeCode === undefined) throw new Error('no establishment with a commune');
    const { id, inseeCode, finess } = establishment;
    expect((await recorded(await calling({ establishment: id, commune: '' }))).state.facts).toMatchObject({ finess, inseeCode });
    const visitor = await calling({ establishment: id, commune: 'Nancy' });
    expect(visitor.refusal).toContain('L’établissement choisi est à');
    await visitor.submit('/guichet/appels/', { inseeCode: '54395' });
    expect((await recorded(visitor)).state.facts).toMatchObject({ finess, inseeCode: '54395' });
  });
});

describe('the preview', () => {
  async function previewed(change: Record<string, string>): Promise<string> {
    const visitor = await calling(change);
    await visitor.submit('/qualifier', { danger: '2' });
    expect(visitor.page.url).toContain('apercu');
    return visitor.words;
  }

  test('without a commune says first what cannot be decided without it', async () => {
    const words = await previewed({ commune: '' });
    expect(words).toContain('La commune des faits n’est pas connue.');
    // A body of the whole department answers where the one of the commune is not known: who else may be competent is said.
    expect(words).toContain('Selon la commune, un autre organisme peut être compétent pour : Conseil départemental');
    expect(words).not.toContain('Aucun des rôles prévus ici n’en dépend');
  });

  test('in another department says so first, with the desk of there', async () => {
    const words = await previewed({ commune: 'Metz' });
    expect(words).toContain('Les faits sont à Metz (57), hors de ce département');
    expect(words).toContain('Le guichet de Moselle (57) est sur cette installation.');
    expect(await previewed({ commune: 'Strasbourg' })).toContain('Aucun guichet de ce département n’est connu ici');
  });

  test('at home says nothing of it', async () => {
    expect(await previewed({ commune: 'Nancy' })).not.toMatch(/hors de ce département|commune des faits/);
  });
});
