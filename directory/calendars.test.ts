import { describe, expect, it } from 'vitest';
import { demonstrationDirectory } from '../demonstration/directories.ts';
import { follow, putCalendar, readHours, typedHours, weekOf } from './calendars.ts';
import { parseDirectory } from './schema.ts';

describe('the hours of a day', () => {
  it.each([
    ['09:00-12:00, 13:00-17:00', '09:00-12:00, 13:00-17:00'],
    ['9h-12h et 13h30-17h', '09:00-12:00, 13:30-17:00'],
    ['9 h à 19 h', '09:00-19:00'],
    ['00:00-24:00', '00:00-24:00'],
    ['', ''],
  ])('%s', (text, read) => {
    expect(typedHours(readHours(text))).toBe(read);
  });

  it.each(['toute la journée', '12h-9h', '9h-12h, 11h-13h', '9h'])('refuses %s', (text) => {
    expect(() => readHours(text)).toThrow();
  });
});

it('the national line answers every day, with a break at weekends; a body can follow it', () => {
  const week = weekOf([...Array.from({ length: 5 }, () => readHours('9h-19h')), readHours('9h-13h, 14h-19h'), readHours('9h-13h, 14h-19h')]);
  const directory = demonstrationDirectory('54');
  const changed = follow(
    putCalendar(directory, 'nationale', { region: '54', weekly: week, holidays: false }),
    directory.organisations[0]?.id ?? '',
    'nationale',
  );
  const read = parseDirectory({ ...changed, revision: 2 });
  expect('directory' in read && read.directory.organisations[0]?.calendar).toBe('nationale');
  expect('directory' in read && read.directory.calendars.nationale).toMatchObject({
    holidays: false,
    weekly: {
      6: [
        [540, 780],
        [840, 1140],
      ],
    },
  });
  const back = follow(changed, directory.organisations[0]?.id ?? '', 'default');
  expect(back.organisations[0]).not.toHaveProperty('calendar');
});
