import { daysBetween } from '../calendar/local.ts';
import { numberOf } from '../calendar/span.ts';
import { deskDelay } from './desk-section.ts';
import type { Procedure } from './procedure.ts';

const notices = ['agreementFirst', 'agreementNotice', 'agreementLast'] as const;

/** An agreement whose evaluation comes near, or is past. */
export interface AgreementNotice {
  /** ISO day of its evaluation, and how many days are left until then; none or fewer: it is past. */
  evaluateOn: string;
  left: number;
  /** The announcement that is due, by how many days before it comes: each is made once. */
  before: number;
}

/** What is to be announced of a protocol's agreement on an ISO day: nothing before the first of its three delays. Pure. */
export function agreementNotice(procedure: Pick<Procedure, 'agreement' | 'desk'>, today: string): AgreementNotice | null {
  const { agreement } = procedure;
  if (agreement === undefined) return null;
  const left = daysBetween(today, agreement.evaluateOn);
  const reached = notices.map((name) => numberOf(deskDelay(procedure, name))).filter((before) => left <= before);
  return reached.length === 0 ? null : { evaluateOn: agreement.evaluateOn, left, before: Math.min(...reached) };
}
