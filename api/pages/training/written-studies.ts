import { Router } from 'express';
import { typographic } from '../../../templates/text/typography.ts';
import type { Form } from '../../../templates/views/parts.ts';
import { readStudyFile } from '../../../training/files.ts';
import { shippedStudies } from '../../../training/library/index.ts';
import { beginStudy, writtenStudies } from '../../../training/record/studies.ts';
import type { Study } from '../../../training/study.ts';
import { signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { uploaded } from '../../http/uploads.ts';
import { publicHref, studiesHref, studyHref, studyPaths } from '../shared/addresses.ts';
import { chromeFor } from '../shared/desk-page.ts';
import { freeText, neededText, onlyShown } from '../shared/fields.ts';
import { type Ask, signedInDoor } from '../shared/form-door.ts';
import { type BlankForm, formPage } from '../shared/form-page.ts';
import type { FormEnd, Sent } from '../shared/form-sent.ts';
import { whoIs } from '../words/names.ts';
import { answerReviewPages } from './review-answers.ts';
import { answersToReview, worldNow } from './study-changes.ts';
import { emptyStudy } from './study-form.ts';
import { stateOf } from './study-words.ts';
import { writeStudyPages } from './write-study.ts';

const LONGEST_FILE = 100_000;
/** Begins with nothing; else the id of a study. */
const NOTHING = 'RIEN';
const beginFields = { from: neededText('Choisissez à partir de quoi commencer.') };
const importFields = { text: freeText(), file: onlyShown };

/** The case studies that a department writes: their list, and the ways to begin one. */
export function writtenStudyPages(parts: Parts): Router {
  const pages = Router();

  const blankBegin: BlankForm<null, typeof beginFields> = formPage<null, typeof beginFields>(parts, pages, {
    at: studyPaths.begin,
    door: signedInDoor(parts),
    open: async () => null,
    fields: beginFields,
    begin: () => ({ from: NOTHING }),
    view: async (form, _, ask) => listPage(form, await blankImport(null, ask), ask),
    act: async ({ from }, _, sent) => {
      const { department } = signedIn(sent.ask.response);
      const author = `Guichet, ${(await parts.departments.get(department)).name}`;
      const nothing = emptyStudy(sent.key, author);
      if (from === NOTHING) return begin(sent, nothing, 'from');
      const own = (await writtenStudies(parts.database, department)).map(({ content }) => content);
      const origin = [...own, ...shippedStudies()].find(({ id }) => id === from);
      if (origin === undefined) return { errors: [{ field: 'from', message: 'Cette étude n’existe plus : choisissez-en une autre.' }] };
      // Whoever copies it has changed it, or will: nobody has read that again.
      const { reviewedBy: _reviewed, ...content } = origin;
      const title = `Copie : ${content.title}`.slice(0, 120);
      return begin(sent, { ...content, id: sent.key, version: 1, title, author: `${author}, d’après ${origin.author}` }, 'from');
    },
    action: () => studiesHref,
  });

  const blankImport: BlankForm<null, typeof importFields> = formPage<null, typeof importFields>(parts, pages, {
    at: studyPaths.import,
    door: signedInDoor(parts),
    open: async () => null,
    fields: importFields,
    view: async (form, _, ask) => listPage(await blankBegin(null, ask), form, ask),
    act: async ({ text: pasted }, _, sent) => {
      const [file] = uploaded(sent.ask.request, 'file');
      const text = file === undefined ? pasted : file.bytes.toString('utf8').trim();
      const refused = (message: string): FormEnd<'text'> => {
        sent.typed.text = text.length > LONGEST_FILE ? '' : text;
        return { errors: [{ field: 'text', message }] };
      };
      if (text.length > LONGEST_FILE) return refused('Ce fichier est trop long pour une étude.');
      const read = readStudyFile(text);
      if ('problems' in read) return refused(read.problems.map(({ where, why }) => (where === '' ? why : `${where} : ${why}`)).join(' '));
      if (shippedStudies().some(({ id }) => id === read.study.id))
        return refused('Une étude livrée porte cet identifiant : changez la ligne « id » du fichier.');
      return begin(sent, read.study, 'text');
    },
    action: () => studyHref('import'),
  });

  async function begin<Name extends 'from' | 'text'>({ ask: { response } }: Sent, content: Study, field: Name): Promise<FormEnd<Name>> {
    const { department, id: by } = signedIn(response);
    const begun = await beginStudy(parts.database, department, content, by, parts.now());
    if ('begun' in begun)
      return { to: studyHref('one', { study: content.id }), said: 'L’étude est commencée. Personne d’autre que la coordination ne la lit.' };
    const message =
      'full' in begun
        ? 'Le département a déjà deux cents études : reprenez-en une.'
        : 'Une étude du département porte cet identifiant, et dit autre chose : changez la ligne « id » du fichier.';
    return { errors: [{ field, message }] };
  }

  async function listPage(form: Form<'from'>, taken: Form<'text' | 'file'>, { request, response }: Ask): Promise<string> {
    const { department } = signedIn(response);
    const [own, name, world] = await Promise.all([
      writtenStudies(parts.database, department),
      whoIs(parts, response),
      worldNow(parts.database, department),
    ]);
    const { changed, never } = await answersToReview(parts.database, department, world);
    const choice = ({ id, title }: Study) => ({ value: id, label: typographic(title) || 'Étude sans titre' });
    return parts.page('training/written', {
      chrome: await chromeFor(parts, request, response),
      studies: own.map((study) => ({
        href: studyHref('one', { study: study.content.id }),
        title: choice(study.content).label,
        state: stateOf(study),
        reviewed: study.content.reviewedBy !== undefined,
        at: study.at,
        by: name(study.by),
      })),
      publicHref: publicHref(department, 'studies'),
      reviewHref: studyHref('review'),
      changed: changed.length,
      never: never.length,
      begin: form,
      origins: [{ value: NOTHING, label: 'Rien : une page blanche' }, ...own.map(({ content }) => choice(content)), ...shippedStudies().map(choice)],
      import: taken,
    });
  }

  answerReviewPages(parts, pages);
  writeStudyPages(parts, pages);
  return pages;
}
