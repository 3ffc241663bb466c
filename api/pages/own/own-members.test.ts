import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createAccount, listAccounts } from '../../../accounts/accounts.ts';
import type { AccountKind } from '../../../accounts/rights.ts';
import { handOverTeam, inviteMember, type Keeper, membersOf } from '../../../accounts/teams.ts';
import { inDepartment } from '../../../database/pool.ts';
import { establishmentsOf, setEstablishments } from '../../../intake/declarations/establishments.ts';
import { listMailbox, readMailboxMail } from '../../../mailbox/mails.ts';
import { startTestApi, type TestApi, Visitor } from '../../../test/api.testing.ts';

/* A body keeps its own accounts: whoever does invites, closes, hands over, sees no password; nobody else of it does, and never in another body. */

const password = 'la pie niche sous le toit';
const home = '/partenaire/equipe';
let api: TestApi;
let by: Keeper;
let visitor: Visitor;

beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.end());

const one = async (kind: AccountKind, organisation: string, name: string) => {
  const account = { department: '54', kind, organisation, email: `${randomUUID()}@guichet.example`, name };
  return { ...account, id: await createAccount(api.db, account, password) };
};
const cameIn = async (account: { email: string }) => {
  const came = new Visitor(api.url);
  await came.signIn({ email: account.email, password });
  return came;
};
const found = async (email: string) => (await listAccounts(api.db, '54')).find((account) => account.email === email);
const traces = async (about: string) => {
  const { rows } = await inDepartment(api.db, '54', (tx) =>
    tx.query<{ kind: string; account: string }>({ text: 'SELECT kind, account FROM trace WHERE about = $1 ORDER BY at, id' }, [about]),
  );
  return rows.filter(({ account }) => account === by.id).map(({ kind }) => kind);
};
/** The text of a mail to an address that says this. */
async function mailTo(email: string, said: string): Promise<string> {
  const folder = api.config.dataFolder;
  const texts = async () => {
    const lines = (await listMailbox(folder, { limit: 30 })).filter(({ to }) => to.includes(email));
    return Promise.all(lines.map(async ({ id }) => (await readMailboxMail(folder, id))?.text ?? ''));
  };
  const find = async () => (await texts()).find((text) => text.includes(said));
  await expect.poll(find, { timeout: 10_000 }).toBeDefined();
  return (await find()) ?? '';
}

beforeEach(async () => {
  by = (await one('INSTITUTION_ADMIN', 'ehpad-mirabelliers-54', 'Morgan Responsable')) as Keeper;
  visitor = await cameIn(by);
});

