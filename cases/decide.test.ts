import { describe, expect, it } from 'vitest';
import { advance, agenda, asksForALook } from './advance.ts';
import { entriesOf } from './model/entries.ts';
import { evolve, nothing } from './model/evolve.ts';
import { aboutTransfer, messageParts } from './model/message.ts';
import { agent, atHome, directoryWith, hours, monday, noBasis, Played, procedure, transferAdded } from './world.testing.ts';

const iso = (instant: number | undefined): string => new Date(instant ?? Number.NaN).toISOString();
const running = (played: Played, id: string) => iso(played.state.deadlines.find((deadline) => deadline.id === id)?.dueAt);

describe('an alert', () => {
  it('waits for a person, who has a deadline, when the protocol does not route it at once', () => {
    const played = new Played().alert();
    expect(played.state.qualification).toBe('AWAITED');
    expect(played.state.transfers).toEqual([]);
    expect(played.openTasks()).toEqual(['QUALIFY']);
    expect(running(played, 'TASK:k1')).toBe('2026-11-17T16:00:00.000Z');
  });

  it('is routed in the same step when the door is known and the protocol says so', () => {
    const played = new Played().alert({ ...atHome, channel: 'API' });
    expect(played.state.qualification).toBe('AUTOMATIC');
    expect(played.state.transfers.map(({ organisation, purpose }) => [organisation, purpose])).toEqual([
      ['cd', 'ACTION'],
      ['ars', 'INFORMATION'],
    ]);
  });

  it('is never routed by an open door alone, whatever it claims', () => {
    const played = new Played().alert({ ...atHome, channel: 'API', danger: 4 }, false);
    expect(played.state.transfers).toEqual([]);
    expect(played.openTasks()).toEqual(['PHONE_NOW', 'QUALIFY']);
    expect(agenda(played.state, played.now).deliver.map(({ kind }) => kind)).toEqual(['DUTY_CALL']);
  });

  it('that announces danger calls whoever is on duty, then the stand-in, then the coordinator, with whom it stays', () => {
    const played = new Played().alert({ ...atHome, danger: 4 });
    const duty = () => played.state.tasks.find(({ kind }) => kind === 'PHONE_NOW');
    expect(duty()).toMatchObject({ to: 'DUTY', level: 0, dueAt: monday + hours(1) });
    played.waits(hours(1));
    expect(duty()).toMatchObject({ to: 'DUTY', level: 1, late: true, status: 'OPEN' });
    played.waits(hours(1));
    expect(duty()).toMatchObject({ to: 'COORDINATOR', level: 2, status: 'OPEN' });
    played.waits(hours(48));
    expect(duty()).toMatchObject({ to: 'COORDINATOR', late: true, status: 'OPEN' });
    expect(played.state.messages.filter((one) => one.kind === 'DUTY_CALL' && one.task === 'k2').map(({ id }) => id)).toEqual([
      'k2.DUTY_CALL.0',
      'k2.DUTY_CALL.1',
      'k2.DUTY_CALL.2',
    ]);
  });

  it('that joins a case never overwrites its facts: a person reads it', () => {
    const played = Played.qualified().alert({ ...atHome, danger: 2, place: 'ETABLISSEMENT_SANTE' });
    expect(played.state.facts.place).toBe('DOMICILE');
    expect(played.openTasks()).toEqual(['QUALIFY']);
  });
});

describe('who answers', () => {
  it('is asked of the directory as it is at that instant, whatever the day on which its revision was read', () => {
    const dated = directoryWith([], (directory) => ({
      ...directory,
      organisations: directory.organisations.map((one) =>
        one.id === 'cd' ? { ...one, until: '2026-11-16' } : one.id === 'cd2' ? { ...one, from: '2026-11-17' } : one,
      ),
    }));
    const told = (played: Played) => played.alert({ ...atHome, channel: 'API' }).state.transfers.map(({ organisation }) => organisation);
    expect(told(new Played({ procedure, directory: dated }))).toEqual(['cd', 'ars']);
    expect(told(new Played({ procedure, directory: dated }, monday + hours(24)))).toEqual(['cd2', 'ars']);
  });
});

