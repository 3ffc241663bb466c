/** What a proof does not look at although it may occur, in words: the desk then decides. */
export const leftAside: readonly string[] = [
  'Les faits se passent dans une commune du département, ou dans une commune qui n’est pas connue\u00a0: ailleurs, un autre guichet est compétent.',
  'Un seul organisme de l’annuaire est mis en cause à la fois, seul ou avec des personnes que l’annuaire ne connaît pas.',
  'Un établissement désigné par son numéro FINESS a la catégorie que dit l’annuaire.',
];
