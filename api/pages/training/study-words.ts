import { DateTime } from 'luxon';
import type { Clock } from '../../../cases/running/clocks.ts';
import type { World } from '../../../cases/running/turn.ts';
import { rolesHeld } from '../../../directory/capacities.ts';
import { bodyName, establishmentName } from '../../../directory/names.ts';
import type { IndexedDirectory } from '../../../directory/resolve.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { Choice, Form } from '../../../templates/views/parts.ts';
import type { ComparedLine, DrillField, FoundAnswer, StudyLine, StudyState, StudyView, TrainingViews } from '../../../templates/views/training.ts';
import { type ComparedFact, compareFacts, compareRecipients, type Qualified } from '../../../training/compare.ts';
import type { ModelAnswer } from '../../../training/model-answer.ts';
import type { WrittenStudy } from '../../../training/record/studies.ts';
import type { DrilledFact, Study, StudyAudience } from '../../../training/study.ts';
import { codes, label, type Role, roleLabel, storedLabel, type TaskAudience, type TaskKind } from '../../../vocabulary/vocabulary.ts';
import { factLines } from '../shared/facts-form.ts';
import { askingSentence } from '../words/asking-sentence.ts';

export const audienceWords: Record<StudyAudience, string> = {
  AGENT: 'agents du guichet',
  COORDINATOR: 'coordination',
  PARTNER: 'partenaires',
  INSTITUTION: 'établissements et services',
  PUBLIC: 'tout public',
};
export const factWords: Record<DrilledFact | 'flags', string> = {
  danger: 'Danger',
  place: 'Lieu',
  implicated: 'Mis en cause',
  maltreatment: 'Types de maltraitance',
  victimGroup: 'Personne concernée',
  flags: 'Circonstances',
};
export const studyLimitWords: Record<Clock['reach'], string> = {
  SENT: 'recevoir la transmission',
  ACKNOWLEDGED: 'accuser réception',
  IN_CHARGE: 'prendre en charge',
  OUTCOME_GIVEN: 'donner une suite',
};
const peopleWords: Record<TaskAudience, string> = { DUTY: 'astreinte', DESK: 'guichet', COORDINATOR: 'coordination' };
/** A task that a protocol gives, and to whom. */
export const taskWords = ({ task, to }: { task: TaskKind; to: TaskAudience }): string =>
  `${label('taskKind', task).toLowerCase()} (${peopleWords[to]})`;
const list = new Intl.ListFormat('fr', { type: 'conjunction' });
const forWhom = ({ audience }: Study): string => list.format(audience.map((one) => audienceWords[one]));
const unsaid = 'Pas de réponse';

/** A study in the list. */
export const studyLine = (study: Study, href: string): StudyLine => ({
  title: typographic(study.title),
  href,
  intention: typographic(study.intention),
  audience: forWhom(study),
  minutes: study.minutes,
  doors: list.format([...new Set(study.arrives.map(({ channel }) => label('channel', channel).toLowerCase()))]),
});

/** What arrives and what the study is for: what somebody reads before answering. */
export function studyWords(study: Study): Omit<StudyView, 'chrome' | 'listHref' | 'fileHref'> {
  return {
    title: typographic(study.title),
    intention: typographic(study.intention),
    audience: forWhom(study),
    minutes: study.minutes,
    covers: study.covers.map(typographic),
    credit: `${study.author}, version ${study.version}, licence ${study.license}${study.reviewedBy === undefined ? '' : ` ; relue par ${study.reviewedBy}`}`,
    unreviewed: study.reviewedBy === undefined,
    arrives: study.arrives.map(({ channel, at, says }) => ({
      door: label('channel', channel),
      // The desk's own clock, as the file writes it: no zone is asked.
      at: DateTime.fromISO(at, { zone: 'utc', locale: 'fr' }).toFormat("cccc d MMMM yyyy, H 'h' mm"),
      paragraphs: says
        .trim()
        .split(/\n\s*\n/)
        .map(typographic),
    })),
  };
}

