import type { Facts } from '../vocabulary/facts.ts';
import { imminentDanger, type Role } from '../vocabulary/vocabulary.ts';
import { ofAnAdult } from './children.ts';
import type { LegalCheckId } from './legal-checks.ts';
import type { Conditions } from './procedure.ts';
import { holds } from './routing.ts';

const authorising = ['ARS', 'CELLULE_ARS', 'CD', 'DDETS', 'PREFECTURE'] as const satisfies Role[];

/** Facts of which the law says who must know. */
export interface LegalDuty {
  when: Conditions;
  /** Any of these meets it. */
  to: readonly Role[];
  /** Whether it is met by who is told for action alone. */
  acting: boolean;
}

/** The legal checks that ask for a recipient as soon as something is known. */
export const legalDuties = {
  'cellule-toute-alerte': { when: ofAnAdult, to: ['CELLULE_ARS'], acting: false },
  'crime-parquet': { when: { flags: { anyOf: ['CRIME_SUSPECTED'] } }, to: ['PARQUET'], acting: true },
  'hors-etat-de-se-proteger': {
    when: {
      flags: { anyOf: ['CANNOT_PROTECT_SELF'] },
      maltreatment: {
        anyOf: [
          'PRIVATION_SOIN_BESOINS_FONDAMENTAUX',
          'NEGLIGENCES_ACTIVES',
          'VIOLENCES_PHYSIQUES',
          'VIOLENCES_PSYCHIQUES_MORALES',
          'VIOLENCES_MEDICALES_MEDICAMENTEUSES',
          'VIOLENCES_SEXUELLES',
        ],
      },
    },
    to: [...authorising, 'CRIP', 'PARQUET', 'POLICE', 'GENDARMERIE'],
    acting: true,
  },
  'danger-forces-de-l-ordre': { when: { danger: { atLeast: imminentDanger } }, to: ['POLICE', 'GENDARMERIE'], acting: true },
  'declaration-autorite': {
    when: {
      channel: { anyOf: ['DECLARATION'] },
      place: { anyOf: ['ETABLISSEMENT_PERSONNES_AGEES', 'ETABLISSEMENT_HANDICAP', 'ETABLISSEMENT_SOCIAL'] },
    },
    to: authorising,
    acting: true,
  },
  'eigs-autorite': { when: { flags: { anyOf: ['EIGS'] } }, to: ['ARS', 'CELLULE_ARS'], acting: false },
} as const satisfies Partial<Record<LegalCheckId, LegalDuty>>;

/** The duties that facts begin to lay on whoever has them, which those before them did not. */
export function dutiesBegun(before: Facts, now: Facts): LegalDuty[] {
  return Object.values(legalDuties).filter(({ when }) => holds(when, now) && !holds(when, before));
}
