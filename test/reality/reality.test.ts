import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAccount } from '../../accounts/accounts.ts';
import { entriesOf } from '../../cases/model/entries.ts';
import type { World } from '../../cases/running/turn.ts';
import { inDepartment } from '../../database/pool.ts';
import { demonstrationDirectory } from '../../demonstration/directories.ts';
import { currentDirectory, publishDirectory } from '../../directory/record/revisions.ts';
import { nationalProcedure } from '../../procedures/library/index.ts';
import { publishProcedure } from '../../procedures/record/published.ts';
import { EngineDesk } from '../engine/desk.ts';
import { differences } from './compare.ts';
import { editedProcedure } from './edited.ts';
import { live } from './live.ts';
import { addressesOf, chosen, generated, mailServers, type Scenario, underEdited } from './scenarios.ts';
import { simulated } from './simulated.ts';

const seed = Number(process.env.GUICHET_SEED ?? 20_261_122);
/** Drawn beside the chosen ones; told how many (`npm run reality`), all the chosen ones are played, else every second of them and two drawn. */
const drawn = process.env.GUICHET_SCENARIOS;
const played = drawn === undefined ? chosen.filter((_scenario, index) => index % 2 === 0) : chosen;
const scenarios = [...played, ...generated(seed, Number(drawn ?? 2))];

let desk: EngineDesk;
let world: World;
beforeAll(async () => {
  desk = await EngineDesk.open();
  const procedure = nationalProcedure();
  await publishProcedure(desk.db, '54', procedure, 'test');
  await publishDirectory(desk.db, demonstrationDirectory('54'), 'test');
  world = { procedure, directory: await currentDirectory(desk.db, '54') };
  // Nobody is on the roster: the coordinator is called.
  await createAccount(
    desk.db,
    { department: '54', kind: 'COORDINATOR', organisation: null, email: 'coordination@guichet.example', name: 'Camille' },
    'mot de passe de test',
  );
  for (const [organisation, delivery] of Object.entries(mailServers))
    for (const address of addressesOf(organisation)) desk.behaviours.set(address, { answer: delivery === 'REFUSED' ? 550 : 451 });
  await desk.startWorker();
});
afterAll(() => desk.end());

describe.concurrent('a situation goes in reality as it was simulated', () => {
  it.each(scenarios)('$name', async (scenario) => {
    const lived = await live(desk, scenario, world);
    expect(differences(simulated(scenario, world), lived, scenario.late), JSON.stringify(scenario)).toEqual([]);
  });

  it('and a reminder that reality forgets is found out', async () => {
    const [{ start, ...silence }] = chosen as [Scenario];
    const scenario = { ...silence, start, until: start + 3 * 86_400_000 };
    const lived = await live(desk, scenario, world, (caseId) => forget(caseId, 'REMIND'));
    expect(differences(simulated(scenario, world), lived)).toEqual([
      expect.stringMatching(/^ACTION CD mds-longwy-54, line 3: simulated \S+ REMINDED .*; lived \S+ LIMIT_MISSED /),
    ]);
  });
});

it('a situation under a protocol made in the editor goes in reality as it was simulated', async () => {
  const procedure = editedProcedure(2);
  await publishProcedure(desk.db, '54', procedure, 'test');
  const edited = { ...world, procedure };
  const lived = await live(desk, underEdited, edited);
  expect(differences(simulated(underEdited, edited), lived)).toEqual([]);
  const orders = entriesOf(lived, 'TRANSFER_ORDERED').map(({ because }) => because.rules);
  expect(orders).toContainEqual(['regle-1']);
  expect(orders).toContainEqual(['STEP:etape-1']);
  expect(entriesOf(lived, 'REMINDED').some(({ because }) => because.rank === 2)).toBe(true);
});

async function forget(caseId: string, kind: string): Promise<void> {
  await inDepartment(desk.db, '54', (tx) =>
    tx.last(
      {
        text: `UPDATE case_file SET state = jsonb_set(state, '{deadlines}',
                 (SELECT jsonb_agg(deadline) FROM jsonb_array_elements(state -> 'deadlines') AS deadline WHERE deadline ->> 'kind' <> $2))
               WHERE id = $1`,
      },
      [caseId, kind],
    ),
  );
}
