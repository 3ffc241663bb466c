import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listCases } from '../../../cases/lists/cases.ts';
import { readFile } from '../../../cases/record/files.ts';
import { readCase } from '../../../cases/record/read-case.ts';
import { inDepartment } from '../../../database/pool.ts';
import { nationalProcedure } from '../../../procedures/library/index.ts';
import { publishProcedure } from '../../../procedures/record/published.ts';
import { pageEngine } from '../../../templates/render.ts';
import { startTestApi, type TestApi, Visitor, words } from '../../../test/api.testing.ts';
import { addressOf } from '../shared/addresses.ts';
import { publicChrome } from '../shared/frame.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(async () => {
  await api?.end();
});

const answers: [string, Record<string, string | string[]>][] = [
  ['/qui', { reporterLink: 'PROCHE' }],
  ['/danger', { danger: '2' }],
  ['/quoi', { what: ['NEGLIGENCES'], narrative: 'Mme Quillevéré ne mange plus.' }],
  ['/ou', { commune: 'Nancy', place: 'DOMICILE' }],
  ['/personne', { victimName: 'Zéphirine Quillevéré', victimGroup: 'PERSONNE_AGEE', age: '>=80' }],
  ['/accord', { victimInformed: 'NON', victimAgrees: 'NE_PEUT_PAS' }],
  ['/mis-en-cause', { implicatedKind: 'MEMBRE_FAMILLE' }],
  ['/demarches', {}],
  ['/photos', {}],
  ['/anonymat', { anonymousToDesk: 'NON', anonymousToImplicated: 'OUI' }],
  ['/contact', { safeChannel: 'PHONE', reporterName: 'Odile Trévarez' }],
  ['/coordonnees', { reporterPhone: '03 83 00 00 01', safeMoment: 'MATIN', messageAllowed: 'OUI', announceAs: 'le service des retraites' }],
  ['/besoins', {}],
];

async function fill(visitor: Visitor, change: Record<string, Record<string, string | string[]>> = {}, department = '54'): Promise<void> {
  await visitor.open(`/${department}/alerter`);
  await visitor.submit('/alerter');
  for (const [page, fields] of answers) {
    if (visitor.page.url.endsWith('/urgence')) await visitor.submit('/urgence');
    if (!visitor.page.url.endsWith(page)) continue;
    // Nobody is there in the evening to call: it is not offered.
    if (page === '/coordonnees') expect(visitor.words).not.toContain('Le soir, de 18');
    await visitor.submit(page, { ...fields, ...change[page] });
  }
}

async function newest(department: string) {
  const by = { kind: 'COORDINATOR' as const, id: null };
  const { rows } = await listCases(api.db, department, { size: 1 });
  return readCase(api.db, department, by, rows[0]?.caseId ?? '', 'CASE_PAGE');
}

