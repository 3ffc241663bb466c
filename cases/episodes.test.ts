import { describe, expect, it } from 'vitest';
import type { Facts } from '../vocabulary/facts.ts';
import { aboutTransfer } from './model/message.ts';
import type { Transfer } from './model/state.ts';
import { preview } from './preview.ts';
import { agent, aResult, atHome, directoryWith, hours, monday, noBasis, Played, procedure, transferAdded } from './world.testing.ts';

const danger = (level: 1 | 4): Facts => ({ ...atHome, danger: level });
const requalified = (played: Played, facts: Facts): Played => played.does({ kind: 'Qualified', facts, basis: noBasis });
const calls = (played: Played) => played.state.tasks.filter(({ kind, to }) => kind === 'PHONE_NOW' && to === 'DUTY');
const to = (played: Played, organisation: string): Transfer[] => played.state.transfers.filter((one) => one.organisation === organisation);
const limit = (played: Played, { id, stage }: Transfer) => played.state.deadlines.find((one) => one.id === `LIMIT:${id}:${stage?.reach}`)?.dueAt;
const queued = (played: Played, { id }: Transfer) => played.state.messages.filter((one) => aboutTransfer(one) === id).map(({ kind }) => kind);

describe('danger that comes back', () => {
  const answered = (): Played => {
    const played = Played.qualified(danger(4));
    for (const { id } of played.state.transfers) played.does({ kind: 'TakenInCharge', transfer: id });
    for (const { id } of calls(played)) played.does({ kind: 'TaskDone', task: id });
    return played.waits(hours(24));
  };

  it('calls whoever is on duty again, and asks again who had answered, with an instant of its own', () => {
    const played = requalified(answered(), danger(1)).waits(hours(24));
    expect(calls(played).map(({ status }) => status)).toEqual(['DONE']);
    requalified(played, danger(4));
    expect(calls(played).map(({ status }) => status)).toEqual(['DONE', 'OPEN']);
    expect(calls(played)[1]).toMatchObject({ raisedAt: played.now, dueAt: played.now + hours(1) });
    expect(played.state.messages.some(({ kind }) => kind === 'DUTY_CALL')).toBe(true);
    expect(to(played, 'police').map(({ status }) => status)).toEqual(['IN_CHARGE', 'DUE']);
    expect(played.state.obligations.filter(({ status }) => status === 'OPEN')).toHaveLength(1);
  });

  it('tells who has it and has not answered yet', () => {
    const played = requalified(Played.qualified(danger(4)), danger(1))
      .waits(hours(1))
      .deliver();
    requalified(played, danger(4));
    expect(to(played, 'police')).toHaveLength(1);
    expect(queued(played, played.transfer('police'))).toEqual(['CHANGED']);
  });

  it('is one call while it lasts: the same facts again, a call done meanwhile for a second alert', () => {
    const played = answered();
    requalified(played, danger(4));
    expect(calls(played)).toHaveLength(1);
    const second = Played.qualified(danger(1)).waits(hours(1)).alert(danger(4), false);
    for (const { id } of calls(second)) second.does({ kind: 'TaskDone', task: id });
    requalified(second, danger(4));
    expect(calls(second)).toHaveLength(1);
  });

  it('in a case of before, which does not say since when its facts were known, calls', () => {
    const played = requalified(answered(), danger(1));
    const { episode: _, ...before } = played.state;
    played.state = before;
    requalified(played, danger(4));
    expect(calls(played)).toHaveLength(2);
  });

  it('calls though another reason had asked for the very same call, and a call that waits is not doubled', () => {
    const media = { id: 'a-media', because: 'presse', when: { flags: { anyOf: ['MEDIA'] } } };
    const [first] = procedure.chapters;
    const call = first?.rules.find(({ id }) => id === 'danger')?.then;
    if (call === undefined) throw new Error('no rule calls');
    const chapters = [...procedure.chapters, { title: 'Presse', rules: [{ ...media, then: call }] }];
    const world = { procedure: { ...procedure, chapters }, directory: directoryWith() };
    const inPress = (level: 1 | 4): Facts => ({ ...danger(level), flags: ['MEDIA'] });

    const done = Played.qualified(inPress(1), world);
    for (const { id } of calls(done)) done.does({ kind: 'TaskDone', task: id });
    requalified(done.waits(hours(24)), inPress(4));
    expect(calls(done).map(({ status }) => status)).toEqual(['DONE', 'OPEN']);

    const open = Played.qualified(danger(4), world);
    requalified(open, inPress(4)).alert(inPress(4), false);
    expect(calls(open).map(({ status }) => status)).toEqual(['OPEN']);
  });

  it('is in the preview before it is confirmed', () => {
    const played = requalified(answered(), danger(1));
    const shown = preview(played.state, danger(4), noBasis, agent, played.now, played.world);
    expect(shown).toMatchObject({ tasks: [{ kind: 'PHONE_NOW' }], transfers: [{ transfer: { organisation: 'police' } }], changed: [] });
    const running = requalified(Played.qualified(danger(4)), danger(1)).deliver();
    const hurried = preview(running.state, danger(4), noBasis, agent, running.now, running.world);
    expect(hurried).toMatchObject({
      transfers: [],
      changed: [{ transfer: { organisation: 'police' }, clocks: [{ reach: 'ACKNOWLEDGED', state: 'running' }] }],
    });
  });
});

