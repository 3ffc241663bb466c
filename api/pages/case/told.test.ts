import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CaseEvent } from '../../../cases/model/events.ts';
import { apply } from '../../../cases/record/apply.ts';
import { addFiles } from '../../../cases/record/files.ts';
import { caseState } from '../../../cases/record/read-case.ts';
import { tellRecipients } from '../../../cases/telling/tell.ts';
import { agent as byAgent } from '../../../cases/world.testing.ts';
import { currentDirectory } from '../../../directory/record/revisions.ts';
import type { Examined } from '../../../files/file.ts';
import { alertBody, post } from '../../../test/alerts.ts';
import { demonstrationAccount, startTestApi, type TestApi, Visitor } from '../../../test/api.testing.ts';
import { machineKey } from '../../../test/machine-key.ts';

let api: TestApi;
let agent: Visitor;
beforeAll(async () => {
  api = await startTestApi();
  agent = new Visitor(api.url);
  await agent.signIn(demonstrationAccount('54', 'AGENT'));
});
afterAll(() => api.end());

test('the desk releases what an author added since, once, and reads what was told, version by version', async () => {
  const { key } = await machineKey(api.db, { department: '54', kind: 'desk', organisation: null });
  const { case: caseId, reference } = (await (await post(api, key, '/alerts', alertBody())).json()) as { case: string; reference: string };
  const own = demonstrationAccount('54', 'PARTNER').organisation ?? '';
  const role = (await currentDirectory(api.db, '54')).organisationById.get(own)?.roles[0] ?? 'CD';
  const act = (event: object) => apply(api.db, '54', caseId, { ...event, at: Date.now(), by: byAgent } as CaseEvent);
  for (const { id, organisation } of (await caseState(api.db, '54', caseId))?.state.transfers ?? [])
    if (organisation === own) await act({ kind: 'TransferCancelled', transfer: id, reason: 'AGENT' });
  const order = {
    role,
    organisation: own,
    mode: 'TRANSFER',
    purpose: 'ACTION',
    policy: 'urgent',
    discloses: ['FACTS', 'ATTACHMENTS'],
    legalBasis: [],
  };
  await act({ kind: 'TransferAdded', ...order });
  await tellRecipients(api.db, '54', caseId, Date.now());
  const file: Examined = { name: 'photo.txt', type: 'text/plain; charset=utf-8', kind: 'TEXT', verdict: 'CLEAN', bytes: Buffer.from('mot') };
  await addFiles(api.db, '54', caseId, { kind: 'REPORTER', id: null }, [file], 'later', Date.now() + 1_000);
  const home = `/guichet/dossiers/${reference}`;
  const disclosed = (await caseState(api.db, '54', caseId))?.state.transfers.filter(({ discloses }) => discloses.includes('ATTACHMENTS')) ?? [];
  expect(disclosed.length).toBeGreaterThan(0);

  await agent.open(home);
  expect(agent.words).toContain('Joindre aux transmissions');
  await agent.submit('/joindre');
  expect(agent.words).toContain('La pièce est jointe à ce que lisent les destinataires.');
  expect(agent.words).toContain('Pièce jointe aux transmissions');
  expect(agent.words).not.toContain('Joindre aux transmissions');
  await tellRecipients(api.db, '54', caseId, Date.now());

  await agent.open(`${home}/destinataires/transmis`);
  expect(agent.words).toContain('Version 2');
  await agent.open(`${home}/destinataires/${disclosed[0]?.id}/transmis/2`);
  expect(agent.words).toContain('photo.txt');
  await agent.open(`${home}/destinataires/${disclosed[0]?.id}/transmis/1`);
  expect(agent.words).not.toContain('photo.txt');
  expect((await agent.open(`${home}/destinataires/${disclosed[0]?.id}/transmis/9`)).status).toBe(404);
});
