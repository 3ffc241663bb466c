import { audiences, drilledFacts, most, type Study, type StudyProblem } from '../../../training/study.ts';
import { plainFacts } from '../../../vocabulary/fact-table.ts';
import { type Channel, codes, type Role, type RoleGroup } from '../../../vocabulary/vocabulary.ts';
import { type FactsWorld, readFacts, typedFacts } from '../shared/facts-form.ts';
import { everyValue, type Fields, freeText } from '../shared/fields.ts';
import { type FormError, manyOf, one, oneOf, readLines, type Typed } from '../shared/form.ts';

/** The lines of a list, by the names of their fields: as many as a study may hold, whether filled or not. */
const linesOf = <const Name extends string>(count: number, ...names: Name[]): Record<Name, string>[] =>
  Array.from({ length: count }, (_, index) => Object.fromEntries(names.map((name) => [name, `${name}${index + 1}`])) as Record<Name, string>);

export const arrivalLines = linesOf(most.arrives, 'channel', 'at', 'says');
export const questionLines = linesOf(most.questions, 'ask', 'lookFor');
export const stepLines = linesOf(most.steps, 'minutes', 'aim', 'activity');
/** As `readFacts` names them. */
export const implicatedFields = Array.from({ length: most.implicated }, (_, index) => `implicatedKind${index === 0 ? '' : index + 1}`);
export const explainedFacts = [...drilledFacts, 'flags'] as const;
export const becauseField = (fact: (typeof explainedFacts)[number]): string => `because-${fact}`;

const ticked = ['audience', 'maltreatment', 'flags'];
const texts = [
  ...['title', 'intention', 'covers', 'author', 'reviewedBy'],
  ...[...arrivalLines, ...questionLines, ...stepLines].flatMap((line) => Object.values<string>(line)),
  ...['danger', 'place', 'victimGroup', 'commune', 'establishment', 'implicatedBody', ...implicatedFields, ...plainFacts],
  ...explainedFacts.map(becauseField),
];
export const studyFields: Fields = {
  ...Object.fromEntries(texts.map((name) => [name, freeText(most.says)])),
  ...Object.fromEntries(ticked.map((name) => [name, everyValue])),
};

/** A study of which nothing is written yet. */
export const emptyStudy = (id: string, author: string): Study => ({
  id,
  version: 1,
  title: '',
  author,
  license: 'CC-BY-4.0',
  audience: [],
  minutes: 0,
  intention: '',
  covers: [],
  arrives: [],
  facts: { channel: 'PHONE', place: 'INCONNU', implicated: [], maltreatment: [], victimGroup: 'INCONNU', flags: [] },
  why: [],
  questions: [],
  facilitation: [],
});

/** A study as its form holds it. */
export function typedStudy(study: Study, world: FactsWorld): Typed {
  const { facts } = study;
  // Places are what they are in any department: none is of the directory.
  const shown = typedFacts({ ...facts, implicated: [] } as Parameters<typeof typedFacts>[0], world);
  return {
    ...shown,
    title: study.title,
    intention: study.intention,
    covers: study.covers.join('\n'),
    author: study.author,
    reviewedBy: study.reviewedBy ?? '',
    audience: study.audience,
    commune: study.commune ?? '',
    establishment: study.establishment ?? '',
    implicatedBody: study.implicatedBody ?? '',
    ...Object.fromEntries(
      implicatedFields.map((name, index) => {
        const { kind = '', precision } = facts.implicated[index] ?? {};
        return [name, precision === undefined ? kind : `${kind}/${precision}`];
      }),
    ),
    ...filled(arrivalLines, study.arrives, ({ channel, at, says }) => ({ channel, at, says: says.trim() })),
    ...filled(questionLines, study.questions, ({ ask, lookFor }) => ({ ask, lookFor: lookFor.join('\n') })),
    ...filled(stepLines, study.facilitation, ({ minutes, intention, activity }) => ({ minutes: String(minutes), aim: intention, activity })),
    ...Object.fromEntries(explainedFacts.map((fact) => [becauseField(fact), study.why.find((one) => one.fact === fact)?.because ?? ''])),
  };
}

/** What each line of a list holds; the lines beyond are empty. */
function filled<Name extends string, Item>(lines: Record<Name, string>[], items: readonly Item[], of: (item: Item) => Record<Name, string>): Typed {
  return Object.fromEntries(
    lines.flatMap((line, index) => {
      const item = items[index];
      return (Object.entries(line) as [Name, string][]).map(([name, field]) => [field, item === undefined ? '' : of(item)[name]]);
    }),
  );
}