describe('the public alert', () => {
  test('goes from the first question to a receipt, without script, with no cookie before the first button', async () => {
    const visitor = new Visitor(api.url);
    for (const page of ['/', '/54', '/54/alerter', '/54/suivre', '/54/donnees', '/54/accessibilite']) {
      expect((await visitor.open(page)).headers.getSetCookie(), page).toEqual([]);
    }
    await fill(visitor);
    expect(visitor.page.url).toBe('/54/alerter/verifier');
    expect(visitor.words).toContain('Mme Quillevéré ne mange plus.');
    await visitor.submit('/verifier');
    expect(visitor.page.status).toBe(200);
    const [code = ''] = /([0-9A-Z]{4}-){3}[0-9A-Z]{4}/.exec(visitor.words) ?? [];
    expect(code).not.toBe('');
    // Somebody who was not at the desk finds it again.
    expect(visitor.words).toMatch(/localhost:\d+\/54.*Par téléphone : 03/);

    const record = await newest('54');
    expect(record?.state.facts).toMatchObject({
      channel: 'WEB',
      inseeCode: '54395',
      place: 'DOMICILE',
      danger: 2,
      maltreatment: ['NEGLIGENCES_PASSIVES'],
    });
    expect(record?.state.alerts[0]).toMatchObject({ authenticated: false, reachable: true, reach: 'PHONE', hours: [480, 720] });
    expect(record?.state.basis).toMatchObject({ victimConsent: 'IMPOSSIBLE', victimInformed: false });
    expect(JSON.stringify(record?.state)).not.toContain('retraites');
    expect(record?.alerts[0]?.content?.reporter?.safeContact).toEqual({
      channel: 'PHONE',
      moment: 'MATIN',
      messageAllowed: true,
      announceAs: 'le service des retraites',
    });
    expect(record?.alerts[0]?.content?.reporter).toMatchObject({ name: 'Odile Trévarez', anonymousToImplicated: true });

    await visitor.open('/54/suivre');
    await visitor.submit('/suivre', { code: code.toLowerCase().replaceAll('-', ' ') });
    expect(visitor.words).toContain(record?.reference ?? '?');
    await visitor.submit('/suivre/ecrire', { text: 'Elle est tombée hier.' });
    expect(visitor.words).toContain('Elle est tombée hier.');
    expect(visitor.page.url).not.toContain(code);
  });

  test('of the person herself who will not be known keeps nothing that says who she is, and says so before', async () => {
    const visitor = new Visitor(api.url);
    await fill(visitor, {
      '/qui': { reporterLink: 'VICTIME' },
      '/quoi': { narrative: 'Je ne mange plus.' },
      '/personne': { victimContact: '3 rue Haute' },
      '/anonymat': { anonymousToDesk: 'OUI' },
      '/besoins': { needs: ['SIMPLE'] },
    });
    expect(visitor.page.url).toBe('/54/alerter/verifier');
    expect(visitor.words).toContain('Votre nom et vos coordonnées ne sont pas gardés');
    expect(visitor.words).not.toContain('Quillevéré');
    await visitor.submit('/verifier');
    const record = await newest('54');
    expect(JSON.stringify(record?.alerts[0]?.content)).not.toMatch(/Quillevéré|rue Haute/);
    // Whoever comes back with the code is answered in words that serve.
    expect(record?.alerts[0]?.content?.reporter).toMatchObject({ anonymousToDesk: true, needs: ['SIMPLE'] });
  });

  test('left in haste is closed on this device; its code goes on with it', async () => {
    const visitor = new Visitor(api.url);
    await visitor.open('/54/alerter');
    await visitor.submit('/alerter');
    await visitor.submit('/qui', { reporterLink: 'VICTIME' });
    await visitor.open('/54/alerter/plus-tard');
    const [code = ''] = /([0-9A-Z]{4}-){4}[0-9A-Z]{4}/.exec(visitor.words) ?? [];
    await visitor.open('/54/alerter/qui');
    expect((await visitor.post('/quitter/54', {})).status).toBe(204);
    expect((await visitor.open('/54/alerter/qui')).url, 'going back').toBe('/54/alerter');
    await visitor.submit('/alerter');
    expect(visitor.page.text, 'whoever comes next').not.toMatch(/value="VICTIME" checked/);
    await visitor.open('/54/reprendre');
    await visitor.submit('/reprendre', { code });
    await visitor.open('/54/alerter/qui');
    expect(visitor.page.text).toMatch(/value="VICTIME" checked/);
  });

  test('in two tabs is two alerts, neither of which overwrites the other', async () => {
    const visitor = new Visitor(api.url);
    const begin = async () => {
      await visitor.open('/54/alerter');
      await visitor.submit('/alerter');
      return /name="_csrf" value="([^"]+)"/.exec(visitor.page.text)?.[1] ?? '';
    };
    const first = await begin();
    const second = await begin();
    await visitor.post('/54/alerter/qui', { _csrf: second, reporterLink: 'PROCHE' });
    await visitor.post('/54/alerter/qui', { _csrf: first, reporterLink: 'VICTIME' });
    await visitor.open('/54/alerter/qui');
    expect(visitor.page.text, 'the tab that was written in last').toMatch(/value="VICTIME" checked/);
    await visitor.post('/54/alerter/qui', { _csrf: second, reporterLink: 'PROCHE' });
    await visitor.open('/54/alerter/qui');
    expect(visitor.page.text).toMatch(/value="PROCHE" checked/);
  });

  test('sent twice is one case, and its receipt is the same', async () => {
    const visitor = new Visitor(api.url);
    await fill(visitor);
    const form = /name="_csrf" value="([^"]+)"/.exec(visitor.page.text)?.[1] ?? '';
    const first = await visitor.post('/54/alerter/verifier', { _csrf: form });
    const receipt = visitor.words;
    const again = await visitor.post('/54/alerter/verifier', { _csrf: form });
    expect([first.status, again.status]).toEqual([200, 200]);
    expect(visitor.words).toBe(receipt);
    await visitor.open('/54/alerter/quoi');
    expect(visitor.words, 'answers sent are shown no more').not.toContain('Quillevéré');
  });

  test('keeps what was typed through errors, through going back, and when its draft is gone', async () => {
    const visitor = new Visitor(api.url);
    await visitor.open('/54/alerter');
    await visitor.submit('/alerter');
    await visitor.submit('/qui', { reporterLink: '' });
    expect(visitor.refusal).toContain('Dites qui vous êtes');
    expect((await visitor.open(visitor.page.url)).text, 'reloaded').toContain('href="#reporterLink"');
    expect([...visitor.cookies.keys()], 'no other cookie').toEqual(['guichet-alerte']);
    const stranger = new Visitor(api.url);
    expect((await stranger.open(visitor.page.url)).url, 'its address opens nothing elsewhere').toBe('/54/alerter');
    await visitor.submit('/qui', { reporterLink: 'VICTIME' });
    await visitor.open('/54/alerter/ou');
    await visitor.submit('/ou', { commune: 'Nulleville', place: 'DOMICILE' });
    expect(visitor.refusal).not.toBeNull();
    expect(visitor.page.url).not.toContain('Nulleville');
    expect(visitor.page.text).toContain('value="Nulleville"');
    await visitor.open('/54/alerter/qui');
    expect(visitor.page.text).toMatch(/value="VICTIME" checked/);
    await visitor.open('/54/alerter/quoi');
    visitor.cookies.clear();
    await visitor.submit('/quoi', { narrative: 'tapé lentement' });
    expect(visitor.page.url).toBe('/54/alerter/ou');
    await visitor.open('/54/alerter/quoi');
    expect(visitor.words).toContain('tapé lentement');
  });

  test('cannot be sent past a question that must be answered', async () => {
    const visitor = new Visitor(api.url);
    await visitor.open('/54/alerter');
    await visitor.submit('/alerter');
    await visitor.open('/54/alerter/verifier');
    await visitor.submit('/verifier');
    expect(visitor.page.url).toBe('/54/alerter/qui');
  });

  test('that announces danger shows the numbers to call, and calls whoever is on duty', async () => {
    const visitor = new Visitor(api.url);
    await fill(visitor, { '/danger': { danger: '4' } });
    await visitor.submit('/verifier');
    expect(visitor.words).toContain('La personne d’astreinte est prévenue');
    const record = await newest('54');
    expect(record?.state.tasks.some(({ to, kind }) => to === 'DUTY' && kind === 'PHONE_NOW')).toBe(true);
    expect(record?.state.transfers, 'an open door sends nobody by itself').toEqual([]);
  });

  test('whose author does not know of a danger records no level', async () => {
    const visitor = new Visitor(api.url);
    await fill(visitor, {
      '/danger': { danger: 'NSP' },
      '/mis-en-cause': {
        implicatedKind: 'MEMBRE_FAMILLE',
        implicatedName: 'Gontran Vasseur',
        implicatedKind2: 'ETABLISSEMENT',
        implicatedName2: 'Les Mirabelliers',
      },
    });
    await visitor.submit('/verifier');
    const record = await newest('54');
    expect(record?.state.facts).not.toHaveProperty('danger');
    // Several may be: none is lost, and each has its name.
    expect(record?.state.facts.implicated.map(({ kind }) => kind)).toEqual(['MEMBRE_FAMILLE', 'ETABLISSEMENT']);
    expect(record?.alerts[0]?.content?.implicated).toEqual([
      { name: 'Gontran Vasseur', relation: 'Membre de la famille' },
      { name: 'Les Mirabelliers', relation: 'Établissement ou service' },
    ]);
    // Whoever is told that somebody reads it is told when, where the desk is shut.
    expect(visitor.words).toMatch(/lit votre alerte\.|lira votre alerte à partir de \S+ (?:1er|\d+) \S+, \d+\sh/);
  });

  test('of somebody anonymous to the desk carries no name, whatever was typed before', async () => {
    const visitor = new Visitor(api.url);
    await fill(visitor);
    await visitor.open('/54/alerter/anonymat');
    await visitor.submit('/anonymat', { anonymousToDesk: 'OUI' });
    await visitor.submit('/besoins', {});
    await visitor.submit('/verifier');
    const record = await newest('54');
    expect(record?.alerts[0]?.content?.reporter).toEqual({ anonymousToDesk: true, anonymousToImplicated: true, link: 'PROCHE' });
    expect(JSON.stringify(record?.journal.map(({ content }) => content))).not.toContain('Trévarez');
  });

  test('about a commune of another department of this installation goes to its desk', async () => {
    const visitor = new Visitor(api.url);
    await fill(visitor, { '/ou': { commune: 'Metz', place: 'DOMICILE' } });
    await visitor.submit('/verifier');
    expect((await newest('57'))?.state.facts.inseeCode).toBe('57463');
  });

  test('is told in the address and in the log by nothing but its step', async () => {
    expect(api.log()).toContain('/54/alerter/quoi');
    for (const said of ['Quillevéré', 'Trévarez', 'Nulleville', 'tapé']) expect(api.log()).not.toContain(said);
  });
});

