import { describe, expect, test } from 'vitest';
import { implicated, situation } from '../procedures/facts.testing.ts';
import type { Contact, Directory, Organisation } from './directory.ts';
import { calendarOf, conflicted, contactAt, indexDirectory, resolve } from './resolve.ts';

const everywhere = { wholeDepartment: true } as const;
const body = (id: string, changes: Partial<Organisation> = {}): Organisation => ({
  id,
  roles: ['CD'],
  name: id,
  territory: everywhere,
  priority: 10,
  ...changes,
});
const contact = (organisation: string, position: Contact['position'] = 'TITULAR', changes: Partial<Contact> = {}): Contact => ({
  id: `${organisation}-${position.toLowerCase()}`,
  organisation,
  position,
  name: 'Contact',
  email: `${organisation}@exemple.example`,
  ...changes,
});
const directory = (organisations: Organisation[], changes: Partial<Directory> = {}) =>
  indexDirectory({
    department: '54',
    revision: 1,
    organisations,
    contacts: organisations.map(({ id }) => contact(id)),
    links: [],
    calendars: {
      desk: { region: '54', weekly: { 1: [[540, 1080]] } },
      default: { region: '54', weekly: { 2: [[540, 1080]] } },
      nuit: { region: '54', weekly: { 3: [[0, 1440]] } },
    },
    ...changes,
  });
const nobody = new Set<string>();
const gapOf = (found: ReturnType<typeof resolve>) => ('gap' in found ? found.gap.reason : found.recipient);
const organisationOf = (found: ReturnType<typeof resolve>) => ('recipient' in found ? found.recipient.organisation : found.gap.reason);

describe('competence', () => {
  const local = { communes: ['54395', '54547'] };

  test('the smallest territory comes first, whatever the priority', () => {
    const known = directory([
      body('whole', { priority: 1 }),
      body('two', { territory: local, priority: 50 }),
      body('one', { territory: { communes: ['54395'] }, priority: 90 }),
    ]);
    expect(resolve('CD', situation(), known, nobody)).toEqual({
      recipient: { role: 'CD', organisation: 'one', contact: 'one-titular', why: 'COMMUNE' },
      passedOver: [],
    });
    expect(organisationOf(resolve('CD', situation({ inseeCode: '54547' }), known, nobody))).toBe('two');
    expect(organisationOf(resolve('CD', situation({ inseeCode: '54528' }), known, nobody))).toBe('whole');
  });

  test('among equal territories the lowest priority number comes first; equal numbers are a gap', () => {
    expect(organisationOf(resolve('CD', situation(), directory([body('a', { priority: 2 }), body('b', { priority: 1 })]), nobody))).toBe('b');
    expect(gapOf(resolve('CD', situation(), directory([body('a'), body('b')]), nobody))).toBe('TIE');
  });

  test('a rival further down is no tie', () => {
    expect(organisationOf(resolve('CD', situation(), directory([body('a', { territory: local }), body('b'), body('c')]), nobody))).toBe('a');
  });

  test('an empty territory is nothing, never everything', () => {
    expect(gapOf(resolve('CD', situation(), directory([body('a', { territory: { communes: [] } })]), nobody))).toBe('NOBODY');
  });

  test('a commune listed twice is one commune', () => {
    const known = directory([body('a', { territory: { communes: ['54395', '54395', '54395'] } }), body('b', { territory: local })]);
    expect(organisationOf(resolve('CD', situation(), known, nobody))).toBe('a');
  });

  test('the whole department is not competent outside it', () => {
    const known = directory([body('a'), body('b', { roles: ['ARS'], territory: { communes: ['57463'] } })]);
    expect(gapOf(resolve('CD', situation({ inseeCode: '57463' }), known, nobody))).toBe('NOBODY');
    expect(organisationOf(resolve('ARS', situation({ inseeCode: '57463' }), known, nobody))).toBe('b');
  });

  test('an unknown commune leaves the whole-department body, or a gap that says what is missing', () => {
    const { inseeCode: _, ...unknown } = situation();
    expect(organisationOf(resolve('CD', unknown, directory([body('a', { territory: local }), body('b')]), nobody))).toBe('b');
    expect(resolve('CCAS', unknown, directory([body('a', { roles: ['CCAS'], territory: local })]), nobody)).toEqual({
      gap: { role: 'CCAS', reason: 'NO_COMMUNE', sayable: 'Mairie ou CCAS\u00a0: la commune des faits n’est pas connue.' },
      passedOver: [],
    });
  });

  test('police or gendarmerie is whichever is competent in the commune', () => {
    const known = directory([body('police', { roles: ['POLICE'], territory: local }), body('gendarmerie', { roles: ['GENDARMERIE'] })]);
    const at = (inseeCode: string) => gapOf(resolve('POLICE_OR_GENDARMERIE', situation({ inseeCode }), known, nobody));
    expect(at('54395')).toEqual({ role: 'POLICE', organisation: 'police', contact: 'police-titular', why: 'COMMUNE' });
    expect(at('54528')).toEqual({ role: 'GENDARMERIE', organisation: 'gendarmerie', contact: 'gendarmerie-titular', why: 'DEPARTMENT' });
  });

  test('an establishment is found by its FINESS number alone', () => {
    const known = directory([
      body('ehpad', { roles: ['ETABLISSEMENT'], finess: '549990001' }),
      body('mas', { roles: ['ETABLISSEMENT'], finess: '549990002' }),
    ]);
    expect(organisationOf(resolve('ETABLISSEMENT', situation({ finess: '549990002' }), known, nobody))).toBe('mas');
    expect(gapOf(resolve('ETABLISSEMENT', situation(), known, nobody))).toBe('NOBODY');
  });
});

