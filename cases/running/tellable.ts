import type { Instant } from '../../calendar/span.ts';
import type { NotRetainedReason, Role } from '../../vocabulary/vocabulary.ts';
import type { Entry } from '../model/entries.ts';
import type { CaseState, Transfer } from '../model/state.ts';
import { isAnswered, isLeft } from '../model/transfer-status.ts';

/** Bodies that an author may be told, by name or not. */
interface ToldBodies {
  /** Directory ids, in the order they were told of the case. Empty: there are some, and none may be named. */
  organisations: string[];
}

/** What may be told to one author of what became of the alert (docs/decisions/0014). Codes and directory ids only. */
export interface Tellable {
  read: boolean;
  /** When a person first read it, where the journal says so. */
  readAt?: Instant;
  /** Null while nobody was told. `since` is absent where the date would tell of somebody else's alert. */
  passed: (ToldBodies & { since?: Instant }) | null;
  inCharge: ToldBodies | null;
  outcome: boolean;
  /** The desk of another department that it was handed over to, and whether somebody has received it there. Absent: none was. */
  desk?: { organisation: string; received: boolean };
  /** Nobody answered for the situation by the instant that was set, and nobody does yet. */
  lapsed: boolean;
  notRetained: NotRetainedReason | null;
  closedAt: Instant | null;
}

/**
 * Authorities whose name an author may be given: those that receive alerts as an administration. Justice, police and
 * gendarmerie never, whose enquiry must not be announced; nor a body that may be close to the parties.
 */
const named: ReadonlySet<Role> = new Set<Role>([
  'ARS',
  'CELLULE_ARS',
  'CD',
  'DDETS',
  'CCAS',
  'ALMA',
  'DEFENSEUR_DROITS',
  'PREFECTURE',
  'ASSURANCE_MALADIE',
  'CRIP',
  'ALLO_119',
  'DESK',
]);

/** Nobody has it, or not any more. */
const isGone = (transfer: Transfer): boolean => isLeft(transfer) || transfer.status === 'UNDELIVERABLE';

export function tellable(state: CaseState, receivedAt: Instant, journal: readonly Pick<Entry, 'kind' | 'at' | 'by'>[] = []): Tellable {
  const qualified = journal.find(
    ({ kind, at, by }) => kind === 'QUALIFIED' && at >= receivedAt && (by.kind === 'AGENT' || by.kind === 'COORDINATOR'),
  );
  const kept = state.transfers.filter((transfer) => !isGone(transfer));
  const told = kept.filter(({ handedOverAt }) => handedOverAt !== null);
  const answered = kept.filter((transfer) => transfer.purpose === 'ACTION' && isAnswered(transfer));
  // Whoever gave an opinion has taken charge of nothing.
  const charged = answered.filter(({ outcome }) => outcome?.opinion === undefined);
  const first = Math.min(...told.map(({ handedOverAt }) => handedOverAt ?? Number.POSITIVE_INFINITY));
  const authors = state.alerts.filter(({ left }) => !left).length;
  return {
    ...(qualified !== undefined && { readAt: qualified.at }),
    // What a protocol passes on at once, nobody has read yet.
    read: state.qualification === 'CONFIRMED' || state.status === 'NOT_RETAINED' || state.status === 'CLOSED',
    passed: told.length === 0 ? null : { ...bodies(told), ...(first >= receivedAt && { since: first }) },
    inCharge: charged.length === 0 ? null : bodies(charged),
    ...handedTo(told),
    outcome: charged.some(({ status }) => status === 'OUTCOME_GIVEN'),
    lapsed: state.obligations.some(({ id, status }) => status === 'LAPSED' && !answered.some(({ obligation }) => obligation === id)),
    // Another author's wish is not this one's to know.
    notRetained: state.notRetained === 'RETIRE_PAR_AUTEUR' && authors > 1 ? 'AUTRE' : state.status === 'NOT_RETAINED' ? state.notRetained : null,
    closedAt: state.status === 'CLOSED' ? state.closedAt : null,
  };
}

function handedTo(told: readonly Transfer[]): Pick<Tellable, 'desk'> {
  const transfer = told.findLast(({ role }) => role === 'DESK');
  return transfer === undefined ? {} : { desk: { organisation: transfer.organisation, received: transfer.status !== 'SENT' } };
}

/** Beside a body that is named nothing is said of the others: that there are some would tell of an enquiry. */
function bodies(transfers: readonly Transfer[]): ToldBodies {
  return { organisations: [...new Set(transfers.filter(({ role }) => named.has(role)).map(({ organisation }) => organisation))] };
}
