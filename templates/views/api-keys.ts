import type { Action, Choice, DeskChrome, Form } from './parts.ts';

/** Whether a key works: SOON when it ends within the month. */
export type KeyState = 'VALID' | 'SOON' | 'EXPIRED' | 'REVOKED';

/** A key as it is listed: never its text. Days are ISO dates; never an hour. */
export interface KeyLine {
  label: string;
  prefix: string;
  kind: string;
  organisation?: string;
  scopes: string[];
  state: KeyState;
  /** Absent for a key made before keys had an end. */
  expiresOn?: string;
  lastUsedOn?: string;
  revokedOn?: string;
}

export interface ApiKeyViews {
  'desk/api-keys': {
    chrome: DeskChrome;
    keys: (KeyLine & { href: string })[];
    newHref: string;
    backHref: string;
  };
  'desk/api-key-new': {
    chrome: DeskChrome;
    form: Form<'label' | 'kind' | 'organisation' | 'establishments' | 'scopes' | 'expiresOn'>;
    kinds: Choice[];
    scopes: Choice[];
    organisations: Choice[];
    establishments: Choice[];
    longestYears: number;
    backHref: string;
  };
  /** Shown once, when the key was made. */
  'desk/api-key-shown': { chrome: DeskChrome; label: string; key: string; expiresOn: string; backHref: string };
  'desk/api-key': {
    chrome: DeskChrome;
    shown: KeyLine & { createdOn: string; establishments: string[] };
    /** Absent once it is revoked. */
    revoke?: Action;
    backHref: string;
  };
}
