import { z } from 'zod';
import { type FactName, factNames } from '../vocabulary/fact-table.ts';
import { type ChannelKind, channelLabel, isChannel, offeredChannels } from '../vocabulary/outgoing-channels.ts';
import {
  codes,
  type Field,
  type HostKind,
  type LegalBasis,
  type Purpose,
  type Role,
  type RoleGroup,
  type TaskKind,
  type TransferMode,
} from '../vocabulary/vocabulary.ts';
import { check } from './check.ts';
import type { DeskHost } from './desk-host.ts';
import type { DeskSection } from './desk-section.ts';
import { type DelayName, delayNames } from './own-delays.ts';
import type { Agreement, Condition, Conditions, Procedure } from './procedure.ts';

export interface ProcedureProblem {
  /** Where in the file: `chapters.0.rules.3.when.place`. */
  path: string;
  /** French, names the rule, policy or step at fault. */
  message: string;
}

const either = new Intl.ListFormat('fr', { type: 'disjunction' });
const quoted = (value: unknown) => `«\u00a0${typeof value === 'string' || typeof value === 'number' ? value : JSON.stringify(value)}\u00a0»`;

function code<T extends string>(list: readonly string[], what: string) {
  return z.enum(list as [T, ...T[]], { error: ({ input }) => `${quoted(input)} n’est pas ${what}.` });
}
/** Ids are what journal entries and addresses of pages carry: lower-case letters, digits and hyphens. */
const id = z.string().regex(/^[a-z][a-z0-9-]*$/, {
  error: ({ input }) => `${quoted(input)}\u00a0: minuscules sans accent, chiffres et tirets, en commençant par une lettre.`,
});
const sayable = z.string().trim().min(1, 'Texte attendu, en français.');

const positive = z.number().positive().max(10_000);
const whole = z.int().positive().max(10_000);
const span = z.union(
  [
    z.strictObject({ hours: positive }),
    z.strictObject({ days: whole }),
    z.strictObject({ workingHours: positive }),
    z.strictObject({ workingDays: whole }),
  ],
  { error: 'Durée attendue\u00a0: une seule clé parmi hours, workingHours (nombre positif), days, workingDays (nombre entier positif).' },
);

/** YAML reads an unquoted 500 as a number; here it is a code. */
const factCode = z.union([z.string(), z.int().transform(String)]);
const condition: z.ZodType<Condition> = z.union(
  [
    z.strictObject({ anyOf: z.array(factCode).min(1, 'Au moins un code.') }),
    z.strictObject({ atLeast: z.int().min(0).max(4) }),
    z.strictObject({ atMost: z.int().min(0).max(4) }),
    z.strictObject({ known: z.boolean() }),
  ],
  { error: 'Condition attendue\u00a0: une seule clé parmi anyOf (liste de codes non vide), atLeast ou atMost (0 à 4), known (true ou false).' },
);
const conditions: z.ZodType<Conditions> = z.partialRecord(code<FactName>(factNames, 'un fait connu'), condition);

const role = code<Role>(codes('role'), 'un rôle connu');
const transferOrder = z.strictObject({
  to: code<Role | RoleGroup>([...codes('role'), ...codes('roleGroup')], 'un rôle ou un groupe de rôles connu'),
  mode: code<TransferMode>(codes('transferMode'), 'un mode de transmission connu'),
  purpose: code<Purpose>(codes('purpose'), 'un but (ACTION ou INFORMATION)'),
  policy: z.string(),
  discloses: z.array(code<Field>(codes('field'), 'une rubrique à communiquer')).min(1, 'Au moins une rubrique à communiquer.'),
  questions: z.array(sayable).min(1).exactOptional(),
});
const taskOrder = z.strictObject({
  task: code<TaskKind>(codes('taskKind'), 'une sorte de tâche connue'),
  to: code<'DUTY' | 'DESK' | 'COORDINATOR'>(['DUTY', 'DESK', 'COORDINATOR'], 'un destinataire de tâche (DUTY, DESK ou COORDINATOR)'),
  within: span,
  sayable,
});
/** A union would only say "invalid": the key `task` says which of the two is meant, and the right one says what is wrong. */
const order = z.unknown().transform((value, context): z.output<typeof taskOrder> | z.output<typeof transferOrder> => {
  const read = (typeof value === 'object' && value !== null && 'task' in value ? taskOrder : transferOrder).safeParse(value);
  if (read.success) return read.data;
  context.issues.push(...read.error.issues.map((issue) => ({ code: 'custom' as const, path: issue.path, message: issue.message, input: value })));
  return z.NEVER;
});

/** A channel that is no protocol's to choose is read in versions that hold it, and not written any more. */
const channel = z.enum(offeredChannels as [ChannelKind, ...ChannelKind[]], {
  error: ({ input }) =>
    `le canal ${typeof input === 'string' && isChannel(input) ? `${quoted(channelLabel(input))} ne se choisit pas` : `${quoted(String(input))} n’est pas connu`}\u00a0: choisissez ${either.format(offeredChannels.map(channelLabel))} (${offeredChannels.join(', ')}).`,
});

