import { describe, expect, it } from 'vitest';
import type { Implicated } from '../../vocabulary/facts.ts';
import type { AlertContent } from '../model/content.ts';
import { atHome, monday } from '../world.testing.ts';
import { knownContent, type OpenedLine, partiesOf } from './known.ts';

type Said = Pick<AlertContent, 'implicated'>;
const line = (kind: OpenedLine['kind'], content: Said | null) => ({ kind, content, at: monday, recordedAt: monday }) as unknown as OpenedLine;
const alert = (...implicated: NonNullable<Said['implicated']>) => line('ALERT_RECORDED', { implicated });
const qualified = (...implicated: NonNullable<Said['implicated']>) => line('QUALIFIED', { implicated });
const silent = line('ALERT_RECORDED', {});
const of = (journal: OpenedLine[], ...implicated: Implicated[]) => partiesOf({ journal, state: { facts: { ...atHome, implicated } } }).people;
const told = (...journal: OpenedLine[]) => knownContent({ alerts: [], journal }).implicated;

const daughter = { name: 'Hedwige Vauquelin', relation: 'fille' };
const home = { establishment: 'Les Mirabelliers' };
const wrote: Implicated[] = [{ kind: 'ETABLISSEMENT', organisation: 'home' }];

describe('who is implicated', () => {
  it('stands beside the facts of the first alert, with whoever later alerts name as others', () => {
    expect(of([alert(home), alert(daughter)], ...wrote)).toEqual([home, daughter]);
    // Whom the first alert named by facts alone is not whom the second names.
    expect(of([silent, alert(daughter)], ...wrote)).toEqual([{}, daughter]);
    expect(of([alert(home)], ...wrote, { kind: 'PROCHE' })).toEqual([home]);
  });

  it('is whom the last qualification names, whatever alerts before it did; and whom alerts since do', () => {
    const journal = [
      alert(home),
      alert(daughter),
      line('QUALIFIED', null),
      qualified(daughter),
      alert(home, { name: 'hedwige VAUQUELIN', phone: '03 83 00 00 01' }),
    ];
    expect(of(journal, { kind: 'MEMBRE_FAMILLE' })).toEqual([{ ...daughter, phone: '03 83 00 00 01' }, home]);
    expect(told(...journal)).toEqual([{ ...daughter, phone: '03 83 00 00 01' }, home]);
    expect(told(alert(home), qualified())).toBeUndefined();
  });
});
