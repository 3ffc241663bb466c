import { expect, it } from 'vitest';
import { DAY, HOUR } from '../../calendar/milliseconds.ts';
import { lacksIn } from './lacks.ts';

const now = Date.UTC(2026, 10, 30, 9);
const ready = {
  mailsStay: false,
  bodies: 12,
  isReached: true,
  proved: true,
  agents: 2,
  coordinators: 2,
  duty: [
    { starts: now - HOUR, ends: now + 3 * DAY },
    { starts: now + 3 * DAY, ends: now + 10 * DAY },
  ],
};

it('a desk that is ready lacks nothing, an empty one everything, and a hole in the roster is said before it comes', () => {
  expect(lacksIn(ready, now)).toEqual([]);
  expect(lacksIn({ mailsStay: true, bodies: 0, isReached: false, proved: false, agents: 0, coordinators: 1, duty: [] }, now)).toEqual([
    'LOCAL_MAILS',
    'EMPTY_DIRECTORY',
    'UNPROVED',
    'NOBODY_ON_DUTY',
    'NO_DESK_LINE',
    'NO_AGENT',
    'ONE_COORDINATOR',
  ]);
  expect(lacksIn({ ...ready, duty: ready.duty.slice(0, 1) }, now)).toEqual(['DUTY_ENDS']);
  expect(lacksIn({ ...ready, duty: ready.duty.slice(1) }, now)).toEqual(['NOBODY_ON_DUTY']);
});
