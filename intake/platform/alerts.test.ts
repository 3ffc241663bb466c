import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { directoryWith, monday } from '../../cases/world.testing.ts';
import { indexDirectory } from '../../directory/resolve.ts';
import { sheetAlerts } from './alerts.ts';
import { codeSaid, implicatedSaid } from './reading.ts';
import { sheetSchema } from './sheet.ts';

const world = {
  department: '54',
  directory: indexDirectory(directoryWith()),
  zone: 'Europe/Paris',
  by: { kind: 'API' as const, id: 'key' },
  receivedAt: monday,
};
const read = (sent: object) =>
  sheetAlerts(sheetSchema.parse({ number: 'N1', calls: [{ takenAt: '2026-11-16T09:00:00+01:00', narrative: 'Elle a froid.' }], ...sent }), world);

describe('words of a sheet', () => {
  it.each([
    ['MEMBRE_FAMILLE/CONJOINT', { kind: 'MEMBRE_FAMILLE', precision: 'CONJOINT' }],
    ['membre de la famille', { kind: 'MEMBRE_FAMILLE' }],
    ['Fille', { kind: 'MEMBRE_FAMILLE', precision: 'ENFANT' }],
    ['aide-soignante', { kind: 'PROFESSIONNEL_SANTE', precision: 'AIDE_SOIGNANT' }],
    ['pharmacien', { kind: 'PROFESSIONNEL_SANTE', precision: 'PHARMACIEN' }],
    ['quelqu’un du quartier', undefined],
    ['MEMBRE_FAMILLE/PHARMACIEN', undefined],
  ])('%s', (said, implicated) => expect(implicatedSaid(said)).toEqual(implicated));

  it('are codes when they are a code or its label, whatever the accents', () => {
    expect(codeSaid('maltreatment', 'violences physiques')).toBe('VIOLENCES_PHYSIQUES');
    expect(codeSaid('place', 'Etablissement pour personnes agees')).toBe('ETABLISSEMENT_PERSONNES_AGEES');
    expect(codeSaid('place', 'au café')).toBeUndefined();
  });
});

describe('a sheet', () => {
  it('is one alert a call, each with its own caller and the same facts', () => {
    const [first, second] = read({
      calls: [
        { takenAt: '2026-11-16T09:00:00+01:00', narrative: 'Un.', caller: { phone: '06', relation: 'nièce', age: 50, constraints: 'le soir' } },
        { takenAt: '2026-11-16T11:00:00+01:00', narrative: 'Deux.' },
      ],
    });
    expect([first.externalId, second?.externalId]).toEqual(['N1', 'N1\n2']);
    expect(first.reachable && first.reach === undefined).toBe(true);
    expect(first.content.reporter).toMatchObject({
      link: 'MEMBRE_FAMILLE',
      safeContact: { note: 'Lien avec la personne : nièce\n50 ans\nle soir', messageAllowed: false },
    });
    expect(JSON.stringify(second?.content)).not.toContain('nièce');
    expect(
      read({ calls: [{ takenAt: '2026-11-16T09:00:00Z', narrative: 'x', caller: { email: 'a@b.example', safeChannel: 'EMAIL' } }] })[0],
    ).toMatchObject({ reach: 'EMAIL' });
  });

  it('takes what the directory knows of an establishment, and a commune only when it is one', () => {
    const [{ facts }] = read({ place: { kind: 'EHPAD', finess: '540000001', commune: 'Nancy' } });
    expect(facts).toMatchObject({ place: 'INCONNU', inseeCode: '54395', finess: '540000001' });
    expect(read({ place: { commune: '54395' } })[0].facts).toHaveProperty('inseeCode', '54395');
    // A commune's own code, and the postal code of Vandœuvre.
    for (const commune of ['Saint', '54500']) expect(read({ place: { commune } })[0].facts).not.toHaveProperty('inseeCode');
    expect(read({ victim: { birthDate: '1941-05-17' } })[0].facts).toMatchObject({ age: '>=80', victimGroup: 'PERSONNE_AGEE' });
    expect(read({})[0].facts).toEqual({ channel: 'PLATFORM', place: 'INCONNU', implicated: [], maltreatment: [], victimGroup: 'INCONNU', flags: [] });
  });

  it('drops no word, and puts none among the codes', () => {
    const word = fc.stringMatching(/^[a-z]{12}$/).map((text) => `mot${text}`);
    const filled = fc.record({
      calls: fc.array(
        fc.record({
          takenAt: fc.constant('2026-11-16T09:00:00+01:00'),
          narrative: word,
          caller: fc.record({ firstName: word, lastName: word, phone: word, address: word, relation: word, constraints: word }),
        }),
        { minLength: 1, maxLength: 1 },
      ),
      previous: word,
      victim: fc.record({
        lastName: word,
        firstName: word,
        address: word,
        phone: word,
        sex: word,
        group: word,
        protectionMeasure: word,
        livesWith: word,
        constraints: word,
      }),
      implicated: fc.array(fc.record({ lastName: word, address: word, phone: word, kind: word, relation: word, occupation: word }), { maxLength: 2 }),
      place: fc.record({ kind: word, name: word, address: word, commune: word }),
      maltreatment: fc.array(word, { maxLength: 2 }),
      attendingPhysician: fc.record({ name: word, phone: word, address: word }),
      professionals: fc.array(fc.record({ name: word, role: word, phone: word }), { maxLength: 2 }),
      allowances: fc.array(word, { maxLength: 2 }),
      health: word,
      assets: word,
      actionsTaken: word,
      remarks: word,
    });
    fc.assert(
      fc.property(filled, (sheet) => {
        const [{ content, facts }] = read(sheet);
        const [kept, coded] = [JSON.stringify(content), JSON.stringify(facts)];
        for (const [said] of JSON.stringify(sheet).matchAll(/mot[a-z]{12}/g)) {
          expect(kept).toContain(said);
          expect(coded).not.toContain(said);
        }
        const { narrative, victim, health, assets, measuresTaken } = content;
        const toldToOthers = JSON.stringify({ narrative, victim, health, assets, measuresTaken });
        for (const said of Object.values(sheet.calls[0]?.caller ?? {})) expect(toldToOthers).not.toContain(said);
      }),
      { numRuns: 60 },
    );
  });
});
