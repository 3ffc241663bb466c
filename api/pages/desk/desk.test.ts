import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { apply } from '../../../cases/record/apply.ts';
import { linkFor, newCode } from '../../../cases/record/links.ts';
import { caseIdOf, caseState } from '../../../cases/record/read-case.ts';
import { inDepartment } from '../../../database/pool.ts';
import { listMailbox, readMailboxMail } from '../../../mailbox/mails.ts';
import { demonstrationAccount, startTestApi, type TestApi, Visitor } from '../../../test/api.testing.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(async () => {
  await api?.end();
});

async function agent(department = '54', kind: 'AGENT' | 'COORDINATOR' = 'AGENT'): Promise<Visitor> {
  const visitor = new Visitor(api.url);
  await visitor.signIn(demonstrationAccount(department, kind));
  return visitor;
}

const call = {
  notes: 'Mme Zéphirine Quillevéré ne mange plus, dit sa voisine.',
  contactKind: 'ALERT',
  danger: '2',
  commune: 'Nancy',
  place: 'DOMICILE',
  implicatedKind: 'MEMBRE_FAMILLE/ENFANT',
  maltreatment: ['NEGLIGENCES_PASSIVES'],
  victimGroup: 'PERSONNE_AGEE',
  age: '>=80',
  victimName: 'Zéphirine Quillevéré',
  reporterLink: 'PROCHE',
  reporterName: 'Odile Trévarez',
  reporterContact: '03 83 00 00 01',
  anonymousToDesk: 'NON',
  anonymousToImplicated: 'OUI',
};

/** Takes a call and answers with the reference of its case. */
async function takeCall(visitor: Visitor, change: Record<string, string | string[]> = {}): Promise<string> {
  await visitor.open('/guichet/appels/nouveau');
  await visitor.submit('/guichet/appels/', { ...call, ...change });
  const reference = /dossiers\/(54-[^/]+)/.exec(visitor.page.url)?.[1];
  expect(reference, visitor.words).toBeDefined();
  return reference ?? '';
}

async function qualified(visitor: Visitor): Promise<string> {
  const reference = await takeCall(visitor);
  if (visitor.page.url.endsWith('/qualifier')) {
    await visitor.submit('/qualifier');
    await visitor.submit('/qualifier/confirmer');
  }
  return reference;
}

/** What the worker would do: every message due is handed over. */
async function handOver(reference: string): Promise<void> {
  const caseId = (await caseIdOf(api.db, '54', reference)) ?? '';
  const found = await caseState(api.db, '54', caseId);
  for (const { id } of found?.state.messages ?? []) {
    await apply(api.db, '54', caseId, { kind: 'HandedOver', at: Date.now(), by: { kind: 'DELIVERY', id: null }, message: id });
  }
}

async function linkOf(reference: string): Promise<string> {
  const caseId = (await caseIdOf(api.db, '54', reference)) ?? '';
  const found = await caseState(api.db, '54', caseId);
  const transfer = found?.state.transfers.find(({ purpose }) => purpose === 'ACTION');
  if (transfer === undefined) throw new Error('no transfer for action');
  const { id, organisation, contact } = transfer;
  return `/t/${await linkFor(api.db, { department: '54', caseId, transfer: id, organisation, contact }, Date.now())}`;
}

async function lastCode(): Promise<string> {
  const [newest] = await listMailbox(api.config.dataFolder, { limit: 1 });
  const mail = newest && (await readMailboxMail(api.config.dataFolder, newest.id));
  return /(\d{6})/.exec(mail?.text ?? '')?.[1] ?? '';
}

