import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accountToSignIn } from '../../../accounts/accounts.ts';
import { takeRelief, waitingReliefs } from '../../../accounts/reliefs.ts';
import { deskQueue } from '../../../cases/lists/desk-queue.ts';
import { apply } from '../../../cases/record/apply.ts';
import { readingsOf } from '../../../cases/record/readings.ts';
import { stepBack } from '../../../cases/record/release.ts';
import { inDepartment } from '../../../database/pool.ts';
import { currentDirectory } from '../../../directory/record/revisions.ts';
import { receive } from '../../../intake/receive.ts';
import { demonstrationAccount, plain, startTestApi, type TestApi, Visitor, words } from '../../../test/api.testing.ts';
import { anAlert } from '../../../test/fresh.testing.ts';
import { silenceOf } from './queue-lines.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(async () => {
  await api?.end();
});

async function agent(): Promise<Visitor> {
  const visitor = new Visitor(api.url);
  await visitor.signIn(demonstrationAccount('54', 'AGENT'));
  return visitor;
}

const lines = (html: string): string[] => [...html.matchAll(/<tr class="[^"]*" id="([^"]+)"/g)].map(([, id = '']) => id);

describe('a list left open', () => {
  test('asks again its lines and its counts alone, and each line keeps its own id', async () => {
    const visitor = await agent();
    await receive(api.db, anAlert({ department: '54' }));
    await visitor.open('/guichet?file=guichet');
    const before = lines(visitor.page.text);
    expect(new Set(before).size).toBe(before.length);
    const refresh = /data-live hx-get="([^"]+)"/.exec(visitor.page.text)?.[1] ?? '';
    expect(refresh).toBe('/guichet/liste?file&#x3D;guichet');
    await receive(api.db, anAlert({ department: '54' }));
    const { text } = await visitor.open('/guichet/liste?file=guichet');
    expect(text).not.toContain('<html');
    expect(text).toContain('id="files" hx-swap-oob');
    expect(lines(text)).toEqual(expect.arrayContaining(before));
    expect(lines(text).length).toBeGreaterThan(before.length);
    expect(words(text)).toMatch(new RegExp(`Guichet ?${lines(text).length}\\b`));
  });

  test('does not make the session last; what somebody does makes it last', async () => {
    const visitor = await agent();
    const soon = "UPDATE sessions.session SET expire = now() + interval '1 hour'";
    // It ends on the hour: when somebody was last there is kept to the hour.
    const hoursLeft = async () =>
      (await api.db.pool.query<{ hours: number }>('SELECT ceil(extract(epoch FROM max(expire) - now()) / 3600)::int AS hours FROM sessions.session'))
        .rows[0]?.hours;
    await api.db.pool.query(soon);
    expect((await visitor.open('/guichet/liste')).status).toBe(200);
    expect((await visitor.open('/guichet/urgences')).status).toBe(200);
    expect(await hoursLeft()).toBe(1);
    await visitor.open('/guichet');
    expect(await hoursLeft()).toBe(10);
  });
});

test('what nobody has taken is found in the whole queue, and counted so', async () => {
  const visitor = await agent();
  await receive(api.db, anAlert({ department: '54' }));
  const found = await accountToSignIn(api.db, demonstrationAccount('54', 'AGENT').email);
  const by = { kind: 'AGENT', id: found?.account.id ?? '' } as const;
  const { rows, total } = await deskQueue(api.db, '54', by, { queue: 'ALL' });
  const [first] = rows;
  if (first === undefined) throw new Error('nothing in the queue');
  await apply(api.db, '54', first.caseId, { kind: 'TaskTaken', at: Date.now(), by, task: first.tasks[0]?.id ?? '' });
  await visitor.open('/guichet?mine=personne');
  expect(lines(visitor.page.text)).toHaveLength(total - 1);
  expect(lines(visitor.page.text)).not.toContain(first.reference);
  expect(visitor.words).toContain(`1 à ${total - 1} sur ${total - 1}`);
  await visitor.open('/guichet?mine=moi');
  expect(lines(visitor.page.text)).toEqual([first.reference]);
});

