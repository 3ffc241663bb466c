import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Instant } from '../../calendar/span.ts';
import { demonstrationDirectory } from '../../demonstration/directories.ts';
import { indexDirectory } from '../../directory/resolve.ts';
import { anyFacts, implicated, situation, writtenOut } from '../../procedures/facts.testing.ts';
import { nationalProcedure } from '../../procedures/library/index.ts';
import type { Procedure, Rule } from '../../procedures/procedure.ts';
import { differences, type PastCase, sameEffect } from './past.ts';

const national = nationalProcedure();
const directory = indexDirectory(demonstrationDirectory('54'));
const at = (iso: string): Instant => Date.parse(iso);

function past(change: Partial<PastCase> = {}): PastCase {
  return {
    facts: situation({ implicated: [implicated('MEMBRE_FAMILLE/ENFANT')] }),
    alert: { channel: 'PHONE', contactKind: 'ALERT', authenticated: true },
    openedAt: at('2026-11-10T15:00:00Z'),
    qualifiedAt: at('2026-11-10T15:30:00Z'),
    ...change,
  };
}

const withRules = (procedure: Procedure, edit: (rule: Rule) => Rule[]): Procedure => ({
  ...procedure,
  chapters: procedure.chapters.map((chapter) => ({ ...chapter, rules: chapter.rules.flatMap(edit) })),
});
const without = (id: string) => withRules(national, (rule) => (rule.id === id ? [] : [rule]));

test('the same protocol changes nothing, whatever its rules are called and why they are there', () => {
  expect(differences(past(), national, structuredClone(national), directory)).toEqual([]);
  const renamed = withRules(national, (rule) => [{ ...rule, id: `autre-${rule.id}`, because: 'pour une autre raison' }]);
  expect(differences(past(), national, { ...renamed, number: 2, title: 'Autre' }, directory)).toEqual([]);
});

test('a recipient that a rule no longer names is never told; one that it now names is told newly', () => {
  expect(differences(past(), national, without('domicile-alma'), directory)).toEqual([
    { role: 'ALMA', organisation: 'alma-54', purpose: 'INFORMATION', kind: 'NEVER', was: at('2026-11-10T15:30:00Z'), would: null },
  ]);
  expect(differences(past(), without('domicile-alma'), national, directory)).toMatchObject([{ organisation: 'alma-54', kind: 'NEWLY', was: null }]);
});

test('who is only reached by an escalation is told earlier when the delay before it is shorter', () => {
  const sooner: Procedure = {
    ...national,
    policies: {
      ...national.policies,
      standard: {
        ...(national.policies.standard as Procedure['policies'][string]),
        stages: (national.policies.standard?.stages ?? []).map((stage) => ({
          ...stage,
          escalate: stage.escalate.map((escalation) => ({ ...escalation, after: { workingDays: 1 } })),
        })),
      },
    },
  };
  const inLongwy = past({ facts: situation({ inseeCode: '54323', implicated: [implicated('MEMBRE_FAMILLE/ENFANT')] }) });
  const found = differences(inLongwy, national, sooner, directory);
  expect(found).toMatchObject([{ organisation: 'cd-54', purpose: 'ACTION', kind: 'EARLIER' }]);
  expect(found[0]?.would).toBeLessThan(found[0]?.was ?? 0);
  expect(differences(inLongwy, sooner, national, directory)).toMatchObject([{ organisation: 'cd-54', kind: 'LATER' }]);
});

test('a protocol that waits for an agent is as late as it may be, where nobody qualified the case', () => {
  const byMachine = past({
    alert: { channel: 'API', contactKind: 'ALERT', authenticated: true },
    facts: { ...past().facts, channel: 'API' },
    qualifiedAt: null,
  });
  const waits: Procedure = { ...national, intake: { ...national.intake, automaticWhen: {} } };
  const found = differences(byMachine, national, waits, directory);
  expect(found.map(({ kind }) => kind)).toEqual(['LATER', 'LATER', 'LATER']);
  expect(found[0]).toMatchObject({ was: byMachine.openedAt, would: at('2026-11-12T17:00:00Z') });
});

test('danger that a protocol no longer raises is a person on duty who is never called', () => {
  const vital = past({ facts: { ...past().facts, danger: 4 } });
  const quiet = withRules(national, (rule) => ('task' in rule.then && rule.then.to === 'DUTY' ? [] : [rule]));
  // The law itself calls somebody when no rule does: the instant is the same, so nothing changes.
  expect(differences(vital, national, quiet, directory)).toEqual([]);
  const slow: Procedure = { ...national, chapters: national.chapters.filter(({ title }) => title !== 'Danger') };
  expect(differences(vital, national, slow, directory).map(({ organisation, kind }) => [organisation, kind])).toContainEqual([
    'police-nancy',
    'NEVER',
  ]);
});

test('a danger that no longer calls duty at once is a person called later, or never', () => {
  const imminent = past({ facts: { ...past().facts, danger: 3 }, alert: { ...past().alert, channel: 'WEB', authenticated: false } });
  const forVitalOnly: Procedure = { ...national, desk: { dutyFromDanger: 4 } };
  expect(differences(imminent, national, forVitalOnly, directory)).toMatchObject([{ role: 'DUTY', kind: 'LATER' }]);
  expect(differences(imminent, national, writtenOut(national), directory)).toEqual([]);
  expect(sameEffect(imminent.facts, national, writtenOut(national), directory)).toBe(true);
});

test('leaving the simulation out where both protocols have the same effect loses nothing', () => {
  const rules = national.chapters.flatMap((chapter) => chapter.rules.map(({ id }) => id));
  const facts = anyFacts({
    communes: ['54395', '54323', '54431'],
    finess: ['549990001', '549990006'],
    organisations: ['cd-54', 'police-nancy'],
    contacts: ['cd-54-titulaire'],
  });
  const changed = fc.oneof(
    fc.constantFrom(
      writtenOut(national),
      { ...national, desk: { dutyFromDanger: 2 as const } },
      { ...national, desk: { delays: { conflict: { hours: 9 } } } },
    ),
    fc.constantFrom(...rules).map(without),
    fc.constantFrom(...rules).map((id) => withRules(national, (rule) => [rule.id === id ? { ...rule, because: 'autre' } : rule])),
    fc.constantFrom(...Object.keys(national.policies)).map(
      (name): Procedure => ({
        ...national,
        policies: { ...national.policies, [name]: { ...(national.policies[name] as Procedure['policies'][string]), handover: { hours: 3 } } },
      }),
    ),
  );
  let same = 0;
  fc.assert(
    fc.property(facts, changed, fc.integer({ min: 0, max: 20_000 }), (these, tried, hours) => {
      const one = past({ facts: these, openedAt: at('2026-01-01T00:00:00Z') + hours * 3_600_000, qualifiedAt: null });
      if (!sameEffect(these, national, tried, directory)) return;
      same += 1;
      // A step that never happens makes the frames differ, so that both are simulated.
      const apart = {
        ...tried,
        steps: [
          ...tried.steps,
          { id: 'jamais', after: 'CLOSED', when: {}, do: { task: 'CLOSE' as const, to: 'DESK' as const, within: { days: 1 }, sayable: '' } },
        ],
      };
      expect(sameEffect(these, national, apart, directory)).toBe(false);
      expect(differences(one, national, apart, directory)).toEqual([]);
    }),
    { numRuns: 150 },
  );
  expect(same).toBeGreaterThan(30);
});