describe('facts that grow graver while a transfer runs', () => {
  const urgent = {
    id: 'urgent',
    because: 'danger chez elle',
    when: { danger: { atLeast: 3 } },
    then: { to: 'CD' as const, mode: 'TRANSFER' as const, purpose: 'ACTION' as const, policy: 'quick', discloses: ['VICTIM_IDENTITY' as const] },
  };
  const world = { procedure: { ...procedure, chapters: [...procedure.chapters, { title: 'Urgent', rules: [urgent] }] }, directory: directoryWith() };

  it('hurry the stage that runs and the obligation from the requalification, widen what is told, and the recipient is told now', () => {
    const played = Played.qualified(danger(1), world).waits(hours(2));
    const before = played.transfer('cd');
    const [limitBefore, answerBefore] = [limit(played, before), played.state.obligations[0]?.answerBy];
    requalified(played, danger(4));
    const after = played.transfer('cd');
    expect(to(played, 'cd')).toHaveLength(1);
    expect(after).toMatchObject({ policies: ['standard', 'quick'], discloses: ['VICTIM_IDENTITY', 'PLACE', 'FACTS'] });
    expect(limit(played, after)).toBe(played.now + hours(4));
    expect(limitBefore).toBeGreaterThan(played.now + hours(4));
    // Received within four hours, then five working days to take charge: no longer two days, then three, then five.
    expect(new Date(played.state.obligations[0]?.answerBy ?? 0).toISOString()).toBe('2026-11-23T16:00:00.000Z');
    expect(new Date(answerBefore ?? 0).toISOString()).toBe('2026-11-30T16:00:00.000Z');
    expect(played.state.deadlines.filter(({ kind, transfer }) => kind === 'REMIND' && transfer === after.id).map(({ dueAt }) => dueAt)).toEqual([
      played.now + hours(1),
      played.now + hours(2),
    ]);
    expect(queued(played, after)).toEqual(['CHANGED']);
  });

  it('take the more binding mode, and the recipient is told so', () => {
    const enquiry = { ...urgent, id: 'enquete', when: {}, then: { ...urgent.then, mode: 'ENTRUSTED_ENQUIRY' as const } };
    const both = { ...procedure, chapters: [...procedure.chapters, { title: 'Les deux', rules: [enquiry, urgent] }] };
    const played = Played.qualified({ ...danger(1), place: 'TRAJET' }, { ...world, procedure: both }).waits(hours(0.5));
    expect(played.transfer('cd').mode).toBe('ENTRUSTED_ENQUIRY');
    requalified(played, { ...danger(4), place: 'TRAJET' });
    expect([to(played, 'cd').map(({ mode }) => mode), queued(played, played.transfer('cd'))]).toEqual([['TRANSFER'], ['CHANGED']]);
  });

  it('hurry the clocks of a recipient who waits for an answer of the desk: no more is left of them than the facts leave now', () => {
    const played = Played.qualified(danger(1), world).waits(hours(2));
    const { id } = played.transfer('cd');
    played.does({ kind: 'InformationRequested', transfer: id }).waits(hours(1));
    requalified(played, danger(4)).waits(hours(3)).does({ kind: 'InformationGiven', transfer: id });
    // All of the four hours is left: the clock waited since.
    expect(limit(played, played.transfer('cd'))).toBe(played.now + hours(4));
    expect(
      played.state.deadlines.filter(({ kind, transfer }) => kind === 'REMIND' && transfer === id).map(({ dueAt }) => dueAt - played.now),
    ).toEqual([hours(1), hours(2)]);
  });

  it('remind anew, each reminder a message of its own', () => {
    const played = Played.qualified(danger(1), world).waits(hours(33)).deliver();
    requalified(played, danger(4)).waits(hours(2)).deliver();
    const reminded = played.entries.filter((entry) => entry.kind === 'REMINDED' && entry.transfer === played.transfer('cd').id);
    const ranks = reminded.map((entry) => 'rank' in entry.because && entry.because.rank);
    expect(ranks.length).toBeGreaterThan(1);
    expect(new Set(ranks).size).toBe(ranks.length);
  });

  it('never give more time: an instant that is earlier already stays', () => {
    const played = Played.qualified(danger(4), world).waits(hours(1)).deliver();
    const before = limit(played, played.transfer('cd'));
    const answers = played.state.obligations.map(({ answerBy }) => answerBy);
    requalified(played, danger(1)).waits(hours(1)).deliver();
    requalified(played, danger(4));
    expect(limit(played, played.transfer('cd'))).toBe(before);
    expect(played.state.obligations.map(({ answerBy }) => answerBy)).toEqual(answers);
  });

  it('before hand-over, are in the transfer itself, which leaves by what is quickest', () => {
    const played = new Played(world).alert(danger(1));
    requalified(played, danger(1)).waits(hours(0.5));
    requalified(played, danger(4));
    const cd = played.transfer('cd');
    expect(queued(played, cd)).toEqual(['TRANSFER']);
    expect(played.state.deadlines.find(({ id }) => id === `HANDOVER:${cd.id}`)?.dueAt).toBe(played.now + hours(2));
  });

  it('are told by telephone where there is no address', () => {
    const phoneOnly = directoryWith([], (directory) => ({
      ...directory,
      contacts: directory.contacts.map(({ email: _, ...contact }) => contact),
    }));
    const played = Played.qualified(danger(1), { ...world, directory: phoneOnly });
    const call = played.state.tasks.find(({ carries, transfer }) => carries && transfer === played.transfer('cd').id);
    played.does({ kind: 'TaskDone', task: call?.id ?? '', reached: true }).waits(hours(1));
    requalified(played, danger(4));
    expect(played.state.tasks.filter(({ cause }) => cause.kind === 'CHANGED')).toMatchObject([{ kind: 'CALL_BACK', status: 'OPEN' }]);
  });
});

