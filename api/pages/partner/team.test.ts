import ICAL from 'ical.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { changeAccount, createAccount, setActive } from '../../../accounts/accounts.ts';
import { accountOfCalendarFeed, makeCalendarFeed } from '../../../accounts/calendar-feeds.ts';
import { teamOf } from '../../../accounts/teams.ts';
import { HOUR } from '../../../calendar/milliseconds.ts';
import { holdTransfer } from '../../../cases/lists/transfer-holders.ts';
import { linkFor, newCode } from '../../../cases/record/links.ts';
import { caseState, readCase } from '../../../cases/record/read-case.ts';
import { alertBody, post } from '../../../test/alerts.ts';
import { demonstrationAccount, startTestApi, type TestApi, Visitor } from '../../../test/api.testing.ts';
import { machineKey } from '../../../test/machine-key.ts';

/** What an organisation has for itself beside its answers: its limits in a calendar, news for the desk. */

const account = demonstrationAccount('54', 'PARTNER');
const own = account.organisation ?? '';
let api: TestApi;
let partner: Visitor;
let deskKey: string;
beforeAll(async () => {
  api = await startTestApi();
  partner = new Visitor(api.url);
  await partner.signIn(account);
  deskKey = (await machineKey(api.db, { department: '54', kind: 'desk', organisation: null })).key;
});
afterAll(() => api.end());

const victim = 'Zéphirine Quillevéré';

/** An alert that the account's organisation has, and said so. */
async function sent() {
  const content = { victim: { name: victim } };
  const {
    case: caseId,
    reference,
    transfers,
  } = (await (await post(api, deskKey, '/alerts', alertBody({ content }))).json()) as {
    case: string;
    reference: string;
    transfers: { id: string; organisation: string }[];
  };
  const id = transfers.find(({ organisation }) => organisation === own)?.id ?? '';
  await partner.open(`/partenaire/${id}`);
  await partner.submit('/recu');
  return { caseId, reference, id, transfer: id.split('.')[1] ?? '' };
}

/** What a calendar makes of it. */
const read = (text: string) => new ICAL.Component(ICAL.parse(text)).getAllSubcomponents('vevent').map((event) => new ICAL.Event(event));

describe('limits in a calendar', () => {
  it('are read as a file: by the reference alone, until the instant of the limit, under an id that stays', async () => {
    const { caseId, reference, id, transfer } = await sent();
    const file = await partner.fetched('/partenaire/echeances.ics');
    expect(file.type).toContain('text/calendar');
    const text = file.bytes.toString();
    expect(text).not.toMatch(/Quillev|Nancy|DOMICILE|omicile|anger/);
    const event = read(text).find(({ summary }) => summary.includes(reference));
    const limit = (await caseState(api.db, '54', caseId))?.state.deadlines.find((one) => one.kind === 'LIMIT' && one.transfer === transfer)?.dueAt;
    expect(event?.uid).toBe(`${id}@localhost`);
    // To the second, as calendars count.
    expect(event?.endDate.toUnixTime()).toBe(Math.floor((limit ?? 0) / 1_000));
    expect((event?.endDate.toUnixTime() ?? 0) - (event?.startDate.toUnixTime() ?? 0)).toBe(HOUR / 2_000);
    await partner.open(`/partenaire/${id}`);
    await partner.submit('/pris-en-charge');
    const after = read((await partner.fetched('/partenaire/echeances.ics')).bytes.toString()).find(({ uid }) => uid === event?.uid);
    expect(after?.summary).toBe(`Donner la suite\u00a0: transmission ${reference}`);
  });

  it('are read by a secret address that is shown once, replaced, taken away, and shut with the account; a reading leaves its day', async () => {
    await sent();
    const made = async () => {
      await partner.open('/partenaire/calendrier');
      await partner.submit('/partenaire/calendrier');
      return /\/agenda\/[0-9a-z]{32}\/echeances\.ics/.exec(partner.page.text)?.[0] ?? '';
    };
    const reads = async (address: string) => {
      const answer = await new Visitor(api.url).fetched(address);
      return answer.status === 200 ? read(answer.bytes.toString()).length : answer.status;
    };
    const first = await made();
    expect(await reads(first)).toBeGreaterThan(0);
    await partner.open('/partenaire/calendrier');
    expect(partner.page.text).not.toContain('/agenda/');
    expect(partner.words).toContain('Dernière lecture par un agenda');
    const second = await made();
    expect([await reads(first), second === first]).toEqual([404, false]);
    expect(await reads(second)).toBeGreaterThan(0);
    const { rows } = await api.db.pool.query<{ id: string }>(`SELECT id FROM doors.resolve_email($1)`, [account.email]);
    const holder = rows[0]?.id ?? '';
    await setActive(api.db, '54', holder, false);
    expect(await reads(second)).toBe(404);
    await setActive(api.db, '54', holder, true);
    expect(await reads(second), 'let in again, it makes another').toBe(404);
    await partner.signIn(account);
    const third = await made();
    expect(await reads(third)).toBeGreaterThan(0);
    await partner.open('/partenaire/calendrier');
    await partner.submit('/partenaire/calendrier/retrait');
    expect(await reads(third)).toBe(404);
    expect(api.log()).toContain('/agenda/[secret]/');
    expect(api.log()).not.toContain(second);
  });

  it('are shut, and stay so, for an account that goes to another body', async () => {
    const mover = { department: '54', kind: 'PARTNER', organisation: own, email: 'va@guichet.example', name: 'Alix Va' } as const;
    const id = await createAccount(api.db, mover, null);
    const token = await makeCalendarFeed(api.db, { ...mover, id }, Date.now());
    const opens = async () => (await accountOfCalendarFeed(api.db, token, Date.now())) !== null;
    await changeAccount(api.db, { ...mover, id, name: 'Alix Reste' });
    expect(await opens()).toBe(true);
    await changeAccount(api.db, { ...mover, id, organisation: 'alma-54' });
    expect(await opens()).toBe(false);
    await changeAccount(api.db, { ...mover, id });
    expect(await opens(), 'nor once it is back').toBe(false);
  });
});

