import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CaseEvent } from '../../../cases/model/events.ts';
import { apply } from '../../../cases/record/apply.ts';
import { mergeCases } from '../../../cases/record/merging.ts';
import { caseIdOf, readCase } from '../../../cases/record/read-case.ts';
import { agent as anAgent, aResult, atHome, noBasis } from '../../../cases/world.testing.ts';
import { inDepartment } from '../../../database/pool.ts';
import { tidy } from '../../../database/tidy.ts';
import { attach, receive } from '../../../intake/receive.ts';
import { usualTerms } from '../../../retention/classes.ts';
import { demonstrationAccount, startTestApi, type TestApi, Visitor } from '../../../test/api.testing.ts';
import { anAlert } from '../../../test/fresh.testing.ts';

let api: TestApi;
let desk: Visitor;
beforeAll(async () => {
  api = await startTestApi();
  desk = new Visitor(api.url);
  await desk.signIn(demonstrationAccount('54', 'AGENT'));
});
afterAll(async () => {
  await api?.end();
});

const anonymous = { anonymousToDesk: true, anonymousToImplicated: true };
const reader = { kind: 'API', id: null } as const;

async function alerted(change: Parameters<typeof anAlert>[0] = {}) {
  const received = await receive(
    api.db,
    anAlert({ channel: 'WEB', receivedAt: Date.now(), content: { narrative: 'Il fait froid.', reporter: anonymous }, ...change }),
  );
  if ('conflict' in received) throw new Error('conflict');
  return received;
}

let visitors = 0;
/** Somebody at home, on a line of their own. */
function somebody(): Visitor {
  visitors += 1;
  return new Visitor(api.url, `192.0.2.${visitors}`);
}

/** An author's browser, on the page that the code opens. */
async function author(code: string, at = somebody()): Promise<Visitor> {
  await at.open('/54/suivre');
  await at.submit('/suivre', { code });
  return at;
}

