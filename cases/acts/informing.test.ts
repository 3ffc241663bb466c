import { expect, test } from 'vitest';
import { atHome, hours, monday, noBasis, Played } from '../world.testing.ts';

const bound = { ...atHome, flags: [...atHome.flags, 'REPORTER_BOUND_BY_SECRECY' as const] };
const toInform = { ...noBasis, legal: ['CP_226_14_3' as const], victimConsent: 'NON' as const };
const qualified = () => new Played().alert(bound).does({ kind: 'Qualified', facts: bound, basis: toInform });
const open = (played: Played, kind: string) => played.state.tasks.filter((task) => task.kind === kind && task.status === 'OPEN');

test('that the person was informed is an act: it ends the task to inform her, and is the basis’s own', () => {
  const played = qualified();
  expect(open(played, 'INFORM_PERSON')).toHaveLength(1);
  played.does({ kind: 'InformingNoted', whom: 'PERSONNE', said: { on: monday } });
  expect(open(played, 'INFORM_PERSON')).toEqual([]);
  expect(played.state.basis.victimInformed).toBe(true);
  expect(played.state.informing).toEqual({ PERSONNE: { on: monday } });
});

test('informing that waits is looked at again on its day, and stops nothing; twice is once', () => {
  const until = monday + hours(24 * 20);
  const played = qualified();
  const live = played.state.transfers;
  played.does({ kind: 'InformingNoted', whom: 'MIS_EN_CAUSE', said: { until, why: 'DANGER' } });
  expect(open(played, 'COME_BACK').map(({ dueAt }) => dueAt)).toEqual([until]);
  expect(played.state.transfers).toEqual(live);
  expect(open(played, 'INFORM_PERSON'), 'the person is another').toHaveLength(1);
  const { length } = played.entries;
  played.does({ kind: 'InformingNoted', whom: 'MIS_EN_CAUSE', said: { until, why: 'DANGER' } });
  expect(played.entries).toHaveLength(length);
  played.does({ kind: 'InformingNoted', whom: 'MIS_EN_CAUSE', said: { on: played.now } });
  expect(played.state.informing).toEqual({ MIS_EN_CAUSE: { on: played.now } });
  expect(open(played, 'COME_BACK'), 'nothing is left to look at').toEqual([]);
});

test('a day to come is no day of informing, a day gone none to wait for', () => {
  const played = qualified();
  expect(played.tries({ kind: 'InformingNoted', whom: 'PERSONNE', said: { on: played.now + 1 } })).toBe('TO_COME');
  expect(played.tries({ kind: 'InformingNoted', whom: 'PERSONNE', said: { until: played.now, why: 'SECRET' } })).toBe('PAST');
});
