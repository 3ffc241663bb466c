import { describe, expect, it } from 'vitest';
import { formatHours, parseHours } from './hours.ts';

const plain = (text: string) => text.replaceAll('\u00a0', ' ');

describe('parseHours', () => {
  it('reads days, ranges, several intervals and several pieces', () => {
    expect(parseHours('Mon-Fri 09:00-12:00,13:00-17:00; Sat,Sun 10:00-12:00')).toEqual({
      1: [
        [540, 720],
        [780, 1020],
      ],
      2: [
        [540, 720],
        [780, 1020],
      ],
      3: [
        [540, 720],
        [780, 1020],
      ],
      4: [
        [540, 720],
        [780, 1020],
      ],
      5: [
        [540, 720],
        [780, 1020],
      ],
      6: [[600, 720]],
      7: [[600, 720]],
    });
  });

  it('lets a range pass Sunday, a day close at 24:00, and spaces fall where they may', () => {
    expect(parseHours('  Sat-Mon 0:00-24:00 ;Wed , Thu  9:30-10:00 , 11:00-12:00;')).toEqual({
      6: [[0, 1440]],
      7: [[0, 1440]],
      1: [[0, 1440]],
      3: [
        [570, 600],
        [660, 720],
      ],
      4: [
        [570, 600],
        [660, 720],
      ],
    });
  });

  it.each([
    ['', /hours.*au moins un jour/],
    ['Mon-Fri', /«\u00a0Mon-Fri\u00a0».*des jours puis des heures/],
    ['09:00-17:00', /«\u00a009:00-17:00\u00a0».*des jours puis des heures/],
    ['Lun-Ven 09:00-17:00', /«\u00a0Lun-Ven\u00a0».*Mon, Tue/],
    ['Mon-Wed-Fri 09:00-17:00', /«\u00a0Mon-Wed-Fri\u00a0».*Mon, Tue/],
    ['Mon 09:00', /«\u00a009:00\u00a0».*deux heures/],
    ['Mon 09:00-12:00-13:00', /deux heures/],
    ['Mon 9h-17h', /«\u00a09h-17h\u00a0».*deux heures/],
    ['Mon 09:00-25:00', /«\u00a009:00-25:00\u00a0».*24:00/],
    ['Mon 09:00-24:01', /24:00/],
    ['Mon 09:60-17:00', /deux heures/],
    ['Mon 09:00-', /deux heures/],
    ['Mon 20:00-08:00', /«\u00a020:00-08:00\u00a0».*20:00-24:00/],
    ['Mon 09:00-12:00,11:00-17:00', /«\u00a011:00-17:00\u00a0».*chevauchement/],
    ['Mon-Fri 09:00-12:00; Fri 13:00-17:00', /«\u00a0Fri 13:00-17:00\u00a0».*Fri est déjà donné/],
  ])('refuses %j, naming the piece and the remedy', (text, message) => {
    expect(() => parseHours(text)).toThrow(message);
  });
});

describe('formatHours', () => {
  it.each([
    ['Mon-Fri 09:00-12:00,13:00-17:00', 'lundi au vendredi, 9 h à 12 h et 13 h à 17 h'],
    ['Mon-Fri 09:00-17:30; Sat,Sun 10:00-12:00', 'lundi au vendredi, 9 h à 17 h 30 ; samedi et dimanche, 10 h à 12 h'],
    ['Mon,Wed,Fri 09:05-12:00', 'lundi, mercredi et vendredi, 9 h 05 à 12 h'],
    ['Mon-Sun 09:00-19:00', 'tous les jours, 9 h à 19 h'],
    ['Sat,Sun 00:00-24:00; Mon 09:00-17:00', 'lundi, 9 h à 17 h ; samedi et dimanche, jour et nuit'],
    ['Mon-Wed,Fri 09:00-10:00,11:00-12:00,14:00-15:00', 'lundi au mercredi et vendredi, 9 h à 10 h, 11 h à 12 h et 14 h à 15 h'],
  ])('says %j in French', (hours, french) => {
    expect(plain(formatHours(parseHours(hours)))).toBe(french);
  });

  it('says a calendar without hours, and one that never opens', () => {
    expect(formatHours(null)).toBe('lundi au vendredi, jour et nuit');
    expect(formatHours({ 1: [] })).toBe('toujours fermé');
  });

  it('keeps a number and its unit on one line', () => {
    expect(formatHours(parseHours('Mon 09:30-12:00'))).toBe('lundi, 9\u00a0h\u00a030 à 12\u00a0h');
  });
});
