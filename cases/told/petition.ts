import type { CaseState, Transfer } from '../model/state.ts';
import type { KnownContent } from './known.ts';

/** One thing that a request for a measure of protection tells the prosecutor (CPC 1216-1 to 1216-3, in force since 2020). */
export interface PetitionItem {
  id: PetitionItemId;
  /** French. */
  label: string;
  /** The law refuses a request without it; the rest is told where it is known. */
  required: boolean;
  standing: 'TOLD' | 'WITHHELD' | 'UNKNOWN';
}

export type PetitionItemId = 'PERSON' | 'FACTS' | 'LIVING' | 'ASSETS' | 'AUTONOMY' | 'MEASURE' | 'DONE';

interface Item {
  id: PetitionItemId;
  label: string;
  required?: true;
  field: Transfer['discloses'][number];
  known(content: KnownContent, facts: CaseState['facts']): boolean;
}

const isSaid = (text: string | undefined): boolean => text !== undefined && text.trim() !== '';
const isKnown = (code: string | undefined): boolean => code !== undefined && code !== 'INCONNU';

/** What such a request tells, in the law's order. */
export const petitionItems: readonly Item[] = [
  {
    id: 'PERSON',
    label: 'identité de la personne, avec sa naissance ou son âge',
    required: true,
    field: 'VICTIM_IDENTITY',
    known: ({ victim }, { age }) => isSaid(victim?.name) && (isSaid(victim?.birthDate) || isKnown(age)),
  },
  {
    id: 'FACTS',
    label: 'faits qui appellent une protection (art. 428 du code civil)',
    required: true,
    field: 'NARRATIVE',
    known: ({ narratives }) => narratives.some(isSaid),
  },
  {
    id: 'LIVING',
    label: 'conditions de vie et environnement',
    field: 'PLACE',
    known: ({ victim }, { place }) => isKnown(place) || isSaid(victim?.address),
  },
  { id: 'ASSETS', label: 'patrimoine, ressources, charges et dettes', field: 'ASSETS', known: ({ assets }) => isSaid(assets) },
  { id: 'AUTONOMY', label: 'autonomie dans la vie quotidienne, les démarches et le budget', field: 'HEALTH', known: ({ health }) => isSaid(health) },
  {
    id: 'MEASURE',
    label: 'mesure de protection déjà prise, ou non',
    field: 'FACTS',
    known: (_content, { protectionMeasure }) => isKnown(protectionMeasure),
  },
  { id: 'DONE', label: 'actions déjà menées auprès de la personne', field: 'MEASURES_TAKEN', known: ({ measuresTaken }) => isSaid(measuresTaken) },
];

/**
 * What a transfer to the prosecutor gives, and does not, of what a request for a measure of protection must hold. Null for any other
 * recipient, and for a child, whom no such measure is asked for.
 */
export function petitionChecklist(
  { role, discloses }: Pick<Transfer, 'role' | 'discloses'>,
  { facts }: Pick<CaseState, 'facts'>,
  content: KnownContent,
): PetitionItem[] | null {
  if (role !== 'PARQUET' || facts.victimGroup === 'MINEUR' || facts.age === '-18') return null;
  return petitionItems.map(({ id, label, required = false, field, known }) => ({
    id,
    label,
    required,
    standing: !known(content, facts) ? 'UNKNOWN' : discloses.includes(field) ? 'TOLD' : 'WITHHELD',
  }));
}