test('lists name who a case is about, once noted an hour for whoever looks, and narrow to what is asked', async () => {
  const visitor = await agent();
  const received = await receive(api.db, anAlert({ department: '54', channel: 'EMAIL' }, { channel: 'EMAIL', inseeCode: '54395', danger: 3 }));
  const reference = 'reference' in received ? received.reference : '';
  const caseId = 'caseId' in received ? received.caseId : '';
  const named = async () => (await readingsOf(api.db, '54', caseId)).filter(({ why }) => why === 'LIST').length;
  await visitor.open('/guichet?noms=non');
  expect(visitor.words).not.toContain('Zéphirine Quillevéré');
  expect(await named()).toBe(0);
  for (const address of ['/guichet', '/guichet/liste', '/guichet/dossiers']) {
    await visitor.open(address);
    expect(visitor.words, address).toContain('Zéphirine Quillevéré');
  }
  expect(await named()).toBe(1);
  const found = async (query: string) => {
    await visitor.open(`/guichet/dossiers?${query}`);
    expect(visitor.page.status, query).toBe(200);
    return lines(visitor.page.text).includes(reference);
  };
  const today = new Date().toLocaleDateString('sv', { timeZone: 'Europe/Paris' });
  for (const query of [
    'commune=Nancy',
    'commune=54395',
    'canal=EMAIL',
    'etat=ouvert',
    'attente=nous',
    'danger=3',
    `du=2026-01-01&au=${today}`,
    'tri=place',
  ])
    expect(await found(query), query).toBe(true);
  for (const query of [
    'commune=Pompey',
    'canal=LETTER',
    'etat=clos',
    'attente=silence',
    'danger=4',
    'au=2026-01-01',
    'mine=moi',
    'partenaire=ars-54',
  ])
    expect(await found(query), query).toBe(false);
  await visitor.open('/guichet/dossiers?commune=Nulleville');
  expect(visitor.words).toContain('Aucune commune d’ici n’a ce nom');
  const { text } = await visitor.open('/guichet/dossiers/tableau.csv?canal=EMAIL');
  expect(text).toContain(reference);
  expect(text).not.toContain('Quillevéré');
});

test('a list has the columns that were chosen, on its pages, in its table and in the view it is kept as, and is ordered by those an index serves', async () => {
  const visitor = await agent();
  const heads = () => [...visitor.page.text.matchAll(/<th scope="col"[^>]*>(?:<a[^>]*>)?([^<]+)/g)].map(([, head = '']) => head);
  await visitor.open('/guichet/dossiers');
  expect(heads()).toEqual(['Pourquoi il est là', 'Danger', 'Lieu', 'Reçu le', 'Échéance', 'Pris par']);
  const chosen = 'colonnes=commune&colonnes=channel&colonnes=status&tri=channel&sens=asc';
  await visitor.open(`/guichet/dossiers?${chosen}`);
  const own = ['Pourquoi il est là', 'Commune', 'Provenance', 'État'];
  expect(heads()).toEqual(own);
  expect(visitor.page.text).toMatch(/<th scope="col" aria-sort="ascending"><a href="[^"]*colonnes&#x3D;commune.channel.status[^"]*">Provenance/);
  const channels = [...visitor.page.text.matchAll(/<td data-label="Provenance">\s*([^<\n]+)/g)].map(([, channel = '']) => channel.trim());
  expect(new Set(channels).size).toBe(2);
  expect(channels.filter((channel, at) => channel !== channels[at - 1])).toHaveLength(2);
  const table = plain(/href="([^"]*tableau[^"]*)"/.exec(visitor.page.text)?.[1] ?? '');
  const { text } = await visitor.open(table);
  expect(text.replace('\u{feff}', '').split('\n')[0]).toBe('reference;etat;commune;code_insee;provenance');
  await visitor.open(`/guichet/dossiers?${chosen}`);
  await visitor.open(plain(/href="(\/guichet\/vues\/nouvelle[^"]*)"/.exec(visitor.page.text)?.[1] ?? ''));
  await visitor.submit('/guichet/vues/nouvelle', { nom: 'Par provenance' });
  expect(visitor.page.url).toMatch(/^\/guichet\/vues\/[0-9a-f-]{36}$/);
  expect(heads()).toEqual(own);
  await visitor.submit('/supprimer');
  await visitor.open('/guichet?colonnes=commune.status');
  expect(heads(), 'the queue has none but its own').toEqual(['Pourquoi il est là', 'Commune']);
  expect(visitor.page.text).toContain('data-live hx-get="/guichet/liste?colonnes&#x3D;commune.status"');
  await visitor.open('/guichet?colonnes=commune&colonnes=nimporte');
  expect(heads()).toEqual(['Pourquoi il est là', 'Commune']);
});