describe('what allows an author to tell', () => {
  it('goes with each transfer, but asks nobody’s opinion', () => {
    const world = new Played().world;
    const [chapter] = world.procedure.chapters;
    const rules = (chapter?.rules ?? []).map((rule) =>
      'to' in rule.then && rule.id === 'cell' ? { ...rule, then: { ...rule.then, mode: 'CONSULTATION' as const } } : rule,
    );
    const played = new Played({ ...world, procedure: { ...world.procedure, chapters: [{ title: 'Tout', rules }] } }).alert();
    played.does({ kind: 'Qualified', facts: atHome, basis: { ...noBasis, legal: ['CP_226_14_1'] } });
    expect(played.state.transfers.map(({ organisation, legalBasis }) => [organisation, legalBasis])).toEqual([
      ['cd', ['CP_226_14_1']],
      ['ars', []],
    ]);
  });
});

describe('a note', () => {
  it('is only a line of the journal; one that the author adds is read by somebody', () => {
    const played = Played.qualified().does({ kind: 'NoteAdded' });
    expect(played.openTasks()).toEqual([]);
    for (const _twice of [1, 2]) played.does({ kind: 'NoteAdded' }, { kind: 'REPORTER', id: null });
    expect(played.openTasks()).toEqual(['AUTHOR_ADDED']);
  });

  it('that a recipient wrote is read by somebody, and answers nothing by itself', () => {
    const played = Played.qualified().does({ kind: 'HandedOver', message: 't1.TRANSFER.HANDOVER.0.0.1' });
    const before = played.state.transfers;
    for (const _twice of [1, 2]) played.does({ kind: 'NoteAdded' }, { kind: 'PARTNER', id: 'cd.titular' });
    expect(played.openTasks()).toEqual(['PARTNER_WROTE']);
    expect(played.state.transfers).toEqual(before);
  });
});

describe('a qualification', () => {
  it('orders each transfer once, with one obligation for each body that must act', () => {
    const played = Played.qualified();
    played.does({ kind: 'Qualified', facts: atHome, basis: noBasis });
    expect(played.state.transfers).toHaveLength(2);
    expect(played.state.obligations).toMatchObject([{ roles: ['CD'], status: 'OPEN' }]);
    expect(played.transfer('ars')).toMatchObject({ status: 'SENT', obligation: null, stage: null });
  });

  it('opens the first stage at hand-over, on working days, and not before', () => {
    const played = new Played().alert();
    played.does({ kind: 'Qualified', facts: atHome, basis: noBasis });
    expect(played.transfer('cd')).toMatchObject({ status: 'DUE', stage: null });
    played.waits(hours(2)).deliver();
    expect(played.transfer('cd')).toMatchObject({ status: 'SENT', handedOverAt: monday + hours(2), stage: { reach: 'ACKNOWLEDGED' } });
    expect(running(played, 'LIMIT:t1:ACKNOWLEDGED')).toBe('2026-11-19T16:00:00.000Z');
    expect(running(played, 'REMIND:t1:ACKNOWLEDGED:1')).toBe('2026-11-17T16:00:00.000Z');
  });

  it('is warned of and holds nothing back when secrecy binds the author and no basis lifts it (code pénal 226-14)', () => {
    const facts = { ...atHome, flags: ['REPORTER_BOUND_BY_SECRECY' as const] };
    for (const basis of [noBasis, { ...noBasis, legal: ['CP_226_14_2' as const], victimConsent: 'NON' as const }]) {
      const played = new Played().alert().does({ kind: 'Qualified', facts, basis });
      expect(played.transfer('cd').status).toBe('DUE');
      expect(played.openTasks()).toEqual(['CHECK_BASIS']);
    }
  });

  it('is made by a person first where a machine would tell what an author bound by secrecy said without a basis', () => {
    const facts = { ...atHome, channel: 'API' as const, flags: ['REPORTER_BOUND_BY_SECRECY' as const] };
    const waits = new Played().alert(facts);
    expect([waits.state.qualification, waits.openTasks(), waits.state.transfers]).toEqual(['AWAITED', ['QUALIFY'], []]);
    const grave = new Played().alert({ ...facts, danger: 4 });
    expect([grave.state.qualification, grave.openTasks()]).toEqual(['AUTOMATIC', ['CHECK_BASIS', 'PHONE_NOW']]);
  });

  it('moves away from a body that turns out to be tied to the implicated party', () => {
    const played = Played.qualified();
    played.world = { procedure, directory: directoryWith([{ from: 'home', to: 'cd', kind: 'OWNERSHIP' }]) };
    played.does({ kind: 'Qualified', facts: { ...atHome, implicated: [{ kind: 'ETABLISSEMENT', organisation: 'home' }] }, basis: noBasis });
    expect(played.state.transfers.find(({ id }) => id === 't1')).toMatchObject({ organisation: 'cd', status: 'REROUTED' });
    expect(played.transfer('cd2')).toMatchObject({ replaces: 't1', obligation: 'o1', status: 'DUE' });
    expect(played.transfer('prefecture')).toMatchObject({ purpose: 'ACTION' });
    expect(played.openTasks()).toContain('CONFLICT');
    expect(played.state.messages.some((one) => one.kind === 'REVOKED' && one.organisation === 'cd')).toBe(true);
  });
});

