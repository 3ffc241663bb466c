import type { Request, Response, Router } from 'express';
import type { World } from '../../../cases/running/turn.ts';
import { communesFor } from '../../../rehearsal/situations/library.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { Choice, Form } from '../../../templates/views/parts.ts';
import type { StudyLines, TrainingViews } from '../../../templates/views/training.ts';
import { answerIn, withoutFacts } from '../../../training/changes.ts';
import { writeStudyFile } from '../../../training/files.ts';
import { modelAnswer } from '../../../training/model-answer.ts';
import { keepReviewed } from '../../../training/record/answers.ts';
import { publishStudy, revisionsOf, saveStudy, studyAt, type WrittenStudy, withdrawStudy, writtenStudy } from '../../../training/record/studies.ts';
import { audiences, readStudy } from '../../../training/study.ts';
import { codes, type Role, type RoleGroup, roleLabel } from '../../../vocabulary/vocabulary.ts';
import { NotFound } from '../../http/errors.ts';
import { signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { publicHref, studiesHref, studyHref, studyPaths } from '../shared/addresses.ts';
import { chromeFor } from '../shared/desk-page.ts';
import { type FactsWorld, factsWorld } from '../shared/facts-form.ts';
import { one } from '../shared/form.ts';
import { buttonTo, buttonWith, formButton } from '../shared/form-button.ts';
import { type Ask, signedInDoor } from '../shared/form-door.ts';
import { formPage } from '../shared/form-page.ts';
import { whoIs } from '../words/names.ts';
import { worldNow } from './study-changes.ts';
import {
  arrivalLines,
  becauseField,
  explainedFacts,
  implicatedFields,
  problemPlace,
  questionLines,
  readStudyForm,
  stepLines,
  studyFields,
  typedStudy,
} from './study-form.ts';
import { answerFound, audienceWords, factWords, stateOf } from './study-words.ts';

interface Written {
  written: WrittenStudy;
  world: FactsWorld;
}

/** The page on which a study is written, and what is done with it: published, withdrawn, an earlier revision taken again, kept as a file. */
export function writeStudyPages(parts: Parts, pages: Router): void {
  const open = async ({ request, response }: Ask): Promise<Written> => {
    const { department } = signedIn(response);
    const [written, world] = await Promise.all([
      writtenStudy(parts.database, department, String(request.params.study)),
      factsWorld(parts, department),
    ]);
    if (written === null) throw new NotFound('Cette étude n’existe pas.');
    return { written, world };
  };
  const standsOn = ({ request }: Ask) => studyHref('one', { study: String(request.params.study) });

  formPage<Written, typeof studyFields>(parts, pages, {
    at: studyPaths.one,
    door: signedInDoor(parts),
    open,
    fields: studyFields,
    begin: ({ written, world }) => typedStudy(written.content, world),
    seen: ({ written }) => written.content.version,
    check: (_values, { written, world }, { typed }) => readStudyForm(typed, written.content, world).errors,
    view: (form, subject, ask) => page(form, subject, ask),
    act: async (_values, { written: { content }, world }, { ask, typed, unchanged }) => {
      const { department, id: by } = signedIn(ask.response);
      const { study } = readStudyForm(typed, content, world);
      const saved = unchanged(content.version) && (await saveStudy(parts.database, department, study, content.version, by, parts.now()));
      return saved
        ? { to: studyHref('one', { study: content.id }), said: 'L’étude est enregistrée. Les révisions d’avant sont gardées.' }
        : { changed: true };
    },
  });

  formButton<Written>(parts, pages, {
    at: studyPaths.publish,
    standsOn,
    open,
    act: async ({ written: { content } }, { ask, unchanged }) => {
      const { department, id: by } = signedIn(ask.response);
      const now = await worldNow(parts.database, department);
      const answer = now === null ? null : answerIn(content, now, communesFor(department));
      const published = unchanged([content.version, answer]) && (await publishStudy(parts.database, department, content.id, content.version));
      // Whoever publishes it has read the answer that is beside it.
      if (published && answer !== null) await keepReviewed(parts.database, department, [{ study: content.id, answer }], by, parts.now());
      return published ? { to: standsOn(ask), said: 'L’étude est publiée : tout le monde peut la lire.' } : { changed: true };
    },
  });
  formButton<Written>(parts, pages, {
    at: studyPaths.withdraw,
    standsOn,
    open,
    act: async ({ written: { content, published } }, { ask, unchanged }) => {
      const { department } = signedIn(ask.response);
      const withdrawn =
        published !== null && unchanged(published) && (await withdrawStudy(parts.database, department, content.id, published, parts.now()));
      return withdrawn ? { to: standsOn(ask), said: 'L’étude est retirée : le public ne la lit plus. Elle reste ici.' } : { changed: true };
    },
  });
  formButton<Written>(parts, pages, {
    at: studyPaths.restore,
    standsOn,
    open,
    act: async ({ written: { content } }, { ask, typed }) => {
      const { department, id: by } = signedIn(ask.response);
      const before = await studyAt(parts.database, department, content.id, Number(one(typed, 'revision')));
      const seen = Number(one(typed, 'seen'));
      const saved = before !== null && (await saveStudy(parts.database, department, before, seen, by, parts.now()));
      return saved ? { to: standsOn(ask), said: 'Cette révision est reprise, comme une de plus.' } : { changed: true };
    },
  });

  pages.get(studyPaths.file, async (request: Request, response: Response) => {
    const { study, revision } = request.params;
    const found = await studyAt(parts.database, signedIn(response).department, String(study), Number(revision));
    if (found === null) throw new NotFound('Cette révision n’existe pas.');
    response.attachment(`${found.id}.yaml`).type('application/yaml').send(writeStudyFile(found));
  });

  async function page(form: Form<string>, { written, world }: Written, ask: Ask): Promise<string> {
    const { request, response } = ask;
    const { department } = signedIn(response);
    const { content, published } = written;
    const [now, revisions, name] = await Promise.all([
      worldNow(parts.database, department),
      revisionsOf(parts.database, department, content.id),
      whoIs(parts, response),
    ]);
    const read = readStudy(content);
    const problems = 'problems' in read ? read.problems.map(problemPlace) : [];
    const to = (button: 'publish' | 'withdraw' | 'restore') => studyHref(button, { study: content.id });
    const answer = now === null ? null : modelAnswer(content, now, communesFor(department));
    return parts.page('training/write', {
      chrome: await chromeFor(parts, request, response),
      form,
      backHref: studiesHref,
      title: typographic(content.title) || 'Étude sans titre',
      state: stateOf(written),
      problems: problems.map(({ field, text }) => ({ href: `#${field}`, text: typographic(text) })),
      ...lines(form),
      because: explainedFacts.map((fact) => ({ name: becauseField(fact), label: `${factWords[fact]} : pourquoi` })),
      parties: implicatedFields,
      choices: choicesIn(world),
      answer: now === null || answer === null ? { absent: 'Le département n’a pas de protocole en vigueur.' } : answerShown(answer, now),
      ...(problems.length === 0 &&
        published !== content.version && {
          publish: buttonTo(parts, ask, to('publish'), [content.version, answer && withoutFacts(answer)]),
        }),
      ...(published !== null && {
        withdraw: buttonTo(parts, ask, to('withdraw'), published),
        publicHref: publicHref(department, 'study', { study: content.id }),
      }),
      revisions: revisions.map(({ number, at, by }) => ({
        revision: number,
        at,
        by: name(by),
        published: number === published,
        fileHref: studyHref('file', { study: content.id, revision: String(number) }),
        ...(number !== content.version && {
          restore: buttonWith(
            parts,
            ask,
            to('restore'),
            { name: 'revision', value: String(number) },
            { name: 'seen', value: String(content.version) },
          ),
        }),
      })),
    });
  }
}

const answerShown = (answer: ReturnType<typeof modelAnswer>, world: World): TrainingViews['training/write']['answer'] =>
  'absent' in answer ? { absent: typographic(answer.absent) } : answerFound(answer, world);

/** The lines of each list: those that are filled, the one that may be next, and the others folded away. */
function lines({ fields }: Form<string>): StudyLines {
  const shown = <Line extends Record<string, string>>(all: readonly Line[]) => {
    const isSaid = (line: Line) =>
      Object.values(line).some((name) => [fields[name]?.value, fields[name]?.theirs, fields[name]?.error].flat().some(Boolean));
    const next = all.findLastIndex(isSaid) + 1;
    return all.map((names, index) => ({ no: index + 1, folded: index > next, ...names }));
  };
  return { arrivals: shown(arrivalLines), questions: shown(questionLines), steps: shown(stepLines) };
}

function choicesIn({ directory: { organisations } }: FactsWorld): TrainingViews['training/write']['choices'] {
  const kinds = new Map(organisations.flatMap(({ finessCategory, name }) => (finessCategory === undefined ? [] : [[finessCategory, name] as const])));
  const roles = ([...codes('role'), ...codes('roleGroup')] as (Role | RoleGroup)[]).filter((role) => role !== 'DESK' && role !== 'URGENCES');
  const byLabel = (a: Choice, b: Choice) => a.label.localeCompare(b.label, 'fr');
  return {
    audiences: audiences.map((value) => ({ value, label: audienceWords[value] })),
    communes: [
      { value: 'VILLE', label: 'La ville la plus peuplée' },
      { value: 'CAMPAGNE', label: 'Le village le moins peuplé' },
    ],
    establishments: [...kinds].map(([value, name]) => ({ value, label: typographic(`Comme « ${name} » (catégorie ${value})`) })).toSorted(byLabel),
    roles: roles.map((value) => ({ value, label: typographic(roleLabel(value)) })).toSorted(byLabel),
  };
}