describe('whoever keeps the accounts of a body', () => {
  it('invites a colleague, who alone chooses the password; the desk is told', async () => {
    await visitor.open('/etablissement');
    expect(visitor.page.text).toContain(home);
    await visitor.open(`${home}/inviter`);
    await visitor.submit('/inviter', { name: '', email: 'pas une adresse' });
    for (const field of ['name', 'email']) expect(visitor.page.text).toContain(`href="#${field}"`);
    const email = `${randomUUID()}@guichet.example`;
    await visitor.submit('/inviter', { name: 'Noa Petit', email });
    expect(visitor.words).toContain(`Un lien pour choisir un mot de passe est envoyé à ${email}, et à personne d’autre`);
    const invited = await found(email);
    expect(invited).toMatchObject({ kind: 'INSTITUTION', organisation: by.organisation, active: true });
    const link = /\/connexion\/acces\/\w+/.exec(await mailTo(email, 'Un compte vous est ouvert'))?.[0] ?? '';
    expect(visitor.page.text).not.toContain(link);
    await visitor.open(home);
    expect(visitor.words).toContain('Invitation envoyée, pas encore acceptée');
    const arrived = new Visitor(api.url);
    await arrived.open(link);
    await arrived.submit('/acces/', { newPassword: password });
    await arrived.signIn({ email, password });
    expect(arrived.page.status).toBe(200);
    expect(await traces(invited?.id ?? '')).toEqual(['ACCOUNT_OPENED', 'LINK_SENT']);
    const told = await mailTo('coordination.54@guichet.example', `/guichet/comptes/${invited?.id}`);
    expect(told).toContain('a ouvert un compte');
    expect(told).not.toMatch(/Noa|Petit/);
    await visitor.open(`${home}/inviter`);
    await visitor.submit('/inviter', { name: 'Noa Petit', email });
    expect(visitor.refusal).toContain('Cette adresse a déjà un compte');
  });

  it('sends an invitation again while nobody came, and not after', async () => {
    const colleague = await one('INSTITUTION', by.organisation, 'Lou Girard');
    const at = `${home}/${colleague.id}`;
    await visitor.open(at);
    expect(visitor.page.text).not.toContain('/remise');
    await visitor.submit('/invitation');
    expect(visitor.words).toContain('et à personne d’autre');
    await visitor.open(at);
    await cameIn(colleague);
    await visitor.submit('/invitation');
    expect(visitor.words).toContain('Quelqu’un d’autre l’a fait');
    expect(await traces(colleague.id)).toEqual(['LINK_SENT']);
  });

  it('gives a colleague establishments among its own, and no other', async () => {
    await setEstablishments(api.db, '54', by.id, ['saad-pays-haut-54']);
    await visitor.open(`${home}/inviter`);
    expect(visitor.page.text).toContain('value="saad-pays-haut-54"');
    const email = `${randomUUID()}@guichet.example`;
    await visitor.submit('/inviter', { name: 'Noa Petit', email, establishments: ['saad-pays-haut-54', 'mas-vezouze-54'] });
    const invited = await found(email);
    expect(invited && (await establishmentsOf(api.db, invited))).toEqual([by.organisation, 'saad-pays-haut-54']);
  });

  it('closes an account at once; it is opened again by the desk alone', async () => {
    const colleague = await one('INSTITUTION', by.organisation, 'Lou Girard');
    const signed = await cameIn(colleague);
    await visitor.open(`${home}/${colleague.id}`);
    await visitor.submit('/fermer');
    expect(visitor.words).toContain('Le compte de Lou Girard est fermé');
    expect((await signed.open('/etablissement')).url).toMatch(/^\/connexion/);
    expect(await mailTo(colleague.email, 'suspendu')).toContain('Qui tient les comptes de votre organisme');
    expect(await mailTo('coordination.54@guichet.example', `/guichet/comptes/${colleague.id}`)).toContain('a fermé un compte');
    expect(await traces(colleague.id)).toEqual(['ACCOUNT_SUSPENDED']);
    await visitor.open(`${home}/${colleague.id}`);
    expect(visitor.words).toContain('Pour rouvrir ce compte, appelez le guichet');
    expect(visitor.page.text).not.toContain('/fermer"');
  });

  it('hands this over to somebody who came in, and does it no more', async () => {
    const colleague = await one('INSTITUTION', by.organisation, 'Lou Girard');
    expect(await handOverTeam(api.db, by, colleague.id), 'nobody came in with it').toBe(false);
    const signed = await cameIn(colleague);
    await visitor.open(`${home}/${colleague.id}`);
    await visitor.submit('/remise');
    expect(visitor.words).toContain('Lou Girard tient désormais les comptes de votre organisme');
    expect(visitor.words).toContain('Tenus par');
    expect((await visitor.open(`${home}/inviter`)).status).toBe(403);
    expect((await signed.open(`${home}/inviter`)).status).toBe(200);
    expect(await mailTo(colleague.email, 'vous est remise')).toContain('Qui tient les comptes');
    expect(await mailTo(by.email, 'remise à une autre personne')).toContain('Cela a été fait depuis votre compte');
    expect(await traces(colleague.id)).toEqual(['ACCOUNT_HANDED_OVER']);
    expect(await handOverTeam(api.db, by, colleague.id), 'done before').toBe(false);
    await signed.open(`${home}/${by.id}`);
    await signed.submit('/remise');
    expect((await found(by.email))?.kind).toBe('INSTITUTION_ADMIN');
  });

  it('touches no account of another body, nor one that keeps accounts too', async () => {
    const stranger = await one('PARTNER', 'alma-54', 'Sacha Ailleurs');
    const other = await one('INSTITUTION_ADMIN', by.organisation, 'Alix Aussi');
    expect((await visitor.open(`${home}/${stranger.id}`)).status).toBe(404);
    await visitor.open(home);
    expect(visitor.words).not.toContain('Sacha Ailleurs');
    await visitor.open(`${home}/${other.id}`);
    expect(visitor.words).toContain('Ce compte tient ceux de votre organisme');
    const own = await one('INSTITUTION', by.organisation, 'Lou Girard');
    await visitor.open(`${home}/${own.id}`);
    const form = (id: string, act: string) =>
      visitor.post(`${home}/${id}/${act}`, { _csrf: /name="_csrf" value="([^"]+)"/.exec(visitor.page.text)?.[1] ?? '' });
    for (const act of ['fermer', 'remise', 'invitation']) {
      await visitor.open(`${home}/${own.id}`);
      expect((await form(stranger.id, act)).status, act).toBe(404);
      await visitor.open(`${home}/${own.id}`);
      await form(other.id, act);
    }
    expect(await found(stranger.email)).toMatchObject({ active: true, kind: 'PARTNER' });
    expect(await found(other.email)).toMatchObject({ active: true, kind: 'INSTITUTION_ADMIN' });
  });
});