/** Reads the form over the study as it was. What is not written yet is left open; `errors` are facts that contradict each other. */
export function readStudyForm(typed: Typed, before: Study, world: FactsWorld): { study: Study; errors: FormError<string>[] } {
  const arrives = arrivalLines.flatMap((line) => {
    const [at, says] = [one(typed, line.at), one(typed, line.says)];
    // A door that is not chosen yet is none: `readStudy` says it.
    const channel = one(typed, line.channel) as Channel;
    return channel + at + says === '' ? [] : [{ channel, at: at.slice(0, 16), says }];
  });
  const factsTyped = { ...typed, commune: '', establishment: '' };
  const { facts, errors } = readFacts(
    factsTyped,
    oneOf(typed, arrivalLines[0]?.channel ?? '', codes('channel')) ?? 'PHONE',
    { department: world.department, directory: world.directory },
    false,
  );
  const facilitation = stepLines.flatMap((line) => {
    const [minutes, intention, activity] = [one(typed, line.minutes), one(typed, line.aim), one(typed, line.activity)];
    return minutes + intention + activity === '' ? [] : [{ minutes: /^\d{1,3}$/.test(minutes) ? Number(minutes) : 0, intention, activity }];
  });
  const [commune, establishment, body, reviewedBy] = ['commune', 'establishment', 'implicatedBody', 'reviewedBy'].map((name) => one(typed, name));
  const implicatedBody = ([...codes('role'), ...codes('roleGroup')] as (Role | RoleGroup)[]).find((role) => role === body);
  const { reviewedBy: _, commune: __, establishment: ___, implicatedBody: ____, ...kept } = before;
  const study: Study = {
    ...kept,
    title: one(typed, 'title'),
    intention: one(typed, 'intention'),
    covers: readLines(one(typed, 'covers')),
    author: one(typed, 'author'),
    ...(reviewedBy && { reviewedBy }),
    audience: manyOf(typed, 'audience', audiences),
    minutes: facilitation.reduce((sum, { minutes }) => sum + minutes, 0),
    arrives,
    facts: facts as Study['facts'],
    ...((commune === 'VILLE' || commune === 'CAMPAGNE') && { commune }),
    ...(establishment && { establishment }),
    ...(implicatedBody !== undefined && { implicatedBody }),
    why: explainedFacts.flatMap((fact) => {
      const because = one(typed, becauseField(fact));
      return because === '' ? [] : [{ fact, because }];
    }),
    questions: questionLines.flatMap((line) => {
      const [ask, lookFor] = [one(typed, line.ask), readLines(one(typed, line.lookFor))];
      return ask === '' && lookFor.length === 0 ? [] : [{ ask, lookFor }];
    }),
    facilitation,
  };
  return { study, errors };
}

const lists: Record<string, { label: string; lines: Record<string, string>[] }> = {
  arrives: { label: 'Ce qui arrive', lines: arrivalLines },
  questions: { label: 'Question', lines: questionLines },
  facilitation: { label: 'Déroulé', lines: stepLines },
};
const single: Record<string, [label: string, field: string]> = {
  title: ['Titre', 'title'],
  author: ['Auteur', 'author'],
  reviewedBy: ['Relue par', 'reviewedBy'],
  audience: ['Pour qui', 'audience'],
  intention: ['Intention', 'intention'],
  covers: ['Ce que l’étude travaille', 'covers'],
  minutes: ['Déroulé', stepLines[0]?.minutes ?? ''],
  why: ['Pourquoi', becauseField('danger')],
  facts: ['Faits', 'danger'],
};

/** Where a problem of a study stands in its form, and what it is about. */
export function problemPlace({ path, message }: StudyProblem): { field: string; text: string } {
  const [part = '', index, name] = path.split('.');
  const list = lists[part];
  if (list !== undefined) {
    const line = list.lines[Number(index ?? 0)] ?? list.lines[0] ?? {};
    const field = (name === undefined ? undefined : line[name === 'intention' ? 'aim' : name]) ?? Object.values(line).at(-1) ?? '';
    return { field, text: `${list.label}${index === undefined ? '' : ` ${Number(index) + 1}`} : ${message}` };
  }
  const [label, field] = single[part] ?? ['Étude', 'title'];
  return { field, text: `${label} : ${message}` };
}
