import type { NotChosen } from './explain.ts';
import type { Competence } from './resolve.ts';

const notChosen: Record<NotChosen, string> = {
  CONFLICT: 'écarté\u00a0: un lien d’intérêt avec le mis en cause',
  RETIRED: 'retiré de l’annuaire',
  ELSEWHERE: 'ne répond pas pour cette commune',
  EXCEPTED: 'excepte cette commune',
  WIDER: 'a un territoire plus large\u00a0: il vient ensuite',
  LOWER_RANK: 'a un rang plus loin\u00a0: il vient ensuite',
  SAME_RANK: 'est au même rang qu’un autre\u00a0: personne n’est choisi',
  NO_CHANNEL: 'personne à joindre\u00a0: l’annuaire ne lui donne aucune coordonnée utilisable',
  OTHER_PLACE: 'est un autre établissement que celui des faits',
};

/** Why a body is not the one that is told. */
export const notChosenWords = (why: NotChosen): string => notChosen[why];

const chosenBy: Record<Competence, string> = {
  COMMUNE: 'il répond pour cette commune',
  DEPARTMENT: 'il répond pour tout le département, et personne de plus proche',
  CONCERNED: 'c’est l’établissement des faits',
};

/** Why a body is the one that is told. */
export const competenceWords = (why: Competence): string => chosenBy[why];
