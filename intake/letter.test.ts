import { expect, it } from 'vitest';
import { agent, atHome, monday } from '../cases/world.testing.ts';
import type { Examined } from '../files/file.ts';
import { letterAlert } from './letter.ts';
import type { CallNotes } from './phone.ts';

const page: Examined = { name: 'page-1.pdf', type: 'application/pdf', kind: 'PDF', verdict: 'CLEAN', bytes: Buffer.from('x') };
const notes: CallNotes = {
  notes: 'Elle écrit que sa voisine crie.',
  victimName: '',
  victimContact: '',
  implicated: [],
  reporterName: 'Odile Trévarez',
  reporterContact: '3 rue des Lilas, 54000 Nancy',
  safeContact: '',
  anonymousToDesk: false,
  anonymousToImplicated: true,
  measures: '',
  health: '',
  assets: '',
};
const letter = (change: Partial<CallNotes> = {}) =>
  letterAlert('54', 'draft', { ...atHome, channel: 'LETTER' }, { ...notes, ...change }, [page], agent, monday);

it('is kept with its pages, dated of the day it came', () => {
  expect(letter()).toMatchObject({ channel: 'LETTER', receivedAt: monday, files: [page], content: { narrative: notes.notes } });
});

it('names who is implicated, as the form says it', () => {
  const implicated = [{ name: 'Hector Vauquelin, son fils' }, { name: 'Armelle Le Floc’h', establishment: 'Aide à domicile du Val' }];
  expect(letter({ implicated }).content.implicated).toEqual(implicated);
  expect(letter().content).not.toHaveProperty('implicated');
});

it('is answered by letter when an address is all that is known', () => {
  expect(letter()).toMatchObject({
    reachable: true,
    reach: 'LETTER',
    content: { reporter: { address: notes.reporterContact, safeContact: { channel: 'LETTER', messageAllowed: false } } },
  });
  expect(letter().content.reporter).not.toHaveProperty('phone');
});

it('leaves it to a person how to reach somebody who gave a number or a mail address', () => {
  expect(letter({ reporterContact: '03 83 00 00 00' })).toMatchObject({ reachable: true, content: { reporter: { phone: '03 83 00 00 00' } } });
  expect(letter({ reporterContact: 'odile@exemple.fr' })).toMatchObject({ reachable: true, content: { reporter: { email: 'odile@exemple.fr' } } });
  expect(letter({ reporterContact: '03 83 00 00 00' })).not.toHaveProperty('reach');
});

it('of somebody anonymous carries nothing to be reached by', () => {
  expect(letter({ anonymousToDesk: true })).toMatchObject({ reachable: false });
  expect(JSON.stringify(letter({ anonymousToDesk: true }).content)).not.toMatch(/Lilas|Trévarez/);
});

it('is one letter however often it is recorded', () => {
  const [one, two] = [letter(), { ...letter(), receivedAt: monday + 1 }];
  expect(one.bodyHash.equals(two.bodyHash)).toBe(true);
});
