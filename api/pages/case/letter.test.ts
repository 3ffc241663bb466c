import { afterAll, beforeAll, expect, test } from 'vitest';
import { alertOfCause } from '../../../cases/model/cause.ts';
import { apply } from '../../../cases/record/apply.ts';
import { caseIdOf, caseState } from '../../../cases/record/read-case.ts';
import { textOfPdf } from '../../../documents/pdf-text.testing.ts';
import { receive } from '../../../intake/receive.ts';
import { demonstrationAccount, forms, startTestApi, type TestApi, Visitor } from '../../../test/api.testing.ts';
import { anAlert, asOwner } from '../../../test/fresh.testing.ts';

let api: TestApi;
let agent: Visitor;
let reference: string;
let caseId: string;
beforeAll(async () => {
  api = await startTestApi();
  agent = new Visitor(api.url);
  await agent.signIn(demonstrationAccount('54', 'AGENT'));
  await agent.open('/guichet/appels/nouveau');
  await agent.submit('/guichet/appels/', {
    notes: 'Elle ne mange plus.',
    contactKind: 'ALERT',
    danger: '2',
    commune: 'Nancy',
    place: 'DOMICILE',
    implicatedKind: 'MEMBRE_FAMILLE',
    victimGroup: 'PERSONNE_AGEE',
    victimName: 'Zéphirine Quillevéré',
    maltreatment: 'NEGLIGENCES_PASSIVES',
  });
  await agent.submit('/qualifier');
  await agent.submit('/qualifier/confirmer');
  reference = /dossiers\/(54-[^/]+)/.exec(agent.page.url)?.[1] ?? '';
  caseId = (await caseIdOf(api.db, '54', reference)) ?? '';
});
afterAll(() => api?.end());

const taskOf = async (transfer: string | null) => {
  const found = await caseState(api.db, '54', caseId);
  return found?.state.tasks.findLast(({ kind, transfer: of }) => kind === 'LETTER' && of === transfer);
};
const order = (transfer?: string) =>
  apply(api.db, '54', caseId, {
    kind: 'TaskOrdered',
    task: 'LETTER',
    dueAt: Date.now() + 86_400_000,
    at: Date.now(),
    by: { kind: 'AGENT', id: null },
    ...(transfer !== undefined && { transfer }),
  });

