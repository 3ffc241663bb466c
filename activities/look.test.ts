import { ApplicationFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { afterAll, expect, it } from 'vitest';
import { readCase } from '../cases/record/read-case.ts';
import { receive } from '../intake/receive.ts';
import { anAlert, freshDesk } from '../test/fresh.testing.ts';
import { type Agenda, type CaseRef, RECIPIENT_REJECTED } from '../workflows/errands.ts';
import type { HandOver } from './deliver.ts';
import { createLook } from './look.ts';

const desk = await freshDesk();
afterAll(() => desk.end());

async function openCase(): Promise<CaseRef> {
  const received = await receive(desk.db, anAlert({}));
  if ('conflict' in received) throw new Error('conflict');
  return { department: '54', caseId: received.caseId };
}

const looking = (handOver: HandOver) => {
  const { look } = createLook({ db: desk.db, handOver });
  return (ref: CaseRef, carried: string[] = []): Promise<Agenda> =>
    new MockActivityEnvironment().run<[Parameters<typeof look>[0]], Agenda, typeof look>(look, { ...ref, carried, now: Date.now() });
};

/** Promises that the test settles, one a message that is handed over. */
function held(): { handOver: HandOver; asked: string[]; fail(failure: Error): void } {
  const asked: string[] = [];
  const waiting: ((failure: Error) => void)[] = [];
  const handOver: HandOver = ({ message }) => {
    asked.push(message);
    return new Promise((_, reject) => waiting.push(reject));
  };
  const fail = (failure: Error) => {
    for (const reject of waiting.splice(0)) reject(failure);
  };
  return { handOver, asked, fail };
}

const later = ApplicationFailure.create({ type: 'SMTP_451', message: 'SMTP_451' });
const never = ApplicationFailure.nonRetryable('EENVELOPE 550', RECIPIENT_REJECTED);

it('tries each due message once, and says what was tried', async () => {
  const asked: string[] = [];
  const handOver: HandOver = async ({ message }) => {
    asked.push(message);
    throw later;
  };
  const ref = await openCase();
  const { deliver } = await looking(handOver)(ref);
  expect(asked).toHaveLength(1);
  expect(deliver).toMatchObject([{ message: asked[0], tried: true }]);
});

it('leaves alone what an activity carries already', async () => {
  const { handOver, asked } = held();
  const ref = await openCase();
  const { deliver } = await looking(async () => Promise.reject(later))(ref);
  await looking(handOver)(
    ref,
    deliver.map(({ message }) => message),
  );
  expect(asked).toEqual([]);
});

it('waits two seconds for a mail server, and leaves what takes longer to an activity, untried', async () => {
  const { handOver, asked } = held();
  const from = performance.now();
  const { deliver } = await looking(handOver)(await openCase());
  expect(performance.now() - from).toBeLessThan(6_000);
  expect(asked).toHaveLength(1);
  expect(deliver.map(({ message, tried }) => [message, tried])).toEqual([[asked[0], undefined]]);
});

it('tries no more than twenty at once, so that a mute mail server holds no other case', async () => {
  const { handOver, asked, fail } = held();
  const look = looking(handOver);
  const cases = await Promise.all(Array.from({ length: 22 }, openCase));
  const agendas = await Promise.all(cases.map((ref) => look(ref)));
  expect(agendas.flatMap(({ deliver }) => deliver)).toHaveLength(22);
  expect(asked).toHaveLength(20);
  const from = performance.now();
  const { deliver } = await look(await openCase());
  expect(performance.now() - from).toBeLessThan(1_500);
  expect(deliver).toHaveLength(1);
  fail(later);
  await look(await openCase());
  expect(asked).toHaveLength(21);
});

it('gives up what is refused for good, and the law takes another way', async () => {
  const ref = await openCase();
  await looking(async () => Promise.reject(never))(ref);
  const record = await readCase(desk.db, '54', { kind: 'API', id: null }, ref.caseId, 'CASE_PAGE');
  expect(record?.journal.map(({ kind }) => kind)).toContain('DELIVERY_FAILED');
});
