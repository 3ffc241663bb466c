import type { ListRefusal } from '../../../retention/record/destructions.ts';

/** Why somebody may not agree to what another asked. */
export const approvalRefusals: Record<ListRefusal, string> = {
  CHANGED: 'Quelqu’un d’autre l’a fait, ou l’a abandonné, pendant que cette page était ouverte : voici ce qu’il en est maintenant.',
  SAME_PERSON: 'Vous l’avez demandé vous-même : une autre personne de la coordination doit l’approuver.',
  ONE_HAND:
    'L’une de vous deux a ouvert le compte de l’autre, ou lui a envoyé un lien de connexion, il y a moins de sept jours : une troisième personne de la coordination doit l’approuver.',
  PARTIAL: 'Une partie de cette liste ne vous est pas ouverte : un autre coordinateur doit s’en charger.',
  TOO_EARLY: 'Ce visa serait plus ancien que la liste : donnez la date de celui qui a été apposé sur ce bordereau.',
};
