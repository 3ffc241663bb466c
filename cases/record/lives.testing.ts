import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Procedure } from '../../procedures/procedure.ts';
import type { EntryKind } from '../../vocabulary/entries.ts';
import type { Facts } from '../../vocabulary/facts.ts';
import type { Actor } from '../model/events.ts';
import { evolve, nothing } from '../model/evolve.ts';
import type { CaseState } from '../model/state.ts';
import { atHome, directoryWith, hours, monday, noBasis, Played, procedure } from '../world.testing.ts';

const other = '0193f000-0000-7000-8000-000000000002';
const author: Actor = { kind: 'REPORTER', id: '0193f000-0000-7000-8000-000000000003' };
const partner: Actor = { kind: 'PARTNER', id: 'cd.titular' };
const days = (count: number) => hours(24 * count);
const tied: Facts = { ...atHome, implicated: [{ kind: 'AUTRE_PROFESSIONNEL', organisation: 'cd' }] };

type Task = Extract<Procedure['steps'][number]['do'], { task: unknown }>;
const task = (kind: Task['task']): Task => ({ task: kind, to: 'DESK', within: { workingDays: 1 }, sayable: 'À faire.' });
const steps: Procedure['steps'] = [
  { id: 'suite', after: 'OUTCOME_GIVEN', saying: ['SANS_SUITE'], when: {}, do: task('CALL_BACK') },
  { id: 'tardive', after: 'LATE_ANSWER', saying: ['SAISIE_JUSTICE'], when: {}, do: task('SECOND_OPINION') },
  { id: 'resultat', after: 'RESULT_RECORDED', saying: ['AVEREE'], when: {}, do: task('CLOSE') },
  { id: 'oral', after: 'ALERT_RECORDED', when: { flags: { anyOf: ['ORAL_DECLARATION'] } }, do: task('WRITTEN_CONFIRMATION') },
  {
    id: 'refus',
    after: 'REFUSED',
    saying: ['HORS_COMPETENCE'],
    when: {},
    do: { to: 'CCAS', mode: 'TRANSFER', purpose: 'INFORMATION', policy: 'standard', discloses: ['FACTS'] },
  },
  {
    id: 'vide',
    after: 'REFUSED',
    saying: ['HORS_TERRITOIRE'],
    when: {},
    do: { to: 'GENDARMERIE', mode: 'TRANSFER', purpose: 'INFORMATION', policy: 'standard', discloses: ['FACTS'] },
  },
];

const standard = procedure.policies.standard as Procedure['policies'][string];
const stepped = { procedure: { ...procedure, steps }, directory: directoryWith() };
const byPost = {
  procedure: {
    ...procedure,
    policies: { ...procedure.policies, standard: { ...standard, channels: [{ kind: 'LETTER_TASK' as const, patience: { days: 3 } }] } },
  },
  directory: directoryWith([], (one) => ({ ...one, contacts: one.contacts.map((contact) => ({ ...contact, address: '1 place Stanislas, Nancy' })) })),
};
const withoutMail = {
  procedure,
  directory: directoryWith([], (one) => ({ ...one, contacts: one.contacts.map(({ email: _, ...contact }) => contact) })),
};
const withoutCouncil = {
  procedure,
  directory: directoryWith([], (one) => ({ ...one, organisations: one.organisations.filter(({ id }) => id !== 'cd' && id !== 'cd2') })),
};
const next = { procedure: { ...procedure, number: 2 }, directory: directoryWith() };
const enquiry = {
  procedure: {
    ...procedure,
    chapters: procedure.chapters.map((chapter) => ({
      ...chapter,
      rules: chapter.rules.map((rule) =>
        rule.id === 'home' && 'mode' in rule.then ? { ...rule, then: { ...rule.then, mode: 'ENTRUSTED_ENQUIRY' as const } } : rule,
      ),
    })),
  },
  directory: directoryWith(),
};

