import { frenchDay } from '../calendar/french.ts';
import { dayAfter } from '../calendar/local.ts';
import { situationLimits } from './competence.ts';
import type { Explained, NotChosen, NotTold } from './explain.ts';
import type { Competence, IndexedDirectory } from './resolve.ts';

const notChosen: Record<Exclude<NotChosen, 'LIMITED' | 'NEVER' | 'NOT_YET' | 'ENDED'>, string> = {
  CONFLICT: 'écarté\u00a0: un lien d’intérêt avec le mis en cause',
  RETIRED: 'retiré de l’annuaire',
  ELSEWHERE: 'ne répond pas pour cette commune',
  EXCEPTED: 'excepte cette commune',
  MORE_GENERAL: 'est moins spécialisé\u00a0: il vient ensuite',
  WIDER: 'a un territoire plus large\u00a0: il vient ensuite',
  LOWER_RANK: 'a un rang plus loin\u00a0: il vient ensuite',
  SAME_RANK: 'est au même rang qu’un autre\u00a0: personne n’est choisi',
  NO_CHANNEL: 'personne à joindre\u00a0: l’annuaire ne lui donne aucune coordonnée utilisable',
  OTHER_PLACE: 'est un autre établissement que celui des faits',
};

/** Why a body is not the one that is told. */
export function notChosenWords({ organisation, why, limit = {} }: NotTold, { organisationById }: Pick<IndexedDirectory, 'organisationById'>): string {
  const { from = '', until = '' } = organisationById.get(organisation) ?? {};
  if (why === 'NOT_YET') return `ne répond pas encore\u00a0: à partir du ${frenchDay(from)}`;
  if (why === 'ENDED') return `ne répond plus depuis le ${frenchDay(dayAfter(until))}`;
  if (why !== 'LIMITED' && why !== 'NEVER') return notChosen[why];
  const what = ` (${situationLimits(limit)})`;
  return why === 'LIMITED'
    ? `écarté\u00a0: il ne répond que dans certaines situations${what}`
    : `écarté\u00a0: il ne répond jamais dans cette situation${what}`;
}

const chosenBy: Record<Competence, string> = {
  COMMUNE: 'il répond pour cette commune',
  DEPARTMENT: 'il répond pour tout le département, et personne de plus proche',
  CONCERNED: 'c’est l’établissement des faits',
};

/** Why a body is the one that is told, and by which of its parts it answers. */
export function competenceWords({ why }: { why: Competence }, by: Explained['by']): string {
  const { part = '', onlyFor } = by ?? {};
  const itself = part === '' ? '' : `au titre de «\u00a0${part}\u00a0», `;
  if (onlyFor === undefined) return `${itself}${chosenBy[why]}`;
  const where = why === 'COMMUNE' ? 'dans cette commune' : 'dans tout le département';
  return `${itself}il répond ${where} pour cette situation (${situationLimits(onlyFor)}), et passe avant les organismes moins spécialisés`;
}
