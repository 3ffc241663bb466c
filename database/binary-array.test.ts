import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type FreshDatabase, freshDatabase } from '../test/database.ts';
import { BinaryArray, type SentType, type SentValue } from './binary-array.ts';

let fresh: FreshDatabase;
let client: Client;
beforeAll(async () => {
  fresh = await freshDatabase();
  client = new Client({ connectionString: fresh.appUrl });
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await fresh.drop();
});

async function asText<Type extends SentType>(type: Type, values: readonly SentValue<Type>[]): Promise<(string | null)[]> {
  const column = new BinaryArray(type);
  for (const value of values) column.add(value);
  const { rows } = await client.query<{ value: string | null }>(
    `SELECT to_jsonb(value) #>> '{}' AS value FROM unnest($1::${type}[]) WITH ORDINALITY AS r(value, n) ORDER BY n`,
    [column.parameter],
  );
  return rows.map(({ value }) => value);
}

it('is read by PostgreSQL as what was added, of every type', async () => {
  const id = '0199c2f1-1111-7abc-8def-0123456789ab';
  const ids = [id, id, 'ffffffff-ffff-ffff-ffff-ffffffffffff', id, null, id, id];
  expect(await asText('uuid', ids)).toEqual(ids);
  await expect(asText('uuid', ['54'])).rejects.toThrow('not a UUID');
  const texts = ['', 'é « l’œil » 🦉', '"\\{},NULL', 'NULL', null, '\n\t'];
  expect(await asText('text', texts)).toEqual(texts);
  expect(await asText('jsonb', ['{"a": "é\\"\\\\"}', '[1, null]', null])).toEqual(['{"a": "é\\"\\\\"}', '[1, null]', null]);
  expect(await asText('bytea', [Buffer.from([0, 255, 92]), Buffer.alloc(0), null])).toEqual(['\\x00ff5c', '\\x', null]);
  expect(await asText('boolean', [true, false, null])).toEqual(['true', 'false', null]);
  expect(await asText('smallint', [0, -1, 32_767, null])).toEqual(['0', '-1', '32767', null]);
  expect(await asText('int', [0, -2_147_483_648, 2_147_483_647, null])).toEqual(['0', '-2147483648', '2147483647', null]);
  const whole = [0, 1, -1, 2 ** 32, -(2 ** 32), 2 ** 32 - 1, -(2 ** 32) - 1, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER];
  expect(await asText('bigint', whole)).toEqual(whole.map(String));
});

it('keeps instants to the millisecond, before and after 1970 and 2000', async () => {
  const instants = ['1931-02-03T04:05:06.007Z', '1970-01-01T00:00:00.000Z', '1999-12-31T23:59:59.999Z', '2026-11-29T08:00:00.001Z'].map((text) =>
    Date.parse(text),
  );
  const read = await asText('timestamptz', [...instants, null]);
  expect(read.map((text) => text && Date.parse(text))).toEqual([...instants, null]);
});

it('grows with what is added, however long', async () => {
  const texts = Array.from({ length: 400 }, (_, index) => randomBytes(index).toString('hex')).concat('ø'.repeat(20_000));
  expect(await asText('text', texts)).toEqual(texts);
});