describe('a transfer added by an agent', () => {
  const added = transferAdded('CD');

  it('goes to the body the agent names, or to the one competent', () => {
    const played = Played.qualified().does({ ...added, discloses: ['FACTS'], legalBasis: [], organisation: 'cd2' });
    expect(played.transfer('cd2')).toMatchObject({ status: 'DUE', because: ['AGENT'], obligation: 'o2' });
    played.does({ ...added, role: 'PARQUET', policy: 'parquet', discloses: ['FACTS'], legalBasis: [] });
    expect(played.transfer('parquet').contact).toBe('parquet.titular');
  });

  it('never goes to a party in conflict, to nobody, or twice to one body', () => {
    const home = { ...atHome, implicated: [{ kind: 'ETABLISSEMENT' as const, organisation: 'home' }] };
    const played = Played.qualified(home);
    const asks = (organisation: string) => played.tries({ ...added, discloses: ['FACTS'], legalBasis: [], organisation });
    expect(asks('home')).toBe('CONFLICT');
    expect(asks('unknown')).toBe('NOBODY');
    expect(played.tries({ ...added, discloses: ['FACTS'], legalBasis: [], role: 'URGENCES' })).toBe('NOBODY');
    const { length } = played.state.transfers;
    expect(asks('cd')).toBe('ALREADY_ASKED');
    expect(played.state.transfers).toHaveLength(length);
  });
});

describe('a silent recipient', () => {
  it('is reminded, then its deputy and superior are told, then the next competent body takes over; the obligation does not move', () => {
    const played = Played.qualified();
    const { answerBy } = played.state.obligations[0] ?? { answerBy: 0 };
    const seen: string[] = [];
    for (let hour = 0; hour < 15 * 24 + 8; hour += 1) {
      const before = played.entries.length;
      played.waits(hours(1)).deliver();
      seen.push(
        ...played.entries
          .slice(before)
          .filter(({ kind }) => kind !== 'HANDED_OVER')
          .map(({ kind, at }) => `${iso(at).slice(5, 10)} ${kind}`),
      );
    }
    expect(seen).toEqual([
      '11-17 REMINDED',
      '11-18 REMINDED',
      '11-19 LIMIT_MISSED',
      '11-20 ESCALATED',
      '11-23 ESCALATED',
      '11-24 ESCALATED',
      '11-24 REROUTED',
      '11-24 TRANSFER_ORDERED',
      '11-25 REMINDED',
      '11-26 REMINDED',
      '11-27 LIMIT_MISSED',
      '11-30 ESCALATED',
      '11-30 OBLIGATION_LAPSED',
      '11-30 TASK_RAISED',
      '12-01 TASK_LATE',
      '12-01 ESCALATED',
      '12-01 TASK_LATE',
    ]);
    expect(played.state.obligations[0]?.answerBy).toBe(answerBy);
    expect(played.transfer('cd').informed).toEqual(['cd.deputy', 'cd.superior']);
  });

  it('leaves the desk with a task when nobody further up can be told', () => {
    const alone = directoryWith([], (directory) => ({
      ...directory,
      organisations: directory.organisations.filter(({ id }) => id !== 'cd2'),
      contacts: directory.contacts.filter(({ position }) => position === 'TITULAR'),
    }));
    const played = Played.qualified(atHome, { procedure, directory: alone }).waits(hours(24 * 10));
    expect(played.openTasks()).toContain('SILENT_RECIPIENT');
    expect(played.state.messages.every(({ kind }) => kind !== 'ESCALATION')).toBe(true);
  });

  it('that acknowledged but does not take charge is still waited for: receiving is not an answer', () => {
    const played = Played.qualified().does({ kind: 'Acknowledged', transfer: 't1' });
    expect(played.transfer('cd').stage).toMatchObject({ reach: 'IN_CHARGE' });
    expect(played.state.obligations[0]?.status).toBe('OPEN');
    played.waits(hours(24 * 9));
    expect(played.kinds().slice(-6)).toEqual(expect.arrayContaining(['REMINDED', 'LIMIT_MISSED', 'ESCALATED', 'TASK_RAISED']));
    expect(played.openTasks()).toContain('SILENT_RECIPIENT');
    expect(played.tries({ kind: 'Closed' })).toBe('UNANSWERED');
  });
});