describe('a call', () => {
  test('is qualified, previewed, confirmed, answered by its recipient through a link, given a result and closed', async () => {
    const visitor = await agent();
    const reference = await takeCall(visitor);
    expect(visitor.page.url).toBe(`/guichet/dossiers/${reference}/qualifier`);

    await visitor.submit('/qualifier');
    expect(visitor.page.url).toMatch(/apercu$/);
    expect(visitor.words).toContain('Rien n’est encore parti');
    expect(visitor.words).toContain('Ce qu’il verra');
    expect(visitor.words).toMatch(/Remise avant \S+ \d[^()]*\(court dès la confirmation\) Reçu : [^()]*\(prévu, courra après la remise\)/);

    await visitor.submit('/qualifier/confirmer');
    expect(visitor.page.url).toBe(`/guichet/dossiers/${reference}`);
    expect(visitor.words).toContain('Qualification confirmée');
    expect(visitor.words).toContain('chaîne vérifiée');

    await handOver(reference);
    const link = await linkOf(reference);
    const partner = new Visitor(api.url);
    await partner.open(link);
    expect(partner.page.status).toBe(200);
    expect(partner.words).not.toContain('Quillevéré');
    await visitor.open(`/guichet/dossiers/${reference}`);
    expect(visitor.words, 'opening is not acknowledging').not.toContain('Reçu par');

    await partner.submit('/recu');
    expect(partner.words).toContain('vous avez reçu');
    await partner.open(link);
    await partner.submit('/pris-en-charge');
    expect(partner.page.url, 'a link alone does not take charge').toContain('/code?suite=');
    await newCode(api.db, '54', link.split('/').at(-1) ?? '', Date.now());
    await partner.open(partner.page.url.replace('/code?', '/code/essai?'));
    await partner.submit('/code/essai', { code: await newCode(api.db, '54', link.split('/').at(-1) ?? '', Date.now()) });
    await partner.open(link);
    await partner.submit('/pris-en-charge');
    await partner.open(`${link}/suite`);
    await partner.submit('/suite', { outcome: ['MISE_EN_PLACE_ACCOMPAGNEMENT'], text: 'Aide à domicile doublée.' });
    expect(partner.words).toContain('la suite que vous avez donnée');

    await visitor.open(`/guichet/dossiers/${reference}`);
    for (const said of ['Reçu par', 'Pris en charge par', 'Suite donnée par', 'Aide à domicile doublée.']) expect(visitor.words).toContain(said);
    await visitor.open(`/guichet/dossiers/${reference}/clore`);
    expect(visitor.words).toContain('Le résultat pour la personne n’est pas noté');
    await visitor.open(`/guichet/dossiers/${reference}/resultat`);
    await visitor.submit('/resultat', {
      conclusion: 'AVEREE',
      evidence: 'CONCORDANT',
      risk: 'REDUIT',
      wishes: 'ATTEINTS',
      safer: 'PLUTOT',
      refusedByPerson: 'NON',
    });
    expect(visitor.words).toContain('Le résultat est noté');
  });

  test('shows everything typed again, with each error named and linked, when something is missing', async () => {
    const visitor = await agent();
    await visitor.open('/guichet/appels/nouveau');
    await visitor.submit('/guichet/appels/', { ...call, contactKind: '', commune: 'Nulleville' });
    expect(visitor.refusal).not.toBeNull();
    expect(visitor.page.text).toContain('href="#contactKind"');
    expect(visitor.page.text).toContain('href="#commune"');
    expect(visitor.words).toContain('Zéphirine Quillevéré ne mange plus');
    expect(visitor.page.text).toContain('value="Odile Trévarez"');
  });

  test('is kept as it is typed, found again after a crash, and seen by nobody else', async () => {
    const visitor = await agent();
    await visitor.open('/guichet/appels/nouveau');
    const { url } = visitor.page;
    const token = /name="_csrf" value="([^"]+)"/.exec(visitor.page.text)?.[1] ?? '';
    const kept = await visitor.post(`${url}/brouillon`, { _csrf: token, notes: 'première phrase' });
    expect(kept.text).toBe('Notes gardées.');
    await visitor.open('/guichet');
    expect(visitor.words).toContain('Appel à terminer');
    await visitor.open(url);
    expect(visitor.words).toContain('Brouillon retrouvé');
    expect(visitor.words).toContain('première phrase');
    const other = await agent('54', 'COORDINATOR');
    expect((await other.open(url)).status).toBe(404);
    expect(api.log()).not.toContain('/guichet/appels/');
    // Whoever still writes is not interrupted, at the turn of the hour either; once a whole hour is over, a colleague ends it.
    const anHourAgo = "UPDATE draft SET touched_hour = touched_hour - interval '1 hour' WHERE id = $1";
    const hourTurns = () => inDepartment(api.db, '54', (tx) => tx.last({ text: anHourAgo }, [url.split('/').at(-1) ?? '']));
    for (const turn of [async () => {}, hourTurns]) {
      await turn();
      await other.open('/guichet/appels/nouveau');
      expect(other.words).not.toContain('Reprendre cet appel');
    }
    await hourTurns();
    await other.open('/guichet/appels/nouveau');
    await other.submit(`${url}/reprendre`);
    expect(other.words).toContain('première phrase');
    expect((await visitor.open(url)).status).toBe(404);
    expect((await visitor.post(`${url}/brouillon`, { _csrf: token, notes: 'encore' })).status).toBe(404);
    // What the first still sends is lost by nobody: it is on a page of their own, and may be recorded as another call.
    await visitor.post(url, { ...call, _csrf: token, notes: 'la suite de l’appel' });
    expect(visitor.words).toContain('Un collègue a repris l’appel que vous aviez commencé');
    expect(visitor.words).toContain('la suite de l’appel');
    expect(visitor.page.url).not.toBe(url);
    await visitor.submit('/guichet/appels/', { ...call, notes: 'la suite de l’appel' });
    expect(visitor.page.url).toContain('/guichet/dossiers/');
    await other.open(url);
    expect(other.words).toContain('première phrase');
    expect(other.words).not.toContain('la suite');
  });

  test('noted on paper keeps the hour it had, and none that is to come', async () => {
    const visitor = await agent();
    const at = new Date(Date.now() - 3 * 86_400_000).toISOString().slice(0, 10);
    await visitor.open('/guichet/appels/nouveau');
    await visitor.submit('/guichet/appels/', { ...call, calledAt: '2031-01-01T10:00' });
    expect(visitor.words).toContain('Donnez le jour et l’heure de l’appel noté sur papier');
    const reference = await takeCall(visitor, { victimName: 'Perrine Plouzané', calledAt: `${at}T10:00` });
    const id = (await caseIdOf(api.db, '54', reference)) ?? '';
    const opened = new Date((await caseState(api.db, '54', id))?.state.openedAt ?? 0);
    expect(opened.toLocaleString('sv-SE', { timeZone: 'Europe/Paris' })).toBe(`${at} 10:00:00`);
  });

  test('sent twice is one case', async () => {
    const visitor = await agent();
    await visitor.open('/guichet/appels/nouveau');
    const { text, url } = visitor.page;
    const _csrf = /name="_csrf" value="([^"]+)"/.exec(text)?.[1] ?? '';
    const first = await visitor.post(url, { ...call, _csrf });
    const firstUrl = first.url;
    const second = await visitor.post(url, { ...call, _csrf });
    expect(second.url).toBe(firstUrl);
  });

  test('is safe on a number in any writing; its code and what looks alike are shown at once; a second call joins the first', async () => {
    const visitor = await agent();
    const safe = { victimName: 'Léontine Kerguélen', reporterName: 'Aimé Locquirec', reporterContact: '06 12 34 56 71', safeChannel: 'PHONE' };
    const first = await takeCall(visitor, { ...safe, danger: '4' });
    expect(visitor.words).toMatch(/Code de l’auteur.* : [0-9A-Z]{4}(-[0-9A-Z]{4}){3}/);
    const second = await takeCall(visitor, { ...safe, victimName: 'Léontine Kerguelen' });
    expect(second).not.toBe(first);
    expect(visitor.words).toMatch(new RegExp(`Même situation \\? .*${first} , .*Même téléphone`));
    await visitor.submit(`/situation/${first}/proposition`);
    expect(visitor.page.url).toBe(`/guichet/dossiers/${first}`);
    expect(visitor.words).toContain('L’appel est joint à ce dossier');
    await visitor.open(`/guichet/dossiers/${second}`);
    expect(visitor.words).toContain('Fusionné');
  });

  test('that is silent, cut or a wrong number is kept without a word, and opens no case', async () => {
    const visitor = await agent();
    for (const contactKind of ['SILENT', 'CUT', 'WRONG_NUMBER']) {
      await visitor.open('/guichet/appels/nouveau');
      await visitor.submit('/guichet/appels/', { contactKind });
      expect(visitor.words, contactKind).toMatch(/Aucun dossier n’est ouvert/);
    }
    await visitor.open('/guichet/appels/nouveau');
    await visitor.submit('/guichet/appels/', { contactKind: 'REPEATED' });
    expect(visitor.refusal).toContain('Notez au moins quelques mots');
  });

  test('may end as advice, without a case', async () => {
    const visitor = await agent();
    await visitor.open('/guichet/appels/nouveau');
    await visitor.submit('/guichet/appels/', {
      notes: 'Question sur une mesure de protection.',
      contactKind: 'ADVICE',
      answer: 'Orienté vers le juge.',
    });
    expect(visitor.page.status).toBe(200);
    expect(visitor.words).toMatch(/54-26-C-/);
  });
});

