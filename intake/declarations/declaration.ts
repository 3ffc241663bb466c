import { DateTime } from 'luxon';
import { z } from 'zod';
import { dayIn, localMoment } from '../../calendar/local.ts';
import { HOUR } from '../../calendar/milliseconds.ts';
import type { Instant } from '../../calendar/span.ts';
import { legalDelays } from '../../procedures/legal-checks.ts';
import { precisionLabel } from '../../vocabulary/precisions.ts';
import { codes, label, type Maltreatment, storedLabel } from '../../vocabulary/vocabulary.ts';

/*
 * What an institution declares (CASF L.331-8-1, R.331-8 to 10): the 11 categories and the contents of the arrêté of
 * 28 December 2016, one schema for the page, the API and the CSV file.
 */

const control = /[^\P{Cc}\n\r\t]/u;
const text = (max: number) =>
  z
    .string('Écrivez un texte.')
    .trim()
    .max(max, `Écrivez au plus ${max} caractères.`)
    .refine((value) => !control.test(value), 'Retirez les caractères invisibles de ce texte.');
const optional = (max: number) =>
  text(max)
    .transform((value) => (value === '' ? undefined : value))
    .optional();
const oneOf = <T extends [string, ...string[]]>(values: T) => z.enum(values, 'Choisissez une des réponses proposées.');
const day = (missing: string) => z.iso.date(missing).refine((text) => text >= EARLIEST, missing);
/** What is told of before is a slip of the keyboard: « 0026 », « 1026 ». */
const EARLIEST = '1900-01-01';
const yesNo = z.boolean('Répondez par oui ou par non.');
const people = z.int('Donnez un nombre entier.').min(0, 'Donnez un nombre, zéro compris.').max(9_999, 'Ce nombre est trop grand.');
const implicated = z.string().regex(/^[A-Z_]+(\/[A-Z_]+)?$/, 'Choisissez une des réponses proposées.');
const kinds: ReadonlySet<string> = new Set(codes('implicated'));

export const places = ['ETABLISSEMENT', 'DOMICILE', 'TRAJET', 'AUTRE'] as const;
export const informed = ['OUI', 'NON', 'IMPOSSIBLE'] as const;
export const familyInformed = ['OUI', 'NON', 'SANS_ACCORD'] as const;
/** First made orally, and to be confirmed in writing; or this is the written confirmation itself. */
export const orals = ['NON', 'A_CONFIRMER', 'CONFIRMEE'] as const;

export const declarationSchema = z
  .strictObject({
    establishment: z
      .string('Donnez l’établissement.')
      .trim()
      .regex(/^[\w.-]{1,80}$/, 'Donnez le numéro FINESS de l’établissement, ou son identifiant dans l’annuaire.')
      .meta({ description: 'Numéro FINESS, ou identifiant dans l’annuaire du guichet.' }),
    category: oneOf(codes('declarationCategory')).meta({ description: 'Catégorie de l’arrêté du 28 décembre 2016, de 1 à 11. 8 : maltraitance.' }),
    eigs: yesNo.default(false).meta({ description: 'Événement indésirable grave associé aux soins (CSP L.1413-14).' }),
    occurredOn: day('Écrivez la date de survenue comme 2026-11-18.').optional().meta({ description: 'Date de survenue. Absente : non connue.' }),
    observedOn: day('Écrivez la date de constatation comme 2026-11-18.').meta({ description: 'Date de constatation.' }),
    nature: text(20_000).min(1, 'Décrivez la nature des faits, même en quelques mots.').meta({ description: 'Nature des faits et circonstances.' }),
    where: oneOf([...places])
      .default('ETABLISSEMENT')
      .meta({ description: 'Où cela s’est passé.' }),
    victims: people.optional().meta({ description: 'Nombre de victimes. Exigé sauf information orale à confirmer.' }),
    exposed: people.optional().meta({ description: 'Nombre de personnes exposées.' }),
    victimGroup: oneOf(codes('victimGroup')).optional().meta({ description: 'Absent : déduit de l’établissement.' }),
    victimName: optional(500).meta({ description: 'Personne ou personnes concernées, si leur nom est utile à leur protection.' }),
    danger: z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3), z.literal(4)], 'Le niveau de danger va de 0 à 4.'),
    maltreatment: z
      .array(oneOf(codes('maltreatment')))
      .max(12, 'Choisissez parmi les réponses proposées.')
      .default([])
      .meta({ description: 'Exigé pour la catégorie 8.' }),
    implicated: z
      .array(implicated.refine((value) => kinds.has(value.split('/')[0] ?? ''), 'Choisissez une des réponses proposées.'))
      .max(20, 'Indiquez au plus vingt mis en cause.')
      .default([])
      .meta({ description: 'Mis en cause : `CODE` ou `CODE/PRECISION`. Exigé pour la catégorie 8 ; INCONNU est une réponse.' }),
    crime: yesNo.default(false).meta({ description: 'Crime ou délit possible.' }),
    immediateMeasures: optional(10_000).meta({ description: 'Mesures immédiates. Exigées sauf information orale à confirmer.' }),
    personInformed: oneOf([...informed])
      .optional()
      .meta({ description: 'Information de la personne concernée. Exigée sauf information orale à confirmer.' }),
    familyInformed: oneOf([...familyInformed])
      .optional()
      .meta({ description: 'Information de la famille, avec l’accord de la personne.' }),
    remedies: optional(10_000).meta({ description: 'Dispositions prises ou prévues pour remédier, éviter, faire cesser.' }),
    legalFollowUp: optional(10_000).meta({ description: 'Suites administratives ou judiciaires.' }),
    media: yesNo.default(false).meta({ description: 'Répercussions médiatiques, constatées ou possibles.' }),
    mediaText: optional(5_000),
    oral: oneOf([...orals])
      .default('NON')
      .meta({
        description: 'A_CONFIRMER : dite d’abord de vive voix, la confirmation écrite suivra sous 48 h (CASF R.331-8). CONFIRMEE : ceci la confirme.',
      }),
    oralAt: z.iso
      .datetime({ local: true, offset: true, error: 'Écrivez le moment comme 2026-11-18T10:30.' })
      .optional()
      .meta({ description: 'Quand l’information a été donnée de vive voix, à l’heure du département.' }),
    oralTo: optional(200).meta({ description: 'À qui l’information a été donnée de vive voix.' }),
    oralReference: optional(30).meta({
      description: 'Référence donnée par le guichet lors de l’information orale\u00a0: la déclaration rejoint ce dossier.',
    }),
    contactName: text(200).min(1, 'Donnez le nom de la personne qui déclare.'),
    contactRole: optional(200).meta({ description: 'Sa fonction.' }),
    contactPhone: optional(40),
    contactEmail: z.email('Écrivez une adresse électronique, comme nom@exemple.fr.').max(254, 'Cette adresse est trop longue.').optional(),
  })
  .meta({ id: 'Declaration' });