describe('who of an organisation follows a transfer', () => {
  it('is said by any of its people, filtered, kept in the table; whoever is away or closed holds nothing back', async () => {
    const { id, reference } = await sent();
    const email = 'sacha@guichet.example';
    const sacha = await createAccount(
      api.db,
      { department: '54', kind: 'PARTNER', organisation: own, email, name: 'Sacha Perrin' },
      'mot de passe long',
    );
    const stranger = await createAccount(
      api.db,
      { department: '54', kind: 'PARTNER', organisation: 'alma-54', email: 'ailleurs@guichet.example', name: 'Dominique Ailleurs' },
      null,
    );
    const give = async (to: string) => {
      await partner.open(`/partenaire/${id}/suivi`);
      await partner.submit('/suivi', { account: to });
    };
    const rows = async (query: string) => (await partner.open(`/partenaire?${query}`)).text.includes(reference);
    await partner.open(`/partenaire/${id}/suivi`);
    expect(partner.words).not.toContain('Dominique Ailleurs');
    await give(stranger);
    expect(partner.words).toContain('Suivie chez vous par : personne');
    await give(sacha);
    expect(partner.words).toContain('Suivie chez vous par : Sacha Perrin');
    expect([await rows(`suivi=${sacha}`), await rows('suivi=personne')]).toEqual([true, false]);
    expect((await partner.fetched('/partenaire/transmissions.csv')).bytes.toString()).toMatch(new RegExp(`${reference};.*;Sacha Perrin`));
    const other = new Visitor(api.url);
    await other.signIn({ email, password: 'mot de passe long' });
    await other.open('/partenaire/equipe');
    expect(other.words, 'as the filter of the list is called').toContain('« Personne de présent »');
    await other.submit('/equipe', { until: '01/01/2020' });
    expect(other.refusal).toContain('Donnez un jour à venir');
    await other.submit('/equipe', { until: '31/12/2099' });
    expect(other.words).toContain('Sacha Perrin, absence jusqu’au');
    expect([await rows(`suivi=${sacha}`), await rows('suivi=personne')]).toEqual([true, true]);
    expect(partner.words).toContain('Sacha Perrin, absent jusqu’au');
    await other.submit('/equipe', { until: '' });
    expect(await rows('suivi=personne')).toBe(false);
    await setActive(api.db, '54', sacha, false);
    expect(await rows('suivi=personne')).toBe(true);
    expect(partner.words).not.toContain('Sacha Perrin');
  });

  it('changed meanwhile by a colleague is shown, and not overwritten', async () => {
    const { id } = await sent();
    const me = (await teamOf(api.db, '54', own, '2026-11-30')).find(({ name }) => name === account.name)?.id ?? '';
    await partner.open(`/partenaire/${id}/suivi`);
    const [caseId = '', transfer = ''] = id.split('.');
    expect(await holdTransfer(api.db, '54', { caseId, transfer, organisation: own }, me)).toBe(true);
    expect(await holdTransfer(api.db, '54', { caseId, transfer, organisation: own }, me)).toBe(false);
    await partner.submit('/suivi', { account: '' });
    expect(partner.refusal).not.toBeNull();
    // Two at the same instant, that both saw nobody there.
    const { id: free } = await sent();
    const [case2 = '', transfer2 = ''] = free.split('.');
    const colleague = await createAccount(
      api.db,
      { department: '54', kind: 'PARTNER', organisation: own, email: 'alix@guichet.example', name: 'Alix' },
      null,
    );
    const give = (to: string) => holdTransfer(api.db, '54', { caseId: case2, transfer: transfer2, organisation: own }, to, (now) => now === null);
    expect((await Promise.all([give(me), give(colleague)])).toSorted()).toEqual(['CHANGED', true]);
    expect((await partner.open(`/partenaire/${id}`)).text).toContain(`<strong>${account.name}</strong>`);
  });
});

