import type { Instant } from '../../calendar/span.ts';
import type { EntryKind } from '../../vocabulary/entries.ts';
import { type FactNames, knownFacts } from '../../vocabulary/fact-lines.ts';
import { factTable, plainFactsAbout } from '../../vocabulary/fact-table.ts';
import { codes, type Field, label } from '../../vocabulary/vocabulary.ts';
import type { Person } from '../model/content.ts';
import type { CaseState, Transfer } from '../model/state.ts';
import type { Addition, Dossier, ToldSection, ToldText } from './dossier.ts';
import { hardMarks } from './gate.ts';
import { bornOn, type KnownContent, knownContent, type OpenedLine, textBeside } from './known.ts';
import { safeSentences } from './safe-sentences.ts';
import { addedBy, agreedTexts, awaitsText } from './text.ts';
import { isDeclared, type SaidAlert, type SaidCase, withheldFrom } from './withheld.ts';

/** A case as it is read to be told. */
export interface Told extends SaidCase {
  reference: string;
  exercise: boolean;
  state: CaseState;
  alerts: readonly SaidAlert[];
  journal: readonly OpenedLine[];
}

export interface ToldNames extends FactNames {
  organisation(id: string): string;
}

/** What comes with a case beside its text: put in words already, or named. */
export interface Beside {
  /** Of an entrusted enquiry. */
  questions: readonly string[];
  /** The files that leave, by the name they were given. */
  files: readonly NamedFile[];
  /** Those that are given as they came. */
  originals: readonly NamedFile[];
}

interface NamedFile {
  id: string;
  name: string;
}

const everyField = codes('field') as Field[];
const lines = (...parts: (string | undefined)[]): string => parts.filter((part) => part !== undefined && part !== '').join('\n');
const reach = ({ address, phone, email }: Person): string => lines(address, phone, email);
const placeLines = new Set(['Lieu', 'Commune', 'Établissement', ...plainFactsAbout('PLACE').map((fact) => factTable[fact].label)]);

/** What holds a text back from this recipient; nothing does where no author is withheld. */
type Gate = (text: string) => boolean;

/** What a recipient may be told now: the fields its transfer discloses and no other, each text through the gate. */
export function compose(
  told: Told,
  transfer: Transfer,
  names: ToldNames,
  beside: Beside,
): Omit<Dossier, 'files' | 'originals' | 'document'> & NamedFiles {
  const withheld = withheldFrom(told, transfer);
  const holds: Gate = (text) => withheld !== null && text !== '' && hardMarks(text, withheld).length > 0;
  const known = knownContent(told);
  const discloses = (field: Field) => transfer.discloses.includes(field);
  const named = (files: readonly NamedFile[], what: string) =>
    files.map(({ id, name }, index) =>
      holds(name) ? { id, name: `${what} ${index + 1}${holds(ending(name)) ? '' : ending(name)}`, nameHeld: true } : { id, name, nameHeld: false },
    );
  const fileNames = named(beside.files, 'Pièce');
  return {
    reference: told.reference,
    exercise: told.exercise,
    unrecognised: known.reporters.some(({ anonymousToImplicated }) => anonymousToImplicated),
    declaredBy: discloses('NARRATIVE') || discloses('REPORTER_IDENTITY') ? declarers(told) : [],
    sections: everyField
      .filter(discloses)
      .map((field) => section(field, { told, transfer, names, known, files: fileNames.map(({ name }) => name), holds })),
    withheld: everyField.filter((field) => !discloses(field) && !(field === 'REPORTER_IDENTITY' && withheld === null)),
    additions: additions(told, transfer, holds),
    questions: beside.questions.map((text) => gated(text, holds)),
    fileNames,
    originalNames: named(beside.originals, 'Original'),
  };
}

interface NamedFiles {
  fileNames: (NamedFile & { nameHeld: boolean })[];
  originalNames: (NamedFile & { nameHeld: boolean })[];
}

interface Composing {
  told: Told;
  transfer: Transfer;
  names: ToldNames;
  known: KnownContent;
  files: readonly string[];
  holds: Gate;
}

function section(field: Field, composing: Composing): ToldSection {
  if (field === 'NARRATIVE') return { field, ...narrative(composing.told, composing.holds) };
  const text = fieldText(field, composing);
  return { field, ...(isCoded.has(field) ? { text, held: false } : gated(text, composing.holds)) };
}

/** Made of codes and of the directory's names: nobody typed them. The author's own line is there only where it is disclosed. */
const isCoded: ReadonlySet<Field> = new Set(['PLACE', 'FACTS', 'OTHER_RECIPIENTS', 'ATTACHMENTS', 'REPORTER_IDENTITY']);

const gated = (text: string, holds: Gate): ToldText => (holds(text) ? { text: '', held: true } : { text, held: false });

/**
 * The text of the facts: what a person agreed to tell; where nobody has yet, the alerts' own words that the gate lets through. What an
 * institution declares is its own word, and is told as soon as it is there.
 */
function narrative(told: Told, holds: Gate): ToldText {
  const agreed = agreedTexts(told.journal).at(-1) ?? null;
  const since = (alert: SaidAlert) => told.state.alerts.find(({ id }) => id === alert.localId)?.at ?? 0;
  const parts = told.alerts
    .filter((alert) => agreed === null || (isDeclared(told, alert) && since(alert) > agreed.at))
    .map((alert) => {
      const text = alert.content?.narrative ?? '';
      if (isDeclared(told, alert)) return { text, held: false };
      // Somebody who read the words of the alert wrote others: these are waited for.
      return awaitsText(told.journal) ? { text: '', held: true } : gated(text, holds);
    });
  // Whom it names may have alerted since it was agreed to.
  const all = [...(agreed === null ? [] : [gated(agreed.text, holds)]), ...parts];
  return { text: all.flatMap(({ text }) => text || []).join('\n\n'), held: all.some(({ held }) => held) };
}

