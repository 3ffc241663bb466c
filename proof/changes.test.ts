import { describe, expect, it, test } from 'vitest';
import { HOUR } from '../calendar/milliseconds.ts';
import { decide } from '../cases/decide.ts';
import type { CaseState } from '../cases/model/state.ts';
import { isLive } from '../cases/model/transfer-status.ts';
import { demonstrationDirectory } from '../demonstration/directories.ts';
import { communesOf } from '../directory/record/communes.ts';
import { indexDirectory } from '../directory/resolve.ts';
import { libraryProcedure, nationalProcedure } from '../procedures/library/index.ts';
import type { Procedure, Rule } from '../procedures/procedure.ts';
import { anchorConditions } from './anchors.ts';
import { calmBelow, changes } from './changes.ts';
import { dangerConditions } from './danger.ts';
import { Ground } from './ground.ts';
import type { Law } from './relived.ts';

const directory = indexDirectory(demonstrationDirectory('54'));
const communes = communesOf('54');
const groundOf = (procedure: Procedure) => new Ground(procedure, directory, communes, [...anchorConditions, ...dangerConditions, calmBelow(3)]);
const minimal = libraryProcedure('minimal');
const ground = groundOf(minimal);

/** The law, with what it answers to facts that are known or change spoilt. */
const spoilt =
  (spoil: (now: CaseState, was: CaseState) => Partial<CaseState>, only: (was: CaseState) => boolean = () => true): Law =>
  (state, event, world) => {
    const decided = decide(state, event, world);
    if (event.kind !== 'Qualified' || 'refused' in decided || !only(state)) return decided;
    const now = { ...decided.state, ...spoil(decided.state, state) };
    // What never was has no clock.
    const ids = new Set([...now.transfers, ...now.tasks].map(({ id }) => id));
    const deadlines = now.deadlines.filter(({ transfer, task }) => ids.has(transfer ?? task ?? '') || (transfer ?? task) === undefined);
    return { ...decided, state: { ...now, deadlines } };
  };
const again = ({ qualification }: CaseState): boolean => qualification !== 'AWAITED';
const isNew = (was: CaseState) => {
  const known = new Set(was.transfers.map(({ id }) => id));
  return ({ id }: { id: string }): boolean => !known.has(id);
};
const later = (kind: string, hours: number) => (now: CaseState) => ({
  deadlines: now.deadlines.map((one) => (one.kind === kind ? { ...one, dueAt: one.dueAt + hours * HOUR } : one)),
});

const brokenLaws: [string, Law, RegExp][] = [
  [
    'that does not ask again who refused',
    spoilt((now, was) => {
      const refused = new Set(was.transfers.filter(({ status }) => status === 'REFUSED').map(({ organisation }) => organisation));
      return { transfers: now.transfers.filter((one) => !isNew(was)(one) || !refused.has(one.organisation)) };
    }, again),
    /n’est pas prévenu, que .* demande désormais.* a refusé\. Puis/,
  ],
  [
    'that does not ask again who had taken charge',
    spoilt((now, was) => {
      const had = new Set(was.transfers.filter(({ status }) => status === 'IN_CHARGE').map(({ organisation }) => organisation));
      return { transfers: now.transfers.filter((one) => !isNew(was)(one) || !had.has(one.organisation)) };
    }, again),
    /n’est pas prévenu, que .* demande désormais.* a pris en charge\. Puis/,
  ],
  [
    'for which what a person let go is let go for ever',
    spoilt((now, was) => {
      const gone = new Set(was.transfers.filter(({ status }) => status === 'CANCELLED').map(({ organisation }) => organisation));
      return { transfers: now.transfers.filter((one) => !isNew(was)(one) || !gone.has(one.organisation)) };
    }, again),
    /a été déchargé par le guichet\. Puis/,
  ],
  [
    'that gives people to do once what a danger asks for each time',
    spoilt((now, was) => ({ tasks: was.tasks.some(({ to }) => to === 'DUTY') ? was.tasks : now.tasks.filter(({ to }) => to !== 'DUTY') }), again),
    /[Ll]’astreinte n’est pas appelée/,
  ],
  ['that hands over later than the rule that begins says', spoilt(later('HANDOVER', 100), again), /a plus de temps que|est reportée/],
  ['that puts off what was running', spoilt(later('OBLIGATION', 1), again), /[Uu]ne échéance est reportée/],
  [
    'that goes on telling who turns out to be implicated',
    spoilt(
      (now, was) => ({ transfers: now.transfers.map((one) => (isLive(one) ? one : (was.transfers.find(({ id }) => id === one.id) ?? one))) }),
      again,
    ),
    /reste prévenu, qu’un lien avec le mis en cause écarte.*est prévenu, puis mis en cause\. Puis/,
  ],
  [
    'that does nothing of what is known late',
    spoilt(
      (now, was) => ({ transfers: now.transfers.filter((one) => !isNew(was)(one)) }),
      (was) => !again(was),
    ),
    /n’est pas prévenu.*rien n’était connu d’abord/,
  ],
  [
    'that tells somebody whom nothing asks for',
    spoilt((now, was) => {
      const [first] = now.transfers.filter(isNew(was));
      return first === undefined
        ? {}
        : { transfers: [...now.transfers, { ...first, id: 't99', organisation: 'ddets-54', contact: 'ddets-54-titulaire' }] };
    }),
    /est prévenu sans qu’aucune règle le demande/,
  ],
];

