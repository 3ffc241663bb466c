import { type Request, type Response, Router } from 'express';
import { communesFor } from '../../../rehearsal/situations/library.ts';
import { factsIn } from '../../../rehearsal/situations/situations.ts';
import { writeStudyFile } from '../../../training/files.ts';
import { modelAnswer } from '../../../training/model-answer.ts';
import { studiesOf } from '../../../training/record/studies.ts';
import type { Study } from '../../../training/study.ts';
import type { Department } from '../../http/departments.ts';
import { NotFound } from '../../http/errors.ts';
import type { Parts } from '../../http/parts.ts';
import { publicHref, publicPaths } from '../shared/addresses.ts';
import { departmentOf } from '../shared/department.ts';
import { publicFrame } from '../shared/public-frame.ts';
import { answered, chosenRoles } from './answered.ts';
import { worldNow } from './study-changes.ts';
import { answerWords, drillForm, implicatedKinds, rolesOffered, studyLine, studyWords } from './study-words.ts';

/** The library of case studies, for anybody, without an account: nothing that is answered is kept, or counted. */
export function trainingPages(parts: Parts): Router {
  const pages = Router({ mergeParams: true });
  pages.get(publicPaths.studies, async (request, response) => {
    const department = departmentOf(response);
    const { here: all, absent } = await studiesHere(parts, department);
    response.type('html').send(
      parts.page('training/studies', {
        chrome: await publicFrame(parts, request, department),
        studies: all.map((study) => studyLine(study, publicHref(department.code, 'study', { study: study.id }))),
        absent,
      }),
    );
  });
  pages.get(publicPaths.study, async (request, response) => {
    const { worked, shown, code } = await openStudy(parts, request, response);
    response.type('html').send(
      parts.page('training/study', {
        ...shown,
        questions: worked.study.questions.map(({ ask }) => ask),
        form: drillForm(publicHref(code, 'studyAnswer', { study: worked.study.id })),
        roles: rolesOffered(worked.world.directory),
        kinds: implicatedKinds(),
      }),
    );
  });
  pages.get(publicPaths.studyAnswer, async (request, response) => {
    const { worked, shown, code } = await openStudy(parts, request, response);
    const given = new URL(request.originalUrl, 'http://localhost').searchParams;
    response.type('html').send(
      parts.page('training/answer', {
        ...shown,
        studyHref: publicHref(code, 'study', { study: worked.study.id }),
        ...answerWords(worked, answered(given), chosenRoles(given)),
      }),
    );
  });
  pages.get(publicPaths.studyFile, async (request, response) => {
    const { worked } = await openStudy(parts, request, response);
    response.attachment(`${worked.study.id}.yaml`).type('application/yaml').send(writeStudyFile(worked.study));
  });
  return pages;
}

/** Those that have an object here; none while the department has no protocol. Nothing is played: anybody may ask. */
async function studiesHere(parts: Parts, department: Department): Promise<{ here: Study[]; absent: number }> {
  const world = await worldNow(parts.database, department.code);
  if (world === null) return { here: [], absent: 0 };
  const [communes, all] = [communesFor(department.code), await studiesOf(parts.database, department.code)];
  const here = all.filter((study) => 'facts' in factsIn(study, world.directory, communes));
  return { here, absent: all.length - here.length };
}

async function openStudy(parts: Parts, request: Request, response: Response) {
  const department = departmentOf(response);
  const world = await worldNow(parts.database, department.code);
  const study = (await studiesOf(parts.database, department.code)).find(({ id }) => id === request.params.study);
  const answer = study === undefined || world === null ? undefined : modelAnswer(study, world, communesFor(department.code));
  if (study === undefined || world === null || answer === undefined || 'absent' in answer)
    throw new NotFound('Cette étude de cas n’existe pas, ou n’a pas d’objet dans ce département.');
  const chrome = await publicFrame(parts, request, department);
  const { code } = department;
  const shown = {
    chrome,
    listHref: publicHref(code, 'studies'),
    fileHref: publicHref(code, 'studyFile', { study: study.id }),
    ...studyWords(study),
  };
  return { worked: { study, world, answer }, code, shown };
}
