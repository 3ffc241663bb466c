import { type DeskHost, hostUnwritten, isAuthority } from '../../procedures/desk-host.ts';
import { callsDuty } from '../../procedures/desk-section.ts';
import type { Facts } from '../../vocabulary/facts.ts';
import type { LegalBasis, Role } from '../../vocabulary/vocabulary.ts';
import type { Basis, Transfer } from '../model/state.ts';
import { isLive } from '../model/transfer-status.ts';
import type { Turn } from './turn.ts';

/**
 * What lets somebody bound by professional secrecy tell: article 226-14 of the code pénal, in its version in force in spring 2026. Each of
 * its cases names those who may be told, and asks for something. Other bases (a duty to declare) are not limited here.
 */
interface Exception {
  article: string;
  to: readonly Role[];
  /** What it asks that is not recorded, said to whoever qualifies; null when all is. */
  lacks(facts: Facts, basis: Basis): string | null;
  /** Whether the person must be told of the report when she did not agree to it. */
  informs: boolean;
}

const judicial: readonly Role[] = ['PARQUET'];
/** An association, an establishment or a guardian is none of them. */
const authorities: readonly Role[] = [
  'PARQUET',
  'POLICE',
  'GENDARMERIE',
  'JUGE_PROTECTION',
  'URGENCES',
  'ARS',
  'CELLULE_ARS',
  'CD',
  'CRIP',
  'DDETS',
  'PREFECTURE',
  'CCAS',
];

const cannotProtectSelf = (facts: Facts): boolean =>
  facts.flags.includes('CANNOT_PROTECT_SELF') || facts.victimGroup === 'MINEUR' || facts.age === '-18';

/** Agreement was had, or the person can be asked nothing: then she is told. */
const agreedOrTold = (_facts: Facts, { victimConsent }: Basis): string | null =>
  victimConsent === 'OUI' || victimConsent === 'IMPOSSIBLE' ? null : 'recueillir l’accord de la personne, ou noter qu’il n’a pas pu l’être';

const exceptions: Partial<Record<LegalBasis, Exception>> = {
  CP_226_14_1: {
    article: '226-14, 1°',
    to: authorities,
    lacks: (facts) => (cannotProtectSelf(facts) ? null : 'noter que la personne est hors d’état de se protéger, si elle l’est'),
    informs: false,
  },
  CP_226_14_2: {
    article: '226-14, 2°',
    to: ['PARQUET', 'CRIP', 'CELLULE_ARS'],
    lacks: (facts, { victimConsent }) => (cannotProtectSelf(facts) || victimConsent === 'OUI' ? null : 'recueillir l’accord de la personne'),
    informs: false,
  },
  CP_226_14_2_BIS: { article: '226-14, 2° bis', to: judicial, lacks: agreedOrTold, informs: true },
  CP_226_14_3: { article: '226-14, 3°', to: judicial, lacks: agreedOrTold, informs: true },
  CP_226_14_4: {
    article: '226-14, 4°',
    to: ['PREFECTURE'],
    lacks: (facts) => (facts.firearm === 'PRESENTE' ? null : 'noter que la personne dangereuse détient une arme ou veut en acquérir une'),
    informs: false,
  },
};

/** What stands between a secret and a transfer. It warns and gives somebody a task; it never holds back a call. */
export type LegalDoubt =
  | { kind: 'NO_BASIS' }
  | { kind: 'LACKS'; basis: LegalBasis; article: string; what: string }
  | { kind: 'NOT_COVERED'; organisation: string; articles: string[] }
  /** The desk itself is run by somebody whom these do not let be told. */
  | { kind: 'DESK_NOT_COVERED'; articles: string[] };

/** Whose opinion only is asked is told nothing of it. */
type Doubted = Pick<Transfer, 'role' | 'organisation' | 'status' | 'mode'>;

/** What is doubtful in telling the live ones of these recipients what an author bound by secrecy said. Empty when the author is not, or all is in order. */
export function legalDoubts(facts: Facts, basis: Basis, transfers: readonly Doubted[], host: DeskHost = hostUnwritten): LegalDoubt[] {
  if (!facts.flags.includes('REPORTER_BOUND_BY_SECRECY')) return [];
  if (basis.legal.length === 0) return [{ kind: 'NO_BASIS' }];
  const invoked = basis.legal.map((code) => ({ code, exception: exceptions[code] }));
  const lacking = invoked.flatMap(({ code, exception }): LegalDoubt[] => {
    const what = exception?.lacks(facts, basis) ?? null;
    return exception === undefined || what === null ? [] : [{ kind: 'LACKS', basis: code, article: exception.article, what }];
  });
  const limits = invoked.map(({ exception }) => exception);
  const articles = limits.flatMap((exception) => exception?.article ?? []);
  const told = transfers.filter((transfer) => isLive(transfer) && transfer.mode !== 'CONSULTATION');
  const uncovered = told.filter(({ role }) => !limits.some((exception) => exception === undefined || exception.to.includes(role)));
  // What limits nobody, a duty to declare, does not limit the desk either.
  const desk = isAuthority(host) || limits.includes(undefined);
  return [
    ...lacking,
    ...(desk ? [] : [{ kind: 'DESK_NOT_COVERED' as const, articles }]),
    ...[...new Set(uncovered.map(({ organisation }) => organisation))].map(
      (organisation): LegalDoubt => ({ kind: 'NOT_COVERED', organisation, articles }),
    ),
  ];
}

/** Whether the person is still to be told of a report she did not agree to (226-14, 2° bis and 3°). */
export function isToInform(facts: Facts, { legal, victimConsent, victimInformed }: Basis): boolean {
  return (
    facts.flags.includes('REPORTER_BOUND_BY_SECRECY') &&
    legal.some((code) => exceptions[code]?.informs === true) &&
    victimConsent !== 'OUI' &&
    victimInformed !== true
  );
}

/**
 * Whether a person is to read what an author bound by secrecy sent before anybody is told of it by a machine: no basis is given, or one that
 * only an agreement that nobody noted makes valid. Not asked of a danger at the protocol's threshold: it waits for nobody.
 */
export function isForAPerson({ world: { procedure } }: Pick<Turn, 'world'>, facts: Facts, basis: Basis): boolean {
  if (callsDuty(procedure, facts.danger)) return false;
  const doubts = legalDoubts(facts, basis, []);
  const onlyByConsent = basis.legal.every((code) => code === 'CP_226_14_2');
  return doubts.some((doubt) => doubt.kind === 'NO_BASIS' || (onlyByConsent && doubt.kind === 'LACKS' && doubt.basis === 'CP_226_14_2'));
}
