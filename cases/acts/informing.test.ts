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

test('each who is put off is looked at again for itself, and an agent’s own step is nobody else’s', () => {
  const until = monday + hours(24 * 20);
  const played = qualified().does({ kind: 'TaskOrdered', task: 'COME_BACK', dueAt: until });
  for (const whom of ['PERSONNE', 'MIS_EN_CAUSE'] as const) played.does({ kind: 'InformingNoted', whom, said: { until, why: 'DANGER' } });
  expect(open(played, 'COME_BACK')).toHaveLength(3);
  expect(new Set(open(played, 'COME_BACK').map(({ sayable }) => sayable)).size, 'each says whom').toBe(3);
  played.does({ kind: 'InformingNoted', whom: 'PERSONNE', said: { on: played.now } });
  expect(open(played, 'COME_BACK').map(({ cause }) => cause)).toEqual([
    { kind: 'AGENT', dueAt: until },
    { kind: 'INFORMING', whom: 'MIS_EN_CAUSE', dueAt: until },
  ]);
  played.does({ kind: 'InformingNoted', whom: 'MIS_EN_CAUSE', said: { until: until + hours(24), why: 'DANGER' } });
  expect(open(played, 'COME_BACK').map(({ dueAt }) => dueAt)).toEqual([until, until + hours(24)]);
});

test('put off after all, the person is not informed anywhere, and is to be again', () => {
  const played = qualified().does({ kind: 'InformingNoted', whom: 'PERSONNE', said: { on: monday } });
  played.does({ kind: 'InformingNoted', whom: 'PERSONNE', said: { until: monday + hours(24 * 20), why: 'DANGER' } });
  expect(played.state.basis.victimInformed).toBe(false);
  expect(open(played, 'INFORM_PERSON')).toHaveLength(1);
});

test('whoever qualifies and says that the person does not know takes back that she was told, not that it waits', () => {
  for (const victimInformed of [false, null]) {
    const played = qualified().does({ kind: 'InformingNoted', whom: 'PERSONNE', said: { on: monday } });
    played.does({ kind: 'Qualified', facts: bound, basis: { ...toInform, victimInformed } });
    expect(played.state.informing).toEqual({});
    expect(open(played, 'INFORM_PERSON')).toHaveLength(1);
    const said = { until: monday + hours(24 * 20), why: 'DANGER' } as const;
    played.does({ kind: 'InformingNoted', whom: 'PERSONNE', said }).does({ kind: 'Qualified', facts: bound, basis: { ...toInform, victimInformed } });
    expect(played.state.informing).toEqual({ PERSONNE: said });
  }
});

test('informing that waits on a case that ended is looked at again all the same, and outlives its end', () => {
  const later = { until: monday + hours(24 * 200), why: 'DANGER' } as const;
  const played = new Played().alert(atHome).does({ kind: 'InformingNoted', whom: 'MIS_EN_CAUSE', said: later });
  played.does({ kind: 'NotRetained', reason: 'AUTRE' });
  expect(open(played, 'COME_BACK').map(({ cause }) => cause)).toEqual([{ kind: 'INFORMING', whom: 'MIS_EN_CAUSE', dueAt: later.until }]);
  played.does({ kind: 'InformingNoted', whom: 'PERSONNE', said: later });
  expect(open(played, 'COME_BACK')).toHaveLength(2);
});

test('a day to come is no day of informing, a day gone none to wait for', () => {
  const played = qualified();
  expect(played.tries({ kind: 'InformingNoted', whom: 'PERSONNE', said: { on: played.now + 1 } })).toBe('TO_COME');
  expect(played.tries({ kind: 'InformingNoted', whom: 'PERSONNE', said: { until: played.now, why: 'SECRET' } })).toBe('PAST');
});
