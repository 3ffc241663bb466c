import { expect, test } from 'vitest';
import { demonstrationDirectory } from '../demonstration/directories.ts';
import { indexDirectory } from '../directory/resolve.ts';
import { nationalProcedure } from '../procedures/library/index.ts';
import type { Procedure } from '../procedures/procedure.ts';
import { communesFor } from '../rehearsal/situations/library.ts';
import { answerChanges, answerIn, changedStudies } from './changes.ts';
import { shippedStudies } from './library/index.ts';
import { modelAnswer } from './model-answer.ts';

const published = demonstrationDirectory('54');
const directory = indexDirectory(published);
const procedure = nationalProcedure();
const world = { procedure, directory };
const communes = communesFor('54');
const without = (rule: string): Procedure => ({
  ...procedure,
  chapters: procedure.chapters.map((chapter) => ({ ...chapter, rules: chapter.rules.filter(({ id }) => id !== rule) })),
});

test('a draft that says the same changes no study; one that leaves a rule out changes those that this rule answers, and no other', async () => {
  expect(await changedStudies(shippedStudies(), world, { procedure: { ...procedure, number: 2 }, directory }, communes)).toEqual([]);
  const changed = await changedStudies(shippedStudies(), world, { procedure: without('domicile-alma'), directory }, communes);
  const ruled = shippedStudies().filter((study) => {
    const answer = modelAnswer(study, world, communes);
    return 'recipients' in answer && answer.recipients.some(({ rules }) => rules.includes('domicile-alma'));
  });
  expect(changed.map(({ study }) => study.id)).toEqual(ruled.map(({ id }) => id));
  expect(changed.length).toBeGreaterThan(0);
  expect(changed.length).toBeLessThan(shippedStudies().length);
  for (const { changes } of changed)
    for (const change of changes)
      expect([change.kind, 'role' in change && change.role]).toEqual([expect.stringMatching(/NOT_TOLD|OTHER_REASON/), 'ALMA']);
});

test('a directory that gives a role to another body is said, with both; one that gives it to nobody, too', async () => {
  const [first] = await changedStudies(shippedStudies(), world, { procedure: without('domicile-alma'), directory }, communes);
  const [told] = first?.changes ?? [];
  if (told?.kind !== 'NOT_TOLD') throw new Error('nobody');
  const gone = told.organisation;
  const renamed = JSON.parse(JSON.stringify(published).replaceAll(`"${gone}"`, '"autre-corps"'));
  const kinds = async (to: typeof published) =>
    new Set(
      (await changedStudies(shippedStudies(), world, { procedure, directory: indexDirectory(to) }, communes)).flatMap(({ changes }) => changes),
    );
  expect([...(await kinds(renamed))].filter(({ kind }) => kind === 'OTHER_BODY')[0]).toMatchObject({
    role: 'ALMA',
    before: gone,
    after: 'autre-corps',
  });
  const nobody = {
    ...published,
    organisations: published.organisations.filter(({ id }) => id !== gone),
    contacts: published.contacts.filter(({ organisation }) => organisation !== gone),
  };
  expect([...(await kinds(nobody))].map(({ kind }) => kind)).toContain('NOT_TOLD');
});

test('limits, tasks, bodies set aside and what has no object are compared too', () => {
  const recipient = { role: 'CD', purpose: 'ACTION', organisation: 'cd', rules: ['a'], clocks: [{ reach: 'ACKNOWLEDGED', dueAt: 1 }] };
  const answer = { recipients: [recipient], tasks: [], setAside: [], gaps: [] } as never as Parameters<typeof answerChanges>[0] & {
    tasks: unknown[];
  };
  const other = (change: object) => answerChanges(answer, { ...answer, ...change } as never);
  expect(answerChanges(answer, answer)).toEqual([]);
  expect(other({ recipients: [{ ...recipient, clocks: [{ reach: 'ACKNOWLEDGED', dueAt: 2 }] }] })).toEqual([
    { kind: 'OTHER_LIMIT', role: 'CD', reach: 'ACKNOWLEDGED', before: 1, after: 2 },
  ]);
  expect(other({ recipients: [{ ...recipient, clocks: [] }] })).toMatchObject([{ before: 1, after: null }]);
  expect(other({ recipients: [{ ...recipient, purpose: 'INFORMATION' }] })).toMatchObject([
    { kind: 'NOT_TOLD', purpose: 'ACTION' },
    { kind: 'TOLD', purpose: 'INFORMATION' },
  ]);
  expect(other({ recipients: [{ ...recipient, rules: ['b'] }] })).toMatchObject([{ kind: 'OTHER_REASON' }]);
  expect(other({ tasks: [{ task: 'CALL_AUTHOR', to: 'DESK' }] })).toEqual([{ kind: 'TASK', task: 'CALL_AUTHOR', to: 'DESK' }]);
  expect(other({ setAside: ['CD'], gaps: ['CD'] })).toEqual([
    { kind: 'SET_ASIDE', role: 'CD' },
    { kind: 'GAP', role: 'CD' },
  ]);
  expect(answerChanges(answer, { absent: 'personne' })).toEqual([{ kind: 'ABSENT', why: 'personne' }]);
  expect(answerChanges({ absent: 'a' }, { absent: 'b' })).toEqual([]);
});

test('an answer that was kept as JSON is the same once it is read', () => {
  for (const study of shippedStudies()) {
    const answer = answerIn(study, world, communes);
    expect(answerChanges(JSON.parse(JSON.stringify(answer)), answer)).toEqual([]);
  }
});
