import fc from 'fast-check';
import { DateTime } from 'luxon';
import { describe, expect, it } from 'vitest';
import type { Organisation } from '../../directory/directory.ts';
import { codes } from '../../vocabulary/vocabulary.ts';
import { declarationAlert } from './alert.ts';
import { type Declaration, declarationLines, declarationSchema, limitsOf, readDeclaration } from './declaration.ts';
import { declarationFromText } from './from-text.ts';

const zone = 'Europe/Paris';
const now = Date.parse('2026-11-22T09:00:00+01:00');
const ehpad: Organisation = {
  id: 'ehpad',
  roles: ['ETABLISSEMENT'],
  name: 'EHPAD (essai)',
  territory: { communes: ['54547'] },
  priority: 1,
  finess: '549990002',
  finessCategory: '500',
  inseeCode: '54547',
};
const flood = {
  establishment: 'ehpad',
  category: '1',
  observedOn: '2026-11-20',
  nature: 'Inondation du sous-sol.',
  victims: 0,
  danger: 0,
  immediateMeasures: 'Étage évacué.',
  personInformed: 'IMPOSSIBLE',
  contactName: 'Morgan Collin',
};
const maltreated = { ...flood, category: '8', maltreatment: ['VIOLENCES_PHYSIQUES'], implicated: ['PROFESSIONNEL_SANTE/AIDE_SOIGNANT'] };
const read = (sent: object): Declaration => {
  const answer = readDeclaration(sent, now, zone);
  if ('problems' in answer) throw new Error(JSON.stringify(answer.problems));
  return answer.declaration;
};
const problems = (sent: object) => {
  const answer = readDeclaration(sent, now, zone);
  return 'problems' in answer ? answer.problems.map(({ path }) => path) : [];
};
const alertOf = (sent: object, establishment = ehpad) =>
  declarationAlert({
    department: '54',
    declaration: read(sent),
    establishment,
    by: { kind: 'INSTITUTION', id: 'account' },
    source: 's',
    externalId: 'e',
    receivedAt: now,
  });

describe('a declaration', () => {
  it.each([
    ['establishment', { ...flood, establishment: undefined }],
    ['category', { ...flood, category: '12' }],
    ['observedOn', { ...flood, observedOn: '2026-11-23' }],
    ['observedOn', { ...flood, occurredOn: '2026-11-21' }],
    ['occurredOn', { ...flood, occurredOn: '2026-11-23', observedOn: '2026-11-22' }],
    ['nature', { ...flood, nature: ' ' }],
    ['danger', { ...flood, danger: 5 }],
    ['victims', { ...flood, victims: undefined }],
    ['immediateMeasures', { ...flood, immediateMeasures: '' }],
    ['personInformed', { ...flood, personInformed: undefined }],
    ['maltreatment', { ...maltreated, maltreatment: [] }],
    ['implicated', { ...maltreated, implicated: undefined }],
    ['implicated.0', { ...maltreated, implicated: ['FANTOME'] }],
    ['oralAt', { ...flood, oral: 'CONFIRMEE', oralTo: 'ARS' }],
    ['oralAt', { ...flood, oral: 'A_CONFIRMER', oralAt: '2026-11-22T10:00', oralTo: 'ARS' }],
    ['oralTo', { ...flood, oral: 'A_CONFIRMER', oralAt: '2026-11-21T10:00' }],
    ['contactName', { ...flood, contactName: undefined }],
    ['nom', { ...flood, nom: 'Quillevéré' }],
  ])('names the field %s when it is wrong, and only that', (field, sent) => {
    expect(problems(sent)).toContain(field);
    const answer = readDeclaration(sent, now, zone);
    expect(JSON.stringify(answer)).not.toMatch(/Invalid|expected|Quillevéré/);
  });

  it('asks less of what was only said, and will be confirmed', () => {
    const { victims: _v, immediateMeasures: _m, personInformed: _p, ...said } = flood;
    expect(problems({ ...said, oral: 'A_CONFIRMER', oralAt: '2026-11-21T10:00', oralTo: 'ARS, astreinte' })).toEqual([]);
  });

  it('is what somebody typed, in the ways people type', () => {
    const typed = {
      ...maltreated,
      eigs: 'non',
      occurredOn: '18/11/2026',
      observedOn: '2026-11-20',
      victims: '2',
      danger: ' 1 ',
      maltreatment: 'violences_physiques | NEGLIGENCES_ACTIVES',
      implicated: ['PROCHE', '', 'PROCHE'],
      oral: 'confirmee',
      oralAt: '20/11/2026 9h05',
      oralTo: 'ARS',
      remedies: '',
    };
    expect(read(declarationFromText(typed))).toMatchObject({
      eigs: false,
      occurredOn: '2026-11-18',
      victims: 2,
      danger: 1,
      maltreatment: ['VIOLENCES_PHYSIQUES', 'NEGLIGENCES_ACTIVES'],
      implicated: ['PROCHE'],
      oral: 'CONFIRMEE',
      oralAt: '2026-11-20T09:05',
    });
    expect(problems(declarationFromText({ ...typed, victims: 'deux', eigs: 'peut-être', oralAt: 'hier' })).toSorted()).toEqual([
      'eigs',
      'oralAt',
      'victims',
    ]);
  });
});

