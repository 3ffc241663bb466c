import { describe, expect, it } from 'vitest';
import type { Facts } from '../../vocabulary/facts.ts';
import type { HostKind, LegalBasis, Role } from '../../vocabulary/vocabulary.ts';
import type { Basis } from '../model/state.ts';
import { atHome, noBasis, Played } from '../world.testing.ts';
import { isToInform, legalDoubts } from './legal-basis.ts';

const secret: Facts = { ...atHome, flags: ['REPORTER_BOUND_BY_SECRECY'] };
const unable: Facts = { ...secret, flags: ['REPORTER_BOUND_BY_SECRECY', 'CANNOT_PROTECT_SELF'] };
const on = (legal: LegalBasis[], more: Partial<Basis> = {}): Basis => ({ ...noBasis, legal, ...more });
const to = (...roles: Role[]) => roles.map((role) => ({ role, organisation: role.toLowerCase(), status: 'DUE' as const, mode: 'TRANSFER' as const }));
const kinds = (facts: Facts, basis: Basis, ...roles: Role[]) =>
  legalDoubts(facts, basis, to(...roles)).map((doubt) => (doubt.kind === 'NOT_COVERED' ? `NOT_COVERED ${doubt.organisation}` : doubt.kind));

describe('article 226-14 of the code pénal, spring 2026', () => {
  it.each<[string, Facts, Basis, Role[], string[]]>([
    ['nothing is asked of an author who is bound by none', atHome, noBasis, ['ALMA'], []],
    ['a basis is asked of one who is', secret, noBasis, ['CD'], ['NO_BASIS']],
    ['1° covers authorities', unable, on(['CP_226_14_1']), ['ARS', 'CD', 'PARQUET', 'PREFECTURE', 'CCAS'], []],
    [
      '1° covers no association, no establishment',
      unable,
      on(['CP_226_14_1']),
      ['ALMA', 'ETABLISSEMENT'],
      ['NOT_COVERED alma', 'NOT_COVERED etablissement'],
    ],
    [
      'nor, while nobody read otherwise, the MDPH; no association for victims, no landlord, no bank',
      unable,
      on(['CP_226_14_1', 'CP_226_14_2']),
      ['MDPH', 'FRANCE_VICTIMES', 'BAILLEUR', 'BANQUE'],
      ['NOT_COVERED mdph', 'NOT_COVERED france_victimes', 'NOT_COVERED bailleur', 'NOT_COVERED banque'],
    ],
    ['1° is for who cannot protect herself', secret, on(['CP_226_14_1']), ['CD'], ['LACKS']],
    ['or for a minor', { ...secret, victimGroup: 'MINEUR' }, on(['CP_226_14_1']), ['CRIP'], []],
    ['2° covers the prosecutor, the CRIP, the cell', unable, on(['CP_226_14_2']), ['PARQUET', 'CRIP', 'CELLULE_ARS'], []],
    ['2° does not cover the CD', unable, on(['CP_226_14_2']), ['CD'], ['NOT_COVERED cd']],
    ['2° asks for agreement of who can protect herself', secret, on(['CP_226_14_2']), ['PARQUET'], ['LACKS']],
    ['which she gave', secret, on(['CP_226_14_2'], { victimConsent: 'OUI' }), ['PARQUET'], []],
    ['2° bis and 3° cover the prosecutor', secret, on(['CP_226_14_2_BIS', 'CP_226_14_3'], { victimConsent: 'IMPOSSIBLE' }), ['PARQUET'], []],
    ['and nobody else', secret, on(['CP_226_14_3'], { victimConsent: 'OUI' }), ['POLICE'], ['NOT_COVERED police']],
    ['4° covers the préfet', { ...secret, firearm: 'PRESENTE' }, on(['CP_226_14_4']), ['PREFECTURE'], []],
    ['4° asks for a weapon', secret, on(['CP_226_14_4']), ['PREFECTURE'], ['LACKS']],
    ['two bases cover what either does', unable, on(['CP_226_14_2', 'CP_226_14_4']), ['PARQUET', 'PREFECTURE'], ['LACKS']],
    ['a duty to declare is not limited by it', secret, on(['CASF_L331_8_1']), ['ARS', 'CD'], []],
  ])('%s', (_says, facts, basis, roles, expected) => {
    expect(kinds(facts, basis, ...roles)).toEqual(expected);
  });

  it('lets no association that runs the desk be told, whichever of its cases is invoked', () => {
    const desk = (facts: Facts, basis: Basis, kind: HostKind) => legalDoubts(facts, basis, [], { kind }).map((doubt) => doubt.kind);
    expect(desk(unable, on(['CP_226_14_1']), 'ASSOCIATION')).toEqual(['DESK_NOT_COVERED']);
    expect(desk(unable, on(['CP_226_14_2']), 'ASSOCIATION')).toEqual(['DESK_NOT_COVERED']);
    expect(desk(unable, on(['CASF_L331_8_1', 'CP_226_14_1']), 'ASSOCIATION')).toEqual([]);
    for (const kind of ['CD', 'CRIP', 'GIP'] as const) expect(desk(unable, on(['CP_226_14_1']), kind)).toEqual([]);
    expect(desk(atHome, noBasis, 'ASSOCIATION')).toEqual([]);
  });

  it('2° bis and 3° leave the person to be told when she did not agree', () => {
    expect(isToInform(secret, on(['CP_226_14_3'], { victimConsent: 'IMPOSSIBLE' }))).toBe(true);
    expect(isToInform(secret, on(['CP_226_14_2_BIS'], { victimConsent: 'IMPOSSIBLE' }))).toBe(true);
    expect(isToInform(secret, on(['CP_226_14_3'], { victimConsent: 'IMPOSSIBLE', victimInformed: true }))).toBe(false);
    expect(isToInform(secret, on(['CP_226_14_3'], { victimConsent: 'OUI' }))).toBe(false);
    expect(isToInform(secret, on(['CP_226_14_1'], { victimConsent: 'NON' }))).toBe(false);
  });
});