test('a code that opens nothing is refused, and guessing is soon slowed', async () => {
  const visitor = new Visitor(api.url);
  await visitor.open('/54/suivre');
  let status = 0;
  for (let tries = 0; tries < 25 && status !== 429; tries += 1) {
    const _csrf = /name="_csrf" value="([^"]+)"/.exec(visitor.page.text)?.[1] ?? '';
    ({ status } = await visitor.post('/54/suivre', { code: '0000-0000-0000-0000', _csrf }));
    if (status !== 429) expect(visitor.refusal).toContain('Ce code n’est pas reconnu');
  }
  expect(status).toBe(429);
  expect(Number(visitor.page.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(visitor.words).toContain('Réessayez dans 15 minutes');
  expect(visitor.words).toContain('3133');
  expect(visitor.page.text, 'what was typed can be sent again').toContain('value="0000-0000-0000-0000"');
});

describe('files of the public form', () => {
  const photo = (name: string) => ({ field: 'pieces', name, bytes: taken });
  let taken: Buffer;
  beforeAll(async () => {
    taken = await sharp({ create: { width: 20, height: 10, channels: 3, background: 'red' } })
      .withExif({ IFD0: { Make: 'Telephone-Zephirine' }, IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '48/1 41/1 0/1' } })
      .jpeg()
      .toBuffer();
  });
  const bytesOf = async (record: Awaited<ReturnType<typeof newest>>) =>
    Promise.all(
      (record?.files ?? []).map(
        async ({ id }) => (await readFile(api.db, '54', { kind: 'COORDINATOR', id: null }, record?.id ?? '', id))?.bytes ?? Buffer.alloc(0),
      ),
    );

  test('are kept at once, taken back one by one, without what photos hide, and come with the alert', async () => {
    const visitor = new Visitor(api.url);
    await fill(visitor);
    await visitor.open('/54/alerter/photos?puis=verifier');
    expect(visitor.page.text).toMatch(/name="stripMetadata"[^>]*checked/);
    await visitor.submit('puis=verifier', { fichiers: 'ajouter' }, [photo('une.jpg'), photo('une.jpg'), { ...photo('lettre.pdf'), bytes: pdf }]);
    expect(visitor.words).toContain('une.jpg');
    await visitor.submit('puis=verifier', { fichiers: 'ajouter' }, [{ ...photo('autre.pdf'), bytes: Buffer.concat([pdf, Buffer.from('2')]) }]);
    const [, drop = ''] = /name="retirer" value="([^"]+)"><button[^>]*>[^<]*<span[^>]*> autre.pdf/.exec(visitor.page.text) ?? [];
    const csrf = /name="_csrf" value="([^"]+)"/.exec(visitor.page.text)?.[1] ?? '';
    await visitor.post('/54/alerter/photos?puis=verifier', { _csrf: csrf, retirer: drop });
    expect(visitor.words).not.toContain('autre.pdf');
    expect(visitor.page.text, 'taking a file back changes no other answer').toMatch(/name="stripMetadata"[^>]*checked/);
    await visitor.submit('puis=verifier', {}, []);
    expect(visitor.page.url).toBe('/54/alerter/verifier');
    expect(visitor.words).toContain('une.jpg lettre.pdf');
    const form = /name="_csrf" value="([^"]+)"/.exec(visitor.page.text)?.[1] ?? '';
    for (let times = 0; times < 2; times += 1) {
      expect((await visitor.post('/54/alerter/verifier', { _csrf: form })).status).toBe(200);
    }
    const record = await newest('54');
    expect(record?.files.map(({ name, alert }) => [name, alert])).toEqual([
      ['une.jpg', 'a1'],
      ['lettre.pdf', 'a1'],
    ]);
    const [kept] = await bytesOf(record);
    expect(taken.includes('Telephone-Zephirine')).toBe(true);
    expect(kept?.includes('Telephone-Zephirine')).toBe(false);
    const left = await inDepartment(
      api.db,
      '54',
      async (tx) => (await tx.query({ text: 'SELECT 1 FROM attachment_body WHERE draft IS NOT NULL' })).rowCount,
    );
    expect(left).toBe(0);
  });

  test('that are refused are told, and lose neither the others nor anything typed', async () => {
    const visitor = new Visitor(api.url);
    await fill(visitor);
    await visitor.open('/54/alerter/photos');
    const heic = Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypheic'), Buffer.alloc(30)]);
    await visitor.submit('/photos', {}, [
      { ...photo('film.mp4'), bytes: Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypisom'), Buffer.alloc(30)]) },
      { ...photo('page.html'), bytes: Buffer.from('<script>') },
      { ...photo('IMG.heic'), bytes: heic },
      photo('bonne.jpg'),
    ]);
    expect(visitor.refusal).toContain('« film.mp4 » est une vidéo');
    expect(visitor.words).toContain('« page.html » n’est ni une photo');
    expect(visitor.words).toContain('Nous ne savons pas effacer les informations cachées de « IMG.heic »');
    expect(visitor.words).toContain('bonne.jpg');
    await visitor.submit('/photos', { stripMetadata: [] }, [{ ...photo('IMG.heic'), bytes: heic }, photo('telle quelle.jpg')]);
    expect(visitor.page.url).toBe('/54/alerter/anonymat');
    await visitor.open('/54/alerter/verifier');
    expect(visitor.words).toContain('Mme Quillevéré ne mange plus.');
    expect(visitor.words).toContain('bonne.jpg IMG.heic telle quelle.jpg');
    await visitor.submit('/verifier');
    const bytes = await bytesOf(await newest('54'));
    expect(bytes.map((each) => each.includes('Telephone-Zephirine'))).toEqual([false, false, true]);
  });

  test('need the token of their own form, and go when the draft goes', async () => {
    const visitor = new Visitor(api.url);
    await fill(visitor);
    await visitor.open('/54/alerter/photos');
    await visitor.postFiles('/54/alerter/photos', {}, [photo('x.jpg')]);
    expect(visitor.page.status).toBe(403);
    await visitor.open('/54/alerter/photos');
    await visitor.submit('/photos', { fichiers: 'ajouter' }, [photo('x.jpg')]);
    const count = async () =>
      inDepartment(api.db, '54', async (tx) => (await tx.query({ text: 'SELECT 1 FROM attachment_body WHERE draft IS NOT NULL' })).rowCount);
    expect(await count()).toBe(1);
    await visitor.open('/54/alerter/plus-tard');
    await visitor.submit('/effacer');
    expect(await count()).toBe(0);
  });
});