describe('the dialogue', () => {
  test('an anonymous author and the desk answer each other, each seeing what is new', async () => {
    const { receipt, reference } = await alerted();
    const asking = await author(receipt);
    expect(asking.words).toContain('Aucun message pour l’instant');
    await asking.submit('/suivre/ecrire', { text: '' });
    expect(asking.words).toContain('Écrivez ce que vous voulez ajouter');
    // The page carries the code that opened it.
    await asking.submit('/suivre/ecrire', { text: 'Elle est tombée hier.' }, [
      { field: 'pieces', name: 'chute.txt', bytes: Buffer.from('Photo du bleu') },
    ]);
    expect(asking.words).toContain('« chute.txt » n’est ni une photo, ni un PDF, ni un enregistrement');
    expect(asking.page.text).toContain('Elle est tombée hier.');
    const blue = await sharp({ create: { width: 20, height: 10, channels: 3, background: 'blue' } })
      .jpeg()
      .toBuffer();
    await asking.submit('/suivre/ecrire', { text: 'Elle est tombée hier.' }, [{ field: 'pieces', name: 'chute.jpg', bytes: blue }]);
    expect(asking.words).toContain('Votre message est envoyé au guichet');
    expect(asking.words).toContain('chute.jpg');

    await desk.open(`/guichet/dossiers/${reference}`);
    expect(desk.words).toMatch(/1 message non lu/);
    expect(desk.words).toContain('Elle est tombée hier.');
    await desk.open(`/guichet/dossiers/${reference}/auteur/a1`);
    expect(desk.words).toContain('Nouveau');
    expect(desk.words).toContain('Il n’a laissé aucun moyen sûr');
    expect(desk.words, 'whoever wrote in the browser was shown the code').not.toContain('Montrer son code');
    await desk.submit('/auteur/a1', { text: '' });
    expect(desk.page.text).toContain('href="#text"');
    await desk.submit('/auteur/a1', { text: 'Voit-elle encore son médecin ?' });
    expect(desk.words).toContain('pas encore lu');
    expect(desk.words).not.toContain('Nouveau');

    await author(receipt, asking);
    expect(asking.words).toMatch(/Le guichet, [^.]*Nouveau Voit-elle encore son médecin \?/);
    expect(asking.words).toContain('Lu par le guichet');
    await author(receipt, asking);
    expect(asking.words).not.toContain('Nouveau');
    await desk.open(`/guichet/dossiers/${reference}/auteur/a1`);
    expect(desk.words).toContain('lu par l’auteur');
    expect(api.log()).not.toContain('Voit-elle');
    expect(asking.page.headers.get('cache-control')).toBe('no-store');
    expect([...asking.cookies.keys()]).toEqual([]);
  });

  test('once the case is closed, the author says what came of it; what is missing is named, and who is not safer is called', async () => {
    const { receipt, caseId } = await alerted();
    const asking = await author(receipt);
    expect(asking.words).not.toContain('Et aujourd’hui ?');
    const does = (event: Record<string, unknown>) => apply(api.db, '54', caseId, { at: Date.now(), by: anAgent, ...event } as CaseEvent);
    await does({ kind: 'NotRetained', reason: 'SANS_ELEMENT' });
    expect((await author(receipt)).words, 'nothing was done that could be judged').not.toContain('Et aujourd’hui ?');
    await does({ kind: 'Reopened' });
    await does({ kind: 'Qualified', facts: atHome, basis: noBasis });
    const open = async () => (await readCase(api.db, '54', reader, caseId, 'API'))?.state;
    for (const { id } of (await open())?.transfers ?? []) await does({ kind: 'TakenInCharge', transfer: id });
    await does({ kind: 'ResultRecorded', result: aResult });
    await does({ kind: 'Closed' });

    const after = await author(receipt);
    expect(after.words).toContain('Et aujourd’hui ?');
    await after.submit('/suivre/avis', { answeredBy: 'PERSONNE', safer: 'PAS' });
    expect(after.words).toContain('Dites si vous avez été entendu');
    expect(after.page.text, 'what was answered is shown again').toMatch(/value="PAS" checked/);
    expect((await open())?.alerts[0]?.afterwards).toBeUndefined();
    await after.submit('/suivre/avis', { answeredBy: 'PERSONNE', safer: 'PAS', heard: 'EN_PARTIE' });
    expect(after.words).toContain('Une personne du guichet va lire votre réponse');
    expect(after.words).toContain('Vous pouvez les changer');
    const state = await open();
    expect(state?.alerts[0]?.afterwards).toEqual({ answeredBy: 'PERSONNE', safer: 'PAS', heard: 'EN_PARTIE' });
    expect(state?.tasks.find(({ cause }) => cause.kind === 'NOT_SAFER')).toMatchObject({ status: 'OPEN', kind: 'AUTHOR_ADDED' });
  });

  test('a code that opens an alert opens it, whatever others on the same line typed', async () => {
    const { receipt } = await alerted();
    const guessing = somebody();
    for (let tries = 0; tries < 25 && guessing.page.status !== 429; tries += 1) await author('0000-0000-0000-0000', guessing);
    expect(guessing.page.status).toBe(429);
    expect((await author(receipt, guessing)).words).toContain('Aucun message pour l’instant');
  });

  test('two authors of one case never see each other, nor when the other wrote', async () => {
    const first = await alerted();
    const joined = await attach(
      api.db,
      anAlert({ channel: 'WEB', receivedAt: Date.now() + 60_000, content: { narrative: 'Moi aussi.', reporter: anonymous } }),
      first.caseId,
    );
    if (!('receipt' in joined)) throw new Error('not joined');
    const [one, two] = [await author(first.receipt), await author(joined.receipt)];
    await one.submit('/suivre/ecrire', { text: 'Dit par la première.' });
    await desk.open(`/guichet/dossiers/${first.reference}/auteur/a1`);
    await desk.submit('/auteur/a1', { text: 'Pour la première.' });
    await author(first.receipt, one);
    await author(joined.receipt, two);
    expect(one.words).toContain('Pour la première.');
    expect(two.words).not.toContain('première');
    expect(two.words).toContain('Aucun message pour l’instant');
    await desk.open(`/guichet/dossiers/${first.reference}/auteur/a2`);
    expect(desk.words).not.toContain('première');
    // The first author took the alert back: the second is told that it is not retained, and not why.
    await apply(api.db, '54', first.caseId, { kind: 'NotRetained', at: Date.now(), by: anAgent, reason: 'RETIRE_PAR_AUTEUR' });
    await author(joined.receipt, two);
    expect(two.words).toContain('Elle n’a pas donné lieu à une transmission');
    expect(two.words).not.toContain('Vous avez demandé');
    expect(two.words).toContain('Défenseur des droits');
  });

  test('goes on in the case that took over the alert, and the earlier words stay', async () => {
    const [gone, kept] = [await alerted(), await alerted()];
    const asking = await author(gone.receipt);
    await asking.submit('/suivre/ecrire', { text: 'Dit avant la fusion.' });
    const merged = await mergeCases(api.db, '54', { by: anAgent, at: Date.now(), caseId: gone.caseId, other: kept.caseId });
    expect(merged).toEqual({ done: true });
    await desk.open(`/guichet/dossiers/${kept.reference}/auteur/a2`);
    expect(desk.words).toContain('Dit avant la fusion.');
    await desk.submit('/auteur/a2', { text: 'Répondu après la fusion.' });
    await author(gone.receipt, asking);
    expect(asking.words).toMatch(/Dit avant la fusion.*Répondu après la fusion/);
    await asking.submit('/suivre/ecrire', { text: 'Dit après la fusion.' });
    expect(asking.words).toContain('Dit après la fusion.');
    await desk.open(`/guichet/dossiers/${kept.reference}/auteur/a2`);
    expect(desk.words).toContain('Dit après la fusion.');
    expect((await author(kept.receipt)).words).not.toContain('fusion');
  });

  test('a caller is given the code by the agent, who is written down for it', async () => {
    const { reference, receipt, caseId } = await alerted({
      channel: 'PHONE',
      reachable: true,
      reach: 'PHONE',
      content: {
        narrative: 'Il fait froid.',
        reporter: {
          ...anonymous,
          anonymousToDesk: false,
          phone: '03 83 00 00 01',
          safeContact: { channel: 'PHONE', moment: 'MATIN', messageAllowed: true, announceAs: 'le service des retraites' },
          needs: ['ECRIT'],
        },
      },
    });
    await desk.open(`/guichet/dossiers/${reference}`);
    for (const said of [
      '03 83 00 00 01',
      'Le matin, de 8 h à 12 h',
      'Un message peut être laissé',
      'Se présenter comme « le service des retraites »',
    ]) {
      expect(desk.words).toContain(said);
    }
    const record = await readCase(api.db, '54', reader, caseId, 'CASE_PAGE');
    const task = record?.state.tasks.find(({ kind }) => kind === 'CALL_BACK');
    await desk.open(`/guichet/dossiers/${reference}/taches/${task?.id}`);
    expect(desk.words).toContain('Peut être dit à l’auteur Reçue.');
    expect(desk.words).toContain('Sourd ou malentendant');
    await desk.open(`/guichet/dossiers/${reference}/auteur/a1`);
    expect(desk.words).not.toContain(receipt);
    await desk.submit('/auteur/a1/code');
    expect(desk.words).toContain(receipt);
    const logged = await inDepartment(
      api.db,
      '54',
      async (tx) => (await tx.query({ text: `SELECT 1 FROM access_log WHERE case_id = $1 AND what = 'AUTHOR' AND why = 'RECEIPT'` }, [caseId])).rows,
    );
    expect(logged).toHaveLength(1);
    expect((await author(receipt)).words).toContain(reference);
  });
});