test('an act on several cases says first what it does with each, takes nothing from a colleague, and is taken back', async () => {
  const [visitor, colleague] = [await agent(), new Visitor(api.url)];
  await colleague.signIn(demonstrationAccount('54', 'COORDINATOR'));
  const opened = async () => {
    const received = await receive(api.db, anAlert({ department: '54' }, { danger: 1 }));
    return 'reference' in received ? received.reference : '';
  };
  const references = [await opened(), await opened()];
  const asked = (act: string) => `/guichet/ensemble?acte=${act}&dossier=${references.join('&dossier=')}`;
  await colleague.open(asked('prendre').replace(`&dossier=${references[0]}`, ''));
  await colleague.submit('/guichet/ensemble');
  expect(colleague.words).toContain('est à vous');
  await visitor.open(asked('prendre'));
  expect(visitor.words).toContain('Rien n’est encore fait');
  expect(visitor.words).toMatch(/sera à vous.*reste à .*, qui l’a prise/);
  await visitor.submit('/guichet/ensemble');
  expect(visitor.words).toMatch(/est à vous.*reste à .*, qui l’a prise/);
  await visitor.open('/guichet?mine=moi');
  expect(lines(visitor.page.text)).toContain(references[0]);
  expect(lines(visitor.page.text)).not.toContain(references[1]);
  await visitor.open(asked('rendre'));
  await visitor.submit('/guichet/ensemble');
  expect(visitor.words).toContain('est rendue');
  await visitor.open('/guichet?mine=moi');
  expect(lines(visitor.page.text)).not.toContain(references[0]);
});

test('a narrowed list is kept under a name, shared or one’s own, and its address says nothing of it', async () => {
  const visitor = await agent();
  const coordinator = new Visitor(api.url);
  await coordinator.signIn(demonstrationAccount('54', 'COORDINATOR'));
  const keep = async (nom: string, partagee: string) => {
    await visitor.open('/guichet/dossiers?commune=Nancy&etat=ouvert&page=2');
    await visitor.open(plain(/href="(\/guichet\/vues\/nouvelle[^"]*)"/.exec(visitor.page.text)?.[1] ?? ''));
    await visitor.submit('/guichet/vues/nouvelle', { nom, partagee });
    return visitor.page.url;
  };
  await visitor.open('/guichet/vues/nouvelle');
  await visitor.submit('/guichet/vues/nouvelle', { nom: 'Rien' });
  expect(visitor.refusal).toContain('Choisissez d’abord au moins un filtre');
  const [own, shared] = [await keep('Mme Quillevéré', ''), await keep('Nancy ouverts', 'OUI')];
  expect(own).toMatch(/^\/guichet\/vues\/[0-9a-f-]{36}$/);
  await visitor.open(own);
  expect(visitor.words).toContain('Dossiers, Nancy');
  const { rows } = await inDepartment(api.db, '54', (tx) => tx.query<{ sealed: Buffer }>({ text: 'SELECT sealed FROM saved_view' }));
  expect(rows).toHaveLength(2);
  for (const { sealed } of rows) expect(sealed.toString('latin1')).not.toMatch(/Quillev|Nancy|54395/);
  expect(api.log()).not.toContain('Nancy ouverts');
  await coordinator.open('/guichet');
  expect(coordinator.words).toContain('Nancy ouverts (partagée)');
  expect(coordinator.words).not.toContain('Mme Quillevéré');
  expect((await coordinator.open(own)).status).toBe(404);
  await coordinator.open(shared);
  expect(coordinator.words).toContain('Dossiers, Nancy');
  expect(coordinator.words).not.toContain('Supprimer cette vue');
  await visitor.open(own);
  await visitor.submit('/supprimer');
  const keys = await inDepartment(api.db, '54', (tx) => tx.query({ text: `SELECT FROM keys.sealed_key WHERE kind = 'VIEW'` }));
  expect(keys.rowCount, 'its key is gone with it').toBe(1);
  expect((await visitor.open(own)).status).toBe(404);
});

test('a digest by mail is each one’s choice, read again where it was made', async () => {
  const visitor = await agent();
  await visitor.open('/guichet/mon-compte');
  expect(visitor.page.text).toContain('href="/guichet/recapitulatif"');
  await visitor.open('/guichet/recapitulatif');
  expect(visitor.page.text).toMatch(/value="AUCUN" checked/);
  await visitor.submit('/guichet/recapitulatif', { quand: 'JOUR', heure: '25' });
  expect(visitor.refusal).toContain('Choisissez une heure');
  await visitor.submit('/guichet/recapitulatif', { quand: 'JOUR', heure: '7' });
  expect(visitor.page.text).toMatch(/value="JOUR" checked/);
  expect(visitor.page.text).toMatch(/<option value="7" selected/);
  await visitor.submit('/guichet/recapitulatif', { quand: 'AUCUN', heure: '7' });
  expect(visitor.page.text).toMatch(/value="AUCUN" checked/);
});