describe('who was asked before', () => {
  it('and refused, or was silent, is not asked again for the same facts', () => {
    const played = Played.qualified().does({ kind: 'Refused', transfer: 't1', reason: 'HORS_COMPETENCE' }).deliver();
    expect(to(played, 'cd2')).toHaveLength(1);
    requalified(played, danger(1));
    expect(to(played, 'cd').map(({ status }) => status)).toEqual(['REROUTED']);
    expect(to(played, 'cd2')).toHaveLength(1);
  });

  it('and refused for its territory is asked again where the place is another, unless somebody stands in for it', () => {
    const [there, here] = [
      { ...atHome, inseeCode: '54528' },
      { ...atHome, inseeCode: '54395' },
    ];
    const refuses = (played: Played, organisation: string) =>
      played.does({ kind: 'Refused', transfer: played.transfer(organisation).id, reason: 'HORS_TERRITOIRE' });
    const stoodIn = refuses(Played.qualified(there), 'cd').deliver();
    requalified(stoodIn, here);
    expect(to(stoodIn, 'cd')).toHaveLength(1);
    const alone = refuses(refuses(Played.qualified(there), 'cd').deliver(), 'cd2');
    requalified(alone, { ...there, danger: 1 });
    expect(to(alone, 'cd')).toHaveLength(1);
    requalified(alone, here);
    expect(to(alone, 'cd').map(({ status }) => status)).toEqual(['REROUTED', 'DUE']);
    requalified(alone, here);
    expect(to(alone, 'cd')).toHaveLength(2);
  });

  it('and was let go by a person is not asked again by itself', () => {
    const played = Played.qualified().does({ kind: 'TransferCancelled', transfer: 't1', reason: 'AGENT' });
    requalified(played, danger(1));
    expect(to(played, 'cd').map(({ status }) => status)).toEqual(['CANCELLED']);
  });

  it('is asked again for what the facts begin to demand of it', () => {
    const alone = directoryWith([], (directory) => ({ ...directory, organisations: directory.organisations.filter(({ id }) => id !== 'cd2') }));
    const demand = {
      id: 'urgent',
      because: 'danger',
      when: { danger: { atLeast: 3 } },
      then: { to: 'CD' as const, mode: 'TRANSFER' as const, purpose: 'ACTION' as const, policy: 'quick', discloses: [] },
    };
    const world = { procedure: { ...procedure, chapters: [...procedure.chapters, { title: 'Urgent', rules: [demand] }] }, directory: alone };
    const played = Played.qualified(danger(1), world).does({ kind: 'Refused', transfer: 't1', reason: 'HORS_COMPETENCE' });
    requalified(played, danger(4));
    expect(to(played, 'cd').map(({ status }) => status)).toEqual(['REFUSED', 'DUE']);
  });

  it('and is no longer in conflict, is asked', () => {
    const directory = directoryWith([{ from: 'cd', to: 'home', kind: 'OWNERSHIP' }]);
    const played = Played.qualified({ ...atHome, implicated: [{ kind: 'ETABLISSEMENT', organisation: 'home' }] }, { procedure, directory });
    expect(to(played, 'cd')).toEqual([]);
    requalified(played, atHome);
    expect(to(played, 'cd')).toHaveLength(1);
  });
});

