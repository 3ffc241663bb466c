import { frenchSpan } from '../../../calendar/french.ts';
import type { CaseRecord } from '../../../cases/record/read-case.ts';
import type { World } from '../../../cases/running/turn.ts';
import type { QualifiedContent } from '../../../cases/told/known.ts';
import { agreedTexts } from '../../../cases/told/text.ts';
import { callsDuty, deskDelay } from '../../../procedures/desk-section.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { PreviewView } from '../../../templates/views/desk.ts';
import type { Facts } from '../../../vocabulary/facts.ts';
import type { Act } from '../words/act.ts';
import { hardWords, hiddenAuthors, plainText, softWords } from '../words/text-marks.ts';

/** A récit à transmettre as it was typed beside the facts, and what was typed of the people it may name. */
export interface TypedText {
  text: string;
  content: QualifiedContent;
}

/** What somebody who is about to confirm is shown of the text: as recipients will read it, and what becomes of it. */
export function textPreview(record: CaseRecord, { text, content }: TypedText, facts: Facts, { procedure }: World): PreviewView['text'] {
  const hard = hardWords(text, hiddenAuthors(record, content));
  const urgent = callsDuty(procedure, facts.danger);
  const within = frenchSpan(deskDelay(procedure, urgent ? 'heldTextInDanger' : 'heldText'));
  const who = urgent ? 'à la personne d’astreinte' : 'au guichet';
  return {
    text: plainText(text),
    hard,
    soft: softWords(text),
    unchanged: isAgreed(record, text),
    ...(hard.length > 0 && {
      held: typographic(
        `Si vous confirmez, les transmissions partent à leur heure, sans ce récit : les destinataires lisent « Récit en cours de relecture ». Une tâche est donnée ${who} : le relire sous ${within}. Aucun appel n’attend.`,
      ),
    }),
  };
}

/** What confirming does with the text: it is agreed to, or held back for somebody to read again; nothing where it says what it said. */
export function textAct(record: CaseRecord, { text, content }: TypedText): { event: Act; content: object } | null {
  const said = plainText(text);
  if (said === '' || isAgreed(record, text)) return null;
  if (hardWords(text, hiddenAuthors(record, content)).length > 0) return { event: { kind: 'TextHeld' }, content: { text: said, proposed: true } };
  return { event: { kind: 'TextAgreed' }, content: { text: said } };
}

const isAgreed = ({ journal }: CaseRecord, text: string): boolean => agreedTexts(journal).at(-1)?.text === plainText(text);
