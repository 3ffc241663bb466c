import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAccount } from '../../api/sessions/store.ts';
import type { RecipientBehaviour } from '../../cases/behaviour.ts';
import type { Entry } from '../../cases/events.ts';
import { simulate } from '../../cases/simulate.ts';
import type { World } from '../../cases/turn.ts';
import { inDepartment } from '../../database/pool.ts';
import { demonstrationDirectory } from '../../directory/demonstration/index.ts';
import { currentDirectory, publishDirectory } from '../../directory/store.ts';
import { nationalProcedure } from '../../procedures/library/index.ts';
import { publishProcedure } from '../../procedures/store.ts';
import { EngineDesk } from '../engine/desk.ts';
import { differences } from './compare.ts';
import { live } from './live.ts';
import { addressesOf, chosen, generated, mailServers, type Scenario } from './scenarios.ts';

const seed = Number(process.env.GUICHET_SEED ?? 20_261_122);
const scenarios = [...chosen, ...generated(seed, Number(process.env.GUICHET_SCENARIOS ?? 2))];

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

function simulated({ facts, start, until, behaviour, recovery }: Scenario): Entry[] {
  const recipients = { ...behaviour.recipients, ...(recovery && { [recovery.organisation]: backAtTry(recovery.simulatedTry) }) };
  const played = simulate(facts, start, world, { ...behaviour, recipients });
  if ('refused' in played) throw new Error(played.refused.code);
  return played.entries.filter(({ at }) => at <= until);
}

/** A body whose mail server the simulator finds back at its nth try: it reads `delivery` once for each. */
function backAtTry(last: number): RecipientBehaviour {
  let tries = 0;
  return {
    get delivery() {
      tries += 1;
      return tries < last ? 'DOWN' : 'ACCEPTED';
    },
  };
}

describe.concurrent('a situation goes in reality as it was simulated', () => {
  it.each(scenarios)('$name', { timeout: 120_000 }, async (scenario) => {
    const lived = await live(desk, scenario, world);
    expect(differences(simulated(scenario), lived, scenario.late), JSON.stringify(scenario)).toEqual([]);
  });

  it('and a reminder that reality forgets is found out', { timeout: 120_000 }, async () => {
    const [{ start, ...silence }] = chosen as [Scenario];
    const scenario = { ...silence, start, until: start + 3 * 86_400_000 };
    const lived = await live(desk, scenario, world, (caseId) => forget(caseId, 'REMIND'));
    expect(differences(simulated(scenario), lived)).toEqual([
      expect.stringMatching(/^ACTION CD mds-longwy-54, line 3: simulated \S+ REMINDED .*; lived \S+ LIMIT_MISSED /),
    ]);
  });
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

describe('the comparison', () => {
  const lines = (): Entry[] => simulated(chosen[0] as Scenario);
  const second = 1_000;
  /** What the line changed stays, so that the rest can be read. */
  function without(journal: Entry[], index: number): Entry[] {
    const [gone, next] = journal.slice(index);
    return next === undefined ? journal.slice(0, -1) : journal.toSpliced(index, 2, { ...next, changes: [...(gone?.changes ?? []), ...next.changes] });
  }

  it('finds each line that is missing, added, or about somebody else', () => {
    const journal = lines();
    expect(differences(journal, lines())).toEqual([]);
    for (const [index, entry] of journal.entries()) {
      expect(differences(journal, without(journal, index)), `without line ${index + 1}, ${entry.kind}`).not.toEqual([]);
      expect(differences(journal, journal.toSpliced(index, 0, entry)), `line ${index + 1} twice, ${entry.kind}`).not.toEqual([]);
      const elsewhere = { ...entry, because: { ...entry.because, organisation: 'ars-54', contact: 'ars-54-titulaire' } };
      expect(differences(journal, journal.with(index, elsewhere)), `line ${index + 1} to somebody else, ${entry.kind}`).not.toEqual([]);
    }
  });

  it('finds a deadline a second late, and a hand-over more than a minute late', () => {
    const journal = lines();
    for (const [index, entry] of journal.entries()) {
      const by = entry.because.deadline === undefined ? 61 * second : second;
      expect(differences(journal, journal.with(index, { ...entry, at: entry.at + by })), `line ${index + 1}, ${entry.kind}`).not.toEqual([]);
    }
  });
});