describe('what follows from an alert depends on what is known, whenever it is', () => {
  const step = {
    id: 'ecrit',
    after: 'ALERT_RECORDED' as const,
    when: { flags: { anyOf: ['ORAL_DECLARATION' as const] } },
    do: { task: 'WRITTEN_CONFIRMATION' as const, to: 'DESK' as const, within: { hours: 48 }, sayable: 'Obtenir la confirmation écrite.' },
  };
  const world = { procedure: { ...procedure, steps: [step] }, directory: directoryWith() };
  const oral: Facts = { ...atHome, flags: ['ORAL_DECLARATION'] };
  const owed = (played: Played) => played.state.tasks.filter(({ kind }) => kind === 'WRITTEN_CONFIRMATION');

  it('known at the qualification only, it is owed from the alert on', () => {
    const played = new Played(world).alert().waits(hours(3));
    expect(owed(played)).toEqual([]);
    requalified(played, oral);
    expect(owed(played).map(({ dueAt }) => dueAt)).toEqual([monday + hours(48)]);
    requalified(played, oral);
    expect(owed(played)).toHaveLength(1);
  });

  it('an alert that went back with the case it came from is not the last', () => {
    const alert = {
      id: 'a1',
      at: monday + hours(2),
      channel: 'WEB',
      contactKind: 'ALERT',
      authenticated: false,
      reachable: true,
      reach: 'EMAIL',
    } as const;
    const other = '0190a5d2-0000-7000-8000-000000000001';
    const played = new Played(world)
      .alert()
      .waits(hours(2))
      .does({ kind: 'CaseLinked', other, relation: 'MERGED_HERE', alerts: [alert] });
    played.does({ kind: 'CaseUnlinked', other });
    requalified(played, oral);
    expect(owed(played).map(({ dueAt }) => dueAt)).toEqual([monday + hours(48)]);
  });

  it('what is awaited is awaited once; an alert that says so after it was had owes its own, one that does not owes nothing', () => {
    const played = Played.qualified(oral, world).waits(hours(2)).alert(oral);
    expect(owed(played)).toHaveLength(1);
    played.does({ kind: 'TaskDone', task: owed(played)[0]?.id ?? '' }).alert();
    expect(owed(played)).toHaveLength(1);
    played.waits(hours(1)).alert(oral);
    expect(owed(played).map(({ dueAt }) => dueAt)).toEqual([monday + hours(48), monday + hours(51)]);
  });
});

