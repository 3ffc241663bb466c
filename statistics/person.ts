import { DAY } from '../calendar/milliseconds.ts';
import type { Tally } from '../cases/tally/tally.ts';
import { criterionAsks } from '../review/checklist.ts';
import type { LabelledFamily } from '../vocabulary/vocabulary.ts';
import { chapter, type Indicator } from './indicator.ts';
import { type CountedCase, concluded, placedIn, type Survey, situations, stepsAsked } from './survey.ts';
import { called, labelled } from './words.ts';

type Axis = keyof NonNullable<Tally['counted']['result']>;

/** Cases closed, by what was noted on one axis of their result. */
function axis(family: LabelledFamily & Axis, definition: Pick<Indicator, 'id' | 'number' | 'sentence' | 'unknown'>) {
  return {
    ...definition,
    unit: 'CASE' as const,
    numerator: 'dossiers clos avec cette réponse',
    denominator: 'dossiers clos',
    dated: 'clôture',
    censored: 'un dossier rouvert n’est plus clos',
    measure: {
      kind: 'LINES' as const,
      words: labelled(family),
      items: (read: Survey) => concluded(read).map(({ id, counted }) => ({ case: id, codes: [counted.result?.[family] ?? null] })),
    },
  };
}

const transmitted = (read: Survey): CountedCase[] =>
  situations(read).filter(({ counted }) => counted.transfers.some(({ purpose }) => purpose === 'ACTION'));

/** Closed in the period, with so many days behind: whether an alert came, or somebody opened it again, meanwhile. */
const again = (days: number) => (read: Survey) =>
  read.cases.flatMap(({ id, counted, lines }) => {
    if (counted.status === 'MERGED') return [];
    const closed = lines.find((line) => line.kind === 'STATUS' && line.status === 'CLOSED' && placedIn(read, line.at));
    if (closed === undefined || closed.at + days * DAY > read.now) return [];
    const within = ({ at }: { at: number }) => at > closed.at && at <= closed.at + days * DAY;
    return [{ case: id, hit: lines.some((line) => within(line) && (line.kind === 'ALERT' || (line.kind === 'STATUS' && line.status === 'OPEN'))) }];
  });

/** What authors said once their case was closed: the last answer of each, placed by when it was given. */
const afterwards = (read: Survey) =>
  read.cases.flatMap(({ id, lines }) => {
    const said = lines.filter((line) => line.kind === 'AFTERWARDS');
    return [...new Map(said.map((line) => [line.alert, line])).values()]
      .filter(({ at }) => placedIn(read, at))
      .map(({ answeredBy, safer, heard }) => ({ case: id, answeredBy, safer, heard }));
  });

const saidBy = (code: string): string => {
  const [answeredBy = '', safer = ''] = code.split(' ');
  return `${labelled('answeredBy')(answeredBy)} : ${labelled('safer')(safer).toLowerCase()}`;
};

