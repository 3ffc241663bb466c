import { Router } from 'express';
import { agreedTexts, textToAgree } from '../../../cases/told/text.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { Parts } from '../../http/parts.ts';
import { caseHref, casePaths } from '../shared/addresses.ts';
import { neededText } from '../shared/fields.ts';
import { actorName } from '../words/journal-words.ts';
import { leftNow } from '../words/left-now.ts';
import { currentWorld, namesOf } from '../words/names.ts';
import { hardWords, hiddenAuthors, plainText, softWords } from '../words/text-marks.ts';
import { caseForm } from './case-form.ts';

/** What recipients read of a case: its versions, and a form to agree to another. A text that tells who a hidden author is is not agreed to. */
export function textPages(parts: Parts): Router {
  const pages = Router({ mergeParams: true });

  caseForm(parts, pages, {
    at: casePaths.text,
    why: 'TEXT',
    fields: { text: neededText('Écrivez ce que les destinataires liront.') },
    begin: (record) => ({ text: textToAgree(record) }),
    edits: ({ text }) => text?.version ?? 0,
    check: ({ text = '' }, record) => {
      const newest = agreedTexts(record.journal).at(-1);
      const held = record.state.tasks.some(({ kind, status }) => kind === 'TEXT_TO_READ' && status === 'OPEN');
      const found = hardWords(text, hiddenAuthors(record));
      if (found.length > 0) return [{ field: 'text', message: refusal(found) }];
      return newest?.text === plainText(text) && !held
        ? [{ field: 'text', message: 'C’est déjà ce que les destinataires lisent\u00a0: changez le texte.' }]
        : [];
    },
    view: async (form, frame, record) => {
      const names = await namesOf(parts, record.department, await currentWorld(parts, record));
      const text = String(form.fields.text.value);
      const versions = agreedTexts(record.journal).toReversed();
      return parts.page('desk/text', {
        ...frame,
        form,
        herself: hiddenAuthors(record)?.isVictim === true,
        soft: softWords(text),
        hard: form.errors.length > 0 ? [] : hardWords(text, hiddenAuthors(record)),
        versions: versions.map(({ version, at, by, text: told }) => ({ version, at, who: actorName(by, names), text: told })),
      });
    },
    act: ({ text }) => ({ event: { kind: 'TextAgreed' }, content: plainText(text) }),
    refusedAt: 'text',
    said: ({ state }, applied) =>
      leftNow(state, applied).news > 0
        ? 'Le récit est accepté. Les destinataires qui ont déjà le dossier en sont prévenus.'
        : 'Le récit est accepté. Aucun destinataire n’en avait lu d’autre : il est dans ce qui leur est transmis.',
    to: ({ reference }) => caseHref(reference, 'text'),
  });

  return pages;
}

/** What is said of a text that tells who a hidden author is. */
const refusal = (found: readonly string[]): string =>
  typographic(`Ce texte désigne l’auteur de l’alerte, que les destinataires ne doivent pas connaître. Retirez ${found.join(' ; ')}.`);