/** What completes a declaration, in its author's words, so many thousand signs at most; `missing` is said when there are none. */
export const completionText = (missing: string, thousands = 60) =>
  z
    .string(missing)
    .trim()
    .min(1, missing)
    .max(thousands * 1_000, `Écrivez au plus ${thousands} 000 caractères.`);

/** What is kept of one whose fields could not all be read, and that waits for no correction (`declared-anyhow.ts`). */
export const keptDeclaration = declarationSchema.partial({
  establishment: true,
  category: true,
  observedOn: true,
  danger: true,
  media: true,
  contactName: true,
});

/** A declaration as it is kept: those of every day have all that the law wants. */
export type Declaration = z.infer<typeof keptDeclaration>;
export type DeclarationField = keyof Declaration;

export interface DeclarationProblem {
  field: DeclarationField;
  message: string;
}

/** What one field alone cannot say: what a category or an oral declaration asks, and dates that follow each other. Also on an unfinished declaration. */
export function crossProblems(said: Partial<Declaration>, now: Instant, zone: string): DeclarationProblem[] {
  const found: DeclarationProblem[] = [];
  const say = (field: DeclarationField, message: string) => found.push({ field, message });
  const today = dayIn(now, zone);
  const { occurredOn, observedOn } = said;
  if (occurredOn !== undefined && occurredOn > today)
    say('occurredOn', 'Cette date est à venir : donnez une date passée, ou laissez vide si elle n’est pas connue.');
  if (observedOn !== undefined && observedOn > today) say('observedOn', 'Cette date est à venir : donnez le jour où les faits ont été constatés.');
  if (occurredOn !== undefined && observedOn !== undefined && occurredOn > observedOn)
    say('observedOn', 'Les faits ne peuvent pas être constatés avant de survenir : vérifiez les deux dates.');
  if (said.category === '8') {
    if ((said.maltreatment ?? []).length === 0) say('maltreatment', 'Pour une maltraitance, choisissez au moins un type.');
    if ((said.implicated ?? []).length === 0) say('implicated', 'Pour une maltraitance, dites qui est mis en cause. « Non connu » est une réponse.');
  }
  const toConfirm = said.oral === 'A_CONFIRMER';
  if (!toConfirm) {
    if (said.victims === undefined) say('victims', 'Donnez le nombre de victimes, zéro s’il n’y en a pas.');
    if (said.immediateMeasures === undefined) say('immediateMeasures', 'Dites ce qui a été fait aussitôt, même si c’est peu.');
    if (said.personInformed === undefined) say('personInformed', 'Dites si la personne concernée a été informée.');
  }
  if (said.oral === 'A_CONFIRMER' || said.oral === 'CONFIRMEE') {
    const at = oralInstant(said, zone);
    if (at === null) say('oralAt', 'Donnez le jour et l’heure de l’information orale : le délai de 48 heures court depuis ce moment.');
    else if (at > now) say('oralAt', 'Ce moment est à venir : donnez celui où vous avez parlé.');
    if (said.oralTo === undefined) say('oralTo', 'Dites à qui vous avez parlé : un service, une personne.');
  }
  return found;
}

