import type { Instant } from '../../calendar/span.ts';
import type { OnDraft } from './editor.ts';
import type { Action, DeskChrome, Form } from './parts.ts';

/** What was proved of a protocol, property by property. */
export interface ProofViews {
  'desk/proof': ProofView;
  'desk/editor/proof': OnDraft & {
    /** Null for a draft that is not written to its end: `unfinished` says what is missing. */
    proof: ShownProof | null;
    unfinished: string[];
    /** A waiver was refused. */
    wrong: boolean;
    /** Legal checks that the draft breaks or waives: each with the form that waives it. */
    waivers: { title: string; article: string; form: Form<string>; field: string; open: boolean; remove?: Action }[];
    revision: number;
    at: Instant;
  };
}

/** The proof itself, wherever it is shown. */
export interface ShownProof {
  holds: boolean;
  properties: {
    id: string;
    title: string;
    holds: boolean;
    /** Each with the address at which the rehearsal opens with its situation. */
    failures: { sentence: string; href: string }[];
    more: number;
  }[];
  /** Legal checks: kept, waived with a reason, or neither. */
  legal: { id: string; title: string; article: string; holds: boolean; waived?: string }[];
  leftOut: string[];
  /** What is taken for « without delay », « qualified »…; none for a proof kept before they were told. */
  bounds: string[];
  /** On what it was decided, in words. */
  scope: string;
}

export interface ProofView {
  chrome: DeskChrome;
  /** Title of the protocol. */
  protocol: string;
  version: string;
  revision: number;
  at: Instant;
  protocolHref: string;
  proof: ShownProof;
}
