import { channelsOf, type DoubtfulChannel } from '../coverage.ts';
import type { Contact } from '../directory.ts';
import type { IndexedDirectory } from '../resolve.ts';
import { isInUse } from '../validity.ts';

/** What in cases made somebody doubt that a body is reached: a mail or a call that failed, a refusal as « hors compétence », a limit that passed in silence. */
export type DoubtKind = 'FAILED' | 'NOT_COMPETENT' | 'SILENT';

/** How often each happened. */
export type DoubtTimes = Record<DoubtKind, number>;

/** One of them, on an ISO day of the department. */
export interface Doubt {
  kind: DoubtKind;
  on: string;
}

/** The ISO day on which somebody last verified one of these; null: never. */
const lastVerified = (contacts: readonly Pick<Contact, 'verifiedOn'>[]): string | null =>
  contacts
    .flatMap(({ verifiedOn }) => verifiedOn ?? [])
    .toSorted()
    .at(-1) ?? null;

/**
 * How often each happened since somebody last verified a contact of the body that is in use: verifying ends every doubt. All of them where nobody
 * ever did. Pure.
 */
export function doubtsSince(doubts: readonly Doubt[], contacts: readonly Pick<Contact, 'verifiedOn'>[]): DoubtTimes {
  const verified = lastVerified(contacts) ?? '';
  const since = doubts.filter(({ on }) => on > verified);
  const times = (kind: DoubtKind) => since.filter((one) => one.kind === kind).length;
  return { FAILED: times('FAILED'), NOT_COMPETENT: times('NOT_COMPETENT'), SILENT: times('SILENT') };
}

/** A body that may not be reached, and why: what happened in cases since it was verified, and contacts that fail or have still to be called. */
export interface DoubtfulBody {
  organisation: string;
  times: DoubtTimes;
  channels: DoubtfulChannel[];
  /** The ISO day on which somebody last verified one of its contacts; null: never. */
  verifiedOn: string | null;
}

/**
 * The bodies in use that may not be reached, those that cases speak of most first; who was merely never verified is told by the coverage. `doubts`:
 * by body. Pure.
 */
export function doubtfulBodies(directory: IndexedDirectory, doubts: ReadonlyMap<string, readonly Doubt[]>): DoubtfulBody[] {
  const failing = Map.groupBy(
    channelsOf(directory).filter(({ why }) => why !== 'UNVERIFIED'),
    ({ organisation }) => organisation,
  );
  const weight = ({ times, channels }: DoubtfulBody) => times.FAILED + times.NOT_COMPETENT + times.SILENT + channels.length;
  return directory.organisations
    .filter((one) => isInUse(one, directory.day))
    .map(({ id }): DoubtfulBody => {
      const contacts = directory.contactsOf.get(id) ?? [];
      return {
        organisation: id,
        times: doubtsSince(doubts.get(id) ?? [], contacts),
        channels: failing.get(id) ?? [],
        verifiedOn: lastVerified(contacts),
      };
    })
    .filter((one) => weight(one) > 0)
    .toSorted((a, b) => weight(b) - weight(a) || (a.organisation < b.organisation ? -1 : 1));
}
