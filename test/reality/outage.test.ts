import { afterAll, beforeAll, expect, it } from 'vitest';
import type { World } from '../../cases/turn.ts';
import { demonstrationDirectory } from '../../directory/demonstration/index.ts';
import { currentDirectory, publishDirectory } from '../../directory/store.ts';
import { nationalProcedure } from '../../procedures/library/index.ts';
import { publishProcedure } from '../../procedures/store.ts';
import { EngineDesk, eventually } from '../engine/desk.ts';
import { differences } from './compare.ts';
import { live } from './live.ts';
import { noMailForDays } from './scenarios.ts';
import { simulated } from './simulated.ts';

let desk: EngineDesk;
let world: World;
beforeAll(async () => {
  desk = await EngineDesk.open();
  const procedure = nationalProcedure();
  await publishProcedure(desk.db, '54', procedure, 'test');
  await publishDirectory(desk.db, demonstrationDirectory('54'), 'test');
  world = { procedure, directory: await currentDirectory(desk.db, '54') };
  await desk.mailbox.close();
  await desk.startWorker();
});
afterAll(() => desk.end());

it('without a mail server for four days, people are asked to telephone, as simulated; once it is back, mail leaves again', async () => {
  let caseId = '';
  const lived = await live(desk, noMailForDays, world, async (id) => {
    caseId = id;
  });
  expect(differences(simulated(noMailForDays, world), lived, noMailForDays.late)).toEqual([]);
  expect(lived.map(({ kind }) => kind)).toContain('CHANNEL_CHANGED');
  expect(lived.at(-1)?.at).toBeGreaterThan(noMailForDays.start + 2 * 86_400_000);
  expect(desk.mails).toEqual([]);

  await desk.mailbox.open();
  await desk.act(caseId, {
    kind: 'TransferAdded',
    role: 'CCAS',
    mode: 'TRANSFER',
    purpose: 'INFORMATION',
    policy: 'information',
    discloses: ['FACTS'],
    legalBasis: [],
  });
  await eventually(() => expect(desk.mails).not.toEqual([]), 30_000);
}, 180_000);