describe('facts that are unknown, late and changing', () => {
  test.each([
    ['national', nationalProcedure()],
    ['minimal', minimal],
  ] as const)('the protocol that is delivered keeps its word: %s', (_, procedure) => {
    expect(changes(groundOf(procedure)).failures).toEqual([]);
  });

  test.each(brokenLaws)('a law %s is found out, with a situation that a person can read', (_, law, sentence) => {
    const { holds, failures } = changes(ground, law);
    expect(holds).toBe(false);
    expect(failures.map((failure) => failure.sentence)).toContainEqual(expect.stringMatching(sentence));
    for (const failure of failures) expect(failure.sentence).toMatch(/Par exemple, d’abord\u00a0: .* Puis\u00a0: .*\.$/);
  });

  const withRules = (change: (rules: Rule[]) => Rule[]): Ground =>
    groundOf({ ...minimal, chapters: minimal.chapters.map((chapter) => ({ ...chapter, rules: change(chapter.rules) })) });
  const once = brokenLaws[3]?.[1] as Law;
  const forgetting = brokenLaws[0]?.[1] as Law;

  it('a call that is asked for whatever the danger is made again when danger comes: a law that counts the first is found out', () => {
    const always = withRules((rules) => rules.map((rule) => (rule.id === 'danger-appel-vital' ? { ...rule, when: {} } : rule)));
    expect(changes(always).failures).toEqual([]);
    expect(changes(always, once).failures.map(({ sentence }) => sentence)).toContainEqual(
      expect.stringMatching(/^Le danger revient et l’astreinte n’est pas appelée de nouveau\./),
    );
  });

  it('who had refused is told of what the law attaches something to, though no rule begins with it', () => {
    const flat = withRules((rules) =>
      rules.map((rule) => (['danger-police-gendarmerie', 'crime-parquet'].includes(rule.id) ? { ...rule, when: {} } : rule)),
    );
    expect(changes(flat).failures).toEqual([]);
    const found = changes(flat, forgetting).failures.map(({ sentence }) => sentence);
    expect(found).toContainEqual(
      expect.stringMatching(/40 du code de procédure pénale.*le procureur n’est pas saisi.*chaque destinataire a refusé\. Puis/),
    );
    expect(found).toContainEqual(
      expect.stringMatching(/ni la police ni la gendarmerie ne sont saisies à temps.*chaque destinataire a refusé\. Puis/),
    );
    expect(found).toContainEqual(expect.stringMatching(/hors d’état de se protéger/));
  });
});