const alertBy = (reach: 'EMAIL' | 'PHONE' | 'LETTER') =>
  new Played().does({
    kind: 'AlertReceived',
    facts: atHome,
    alert: { channel: 'WEB', contactKind: 'ALERT', authenticated: false, reachable: true, reach },
  });
const qualify = (played: Played, facts = atHome) => played.does({ kind: 'Qualified', facts, basis: noBasis });
/** Every message fails for good, or for now. */
function fails(played: Played, permanent: boolean, code: string): Played {
  for (const { id } of played.state.messages) played.tries({ kind: 'DeliveryFailed', message: id, permanent, code });
  return played;
}
function doesAllTasks(played: Played, reached?: boolean): Played {
  for (const { id } of played.state.tasks.filter(({ status }) => status === 'OPEN'))
    played.tries({ kind: 'TaskDone', task: id, ...(reached !== undefined && { reached }) });
  return played;
}
function silently(played: Played, spans: readonly number[]): Played {
  for (const span of spans) played.waits(span).deliver();
  return played;
}
const answered = () => Played.qualified().does({ kind: 'TakenInCharge', transfer: 't1' });
const result = { conclusion: 'AVEREE', evidence: 'CONCORDANT', risk: 'REDUIT', wishes: 'ATTEINTS', safer: 'PLUTOT', refusedByPerson: 'NON' } as const;
const closed = () => answered().does({ kind: 'ResultRecorded', result }).does({ kind: 'Closed' });

/**
 * Lives of cases, each the same whenever it is played. Together they hold every kind of entry, and every cause of a task and
 * part of a message that the law knows.
 */
