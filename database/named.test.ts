import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Desk, freshDesk } from '../test/fresh.testing.ts';
import { named } from './named.ts';
import { inDepartment } from './pool.ts';

const keep = named({
  name: 'keep',
  text: `SELECT :caseId::uuid, '{"a": 1}'::jsonb, now() - interval '1:30' FROM t WHERE id = :caseId AND n = :count`,
});

describe('a named statement', () => {
  it('numbers each name once, in the order of the text, and leaves casts and what is not a name', () => {
    expect(keep({ count: 2, caseId: 'c' })).toEqual({
      name: 'keep',
      text: `SELECT $1::uuid, '{"a": 1}'::jsonb, now() - interval '1:30' FROM t WHERE id = $1 AND n = $2`,
      values: ['c', 2],
    });
  });

  it('asks for every name and for no other, before it runs', () => {
    // @ts-expect-error one is missing
    expect(() => keep({ caseId: 'c' })).toThrow('"count"');
    // @ts-expect-error one is too many
    expect(keep({ caseId: 'c', count: 2, cuont: 3 }).values).toHaveLength(2);
    const fragment = 'kind = :kind AND step = :step' as const;
    // @ts-expect-error what a fragment asks for is asked for
    expect(() => named({ text: `SELECT 1 WHERE ${fragment}` })({ kind: 'NOTE' })).toThrow('"step"');
  });

  it('takes an absent value for null only when it was said', () => {
    expect(keep({ caseId: null, count: undefined }).values).toEqual([null, undefined]);
  });
});

describe('in a transaction', () => {
  let desk: Desk;
  beforeAll(async () => {
    desk = await freshDesk();
  });
  afterAll(() => desk.end());

  it('is planned once a connection, under its name', async () => {
    const sum = named({ name: 'named-sum', text: 'SELECT :one::int + :two::int + :one AS sum' });
    const asked = await inDepartment(desk.db, '54', async (tx) => {
      const first = await tx.query<{ sum: number }>(sum({ one: 1, two: 2 }));
      const prepared = await tx.query({ text: `SELECT 1 FROM pg_prepared_statements WHERE name = 'named-sum'` });
      const last = await tx.last<{ sum: number }>(sum({ two: 20, one: 10 }));
      return [first.rows[0]?.sum, prepared.rowCount, last.rows[0]?.sum];
    });
    expect(asked).toEqual([4, 1, 40]);
  });
});
