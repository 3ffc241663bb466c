import { unitOf } from '../../../calendar/span.ts';
import { reaches } from '../../../cases/running/stages.ts';
import { escalationLabel } from '../../../procedures/policy-words.ts';
import type { Escalation, Policy, Stage } from '../../../procedures/procedure.ts';
import type { Choice } from '../../../templates/views/parts.ts';
import { offeredChannels } from '../../../vocabulary/outgoing-channels.ts';
import type { Reach, Role } from '../../../vocabulary/vocabulary.ts';
import { type FormError, many, one, oneOf, type Typed } from '../shared/form.ts';
import { amountOf, badSpan, readTypedSpan, roleChoices } from './editor-order.ts';

export const ROWS = [1, 2, 3, 4, 5, 6];
const stageFields = (reach: Reach) => [
  ...['on', 'within', 'unit', 'remind', 'eunit'].map((name) => `${name}-${reach}`),
  ...ROWS.flatMap((row) => ['after', 'to', 'how'].map((name) => `${name}-${reach}-${row}`)),
];
export const policyFields = [
  ...offeredChannels.flatMap((kind) => [`rank-${kind}`, `patience-${kind}`, `punit-${kind}`]),
  'handover',
  'hunit',
  'onRefusal',
  'secondReading',
  ...reaches.flatMap(stageFields),
];
export const severalPolicyFields = ['secondReading', ...reaches.map((reach) => `on-${reach}`)];
export const escalationChoices: Choice[] = [
  ...(['DEPUTY', 'SUPERIOR', 'NEXT_COMPETENT', 'DESK'] as const).map((value) => ({ value, label: capital(escalationLabel(value)) })),
  ...roleChoices.filter(({ value }) => value !== 'POLICE_OR_GENDARMERIE'),
];

function capital(text: string): string {
  return text.replace(/^\p{Ll}/u, (first) => first.toUpperCase());
}

/** Delays as the fields of their form hold them. */
export function policyTyped({ channels, handover, stages, onRefusal, secondReading }: Policy): Typed {
  const fields: Typed = { handover: amountOf(handover), hunit: unitOf(handover), onRefusal, secondReading: secondReading ? ['OUI'] : [] };
  for (const kind of offeredChannels) {
    const index = channels.findIndex((channel) => channel.kind === kind);
    const patience = channels[index]?.patience;
    fields[`rank-${kind}`] = index < 0 ? '' : String(index + 1);
    fields[`patience-${kind}`] = patience === undefined ? '' : amountOf(patience);
    fields[`punit-${kind}`] = patience === undefined ? 'workingDays' : unitOf(patience);
  }
  for (const reach of reaches) {
    const stage = stages.find((one) => one.reach === reach);
    fields[`on-${reach}`] = stage === undefined ? [] : ['OUI'];
    fields[`within-${reach}`] = stage === undefined ? '' : amountOf(stage.within);
    fields[`unit-${reach}`] = stage === undefined ? 'workingDays' : unitOf(stage.within);
    fields[`remind-${reach}`] = stage?.remind.map(amountOf).join('\u00a0; ') ?? '';
    const first = stage?.escalate[0]?.after;
    fields[`eunit-${reach}`] = first === undefined ? 'workingDays' : unitOf(first);
    for (const row of ROWS) {
      const escalation = stage?.escalate[row - 1];
      fields[`after-${reach}-${row}`] = escalation === undefined ? '' : amountOf(escalation.after);
      fields[`to-${reach}-${row}`] = escalation?.to ?? '';
      fields[`how-${reach}-${row}`] = escalation?.how ?? 'INFORM';
    }
  }
  return fields;
}

/** Reads delays; every field that cannot be read is named. */
export function readPolicy(fields: Typed): { policy: Policy | null; errors: FormError<string>[] } {
  const errors: FormError<string>[] = [];
  const span = (name: string, unit: string) => {
    const read = readTypedSpan(one(fields, name), unit);
    if (read === null) errors.push({ field: name, message: badSpan });
    return read ?? { workingDays: 1 };
  };
  const channels = offeredChannels
    .filter((kind) => one(fields, `rank-${kind}`) !== '')
    .sort((a, b) => Number(one(fields, `rank-${a}`)) - Number(one(fields, `rank-${b}`)))
    .map((kind) => ({ kind, patience: span(`patience-${kind}`, one(fields, `punit-${kind}`)) }));
  const handover = span('handover', one(fields, 'hunit'));
  const stages = reaches.filter((reach) => many(fields, `on-${reach}`).length > 0).map((reach) => readStage(fields, reach, span, errors));
  const onRefusal = oneOf(fields, 'onRefusal', ['NEXT_COMPETENT', 'DESK']) ?? 'DESK';
  const secondReading = many(fields, 'secondReading').length > 0;
  return { policy: errors.length > 0 ? null : { channels, handover, stages, onRefusal, ...(secondReading && { secondReading }) }, errors };
}

function readStage(fields: Typed, reach: Reach, span: (name: string, unit: string) => Stage['within'], errors: FormError<string>[]): Stage {
  const unit = one(fields, `unit-${reach}`);
  const remind = one(fields, `remind-${reach}`)
    .split(/[;\s\u00a0]+/)
    .filter((text) => text !== '')
    .map((text) => {
      const read = readTypedSpan(text, unit);
      if (read === null)
        errors.push({
          field: `remind-${reach}`,
          message: 'Écrivez les relances comme des nombres séparés par des points-virgules\u00a0: 1\u00a0; 3.',
        });
      return read ?? { workingDays: 1 };
    });
  const targets = escalationChoices.map(({ value }) => value as Escalation['to'] & Role);
  const escalate = ROWS.filter((row) => one(fields, `after-${reach}-${row}`) !== '' || one(fields, `to-${reach}-${row}`) !== '').map(
    (row): Escalation => {
      const to = oneOf(fields, `to-${reach}-${row}`, targets);
      if (to === undefined) errors.push({ field: `to-${reach}-${row}`, message: 'Choisissez qui l’escalade atteint.' });
      return {
        after: span(`after-${reach}-${row}`, one(fields, `eunit-${reach}`)),
        to: to ?? 'DESK',
        how: oneOf(fields, `how-${reach}-${row}`, ['INFORM', 'TRANSFER']) ?? 'INFORM',
      };
    },
  );
  return { reach, within: span(`within-${reach}`, unit), remind, escalate };
}