test('the shift is left by one and taken over by another by name, once, with what was in hand', async () => {
  const [leaver, arriver] = [await agent(), new Visitor(api.url)];
  await arriver.signIn(demonstrationAccount('54', 'COORDINATOR'));
  const grave = await receive(api.db, anAlert({ department: '54', receivedAt: Date.now() }, { danger: 4 }));
  const reference = 'reference' in grave ? grave.reference : '';
  await leaver.open(`/guichet/ensemble?acte=prendre&dossier=${reference}`);
  await leaver.submit('/guichet/ensemble');
  expect(leaver.words).toContain('est à vous');
  await leaver.open('/guichet/releve');
  expect(leaver.page.text).toMatch(new RegExp(`<h2>L’astreinte est appelée</h2>((?!<h2>).)*${reference}`, 's'));
  expect(leaver.words.split(reference), 'each case is said once').toHaveLength(2);
  await leaver.submit('/guichet/releve', {});
  expect(leaver.refusal).toContain('Écrivez un mot à qui arrive');
  await leaver.submit('/guichet/releve', { note: 'Rien.', taches: 'GARDER' });
  const note = 'Mme Quillevéré rappelle à 14 h';
  await leaver.submit('/guichet/releve', { note, taches: 'CONFIER' });
  expect(leaver.words).toContain('Votre relève attend');
  await arriver.open('/guichet');
  expect(arriver.words).toContain('1 relève attend d’être prise');
  await arriver.open('/guichet/releve');
  expect(arriver.words).toContain(note);
  expect(arriver.words).not.toContain('Rien.');
  const take = /action="(\/guichet\/releve\/[0-9a-f-]+\/prendre)"/.exec(arriver.page.text)?.[1] ?? '';
  await leaver.open('/guichet/releve');
  await leaver.post(take, { _csrf: /name="_csrf" value="([^"]+)"/.exec(leaver.page.text)?.[1] ?? '' });
  expect(leaver.words, 'nobody relieves herself').toContain('Votre relève attend');
  await arriver.submit(take);
  expect(arriver.words).toMatch(/Vous avez pris la relève de .*est maintenant à vous|sont maintenant à vous/);
  await arriver.open('/guichet?mine=moi');
  expect(lines(arriver.page.text)).toContain(reference);
  await leaver.open('/guichet?mine=moi');
  expect(lines(leaver.page.text)).not.toContain(reference);
  await leaver.open('/guichet/releve');
  expect(leaver.words).not.toContain('Votre relève attend');
  await leaver.post(take, { _csrf: /name="_csrf" value="([^"]+)"/.exec(leaver.page.text)?.[1] ?? '' });
  expect(leaver.words).toContain('a déjà pris cette relève. Rien n’a changé.');
  await leaver.open('/guichet/releve/passees');
  expect(leaver.words).toContain(note);
  const { rows } = await inDepartment(api.db, '54', (tx) => tx.query<{ sealed: Buffer }>({ text: 'SELECT sealed FROM relief' }));
  expect(rows, 'what she wrote first is gone').toHaveLength(1);
  for (const { sealed } of rows) expect(sealed.toString('latin1')).not.toContain('Quillev');
  const kept = await inDepartment(api.db, '54', (tx) => tx.query({ text: `SELECT FROM keys.sealed_key WHERE kind = 'RELIEF'` }));
  expect(kept.rowCount).toBe(1);
  expect(api.log()).not.toContain('Quillev');
  // All but what is of the duty goes back; then nothing but that is left, and one thing is said of it.
  for (const said of [/rendues?\. Une tâche reste à vous\./, /Votre relève est laissée\. Une tâche reste à vous\./]) {
    await arriver.open('/guichet/releve');
    await arriver.submit('/guichet/releve', { note: 'Rien.', taches: 'RENDRE' });
    expect(arriver.words).toMatch(said);
  }
});