async function print(): Promise<{ status: number; text: string; bytes: Buffer; type: string | null }> {
  const form = forms(agent.page.text).find(({ action }) => action.endsWith('/lettre'));
  const cookie = [...agent.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const body = new URLSearchParams(form?.fields as Record<string, string>);
  const response = await fetch(new URL(form?.action ?? '', api.url), { method: 'POST', body, headers: { cookie } });
  const bytes = Buffer.from(await response.arrayBuffer());
  return { status: response.status, type: response.headers.get('content-type'), bytes, text: textOfPdf(bytes).replaceAll(/\s+/g, ' ') };
}

test('a letter to a recipient is printed with its postal address, its reference and what the transfer shows', async () => {
  const found = await caseState(api.db, '54', caseId);
  const transfer = found?.state.transfers.find(({ role }) => role === 'CD')?.id ?? '';
  await order(transfer);
  const task = await taskOf(transfer);
  await agent.open(`/guichet/dossiers/${reference}/taches/${task?.id}`);
  expect(agent.words).toContain('Préparer la lettre à imprimer');
  await agent.open(`/guichet/dossiers/${reference}/taches/${task?.id}/lettre`);
  const { status, type, text, bytes } = await print();
  expect([status, type]).toEqual([200, 'application/pdf']);
  for (const said of [
    'Conseil départemental de Meurthe-et-Moselle',
    reference,
    'Transmission d’une alerte',
    'Quillevéré',
    'DÉMONSTRATION',
    'L’auteur demande à ne pas être reconnu',
  ])
    expect(text).toContain(said);
  expect(bytes.toString('latin1')).not.toContain('Quillev');
});

test('the proof of its deposit is asked for, and kept with the task', async () => {
  const found = await caseState(api.db, '54', caseId);
  const transfer = found?.state.transfers.find(({ role }) => role === 'CD')?.id ?? '';
  const task = await taskOf(transfer);
  await agent.open(`/guichet/dossiers/${reference}/taches/${task?.id}`);
  await agent.submit(`/taches/${task?.id}`, { registered: '1A 234 567 8901 2' });
  expect(agent.refusal).not.toBeNull();
  expect(agent.words).toContain('Écrivez le jour du dépôt comme ceci');
  expect(agent.page.text).toContain('1A 234 567 8901 2');
  await agent.submit(`/taches/${task?.id}`, { postedOn: '12/11/2199' });
  expect(agent.words).toContain('Ce jour n’est pas encore venu');
  await agent.submit(`/taches/${task?.id}`, { postedOn: '20/11/2025', text: 'Déposé à midi.' });
  expect(agent.page.url).toBe(`/guichet/dossiers/${reference}`);
  expect(agent.words).toContain('Courrier déposé le jeudi 20 novembre 2025, recommandé n° 1A 234 567 8901 2. Déposé à midi.');
  expect((await taskOf(transfer))?.status).toBe('DONE');
});

test('a letter that is not about a transfer begins without a word of the facts', async () => {
  await order();
  const task = await taskOf(null);
  await agent.open(`/guichet/dossiers/${reference}/taches/${task?.id}/lettre`);
  expect(agent.words).toContain('ne racontez pas les faits');
  await agent.submit('/lettre');
  expect(agent.refusal).not.toBeNull();
  await agent.submit('/lettre', { address: 'Mme X\n1 rue des Lilas\n54000 Nancy', body: '' });
  expect(agent.refusal).not.toBeNull();
  const form = forms(agent.page.text).find(({ action }) => action.endsWith('/lettre'));
  expect(form?.fields.address).toContain('rue des Lilas');
  expect(api.log()).not.toMatch(/Lilas|Quillev/);
});

test('an author who can only be reached by post is written to where they said, and told nothing in the letter', async () => {
  const received = await receive(
    api.db,
    anAlert({
      receivedAt: Date.now(),
      reachable: true,
      reach: 'LETTER',
      content: {
        narrative: 'Il la frappe.',
        reporter: { anonymousToDesk: false, anonymousToImplicated: true, name: 'Odile Trévarez', address: '3 rue Haute, 54000 Nancy' },
      },
    }),
  );
  if ('conflict' in received) throw new Error('conflict');
  const task = received.state.tasks.find(({ kind, cause }) => kind === 'CALL_BACK' && alertOfCause(cause) === 'a1');
  await agent.open(`/guichet/dossiers/${received.reference}`);
  expect(agent.words).toContain('Préparer la lettre');
  await agent.open(`/guichet/dossiers/${received.reference}/taches/${task?.id}/lettre`);
  const { text } = await print();
  expect(text).toContain('Odile Trévarez 3 rue Haute 54000 Nancy');
  expect(text).toContain('code de suivi');
  expect(text).not.toMatch(/frappe|maltraitance|alerte/);
});

test('what was told by voice is confirmed to the prosecutor and to the police, never to the author', async () => {
  const received = await receive(
    api.db,
    anAlert(
      {
        channel: 'API',
        receivedAt: Date.now(),
        content: {
          narrative: 'Il la frappe.',
          reporter: { anonymousToDesk: false, anonymousToImplicated: true, name: 'Odile Trévarez', address: '3 rue Haute, 54000 Nancy' },
        },
      },
      { channel: 'API', danger: 4 },
    ),
  );
  if ('conflict' in received) throw new Error('conflict');
  const task = received.state.tasks.find(({ kind }) => kind === 'CONFIRM_IN_WRITING');
  expect(task).toMatchObject({ transfer: null });
  await agent.open(`/guichet/dossiers/${received.reference}/taches/${task?.id}/lettre`);
  const first = forms(agent.page.text).find(({ action }) => action.includes('/lettre'))?.fields;
  expect(first?.address).toMatch(/^Tribunal judiciaire|^Parquet/);
  expect(`${first?.address} ${first?.body}`).not.toMatch(/Trévarez|code de suivi/);
  expect(first?.subject).toBe('Confirmation écrite de ce qui vous a été dit au téléphone');
  const other = /href="([^"]*\?transmission=t\d+)"/.exec(agent.page.text.replaceAll('&#x3D;', '='))?.[1] ?? '';
  expect(other).not.toBe('');
  await agent.open(other);
  const second = forms(agent.page.text).find(({ action }) => action.includes('/lettre'))?.fields;
  expect(second?.address).not.toBe(first?.address);
  expect(`${second?.address} ${second?.body}`).not.toMatch(/Trévarez|code de suivi/);

  // Whom the protocol's own sentence names is whom the letter is for: a body that was told, one that was not, the author.
  const at = received.state.tasks.findIndex(({ id }) => id === task?.id);
  const asked = async (sayable: string) => {
    await asOwner(api, `UPDATE case_file SET state = jsonb_set(state, ARRAY['tasks', $2, 'sayable'], to_jsonb($3::text)) WHERE id = $1`, [
      received.caseId,
      String(at),
      sayable,
    ]);
    await agent.open(`/guichet/dossiers/${received.reference}/taches/${task?.id}/lettre`);
    return forms(agent.page.text).find(({ action }) => action.includes('/lettre'))?.fields;
  };
  expect((await asked('Confirmer par écrit à la police'))?.address).toMatch(/police|commissariat/i);
  expect((await asked('Écrire au Défenseur des droits'))?.address).toBe('');
  expect((await asked('Écrire à l’auteur de l’alerte'))?.body).toContain('code de suivi');
  await asked(task?.sayable ?? '');

  // What is typed names no author whom the transfer of that body does not show.
  await agent.submit('/lettre', { body: 'Mme Trévarez, 3 rue Haute, l’a dit.' });
  expect(agent.refusal).not.toBeNull();
  expect(agent.words).toContain('Cette lettre désigne l’auteur de l’alerte');
  expect(agent.page.text).toContain('3 rue Haute, l’a dit.');
});
