import { afterAll, beforeAll, expect, it } from 'vitest';
import type { CaseEvent } from '../../../cases/model/events.ts';
import { apply } from '../../../cases/record/apply.ts';
import { addFiles } from '../../../cases/record/files.ts';
import { linkFor, newCode } from '../../../cases/record/links.ts';
import { caseState } from '../../../cases/record/read-case.ts';
import { readTold } from '../../../cases/telling/read-told.ts';
import { agent } from '../../../cases/world.testing.ts';
import { currentDirectory } from '../../../directory/record/revisions.ts';
import { textOfPdf } from '../../../documents/pdf-text.testing.ts';
import type { Examined } from '../../../files/file.ts';
import { alertBody, post } from '../../../test/alerts.ts';
import { demonstrationAccount, startTestApi, type TestApi, Visitor } from '../../../test/api.testing.ts';
import { machineKey } from '../../../test/machine-key.ts';
import { codes, type Field } from '../../../vocabulary/vocabulary.ts';

/** A withheld author's name and number, written wherever somebody writes. */
const planted = 'Zéphyrine Quatrebarbes';
const number = '06 39 98 44 55';
const leak = /Quatrebarbes|Z.phyrine|39 98 44 55|0639984455/i;

const own = demonstrationAccount('54', 'PARTNER').organisation ?? '';
let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.end());

it('a withheld author’s name is read at no door of a recipient: link, account, key, PDF, files, lists, its own role', async () => {
  const says = `${planted}, au ${number}, l’a vu.`;
  const content = {
    narrative: `Elle est seule. ${says}`,
    victim: { name: 'Odette Vasseur', address: `Chez sa voisine ${planted}, ${number}` },
    implicated: [{ name: 'Gontran Vasseur', relation: `Fils, fâché avec ${planted}` }],
    reporter: { name: planted, phone: number, anonymousToDesk: false, anonymousToImplicated: true },
    measuresTaken: says,
    health: says,
    assets: says,
  };
  const { key: deskKey } = await machineKey(api.db, { department: '54', kind: 'desk', organisation: null });
  const { key } = await machineKey(api.db, { department: '54', kind: 'partner', organisation: own });
  const { case: caseId } = (await (await post(api, deskKey, '/alerts', alertBody({ content }))).json()) as { case: string };
  const file: Examined = {
    name: `lettre de ${planted}.txt`,
    type: 'text/plain; charset=utf-8',
    kind: 'TEXT',
    verdict: 'CLEAN',
    bytes: Buffer.from('mot'),
  };
  await addFiles(api.db, '54', caseId, agent, [file], 'canary', Date.now());
  const act = async (event: object, content?: object) => {
    const applied = await apply(api.db, '54', caseId, { ...event, at: Date.now(), by: agent } as CaseEvent, content === undefined ? {} : { content });
    if ('refused' in applied) throw new Error(applied.refused.sayable);
  };
  const role = (await currentDirectory(api.db, '54')).organisationById.get(own)?.roles[0] ?? 'CD';
  for (const transfer of (await caseState(api.db, '54', caseId))?.state.transfers.filter(({ organisation }) => organisation === own) ?? [])
    await act({ kind: 'TransferCancelled', transfer: transfer.id, reason: 'AGENT' });
  const discloses = (codes('field') as Field[]).filter((field) => field !== 'REPORTER_IDENTITY');
  const order = { role, organisation: own, mode: 'ENTRUSTED_ENQUIRY', purpose: 'ACTION', policy: 'urgent', discloses, legalBasis: [] };
  await act({ kind: 'TransferAdded', ...order }, { questions: [`Que dit ${planted} ?`, 'Qui la visite ?'] });
  const transfer = (await caseState(api.db, '54', caseId))?.state.transfers.findLast(({ organisation }) => organisation === own);
  await act({ kind: 'Acknowledged', transfer: transfer?.id });
  await act({ kind: 'InformationRequested', transfer: transfer?.id });
  await act({ kind: 'InformationGiven', transfer: transfer?.id }, { text: `Demandez à ${planted}.` });

  const account = new Visitor(api.url);
  await account.signIn(demonstrationAccount('54', 'PARTNER'));
  const told = { department: '54', caseId, transfer: transfer?.id ?? '', organisation: own };
  const token = (await linkFor(api.db, { ...told, contact: transfer?.contact ?? '' }, Date.now())) ?? '';
  const link = new Visitor(api.url);
  await link.open(`/t/${token}/code`);
  await link.submit('/code');
  await link.submit('/code/essai', { code: await newCode(api.db, '54', token, Date.now()) });

  const byRole = JSON.stringify(await readTold(api.db, told, { kind: 'PARTNER', id: null }, 'TRANSFER_CONTENT'));
  const read: string[] = [byRole];
  for (const [visitor, base] of [
    [account, `/partenaire/${caseId}.${told.transfer}`],
    [link, `/t/${token}`],
  ] as const) {
    await visitor.open(`${base}/contenu`);
    expect(visitor.page.status, base).toBe(200);
    // What names nobody leaves at its hour, and the page says that the rest is read again.
    expect(visitor.words).toContain('Odette Vasseur');
    expect(visitor.words).toContain('Récit en cours de relecture');
    expect(visitor.words).toContain('L’auteur demande à ne pas être reconnu par la personne mise en cause.');
    expect(visitor.words).toContain('Qui la visite');
    expect(visitor.words).toContain('Version 1, depuis le');
    read.push(visitor.page.text);
    for (const page of ['', '/contenu/reponses']) read.push((await visitor.open(base + page)).text);
    read.push(textOfPdf((await visitor.fetched(`${base}/contenu/document.pdf`)).bytes));
  }
  read.push((await account.open('/partenaire')).text);
  for (const path of [`/cases/${caseId}`, '/cases'])
    read.push(await (await fetch(`${api.url}/api/v1${path}`, { headers: { authorization: `Bearer ${key}` } })).text());
  expect(read.length).toBeGreaterThan(10);
  for (const text of read) expect(text).not.toMatch(leak);
});