describe('news for the desk', () => {
  const pdf = Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF');

  it('by account: a visit, words and a document, sealed, with a task for the desk; what is empty is refused', async () => {
    const { caseId, id } = await sent();
    await partner.open(`/partenaire/${id}/nouvelles`);
    await partner.submit('/nouvelles');
    expect(partner.refusal).toContain('Donnez une date de visite, un texte ou une pièce.');
    await partner.submit('/nouvelles', { visit: 'un de ces jours', text: 'Nous passons.' });
    expect(partner.refusal).toContain('Écrivez le moment comme ceci');
    expect(partner.page.text).toContain('Nous passons.');
    const files = [{ field: 'pieces', name: 'compte-rendu.pdf', bytes: pdf }];
    await partner.submit('/nouvelles', { visit: 'dans 3 jours à 9 h 30', text: 'Nous passons.' }, files);
    expect(partner.words).toContain('Le guichet a vos nouvelles.');
    expect((await partner.open(`/partenaire/${id}`)).text).toContain('Visite annoncée au guichet');
    const record = await readCase(api.db, '54', { kind: 'COORDINATOR', id: null }, caseId, 'CASE_PAGE');
    expect(record?.files.map(({ name }) => name)).toEqual(['compte-rendu.pdf']);
    expect(record?.state.tasks.filter(({ status, kind }) => status === 'OPEN' && kind === 'PARTNER_WROTE')).toHaveLength(1);
    const entry = record?.journal.find(({ kind }) => kind === 'PROGRESS_SAID');
    expect(entry?.content).toMatchObject({ text: 'Nous passons.', files: [{ name: 'compte-rendu.pdf' }] });
    expect(entry?.because).toMatchObject({ organisation: own, visit: expect.any(Number) });
    // What one recipient sends is another's only once somebody of the desk joined it.
    expect((await partner.open(`/partenaire/${id}/contenu`)).text).not.toContain('compte-rendu.pdf');
  });

  it('by link: after the code, to which whoever asked for it is brought back; what was typed before it is kept, files are chosen again', async () => {
    const { caseId, transfer } = await sent();
    const contact = (await caseState(api.db, '54', caseId))?.state.transfers.find((one) => one.id === transfer)?.contact ?? '';
    const token = (await linkFor(api.db, { department: '54', caseId, transfer, organisation: own, contact }, Date.now())) ?? '';
    const somebody = new Visitor(api.url);
    for (const page of ['nouvelles', 'delai']) {
      await somebody.open(`/t/${token}/${page}`);
      expect(somebody.page.url).toContain(`/code?suite=%2F${page}`);
    }
    await somebody.open(`/t/${token}/nouvelles`);
    expect(somebody.words).toContain('Donner des nouvelles');
    await somebody.submit('/code?');
    await somebody.submit('/code/essai', { code: await newCode(api.db, '54', token, Date.now()) });
    expect(somebody.page.url).toBe(`/t/${token}/nouvelles`);
    const shown = somebody.page.text;
    const unlocked = [...somebody.cookies];
    somebody.cookies.clear();
    somebody.page.text = shown;
    const files = [{ field: 'pieces', name: 'compte-rendu.pdf', bytes: pdf }];
    await somebody.submit('/nouvelles', { text: 'Vue ce matin.' }, files);
    expect(somebody.page.url).toContain('/code?suite=%2Fnouvelles');
    for (const [name, value] of unlocked) somebody.cookies.set(name, value);
    const kept = new URLSearchParams(somebody.page.url.split('?')[1]).get('suite') ?? '';
    await somebody.open(`/t/${token}${kept}`);
    expect(somebody.words).toContain('Choisissez de nouveau vos fichiers.');
    expect(somebody.page.text).toContain('Vue ce matin.');
    await somebody.submit('/nouvelles', { text: 'Vue ce matin.' }, files);
    expect(somebody.words).toContain('Le guichet a vos nouvelles.');
    await somebody.open(`/t/${token}/nouvelles`);
    await somebody.submit('/nouvelles', { visit: 'hier 14 h' });
    const visit = (await caseState(api.db, '54', caseId))?.state.transfers.find((one) => one.id === transfer)?.visit ?? 0;
    expect(Date.now() - visit, 'made already').toBeGreaterThan(HOUR);
    expect(Date.now() - visit).toBeLessThan(48 * HOUR);
    expect((await somebody.open(`/t/${token}`)).text).toContain('Visite annoncée au guichet');
    expect((await new Visitor(api.url).open(`/t/${token}`)).text, 'before the code').not.toContain('Visite annoncée');
    expect((await readCase(api.db, '54', { kind: 'COORDINATOR', id: null }, caseId, 'CASE_PAGE'))?.files).toHaveLength(1);
  });
});
