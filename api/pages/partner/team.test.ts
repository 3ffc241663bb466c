import ICAL from 'ical.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { setActive } from '../../../accounts/accounts.ts';
import { HOUR } from '../../../calendar/milliseconds.ts';
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
    await partner.signIn(account);
    await partner.open('/partenaire/calendrier');
    await partner.submit('/partenaire/calendrier/retrait');
    expect(await reads(second)).toBe(404);
    expect(api.log()).toContain('/agenda/[secret]/');
    expect(api.log()).not.toContain(second);
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
    expect((await readCase(api.db, '54', { kind: 'COORDINATOR', id: null }, caseId, 'CASE_PAGE'))?.files).toHaveLength(1);
  });
});