export const lives: Record<string, () => Played> = {
  'silence to the end of the chain': () => silently(Played.qualified(), [2, 26, 30, 50, 80, 200, 400, 900].map(hours)),
  'an outage': () => Played.qualified().waits(days(60)),
  'danger, nobody picks up': () =>
    doesAllTasks(fails(qualify(new Played().alert({ ...atHome, danger: 4 }), { ...atHome, danger: 4 }), true, '550'), false).waits(days(4)),
  'danger, without a rule for it': () =>
    new Played({ ...stepped, procedure: { ...stepped.procedure, chapters: [] } }).alert({ ...atHome, danger: 3 }, false).waits(days(3)),
  'a crime, by telephone': () =>
    doesAllTasks(qualify(new Played().alert({ ...atHome, flags: ['CRIME_SUSPECTED'] }), { ...atHome, flags: ['CRIME_SUSPECTED'] }), true),
  'a crime, and silence': () =>
    silently(doesAllTasks(qualify(new Played().alert({ ...atHome, flags: ['CRIME_SUSPECTED'] }), { ...atHome, flags: ['CRIME_SUSPECTED'] }), true), [
      days(5),
      days(9),
    ]),
  'routed at once': () => new Played().alert({ ...atHome, channel: 'API' }).deliver(),
  'mail down for a day': () =>
    silently(fails(fails(qualify(new Played().alert()), false, 'SMTP_451').waits(hours(1)), false, 'NO_ANSWER'), [hours(7), days(2)]),
  'no channel is left': () => doesAllTasks(fails(qualify(new Played().alert()), true, 'RecipientRejected'), false),
  'a reminder that cannot be sent': () => fails(Played.qualified().waits(days(1)), true, '550').waits(days(3)),
  'acknowledged, then reminders that cannot be sent': () =>
    fails(Played.qualified().does({ kind: 'Acknowledged', transfer: 't1' }, partner).waits(days(5)), true, '550').waits(days(9)),
  'a warning that cannot be sent': () => fails(silently(Played.qualified(), [days(1), days(1), days(2)]).waits(days(1)), true, '550'),
  'reminded by telephone': () => doesAllTasks(qualify(new Played(withoutMail).alert()), true).waits(days(12)),
  'by post': () => doesAllTasks(qualify(new Played(byPost).alert()), true),
  'a letter nobody sends': () => qualify(new Played(byPost).alert()).waits(days(5)),
  'acknowledged, in charge, outcome': () =>
    Played.qualified(atHome, stepped)
      .does({ kind: 'Acknowledged', transfer: 't1' }, partner)
      .does({ kind: 'TakenInCharge', transfer: 't1' }, partner)
      .does({ kind: 'OutcomeGiven', transfer: 't1', outcome: ['SANS_SUITE', 'AUTRE'] }, partner)
      .does({ kind: 'OutcomeGiven', transfer: 't1', outcome: ['AUTRE'] }, partner),
  'refused, rerouted, refused again': () =>
    Played.qualified(atHome, stepped)
      .does({ kind: 'Refused', transfer: 't1', reason: 'HORS_COMPETENCE' }, partner)
      .deliver()
      .does({ kind: 'Refused', transfer: 't3', reason: 'HORS_TERRITOIRE' }, partner)
      .does({ kind: 'Acknowledged', transfer: 't1' }, partner),
  'refused as a duplicate': () => Played.qualified().does({ kind: 'Refused', transfer: 't1', reason: 'DOUBLON' }, partner),
  'more is asked, and given': () =>
    fails(
      Played.qualified()
        .does({ kind: 'InformationRequested', transfer: 't1' }, partner)
        .waits(days(2))
        .does({ kind: 'InformationGiven', transfer: 't1' }),
      true,
      '550',
    ),
  'cancelled, then a late outcome': () =>
    Played.qualified(atHome, stepped)
      .does({ kind: 'TransferCancelled', transfer: 't1', reason: 'AGENT' })
      .deliver()
      .does({ kind: 'OutcomeGiven', transfer: 't1', outcome: ['SAISIE_JUSTICE'] }, partner)
      .does({ kind: 'Refused', transfer: 't1', reason: 'AUTRE' }, partner),
  'an exercise that ends': () =>
    Played.qualified()
      .does({ kind: 'TransferCancelled', transfer: 't1', reason: 'EXERCISE_ENDED' })
      .does({ kind: 'TransferCancelled', transfer: 't2', reason: 'EXERCISE_ENDED' })
      .does({ kind: 'NotRetained', reason: 'AUTRE' }),
  'tied from the start': () => qualify(new Played().alert(tied), tied).deliver(),
  'found to be tied': () => qualify(Played.qualified(), { ...tied, flags: ['CRIME_SUSPECTED'] }),
  'nobody competent': () => qualify(new Played(withoutCouncil).alert()),
  'qualified again, wider': () => qualify(Played.qualified(), { ...atHome, danger: 3 }).deliver(),
  'an agent adds a recipient': () =>
    Played.qualified().does({
      kind: 'TransferAdded',
      role: 'CD',
      organisation: 'cd2',
      mode: 'CONSULTATION',
      purpose: 'ACTION',
      policy: 'standard',
      discloses: ['FACTS'],
      legalBasis: ['CP_434_3'],
    }),
  'closed, looked at again, reopened': () => closed().waits(days(400)).does({ kind: 'Reopened' }),
  'closed, then a late answer': () => closed().does({ kind: 'OutcomeGiven', transfer: 't1', outcome: ['NON_COMMUNICABLE'] }, partner),
  'a result that sets off a step': () => Played.qualified(atHome, stepped).does({ kind: 'ResultRecorded', result }).waits(days(3)),
  'not retained, reopened': () => alertBy('PHONE').does({ kind: 'NotRetained', reason: 'HORS_CHAMP' }).does({ kind: 'Reopened' }),
  'an author by mail': () =>
    silently(qualify(alertBy('EMAIL').deliver()), [hours(1), days(60)])
      .does({ kind: 'AuthorWritten', alert: 'a1' })
      .deliver()
      .does({ kind: 'NoteAdded' }, author),
  'an author whose mail is refused': () => fails(alertBy('EMAIL'), true, 'RecipientRejected'),
  'an author by telephone': () => qualify(alertBy('PHONE')).deliver().waits(days(60)).does({ kind: 'AuthorWritten', alert: 'a1' }),
  'an author by post': () => doesAllTasks(alertBy('LETTER')).does({ kind: 'NotRetained', reason: 'SANS_ELEMENT' }),
  'a second alert': () => Played.qualified().alert(atHome, false).does({ kind: 'NoteAdded' }).does({ kind: 'NoteAdded' }, partner),
  'steps ordered by hand': () => {
    const played = Played.qualified();
    const dueAt = played.now + hours(30);
    return played
      .does({ kind: 'TaskOrdered', task: 'MEDIATION', dueAt })
      .does({ kind: 'TaskOrdered', task: 'SECOND_READING', dueAt, transfer: 't1', takenBy: 'agent-2' })
      .does({ kind: 'TaskTaken', task: 'k2' })
      .does({ kind: 'TaskDone', task: 'k2' })
      .waits(days(3));
  },
  'an oral declaration': () =>
    new Played(stepped)
      .alert({ ...atHome, channel: 'DECLARATION', flags: ['ORAL_DECLARATION'] })
      .does({ kind: 'DeclarationCompleted', part: 'WRITTEN' })
      .does({ kind: 'DeclarationCompleted', part: 'EIGS_SECOND' }),
  'the whole situation': () =>
    Played.qualified()
      .does({ kind: 'SituationNoted', situation: { repetition: null, reprisals: [] } })
      .does({ kind: 'CaseLinked', other, relation: 'RELATED' })
      .does({ kind: 'CaseUnlinked', other })
      .does({
        kind: 'CaseLinked',
        other,
        relation: 'MERGED_HERE',
        alerts: [{ id: 'a1', at: monday, channel: 'WEB', contactKind: 'ALERT', authenticated: false, reachable: true, reach: 'EMAIL' }],
      })
      .does({ kind: 'AuthorWritten', alert: 'a2' }),
  'merged, and separated': () => new Played().alert().does({ kind: 'CaseMerged', into: other }).does({ kind: 'CaseUnmerged' }),
  'a document is made': () => Played.qualified().does({ kind: 'DocumentMade', transfer: 't1', version: 1, fingerprint: 'ab'.repeat(32) }),
  'another version': () => {
    const played = Played.qualified();
    played.world = next;
    return played.does({ kind: 'VersionChanged', from: { slug: 'test', number: 1 } });
  },
  'an answer challenged': () =>
    Played.qualified(atHome, enquiry)
      .does({ kind: 'OutcomeGiven', transfer: 't1', outcome: ['MISE_EN_PLACE_ACCOMPAGNEMENT'] }, partner)
      .does({ kind: 'AnswerChallenged', transfer: 't1' })
      .deliver(),
};

/**
 * The journals of these lives as the version of 22 November 2026 kept them: entries as they went into its rows, and the SHA-256 of
 * the canonical entries and state that they mean. What the law decides may change; what these say may not.
 */
export function livesOfBefore(): { name: string; read: { entries: string; state: string }; entries: EntryOfBefore[] }[] {
  const lines = readFileSync(join(import.meta.dirname, 'lives-of-before.jsonl'), 'utf8')
    .trimEnd()
    .split('\n');
  return lines.map((line) => JSON.parse(line));
}

export interface EntryOfBefore {
  kind: EntryKind;
  at: number;
  by: Actor;
  transfer?: string;
  task?: string;
  obligation?: string;
  because: object;
  changes: object[];
}

/** A state as versions of before folded it: what an entry changes was never told apart by its shape. */
export const stateOfBefore = (entries: readonly EntryOfBefore[]): CaseState =>
  (entries as unknown as Parameters<typeof evolve>[1][]).reduce(evolve, nothing);
