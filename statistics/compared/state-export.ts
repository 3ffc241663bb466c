import { dayIn } from '../../calendar/local.ts';
import type { CaseState } from '../../cases/model/state.ts';
import { precisionLabel } from '../../vocabulary/precisions.ts';
import { label, storedLabel } from '../../vocabulary/vocabulary.ts';

/**
 * The 55 columns of the export of the State's tool (SIRENA, 21 August 2026), in its order and its words, its slips included: who keeps both tables puts one
 * under the other. A column that nothing here answers is there and empty.
 */
export const stateColumns = [
  'Numéro de requête',
  'Statut de la requête pour mon entité administrative',
  'Le déclarant est la personne concernée',
  'Lien avec la personne concernée',
  'Le déclarant est tuteur/curateur de la personne concernée',
  'Code Postal déclarant',
  'Ville déclarant',
  'Département déclarant',
  'Le déclarant consent à ce que son identité soit communiquée',
  'Déclarant est un professionnel qui déclare un EIG',
  'Civilité Personne concernée',
  'Tranche age personne concernée',
  'Si tranche non renseignée : Année de naissance personne concernée',
  'Code Postal personne concernée',
  'Ville personne concernée',
  'Département personne concernée',
  'La personne concernée consent à ce que son identité soit communiquée',
  'La personne concernée a été informée de la démarche par le déclarant',
  'Mesure de protection de la personne concernée',
  'La personne concernée est en situation de handicap',
  'Autre personne concernée par la requête',
  'Numéro de situation',
  'Type de lieu de survenue',
  'Précision type de lieu de survenue',
  'Code postal lieu de survenue',
  'Ville lieu de survenue',
  'Département lieu de survenue',
  'Type de mis en cause',
  'Précision type de mis en cause',
  'Département mis en cause',
  'Motifs renseignés par le déclarant (dans demat.social ou plateforme téléphonique)',
  "Motifs qualifiés par l'agent",
  'Conséquences sur la personne concernée',
  'Date début des faits',
  'Date fin des faits',
  'Domaine fonctionnel',
  'Le mis en cause a été contacté',
  'Date de prise de contact',
  'Le déclarant a reçu une réponse',
  'Une plainte a été déposée auprès des autorités judiciaires',
  'Date de dépôt de plainte',
  'Lieu de dépot de plainte',
  "Des démarches ont été engagées auprès d'autres organismes",
  'Entités administratives affectées à la situation',
  'Directions affectées à la situation',
  'Services affectés à la situation',
  'Entités (+statut entité) affectées à la requête',
  'Priorité de la requête pour mon entité adminsitrative',
  'Date création requête dans SIRENA',
  'Date réception',
  'Mode de réception',
  'Date demande par le déclarant',
  'Provenance',
  'Dernière date de clôture de la requête pour mon entité administrative',
  'Raison(s) clôture de la requête pour mon entité administrative',
] as const;

type StateColumn = (typeof stateColumns)[number];

export interface ExportedCase {
  reference: string;
  state: CaseState;
}

/** How what a case names is said, and when its desk lives. */
export interface ExportNames {
  department: string;
  zone: string;
  body: (organisation: string) => string;
  commune: (inseeCode: string) => string | undefined;
}

/** A case as their table has it: a line a situation, of which each implicated party makes one; codes and bodies alone, nothing that is sealed. */
export function stateRows({ reference, state }: ExportedCase, names: ExportNames): string[][] {
  const { facts } = state;
  const day = (at: number | null) => (at === null ? '' : dayIn(at, names.zone).split('-').reverse().join('/'));
  const yes = (is: boolean) => (is ? 'Oui' : 'Non');
  const each = (texts: readonly string[]) => [...new Set(texts)].join(', ');
  const asked = state.transfers.filter(({ purpose }) => purpose === 'ACTION');
  const shared: Partial<Record<StateColumn, string>> = {
    'Numéro de requête': reference,
    'Statut de la requête pour mon entité administrative':
      state.status !== 'OPEN' ? 'Clôturée' : state.qualification === 'AWAITED' ? 'Nouveau' : 'En cours',
    ...(facts.reporterLink !== undefined && {
      'Le déclarant est la personne concernée': yes(facts.reporterLink === 'VICTIME'),
      'Lien avec la personne concernée': label('reporterLink', facts.reporterLink),
    }),
    'Tranche age personne concernée': facts.age === undefined ? '' : label('age', facts.age),
    'Mesure de protection de la personne concernée': facts.protectionMeasure === undefined ? '' : label('protectionMeasure', facts.protectionMeasure),
    'La personne concernée est en situation de handicap': facts.victimGroup === 'PERSONNE_HANDICAPEE' ? 'Oui' : '',
    'Type de lieu de survenue': label('place', facts.place),
    'Précision type de lieu de survenue': facts.placePrecision === undefined ? '' : precisionLabel(facts.placePrecision, facts.place),
    'Ville lieu de survenue': facts.inseeCode === undefined ? '' : (names.commune(facts.inseeCode) ?? ''),
    'Département lieu de survenue': facts.inseeCode === undefined ? '' : names.department,
    "Motifs qualifiés par l'agent": each(facts.maltreatment.map((code) => label('maltreatment', code))),
    'Entités administratives affectées à la situation': each(asked.map(({ organisation }) => names.body(organisation))),
    'Entités (+statut entité) affectées à la requête': each(
      asked.map(({ organisation, status }) => `${names.body(organisation)} (${label('transferStatus', status)})`),
    ),
    'Date réception': day(state.openedAt),
    'Mode de réception': label('channel', facts.channel),
    'Dernière date de clôture de la requête pour mon entité administrative': day(state.closedAt),
    'Raison(s) clôture de la requête pour mon entité administrative':
      state.closedAt === null ? '' : each(asked.flatMap(({ outcome }) => outcome?.codes.map((code) => storedLabel('outcome', code)) ?? [])),
  };
  const parties = facts.implicated.length === 0 ? [null] : facts.implicated;
  return parties.map((party, index) => {
    const line: Partial<Record<StateColumn, string>> = {
      ...shared,
      'Numéro de situation': String(index + 1),
      'Type de mis en cause': party === null ? '' : label('implicated', party.kind),
      'Précision type de mis en cause': party?.precision === undefined ? '' : precisionLabel(party.precision, party.kind),
    };
    return stateColumns.map((column) => line[column] ?? '');
  });
}