/** Reads what a door was given. Every wrong field is named, in French, once; messages never carry what was sent. */
export function readDeclaration(
  sent: unknown,
  now: Instant,
  zone: string,
): { declaration: z.infer<typeof declarationSchema> } | { problems: { path: string; message: string }[] } {
  const read = declarationSchema.safeParse(sent);
  const problems = new Map<string, string>();
  const note = (path: string, message: string) => problems.set(path, problems.get(path) ?? message);
  for (const issue of read.error?.issues ?? []) {
    if (issue.code === 'unrecognized_keys') for (const key of issue.keys) note(key, 'Ce champ n’existe pas : retirez-le.');
    else note(issue.path.join('.'), sentAt(sent, issue.path) === undefined ? (missing[String(issue.path[0])] ?? 'Ce champ manque.') : issue.message);
  }
  const wrong = new Set([...problems.keys()].map((path) => path.split('.')[0]));
  for (const { field, message } of crossProblems(read.success ? read.data : understood(sent), now, zone)) if (!wrong.has(field)) note(field, message);
  if (problems.size === 0 && read.success) return { declaration: read.data };
  return { problems: [...problems].map(([path, message]) => ({ path, message })) };
}

const missing: Record<string, string> = {
  establishment: 'Choisissez l’établissement.',
  category: 'Choisissez une des onze catégories.',
  observedOn: 'Donnez la date de constatation.',
  nature: 'Décrivez la nature des faits, même en quelques mots.',
  danger: 'Dites le niveau de danger : des transmissions en dépendent.',
  contactName: 'Donnez le nom de la personne qui déclare.',
};

/** The fields that are right on their own, when others are not. */
function understood(sent: unknown): Partial<Declaration> {
  if (typeof sent !== 'object' || sent === null) return {};
  const right = Object.entries(declarationSchema.shape).flatMap(([name, schema]) => {
    const read = schema.safeParse(Reflect.get(sent, name));
    return read.success && read.data !== undefined ? [[name, read.data]] : [];
  });
  return Object.fromEntries(right) as Partial<Declaration>;
}

function sentAt(sent: unknown, path: PropertyKey[]): unknown {
  return path.reduce((value: unknown, part) => (typeof value === 'object' && value !== null ? Reflect.get(value, part) : undefined), sent);
}

function oralInstant({ oralAt }: Partial<Declaration>, zone: string): Instant | null {
  return oralAt === undefined ? null : localMoment(oralAt, zone);
}

export interface DeclarationLimits {
  /** When it was said, for a declaration first made orally. */
  oralAt: Instant | null;
  /** By when the written confirmation is due: 48 hours after the oral information (CASF R.331-8), elapsed time. */
  writtenDue: Instant | null;
  /** By when part two of an EIGS is due: three months after part one (CSP R.1413-69). */
  secondDue: Instant | null;
}

/** The limits the law sets to what must follow a declaration; null where nothing must. */
export function limitsOf(declaration: Declaration, declaredAt: Instant, zone: string): DeclarationLimits {
  // Said at a moment that nobody could read, it was said by now at the latest.
  const oralAt = declaration.oral === 'NON' ? null : (oralInstant(declaration, zone) ?? declaredAt);
  return {
    oralAt,
    writtenDue: oralAt === null ? null : oralAt + legalDelays.writtenConfirmation.hours * HOUR,
    secondDue: declaration.eigs ? DateTime.fromMillis(declaredAt, { zone }).plus(legalDelays.secondPart).toMillis() : null,
  };
}

const placeWords: Record<Declaration['where'], string> = {
  ETABLISSEMENT: 'Dans l’établissement ou le service',
  DOMICILE: 'Au domicile de la personne',
  TRAJET: 'Pendant un trajet',
  AUTRE: 'Ailleurs, ou non connu',
};
const informedWords = { OUI: 'Informée', NON: 'Pas encore informée', IMPOSSIBLE: 'Information impossible' } as const;
const familyWords = {
  OUI: 'Informée, avec l’accord de la personne',
  NON: 'Pas informée',
  SANS_ACCORD: 'Pas informée : la personne ne le souhaite pas',
} as const;
const oralWords = { A_CONFIRMER: 'à confirmer par écrit', CONFIRMEE: 'confirmée par la présente' } as const;