test('what whoever takes over may not see is for others again, unsaid to her; what is taken after the shift was left is not passed on, asked again or not', async () => {
  const [leaver, arriver] = [await agent(), new Visitor(api.url)];
  await arriver.signIn(demonstrationAccount('54', 'COORDINATOR'));
  const opened = async () => {
    const received = await receive(api.db, anAlert({ department: '54', receivedAt: Date.now() }, { danger: 1 }));
    return 'reference' in received ? { reference: received.reference, caseId: received.caseId } : { reference: '', caseId: '' };
  };
  const [left, hidden, later] = [await opened(), await opened(), await opened()];
  const account = async (kind: 'AGENT' | 'COORDINATOR') => (await accountToSignIn(api.db, demonstrationAccount('54', kind).email))?.account.id ?? '';
  const take = async ({ reference }: { reference: string }) => {
    await leaver.open(`/guichet/ensemble?acte=prendre&dossier=${reference}`);
    await leaver.submit('/guichet/ensemble');
    expect(leaver.words).toContain('est à vous');
  };
  const holders = async ({ caseId }: { caseId: string }) => {
    const { rows } = await inDepartment(api.db, '54', (tx) =>
      tx.query<{ taken_by: string | null }>({ text: `SELECT DISTINCT taken_by FROM task WHERE case_id = $1 AND status = 'OPEN'` }, [caseId]),
    );
    return rows.map(({ taken_by }) => taken_by);
  };
  const [leaverId, arriverId] = [await account('AGENT'), await account('COORDINATOR')];
  await stepBack(api.db, '54', arriverId, hidden.caseId);
  await take(left);
  await take(hidden);
  await leaver.open('/guichet/releve');
  await leaver.submit('/guichet/releve', { note: 'Rien.', taches: 'CONFIER' });
  await take(later);
  await arriver.open('/guichet/releve');
  const pressed = /action="(\/guichet\/releve\/[0-9a-f-]+\/prendre)"/.exec(arriver.page.text)?.[1] ?? '';
  const csrf = { _csrf: /name="_csrf" value="([^"]+)"/.exec(arriver.page.text)?.[1] ?? '' };
  await arriver.submit(pressed);
  expect(await holders(left)).toEqual([arriverId]);
  expect(await holders(hidden)).toEqual([null]);
  expect(await holders(later)).toEqual([leaverId]);
  expect(arriver.words).not.toContain('pas pu');
  await arriver.post(pressed, csrf);
  expect(arriver.words).toContain('Vous aviez déjà pris');
  expect(arriver.words).toContain('Rien n’a changé');
  await leaver.open('/guichet');
  expect(leaver.words).toContain('1 tâche que vous aviez confiée a été rendue : personne ne l’a encore prise');
  expect(leaver.words).not.toContain('restée');
  expect(await holders(later)).toEqual([leaverId]);
  // It is taken, and the process dies before anything is passed on: asked again, it is.
  await leaver.open('/guichet/releve');
  await leaver.submit('/guichet/releve', { note: 'Rien.', taches: 'CONFIER' });
  const waiting = (await waitingReliefs(api.db, '54')).find(({ leftBy }) => leftBy === leaverId);
  await takeRelief(api.db, '54', waiting?.id ?? '', arriverId, Date.now());
  await arriver.post(`/guichet/releve/${waiting?.id}/prendre`, csrf);
  expect(arriver.words).toMatch(/Vous aviez déjà pris la relève de .*est maintenant à vous|sont maintenant à vous/);
  expect(await holders(later)).toEqual([arriverId]);
});

test('a line says since when its recipient is silent, on that body’s own working days', async () => {
  const directory = await currentDirectory(api.db, '54');
  const friday = Date.parse('2026-11-20T10:00:00+01:00');
  const transfer = { id: 't1', role: 'CD', purpose: 'ACTION', organisation: 'cd-54', status: 'SENT', handedOverAt: friday } as const;
  const wednesday = friday + 5 * 86_400_000;
  expect(silenceOf({ transfer }, 0, directory, wednesday)).toBe('Silence depuis 3\u00a0jours ouvrés');
  expect(silenceOf({ transfer }, -5 * 86_400_000 + 3_600_000, directory, wednesday)).toBe('Silence depuis 1\u00a0heure');
  expect(silenceOf({ transfer: { ...transfer, status: 'ACKNOWLEDGED' } }, 0, directory, wednesday)).toContain('pas encore pris en charge');
  expect(silenceOf({ transfer: { ...transfer, status: 'IN_CHARGE' } }, 0, directory, wednesday)).toBeNull();
  expect(silenceOf({ transfer: { ...transfer, purpose: 'INFORMATION' } }, 0, directory, wednesday)).toBeNull();
});