describe('an outage', () => {
  it('sends only the latest overdue reminder, journals the others as overtaken, keeps each deadline’s own time', () => {
    const played = Played.qualified().waits(hours(24 * 3 + 12));
    const lines = played.entries.filter(({ by }) => by.kind === 'CLOCK').map(({ kind, at }) => [kind, iso(at)]);
    expect(lines).toEqual([
      ['REMINDER_OVERTAKEN', '2026-11-17T16:00:00.000Z'],
      ['REMINDED', '2026-11-18T16:00:00.000Z'],
      ['LIMIT_MISSED', '2026-11-19T16:00:00.000Z'],
    ]);
  });

  it('lets no warning to somebody further up leave before a reminder was tried', () => {
    const played = Played.qualified().waits(hours(24 * 4 + 12));
    expect(played.state.messages.map(({ kind }) => kind)).toEqual(['REMINDER', 'ESCALATION']);
    expect(agenda(played.state, played.now).deliver.map(({ kind }) => kind)).toEqual(['REMINDER']);
    const [reminder] = played.state.messages;
    played.does({ kind: 'HandedOver', message: reminder?.id ?? '' });
    expect(agenda(played.state, played.now).deliver.map(({ kind }) => kind)).toEqual(['ESCALATION']);
  });

  it('makes no escalation before a hand-over, however long mail was down', () => {
    const played = new Played().alert();
    played.does({ kind: 'Qualified', facts: atHome, basis: noBasis }).waits(hours(24 * 20));
    expect(played.kinds()).not.toContain('ESCALATED');
    expect(played.kinds()).not.toContain('REMINDED');
    expect(played.openTasks()).toEqual(expect.arrayContaining(['PHONE_NOW', 'UNDELIVERABLE', 'SILENT_RECIPIENT']));
  });

  it('gives the same lines whether noticed at once or hour by hour, but for reminders overtaken', () => {
    const atOnce = Played.qualified()
      .waits(hours(24 * 4))
      .entries.filter(({ kind }) => kind !== 'REMINDER_OVERTAKEN' && kind !== 'REMINDED');
    const byTheHour = Played.qualified();
    for (let hour = 0; hour < 96; hour += 1) byTheHour.waits(hours(1));
    expect(byTheHour.entries.filter(({ kind }) => kind !== 'REMINDED').map(({ kind, at }) => [kind, at])).toEqual(
      atOnce.map(({ kind, at }) => [kind, at]),
    );
  });
});

