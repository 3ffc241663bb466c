import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inDepartment } from '../../database/pool.ts';
import type { Procedure } from '../../procedures/procedure.ts';
import { publishProcedure } from '../../procedures/record/published.ts';
import { type Desk, freshDesk, openCase, signing } from '../../test/fresh.testing.ts';
import { apply } from '../record/apply.ts';
import { verifyJournals } from '../record/signing.ts';
import { agent, directoryWith, hours, monday, Played, procedure } from '../world.testing.ts';

const second: Procedure = {
  ...procedure,
  number: 2,
  chapters: [
    ...procedure.chapters,
    {
      title: 'Nouveau',
      rules: [
        {
          id: 'nouvelle',
          because: 'la mairie est informée',
          when: {},
          then: { to: 'CCAS', mode: 'TRANSFER', purpose: 'INFORMATION', policy: Object.keys(procedure.policies)[0] ?? '', discloses: ['PLACE'] },
        },
      ],
    },
  ],
};
const change = { kind: 'VersionChanged', from: { slug: 'test', number: 1 } } as const;
const directory = directoryWith();

/** A case under way whose world becomes another version's. */
function under(next: Procedure): Played {
  const played = Played.qualified();
  played.world = { procedure: next, directory };
  return played;
}

describe('a case that passes to another version', () => {
  it('keeps what was asked, and asks what the new version asks besides', () => {
    const played = under(second);
    const before = played.state.transfers;
    played.does(change);
    expect(played.entries.find(({ kind }) => kind === 'VERSION_CHANGED')).toMatchObject({
      because: { from: { slug: 'test', number: 1 }, procedure: { slug: 'test', number: 2 } },
    });
    expect(played.state.transfers.slice(0, before.length)).toEqual(before);
    expect(played.state.transfers.slice(before.length)).toMatchObject([{ organisation: 'ccas', because: ['nouvelle'] }]);
  });

  it('waits for its qualification as before when nobody has read it', () => {
    const played = new Played().alert();
    played.world = { procedure: second, directory };
    played.does(change);
    expect(played.state.transfers).toEqual([]);
  });

  it('does nothing when it is the version already followed', () => {
    const played = under(procedure);
    const { length } = played.entries;
    expect(played.does(change).entries).toHaveLength(length);
  });

  it('is refused when a live transfer follows delays that the new version does not have, and once the case is ended', () => {
    const renamed = Object.fromEntries(Object.entries(second.policies).map(([name, policy]) => [`${name}-autre`, policy]));
    expect(under({ ...second, policies: renamed }).tries(change)).toBe('POLICY_MISSING');
    const ended = new Played().alert().does({ kind: 'NotRetained', reason: 'HORS_CHAMP' });
    ended.world = { procedure: second, directory };
    expect(ended.tries(change)).toBe('CASE_ENDED');
  });

  it('goes on when the new version has fewer reminders and escalations than were set', () => {
    const bare = Object.fromEntries(
      Object.entries(second.policies).map(([name, policy]) => [
        name,
        { ...policy, stages: policy.stages.map((stage) => ({ ...stage, remind: [], escalate: [] })) },
      ]),
    );
    const played = under({ ...second, policies: bare }).does(change);
    played.waits(hours(24 * 60));
    expect(played.openTasks()).not.toEqual([]);
  });
});

const moving = { ...change, from: { slug: 'test', number: 1 }, at: monday + hours(2), by: agent } as const;

describe('in the record', () => {
  let desk: Desk;
  beforeAll(async () => {
    desk = await freshDesk();
    await publishProcedure(desk.db, '54', second, 'test');
  });
  afterAll(() => desk.end());

  it('the case is pinned to the new version in the same write, once, and the journal holds', async () => {
    await publishProcedure(desk.db, '54', procedure, 'test');
    const { caseId } = await openCase(desk.db);
    const move = () =>
      apply(desk.db, '54', caseId, moving, { version: { slug: 'test', number: 2 }, content: { text: 'La mairie doit savoir.' }, eventId: 'move' });
    const first = await move();
    expect('entries' in first && first.entries.map(({ kind }) => kind)).toContain('VERSION_CHANGED');
    expect(await move()).toMatchObject({ woken: false });
    const { rows } = await inDepartment(desk.db, '54', (tx) =>
      tx.query({ text: 'SELECT procedure_number AS number FROM case_file WHERE id = $1' }, [caseId]),
    );
    expect(rows).toEqual([{ number: 2 }]);
    expect((await verifyJournals(desk.db, '54', signing)).flaws).toEqual([]);
  });

  it('a refused move leaves the case where it was', async () => {
    const { caseId } = await openCase(desk.db);
    await publishProcedure(
      desk.db,
      '54',
      { ...second, number: 3, policies: { autre: Object.values(second.policies)[0] as Procedure['policies'][string] } },
      'test',
    );
    const refused = await apply(desk.db, '54', caseId, moving, { version: { slug: 'test', number: 3 } });
    expect(refused).toMatchObject({ refused: { code: 'POLICY_MISSING' } });
    const { rows } = await inDepartment(desk.db, '54', (tx) =>
      tx.query<{ number: number }>({ text: 'SELECT procedure_number AS number FROM case_file WHERE id = $1' }, [caseId]),
    );
    expect(rows[0]?.number).not.toBe(3);
  });
});
