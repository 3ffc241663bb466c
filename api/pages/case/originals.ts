import { Router } from 'express';
import { possible } from '../../../cases/possible.ts';
import { readFile } from '../../../cases/record/files.ts';
import type { CaseRecord } from '../../../cases/record/read-case.ts';
import { withheldFrom } from '../../../cases/told/withheld.ts';
import { beyondCopy } from '../../../files/beyond-copy.ts';
import type { KeptFile } from '../../../files/file.ts';
import { typographic } from '../../../templates/text/typography.ts';
import { NotFound } from '../../http/errors.ts';
import { actorOf, signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { caseHref, casePaths } from '../shared/addresses.ts';
import { neededText, tickedCodes } from '../shared/fields.ts';
import { beyondWords, fileLine } from '../shared/file-lines.ts';
import type { Ask } from '../shared/form-door.ts';
import { currentWorld, namesOf } from '../words/names.ts';
import { hardWords } from '../words/text-marks.ts';
import { caseForm } from './case-form.ts';
import { caseLines } from './case-lines.ts';
import { transferLine } from './case-view.ts';
import { transferOf } from './open-case.ts';

const LONGEST = 5_000;

/** What police and justice are given as it came: which file, then what it holds beyond its copy, and why it is given. */
export function originalPages(parts: Parts): Router {
  const pages = Router({ mergeParams: true });

  caseLines(parts, pages, {
    at: casePaths.originals,
    right: 'case.read',
    why: 'ORIGINAL',
    title: 'Remettre l’original d’une pièce',
    lead: typographic(
      'Les destinataires lisent des copies sans lieu, ni date, ni appareil. Pour la police, la gendarmerie et le parquet, ce sont des preuves : choisissez la pièce dont ce destinataire a besoin telle qu’elle est arrivée.',
    ),
    columns: ['Pièce', 'Ajoutée', 'Original'],
    lines: async (record, _names, ask) => {
      if (!(await mayGive(record, ask))) return [];
      const { id, originals = [] } = transferOf(record.state, ask);
      return record.files.map((file) => [
        file.name,
        { at: file.addedAt },
        originals.includes(file.id)
          ? 'Remis'
          : isGiven(file)
            ? { text: 'Voir ce qu’il contient', href: caseHref(record.reference, 'original', { transfer: id, file: file.id }) }
            : 'Gardé : un programme malveillant y a été reconnu',
      ]);
    },
    none: 'Aucune pièce ne peut être remise ici telle qu’elle est arrivée : il n’y en a pas, ou ce destinataire n’est ni la police, ni la gendarmerie, ni le parquet, ou sa transmission est terminée.',
  });

  caseForm(parts, pages, {
    at: casePaths.original,
    why: 'ORIGINAL',
    fields: {
      reason: neededText('Dites pourquoi ce destinataire a besoin de l’original.', LONGEST),
      sure: tickedCodes(['oui']),
    },
    edits: (state, ask) => transferOf(state, ask).originals?.includes(String(ask.request.params.file)) ?? false,
    check: ({ sure = [] }, record, { ask }) =>
      hides(record, ask) !== null && sure.length === 0
        ? [{ field: 'sure', message: 'Cochez cette case si vous avez vérifié ce que l’original dit de l’auteur de l’alerte.' }]
        : [],
    view: async (form, frame, record, ask) => {
      // Nobody is shown what an original hides for a transfer by which it cannot go.
      if (!(await mayGive(record, ask))) throw new NotFound();
      const file = fileOf(record, ask);
      const { caseHref: toCase, chrome, reference } = frame;
      const account = signedIn(ask.response);
      const opened = await readFile(parts.database, account.department, actorOf(account), record.id, file.id);
      if (opened === null || opened.bytes === null) throw new NotFound();
      const beyond = beyondWords(await beyondCopy({ ...opened, bytes: opened.bytes }));
      const withheld = hides(record, ask);
      const names = await namesOf(parts, record.department, await currentWorld(parts, record));
      return parts.page('desk/original', {
        caseHref: toCase,
        chrome,
        reference,
        form,
        transfer: transferLine(transferOf(record.state, ask), names),
        file: fileLine(file, caseHref(reference, 'file', { file: file.id })),
        beyond,
        hidesAuthor: withheld !== null,
        names: hardWords(beyond.join('\n'), withheld),
      });
    },
    act: ({ reason }, record, { ask }) => ({
      event: { kind: 'OriginalGiven', transfer: transferOf(record.state, ask).id, file: fileOf(record, ask).id },
      content: reason,
    }),
    refusedAt: 'reason',
    said: 'L’original est remis à ce destinataire, et à lui seul. Il en est prévenu sans un mot du contenu.',
  });

  async function mayGive(record: CaseRecord, ask: Ask): Promise<boolean> {
    const { state, clockOffset } = record;
    const can = possible(state, await currentWorld(parts, record), actorOf(signedIn(ask.response)), parts.now() + clockOffset);
    return can.onTransfer('OriginalGiven', transferOf(state, ask)).refusals.length === 0;
  }

  return pages;
}

const isGiven = ({ verdict }: KeptFile): boolean => verdict !== 'INFECTED';

function fileOf({ files }: CaseRecord, { request }: Ask): KeptFile {
  const file = files.find(({ id }) => id === request.params.file);
  if (file === undefined || !isGiven(file)) throw new NotFound();
  return file;
}

/** The authors, or whoever wrote in their place, whom this recipient does not know; an original may tell it who they are. */
const hides = (record: CaseRecord, ask: Ask) => withheldFrom(record, transferOf(record.state, ask));