describe('exclusion', () => {
  const known = directory([body('a', { territory: { communes: ['54395'] } }), body('b')], {
    contacts: [contact('a'), contact('a', 'DEPUTY'), contact('a', 'SUPERIOR', { id: 'a-superior', email: 'chef@exemple.example' }), contact('b')],
  });

  test('the next competent body takes over from one that is excluded, and both are named', () => {
    const found = resolve('CD', situation(), known, new Set(['a']));
    expect([organisationOf(found), found.passedOver]).toEqual(['b', [{ organisation: 'a', why: 'CONFLICT' }]]);
  });

  test('when all are excluded, the gap says so and names them', () => {
    const found = resolve('CD', situation(), known, new Set(['a', 'b']));
    expect([gapOf(found), found.passedOver.map(({ organisation }) => organisation)]).toEqual(['ALL_IN_CONFLICT', ['a', 'b']]);
  });

  test('an excluded contact leaves the deputy; a body whose every contact is excluded is excluded', () => {
    expect(gapOf(resolve('CD', situation(), known, new Set(['a-titular'])))).toMatchObject({ organisation: 'a', contact: 'a-deputy' });
    expect(organisationOf(resolve('CD', situation(), known, new Set(['a-titular', 'a-deputy', 'a-superior'])))).toBe('b');
  });

  test('a tie between bodies is looked for among those that remain', () => {
    const three = directory([body('a', { priority: 1 }), body('b'), body('c')]);
    expect(gapOf(resolve('CD', situation(), three, new Set(['a'])))).toBe('TIE');
    expect(organisationOf(resolve('CD', situation(), three, new Set(['b'])))).toBe('a');
  });

  test('contactAt gives nobody at an excluded body, nor an excluded contact, nor one nothing reaches', () => {
    expect(contactAt(known, 'a', 'DEPUTY', nobody)?.id).toBe('a-deputy');
    expect(contactAt(known, 'a', 'DEPUTY', new Set(['a-deputy']))).toBeNull();
    expect(contactAt(known, 'a', 'DEPUTY', new Set(['a']))).toBeNull();
    expect(contactAt(known, 'b', 'SUPERIOR', nobody)).toBeNull();
    const { email: _, ...mute } = contact('a');
    expect(contactAt(directory([body('a')], { contacts: [mute] }), 'a', 'TITULAR', nobody)).toBeNull();
  });
});

describe('channels', () => {
  const { email: _, ...byPhone } = contact('a');
  const known = directory([body('a'), body('b', { priority: 90 })], { contacts: [{ ...byPhone, phone: '03 53 01 54 01' }, contact('b')] });

  test('a contact must be reachable by a channel of the policy', () => {
    expect(organisationOf(resolve('CD', situation(), known, nobody, ['EMAIL', 'PHONE_TASK']))).toBe('a');
    expect(organisationOf(resolve('CD', situation(), known, nobody))).toBe('a');
  });

  test('a competent body out of reach is a gap, not a reason to tell another', () => {
    expect(gapOf(resolve('CD', situation(), known, nobody, ['EMAIL']))).toBe('NO_CHANNEL');
    expect(gapOf(resolve('CD', situation(), known, nobody, ['API']))).toBe('NO_CHANNEL');
  });
});

