/** What a reader looks for in a case that was drawn. */
export interface Criterion {
  id: string;
  /** A question that yes answers well. */
  asks: string;
  hint?: string;
}

/** `NOT_APPLICABLE`: the case never called for it. `CANNOT_TELL`: what a reader sees does not say. */
export const answerCodes = ['MET', 'NOT_MET', 'NOT_APPLICABLE', 'CANNOT_TELL'] as const;
export type CriterionAnswer = (typeof answerCodes)[number];
export const criterionWords: Record<CriterionAnswer, string> = {
  MET: 'Oui',
  NOT_MET: 'Non',
  NOT_APPLICABLE: 'Sans objet',
  CANNOT_TELL: 'Je ne peux pas le dire',
};

/** Answers by criterion. */
export type CriteriaAnswers = Readonly<Record<string, CriterionAnswer>>;

/** The version that months drawn from now on are read by. A change is a version more: those before stay as they were read. */
export const currentChecklist = 1;

const checklists: Readonly<Record<number, readonly Criterion[]>> = {
  1: [
    { id: 'faits', asks: 'Les faits sont-ils qualifiés : lieu, public, types, danger ?' },
    { id: 'delai', asks: 'Ont-ils été qualifiés dans le jour ouvré ?', hint: 'De la réception de l’alerte à la qualification.' },
    { id: 'destinataires', asks: 'Ceux que la situation appelle ont-ils été saisis ?', hint: 'Au vu du lieu, des mis en cause et du danger.' },
    { id: 'base', asks: 'La base légale de la transmission est-elle notée ?' },
    { id: 'personne', asks: 'La personne est-elle informée, ou est-il noté pourquoi non ?' },
    { id: 'accord', asks: 'Son accord est-il recherché, ou est-il noté pourquoi non ?' },
    { id: 'auteur', asks: 'L’auteur joignable a-t-il su que son alerte était reçue, puis ce qu’il en advenait ?' },
    { id: 'silences', asks: 'Chaque silence a-t-il été relancé, puis confié plus haut ?' },
    { id: 'souhaits', asks: 'A-t-on demandé à la personne ce qu’elle souhaite ?' },
    { id: 'suite', asks: 'La suite donnée répond-elle à ce qui était alerté ?' },
    { id: 'resultat', asks: 'Le résultat est-il noté sur tous ses axes ?', hint: 'Conclusion, preuve, risque, souhaits, sécurité.' },
    { id: 'cloture', asks: 'La fin du dossier est-elle fondée, et une vérification prévue si le danger le demandait ?' },
  ],
};

/** The criteria of a version. */
export function checklistOf(version: number): readonly Criterion[] {
  const found = checklists[version];
  if (found === undefined) throw new Error(`no checklist ${version}`);
  return found;
}

/** What a criterion of any version asks; the newest first. */
export function criterionAsks(id: string): string {
  const known = Object.values(checklists)
    .reverse()
    .flat()
    .find((criterion) => criterion.id === id);
  return known?.asks ?? 'critère qui n’est plus demandé';
}