const pdf = Buffer.from('%PDF-1.7\nune lettre');

test('outside its hours the desk says when it answers again; in them it does not', async () => {
  const chromeAt = (at: string) =>
    publicChrome(
      { now: () => Date.parse(at), settings: api.config, database: api.db },
      { code: '54', name: 'Meurthe-et-Moselle', mode: 'demonstration' },
    );
  expect((await chromeAt('2026-11-20T10:00:00+01:00')).desk?.opensAt).toBeUndefined();
  const closed = await chromeAt('2026-12-25T10:00:00+01:00');
  expect(closed.desk?.opensAt).toBeGreaterThan(Date.parse('2026-12-25T10:00:00+01:00'));
  const html = pageEngine(() => '', addressOf)('public/home', {
    chrome: closed,
    alertHref: '#',
    followHref: '#',
    resumeHref: '#',
    trainingHref: '#',
    deskHref: '#',
    host: { kind: 'CD', name: 'Conseil départemental' },
  });
  expect(words(html)).toMatch(/Le guichet est fermé en ce moment\. Il répond de nouveau \S+ \d+ décembre, \d+ h/);
});

test('who runs the desk is said, and the way for children and for whoever is bound by secrecy follows', async () => {
  const visitor = new Visitor(api.url);
  await visitor.open('/57');
  expect(visitor.words).toContain('Qui répond : Conseil départemental, Moselle.');
  expect(visitor.words).toContain('Une alerte au sujet d’un enfant est transmise à la CRIP');
  expect(visitor.words).not.toContain('secret professionnel');

  const national = nationalProcedure();
  await publishProcedure(api.db, '57', { ...national, number: 2, host: { kind: 'ASSOCIATION', name: 'Écoute Lorraine' } }, 'test');
  await visitor.open('/57');
  expect(visitor.words).toContain('Qui répond : Écoute Lorraine.');
  expect(visitor.words).toContain('Ce guichet est tenu par une association, que l’article 226-14 du code pénal ne permet pas d’informer');
  await visitor.open('/57/donnees');
  expect(visitor.words).toContain('demandez-lui sur quel fondement elle traite vos données');
  expect(visitor.words).not.toContain('mission d’intérêt public');

  await publishProcedure(api.db, '57', { ...national, number: 3, host: { kind: 'CRIP' } }, 'test');
  await fill(visitor, { '/ou': { commune: 'Metz' }, '/personne': { victimGroup: 'MINEUR', age: '-18' }, '/accord': {} }, '57');
  expect(visitor.page.url).toBe('/57/alerter/verifier');
  expect(visitor.words).toContain('la CRIP, qui tient ce guichet, lit votre alerte. Appelez aussi le 119');
});
