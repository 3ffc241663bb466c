import { chapter } from './indicator.ts';
import { type CountedCase, type Survey, situations } from './survey.ts';
import { labelled } from './words.ts';

const _lines = (of: (counted: CountedCase['counted']) => readonly (string | null)[]) => (read: Survey) =>
  situations(read).map(({ id, counted }) => ({ case: id, codes: of(counted) }));
const alerts = ({ contacts }: Survey) => contacts.filter(({ kind }) => kind === 'ALERT');
const _known = <Code extends string>(code: Code, unknown: Code): Code | null => (code === unknown ? null : code);
const opened = 'ouverture du dossier';

/** What comes in, by which door, and what becomes of it at the door. */
export const entry = chapter(
  {
    id: 'contacts-par-nature',
    number: 1,
    sentence: 'Contacts reçus, par nature',
    unit: 'CONTACT',
    numerator: 'contacts reçus de cette nature : alerte, avis, information, orientation',
    denominator: 'contacts reçus',
    dated: 'réception du contact',
    context: true,
    measure: {
      kind: 'LINES',
      words: labelled('contactKind'),
      items: ({ contacts }) => contacts.map((contact) => ({ case: contact.case, codes: [contact.kind] })),
    },
  },
  {
    id: 'part-des-alertes',
    number: 2,
    sentence: 'Part des contacts qui sont des alertes',
    unit: 'CONTACT',
    numerator: 'alertes reçues',
    denominator: 'contacts reçus',
    dated: 'réception du contact',
    measure: { kind: 'SHARE', items: ({ contacts }) => contacts.map((contact) => ({ case: contact.case, hit: contact.kind === 'ALERT' })) },
  },
  {
    id: 'appels-decroches',
    number: 3,
    sentence: 'Appels auxquels quelqu’un a répondu',
    unit: 'CONTACT',
    numerator: 'appels auxquels quelqu’un a répondu',
    denominator: 'appels présentés aux heures d’ouverture',
    dated: 'appel',
    measure: { kind: 'MISSING', needs: 'l’annonce, par le standard, des appels restés sans réponse' },
  },
  {
    id: 'alertes-par-porte',
    number: 4,
    sentence: 'Alertes par porte d’entrée',
    unit: 'ALERT',
    numerator: 'alertes reçues par cette porte',
    denominator: 'alertes reçues',
    dated: 'réception de l’alerte',
    measure: {
      kind: 'LINES',
      words: labelled('channel'),
      items: (read) => alerts(read).map((contact) => ({ case: contact.case, codes: [contact.channel] })),
    },
  },
  {
    id: 'alertes-anonymes',
    number: 6,
    sentence: 'Alertes dont l’auteur est resté inconnu du guichet',
    unit: 'ALERT',
    numerator: 'alertes anonymes pour le guichet',
    denominator: 'alertes reçues',
    dated: 'réception de l’alerte',
    measure: { kind: 'MISSING', needs: 'un fait codé, l’anonymat étant scellé avec l’identité de l’auteur' },
  },
  {
    id: 'alertes-confidentielles',
    number: 7,
    sentence: 'Alertes dont l’auteur ne veut pas être connu du mis en cause',
    unit: 'ALERT',
    numerator: 'alertes confidentielles envers le mis en cause',
    denominator: 'alertes reçues',
    dated: 'réception de l’alerte',
    measure: { kind: 'MISSING', needs: 'un fait codé, ce souhait étant scellé avec l’identité de l’auteur' },
  },
  {
    id: 'dossiers-ouverts',
    number: 8,
    sentence: 'Dossiers ouverts',
    unit: 'CASE',
    numerator: 'dossiers ouverts, un dossier fusionné comptant avec celui qui continue',
    dated: opened,
    context: true,
    measure: { kind: 'COUNT', items: (read) => situations(read).map(({ id }) => ({ case: id })) },
  },
  {
    id: 'alertes-par-dossier',
    number: 9,
    sentence: 'Alertes pour un dossier',
    unit: 'ALERT',
    numerator: 'alertes des dossiers ouverts dans la période, celles d’un dossier fusionné comprises tant qu’il n’est pas séparé',
    denominator: 'dossiers ouverts',
    dated: opened,
    version: 2,
    history: [{ version: 2, on: '2026-11-30', what: 'les alertes d’un dossier fusionné puis séparé ne comptent plus deux fois' }],
    measure: {
      kind: 'MEAN',
      items: (read) => situations(read).map(({ id, counted }) => ({ case: id, n: counted.alerts.filter(({ left }) => !left).length })),
    },
  },
  {
    id: 'alertes-non-retenues',
    number: 10,
    sentence: 'Alertes non retenues, par motif',
    unit: 'CASE',
    numerator: 'dossiers non retenus pour ce motif',
    denominator: 'dossiers non retenus',
    dated: opened,
    measure: {
      kind: 'LINES',
      words: labelled('notRetainedReason'),
      items: (read) =>
        situations(read).flatMap(({ id, counted }) => (counted.status === 'NOT_RETAINED' ? [{ case: id, codes: [counted.notRetained] }] : [])),
    },
  },
  {
    id: 'conversion',
    number: 11,
    sentence: 'Dossiers transmis pour action à un organisme au moins',
    unit: 'CASE',
    numerator: 'dossiers avec une transmission pour action remise',
    denominator: 'dossiers ouverts',
    dated: opened,
    measure: {
      kind: 'SHARE',
      items: (read) =>
        situations(read).map(({ id, counted }) => ({
          case: id,
          hit: counted.transfers.some(({ purpose, handedOverAt }) => purpose === 'ACTION' && handedOverAt !== null),
        })),
    },
  },
  {
    id: 'taux-par-habitants',
    number: 12,
    sentence: 'Dossiers pour 1 000 habitants de 60 ans et plus',
    unit: 'CASE',
    numerator: 'dossiers ouverts',
    denominator: 'habitants de 60 ans et plus',
    dated: opened,
    measure: { kind: 'MISSING', needs: 'la population du département par âge' },
  },
  {
    id: 'declarations',
    number: 14,
    sentence: 'Déclarations d’établissements',
    unit: 'ALERT',
    numerator: 'déclarations reçues',
    dated: 'réception de la déclaration',
    measure: {
      kind: 'COUNT',
      items: ({ contacts }) => contacts.filter(({ channel }) => channel === 'DECLARATION').map((contact) => ({ case: contact.case })),
    },
  },
  {
    id: 'hors-champ',
    number: 15,
    sentence: 'Contacts hors du champ, par organisme indiqué',
    unit: 'CONTACT',
    numerator: 'contacts orientés vers cet organisme',
    denominator: 'contacts hors du champ',
    dated: 'réception du contact',
    measure: { kind: 'MISSING', needs: 'l’organisme indiqué à l’appelant' },
  },
);
