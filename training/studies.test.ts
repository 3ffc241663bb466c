import { describe, expect, it } from 'vitest';
import { demonstrationDirectory } from '../demonstration/directories.ts';
import { indexDirectory } from '../directory/resolve.ts';
import { nationalProcedure } from '../procedures/library/index.ts';
import { communesFor } from '../rehearsal/situations/library.ts';
import { compareFacts, compareRecipients } from './compare.ts';
import { shippedStudies } from './library/index.ts';
import { modelAnswer } from './model-answer.ts';
import { studySchema } from './study.ts';

const procedure = nationalProcedure();
const studies = shippedStudies();
const answersIn = (department: '54' | '57') => {
  const directory = indexDirectory(demonstrationDirectory(department));
  return studies.map((study) => ({ study, answer: modelAnswer(study, { procedure, directory }, communesFor(department)) }));
};

describe('the shipped studies', () => {
  it('are twenty-four at least, each with an answer that the protocol gives in both departments', () => {
    expect(studies.length).toBeGreaterThanOrEqual(24);
    expect(new Set(studies.map(({ id }) => id)).size).toBe(studies.length);
    for (const { study, answer } of [...answersIn('54'), ...answersIn('57')]) {
      if ('absent' in answer) throw new Error(`${study.id}: ${answer.absent}`);
      expect(answer.recipients.length + answer.tasks.length, study.id).toBeGreaterThan(0);
      // Only a body that is set aside for a tie leaves its role to nobody.
      expect(
        answer.gaps.filter((role) => !answer.setAside.includes(role)),
        study.id,
      ).toEqual([]);
    }
  });

  it('work each chapter of the shipped protocol', () => {
    const worked = new Set(answersIn('54').flatMap(({ answer }) => ('absent' in answer ? [] : answer.recipients.flatMap(({ rules }) => rules))));
    for (const { title, rules } of procedure.chapters)
      expect(
        rules.some(({ id }) => worked.has(id)),
        title,
      ).toBe(true);
  });

  it('change their answer with the protocol, and with nothing else', () => {
    const directory = indexDirectory(demonstrationDirectory('54'));
    const without = { ...procedure, chapters: procedure.chapters.map((chapter) => ({ ...chapter, rules: [] })) };
    const [study] = studies;
    if (study === undefined) throw new Error('none');
    const told = (of: typeof procedure) => modelAnswer(study, { procedure: of, directory }, communesFor('54'));
    expect(told(without)).not.toEqual(told(procedure));
    expect(told(procedure)).toEqual(told(procedure));
  });

  it('are refused where the times of a group do not make what is announced, or the door is another', () => {
    const [study] = studies;
    if (study === undefined) throw new Error('none');
    expect(studySchema.safeParse({ ...study, minutes: study.minutes + 1 }).error?.issues[0]?.path).toEqual(['facilitation']);
    const other = study.facts.channel === 'LETTER' ? 'PHONE' : 'LETTER';
    expect(studySchema.safeParse({ ...study, facts: { ...study.facts, channel: other } }).error?.issues[0]?.path).toEqual(['facts', 'channel']);
  });
});

describe('an answer beside the reference', () => {
  const [first] = answersIn('54');
  const facts = first !== undefined && 'facts' in first.answer ? first.answer.facts : undefined;

  it('is the same, near, another, or left open, field by field', () => {
    if (facts === undefined) throw new Error('none');
    const of = (danger: string[], given: string[]) =>
      compareFacts(
        { danger, place: [], implicated: [], maltreatment: given, victimGroup: [] },
        { ...facts, danger: 2, maltreatment: ['VIOLENCES_PHYSIQUES', 'VIOLENCES_PSYCHIQUES_MORALES'] },
      ).map(({ verdict }) => verdict);
    expect(of(['2'], ['VIOLENCES_PSYCHIQUES_MORALES', 'VIOLENCES_PHYSIQUES'])).toEqual(['SAME', 'OPEN', 'OPEN', 'SAME', 'OPEN']);
    expect(of(['3'], ['VIOLENCES_PHYSIQUES'])).toEqual(['NEAR', 'OPEN', 'OPEN', 'NEAR', 'OPEN']);
    expect(of(['0'], ['DISCRIMINATIONS'])).toEqual(['OTHER', 'OPEN', 'OPEN', 'OTHER', 'OPEN']);
    expect(of(['2'], ['VIOLENCES_PHYSIQUES', 'VIOLENCES_PSYCHIQUES_MORALES', 'DISCRIMINATIONS'])[3]).toBe('NEAR');
  });

  it('says who is told by both, by the protocol alone, and by oneself alone', () => {
    expect(compareRecipients(['CD', 'POLICE', 'CD'], ['ALMA', 'CD'])).toEqual({ right: ['CD'], missed: ['ALMA'], others: ['POLICE'] });
  });
});
