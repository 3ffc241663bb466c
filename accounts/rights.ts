/** The kinds of people who sign in. */
export const accountKinds = ['AGENT', 'COORDINATOR', 'ADMIN', 'PARTNER', 'PARTNER_ADMIN', 'INSTITUTION', 'INSTITUTION_ADMIN'] as const;
export type AccountKind = (typeof accountKinds)[number];

/** The kinds of machines that hold an API key. */
export const keyKinds = ['desk', 'platform', 'institution', 'partner'] as const;
export type KeyKind = (typeof keyKinds)[number];

/** What an API key may be narrowed to, so that it permits the least: a switchboard hands in messages and reads nothing. */
export const keyScopes = ['voicemail', 'read', 'write'] as const;
export type KeyScope = (typeof keyScopes)[number];

/** Whoever a right is asked for: an account, or an API key. */
export interface Who {
  kind: AccountKind | KeyKind;
}

const desk = ['AGENT', 'COORDINATOR'] as const;
const institution = ['INSTITUTION', 'INSTITUTION_ADMIN'] as const;
/** Of a body that the desk writes to: its people, and among them whoever keeps their accounts. */
const body = ['PARTNER', 'PARTNER_ADMIN', ...institution] as const;
const reader = [...desk, 'ADMIN', ...keyKinds] as const;

/**
 * Who may do what, in one place: guards, menus, links and the API all ask here, and nowhere else compares kinds. A right says
 * what somebody may do at all; which cases it reaches is said by their department, their organisation, their ties.
 */
const rights = {
  /** One's place is the desk's own side: one's account is kept there. */
  'desk.enter': [...desk, 'ADMIN'],

  'alert.take': desk,
  'alert.send': keyKinds,
  /** Says by which channel an alert came, since it passes on what others told it. */
  'alert.pass-on': ['desk'],
  'voicemail.send': ['desk', 'platform'],
  'sheet.send': ['platform'],
  'mail.sort': desk,

  /** Any case of the department, whole. */
  'case.read': [...desk, 'desk'],
  'case.act': desk,
  /** Who read a case. */
  'case.readings': ['COORDINATOR'],
  /** Takes what people ask about data on them, and answers: one prepares, another reads. */
  'data.answer': desk,
  /** Keeps a case beyond its term, and lets it go again. */
  'case.hold': ['COORDINATOR'],
  /** Takes running cases over to another version of the protocol. */
  'case.move': ['COORDINATOR'],

  /** The cases one may read, or of them what was transferred to one's organisation. */
  'transfer.read': [...desk, ...body, 'desk', 'partner'],
  /** Is of an organisation to which things are transferred. */
  'transfer.receive': [...body, 'partner'],
  /** Says what the recipient answers: for one's own organisation, or for any when one may read the whole case. */
  'transfer.answer': [...body, 'desk', 'partner'],

  'declaration.make': [...institution, 'institution'],
  /** What one declared oneself. */
  'declaration.read': [...institution, 'institution'],
  /** How every establishment of the department declares. */
  'declaration.count': ['COORDINATOR'],

  /** The figures of the department. */
  'statistics.read': ['COORDINATOR', 'desk'],
  /** Prepares figures for the public, and publishes what somebody else prepared. */
  'statistics.publish': ['COORDINATOR'],

  /** Sees where more is signalled than a size would give, and decides what is made of it. */
  'radar.look': ['COORDINATOR'],

  /** Reads cases that were drawn, which they had no part in, without what is sealed in them. */
  'review.read': desk,
  /** What came of these readings, and what follows from them. */
  'review.manage': ['COORDINATOR'],

  'duty.read': desk,
  'duty.take': desk,
  'duty.manage': ['COORDINATOR'],

  'exercise.open': ['COORDINATOR'],
  'exercise.end': ['COORDINATOR'],

  'directory.read': reader,
  'directory.write': ['COORDINATOR'],
  'directory.publish': ['COORDINATOR'],
  /** Says what is not right in the entry of one's own body: a coordinator decides. */
  'directory.propose': body,
  'calendar.manage': ['COORDINATOR'],

  'protocol.read': reader,
  'protocol.write': ['COORDINATOR'],
  'protocol.publish': ['COORDINATOR'],

  /** Writes the department's case studies, and publishes them. */
  'study.write': ['COORDINATOR'],

  'accounts.manage': ['COORDINATOR', 'ADMIN'],
  /** Invites the people of one's own body, closes their accounts, hands this over. */
  'team.manage': ['PARTNER_ADMIN', 'INSTITUTION_ADMIN'],
  /** What everybody did with accounts and keys, and read. */
  'traces.read': ['COORDINATOR'],
  /** How long data are kept, and what is destroyed. */
  'retention.manage': ['COORDINATOR'],
  /** Makes, lists and revokes the API keys. */
  'api-keys.manage': ['COORDINATOR', 'ADMIN'],
} as const satisfies Record<string, readonly Who['kind'][]>;

export type Right = keyof typeof rights;

/** Whether somebody may do something at all. */
export function may({ kind }: Who, right: Right): boolean {
  return (rights[right] as readonly Who['kind'][]).includes(kind);
}

/** The kinds of people who may do something, for a statement that asks for them. */
export const kindsThatMay = (right: Right): AccountKind[] => accountKinds.filter((kind) => may({ kind }, right));

/** The rights that some kind of API key has. */
export type KeyRight = { [Name in Right]: [Extract<(typeof rights)[Name][number], KeyKind>] extends [never] ? never : Name }[Right];

/** The scope that a key needs for each right of its kind. */
const scopes: Record<KeyRight, KeyScope> = {
  'voicemail.send': 'voicemail',
  'case.read': 'read',
  'transfer.read': 'read',
  'transfer.receive': 'read',
  'declaration.read': 'read',
  'directory.read': 'read',
  'statistics.read': 'read',
  'protocol.read': 'read',
  'alert.send': 'write',
  'alert.pass-on': 'write',
  'sheet.send': 'write',
  'transfer.answer': 'write',
  'declaration.make': 'write',
};

/** Whether an API key may do something at all: its kind has the right, and its scopes do not leave it out. */
export function keyMay(key: { kind: KeyKind; scopes: readonly KeyScope[] }, right: KeyRight): boolean {
  return may(key, right) && key.scopes.includes(scopes[right]);
}

/** The scopes under which a kind of key may do something. */
export function scopesOf(kind: KeyKind): KeyScope[] {
  return keyScopes.filter((scope) => (Object.keys(scopes) as KeyRight[]).some((right) => scopes[right] === scope && may({ kind }, right)));
}