describe('a partner’s link', () => {
  test('gives the content only after a code sent to the contact’s own address, line by line, the author withheld', async () => {
    const visitor = await agent();
    const reference = await qualified(visitor);
    await handOver(reference);
    const link = await linkOf(reference);
    const partner = new Visitor(api.url);
    await partner.open(`${link}/contenu`);
    expect(partner.page.url).toBe(`${link}/code`);
    await partner.submit('/code');
    expect(partner.words).toContain('Un code est parti');
    await partner.submit('/code/essai', { code: '000000' });
    expect(partner.refusal).toContain('Ce code n’est pas le bon');
    await partner.submit('/code/essai', { code: await lastCode() });
    expect(partner.page.url).toBe(`${link}/contenu`);
    expect(partner.words).toContain('Quillevéré');
    expect(partner.words).not.toContain('Trévarez');
    expect(partner.words).toContain('Ne vous est pas transmis');
    expect(partner.page.headers.get('referrer-policy')).toBe('no-referrer');
    expect(partner.page.headers.get('cache-control')).toBe('no-store');
    expect(api.log()).not.toContain(link);
    expect(api.log()).toContain('/t/[secret]');
  });

  test('takes an answer only from a button of its own page', async () => {
    const visitor = await agent();
    const reference = await qualified(visitor);
    await handOver(reference);
    const link = await linkOf(reference);
    const partner = new Visitor(api.url);
    expect((await partner.post(`${link}/recu`, {})).status).toBe(403);
    expect((await partner.post('/t/inconnu/recu', {})).status).toBe(404);
    await visitor.open(`/guichet/dossiers/${reference}`);
    expect(visitor.words).not.toContain('Reçu par');
  });

  test('refuses with a reason, and then opens nothing more', async () => {
    const visitor = await agent();
    const reference = await qualified(visitor);
    await handOver(reference);
    const link = await linkOf(reference);
    const partner = new Visitor(api.url);
    await partner.open(`${link}/refus`);
    await partner.submit('/refus', { reason: '' });
    expect(partner.refusal).toContain('Dites pourquoi');
    await partner.submit('/refus', { reason: 'HORS_COMPETENCE' });
    expect(partner.words).toContain('Le guichet cherche un autre destinataire');
    await visitor.open(`/guichet/dossiers/${reference}`);
    expect(visitor.words).toContain('Refusé par');
  });
});