describe('a doubt', () => {
  it('gives somebody a task and holds no transfer back', () => {
    const facts: Facts = { ...unable, maltreatment: ['VIOLENCES_PHYSIQUES'] };
    const played = new Played().alert(facts).does({ kind: 'Qualified', facts, basis: on(['CP_226_14_2']) });
    expect(played.transfer('cd').status).toBe('DUE');
    expect(played.openTasks()).toContain('CHECK_BASIS');
    expect(played.openTasks()).not.toContain('INFORM_PERSON');
  });

  it('is said once, and the person is told once', () => {
    const basis = on(['CP_226_14_3'], { victimConsent: 'IMPOSSIBLE' });
    const played = new Played().alert(secret).does({ kind: 'Qualified', facts: secret, basis }).does({ kind: 'Qualified', facts: secret, basis });
    const told = () => played.state.tasks.filter(({ kind }) => kind === 'INFORM_PERSON');
    expect(told()).toHaveLength(1);
    played.does({ kind: 'TaskDone', task: told()[0]?.id ?? '' }).does({ kind: 'Qualified', facts: secret, basis });
    expect(told()).toHaveLength(1);
  });

  it('leaves the person to be told until somebody says that she was, whatever was qualified meanwhile', () => {
    const basis = on(['CP_226_14_3'], { victimConsent: 'IMPOSSIBLE', victimInformed: false });
    const played = new Played().alert(unable).does({ kind: 'Qualified', facts: unable, basis });
    const told = () => played.state.tasks.filter(({ kind }) => kind === 'INFORM_PERSON').map(({ status }) => status);
    played.does({ kind: 'Qualified', facts: unable, basis: { ...basis, legal: ['CP_226_14_1'] } });
    expect(told(), 'another article').toEqual(['CANCELLED']);
    played.does({ kind: 'Qualified', facts: unable, basis });
    played.does({ kind: 'Qualified', facts: { ...unable, flags: ['CANNOT_PROTECT_SELF'] }, basis });
    played.does({ kind: 'Qualified', facts: unable, basis });
    expect(told(), 'no longer bound by secrecy, and then again').toEqual(['CANCELLED', 'CANCELLED', 'OPEN']);
    played.does({ kind: 'Qualified', facts: unable, basis: { ...basis, victimInformed: true } });
    expect(told(), 'she was told').toEqual(['CANCELLED', 'CANCELLED', 'DONE']);
    played.does({ kind: 'Qualified', facts: unable, basis });
    expect(told(), 'she was not').toEqual(['CANCELLED', 'CANCELLED', 'DONE', 'OPEN']);
  });

  it('never keeps a danger at the threshold waiting', () => {
    const facts: Facts = { ...secret, danger: 4 };
    const played = new Played().alert(facts).does({ kind: 'Qualified', facts, basis: noBasis });
    expect(played.openTasks()).toEqual(expect.arrayContaining(['PHONE_NOW', 'CHECK_BASIS']));
    expect(played.transfer('police').status).toBe('DUE');
  });

  it('keeps nobody waiting below the threshold either, and ends once the basis is said', () => {
    const played = new Played().alert(secret).does({ kind: 'Qualified', facts: secret, basis: noBasis });
    expect([played.transfer('cd').status, played.openTasks()]).toEqual(['DUE', ['CHECK_BASIS']]);
    played.does({ kind: 'Qualified', facts: { ...secret, flags: [] }, basis: noBasis });
    expect(played.openTasks()).toEqual([]);
    const checked = () => played.state.tasks.filter(({ kind }) => kind === 'CHECK_BASIS').map(({ status }) => status);
    expect(checked(), 'nobody looked at it').toEqual(['CANCELLED']);
    played.does({ kind: 'Qualified', facts: secret, basis: noBasis }).does({ kind: 'Qualified', facts: secret, basis: on(['CASF_L331_8_1']) });
    expect(checked()).toEqual(['CANCELLED', 'DONE']);
  });
});
