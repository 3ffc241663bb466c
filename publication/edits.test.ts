import { describe, expect, it } from 'vitest';
import { writtenOut } from '../procedures/facts.testing.ts';
import { libraryProcedure } from '../procedures/library/index.ts';
import type { Policy, Rule } from '../procedures/procedure.ts';
import { compareProcedures } from './compare.ts';
import {
  addChapter,
  fingerprint,
  freshId,
  partLabel,
  partOf,
  problemsOf,
  putPolicy,
  putRule,
  putStep,
  removeChapter,
  removePolicy,
  removeRule,
  removeStep,
  renameChapter,
  ruleOf,
  same,
  setAgreement,
  setDesk,
  usersOf,
} from './edits.ts';

const protocol = libraryProcedure('minimal');
const rule = ruleOf(protocol, 'domicile-cd')?.rule as Rule;
const policy = protocol.policies.ordinaire as Policy;
const agreement = {
  signedOn: '2026-01-15',
  evaluateOn: '2027-01-15',
  bodies: [
    { name: 'Conseil départemental', competence: 'Il évalue.', reads: ['place' as const], designated: 'La directrice', deputy: 'Le chef de service' },
  ],
};

describe('edits', () => {
  it('write a rule where it was, or move it to another chapter, and never twice', () => {
    const changed = putRule(protocol, 'Toute alerte', { ...rule, because: 'autre raison' });
    expect(partOf(changed, 'rule:domicile-cd')).toMatchObject({ chapter: 'Toute alerte', rule: { because: 'autre raison' } });
    expect(changed.chapters.map(({ rules }) => rules.length)).toEqual(protocol.chapters.map(({ rules }) => rules.length));
    const moved = putRule(protocol, 'Justice', rule);
    expect(ruleOf(moved, rule.id)?.chapter).toBe('Justice');
    expect(moved.chapters.flatMap(({ rules }) => rules).filter(({ id }) => id === rule.id)).toHaveLength(1);
  });

  it('leave what they were given as it was', () => {
    const before = JSON.stringify(protocol);
    removeRule(protocol, rule.id);
    removePolicy(protocol, 'ordinaire');
    renameChapter(protocol, 'Danger', 'Péril');
    setAgreement(protocol, agreement);
    expect(JSON.stringify(protocol)).toBe(before);
  });

  it('take a chapter away only when nothing is in it', () => {
    expect(removeChapter(protocol, 'Danger')).toEqual(protocol);
    const more = addChapter(addChapter(protocol, 'Essai'), 'Essai');
    expect(more.chapters).toHaveLength(protocol.chapters.length + 1);
    expect(removeChapter(more, 'Essai')).toEqual(protocol);
  });

  it('give ids that nothing has', () => {
    const first = freshId(protocol, 'regle');
    expect(freshId(putRule(protocol, 'Danger', { ...rule, id: first }), 'regle')).not.toBe(first);
    const step = {
      id: freshId(protocol, 'etape'),
      after: 'CLOSED',
      when: {},
      do: { task: 'CALL_BACK', to: 'DESK', within: { days: 1 }, sayable: 'Rappeler.' },
    } as const;
    expect(removeStep(putStep(protocol, step), step.id)).toEqual(protocol);
  });
});

describe('problems', () => {
  it('are none in a protocol that can be published, and say where they are mended', () => {
    expect(problemsOf(protocol)).toEqual([]);
    expect(problemsOf(putRule(protocol, 'Justice', { ...rule, because: '' }))).toMatchObject([{ part: 'rule:domicile-cd' }]);
    const parts = problemsOf(removePolicy(protocol, 'ordinaire')).map(({ part }) => part);
    expect(new Set(parts)).toEqual(new Set(usersOf(protocol, 'ordinaire')));
    expect(problemsOf(putPolicy(protocol, 'ordinaire', { ...policy, channels: [] }))).toMatchObject([{ part: 'policy:ordinaire' }]);
    expect(problemsOf(setAgreement(protocol, { ...agreement, evaluateOn: '2020-01-01' }))).toMatchObject([{ part: 'agreement' }]);
  });
});

