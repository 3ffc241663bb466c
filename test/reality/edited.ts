/** A protocol as a coordinator makes one: the built-in one, changed with the editor's own edits, through a file and back. */

import { readProtocol, writeProtocol } from '../../procedures/files.ts';
import { nationalProcedure } from '../../procedures/library/index.ts';
import type { Policy, Procedure } from '../../procedures/procedure.ts';
import { addChapter, putPolicy, putRule, putStep, removeRule } from '../../publication/edits.ts';

const brisk: Policy = {
  channels: [{ kind: 'EMAIL', patience: { hours: 3 } }],
  handover: { hours: 4 },
  stages: [
    {
      reach: 'ACKNOWLEDGED',
      within: { hours: 10 },
      remind: [{ hours: 4 }, { hours: 7 }],
      escalate: [{ after: { hours: 3 }, to: 'DESK', how: 'INFORM' }],
    },
    {
      reach: 'IN_CHARGE',
      within: { workingDays: 2 },
      remind: [{ workingDays: 1 }],
      escalate: [
        { after: { workingHours: 3 }, to: 'SUPERIOR', how: 'INFORM' },
        { after: { workingHours: 6 }, to: 'DESK', how: 'INFORM' },
      ],
    },
  ],
  onRefusal: 'DESK',
};

export function editedProcedure(number: number): Procedure {
  let draft: Procedure = { ...nationalProcedure(), number };
  draft = putPolicy(draft, 'vif', brisk);
  draft = removeRule(draft, 'domicile-alma');
  draft = putRule(addChapter(draft, 'Chez nous'), 'Chez nous', {
    id: 'regle-1',
    because: 'la mairie connaît la personne',
    when: { place: { anyOf: ['DOMICILE'] }, danger: { atMost: 2 } },
    then: { to: 'CCAS', mode: 'TRANSFER', purpose: 'ACTION', policy: 'vif', discloses: ['PLACE', 'FACTS'] },
  });
  draft = putStep(draft, {
    id: 'etape-1',
    after: 'OUTCOME_GIVEN',
    saying: ['HORS_COMPETENCE'],
    when: {},
    do: { to: 'DDETS', mode: 'TRANSFER', purpose: 'ACTION', policy: 'vif', discloses: ['FACTS'] },
  });
  draft = putStep(draft, {
    id: 'etape-2',
    after: 'OUTCOME_GIVEN',
    saying: ['SANS_SUITE'],
    when: {},
    do: { task: 'MEDIATION', to: 'DESK', within: { days: 1 }, sayable: 'Proposer une médiation.' },
  });
  const read = readProtocol(writeProtocol(draft, 'yaml'));
  if ('problems' in read) throw new Error(JSON.stringify(read.problems));
  return read.procedure;
}
