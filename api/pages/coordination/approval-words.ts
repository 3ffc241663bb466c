import type { ApprovalRefusal } from '../../../retention/record/rules.ts';

/** Why somebody may not agree to what another asked. */
export const approvalRefusals: Record<ApprovalRefusal, string> = {
  CHANGED: 'Quelqu’un d’autre l’a fait, ou l’a abandonné, pendant que cette page était ouverte : voici ce qu’il en est maintenant.',
  SAME_PERSON: 'Vous l’avez demandé vous-même : une autre personne de la coordination doit l’approuver.',
  ONE_HAND:
    'L’une de vous deux a ouvert le compte de l’autre, ou lui a envoyé un lien de connexion, il y a moins de sept jours : une troisième personne de la coordination doit l’approuver.',
};
