/** What a proof does not look at although it may occur, in words: the desk then decides. */
export const leftAside: readonly string[] = [
  'Les faits se passent dans une commune du département, ou dans une commune qui n’est pas connue\u00a0: ailleurs, un autre guichet est compétent.',
  'Trois organismes de l’annuaire au plus sont mis en cause ensemble, avec ou sans personnes que l’annuaire ne connaît pas ; quand deux d’entre eux sont de ceux que le protocole saisit en dernier recours (par défaut, ou comme organisme indépendant), personne ne peut l’être sous aucun protocole, et le guichet en reçoit la tâche.',
  'Un établissement désigné par son numéro FINESS a la catégorie que dit l’annuaire.',
];