describe('who may see a case', () => {
  test('nobody of another department, by any address', async () => {
    const reference = await takeCall(await agent('54'));
    const stranger = await agent('57', 'COORDINATOR');
    for (const page of ['', '/qualifier', '/clore', '/resultat', '/transmissions/nouvelle', '/recul']) {
      expect((await stranger.open(`/guichet/dossiers/${reference}${page}`)).status, page).toBe(404);
    }
    await stranger.open(`/guichet/dossiers?q=${reference}`);
    expect(stranger.words).toContain('Aucun dossier ne correspond');
  });

  test('not an agent who stepped back', async () => {
    const visitor = await agent();
    const reference = await takeCall(visitor);
    await visitor.open(`/guichet/dossiers/${reference}/recul`);
    await visitor.submit('/recul', { text: 'Je connais la famille.' });
    expect((await visitor.open(`/guichet/dossiers/${reference}`)).status).toBe(404);
    const colleague = await agent('54', 'COORDINATOR');
    expect((await colleague.open(`/guichet/dossiers/${reference}`)).status).toBe(200);
  });

  test('a partner’s account sees its own transfers and no page of the desk', async () => {
    const partner = new Visitor(api.url);
    await partner.signIn(demonstrationAccount('54', 'PARTNER'));
    expect(partner.page.url).toBe('/partenaire');
    expect(partner.page.status).toBe(200);
    expect((await partner.open('/guichet')).status).toBe(403);
  });
});