it('an account is opened with all that is written with it, or not at all, and only by whoever still keeps them', async () => {
  const colleague = await one('INSTITUTION', by.organisation, 'Lou Girard');
  await cameIn(colleague);
  const invite = (email: string, also = async () => {}) => inviteMember(api.db, by, { name: 'Noa Petit', email }, also);
  const [failed, opened, refused] = [0, 1, 2].map(() => `${randomUUID()}@guichet.example`) as [string, string, string];
  await expect(invite(failed, () => Promise.reject(new Error('no trace')))).rejects.toThrow('no trace');
  expect(await found(failed)).toBeUndefined();
  expect(await invite(opened)).toBe((await found(opened))?.id);
  expect(await handOverTeam(api.db, by, colleague.id)).toBe(true);
  expect(await invite(refused)).toBeNull();
  expect(await found(refused)).toBeUndefined();
});

it('a colleague sees who keeps the accounts, and none of the acts', async () => {
  const colleague = await cameIn(await one('INSTITUTION', by.organisation, 'Lou Girard'));
  await colleague.open(home);
  expect(colleague.words).toContain('Morgan Responsable');
  expect(colleague.page.text).not.toContain('/inviter');
  expect((await colleague.open(`${home}/inviter`)).status).toBe(403);
});

it('an erased account is in no list of its body; one beyond the list is still reached', async () => {
  const erased = await one('INSTITUTION', by.organisation, 'Lou Girard');
  await inDepartment(api.db, '54', async (tx) => {
    await tx.query({ text: `UPDATE account SET disabled_at = now(), erased_at = now(), display_name = 'Compte effacé' WHERE id = $1` }, [erased.id]);
  });
  expect((await membersOf(api.db, by)).map(({ id }) => id)).not.toContain(erased.id);
  expect((await visitor.open(`${home}/${erased.id}`)).status).toBe(404);
  const last = await one('INSTITUTION', by.organisation, 'Zz dernière');
  await inDepartment(api.db, '54', (tx) =>
    tx.query(
      {
        text: `INSERT INTO account (id, department, kind, organisation, email, display_name, password_hash)
               SELECT gen_random_uuid(), '54', 'INSTITUTION', $1, n || '@corps.example', 'Aa' || n, 'x' FROM generate_series(1, 210) n`,
      },
      [by.organisation],
    ),
  );
  expect((await membersOf(api.db, by)).map(({ id }) => id)).not.toContain(last.id);
  expect((await visitor.open(`${home}/${last.id}`)).status).toBe(200);
});