/** What each field is called where a person reads it. */
export const declarationFields: Record<DeclarationField, string> = {
  establishment: 'Établissement ou service',
  category: 'Catégorie',
  eigs: 'Événement indésirable grave associé aux soins',
  occurredOn: 'Date de survenue',
  observedOn: 'Date de constatation',
  nature: 'Nature des faits',
  where: 'Lieu',
  victims: 'Nombre de victimes',
  exposed: 'Nombre de personnes exposées',
  victimGroup: 'Personnes concernées',
  victimName: 'Identité',
  danger: 'Danger',
  maltreatment: 'Types de maltraitance',
  implicated: 'Mis en cause',
  crime: 'Crime ou délit possible',
  immediateMeasures: 'Mesures immédiates',
  personInformed: 'Information de la personne',
  familyInformed: 'Information de la famille',
  remedies: 'Dispositions pour remédier, éviter ou faire cesser',
  legalFollowUp: 'Suites administratives ou judiciaires',
  media: 'Répercussions médiatiques',
  mediaText: 'Répercussions médiatiques, précisions',
  oral: 'Information orale',
  oralAt: 'Moment de l’information orale',
  oralTo: 'À qui l’information orale a été donnée',
  oralReference: 'Référence de l’information orale',
  contactName: 'Déclaré par',
  contactRole: 'Fonction de la personne qui déclare',
  contactPhone: 'Téléphone de la personne qui déclare',
  contactEmail: 'Courriel de la personne qui déclare',
};

/** A declaration as lines to read, in the order of the arrêté: check page, receipt, case narrative. What was not said is left out. */
export function declarationLines(declaration: Declaration, establishment: string): { field: DeclarationField; label: string; text: string }[] {
  const said = declaration;
  const lines: [DeclarationField, string | undefined][] = [
    ['establishment', establishment],
    ['category', categoryLabel(said.category)],
    ['eigs', said.eigs ? 'Oui : première partie' : undefined],
    ['occurredOn', said.occurredOn === undefined ? 'Non connue' : frenchDay(said.occurredOn)],
    ['observedOn', said.observedOn === undefined ? 'Non dite' : frenchDay(said.observedOn)],
    ['nature', said.nature],
    ['where', placeWords[said.where]],
    ['victims', said.victims?.toString()],
    ['exposed', said.exposed?.toString()],
    ['victimGroup', said.victimGroup && label('victimGroup', said.victimGroup)],
    ['victimName', said.victimName],
    ['danger', said.danger === undefined ? 'Non dit' : label('danger', said.danger)],
    ['maltreatment', said.maltreatment.map((code: Maltreatment) => label('maltreatment', code)).join(', ')],
    ['implicated', said.implicated.map(implicatedWords).join(', ')],
    ['crime', said.crime ? 'Oui' : undefined],
    ['immediateMeasures', said.immediateMeasures],
    ['personInformed', said.personInformed && informedWords[said.personInformed]],
    ['familyInformed', said.familyInformed && familyWords[said.familyInformed]],
    ['remedies', said.remedies],
    ['legalFollowUp', said.legalFollowUp],
    ['media', said.media === undefined ? undefined : said.media ? (said.mediaText ?? 'Oui') : 'Aucune connue'],
    [
      'oral',
      said.oral === 'NON'
        ? undefined
        : `${[said.oralTo, ...(said.oralAt === undefined ? [] : [`le ${frenchMoment(said.oralAt)}`]), oralWords[said.oral]].filter(Boolean).join(', ')}${said.oralReference === undefined ? '' : `, référence ${said.oralReference}`}`,
    ],
    ['contactName', [said.contactName, said.contactRole, said.contactPhone, said.contactEmail].filter(Boolean).join(', ')],
  ];
  return lines.flatMap(([field, value]) => (value === undefined || value === '' ? [] : [{ field, label: declarationFields[field], text: value }]));
}

/** "8. Maltraitance". */
export function categoryLabel(category: Declaration['category'] | number | null): string {
  if (category === undefined || category === null) return 'Catégorie à préciser';
  return `${category}. ${storedLabel('declarationCategory', category)}`;
}

function implicatedWords(code: string): string {
  const [kind = '', precision] = code.split('/');
  return precision === undefined ? storedLabel('implicated', kind) : `${storedLabel('implicated', kind)} (${precisionLabel(precision, kind)})`;
}

/** As it was written, at its own clock. */
function frenchMoment(iso: string): string {
  const at = DateTime.fromISO(iso, { setZone: true, locale: 'fr' });
  return at.isValid ? at.toFormat("d MMMM yyyy à H 'h' mm") : iso;
}

function frenchDay(iso: string): string {
  return DateTime.fromISO(iso, { zone: 'utc', locale: 'fr' }).toFormat('d MMMM yyyy');
}
