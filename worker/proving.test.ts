import { Writable } from 'node:stream';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { directoryWith, procedure } from '../cases/world.testing.ts';
import { publishDirectory } from '../directory/record/revisions.ts';
import { proofOf } from '../publication/proofs.ts';
import { type Desk, freshDesk } from '../test/fresh.testing.ts';
import { startProving } from './proving.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await freshDesk();
});
afterAll(() => desk.end());

test('proves at once what nobody has proved, with the newest directory, and says what does not hold', async () => {
  const { revision: _first, ...directory } = directoryWith();
  const revision = await publishDirectory(desk.db, { ...directory, department: '54' }, 'test');
  const lines: string[] = [];
  const log = pino(
    new Writable({
      write: (chunk, _encoding, done) => {
        lines.push(String(chunk));
        done();
      },
    }),
  );
  // It looks when it starts, and ends what it began before it closes.
  await startProving(desk.db, log).close();
  expect(await proofOf(desk.db, '54', procedure.slug, procedure.number)).toMatchObject({
    current: true,
    proof: { directory: revision, holds: false },
  });
  expect(await proofOf(desk.db, '57', procedure.slug, procedure.number)).toMatchObject({ current: true });
  expect(lines.map((line) => JSON.parse(line) as { code: string; department: string })).toMatchObject([
    { code: 'NOT_PROVED', department: '54' },
    { code: 'NOT_PROVED', department: '57' },
  ]);
  await startProving(desk.db, log).close();
  expect(lines).toHaveLength(2);
});
