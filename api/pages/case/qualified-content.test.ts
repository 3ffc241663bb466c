import { describe, expect, it } from 'vitest';
import { readQualified, typedContent } from './qualified-content.ts';

const known = {
  victim: { name: 'Zéphirine Quillevéré', address: '3 rue Haute\n54000 Nancy', phone: '03 83 00 00 01', birthDate: '1938-04-02' },
  implicated: [{ name: 'Aubin Le Floc’h', relation: 'petit-fils' }, { name: 'Armelle Le Floc’h' }],
  measuresTaken: 'Le médecin est prévenu.',
};

describe('what a qualification says beside the facts', () => {
  it('is what was known where nobody touched it, one thing from another', () => {
    expect(readQualified(typedContent(known), known)).toEqual(known);
    expect(readQualified({ ...typedContent(known), victimContact: '3 rue Haute\r\n54000 Nancy\r\n03 83 00 00 01' }, known)).toEqual(known);
  });

  it('is what was typed where somebody did', () => {
    const typed = { ...typedContent(known), victimName: 'Zéphyrine Quillevéré', implicatedName: 'Aubin Le Floc’h' };
    expect(readQualified(typed, known)).toEqual({
      ...known,
      victim: { ...known.victim, name: 'Zéphyrine Quillevéré' },
      implicated: [{ name: 'Aubin Le Floc’h' }],
    });
    expect(readQualified({ ...typedContent(known), victimContact: '5 rue Basse' }, known).victim).toEqual({
      name: 'Zéphirine Quillevéré',
      address: '5 rue Basse',
      birthDate: '1938-04-02',
    });
  });
});
