import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { frenchSpan } from '../calendar/french.ts';
import type { Span } from '../calendar/span.ts';
import { procedure } from '../cases/world.testing.ts';
import type { Danger } from '../vocabulary/vocabulary.ts';
import { callsDuty, type DeskSection, deskDelay, deskSentences, dutyFromDanger, onlyOwn, ownSentences } from './desk-section.ts';
import { readProtocol, writeProtocol } from './files.ts';
import { type LibraryName, library, libraryProcedure } from './library/index.ts';
import { type DelayName, delayNames, ownDelay } from './own-delays.ts';
import { hashOf } from './record/published.ts';
import { parseProcedure } from './schema.ts';

/** What the law did before a protocol could say otherwise. Signed versions mean this for ever: a line is added, never changed. */
const always: Record<DelayName, Span> = {
  dutyCall: { hours: 1 },
  dutyRing: { hours: 0.05 },
  dutyHole: { days: 7 },
  dutyTest: { hours: 24 },
  conflict: { hours: 1 },
  heldTextInDanger: { hours: 0.5 },
  directoryGap: { workingHours: 4 },
  undeliverable: { hours: 2 },
  unreachable: { workingHours: 4 },
  phoneReminder: { workingHours: 4 },
  silentRecipient: { workingHours: 4 },
  lapsedObligation: { workingHours: 4 },
  refusal: { workingHours: 4 },
  informationRequest: { workingDays: 1 },
  lateAnswer: { workingDays: 1 },
  authorMessage: { workingDays: 1 },
  partnerMessage: { workingDays: 1 },
  legalBasis: { workingDays: 1 },
  heldText: { workingDays: 1 },
  reopening: { workingDays: 1 },
  separation: { workingDays: 1 },
  lookAgain: { workingDays: 5 },
  conclusion: { workingDays: 5 },
  readable: { days: 90 },
  orderedStep: { workingDays: 1 },
  secondReading: { hours: 24 },
  retry: { hours: 1 },
  giveUp: { hours: 24 },
  likeness: { days: 30 },
  contactReminder: { workingDays: 5 },
  agreementFirst: { days: 90 },
  agreementNotice: { days: 60 },
  agreementLast: { days: 30 },
};

const national = libraryProcedure('national');
const problems = (desk: unknown): [path: string, message: string][] => {
  const read = parseProcedure({ ...national, desk });
  return 'problems' in read ? read.problems.map(({ path, message }) => [path, message.replaceAll(/[\u00a0\u202f]/g, ' ')]) : [];
};

describe('a protocol that says nothing of the desk', () => {
  it('means what the law has always done', () => {
    expect(Object.fromEntries(delayNames.map((name) => [name, deskDelay(national, name)]))).toEqual(always);
    expect(dutyFromDanger(national)).toBe(3);
    expect(([undefined, 0, 1, 2, 3, 4] as (Danger | undefined)[]).map((danger) => callsDuty(national, danger))).toEqual([
      ...[false, false, false, false],
      ...[true, true],
    ]);
    expect(ownSentences(national)).toEqual([]);
    expect(deskSentences(national)).toHaveLength(1 + delayNames.length);
  });

  it.each(Object.keys(library) as LibraryName[])(
    'is signed as it is written (%s): the section is filled when it is read, not in what is stored',
    (name) => {
      const written = parse(readFileSync(new URL(`./library/${name}.yaml`, import.meta.url), 'utf8'));
      expect(hashOf(libraryProcedure(name))).toEqual(hashOf(written));
      expect(libraryProcedure(name)).not.toHaveProperty('desk');
    },
  );

  it('of before has the hash that signed it', () => {
    expect(hashOf(procedure).toString('hex')).toBe('34610af66c9121cdda3bb72fa8e748b585b4fc0be90ecb3c3b4b99a71aca5a01');
  });
});

describe('what a protocol writes of the desk', () => {
  it('is read back from a file, each delay in a sentence', () => {
    const protocol = { ...national, desk: { dutyFromDanger: 2 as const, delays: { conflict: { hours: 2 } } } };
    for (const format of ['yaml', 'json'] as const) expect(readProtocol(writeProtocol(protocol, format))).toEqual({ procedure: protocol });
    expect(ownSentences(protocol)).toEqual([
      'L’astreinte est appelée dès l’alerte, et fait les appels aux destinataires, à partir du danger 2 (grave).',
      'Quand un lien d’intérêts écarte un organisme, le guichet vérifie qui doit agir sous 2\u00a0heures.',
    ]);
    for (const name of delayNames) expect(deskSentences(protocol).join('\n')).toContain(frenchSpan(deskDelay(protocol, name)));
  });

  it.each<[said: string, desk: unknown, path: string, message: RegExp]>([
    ['a level that does not exist', { dutyFromDanger: 5 }, 'desk.dutyFromDanger', /de 1 à 4/],
    ['every danger', { dutyFromDanger: 0 }, 'desk.dutyFromDanger', /de 1 à 4/],
    ['a delay that is none', { delays: { sleep: { days: 1 } } }, 'desk.delays', /./],
    [
      'a conflict left for ever',
      { delays: { conflict: { days: 9_999 } } },
      'desk.delays.conflict',
      /9 999 jours, c’est trop ; écrivez au plus 72 heures, /,
    ],
    ['a call that waits for the morning', { delays: { dutyCall: { workingHours: 1 } } }, 'desk.delays.dutyCall', /au plus 4 heures/],
    ['tries that the messenger still makes', { delays: { retry: { hours: 0.5 } } }, 'desk.delays.retry', /trop court ; écrivez au moins 1 heure/],
    ['a message given up before it is tried again', { delays: { retry: { hours: 5 }, giveUp: { hours: 4 } } }, 'desk.delays.giveUp', /nouvel essai/],
    ['nothing at all', { delays: { conflict: { hours: 0 } } }, 'desk.delays.conflict.hours', /Trop petit/],
  ])('is refused where it is %s', (_, desk, path, message) => {
    expect(problems(desk)).toEqual([[path, expect.stringMatching(message)]]);
  });

  it('may be everything up to its limit, in each unit, and not more', () => {
    for (const name of delayNames)
      for (const [unit, most] of Object.entries(ownDelay(name).most)) {
        const delays = (amount: number): DeskSection['delays'] => ({ giveUp: { hours: 240 }, [name]: { [unit]: amount } });
        expect(problems({ delays: delays(most) })).toEqual([]);
        expect(problems({ delays: delays(most + 1) }).map(([path]) => path)).toContain(`desk.delays.${name}`);
      }
  });

  it('is shown, all of it, in a note at the end of the national protocol', () => {
    const text = readFileSync(new URL('./library/national.yaml', import.meta.url), 'utf8');
    const lines = text.slice(text.indexOf('\n# desk:')).split('\n');
    const written = parse(lines.map((line) => line.replace(/^# /, '')).join('\n'));
    expect(written).toEqual({ desk: { dutyFromDanger: 3, delays: always } });
    expect(problems(written.desk)).toEqual([]);
  });

  it('is kept without what says the same as leaving it out', () => {
    expect(onlyOwn({ dutyFromDanger: 3, delays: always })).toBeUndefined();
    expect(onlyOwn({ dutyFromDanger: 4, delays: { ...always, giveUp: { hours: 48 } } })).toEqual({
      dutyFromDanger: 4,
      delays: { giveUp: { hours: 48 } },
    });
    expect(onlyOwn({})).toBeUndefined();
  });
});