describe('what an author is told', () => {
  test('bodies that may be named are, justice is not, and a date never tells of somebody else’s alert', async () => {
    const { receipt, caseId, reference } = await alerted({ channel: 'API', facts: { ...anAlert().facts, channel: 'API', danger: 4 } });
    const record = await readCase(api.db, '54', reader, caseId, 'CASE_PAGE');
    const roles = new Set(record?.state.transfers.map(({ role }) => role));
    expect(roles.has('PARQUET') || roles.has('POLICE')).toBe(true);
    for (const { id } of record?.state.messages.filter(({ kind }) => kind === 'TRANSFER') ?? [])
      await apply(api.db, '54', caseId, { kind: 'HandedOver', at: Date.now(), by: { kind: 'DELIVERY', id: null }, message: id });
    const reading = await author(receipt);
    expect(reading.words).toContain('Transmise à ceux qui doivent agir');
    expect(reading.words).toMatch(/Prévenu : [^.]*(Conseil départemental|ARS|Cellule)/);
    expect(reading.words).not.toMatch(/Parquet|tribunal|police nationale|Commissariat|gendarmerie/i);
    expect(reading.words).toContain(reference);
    expect(reading.page.text).toMatch(/<title>Vos messages – Guichet[^<]*<\/title>/);
  });

  test('the page that a mail leads to says nothing of what the code is for', async () => {
    const visitor = somebody();
    await visitor.open('/54/lire');
    expect(visitor.words).not.toMatch(/alert|maltrait|danger|suivre|victime/i);
    expect(visitor.page.text).toContain('Quitter rapidement');
    await visitor.submit('/lire', { code: '0000-0000-0000-0000' });
    expect(visitor.refusal).toContain('Ce code n’est pas reconnu');
    expect(visitor.words).not.toMatch(/alert|maltrait|danger/i);
    const { receipt } = await alerted();
    await visitor.submit('/lire', { code: receipt });
    expect(visitor.words).toContain('Où en est votre alerte');
  });
});