describe('a hand-over that fails', () => {
  it('goes to the next channel, a person telephoning, when the address is refused', () => {
    const played = new Played().alert();
    played
      .does({ kind: 'Qualified', facts: atHome, basis: noBasis })
      .does({ kind: 'DeliveryFailed', message: 't1.TRANSFER.HANDOVER.1.EMAIL.1', permanent: true, code: '550' });
    expect(played.transfer('cd')).toMatchObject({ status: 'DUE', channel: 1, attempt: 2 });
    expect(played.openTasks()).toEqual(['PHONE_NOW']);
    played.does({ kind: 'TaskDone', task: 'k2', reached: true });
    expect(played.transfer('cd')).toMatchObject({ status: 'SENT', stage: { reach: 'ACKNOWLEDGED' } });
  });

  it('is tried again each hour while it may pass, until the channel’s patience ends', () => {
    const played = new Played().alert();
    played.does({ kind: 'Qualified', facts: atHome, basis: noBasis });
    const first = played.state.messages.find((one) => aboutTransfer(one) === 't1');
    played.does({ kind: 'DeliveryFailed', message: first?.id ?? '', permanent: false, code: 'TIMEOUT' });
    expect(played.state.messages.find((one) => aboutTransfer(one) === 't1')).toMatchObject({ tries: 1, notBefore: monday + hours(1) });
    played.waits(hours(6));
    expect(played.state.messages.filter((one) => aboutTransfer(one) === 't1')).toEqual([]);
    expect(played.state.tasks.filter(({ transfer, status }) => transfer === 't1' && status === 'OPEN').map(({ kind }) => kind)).toEqual([
      'PHONE_NOW',
    ]);
  });

  it('ends with a person when no channel is left, and that person may still hand it over', () => {
    const played = new Played().alert();
    played
      .does({ kind: 'Qualified', facts: atHome, basis: noBasis })
      .does({ kind: 'DeliveryFailed', message: 't1.TRANSFER.HANDOVER.1.EMAIL.1', permanent: true, code: '550' });
    played.does({ kind: 'TaskDone', task: 'k2', reached: false });
    expect(played.transfer('cd').status).toBe('UNDELIVERABLE');
    expect(played.openTasks()).toEqual(['UNDELIVERABLE']);
    played.does({ kind: 'TaskDone', task: 'k3', reached: true });
    expect(played.transfer('cd').status).toBe('SENT');
  });

  it('after the mail server took it (a bounce) closes the stage and tries the next channel', () => {
    const played = Played.qualified().does({ kind: 'Bounced', message: messageParts('t1.TRANSFER.HANDOVER.1.EMAIL.1'), code: '5.1.1' });
    expect(played.transfer('cd')).toMatchObject({ status: 'DUE', channel: 1, handedOverAt: null, stage: null });
    expect(played.state.deadlines.some(({ id }) => id.startsWith('LIMIT:t1'))).toBe(false);
  });

  it('of a warning to somebody else leaves the transfer, its clock and its escalations as they are, and asks for the address', () => {
    const played = Played.qualified();
    const before = played.state;
    played.does({ kind: 'Bounced', message: messageParts('t1.ESCALATION.ACKNOWLEDGED.1.EMAIL.1'), code: '5.1.1' });
    expect(played.transfer('cd')).toEqual(before.transfers[0]);
    expect(played.state.deadlines).toEqual(expect.arrayContaining(before.deadlines));
    expect(played.openTasks()).toContain('UNDELIVERABLE');
  });

  it('of what came another way since, or of a reminder of what a person handed over, leaves the transfer; the address is asked for once', () => {
    const played = Played.qualified();
    const first = messageParts('t1.TRANSFER.HANDOVER.1.EMAIL.1');
    const bounced = (message: typeof first) => played.does({ kind: 'Bounced', message, code: '5.1.1' });
    bounced(first).does({ kind: 'TaskDone', task: 'k2', reached: true });
    for (const message of [first, messageParts('t1.REMINDER.ACKNOWLEDGED.1.EMAIL.2'), messageParts('t1.CHANGED.EPISODE.2.EMAIL.2')]) bounced(message);
    expect(played.transfer('cd')).toMatchObject({ status: 'SENT', stage: { reach: 'ACKNOWLEDGED' } });
    expect(played.openTasks()).toEqual(['UNDELIVERABLE']);
    // Who answers does not mend an address, its own or another's.
    bounced(messageParts('t1.ESCALATION.ACKNOWLEDGED.1.EMAIL.2')).does({ kind: 'TakenInCharge', transfer: 't1' });
    expect(played.openTasks()).toEqual(['UNDELIVERABLE', 'UNDELIVERABLE']);
  });

  it('told too late changes nothing: the attempt is no longer the one that counts', () => {
    const played = new Played().alert();
    played.does({ kind: 'Qualified', facts: atHome, basis: noBasis }).waits(hours(6));
    const before = played.state;
    played.does({ kind: 'HandedOver', message: 't1.TRANSFER.HANDOVER.1.EMAIL.1' });
    expect(played.state).toEqual(before);
  });
});

describe('facts that cannot be together', () => {
  it('are asked again without anybody waiting: the danger calls, the alert is routed, the doubted one is not known', () => {
    const facts = { ...atHome, channel: 'API' as const, danger: 4 as const, victimGroup: 'PERSONNE_AGEE' as const, age: '30-59' as const };
    const played = new Played().does({
      kind: 'AlertReceived',
      facts,
      alert: { channel: 'API', contactKind: 'ALERT', authenticated: true, reachable: false },
    });
    expect(played.state.facts.age).toBeUndefined();
    expect(played.openTasks()).toEqual(expect.arrayContaining(['PHONE_NOW', 'QUALIFY']));
    expect(played.state.transfers.length).toBeGreaterThan(0);
    expect(entriesOf(played.entries, 'ALERT_RECORDED')[0]?.because.unclear).toEqual(['age']);
  });

  it('of a child among adults are a child’s', () => {
    const facts = { ...atHome, victimGroup: 'PERSONNE_HANDICAPEE' as const, age: '-18' as const };
    expect(Played.qualified(facts).state.facts.victimGroup).toBe('MINEUR');
  });
});

