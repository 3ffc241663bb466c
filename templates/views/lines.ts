import type { Instant } from '../../calendar/span.ts';
import type { Transfer } from '../../cases/model/state.ts';
import type { AskedFact } from '../../vocabulary/fact-table.ts';
import type { Purpose, Role, TaskKind, TransferStatus } from '../../vocabulary/vocabulary.ts';
import type { Action, Choice, DeskChrome } from './parts.ts';
import type { PartyField } from './party-fields.ts';

/** A page about one case that is not the case itself. */
export interface OnCase {
  chrome: DeskChrome;
  reference: string;
  caseHref: string;
}

/** Every fact an agent may record, as named in forms. `place` is `PLACE` or `PLACE/PRECISION`. */
export type FactField =
  | 'commune'
  | 'inseeCode'
  | 'place'
  | 'establishment'
  | 'establishmentName'
  | 'establishmentFound'
  | PartyField
  | 'maltreatment'
  | 'danger'
  | 'victimName'
  | 'victimGroup'
  | 'victimContact'
  | AskedFact
  | 'flags'
  | 'measures'
  | 'health'
  | 'assets';

export type ReporterField =
  | 'reporterLink'
  | 'reporterName'
  | 'reporterContact'
  | 'safeChannel'
  | 'safeMoment'
  | 'messageAllowed'
  | 'announceAs'
  | 'language'
  | 'safeContact'
  | 'anonymousToDesk'
  | 'anonymousToImplicated';

/** Choices that come from the directory, and communes when what was typed is not one alone. */
export interface FactChoices {
  communes: Choice[];
  establishments: Choice[];
  organisations: Choice[];
  /** Where the department has the national file: those that the name typed may mean, none when it is one. */
  named?: { meant: Choice[] };
}

export interface TransferLine {
  id: Transfer['id'];
  role: Role;
  organisation: string;
  contact?: string;
  purpose: Purpose;
  status: TransferStatus;
  /** What whoever was consulted, or asked to a concertation, answered. */
  said?: string;
  /** Reminds it at once, where that may be done; what then leaves, in a sentence. */
  remind?: { to: Action; leaves: string };
  /** When it was last reminded, while something is awaited of it. */
  remindedAt?: Instant;
}

/** How many elements of a request for protection (CPC 1216-1 to 1216-3) a transfer gives, and what is lacking. */
export interface PetitionView {
  told: number;
  of: number;
  lacks: string[];
}

/** One thing said between an author and the desk; `files` names what came with it, or ''. */
export interface SaidLine {
  at: Instant;
  fromDesk: boolean;
  text: string;
  files: string;
  read: boolean;
}

export interface TaskLine {
  id: string;
  kind: TaskKind;
  sayable: string;
  because: string;
  to: string;
  dueAt: Instant;
  late: boolean;
  /** How late its first person is, and who has it now. */
  lateness?: string;
  /** How the recipient it is about is reached: by telephone, or by post when something must be written. */
  phone?: string;
  address?: string;
  /** The author it is about: how to join them without danger, and what may be told. */
  author?: { phone?: string; address?: string; lines: string[]; tell: string[] };
  takenBy?: string;
}