describe('ties of interest', () => {
  const home = body('home', { roles: ['ETABLISSEMENT'], finess: '549990001' });
  const known = (kind: Directory['links'][number]['kind'], from = 'owner', to = 'home') =>
    directory([home, body('owner'), body('far')], {
      links: [
        { from, to, kind },
        { from: 'far', to: 'owner', kind: 'DIRECTION' },
      ],
    });
  const nurse = situation({ finess: '549990001', implicated: [implicated('PROFESSIONNEL_SANTE/INFIRMIER')] });
  const sorted = (ids: Set<string>) => [...ids].sort();

  test.each(['PERSON', 'EMPLOYMENT', 'DIRECTION', 'OWNERSHIP', 'FAMILY'] as const)('%s excludes, read both ways, one step only', (kind) => {
    expect(sorted(conflicted(nurse, known(kind)))).toEqual(['home', 'home-titular', 'owner']);
    expect(sorted(conflicted(nurse, known(kind, 'home', 'owner')))).toEqual(['home', 'home-titular', 'owner']);
  });

  test.each(['OVERSIGHT', 'AUTHORISATION', 'FUNDING'] as const)('%s never excludes', (kind) => {
    expect(sorted(conflicted(nurse, known(kind)))).toEqual(['home', 'home-titular']);
  });

  test('a tie to a contact of the implicated body excludes the person at the other end', () => {
    expect(sorted(conflicted(nurse, known('FAMILY', 'owner-titular', 'home-titular')))).toEqual(['home', 'home-titular', 'owner-titular']);
  });

  test('an implicated contact excludes the body that employs it, and its ties', () => {
    const facts = situation({ implicated: [implicated('AUTRE_PROFESSIONNEL', { contact: 'home-titular' })] });
    expect(sorted(conflicted(facts, known('OWNERSHIP')))).toEqual(['home', 'home-titular', 'owner']);
  });

  test('an id is read by what it is, in whichever field; one that is of nobody here names nobody', () => {
    const said = (party: object) =>
      sorted(conflicted(situation({ finess: '549990001', implicated: [implicated('PROFESSIONNEL_SANTE', party)] }), known('OWNERSHIP')));
    expect(said({ organisation: 'home-titular' })).toEqual(['home', 'home-titular', 'owner']);
    expect(said({ contact: 'far' })).toEqual(said({ organisation: 'far' }));
    expect(said({ organisation: 'of-nobody' })).toEqual(said({}));
  });

  test('a professional whose employer is known leaves the establishment concerned aside', () => {
    const facts = situation({ finess: '549990001', implicated: [implicated('PROFESSIONNEL_SANTE', { organisation: 'far' })] });
    expect(sorted(conflicted(facts, known('OVERSIGHT')))).toEqual(['far', 'far-titular', 'owner']);
  });

  test('a member of the family excludes nobody', () => {
    expect(conflicted(situation({ finess: '549990001', implicated: [implicated('MEMBRE_FAMILLE')] }), known('OWNERSHIP'))).toEqual(new Set());
  });

  test.each([[[]], [[implicated('INCONNU')]]])(
    'an unknown author may be the head: the establishment is left out, its owner is not (%j)',
    (parties) => {
      expect(sorted(conflicted(situation({ finess: '549990001', implicated: parties }), known('OWNERSHIP')))).toEqual(['home', 'home-titular']);
    },
  );
});

