import type { Comparison } from './compared.ts';

const perEntity = 'Là-bas, une requête compte pour chaque entité qui l’a ; ici, un dossier compte une fois, quels que soient ses destinataires.';

/**
 * The eleven cards of the State's tool (SIRENA, public repository, 21 August 2026: nine of its dashboard 4, two of its national dashboard 6), with its own
 * definitions put in plain French, and what is counted here beside each.
 */
export const stateCards: readonly Comparison[] = [
  {
    name: 'Requêtes au total',
    definition: 'Requêtes affectées à mon entité administrative, créées dans la période.',
    here: { indicator: 'dossiers-ouverts' },
    differs: `${perEntity} La date est celle de l’ouverture ici, de la saisie là-bas.`,
  },
  {
    name: 'Nouvelles requêtes',
    definition: 'Requêtes affectées à mon entité et au statut « nouveau » aujourd’hui.',
    here: { indicator: 'dossiers-par-etat', codes: ['NOUVEAU'] },
    differs: 'Là-bas, l’entité n’a pas encore ouvert la requête ; ici, personne n’a encore qualifié les faits.',
  },
  {
    name: 'Requêtes en cours',
    definition: 'Requêtes affectées à mon entité et au statut « en cours » aujourd’hui.',
    here: { indicator: 'dossiers-par-etat', codes: ['EN_COURS'] },
    differs: 'Le statut est celui de l’entité là-bas, celui du dossier ici : il est en cours tant qu’un destinataire doit encore une suite.',
  },
  {
    name: 'Requêtes clôturées',
    definition: 'Requêtes affectées à mon entité et au statut « clôturée » aujourd’hui.',
    here: { indicator: 'dossiers-par-etat', codes: ['CLOTURE'] },
    differs: 'Une alerte non retenue est comptée ici comme clôturée, et dite à part dans « Alertes non retenues ».',
  },
  {
    name: 'Requêtes en compétence partagée',
    definition: 'Requêtes affectées à mon entité et à une autre au moins ; celles qu’une entité a clôturées « hors compétence » en sont exclues.',
    here: { indicator: 'competence-partagee' },
    differs: 'Ici, deux organismes au moins ont pris en charge ; là-bas, il suffit que deux aient été saisis.',
  },
  {
    name: 'Répartition des requêtes par motifs',
    definition: 'Chaque requête une fois par motif, au dernier niveau ; « aucun motif qualifié » à part. La somme dépasse 100 %.',
    here: { indicator: 'dossiers-par-type' },
    differs: 'Les motifs d’ici sont les types de maltraitance ; les treize autres familles de motifs ne sont pas du champ de ce guichet.',
  },
  {
    name: 'Répartition par raison de clôture',
    definition: 'Chaque requête clôturée une fois par raison ; part des requêtes clôturées. La somme dépasse 100 %.',
    here: { indicator: 'suites' },
    differs: 'Ici, ce sont les suites que chaque organisme a données, transmission par transmission, datées du jour où elles le sont.',
  },
  {
    name: 'Répartition par mode de réception',
    definition: 'Requêtes par mode de réception ; un mode non renseigné est « non précisé ».',
    here: { indicator: 'alertes-par-porte' },
    differs: 'Ici, chaque alerte compte à sa porte, même jointe à un dossier déjà ouvert.',
  },
  {
    name: 'Demandes de confidentialité',
    definition: 'Requêtes dont la personne concernée ne consent pas à ce que son identité soit communiquée.',
    here: { needs: 'un fait codé : le souhait de la personne, s’il est dit, est scellé avec son identité' },
    differs: 'Le souhait de l’auteur de rester inconnu du mis en cause est autre chose, et n’est pas compté non plus.',
  },
  {
    name: 'Requêtes au total, au niveau national',
    definition: 'Requêtes distinctes de toutes les entités.',
    here: { indicator: 'dossiers-ouverts' },
    differs: 'Ce guichet ne connaît que son département.',
  },
  {
    name: 'Requêtes concernées par la maltraitance',
    definition:
      'Requêtes distinctes avec un motif au moins de la famille « Maltraitance professionnels ou entourage », par date de création, pour l’entité et celles qui en dépendent.',
    here: { indicator: 'type-retenu' },
    differs: 'Tout dossier d’ici est ouvert pour une maltraitance alléguée ; la carte ne compte que ceux où un type est qualifié.',
  },
];
