import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApiKey, findApiKey, listApiKeys } from '../../../accounts/api-keys.ts';
import { establishmentsOf } from '../../../intake/declarations/establishments.ts';
import { demonstrationAccount, startTestApi, type TestApi, Visitor } from '../../../test/api.testing.ts';
import { asOwner } from '../../../test/fresh.testing.ts';

let api: TestApi;
let coordinator: Visitor;
beforeAll(async () => {
  api = await startTestApi();
  coordinator = await signedIn('COORDINATOR');
});
afterAll(() => api?.end());

async function signedIn(kind: 'AGENT' | 'COORDINATOR' | 'ADMIN' | 'PARTNER', department = '54'): Promise<Visitor> {
  const visitor = new Visitor(api.url);
  await visitor.signIn(demonstrationAccount(department, kind));
  return visitor;
}

const inDays = (days: number): string => {
  const [year, month, day] = new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10).split('-');
  return `${day}/${month}/${year}`;
};
const standard = { label: 'Standard téléphonique', kind: 'desk', scopes: ['voicemail'], expiresOn: inDays(200) };
const shownKey = (visitor: Visitor): string => /guichet_[0-9A-Z]{32}/.exec(visitor.page.text)?.[0] ?? '';

async function fill(fields: Record<string, string | string[]>): Promise<void> {
  await coordinator.open('/guichet/comptes/cles/nouvelle');
  await coordinator.submit('/guichet/comptes/cles/nouvelle', fields);
}

describe('the pages of the keys', () => {
  test('are for those who keep them, in their own department', async () => {
    expect((await (await signedIn('AGENT')).open('/guichet/comptes/cles')).status).toBe(403);
    expect((await (await signedIn('PARTNER')).open('/guichet/comptes/cles')).status).toBe(403);
    expect((await (await signedIn('ADMIN')).open('/guichet/comptes/cles')).status).toBe(200);
    const { id } = await createApiKey(api.db, {
      department: '54',
      kind: 'desk',
      organisation: null,
      scopes: ['read'],
      label: 'À nous',
      expiresOn: '2027-05-01',
    });
    const elsewhere = await signedIn('COORDINATOR', '57');
    expect((await elsewhere.open(`/guichet/comptes/cles/${id}`)).status).toBe(404);
    await elsewhere.open('/guichet/comptes/cles');
    expect(elsewhere.words).not.toContain('À nous');
    expect((await coordinator.open('/guichet/comptes')).text).toContain('/guichet/comptes/cles');
  });

  test('a new one is shown once, works, permits what was ticked, and is listed without its text', async () => {
    await fill(standard);
    const key = shownKey(coordinator);
    expect(await findApiKey(api.db, key)).toMatchObject({ kind: 'desk', scopes: ['voicemail'], department: '54' });
    await coordinator.open('/guichet/comptes/cles');
    expect(coordinator.words).toContain('Standard téléphonique');
    expect(coordinator.words).toContain('Remettre des messages vocaux');
    expect(coordinator.page.text).not.toContain(key);
  });

  test('what is wrong is said, and nothing is made', async () => {
    const before = (await listApiKeys(api.db, '54')).length;
    await fill({ label: '', kind: '', scopes: [], expiresOn: 'bientôt' });
    for (const sentence of ['Dites quel logiciel', 'Choisissez qui aura', 'Cochez au moins une chose', 'Écrivez le dernier jour'])
      expect(coordinator.refusal).toContain(sentence);
    await fill({ ...standard, kind: 'partner', scopes: ['voicemail', 'read'], expiresOn: inDays(-3) });
    for (const sentence of ['Choisissez l’organisme', 'Décochez «', 'Donnez un dernier jour à venir'])
      expect(coordinator.refusal).toContain(sentence);
    await fill({ ...standard, expiresOn: inDays(900) });
    expect(coordinator.refusal).toContain('2 ans');
    expect(coordinator.page.text).toContain('Standard téléphonique');
    expect((await listApiKeys(api.db, '54')).length).toBe(before);
  });

  test('one of an establishment declares for the others of its group', async () => {
    await fill({
      ...standard,
      label: 'Logiciel de l’EHPAD',
      kind: 'institution',
      scopes: ['read', 'write'],
      organisation: 'ehpad-mirabelliers-54',
      establishments: ['ehpad-mirabelliers-54'],
    });
    const found = await findApiKey(api.db, shownKey(coordinator));
    expect(found).toMatchObject({ organisation: 'ehpad-mirabelliers-54', scopes: ['read', 'write'] });
    expect(found && (await establishmentsOf(api.db, found))).toEqual(['ehpad-mirabelliers-54']);
  });

  test('revoked from its page, it is refused and stays listed', async () => {
    await fill({ ...standard, label: 'À retirer' });
    const key = shownKey(coordinator);
    const id = (await findApiKey(api.db, key))?.id;
    await coordinator.open(`/guichet/comptes/cles/${id}`);
    await coordinator.submit(`/guichet/comptes/cles/${id}/revoquer`);
    expect(coordinator.words.replaceAll('\u00a0', ' ')).toContain('La clé « À retirer » est révoquée.');
    expect(await findApiKey(api.db, key)).toMatchObject({ revoked: true });
    await coordinator.open(`/guichet/comptes/cles/${id}`);
    expect(coordinator.words).toContain('Révoquée');
    expect(coordinator.page.text).not.toContain('/revoquer');
  });

  test('the coordination sees in its queue those that end within the month, agents do not', async () => {
    await fill({ ...standard, label: 'Bientôt finie' });
    const id = (await findApiKey(api.db, shownKey(coordinator)))?.id;
    await coordinator.open('/guichet');
    expect(coordinator.words).not.toContain('Bientôt finie');
    await asOwner(api, 'UPDATE api_key SET expires_on = current_date + 12 WHERE id = $1', [id]);
    await coordinator.open('/guichet');
    expect(coordinator.words).toContain('Bientôt finie');
    expect(coordinator.page.text).toContain(`/guichet/comptes/cles/${id}`);
    expect((await (await signedIn('AGENT')).open('/guichet')).text).not.toContain('Bientôt finie');
    await coordinator.open('/guichet/comptes/cles');
    expect(coordinator.words).toContain('Expire bientôt');
  });
});