describe('an open case', () => {
  it('is never without a clock or a task: reopened and its one task done, it asks to be concluded; when something runs again, no longer', () => {
    const played = Played.qualified();
    for (const { id } of played.state.transfers) played.does({ kind: 'OutcomeGiven', transfer: id, outcome: ['NON_COMMUNICABLE'] });
    expect(played.openTasks()).toEqual(['CLOSE']);
    played.does({
      kind: 'ResultRecorded',
      result: aResult,
    });
    played.does({ kind: 'Closed' });
    expect(played.state.tasks.at(-1)).toMatchObject({ kind: 'CLOSE', status: 'DONE' });
    played.does({ kind: 'Reopened' });
    for (const { id, status } of played.state.tasks) if (status === 'OPEN') played.does({ kind: 'TaskDone', task: id });
    expect(played.openTasks()).toEqual(['CLOSE']);
    played.does({ kind: 'NoteAdded' }, { kind: 'REPORTER', id: null });
    expect(played.openTasks()).toEqual(['AUTHOR_ADDED']);
  });
});

describe('a question', () => {
  it('stays until it is answered, though whoever asked has taken charge meanwhile', () => {
    const played = Played.qualified().does({ kind: 'InformationRequested', transfer: 't1' }).does({ kind: 'TakenInCharge', transfer: 't1' });
    expect(played.openTasks()).toEqual(['INFORMATION_REQUESTED']);
    const [asked] = played.state.tasks.filter(({ kind }) => kind === 'INFORMATION_REQUESTED');
    expect(played.tries({ kind: 'TaskDone', task: asked?.id ?? '' })).toBe('STILL_TO_DO');
    const stage = limit(played, played.transfer('cd'));
    played.does({ kind: 'InformationGiven', transfer: 't1' });
    expect(played.openTasks()).toEqual([]);
    expect(queued(played, played.transfer('cd'))).toEqual(['INFORMATION']);
    expect(limit(played, played.transfer('cd'))).toBe(stage);
    expect(played.tries({ kind: 'InformationGiven', transfer: 't1' })).toBe('NOT_PAUSED');
  });

  it.each([
    ['who is only informed', 'ars'],
    ['who took charge', 'cd'],
  ])('of a recipient %s is ended by no act on the case, and says that it has what came back', (_who, organisation) => {
    const played = Played.qualified();
    const { id } = played.transfer(organisation);
    played.does({ kind: 'InformationRequested', transfer: id });
    played.does({ kind: 'Bounced', message: { kind: 'TRANSFER', transfer: id, channel: 'EMAIL', attempt: 1 }, code: '5.1.1' });
    expect(played.transfer(organisation)).toMatchObject({ status: 'SENT', paused: {} });
    played.does({ kind: 'OutcomeGiven', transfer: played.transfer('cd').id, outcome: ['SANS_SUITE'] });
    expect([played.tries({ kind: 'CaseMerged', into: 'other' }), played.tries({ kind: 'NotRetained', reason: 'HORS_CHAMP' })]).toEqual([
      'STILL_TO_DO',
      'STILL_TO_DO',
    ]);
    played.does({ kind: 'InformationGiven', transfer: id });
    expect(played.tries({ kind: 'CaseMerged', into: 'other' })).toBeNull();
  });
});

