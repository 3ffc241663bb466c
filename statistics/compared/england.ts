import type { Comparison } from './compared.ts';

const found = ['RETIRE', 'REDUIT', 'DEMEURE'] as const;
const expressed = ['ATTEINTS', 'ATTEINTS_EN_PARTIE', 'NON_ATTEINTS'] as const;

/**
 * What English councils return each year on adults (Safeguarding Adults Collection) and the measures of Making Safeguarding Personal, as far as
 * the desk has the fields.
 */
export const englishMeasures: readonly Comparison[] = [
  {
    name: 'Concerns (alertes)',
    definition: 'Alertes reçues par l’autorité locale dans l’année.',
    here: { indicator: 'part-des-alertes' },
    differs: 'Certaines autorités ne notent pas ce qui est écarté à l’entrée ; ici, tout contact est noté.',
  },
  {
    name: 'Conversion (enquêtes pour une alerte)',
    definition: 'Enquêtes de l’article 42 ouvertes, sur alertes reçues.',
    here: { indicator: 'conversion' },
    differs: 'Ici, dossiers transmis pour action, sur dossiers ouverts : le guichet n’enquête pas.',
  },
  {
    name: 'Risque retiré',
    definition: 'Enquêtes conclues où un risque a été constaté : risque retiré.',
    here: { indicator: 'risque', codes: ['RETIRE'], of: found },
    differs: 'Dossiers clos ici, avec ce que le guichet a su ; risque non connu, ou aucun : hors du dénominateur.',
  },
  {
    name: 'Risque retiré ou réduit',
    definition: 'Les mêmes : risque retiré ou réduit.',
    here: { indicator: 'risque', codes: ['RETIRE', 'REDUIT'], of: found },
    differs: 'Comme au-dessus.',
  },
  {
    name: 'Risque qui demeure',
    definition: 'Les mêmes : risque qui demeure.',
    here: { indicator: 'risque', codes: ['DEMEURE'], of: found },
    differs: 'Comme au-dessus.',
  },
  {
    name: 'Souhaits demandés et exprimés',
    definition: 'Personnes (ou leur représentant) à qui l’on a demandé ce qu’elles attendaient, et qui l’ont dit.',
    here: { indicator: 'souhaits', codes: expressed },
    differs: 'Dossiers clos ici ; un dossier sans résultat noté est au dénominateur.',
  },
  {
    name: 'Souhaits atteints',
    definition: 'De celles qui l’ont dit : atteints tout à fait.',
    here: { indicator: 'souhaits', codes: ['ATTEINTS'], of: expressed },
    differs: 'Sur les dossiers clos où des souhaits ont été exprimés.',
  },
  {
    name: 'Souhaits atteints en partie',
    definition: 'De celles qui l’ont dit : atteints en partie.',
    here: { indicator: 'souhaits', codes: ['ATTEINTS_EN_PARTIE'], of: expressed },
    differs: 'Comme au-dessus.',
  },
  {
    name: 'Se sent plus en sécurité',
    definition: 'Personnes qui se disent « assez » ou « beaucoup » plus en sécurité après l’enquête.',
    here: { indicator: 'plus-en-securite', codes: ['BEAUCOUP', 'PLUTOT'], of: ['BEAUCOUP', 'PLUTOT', 'PEU', 'PAS'] },
    differs: 'Ici, ce que le guichet a noté à la clôture ; là-bas, une enquête auprès des personnes. Non demandé : hors du dénominateur.',
  },
  {
    name: 'Personnes concernées par une enquête',
    definition: 'Chaque personne une fois, par âge, sexe et besoin.',
    here: { needs: 'ce qui dirait, sans la nommer, qu’une personne est la même d’un dossier à l’autre' },
    differs: 'Les dossiers d’ici ne sont pas des personnes.',
  },
  {
    name: 'Origine du risque',
    definition: 'Un service, quelqu’un d’autre que la personne connaît, ou un inconnu.',
    here: { needs: 'dans ce qui est compté, la nature du mis en cause' },
    differs: 'Elle est dans les faits du dossier, et pas dans ce que les indicateurs lisent.',
  },
  {
    name: 'Capacité de la personne, et aide d’un tiers',
    definition: 'Personnes qui n’ont pas la capacité de décider, et celles qu’un tiers a aidées.',
    here: { needs: 'la capacité de la personne, qu’aucun fait ne code' },
    differs: 'La mesure de protection, qui est un fait, n’est pas la capacité.',
  },
];