describe('an answer', () => {
  it('that the situation is known already is a charge, under the body’s own number, and no refusal', () => {
    const played = Played.qualified().does({ kind: 'TakenInCharge', transfer: 't1', already: 'DEJA_CONNU' });
    expect(played.transfer('cd')).toMatchObject({ status: 'IN_CHARGE', refusal: null, stage: { reach: 'OUTCOME_GIVEN' } });
    expect(played.state.obligations[0]?.status).toBe('MET');
    expect(entriesOf(played.entries, 'IN_CHARGE').at(-1)?.because).toEqual({ organisation: 'cd', already: 'DEJA_CONNU' });
  });

  it('that goes further reaches the earlier stages; the obligation is met by taking charge', () => {
    const played = Played.qualified().does({ kind: 'TakenInCharge', transfer: 't1' });
    expect(played.transfer('cd')).toMatchObject({ status: 'IN_CHARGE', stage: { reach: 'OUTCOME_GIVEN' } });
    expect(played.state.obligations[0]?.status).toBe('MET');
    played.does({ kind: 'OutcomeGiven', transfer: 't1', outcome: ['NON_COMMUNICABLE'] });
    expect(played.transfer('cd')).toMatchObject({ status: 'OUTCOME_GIVEN', stage: null, outcome: { codes: ['NON_COMMUNICABLE'] } });
    // Nobody has anything left to answer: the case asks to be concluded.
    expect(played.openTasks()).toEqual(['CLOSE']);
    expect(played.state.deadlines.map(({ kind }) => kind)).toEqual(['TASK']);
  });

  it('given before hand-over counts as having been handed over', () => {
    const played = new Played().alert();
    played.does({ kind: 'Qualified', facts: atHome, basis: noBasis }).does({ kind: 'Acknowledged', transfer: 't1' });
    expect(played.transfer('cd')).toMatchObject({ status: 'ACKNOWLEDGED', handedOverAt: monday });
    expect(played.state.messages.some((one) => aboutTransfer(one) === 't1')).toBe(false);
  });

  it('given twice is one', () => {
    const played = Played.qualified().does({ kind: 'TakenInCharge', transfer: 't1' });
    const { length } = played.entries;
    for (const kind of ['TakenInCharge', 'Acknowledged'] as const) played.does({ kind, transfer: 't1' });
    expect(played.entries).toHaveLength(length);
  });

  it('on a transfer that has ended is journalled, and a person looks', () => {
    const played = Played.qualified()
      .does({ kind: 'TransferCancelled', transfer: 't1', reason: 'AGENT' })
      .does({ kind: 'TakenInCharge', transfer: 't1' });
    expect(played.transfer('cd').status).toBe('CANCELLED');
    expect(played.kinds()).toContain('LATE_ANSWER');
    expect(played.openTasks()).toEqual(['LATE_ANSWER']);
  });

  it('by refusal goes to the next competent body; its clocks start at its own hand-over and the obligation stays', () => {
    const played = Played.qualified();
    const { answerBy } = played.state.obligations[0] ?? { answerBy: 0 };
    played.waits(hours(24)).does({ kind: 'Refused', transfer: 't1', reason: 'HORS_TERRITOIRE' });
    expect(played.state.transfers[0]).toMatchObject({ status: 'REROUTED', refusal: 'HORS_TERRITOIRE' });
    expect(played.transfer('cd2')).toMatchObject({ replaces: 't1', obligation: 'o1', status: 'DUE', stage: null });
    expect(played.state.obligations[0]).toMatchObject({ answerBy, status: 'OPEN' });
    played.deliver().does({ kind: 'Refused', transfer: played.transfer('cd2').id, reason: 'HORS_COMPETENCE' });
    expect(played.transfer('cd2').status).toBe('REFUSED');
    expect(played.openTasks()).toEqual(['REFUSED']);
  });

  it('that it is already known is not sent elsewhere: a person decides', () => {
    const played = Played.qualified().does({ kind: 'Refused', transfer: 't1', reason: 'DOUBLON' });
    expect(played.state.transfers).toHaveLength(2);
    expect(played.openTasks()).toEqual(['REFUSED']);
  });

  it('wanting more pauses the recipient, gives the desk a deadline, and never moves the obligation', () => {
    const played = Played.qualified();
    const limit = running(played, 'LIMIT:t1:ACKNOWLEDGED');
    played.does({ kind: 'InformationRequested', transfer: 't1' });
    expect(played.state.deadlines.filter(({ transfer }) => transfer === 't1')).toEqual([]);
    expect(played.state.deadlines.map(({ kind }) => kind).sort()).toEqual(['OBLIGATION', 'TASK']);
    const asked = played.state.tasks.find(({ kind, status }) => kind === 'INFORMATION_REQUESTED' && status === 'OPEN');
    expect(played.tries({ kind: 'TaskDone', task: asked?.id ?? '' })).toBe('STILL_TO_DO');
    played.waits(hours(24)).does({ kind: 'InformationGiven', transfer: 't1' });
    expect(iso(Date.parse(limit) + hours(24))).toBe('2026-11-20T16:00:00.000Z');
    expect(running(played, 'LIMIT:t1:ACKNOWLEDGED')).toBe('2026-11-23T08:00:00.000Z');
    expect(played.openTasks()).toEqual([]);
    expect(played.state.messages.map(({ kind }) => kind)).toEqual(['INFORMATION']);
  });
});