it('a step may wait for an answer that exists, and an enquiry ask questions that say something', () => {
  const step = {
    id: 'etape-9',
    after: 'OUTCOME_GIVEN',
    when: {},
    do: { task: 'MEDIATION', to: 'DESK', within: { days: 1 }, sayable: 'Proposer.' },
  } as const;
  expect(problemsOf(putStep(protocol, { ...step, saying: ['SANS_SUITE'] }))).toEqual([]);
  expect(problemsOf(putStep(protocol, { ...step, saying: ['PEUT_ETRE'] }))).toMatchObject([{ part: 'step:etape-9' }]);
  const asking = (questions: string[]) =>
    putRule(protocol, 'Toute alerte', { ...rule, then: { ...rule.then, mode: 'ENTRUSTED_ENQUIRY', questions } as Rule['then'] });
  expect(problemsOf(asking(['Est-elle seule ?']))).toEqual([]);
  expect(problemsOf(asking(['']))).toMatchObject([{ part: 'rule:domicile-cd' }]);
});

describe('two people', () => {
  it('who change two parts do not see each other’s fingerprint move', () => {
    const changed = putPolicy(protocol, 'ordinaire', { ...policy, onRefusal: 'DESK' });
    expect(fingerprint(changed, 'rule:domicile-cd')).toBe(fingerprint(protocol, 'rule:domicile-cd'));
    expect(fingerprint(changed, 'policy:ordinaire')).not.toBe(fingerprint(protocol, 'policy:ordinaire'));
    expect(fingerprint(removeRule(protocol, rule.id), `rule:${rule.id}`)).not.toBe(fingerprint(protocol, `rule:${rule.id}`));
  });

  it('are told of a part by a name they know', () => {
    expect(partLabel(protocol, 'rule:domicile-cd')).toBe('Règle «\u00a0les faits se passent au domicile\u00a0»');
    expect(partLabel(protocol, 'frame')).toBe('Arrivée et fin');
  });
});

describe('a comparison', () => {
  it('finds nothing between a protocol and itself, whatever the order of rules and of codes', () => {
    const turned = {
      ...protocol,
      chapters: protocol.chapters.toReversed().map((chapter) => ({
        ...chapter,
        rules: chapter.rules
          .toReversed()
          .map((one) => ('discloses' in one.then ? { ...one, then: { ...one.then, discloses: one.then.discloses.toReversed() } } : one)),
      })),
    };
    expect(compareProcedures(protocol, turned)).toEqual([]);
    expect(same({ anyOf: ['a', 'b'] }, { anyOf: ['b', 'a'] })).toBe(true);
  });

  it('says a rule in words before and after, and a delay once, not in every rule that follows it', () => {
    const [changed, ...others] = compareProcedures(protocol, putRule(protocol, 'Toute alerte', { ...rule, when: { danger: { atLeast: 1 } } }));
    expect(others).toEqual([]);
    expect(changed).toMatchObject({ kind: 'CHANGED', about: 'RULE', title: rule.because });
    expect(changed?.before.join()).toContain('Quand le lieu est');
    expect(changed?.after.join()).toContain('Quand le danger est au moins');
    const slower = compareProcedures(protocol, putPolicy(protocol, 'ordinaire', { ...policy, handover: { workingDays: 3 } }));
    expect(slower.map(({ about, kind }) => [about, kind])).toEqual([['POLICY', 'CHANGED']]);
  });

  it('says of the desk’s own delays only those that change, and nothing where they are written out as they have always been', () => {
    expect(compareProcedures(protocol, writtenOut(protocol))).toEqual([]);
    const changed = setDesk(protocol, { dutyFromDanger: 2, delays: { conflict: { hours: 2 }, refusal: { workingHours: 4 } } });
    expect(changed.desk).toEqual({ dutyFromDanger: 2, delays: { conflict: { hours: 2 } } });
    const [only, ...others] = compareProcedures(protocol, changed);
    expect(others).toEqual([]);
    expect(only).toMatchObject({ kind: 'CHANGED', about: 'FRAME', title: 'Délais du guichet' });
    expect(only?.after.join('\n')).toMatch(/à partir du danger 2 \(grave\)\.\n.* sous 2\u00a0heures/);
    expect([only?.before.length, only?.after.length]).toEqual([2, 2]);
    expect(setDesk(changed, {})).toEqual(protocol);
    expect(problemsOf(setDesk(protocol, { delays: { conflict: { days: 9_999 } } }))).toMatchObject([{ part: 'desk' }]);
    expect(partLabel(protocol, 'desk')).toBe('Délais du guichet');
  });

  it('says what was added and what was taken away, agreement too', () => {
    const changed = setAgreement(removeRule(protocol, rule.id), agreement);
    expect(compareProcedures(protocol, changed).map(({ about, kind }) => [about, kind])).toEqual([
      ['RULE', 'REMOVED'],
      ['AGREEMENT', 'ADDED'],
    ]);
    expect(
      compareProcedures(changed, protocol)
        .map(({ kind }) => kind)
        .sort(),
    ).toEqual(['ADDED', 'REMOVED']);
  });
});