const policy = z.strictObject({
  channels: z
    .array(
      z.strictObject({
        kind: channel,
        patience: span,
      }),
    )
    .min(1, 'Au moins un canal.'),
  handover: span,
  stages: z.array(
    z.strictObject({
      reach: code<'ACKNOWLEDGED' | 'IN_CHARGE' | 'OUTCOME_GIVEN'>(['ACKNOWLEDGED', 'IN_CHARGE', 'OUTCOME_GIVEN'], 'une étape connue'),
      within: span,
      remind: z.array(span),
      escalate: z.array(
        z.strictObject({
          after: span,
          to: z.union([z.enum(['DEPUTY', 'SUPERIOR', 'NEXT_COMPETENT', 'DESK']), role]),
          how: code<'INFORM' | 'TRANSFER'>(['INFORM', 'TRANSFER'], 'une façon d’escalader (INFORM ou TRANSFER)'),
        }),
      ),
    }),
  ),
  onRefusal: code<'NEXT_COMPETENT' | 'DESK'>(['NEXT_COMPETENT', 'DESK'], 'une suite à un refus (NEXT_COMPETENT ou DESK)'),
  secondReading: z.literal(true).exactOptional(),
});

const rule = z.strictObject({
  id,
  because: sayable,
  legalBasis: code<LegalBasis>(codes('legalBasis'), 'un fondement juridique connu').exactOptional(),
  when: conditions,
  then: order,
});

const day = z.iso.date('Date attendue, par exemple 2027-01-15.');
const agreement: z.ZodType<Agreement> = z.strictObject({
  signedOn: day,
  evaluateOn: day,
  bodies: z
    .array(
      z.strictObject({
        name: sayable,
        organisation: z.string().min(1).exactOptional(),
        competence: sayable,
        reads: z.array(code<FactName>(factNames, 'un fait connu')),
        designated: sayable,
        deputy: sayable,
      }),
    )
    .min(1, 'Au moins un organisme signataire.'),
});

const level = z.literal([1, 2, 3, 4], { error: 'le niveau de danger qui appelle l’astreinte va de 1 à 4.' });
const desk: z.ZodType<DeskSection> = z.strictObject({
  dutyFromDanger: level.exactOptional(),
  delays: z.partialRecord(code<DelayName>(delayNames, 'un délai du guichet'), span).exactOptional(),
});

const host: z.ZodType<DeskHost> = z.strictObject({ kind: code<HostKind>(codes('deskHost'), 'un porteur connu'), name: sayable.exactOptional() });

/** The file of a procedure, part by part. */
export const procedureShape = z.strictObject({
  slug: id,
  number: z.int().positive(),
  title: sayable,
  chapters: z.array(z.strictObject({ title: sayable, rules: z.array(rule) })),
  intake: z.strictObject({ acknowledgeReporter: span, qualify: span, automaticWhen: conditions }),
  otherwise: transferOrder,
  inConflict: transferOrder,
  policies: z.record(id, policy),
  steps: z.array(z.strictObject({ id, after: z.string(), saying: z.array(z.string()).min(1).exactOptional(), when: conditions, do: order })),
  closing: z.strictObject({ requires: z.literal('every action transfer answered'), lookAgain: z.array(span) }),
  desk: desk.exactOptional(),
  host: host.exactOptional(),
  agreement: agreement.exactOptional(),
  waivers: z.array(z.strictObject({ check: z.string(), reason: sayable })).exactOptional(),
});

/** With the checks that cross its parts. */
const procedureSchema: z.ZodType<Procedure> = procedureShape.superRefine((procedure, context) => {
  for (const { path, message } of check(procedure)) context.addIssue({ code: 'custom', path: path.split('.'), message });
});

/** Names the nearest thing with an id around a path, so that a message can be read without counting list items. */
function subject(input: unknown, path: readonly PropertyKey[]): string {
  const names: Record<string, string> = { rules: 'Règle', steps: 'Étape', policies: 'Politique' };
  let found = '';
  let at = input;
  for (const [index, key] of path.entries()) {
    at = typeof at === 'object' && at !== null ? (at as Record<PropertyKey, unknown>)[key] : undefined;
    const name = names[String(path[index - 1])];
    if (name === undefined) continue;
    const own = typeof at === 'object' && at !== null && 'id' in at ? at.id : String(key);
    found = `${name} ${quoted(own)}\u00a0: `;
  }
  return found;
}

/**
 * Reads a procedure as data (what YAML or JSON gives).
 * @returns the procedure, or every problem found, in French, each naming what is at fault. Throws nothing.
 */
export function parseProcedure(input: unknown): { procedure: Procedure } | { problems: ProcedureProblem[] } {
  const read = procedureSchema.safeParse(input, { error: z.locales.fr().localeError });
  if (read.success) return { procedure: read.data };
  return { problems: read.error.issues.map(({ path, message }) => ({ path: path.join('.'), message: `${subject(input, path)}${message}` })) };
}
