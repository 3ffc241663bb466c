import { randomUUID } from 'node:crypto';
import type { Actor, CaseEvent } from '../cases/model/events.ts';
import { apply } from '../cases/record/apply.ts';
import { inDepartment } from '../database/pool.ts';
import { receive } from '../intake/receive.ts';
import { nationalProcedure } from '../procedures/library/index.ts';
import { publishProcedure } from '../procedures/record/published.ts';
import { eventually, type Stack } from '../test/stack.ts';
import { processorMeter } from './figures.ts';
import { onMail } from './latency.ts';

const desk: Actor = { kind: 'AGENT', id: null };
const result = {
  conclusion: 'TRES_PROBABLE',
  evidence: 'CONCORDANT',
  risk: 'REDUIT',
  wishes: 'ATTEINTS',
  safer: 'PLUTOT',
  refusedByPerson: 'NON',
} as const;

/**
 * Whole cases per second through the real engine: an alert, two transfers mailed, two acknowledgements, two outcomes, closed;
 * until the last case is closed and its last wake has been carried out. Uses a protocol of its own with two transfers, published
 * on this throw-away installation.
 */
export async function wholeCases(
  stack: Stack,
  count: number,
  concurrency: number,
): Promise<{ cases: number; casesPerSecond: number; processors: Record<string, number> }> {
  const national = nationalProcedure();
  const [chapter] = national.chapters;
  const order = national.otherwise;
  await publishProcedure(
    stack.db,
    '54',
    {
      ...national,
      slug: 'bench',
      chapters: [
        {
          title: chapter?.title ?? 'Essai',
          rules: (['CD', 'ARS'] as const).map((to) => ({
            id: to,
            because: 'mesure',
            when: {},
            then: { ...order, to, purpose: 'ACTION' as const, policy: 'standard' },
          })),
        },
      ],
    },
    'bench',
  );
  const mailed = new Map<string, number>();
  const waiting = new Map<string, () => void>();
  const stop = onMail(stack, (reference) => {
    mailed.set(reference, (mailed.get(reference) ?? 0) + 1);
    if (mailed.get(reference) === 2) waiting.get(reference)?.();
  });
  const used = processorMeter(stack);
  const from = performance.now();
  let started = 0;
  await Promise.all(
    Array.from({ length: concurrency }, async () => {
      while (started < count) {
        started += 1;
        await oneCase(stack, (reference) => new Promise((both) => ((mailed.get(reference) ?? 0) >= 2 ? both() : void waiting.set(reference, both))));
      }
    }),
  );
  await eventually(() => nothingRaised(stack), 120_000, 'the last wake');
  stop();
  const seconds = (performance.now() - from) / 1000;
  return { cases: count, casesPerSecond: Math.round((count / seconds) * 10) / 10, processors: used() };
}

async function oneCase(stack: Stack, bothMailed: (reference: string) => Promise<void>): Promise<void> {
  const received = await receive(stack.db, {
    department: '54',
    door: { authenticated: true, actor: { kind: 'API', id: null } },
    channel: 'API',
    source: 'bench',
    externalId: randomUUID(),
    bodyHash: Buffer.alloc(32),
    receivedAt: Date.now(),
    reachable: false,
    content: { narrative: 'Mesure, sans personne réelle.' },
    facts: {
      channel: 'API',
      inseeCode: '54395',
      place: 'DOMICILE',
      implicated: [{ kind: 'MEMBRE_FAMILLE' }],
      maltreatment: [],
      danger: 1,
      victimGroup: 'PERSONNE_AGEE',
      flags: [],
    },
  });
  if ('conflict' in received) throw new Error('conflict');
  const transfers = received.state.transfers.map(({ id }) => id);
  if (transfers.length !== 2) throw new Error(`${transfers.length} transfers instead of two`);
  await bothMailed(received.reference);
  const does = async (event: CaseEvent): Promise<void> => {
    const applied = await apply(stack.db, '54', received.caseId, event);
    if ('refused' in applied) throw new Error(applied.refused.code);
  };
  const stamp = () => ({ at: Date.now(), by: desk });
  // The mail can arrive a moment before its hand-over is recorded: an answer counts as hand-over.
  for (const transfer of transfers) await does({ kind: 'Acknowledged', transfer, ...stamp() });
  for (const transfer of transfers) await does({ kind: 'OutcomeGiven', transfer, outcome: ['MESURES_CORRECTIVES'], ...stamp() });
  await does({ kind: 'ResultRecorded', result, ...stamp() });
  await does({ kind: 'Closed', ...stamp() });
}

async function nothingRaised(stack: Stack): Promise<boolean> {
  const { rows } = await inDepartment(stack.db, '54', (tx) =>
    tx.query<{ n: string }>({ text: 'SELECT count(*) AS n FROM wake WHERE raised > seen' }),
  );
  return Number(rows[0]?.n) === 0;
}