/** The form of a drill, empty; sent as a question, so that nothing of it is kept. */
export function drillForm(action: string): Form<DrillField> {
  const empty = (value: string | string[]) => ({ value });
  return {
    action,
    errors: [],
    fields: {
      danger: empty(''),
      place: empty(''),
      implicated: empty([]),
      maltreatment: empty([]),
      victimGroup: empty(''),
      role: empty([]),
    },
  };
}

export const implicatedKinds = (): Choice[] => codes('implicated').map((value) => ({ value, label: storedLabel('implicated', value) }));

/** The roles that somebody of the department answers for. */
export function rolesOffered({ organisations }: IndexedDirectory): Choice[] {
  const roles = [...new Set(organisations.flatMap(rolesHeld))];
  return roles.map((value) => ({ value, label: roleLabel(value) })).toSorted((a, b) => a.label.localeCompare(b.label, 'fr'));
}

interface Worked {
  study: Study;
  world: World;
  answer: ModelAnswer;
}
type AnswerWords = Omit<TrainingViews['training/answer'], keyof StudyView | 'studyHref'>;

/** Whom the protocol tells, when and why, in words. */
export const answerFound = (answer: ModelAnswer, world: World): FoundAnswer => ({
  recipients: answer.recipients.map(({ role, organisation, purpose, rules, clocks }) => ({
    name: bodyName(world.directory, organisation),
    role: roleLabel(role),
    purpose: label('purpose', purpose),
    rules: [...new Set(rules.map((rule) => typographic(askingSentence(rule, world))))],
    clocks: clocks.map(({ reach, dueAt }) => ({ what: studyLimitWords[reach], dueAt })),
  })),
  tasks: answer.tasks.map((task) => typographic(taskWords(task))),
  setAside: answer.setAside.map(roleLabel),
  protocol: typographic(world.procedure.title),
});

/** The department's answer in words, beside what somebody answered (null: nothing). */
export function answerWords({ study, world, answer }: Worked, given: Qualified | null, chosen: readonly Role[]): AnswerWords {
  const because = (fact: string) => study.why.find((one) => one.fact === fact)?.because;
  const told = compareRecipients(
    chosen,
    answer.recipients.map(({ role }) => role),
  );
  const roles = (all: Role[]) => all.map(roleLabel);
  return {
    ...(given !== null && {
      compared: {
        facts: compareFacts(given, answer.facts).map((line) => comparedLine(line, because(line.fact))),
        right: roles(told.right),
        missed: roles(told.missed),
        others: roles(told.others),
      },
    }),
    facts: factLines(answer.facts, (finess) => establishmentName(world.directory, finess)),
    why: study.why.map((one) => ({ label: factWords[one.fact], because: typographic(one.because) })),
    ...answerFound(answer, world),
    questions: study.questions.map(({ ask, lookFor }) => ({ ask: typographic(ask), lookFor: lookFor.map(typographic) })),
    facilitation: study.facilitation.map((one) => ({
      minutes: one.minutes,
      intention: typographic(one.intention),
      activity: typographic(one.activity),
    })),
  };
}

const verdicts: Record<ComparedFact['verdict'], string> = {
  SAME: 'Comme la référence',
  NEAR: 'Proche',
  OTHER: 'Autre',
  OPEN: 'Laissé ouvert',
};

function comparedLine({ fact, given, wanted, verdict }: ComparedFact, because: string | undefined): ComparedLine {
  const words = (all: readonly string[]) => (all.length === 0 ? unsaid : list.format(all.map((code) => storedLabel(fact, code))));
  return {
    label: factWords[fact],
    given: words(given),
    wanted: wanted.length === 0 ? 'Personne ne le sait' : words(wanted),
    verdict: verdicts[verdict],
    ...(because !== undefined && { because: typographic(because) }),
  };
}

/** Where a study stands, in words. */
export function stateOf({ published, withdrawn, content: { version } }: WrittenStudy): StudyState {
  if (published === version) return { label: 'Publiée', tone: 'done' };
  if (published !== null) return { label: 'Publiée, avec des changements qui ne le sont pas', tone: 'due' };
  return withdrawn ? { label: 'Retirée', tone: 'plain' } : { label: 'Brouillon', tone: 'plain' };
}
