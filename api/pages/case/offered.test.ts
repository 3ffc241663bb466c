import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { accountToSignIn } from '../../../accounts/accounts.ts';
import type { Actor, CaseEvent } from '../../../cases/model/events.ts';
import type { CaseState } from '../../../cases/model/state.ts';
import { isOffered, type Possible, possible } from '../../../cases/possible.ts';
import { apply } from '../../../cases/record/apply.ts';
import { caseState } from '../../../cases/record/read-case.ts';
import { noBasis } from '../../../cases/world.testing.ts';
import { inDepartment } from '../../../database/pool.ts';
import { currentDirectory } from '../../../directory/record/revisions.ts';
import { receive } from '../../../intake/receive.ts';
import { loadProcedure } from '../../../procedures/record/published.ts';
import { demonstrationAccount, plain, startTestApi, type TestApi, Visitor } from '../../../test/api.testing.ts';
import { anAlert } from '../../../test/fresh.testing.ts';
import { codes } from '../../../vocabulary/vocabulary.ts';
import { caseHref } from '../shared/addresses.ts';

let api: TestApi;
let agent: Visitor;
let by: Actor & { id: string };
beforeAll(async () => {
  api = await startTestApi();
  agent = new Visitor(api.url);
  const account = demonstrationAccount('54', 'AGENT');
  await agent.signIn(account);
  by = { kind: 'AGENT', id: (await accountToSignIn(api.db, account.email))?.account.id ?? '' };
});
afterAll(() => api?.end());

/** Each act that the case's page can offer, where it offers it, and whether the law has it so. */
function offers(reference: string, state: CaseState, can: Possible): [href: string, offered: boolean][] {
  const onCase = [
    ['Reopened', 'reopen'],
    ['Qualified', 'qualify'],
    ['TransferAdded', 'transfer'],
    ['TaskOrdered', 'step'],
    ['ResultRecorded', 'result'],
    ['Closed', 'close'],
    ['NotRetained', 'notRetained'],
    ['NoteAdded', 'note'],
    ['InformingNoted', 'informing'],
  ] as const;
  const onTransfer = [
    ['AnswerChallenged', 'challenge'],
    ['InformationGiven', 'information'],
    ['TransferCancelled', 'cancel'],
    ['RecipientReminded', 'remind'],
  ] as const;
  return [
    ...onCase.map(([act, page]): [string, boolean] => [caseHref(reference, page), isOffered(can.onCase(act))]),
    ...state.transfers.flatMap((transfer) => [
      ...onTransfer.map(([act, page]): [string, boolean] => [
        caseHref(reference, page, { transfer: transfer.id }),
        isOffered(can.onTransfer(act, transfer)),
      ]),
      // Whoever is asked to act may answer at any time: what comes late is kept.
      [caseHref(reference, 'answer', { transfer: transfer.id }), transfer.purpose === 'ACTION'] as [string, boolean],
    ]),
    ...state.tasks.flatMap((task): [string, boolean][] => [
      [caseHref(reference, 'task', { task: task.id }), isOffered(can.onTask('TaskDone', task))],
      [caseHref(reference, 'take', { task: task.id }), isOffered(can.onTask('TaskTaken', task))],
      [caseHref(reference, 'handBack', { task: task.id }), task.takenBy === by.id && isOffered(can.onTask('TaskGiven', task))],
    ]),
  ];
}

async function asked(caseId: string) {
  const found = await caseState(api.db, '54', caseId);
  if (found === null) throw new Error('no case');
  const { slug, number } = found.procedure;
  const procedure = await inDepartment(api.db, '54', (tx) => loadProcedure(api.db, tx, '54', slug, number));
  const directory = await currentDirectory(api.db, '54');
  return { ...found, can: possible(found.state, { procedure, directory }, by, Date.now()) };
}

