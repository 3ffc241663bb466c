import { createHash } from 'node:crypto';

/** Cases read each month, where so many ended. */
export const drawnEachMonth = 5;

/**
 * What a month's draw begins from: the root of the department's journals for the first day after that month, which every case of the desk goes into and
 * nobody chooses. Hexadecimal.
 */
export function seedOf(department: string, month: string, root: Buffer): string {
  return createHash('sha256')
    .update(['guichet review 1', department, month, root.toString('hex'), ''].join('\n'))
    .digest('hex');
}

/** The ticket of a case, hexadecimal: `printf '%s,%s' SEED CASE | sha256sum`. */
export const ticketOf = (seed: string, caseId: string): string => createHash('sha256').update(`${seed},${caseId}`).digest('hex');

/**
 * Cases in the order of their tickets: the first are drawn. A sample without replacement that anybody can take again (R. Rivest, « Consistent Sampling with
 * Replacement », 2018, each item's first ticket): whoever knows seed and cases finds the same, and a case more or fewer changes no other's ticket.
 */
export function drawOrder(seed: string, cases: readonly string[]): { caseId: string; ticket: string }[] {
  return cases.map((caseId) => ({ caseId, ticket: ticketOf(seed, caseId) })).sort((a, b) => (a.ticket < b.ticket ? -1 : a.ticket > b.ticket ? 1 : 0));
}

/** One digest of the cases a draw was among, whatever the order they are told in. */
export const frameDigest = (cases: readonly string[]): Buffer =>
  createHash('sha256')
    .update(
      cases
        .toSorted()
        .map((id) => `${id}\n`)
        .join(''),
    )
    .digest();