describe('days', () => {
  const dated = directory([
    body('old', { until: '2026-12-31', priority: 1 }),
    body('new', { from: '2027-01-01', priority: 1 }),
    body('always', { priority: 5, neverFor: { place: ['TRAJET'] } }),
  ]);
  const on = (at: string) => organisationOf(resolve('CD', situation(), dated.on(Date.parse(at)), nobody));

  test('a body answers from its first day to its last, both included, by the clock of the department', () => {
    expect(on('2026-12-31T22:59:00Z')).toBe('old');
    expect(on('2026-12-31T23:00:00Z')).toBe('new');
    expect(on('2030-01-01T12:00:00Z')).toBe('new');
    expect(dated.on(0).organisationById.get('new')?.name).toBe('new');
    expect(dated.onDay('2027-01-01').on(0).day).toBe('2027-01-01');
  });

  test('another name and territory from a day on: who answers follows the day, a draft is made of what was published, names follow today', () => {
    const becomes = { on: '2027-01-01', name: 'Nouveau nom', territory: { communes: ['54002'] } };
    const bodies = [body('a', { territory: { communes: ['54001'] }, becomes }), body('wide', { priority: 9 })];
    const both = directory(bodies);
    const asked = (inseeCode: string, day: string) => organisationOf(resolve('CD', situation({ inseeCode }), both.onDay(day), nobody));
    expect(['2026-12-31', '2027-01-01'].map((day) => [asked('54001', day), asked('54002', day)])).toEqual([
      ['a', 'wide'],
      ['wide', 'a'],
    ]);
    expect(both.onDay('2027-06-01').organisationById.get('a')).toEqual({ ...body('a'), name: 'Nouveau nom', territory: { communes: ['54002'] } });
    expect(both.organisations).toEqual(bodies);
    expect(indexDirectory(both, [], '2028-01-01').organisationById.get('a')?.name).toBe('Nouveau nom');
    expect(indexDirectory(both, [], '2026-01-01').organisationById.get('a')?.name).not.toBe('Nouveau nom');
  });

  test('nobody writes a mail to a body without agreement, of the days it has none: it is called, or a gap where it cannot be', () => {
    const lapsed = { from: '2026-12-01', until: '2026-12-31' };
    const bodies = [body('a', { roles: ['CCAS'], lapsed }), body('b', { roles: ['ALMA'], lapsed }), body('ars', { roles: ['ARS'], lapsed })];
    const known = directory(bodies, { contacts: bodies.map(({ id }) => contact(id, 'TITULAR', id === 'b' ? {} : { phone: '03 83 00 00 00' })) });
    const asked = (role: 'CCAS' | 'ALMA' | 'ARS', day: string) => {
      const found = resolve(role, situation(), known.onDay(day), nobody);
      return 'gap' in found ? found.gap.reason : known.onDay(day).contactById.get(found.recipient.contact)?.email;
    };
    const days = ['2026-11-30', '2026-12-01', '2026-12-31', '2027-01-01'];
    expect(days.map((day) => asked('CCAS', day))).toEqual(['a@exemple.example', undefined, undefined, 'a@exemple.example']);
    expect(days.map((day) => asked('ALMA', day))).toEqual(['b@exemple.example', 'NO_CHANNEL', 'NO_CHANNEL', 'b@exemple.example']);
    expect(days.map((day) => asked('ARS', day))).toEqual(days.map(() => 'ars@exemple.example'));
    expect(known.contacts.every(({ email }) => email !== undefined)).toBe(true);
  });

  test('a contact too, and nothing is indexed twice where nothing changes', () => {
    const all = directory([body('a')], {
      contacts: [contact('a', 'TITULAR', { until: '2026-06-30' }), contact('a', 'DEPUTY', { from: '2026-07-01' })],
    });
    const told = (day: string) =>
      all
        .onDay(day)
        .contactsOf.get('a')
        ?.map(({ id }) => id);
    expect([told('2026-06-30'), told('2026-07-01')]).toEqual([['a-titular'], ['a-deputy']]);
    expect(all.onDay('2026-08-01')).toBe(all.onDay('2030-01-01'));
    const undated = directory([body('a')]);
    expect(undated.on(0)).toBe(undated);
  });
});

describe('calendars', () => {
  const known = directory([body('a', { calendar: 'nuit' }), body('b')]);
  test('an organisation has its own, or the department’s; the desk has its own', () => {
    expect(calendarOf(known, 'a').spec.weekly).toEqual({ 3: [[0, 1440]] });
    expect(calendarOf(known, 'b').spec.weekly).toEqual({ 2: [[540, 1080]] });
    expect(calendarOf(known, 'unknown').spec.weekly).toEqual({ 2: [[540, 1080]] });
    expect(calendarOf(known, 'desk').spec.weekly).toEqual({ 1: [[540, 1080]] });
  });
  test('is compiled once', () => {
    expect(calendarOf(known, 'a')).toBe(calendarOf(known, 'a'));
  });
});