describe('a message begun', () => {
  async function begun(narrative: string): Promise<{ visitor: Visitor; code: string }> {
    const visitor = somebody();
    await visitor.open('/54/alerter');
    await visitor.submit('/alerter');
    await visitor.submit('/qui', { reporterLink: 'PROCHE', filler: 'AIDE' });
    expect(visitor.page.url).toBe('/54/alerter/aide');
    await visitor.submit('/aide', { helperName: 'Odile Trévarez', helperAgreed: 'OUI' });
    await visitor.submit('/danger', { danger: '1' });
    await visitor.submit('/quoi', { narrative, suite: 'plus-tard' });
    expect(visitor.page.url).toBe('/54/alerter/plus-tard');
    const [code = ''] = /([0-9A-Z]{4}-){4}[0-9A-Z]{4}/.exec(visitor.words) ?? [];
    expect(code).not.toBe('');
    return { visitor, code };
  }

  const resume = async (code: string, visitor = somebody()) => {
    await visitor.open('/54/reprendre');
    await visitor.submit('/reprendre', { code });
    return visitor;
  };

  test('is gone on with on another device by its code alone, and sent from there once', async () => {
    const { code } = await begun('Elle ne mange plus.');
    const other = await resume(code.toLowerCase().replaceAll('-', ' '));
    expect(other.page.url).toBe('/54/alerter/ou');
    await other.open('/54/alerter/quoi');
    expect(other.words).toContain('Elle ne mange plus.');
    await other.open('/54/alerter/ou');
    await other.submit('/ou', { commune: '54110', place: 'DOMICILE' });
    expect(other.refusal).toContain('Plusieurs communes peuvent correspondre');
    expect([...other.page.text.matchAll(/name="inseeCode"/g)].length, 'every commune of the postal code').toBeGreaterThan(10);
    await other.submit('/ou', { commune: 'Nancy', place: 'DOMICILE' });
    await other.submit('/personne', {});
    await other.submit('/accord', {});
    await other.submit('/mis-en-cause', {});
    await other.submit('/demarches', {});
    await other.submit('/photos', {});
    await other.submit('/anonymat', { anonymousToDesk: 'OUI' });
    await other.submit('/besoins', {});
    expect(other.words).not.toContain('Votre nom ne sera pas donné');
    await other.submit('/verifier');
    const [receipt = ''] = /([0-9A-Z]{4}-){3}[0-9A-Z]{4}/.exec(other.words) ?? [];
    const [reference = ''] = /54-26-[0-9A-Z-]+/.exec(other.words) ?? [];
    const record = await readCase(api.db, '54', reader, (await caseIdOf(api.db, '54', reference)) ?? '', 'CASE_PAGE');
    expect(record?.alerts[0]?.content?.helper).toEqual({ name: 'Odile Trévarez', agreed: 'OUI' });
    expect(JSON.stringify(record?.alerts[0]?.content?.reporter)).not.toContain('Trévarez');

    const late = await resume(code);
    expect(late.refusal).toContain('Ce message a déjà été envoyé');
    expect(late.page.text, 'a code that opens something is kept nowhere').not.toContain(code);
    await resume(receipt, late);
    expect(late.refusal).toContain('est un code de suivi');
    expect(late.page.text).not.toContain(receipt);
    await late.open('/54/suivre');
    await late.submit('/suivre', { code });
    expect(late.refusal).toContain('Votre message n’est pas encore envoyé');
    expect(late.page.text).not.toContain(code);
  });

  test('leaves nothing once erased, or after thirty days', async () => {
    const { visitor, code } = await begun('Mme Quillevéré a peur.');
    await visitor.submit('/effacer');
    expect((await resume(code)).refusal).not.toBeNull();
    const kept = await begun('Mme Quillevéré a peur.');
    const rows = (text: string) => inDepartment(api.db, '54', async (tx) => (await tx.query({ text })).rows);
    const before = (await rows('SELECT count(*)::int AS n FROM keys.sealed_key'))[0]?.n;
    await rows(`UPDATE draft SET touched_hour = touched_hour - interval '31 days' WHERE resume_hash IS NOT NULL`);
    await tidy(api.db, '54', usualTerms);
    expect((await resume(kept.code)).words).toContain('le message n’est plus gardé');
    expect(await rows('SELECT 1 FROM draft WHERE resume_hash IS NOT NULL')).toEqual([]);
    expect((await rows('SELECT count(*)::int AS n FROM keys.sealed_key'))[0]?.n).toBeLessThan(before);
    expect(api.log()).not.toContain(kept.code);
  });

  test('a wrong code is slow, and soon refused', async () => {
    const visitor = somebody();
    await visitor.open('/54/reprendre');
    const _csrf = /name="_csrf" value="([^"]+)"/.exec(visitor.page.text)?.[1] ?? '';
    const tries = await Promise.all(
      Array.from({ length: 25 }, async () => {
        const since = performance.now();
        const one = new Visitor(api.url);
        const { status } = await one.post('/54/reprendre', { _csrf, code: '0000-0000-0000-0000-0000' });
        return { status, refused: one.refusal !== null, ms: performance.now() - since };
      }),
    );
    expect(tries.some(({ status }) => status === 429)).toBe(true);
    expect(tries.filter(({ status, refused }) => status !== 429 && !refused)).toEqual([]);
    expect(tries.filter(({ refused, ms }) => refused && ms < 390)).toEqual([]);
  });
});