async function comparePage(caseId: string): Promise<string[]> {
  const { reference, state, can } = await asked(caseId);
  const { status, text } = await agent.open(caseHref(reference));
  expect(status).toBe(200);
  const shown = new Set([...text.matchAll(/(?:href|action)="([^"]+)"/g)].map(([, href = '']) => plain(href)));
  const all = offers(reference, state, can);
  expect(all.filter(([href]) => shown.has(href)).map(([href]) => href)).toEqual(all.filter(([, offered]) => offered).map(([href]) => href));
  if (state.status === 'OPEN') for (const { sayable } of can.onCase('Closed').refusals) expect(agent.words).toContain(plainSpaces(sayable));
  return all.map(([href, offered]) => `${href.replace(caseHref(reference), '').replaceAll(/[tk]\d+/g, '*')} ${offered}`);
}

const plainSpaces = (text: string) => text.replaceAll(/[\u00a0\u202f]/g, ' ').slice(0, 40);

const kinds = [
  ...([
    'Acknowledged',
    'TakenInCharge',
    'InformationRequested',
    'InformationGiven',
    'Refused',
    'OutcomeGiven',
    'TransferCancelled',
    'RecipientReminded',
  ] as const),
  ...(['AnswerChallenged', 'TaskTaken', 'TaskDone', 'Qualified', 'ResultRecorded', 'Closed', 'NotRetained', 'Reopened', 'settle'] as const),
];
const steps = fc.array(fc.record({ kind: fc.constantFrom(...kinds), which: fc.nat(3) }), { minLength: 3, maxLength: 6 });

const result = Object.fromEntries(
  (['conclusion', 'evidence', 'risk', 'wishes', 'safer', 'refusedByPerson'] as const).map((axis) => [axis, codes(axis)[0]]),
) as unknown as NonNullable<CaseState['result']>;

type Said = CaseEvent extends infer E ? (E extends CaseEvent ? Omit<E, 'at' | 'by'> : never) : never;

/** What happens to the case: one act, or all it takes to be able to close it. */
function happening(kind: (typeof kinds)[number], which: number, state: CaseState): Said[] {
  const transfer = state.transfers[which % Math.max(1, state.transfers.length)]?.id ?? 't1';
  const task = state.tasks[which % Math.max(1, state.tasks.length)]?.id ?? 'k1';
  const outcome = ['AUTRE' as const];
  switch (kind) {
    case 'Refused':
      return [{ kind, transfer, reason: 'HORS_COMPETENCE' }];
    case 'OutcomeGiven':
      return [{ kind, transfer, outcome }];
    case 'TransferCancelled':
      return [{ kind, transfer, reason: 'AGENT' }];
    case 'TaskTaken':
    case 'TaskDone':
      return [{ kind, task }];
    case 'Qualified':
      return [{ kind, facts: state.facts, basis: noBasis }];
    case 'ResultRecorded':
      return [{ kind, result }];
    case 'NotRetained':
      return [{ kind, reason: 'AUTRE' }];
    case 'Closed':
    case 'Reopened':
      return [{ kind }];
    case 'settle':
      return [
        ...state.transfers.map(({ id }): Said => ({ kind: 'OutcomeGiven', transfer: id, outcome })),
        { kind: 'ResultRecorded', result },
        ...state.tasks.map(({ id }): Said => ({ kind: 'TaskDone', task: id })),
      ];
    default:
      return [{ kind, transfer }];
  }
}

test('the page of a case offers what the law allows, nothing else, and says why an open case cannot be closed yet', { timeout: 60_000 }, async () => {
  const met = new Set<string>();
  for (const [turn, lived] of fc.sample(steps, { numRuns: 8, seed: 54 }).entries()) {
    const channel = turn % 2 === 0 ? 'PHONE' : 'API';
    const received = await receive(api.db, anAlert({ channel, externalId: randomUUID() }, { channel, danger: turn % 3 === 0 ? 4 : 2 }));
    const caseId = 'caseId' in received ? received.caseId : '';
    for (const line of await comparePage(caseId)) met.add(line);
    if (turn % 2 === 0) lived.unshift({ kind: 'Qualified', which: 0 });
    if (turn === 4) lived.push({ kind: 'settle', which: 0 }, { kind: 'Closed', which: 0 }, { kind: 'Reopened', which: 0 });
    if (turn === 6) lived.push({ kind: 'InformationRequested', which: 0 });
    for (const { kind, which } of lived) {
      const found = await caseState(api.db, '54', caseId);
      for (const said of happening(kind, which, found?.state as CaseState))
        await apply(api.db, '54', caseId, { ...said, at: Date.now(), by } as CaseEvent);
      for (const line of await comparePage(caseId)) met.add(line);
    }
  }
  // Both answers were seen of each, but for what is always possible, and for what the demonstration entrusts to nobody.
  const once = ['/resultat false', '/note false', '/information false', '/transmissions/*/contester true'];
  const pages = [...new Set([...met].map((line) => line.split(' ')[0]))];
  expect(
    pages
      .flatMap((page) => [`${page} true`, `${page} false`])
      .filter((line) => !met.has(line))
      .sort(),
  ).toEqual(once.sort());
});
