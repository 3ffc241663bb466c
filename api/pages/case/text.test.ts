import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { caseIdOf, caseState } from '../../../cases/record/read-case.ts';
import { demonstrationAccount, startTestApi, type TestApi, Visitor } from '../../../test/api.testing.ts';

let api: TestApi;
let agent: Visitor;
let second: Visitor;
beforeAll(async () => {
  api = await startTestApi();
  [agent, second] = [new Visitor(api.url), new Visitor(api.url)];
  await agent.signIn(demonstrationAccount('54', 'AGENT'));
  await second.signIn(demonstrationAccount('54', 'COORDINATOR'));
});
afterAll(() => api?.end());

const call = {
  notes: 'Mme Lenormand, sa voisine, 06 39 98 00 11, dit que Zéphirine ne mange plus.',
  contactKind: 'ALERT',
  danger: '2',
  commune: 'Nancy',
  place: 'DOMICILE',
  implicatedKind: 'MEMBRE_FAMILLE',
  implicatedName: 'Hector Vauquelin',
  victimGroup: 'PERSONNE_AGEE',
  victimName: 'Zéphirine Quillevéré',
  maltreatment: 'NEGLIGENCES_PASSIVES',
  reporterName: 'Barnabée Lenormand',
  reporterContact: '06 39 98 00 11',
};
const clean = 'Zéphirine Quillevéré ne mange plus, dit une personne qui la voit.';

async function aCall(change: Record<string, string> = {}): Promise<string> {
  await agent.open('/guichet/appels/nouveau');
  await agent.submit('/guichet/appels/', { ...call, ...change });
  return /dossiers\/(54-[^/]+)/.exec(agent.page.url)?.[1] ?? '';
}
const stateOf = async (reference: string) => (await caseState(api.db, '54', (await caseIdOf(api.db, '54', reference)) ?? ''))?.state;
const toRead = async (reference: string) =>
  (await stateOf(reference))?.tasks.filter(({ kind, status }) => kind === 'TEXT_TO_READ' && status === 'OPEN');
const qualify = (reference: string) => agent.open(`/guichet/dossiers/${reference}/qualifier`);

describe('qualifying', () => {
  test('proposes the notes, shows what tells who the author is, lets the transfers leave and holds the text', async () => {
    const reference = await aCall();
    await qualify(reference);
    expect(agent.words).toContain('Récit à transmettre');
    await agent.submit('/qualifier');
    expect(agent.words).toContain('Ce récit désigne l’auteur de l’alerte');
    expect(agent.words).toContain('« Lenormand »');
    expect(agent.words).toContain('« 06 39 98 00 11 »');
    expect(agent.words).toContain('les transmissions partent à leur heure, sans ce récit');
    await agent.submit('/qualifier/confirmer');
    expect(agent.words).toContain('sans le récit : il attend une relecture');
    const state = await stateOf(reference);
    expect(state?.transfers).not.toEqual([]);
    expect(state?.text).toBeUndefined();
    expect(await toRead(reference)).toMatchObject([{ to: 'DESK' }]);
  });

  test('seals a text that tells nothing, as the first version; saying it again makes no other', async () => {
    const reference = await aCall();
    await qualify(reference);
    await agent.submit('/qualifier', { toTell: `Ma mère dit : ${clean}` });
    expect(agent.words).toContain('On y lit un lien de parenté ou de voisinage : « Ma mère »');
    await agent.submit('/qualifier/confirmer');
    expect(agent.words).toContain('Les transmissions partent.');
    expect((await stateOf(reference))?.text).toEqual({ version: 1 });
    expect(await toRead(reference)).toEqual([]);
    await qualify(reference);
    await agent.submit('/qualifier');
    expect(agent.words).toContain('Les destinataires le lisent déjà ainsi.');
    await agent.submit('/qualifier/confirmer');
    // Nothing changed: nothing is said to leave.
    expect(agent.words).toContain('Personne de nouveau n’est prévenu.');
    expect((await stateOf(reference))?.text).toEqual({ version: 1 });
  });

  test('a text left empty is agreed to by nobody', async () => {
    const reference = await aCall();
    await qualify(reference);
    await agent.submit('/qualifier', { toTell: '' });
    expect(agent.words).toContain('Aucun récit n’est écrit');
    await agent.submit('/qualifier/confirmer');
    expect((await stateOf(reference))?.text).toBeUndefined();
  });

  test('warns where the person concerned alerted herself', async () => {
    const reference = await aCall({ reporterLink: 'VICTIME', notes: 'J’ai peur de mon fils.', reporterName: 'Zéphirine Quillevéré' });
    await qualify(reference);
    expect(agent.words).toContain('Écrivez à la troisième personne');
    await agent.submit('/qualifier');
    expect(agent.words).toContain('ce qui dit que la personne a parlé elle-même');
  });
});

describe('the page of the text', () => {
  async function held(): Promise<string> {
    const reference = await aCall();
    await qualify(reference);
    await agent.submit('/qualifier');
    await agent.submit('/qualifier/confirmer');
    return reference;
  }

  test('is where the task leads, refuses what still tells who the author is, and ends the task', async () => {
    const reference = await held();
    await agent.open(`/guichet/dossiers/${reference}`);
    expect(agent.words).toContain('Relire le récit');
    await agent.open(`/guichet/dossiers/${reference}/recit`);
    expect(agent.words).toContain('il ne peut pas être transmis ainsi');
    await agent.submit('/recit', { text: 'Sa voisine Lenormand le dit.' });
    expect(agent.refusal).toContain('Retirez un nom : « Lenormand »');
    expect(agent.page.text).toContain('Sa voisine Lenormand le dit.');
    await agent.submit('/recit', { text: clean });
    expect(agent.words).toContain('Version 1');
    expect(await toRead(reference)).toEqual([]);
    await agent.submit('/recit', { text: clean });
    expect(agent.refusal).toContain('C’est déjà ce que les destinataires lisent');
  });

  test('shows both texts to whoever came second, and overwrites nothing', async () => {
    const reference = await held();
    await agent.open(`/guichet/dossiers/${reference}/recit`);
    await second.open(`/guichet/dossiers/${reference}/recit`);
    await agent.submit('/recit', { text: clean });
    await second.submit('/recit', { text: 'Elle ne mange plus.' });
    expect(second.page.text).toContain('Elle ne mange plus.');
    expect(second.words).toContain(clean);
    expect((await stateOf(reference))?.text).toEqual({ version: 1 });
    await second.submit('/recit');
    expect((await stateOf(reference))?.text).toEqual({ version: 2 });
  });
});