describe('a wake', () => {
  it('is asked for by what comes sooner than was known, by the end of all that was to come, and by nothing else', () => {
    const played = Played.qualified();
    const sooner = (act: () => void): boolean => {
      const before = played.state;
      act();
      return asksForALook(before, played.state);
    };
    expect(sooner(() => played.does({ kind: 'NoteAdded' }))).toBe(false);
    expect(sooner(() => played.does({ kind: 'Acknowledged', transfer: 't1' }))).toBe(false);
    expect(sooner(() => played.does({ kind: 'InformationRequested', transfer: 't1' }))).toBe(true);
    expect(sooner(() => played.does({ kind: 'InformationGiven', transfer: 't1' }))).toBe(true);
    expect(sooner(() => played.deliver())).toBe(false);
    expect(sooner(() => played.does({ kind: 'Refused', transfer: 't1', reason: 'HORS_COMPETENCE' }))).toBe(true);
    expect(sooner(() => played.alert())).toBe(false);
    expect(sooner(() => played.alert({ ...atHome, danger: 4 }))).toBe(true);
    const other = new Played().alert();
    const before = other.state;
    expect(asksForALook(before, other.does({ kind: 'NotRetained', reason: 'HORS_CHAMP' }).state)).toBe(true);
  });
});

describe('the Parquet', () => {
  const crime = { ...atHome, flags: ['CRIME_SUSPECTED' as const] };

  it('is telephoned first and never chased by machine: silence is a task for the desk', () => {
    const played = Played.qualified(crime);
    const call = played.state.tasks.find(({ transfer, carries }) => carries && transfer === played.transfer('parquet').id);
    expect(call).toMatchObject({ kind: 'PHONE_NOW', to: 'DESK' });
    played.does({ kind: 'TaskDone', task: call?.id ?? '', reached: true }).waits(hours(24 * 4));
    const toParquet = played.entries.filter(({ transfer }) => transfer === played.transfer('parquet').id).map(({ kind }) => kind);
    expect(toParquet).not.toContain('REMINDED');
    expect(toParquet).not.toContain('ESCALATED');
    expect(played.state.tasks).toContainEqual(
      expect.objectContaining({ kind: 'SILENT_RECIPIENT', status: 'OPEN', transfer: played.transfer('parquet').id }),
    );
  });
});

