import { describe, expect, it } from 'vitest';
import { agenda } from '../advance.ts';
import { causeCode } from '../model/cause.ts';
import { entriesOf } from '../model/entries.ts';
import { messageParts } from '../model/message.ts';
import type { AlertState } from '../model/state.ts';
import { aResult, atHome, hours, noBasis, Played } from '../world.testing.ts';

const by = (reach: AlertState['reach'], safe?: AlertState['hours']): Played =>
  new Played().does({
    kind: 'AlertReceived',
    facts: atHome,
    alert: { channel: 'WEB', contactKind: 'ALERT', authenticated: false, reachable: true, ...(reach && { reach }), ...(safe && { hours: safe }) },
  });
const authorMails = ({ state }: Played): string[] => state.messages.filter(({ kind }) => kind === 'AUTHOR').map(({ id }) => id);
const calls = ({ state }: Played): string[] =>
  state.tasks.filter(({ kind, status }) => kind === 'CALL_BACK' && status === 'OPEN').map(({ cause }) => causeCode(cause));
const qualify = (played: Played, facts = atHome): Played => played.does({ kind: 'Qualified', facts, basis: noBasis });

describe('an author', () => {
  it('who gave an e-mail address is told at once by a mail, and nobody has to call', () => {
    const played = by('EMAIL');
    expect(authorMails(played)).toEqual(['a1.AUTHOR.RECEIVED.1']);
    expect(calls(played)).toEqual([]);
  });

  it('is written to at the hours that are safe, and only then', () => {
    // Monday 10:00 in Paris; safe from 18:00 to 20:00.
    const played = by('EMAIL', [18 * 60, 20 * 60]);
    expect(agenda(played.state, played.now).deliver).toEqual([]);
    expect(played.state.messages[0]?.notBefore).toBe(played.now + hours(8));
  });

  it('gets one mail for all that happened while it waited for those hours', () => {
    const played = qualify(by('EMAIL', [18 * 60, 20 * 60]));
    expect(authorMails(played)).toEqual(['a1.AUTHOR.RECEIVED.1']);
    played.waits(hours(8)).deliver();
    played.does({ kind: 'AuthorWritten', alert: 'a1' });
    expect(authorMails(played)).toEqual(['a1.AUTHOR.MESSAGE.3']);
  });

  it('who asked to be called is called by somebody, within the protocol’s time', () => {
    const played = by('PHONE');
    expect(authorMails(played)).toEqual([]);
    expect(calls(played)).toEqual(['a1']);
    // What the call will say anyway needs no second one.
    expect(calls(qualify(played))).toEqual(['a1']);
  });

  it('is called when the mail cannot reach them', () => {
    const played = by('EMAIL').does({ kind: 'DeliveryFailed', message: 'a1.AUTHOR.RECEIVED.1', permanent: true, code: 'RecipientRejected' });
    expect(calls(played)).toEqual(['a1.AUTHOR.RECEIVED.1']);
  });

  it('is called when the mail comes back, once', () => {
    const played = by('EMAIL').deliver();
    for (const _twice of [1, 2]) played.does({ kind: 'Bounced', message: messageParts('a1.AUTHOR.RECEIVED.1'), code: '5.1.1' });
    expect(calls(played)).toEqual(['a1.AUTHOR.RECEIVED.1']);
  });

  it('is told that nobody answered in time, that the alert is not retained, that the case is closed', () => {
    const lapsed = qualify(by('EMAIL'))
      .deliver()
      .waits(hours(24 * 60));
    expect(entriesOf(lapsed.entries, 'AUTHOR_TOLD').map(({ because }) => because.news)).toEqual(['RECEIVED', 'TRANSFERRED', 'LAPSED']);
    expect(by('PHONE').does({ kind: 'NotRetained', reason: 'HORS_CHAMP' }).openTasks()).toEqual(['CALL_BACK']);
  });

  it('is called once for all there is to say by then, however many did not answer', () => {
    const played = qualify(by('PHONE'), { ...atHome, danger: 3, flags: ['CRIME_SUSPECTED'] }).waits(hours(40 * 24));
    expect(entriesOf(played.entries, 'OBLIGATION_LAPSED').length).toBeGreaterThan(1);
    expect(calls(played)).toEqual(['a1']);
    played.does({ kind: 'TaskDone', task: played.state.tasks.find(({ kind }) => kind === 'CALL_BACK')?.id ?? '' });
    played.does({ kind: 'AuthorWritten', alert: 'a1' }).does({ kind: 'AuthorWritten', alert: 'a1' });
    expect(calls(played)).toHaveLength(1);
    expect(played.state.tasks.findLast(({ kind }) => kind === 'CALL_BACK')?.cause).toMatchObject({ kind: 'NEWS', news: 'MESSAGE', told: 4 });
  });

  it('who reads mail gets one about nobody acting, not one for each who does not', () => {
    const played = qualify(by('EMAIL'), { ...atHome, danger: 3, flags: ['CRIME_SUSPECTED'] }).waits(hours(40 * 24));
    expect(entriesOf(played.entries, 'OBLIGATION_LAPSED').length).toBeGreaterThan(1);
    const told = entriesOf(played.entries, 'AUTHOR_TOLD').map(({ because }) => because.news);
    expect(told.filter((news) => news === 'LAPSED')).toHaveLength(1);
  });

  it('who left no way to be reached is told nothing by machine', () => {
    const played = qualify(new Played().alert());
    expect(played.kinds()).not.toContain('AUTHOR_TOLD');
  });

  it('of an alert that is not here cannot be written to', () => {
    expect(by('EMAIL').tries({ kind: 'AuthorWritten', alert: 'a9' })).toBe('UNKNOWN_ALERT');
  });

  it('says once the case is closed what came of it; the same twice is once, and who is not safer is called', () => {
    const said = { answeredBy: 'PERSONNE', safer: 'PLUTOT', heard: 'OUI' } as const;
    const author = { kind: 'REPORTER', id: null } as const;
    const played = Played.qualified();
    for (const { id } of played.state.transfers) played.tries({ kind: 'TakenInCharge', transfer: id });
    played.does({ kind: 'ResultRecorded', result: aResult }).does({ kind: 'Closed' });
    expect(played.tries({ kind: 'AfterwardsSaid', alert: 'a7', said }, author)).toBe('UNKNOWN_ALERT');
    for (const _twice of [1, 2]) played.does({ kind: 'AfterwardsSaid', alert: 'a1', said }, author);
    expect(entriesOf(played.entries, 'AFTERWARDS_SAID')).toHaveLength(1);
    const open = () => played.state.tasks.filter(({ kind, status }) => kind === 'AUTHOR_ADDED' && status === 'OPEN');
    expect(open()).toEqual([]);
    for (const _twice of [1, 2]) played.does({ kind: 'AfterwardsSaid', alert: 'a1', said: { ...said, safer: 'PAS' } }, author);
    expect(played.state.alerts[0]?.afterwards?.safer).toBe('PAS');
    expect(open().map(({ cause }) => causeCode(cause))).toEqual(['NOT_SAFER:a1']);
    // Somebody called, the case was opened again and closed; weeks later nothing is better: it is heard again, on whatever page it is said.
    for (const { id } of open()) played.does({ kind: 'TaskDone', task: id });
    expect(open()).toEqual([]);
    played
      .does({ kind: 'Reopened' })
      .waits(hours(20 * 24))
      .does({ kind: 'AfterwardsSaid', alert: 'a1', said: { ...said, safer: 'PAS' } }, author);
    expect(open().map(({ cause }) => causeCode(cause))).toEqual(['NOT_SAFER:a1']);
  });
});
