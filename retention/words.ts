/** DRAWN: the Archives are asked; AGREED: they agreed, and it is destroyed the next night; DROPPED: given up before. */
export type DestructionState = 'DRAWN' | 'AGREED' | 'DONE' | 'DROPPED';

/** Where a list stands, in French. */
export const destructionStates: Record<DestructionState, string> = {
  DRAWN: 'Accord des Archives à noter',
  AGREED: 'À détruire la nuit prochaine',
  DONE: 'Détruite',
  DROPPED: 'Abandonnée',
};

/** What a line of a list is. */
export const dueKinds = { CASE: 'Dossier', CONTACT: 'Contact sans dossier', REQUEST: 'Demande d’une personne' } as const;