describe('closing', () => {
  const result = {
    conclusion: 'AVEREE',
    evidence: 'CONCORDANT',
    risk: 'REDUIT',
    wishes: 'ATTEINTS',
    safer: 'PLUTOT',
    refusedByPerson: 'NON',
  } as const;

  it('waits for every action transfer’s answer and for the person’s result', () => {
    const played = Played.qualified().does({ kind: 'Acknowledged', transfer: 't1' });
    expect(played.tries({ kind: 'Closed' })).toBe('UNANSWERED');
    played.does({ kind: 'TakenInCharge', transfer: 't1' });
    expect(played.tries({ kind: 'Closed' })).toBe('NO_RESULT');
    played.does({ kind: 'ResultRecorded', result }).does({ kind: 'Closed' });
    expect(played.state).toMatchObject({ status: 'CLOSED', closedAt: monday });
    expect(played.state.deadlines.map(({ kind }) => kind)).toEqual(['LOOK_AGAIN', 'LOOK_AGAIN']);
  });

  it('is followed by a look again, months later, and a late outcome still finds a person', () => {
    const played = Played.qualified()
      .does({ kind: 'TakenInCharge', transfer: 't1' })
      .does({ kind: 'ResultRecorded', result })
      .does({ kind: 'Closed' });
    played.does({ kind: 'OutcomeGiven', transfer: 't1', outcome: ['SANS_SUITE'] });
    expect(played.transfer('cd').status).toBe('OUTCOME_GIVEN');
    expect(played.openTasks()).toEqual(['LATE_ANSWER']);
    played.waits(hours(24 * 120));
    expect(played.openTasks()).toEqual(['LATE_ANSWER', 'LOOK_AGAIN']);
  });

  it('ends nothing that an alert or the person is owed, and waits for a question that a recipient asked', () => {
    const owed = { task: 'EIGS_SECOND_PART', to: 'DESK', within: { days: 85 }, sayable: 'Seconde partie.' } as const;
    const world = {
      procedure: { ...procedure, steps: [{ id: 'eigs', after: 'ALERT_RECORDED' as const, when: {}, do: owed }] },
      directory: directoryWith(),
    };
    const played = Played.qualified(atHome, world)
      .does({ kind: 'TaskOrdered', task: 'MEDIATION', dueAt: monday + hours(24 * 40) })
      .does({ kind: 'InformationRequested', transfer: 't1' })
      .does({ kind: 'TakenInCharge', transfer: 't1' })
      .does({ kind: 'ResultRecorded', result });
    expect(played.tries({ kind: 'Closed' })).toBe('STILL_TO_DO');
    played.does({ kind: 'InformationGiven', transfer: 't1' }).does({ kind: 'Closed' });
    expect(played.openTasks()).toEqual(['EIGS_SECOND_PART', 'MEDIATION']);
    played.waits(hours(24 * 89));
    expect(played.state.tasks.filter(({ late }) => late).map(({ kind }) => kind)).toEqual(['EIGS_SECOND_PART', 'MEDIATION']);
    const other = new Played(world).alert({ ...atHome, danger: 4 }, false).does({ kind: 'NotRetained', reason: 'HORS_CHAMP' });
    expect(other.openTasks()).toEqual(['EIGS_SECOND_PART']);
  });

  it('is taken back by another alert on the case, which calls whoever is on duty', () => {
    const played = Played.qualified()
      .does({ kind: 'TakenInCharge', transfer: 't1' })
      .does({ kind: 'ResultRecorded', result })
      .does({ kind: 'Closed' });
    played.alert({ ...atHome, danger: 4 }, false);
    expect(played.state).toMatchObject({ status: 'OPEN', closedAt: null });
    expect(played.state.deadlines.some(({ kind }) => kind === 'LOOK_AGAIN')).toBe(false);
    expect(played.openTasks()).toEqual(['PHONE_NOW', 'QUALIFY']);
  });

  it('of an alert not retained says why, and is refused while somebody was asked to act', () => {
    const played = Played.qualified();
    expect(played.tries({ kind: 'NotRetained', reason: 'HORS_CHAMP' })).toBe('UNANSWERED');
    const other = new Played().alert().does({ kind: 'NotRetained', reason: 'HORS_CHAMP' });
    expect(other.state).toMatchObject({ status: 'NOT_RETAINED', notRetained: 'HORS_CHAMP' });
    expect(other.state.deadlines).toEqual([]);
    other.does({ kind: 'Reopened' });
    expect(other.state).toMatchObject({ status: 'OPEN', closedAt: null, notRetained: null });
    expect(other.openTasks()).toEqual(['QUALIFY']);
  });
});

describe('the journal', () => {
  it('folds into the state, whatever happened', () => {
    const played = Played.qualified({ ...atHome, danger: 3, flags: ['CRIME_SUSPECTED'] })
      .waits(hours(24 * 12))
      .deliver();
    played
      .does({ kind: 'Refused', transfer: played.transfer('cd2').id, reason: 'AUTRE' })
      .does({ kind: 'NoteAdded' })
      .waits(hours(24 * 90));
    expect(played.entries.reduce(evolve, nothing)).toEqual(played.state);
  });

  it('is not longer when time is asked twice', () => {
    const played = Played.qualified().waits(hours(24 * 12));
    expect(advance(played.state, played.now, played.world).entries).toEqual([]);
  });

  it('says who acted, and with which versions a transfer was decided', () => {
    const played = Played.qualified();
    const ordered = played.entries.find(({ kind }) => kind === 'TRANSFER_ORDERED');
    expect(ordered).toMatchObject({
      by: agent,
      because: {
        rules: ['home'],
        procedure: { slug: 'test', number: 1 },
        directory: 1,
        role: 'CD',
        organisation: 'cd',
        why: 'DEPARTMENT',
        channel: 'EMAIL',
      },
    });
  });
});
