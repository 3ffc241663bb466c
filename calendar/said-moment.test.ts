import { expect, it } from 'vitest';
import { saidMoment } from './said-moment.ts';

/** Monday 30 November 2026, 10:00 in Paris. */
const now = Date.UTC(2026, 10, 30, 9);

it.each([
  ['demain 14 h', '2026-12-01T13:00Z'],
  ['Demain à 14h30', '2026-12-01T13:30Z'],
  ['après-demain matin', '2026-12-02T08:00Z'],
  ['lundi matin', '2026-12-07T08:00Z'],
  ['mardi 9 heures', '2026-12-01T08:00Z'],
  ['lundi 7 décembre, 10 h', '2026-12-07T09:00Z'],
  ['dans 3 jours à 9 h 30', '2026-12-03T08:30Z'],
  ['dans une semaine après-midi', '2026-12-07T13:00Z'],
  ['ce soir', '2026-11-30T17:00Z'],
  ['16:15', '2026-11-30T15:15Z'],
  ['27/11 14:30', '2027-11-27T13:30Z'],
  ['1er août 2027 à 8 h', '2027-08-01T06:00Z'],
  ['2026-12-24 12 h', '2026-12-24T11:00Z'],
])('« %s »', (text, at) => expect(new Date(Number(saidMoment(text, now, 'Europe/Paris'))).toISOString()).toBe(new Date(at).toISOString()));

it.each(['demain', 'lundi', '', 'un de ces jours 14 h', '31/02 10 h', 'demain 25 h', 'dans 0 jours 9 h', 'demain matin lundi 9 h'])(
  '« %s » is no moment',
  (text) => expect(saidMoment(text, now, 'Europe/Paris')).toBeNull(),
);

it.each([
  ['hier 14 h', '2026-11-29T13:00Z'],
  ['avant-hier matin', '2026-11-28T08:00Z'],
  ['lundi dernier matin', '2026-11-23T08:00Z'],
  ['vendredi dernier à 9 h', '2026-11-27T08:00Z'],
  ['il y a 3 jours à 9 h 30', '2026-11-27T08:30Z'],
  ['27/11 14 h', '2026-11-27T13:00Z'],
  ['2 décembre 10 h', '2026-12-02T09:00Z'],
  ['5 janvier 10 h', '2027-01-05T09:00Z'],
  ['lundi matin', '2026-12-07T08:00Z'],
])('« %s », of what may be done already', (text, at) =>
  expect(new Date(Number(saidMoment(text, now, 'Europe/Paris', 'BE_PAST'))).toISOString()).toBe(new Date(at).toISOString()),
);

it.each(['hier 14 h', 'lundi dernier matin', 'il y a 3 jours à 9 h'])('« %s » is no moment to come', (text) =>
  expect(saidMoment(text, now, 'Europe/Paris')).toBeNull(),
);

it('an hour that the short night has not is said so', () => expect(saidMoment('28 mars 2027 à 2 h 30', now, 'Europe/Paris')).toBe('SKIPPED'));