describe('its limits', () => {
  it('are 48 elapsed hours from what was said, through a change of clock, and three months', () => {
    const said = read({ ...flood, eigs: true, observedOn: '2026-10-24', oral: 'CONFIRMEE', oralAt: '2026-10-24T10:00', oralTo: 'ARS' });
    const declaredAt = Date.parse('2026-11-30T18:00:00+01:00');
    const { oralAt, writtenDue, secondDue } = limitsOf(said, declaredAt, zone);
    expect(oralAt).toBe(Date.parse('2026-10-24T10:00:00+02:00'));
    expect(writtenDue).toBe(Date.parse('2026-10-26T09:00:00+01:00'));
    expect(secondDue).toBe(Date.parse('2027-02-28T18:00:00+01:00'));
    expect(limitsOf(read(flood), declaredAt, zone)).toEqual({ oralAt: null, writtenDue: null, secondDue: null });
  });
});

describe('its alert', () => {
  it('takes place, FINESS and commune from the directory, and implicates the establishment of its own people only', () => {
    const { facts, basis, door } = alertOf({
      ...maltreated,
      implicated: ['PROFESSIONNEL_SANTE/AIDE_SOIGNANT', 'PROCHE'],
      eigs: true,
      victims: 2,
      media: true,
    });
    expect(facts).toEqual({
      channel: 'DECLARATION',
      place: 'ETABLISSEMENT_PERSONNES_AGEES',
      inseeCode: '54547',
      finess: '549990002',
      finessCategory: '500',
      implicated: [{ kind: 'PROFESSIONNEL_SANTE', precision: 'AIDE_SOIGNANT', organisation: 'ehpad' }, { kind: 'PROCHE' }],
      maltreatment: ['VIOLENCES_PHYSIQUES'],
      danger: 0,
      victimGroup: 'PERSONNE_AGEE',
      flags: ['CARE_QUALITY', 'SEVERAL_VICTIMS', 'MEDIA', 'EIGS'],
    });
    expect(basis).toEqual({ legal: ['CASF_L331_8_1', 'CSP_EIGS'], victimInformed: false });
    expect(door.authenticated).toBe(true);
  });

  it('says no maltreatment for another category, and another place when it was elsewhere', () => {
    expect(alertOf({ ...flood, maltreatment: ['NEGLIGENCES_ACTIVES'], where: 'DOMICILE' }).facts).toMatchObject({
      maltreatment: [],
      place: 'DOMICILE',
    });
    expect(alertOf(flood, { ...ehpad, finessCategory: '999' }).facts).toMatchObject({ place: 'AUTRES_ETABLISSEMENTS', victimGroup: 'INCONNU' });
  });

  it('drops nothing that was written, and puts no text among the codes', () => {
    const word = fc.stringMatching(/^[A-Za-zéèà]{3,12}$/).map((text) => `mot${text}`);
    const texts = fc.record({
      nature: word,
      victimName: word,
      immediateMeasures: word,
      remedies: word,
      legalFollowUp: word,
      oralTo: word,
      contactName: word,
      contactRole: word,
    });
    const coded = fc.record({
      category: fc.constantFrom(...codes('declarationCategory')),
      danger: fc.constantFrom(0, 1, 2, 3, 4),
      victims: fc.nat(50),
      exposed: fc.nat(500),
      eigs: fc.boolean(),
      crime: fc.boolean(),
      where: fc.constantFrom('ETABLISSEMENT', 'DOMICILE', 'TRAJET', 'AUTRE'),
    });
    fc.assert(
      fc.property(texts, coded, (said, chosen) => {
        const declaration = { ...maltreated, ...said, ...chosen, oral: 'CONFIRMEE', oralAt: '2026-11-21T10:00', media: true, mediaText: said.nature };
        const { facts, content } = alertOf(declaration);
        const kept = JSON.stringify(content);
        for (const text of Object.values(said)) {
          expect(kept).toContain(text);
          expect(JSON.stringify(facts)).not.toContain(text);
        }
        expect(kept).toContain(`Nombre de personnes exposées : ${chosen.exposed}`);
        expect(facts.danger).toBe(chosen.danger);
      }),
      { numRuns: 60 },
    );
  });

  it('is another when anything in it is another, and the same otherwise', () => {
    const hash = (sent: object) => alertOf(sent).bodyHash.toString('hex');
    expect(hash(flood)).toBe(hash({ ...flood }));
    expect(hash({ ...flood, nature: 'Inondation.' })).not.toBe(hash(flood));
  });
});

it('says every field that was filled, once, in the order of the schema', () => {
  const all = read({
    ...maltreated,
    occurredOn: '2026-11-19',
    eigs: true,
    exposed: 3,
    victimGroup: 'PERSONNE_HANDICAPEE',
    victimName: 'X',
    crime: true,
    familyInformed: 'SANS_ACCORD',
    remedies: 'x',
    legalFollowUp: 'x',
    media: true,
    mediaText: 'x',
    oral: 'CONFIRMEE',
    oralAt: '2026-11-21T10:00',
    oralTo: 'ARS',
    contactRole: 'x',
  });
  const told = declarationLines(all, 'EHPAD').map(({ field }) => field);
  expect(new Set(told).size).toBe(told.length);
  // Beside others: told in the line of the field they go with.
  const beside = ['mediaText', 'oralAt', 'oralTo', 'oralReference', 'contactRole', 'contactPhone', 'contactEmail'];
  expect(told).toEqual(Object.keys(declarationSchema.shape).filter((field) => !beside.includes(field)));
  expect(DateTime.fromISO(all.observedOn ?? '').isValid).toBe(true);
});