function fieldText(field: Exclude<Field, 'NARRATIVE'>, { told: { state }, transfer, names, known, files }: Composing): string {
  switch (field) {
    case 'VICTIM_IDENTITY':
      return lines(known.victim?.name, bornOn(known.victim));
    case 'VICTIM_CONTACT':
      return known.victim === undefined ? '' : reach(known.victim);
    case 'IMPLICATED_IDENTITY':
      return implicatedText(known);
    case 'PLACE':
      return factLines(state, names, (name) => placeLines.has(name));
    case 'FACTS':
      return factLines(state, names, (name) => !placeLines.has(name) && name !== 'Auteur de l’alerte');
    case 'HEALTH':
      return known.health ?? '';
    case 'ASSETS':
      return known.assets ?? '';
    case 'ATTACHMENTS':
      return files.join('\n') || 'Aucune pièce.';
    case 'MEASURES_TAKEN':
      return known.measuresTaken ?? '';
    case 'REPORTER_IDENTITY':
      return authorLines(known);
    case 'OTHER_RECIPIENTS':
      return state.transfers
        .filter(({ id, status }) => id !== transfer.id && status !== 'CANCELLED' && status !== 'REROUTED')
        .map(({ organisation }) => names.organisation(organisation))
        .join('\n');
  }
}

const implicatedText = ({ implicated = [] }: KnownContent): string =>
  implicated.flatMap((person) => lines(person.name, person.relation, person.establishment, reach(person)) || []).join('\n\n');

function factLines({ facts }: Pick<CaseState, 'facts'>, names: FactNames, wanted: (name: string) => boolean): string {
  return knownFacts(facts, names)
    .filter((line) => wanted(line.label))
    .map((line) => `${line.label}\u00a0: ${line.text}`)
    .join('\n');
}

/** Whoever is told who the author is must know how not to put them in danger. */
function authorLines({ reporters }: KnownContent): string {
  return reporters
    .filter(({ anonymousToDesk }) => !anonymousToDesk)
    .map((reporter) => {
      const { name, link, phone, email, address, safeContact, anonymousToImplicated } = reporter;
      return lines(
        name,
        link === undefined ? '' : label('reporterLink', link),
        phone,
        email,
        address,
        ...(safeContact === undefined ? [] : safeSentences(reporter)),
        anonymousToImplicated ? 'Ne jamais le nommer au mis en cause.' : '',
      );
    })
    .join('\n\n');
}

function declarers(told: Told): string[] {
  const names = told.alerts.filter((alert) => isDeclared(told, alert)).flatMap(({ content }) => content?.reporter?.name ?? []);
  return [...new Set(names)];
}

const isDeskAnswer: ReadonlySet<EntryKind> = new Set([
  'INFORMATION_GIVEN',
  'ANSWER_CHALLENGED',
  'EXTENSION_GRANTED',
  'EXTENSION_REFUSED',
  'MEETING_SET',
]);

/** The entry that the desk's words are beside: whoever takes part once the day is set reads what those before it did, never its own answer. */
function besideWhich(journal: readonly OpenedLine[], entry: OpenedLine, at: number): OpenedLine | undefined {
  if (entry.kind !== 'MEETING_SET' || entry.because.follows === undefined) return entry;
  const { meeting } = entry.because;
  if (meeting === null) return undefined;
  return journal.slice(0, at).findLast((one) => isSaying(one, meeting) && textBeside(journal, one) !== undefined);
}

const isSaying = (entry: OpenedLine, meeting: Instant): boolean =>
  entry.kind === 'MEETING_SET' && entry.because.follows === undefined && entry.because.meeting === meeting;

/** What the desk wrote to this recipient since: answers to its requests for more, what it objects to an answer. And how an institution completed its declaration. */
function additions(told: Told, transfer: Transfer, holds: Gate): Addition[] {
  const agreed = agreedTexts(told.journal).at(-1) ?? null;
  return told.journal.flatMap((entry, at): Addition[] => {
    const beside = besideWhich(told.journal, entry, at);
    const text = beside && textBeside(told.journal, beside);
    if (text === undefined) return [];
    if (isDeskAnswer.has(entry.kind) && entry.transfer === transfer.id) return [{ at: entry.at, what: 'DESK', ...gated(text, holds) }];
    if (!transfer.discloses.includes('NARRATIVE')) return [];
    if (entry.kind === 'DECLARATION_AMENDED' && entry.because.what !== 'MESSAGE')
      return [{ at: entry.at, what: entry.because.what, text, held: false }];
    if (entry.kind !== 'DECLARATION_COMPLETED') return [];
    const { part } = entry.because;
    if (part !== 'WRITTEN') return [{ at: entry.at, what: part, text, held: false }];
    // A confirmation that is the declaration itself is read once.
    if (addedBy(text, told) === '') return [];
    if (agreed === null) return [{ at: entry.at, what: part, text, held: false }];
    // A person took words out of the declaration: its confirmation does not bring them back, until one agrees to a text again, which then stands for both.
    return entry.at > agreed.at ? [{ at: entry.at, what: part, text: '', held: true }] : [];
  });
}

const ending = (name: string): string => /\.\w{1,5}$/.exec(name)?.[0] ?? '';
