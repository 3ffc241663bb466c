import type { Contact } from '../directory.ts';

/** What in cases made somebody doubt that a body is reached: a mail or a call that failed, a refusal as « hors compétence », a limit that passed in silence. */
export type DoubtKind = 'FAILED' | 'NOT_COMPETENT' | 'SILENT';

/** One of them, on an ISO day of the department. */
export interface Doubt {
  kind: DoubtKind;
  on: string;
}

/**
 * How often each happened since somebody last verified a contact of the body that is in use: verifying ends every doubt. All of them where nobody
 * ever did. Pure.
 */
export function doubtsSince(doubts: readonly Doubt[], contacts: readonly Pick<Contact, 'verifiedOn'>[]): Record<DoubtKind, number> {
  const verified =
    contacts
      .flatMap(({ verifiedOn }) => verifiedOn ?? [])
      .toSorted()
      .at(-1) ?? '';
  const since = doubts.filter(({ on }) => on > verified);
  const times = (kind: DoubtKind) => since.filter((one) => one.kind === kind).length;
  return { FAILED: times('FAILED'), NOT_COMPETENT: times('NOT_COMPETENT'), SILENT: times('SILENT') };
}