describe('a body that says that it is in conflict of interest', () => {
  const tied = (played: Played, organisation: string) =>
    played.does({ kind: 'Refused', transfer: played.transfer(organisation).id, reason: 'CONFLIT_INTERETS' });

  it('is asked for nothing more in the case: whatever danger comes, and an unchanged confirmation changes nothing', () => {
    const played = tied(Played.qualified(danger(1)), 'cd');
    expect(to(played, 'cd2')).toHaveLength(1);
    const before = played.state.transfers;
    requalified(played, danger(1));
    expect(played.state.transfers).toEqual(before);
    requalified(played, { ...danger(4), flags: ['CRIME_SUSPECTED'] });
    expect(to(played, 'cd')).toHaveLength(1);
    // A person may ask it all the same, by its name: what it had stays shut.
    expect(played.tries(transferAdded('CD'))).toBe('ALREADY_ASKED');
    expect(to(played, 'cd')).toHaveLength(1);
    played.does({ ...transferAdded('CD'), organisation: 'cd' });
    requalified(played, danger(4));
    expect(to(played, 'cd').map((one) => [one.status, played.isShut(one)])).toEqual([
      ['REROUTED', true],
      ['DUE', false],
    ]);
  });

  it('loses all that it has in the case, running or ended', () => {
    const played = Played.qualified(danger(1));
    played.does({ ...transferAdded('CD'), organisation: 'cd', purpose: 'INFORMATION' }).deliver();
    played.does({ kind: 'OutcomeGiven', transfer: 't1', outcome: ['SAISIE_JUSTICE'] });
    tied(played, 'cd');
    expect(to(played, 'cd').map(({ status, purpose }) => [purpose, status])).toEqual([
      ['ACTION', 'OUTCOME_GIVEN'],
      ['INFORMATION', 'REFUSED'],
    ]);
    expect(to(played, 'cd').map((one) => played.isShut(one))).toEqual([true, true]);
    const running = Played.qualified(danger(1));
    running.does({ ...transferAdded('CD'), organisation: 'cd', purpose: 'INFORMATION' }).deliver();
    running.does({ kind: 'Refused', transfer: 't1', reason: 'CONFLIT_INTERETS' });
    expect(to(running, 'cd').map((one) => running.isShut(one))).toEqual([true, true]);
    expect(running.openTasks()).toContain('CONFLICT');
  });

  it('says so once it was replaced, or had answered: nothing of it opens', () => {
    const silent = Played.qualified(danger(1)).waits(hours(24 * 30));
    tied(silent, 'cd');
    expect(to(silent, 'cd').map((one) => silent.isShut(one))).toEqual([true]);
  });
});

describe('a tie found with the facts', () => {
  it('is one task for each body that is set aside, whatever it had', () => {
    const directory = directoryWith([{ from: 'cd', to: 'home', kind: 'OWNERSHIP' }]);
    const at = (implicated: Facts['implicated']): Facts => ({ ...atHome, implicated });
    const played = Played.qualified(at([{ kind: 'MEMBRE_FAMILLE' }]), { procedure, directory });
    requalified(played, at([{ kind: 'ETABLISSEMENT', organisation: 'home' }]));
    expect(played.openTasks().filter((kind) => kind === 'CONFLICT')).toHaveLength(1);
    requalified(played, at([{ kind: 'ETABLISSEMENT', organisation: 'home' }]));
    expect(played.openTasks().filter((kind) => kind === 'CONFLICT')).toHaveLength(1);
  });

  it('closes what its body had ended too', () => {
    const played = Played.qualified(danger(1));
    played.does({ kind: 'OutcomeGiven', transfer: played.transfer('cd').id, outcome: ['SAISIE_JUSTICE'] });
    requalified(played, { ...danger(1), implicated: [{ kind: 'PROFESSIONNEL_SOCIAL', organisation: 'cd' }] });
    expect(to(played, 'cd').map((one) => played.isShut(one))).toEqual([true]);
  });
});
