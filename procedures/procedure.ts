import type { Span } from '../calendar/span.ts';
import type { FactName } from '../vocabulary/fact-table.ts';
import type { ChannelKind } from '../vocabulary/outgoing-channels.ts';
import type { Field, LegalBasis, Purpose, Reach, Role, RoleGroup, TaskAudience, TaskKind, TransferMode } from '../vocabulary/vocabulary.ts';
import type { DeskHost } from './desk-host.ts';
import type { DeskSection } from './desk-section.ts';

export type Condition = { anyOf: string[] } | { atLeast: number } | { atMost: number } | { known: boolean };

/** All must hold. On a fact with several values, `anyOf` means "at least one of them"; an "or" is two rules. */
export type Conditions = { [fact in FactName]?: Condition };

export interface TransferOrder {
  to: Role | RoleGroup;
  mode: TransferMode;
  purpose: Purpose;
  policy: string;
  discloses: Field[];
  /** Of an entrusted enquiry: what is to be answered, in French, without a name. */
  questions?: string[];
}

export interface TaskOrder {
  task: TaskKind;
  to: TaskAudience;
  within: Span;
  /** What the desk may say or must do, in French, without a name. */
  sayable: string;
}

export interface Rule {
  id: string;
  /** French, shown to agents and, where useful, to recipients. */
  because: string;
  legalBasis?: LegalBasis;
  when: Conditions;
  then: TransferOrder | TaskOrder;
}

export interface Escalation {
  after: Span;
  to: 'DEPUTY' | 'SUPERIOR' | 'NEXT_COMPETENT' | 'DESK' | Role;
  how: 'INFORM' | 'TRANSFER';
}

/** A stage's reminders and limit use one unit of time, so that their order can be proved. */
export interface Stage {
  reach: Reach;
  within: Span;
  remind: Span[];
  escalate: Escalation[];
}

export interface Policy {
  /** Tried in this order. */
  channels: { kind: ChannelKind; patience: Span }[];
  handover: Span;
  stages: Stage[];
  onRefusal: 'NEXT_COMPETENT' | 'DESK';
  /** The document written for such a transfer is read again by another agent before it is made. */
  secondReading?: true;
}

export interface ProcedureStep {
  id: string;
  /** Kind of the journal entry that sets it off. */
  after: string;
  /** The entry must carry one of these codes: an outcome, a refusal, a result. */
  saying?: string[];
  when: Conditions;
  do: TaskOrder | TransferOrder;
}

/** What the bodies of the department signed and the protocol carries out (« convention »). Dates are ISO dates. */
export interface Agreement {
  signedOn: string;
  /** The desk is reminded when this day comes near. */
  evaluateOn: string;
  bodies: AgreementBody[];
}

export interface AgreementBody {
  name: string;
  /** Id in the directory, where the body has one. */
  organisation?: string;
  /** One French sentence. */
  competence: string;
  /** The facts that the sentence reads. */
  reads: FactName[];
  designated: string;
  deputy: string;
}

/** A legal check (`procedures/legal-checks.ts`) that the department does without, and why, in writing. */
export interface Waiver {
  check: string;
  reason: string;
}

/** One immutable version of a department's protocol. */
export interface Procedure {
  slug: string;
  number: number;
  title: string;
  chapters: { title: string; rules: Rule[] }[];
  intake: { acknowledgeReporter: Span; qualify: Span; automaticWhen: Conditions };
  /** Applies when no action transfer remains, after exclusions too: nobody is never an answer. */
  otherwise: TransferOrder;
  /** Added when a tie of interest excludes a body that a rule names: somebody independent is told as well (design §5). */
  inConflict: TransferOrder;
  policies: Record<string, Policy>;
  steps: ProcedureStep[];
  closing: { requires: 'every action transfer answered'; lookAgain: Span[] };
  /** Of the desk's own delays and thresholds, those that are not as they have always been (`procedures/desk-section.ts`). */
  desk?: DeskSection;
  /** Who runs the desk, where it is not the Conseil départemental (`procedures/desk-host.ts`). */
  host?: DeskHost;
  agreement?: Agreement;
  waivers?: Waiver[];
}
