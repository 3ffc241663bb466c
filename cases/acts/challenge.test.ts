import { describe, expect, it } from 'vitest';
import type { Procedure } from '../../procedures/procedure.ts';
import { directoryWith, hours, Played, procedure } from '../world.testing.ts';

/** The Conseil départemental is entrusted with an enquiry. */
const enquiring: Procedure = {
  ...procedure,
  chapters: procedure.chapters.map((chapter) => ({
    ...chapter,
    rules: chapter.rules.map((rule) =>
      rule.id === 'home' && 'mode' in rule.then ? { ...rule, then: { ...rule.then, mode: 'ENTRUSTED_ENQUIRY' } } : rule,
    ),
  })),
};
const world = { procedure: enquiring, directory: directoryWith() };
const answered = () => {
  const played = Played.qualified(undefined, world);
  return played.does({ kind: 'OutcomeGiven', transfer: played.transfer('cd').id, outcome: ['SANS_SUITE'] });
};
const challenge = (played: Played) => ({ kind: 'AnswerChallenged', transfer: played.transfer('cd').id }) as const;

describe('the answer of an entrusted enquiry', () => {
  it('challenged, is to be given again: in charge, a fresh limit, the obligation open until a new one comes', () => {
    const played = answered();
    expect(played.state.obligations).toMatchObject([{ status: 'MET' }]);
    played.waits(hours(30));
    played.does(challenge(played));
    expect(played.transfer('cd')).toMatchObject({ status: 'IN_CHARGE' });
    expect(played.state.obligations[0]?.status).toBe('OPEN');
    expect(played.state.obligations[0]?.answerBy).toBeGreaterThan(played.now);
    expect(played.state.messages.map(({ kind }) => kind)).toContain('INFORMATION');
    expect(played.tries({ kind: 'Closed' })).toBe('UNANSWERED');
    played.deliver().does({ kind: 'OutcomeGiven', transfer: played.transfer('cd').id, outcome: ['MISE_EN_PLACE_ACCOMPAGNEMENT'] });
    expect(played.transfer('cd')).toMatchObject({ status: 'OUTCOME_GIVEN', outcome: { codes: ['MISE_EN_PLACE_ACCOMPAGNEMENT'] } });
    expect(played.state.obligations).toMatchObject([{ status: 'MET' }]);
  });

  it('may be the same again: the recipient stands by it', () => {
    const played = answered();
    played.does(challenge(played)).does({ kind: 'OutcomeGiven', transfer: played.transfer('cd').id, outcome: ['SANS_SUITE'] });
    expect(played.transfer('cd').status).toBe('OUTCOME_GIVEN');
    expect(played.state.obligations).toMatchObject([{ status: 'MET' }]);
  });

  it('is challenged once, however often the button is pressed, and raises a task when nothing comes', () => {
    const played = answered();
    played.does(challenge(played));
    const { length } = played.entries;
    expect(played.does(challenge(played)).entries).toHaveLength(length);
    played.waits(hours(24 * 200));
    expect(played.state.obligations).toMatchObject([{ status: 'LAPSED' }]);
    expect(played.openTasks()).toContain('SILENT_RECIPIENT');
  });

  it('is the only one that can be: not a plain transfer’s, not one that has not come', () => {
    const plain = Played.qualified();
    plain.does({ kind: 'OutcomeGiven', transfer: plain.transfer('cd').id, outcome: ['SANS_SUITE'] });
    expect(plain.tries(challenge(plain))).toBe('NOT_CHALLENGEABLE');
    const waiting = Played.qualified(undefined, world);
    expect(waiting.tries(challenge(waiting))).toBe('NOT_CHALLENGEABLE');
  });
});
