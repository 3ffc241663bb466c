import { describe, expect, test } from 'vitest';
import { nothing } from '../../../cases/model/evolve.ts';
import type { Task, Transfer } from '../../../cases/model/state.ts';
import { atHome, monday } from '../../../cases/world.testing.ts';
import type { Organisation } from '../../../directory/directory.ts';
import { indexDirectory } from '../../../directory/resolve.ts';
import type { Names } from '../words/names.ts';
import { placeWarnings } from '../words/place-warnings.ts';
import { taskLine } from './case-view.ts';

const cd: Organisation = { id: 'cd', roles: ['CD'], name: 'Conseil départemental', territory: { wholeDepartment: true }, priority: 10 };
const names = {
  organisation: (id: string) => (id === 'cd' ? cd.name : id),
  account: (id: string) => id,
  rule: (id: string) => id,
  reach: () => ({}),
} as unknown as Names;

describe('what a page says before anybody is told', () => {
  test('the commune matters where only a further competence of a body depends on it', () => {
    const said = (also: Organisation['also']) => {
      const directory = indexDirectory({
        department: '54',
        revision: 1,
        organisations: [{ ...cd, ...(also && { also }) }],
        contacts: [],
        links: [],
        calendars: {},
      });
      const transfer = { organisation: 'cd', role: 'CD', status: 'DUE' } as Transfer;
      const { inseeCode: _somewhere, ...facts } = atHome;
      return placeWarnings({ state: nothing, facts, foreseen: { transfers: [{ transfer }], gaps: [] }, directory, names, served: [] }).join(' ');
    };
    expect(said(undefined)).toContain('Aucun des rôles prévus ici n’en dépend.');
    const north = { id: 'nord', name: 'Nord', roles: ['CD' as const], territory: { communes: ['54395'] }, priority: 10 };
    expect(said([north])).toMatch(/Selon la commune, un autre organisme peut être compétent pour/);
  });

  test('a task about a tie names the body, where no transfer to it does', () => {
    const task = {
      id: 'k1',
      kind: 'CONFLICT',
      to: 'DESK',
      dueAt: monday,
      late: false,
      transfer: null,
      takenBy: null,
      sayable: '',
    } as unknown as Task;
    const line = taskLine({ ...task, cause: { kind: 'CONFLICT', organisation: 'cd' } }, names, nothing, monday);
    expect(line.because).toBe('Conseil départemental. Lien avec le mis en cause');
  });
});
