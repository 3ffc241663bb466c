import type { CaseEvent } from '../cases/model/events.ts';
import { apply } from '../cases/record/apply.ts';
import { linkFor, newCode } from '../cases/record/links.ts';
import { caseState } from '../cases/record/read-case.ts';
import { readTold } from '../cases/telling/read-told.ts';
import { agent } from '../cases/world.testing.ts';
import { currentDirectory } from '../directory/record/revisions.ts';
import { alertBody, post } from './alerts.ts';
import { type TestApi, Visitor } from './api.testing.ts';

/** A body with somebody signed in for it, and a key. */
export interface Recipient {
  organisation: string;
  visitor: Visitor;
  key: string;
}

/** A transfer to a body, acknowledged. */
export interface Sent {
  caseId: string;
  reference: string;
  organisation: string;
  transfer: string;
  act(event: CaseEvent extends infer E ? (E extends CaseEvent ? Omit<E, 'at' | 'by'> : never) : never): Promise<void>;
}

/** An alert, and a transfer of it to a body, handed over. */
export async function sentTo(api: TestApi, deskKey: string, organisation: string): Promise<Sent> {
  const { case: caseId, reference } = (await (await post(api, deskKey, '/alerts', alertBody())).json()) as { case: string; reference: string };
  const act: Sent['act'] = async (event) => {
    const applied = await apply(api.db, '54', caseId, { ...event, at: Date.now(), by: agent } as CaseEvent, {});
    if ('refused' in applied) throw new Error(applied.refused.sayable);
  };
  const transferIn = async () => (await caseState(api.db, '54', caseId))?.state.transfers.findLast((one) => one.organisation === organisation)?.id;
  const role = (await currentDirectory(api.db, '54')).organisationById.get(organisation)?.roles[0] ?? 'CD';
  if ((await transferIn()) === undefined)
    await act({
      kind: 'TransferAdded',
      role,
      organisation,
      mode: 'TRANSFER',
      purpose: 'ACTION',
      policy: 'urgent',
      discloses: ['FACTS', 'ATTACHMENTS'],
      legalBasis: [],
    });
  const transfer = (await transferIn()) ?? '';
  await act({ kind: 'Acknowledged', transfer });
  return { caseId, reference, organisation, transfer, act };
}

const content = ['/contenu', '/contenu/document.pdf', '/contenu/reponses', '/pieces/00000000-0000-4000-8000-000000000000'];
const read = async (visitor: Visitor, base: string) => Promise.all(content.map(async (page) => (await visitor.open(base + page)).status));

const lists = async (visitor: Visitor) =>
  Promise.all(['', '?etat=en-cours', '?etat=terminees'].map(async (tab) => (await visitor.open(`/partenaire${tab}`)).text));

/** What each door answers: the page, what is behind it, the list, the key's case and answer, the partner's own database role. */
export async function doorsOf(api: TestApi, { organisation, visitor, key }: Recipient, { caseId, reference, transfer }: Sent, link: string) {
  const base = `/partenaire/${caseId}.${transfer}`;
  const byKey = (path: string, init: RequestInit = {}) =>
    fetch(`${api.url}/api/v1${path}`, { ...init, headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' } });
  const page = await visitor.open(base);
  return {
    page: page.status,
    offersContent: page.text.includes(`${base}/contenu"`),
    content: await read(visitor, base),
    link: (await new Visitor(api.url).open(link)).status,
    list: (await lists(visitor)).some((text) => text.includes(reference)),
    key: (await byKey(`/cases/${caseId}`)).status,
    keyList: (await (await byKey('/cases')).text()).includes(caseId),
    role: (await readTold(api.db, { department: '54', caseId, transfer, organisation }, { kind: 'PARTNER', id: null }, 'TRANSFER_CONTENT')) !== null,
  };
}

/** The personal link of a transfer's contact, to which a code was sent and which was opened once. */
export async function linkTo(api: TestApi, { caseId, organisation, transfer }: Sent): Promise<string> {
  const state = (await caseState(api.db, '54', caseId))?.state;
  const contact = state?.transfers.find(({ id }) => id === transfer)?.contact ?? '';
  const token = await linkFor(api.db, { department: '54', caseId, transfer, organisation, contact }, Date.now());
  const somebody = new Visitor(api.url);
  await newCode(api.db, '54', token ?? '', Date.now());
  await somebody.open(`/t/${token}`);
  return `/t/${token}`;
}