/** What became of the person: « Résultat ? ». */
export const person = chapter(
  {
    id: 'personne-informee',
    number: 43,
    sentence: 'Personne concernée informée de la transmission',
    unit: 'CASE',
    numerator: 'dossiers avec cette réponse',
    denominator: 'dossiers transmis pour action',
    dated: 'ouverture du dossier',
    unknown: 'rien n’est noté : une ligne à part',
    measure: {
      kind: 'LINES',
      words: called({ OUI: 'Oui', NON: 'Non' }),
      items: (read) =>
        transmitted(read).map(({ id, counted }) => ({
          case: id,
          codes: [counted.victimInformed === null ? null : counted.victimInformed ? 'OUI' : 'NON'],
        })),
    },
  },
  {
    id: 'accord',
    number: 44,
    sentence: 'Accord de la personne concernée',
    unit: 'CASE',
    numerator: 'dossiers avec cette réponse',
    denominator: 'dossiers transmis pour action',
    dated: 'ouverture du dossier',
    unknown: 'rien n’est noté : une ligne à part',
    measure: {
      kind: 'LINES',
      words: labelled('victimConsent'),
      items: (read) => transmitted(read).map(({ id, counted }) => ({ case: id, codes: [counted.victimConsent] })),
    },
  },
  {
    id: 'souhaits-demandes',
    number: 45,
    sentence: 'Personnes à qui l’on a demandé ce qu’elles souhaitent',
    unit: 'CASE',
    numerator: 'dossiers clos où la question a été posée',
    denominator: 'dossiers clos avec un résultat noté',
    dated: 'clôture',
    measure: {
      kind: 'SHARE',
      items: (read) =>
        concluded(read).flatMap(({ id, counted: { result } }) => (result === null ? [] : [{ case: id, hit: result.wishes !== 'NON_DEMANDES' }])),
    },
  },
  axis('wishes', {
    id: 'souhaits',
    number: 46,
    sentence: 'Souhaits de la personne',
    unknown: 'dossier clos sans résultat noté : une ligne à part',
  }),
  axis('safer', {
    id: 'plus-en-securite',
    number: 47,
    sentence: 'La personne se sent plus en sécurité',
    unknown: 'non demandé, ou sans résultat noté : des lignes à part',
  }),
  {
    id: 'plus-en-securite-representant',
    number: 72,
    sentence: 'La personne se sent plus en sécurité, selon que répond elle-même ou son représentant',
    unit: 'ALERT',
    numerator: 'auteurs qui donnent cette réponse',
    denominator: 'auteurs qui ont répondu après la clôture, pour eux-mêmes ou pour la personne qu’ils représentent',
    dated: 'réponse',
    censored: 'qui ne revient pas suivre son alerte, ou n’en a pas le code, ne répond pas',
    measure: {
      kind: 'LINES',
      words: saidBy,
      items: (read) =>
        afterwards(read).flatMap(({ case: id, answeredBy, safer }) =>
          answeredBy === 'AUTRE' ? [] : [{ case: id, codes: [`${answeredBy} ${safer}`] }],
        ),
    },
  },
  {
    id: 'entendu',
    number: 76,
    sentence: 'Auteurs qui disent avoir été entendus',
    unit: 'ALERT',
    numerator: 'auteurs qui donnent cette réponse',
    denominator: 'auteurs qui ont répondu après la clôture',
    dated: 'réponse',
    censored: 'qui ne revient pas suivre son alerte, ou n’en a pas le code, ne répond pas',
    measure: {
      kind: 'LINES',
      words: labelled('heard'),
      items: (read) => afterwards(read).map(({ case: id, heard }) => ({ case: id, codes: [heard] })),
    },
  },
  axis('risk', { id: 'risque', number: 48, sentence: 'Risque à la clôture', unknown: 'non connu, ou sans résultat noté : des lignes à part' }),
  axis('conclusion', { id: 'conclusion', number: 49, sentence: 'Conclusion', unknown: 'sans résultat noté : une ligne à part' }),
  axis('evidence', { id: 'preuve', number: 73, sentence: 'Niveau de preuve de la conclusion', unknown: 'sans résultat noté : une ligne à part' }),
  axis('refusedByPerson', {
    id: 'action-refusee',
    number: 50,
    sentence: 'Action refusée par la personne',
    unknown: 'sans résultat noté : une ligne à part',
  }),
  {
    id: 'suites',
    number: 51,
    sentence: 'Suites données, par nature',
    unit: 'TRANSFER',
    numerator: 'transmissions avec cette suite ; une transmission peut en avoir plusieurs',
    denominator: 'transmissions avec une suite',
    dated: 'suite donnée',
    measure: {
      kind: 'LINES',
      words: labelled('outcome'),
      items: (read) =>
        read.cases.flatMap(({ id, counted }) =>
          counted.transfers.flatMap((transfer) =>
            transfer.outcome !== null && placedIn(read, transfer.outcome.at)
              ? [{ case: id, transfer: transfer.id, codes: transfer.outcome.codes }]
              : [],
          ),
        ),
    },
  },
  {
    id: 'nouvelle-alerte-6-mois',
    number: 52,
    sentence: 'Dossiers clos qui reçoivent une alerte, ou sont rouverts, dans les six mois',
    unit: 'CASE',
    numerator: 'une alerte jointe au dossier, ou une réouverture, dans les 182 jours',
    denominator: 'dossiers clos une première fois dans la période, depuis 182 jours au moins',
    dated: 'clôture',
    censored: 'un dossier clos depuis moins longtemps ne compte pas encore ; une alerte qui ouvre un autre dossier n’est pas vue',
    measure: { kind: 'SHARE', items: again(182) },
  },
  {
    id: 'nouvelle-alerte-12-mois',
    number: 74,
    sentence: 'Dossiers clos qui reçoivent une alerte, ou sont rouverts, dans les douze mois',
    unit: 'CASE',
    numerator: 'une alerte jointe au dossier, ou une réouverture, dans les 365 jours',
    denominator: 'dossiers clos une première fois dans la période, depuis 365 jours au moins',
    dated: 'clôture',
    censored: 'un dossier clos depuis moins longtemps ne compte pas encore ; une alerte qui ouvre un autre dossier n’est pas vue',
    measure: { kind: 'SHARE', items: again(365) },
  },
  {
    id: 'second-regard',
    number: 53,
    sentence: 'Vérifications après la clôture, faites',
    unit: 'CASE',
    numerator: 'vérifications faites',
    denominator: 'vérifications demandées',
    dated: 'demande de vérification',
    measure: {
      kind: 'SHARE',
      items: (read) => stepsAsked(read, 'LOOK_AGAIN').map(({ case: id, done }) => ({ case: id, hit: done !== null })),
    },
  },
  {
    id: 'personnes',
    number: 75,
    sentence: 'Personnes concernées',
    unit: 'PERSON',
    numerator: 'personnes, chacune une fois',
    dated: 'ouverture du dossier',
    measure: { kind: 'MISSING', needs: 'ce qui dirait, sans la nommer, qu’une personne est la même d’un dossier à l’autre' },
  },
  {
    id: 'relecture-de-dossiers',
    number: 55,
    sentence: 'Relecture de dossiers tirés au sort : critères remplis',
    unit: 'CASE',
    numerator: 'critères remplis, par critère',
    denominator: 'critères auxquels une lecture répond oui ou non, de deux lectures par dossier',
    dated: 'relecture',
    version: 2,
    history: [{ version: 2, on: '2026-12-01', what: 'des dossiers sont tirés au sort et relus' }],
    measure: {
      kind: 'RATES',
      words: (code) => criterionAsks(code),
      items: ({ readings, ...read }) =>
        readings.flatMap(({ case: id, at, criterion, met }) =>
          placedIn({ ...read, readings }, at) ? [{ case: id, code: criterion, n: met ? 1 : 0, of: 1 }] : [],
        ),
    },
  },
  {
    id: 'accord-entre-agents',
    number: 56,
    sentence: 'Accord de deux agents sur une même situation',
    unit: 'CASE',
    numerator: 'accord sur le danger et les destinataires',
    denominator: 'situations vues par deux agents',
    dated: 'exercice',
    measure: { kind: 'MISSING', needs: 'des exercices où deux agents qualifient la même situation' },
  },
);