describe('the version that is easy to read', () => {
  test('is asked for by a button, keeps what was typed, and leaves no cookie to whoever did not ask', async () => {
    const visitor = somebody();
    await visitor.open('/54');
    await visitor.submit('/version');
    expect(visitor.page.url).toBe('/54');
    expect(visitor.words).toContain('Quelqu’un vous fait du mal');
    await visitor.open('/54/alerter');
    await visitor.submit('/alerter');
    await visitor.submit('/qui', {});
    expect(visitor.words).toContain('Dites qui vous êtes.');
    await visitor.submit('/qui', { reporterLink: 'VICTIME', suite: 'version' });
    expect(visitor.page.url).toBe('/54/alerter/qui');
    expect(visitor.words).toContain('Qui êtes-vous pour cette personne');
    expect(visitor.page.text).toMatch(/value="VICTIME" checked/);
    expect([...visitor.cookies.keys()]).toEqual(['guichet-alerte']);
  });

  test('goes back to pages of this site only', async () => {
    const visitor = somebody();
    await visitor.open('/54');
    const _csrf = /name="_csrf" value="([^"]+)"/.exec(visitor.page.text)?.[1] ?? '';
    await visitor.post('/version', { _csrf, retour: '//ailleurs.example/54' });
    expect(visitor.page.url).toBe('/');
  });
});
