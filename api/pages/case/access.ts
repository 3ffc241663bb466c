import { Router } from 'express';
import type { ReadingReason } from '../../../cases/model/reading.ts';
import { readingsOf } from '../../../cases/record/readings.ts';
import { typographic } from '../../../templates/text/typography.ts';
import { label } from '../../../vocabulary/vocabulary.ts';
import type { Parts } from '../../http/parts.ts';
import { casePaths } from '../shared/addresses.ts';
import { actorName } from '../words/journal-words.ts';
import { caseLines } from './case-lines.ts';

/** Why a case was read. */
const reasons: Record<ReadingReason, string> = {
  CASE_PAGE: 'Page du dossier',
  QUALIFICATION: 'Qualification',
  PREVIEW: 'Aperçu des transmissions',
  TASK: 'Tâche',
  STEP: 'Étape ajoutée',
  SITUATION: 'Situation d’ensemble',
  TRANSFER: 'Ajout d’une transmission',
  ANSWER: 'Réponse notée',
  CHALLENGE: 'Réponse contestée',
  CANCEL: 'Annulation d’une transmission',
  INFORMATION: 'Complément donné',
  TEXT: 'Récit à transmettre',
  RESULT: 'Résultat',
  CLOSING: 'Clôture',
  NOT_RETAINED: 'Alerte non retenue',
  REOPENING: 'Réouverture',
  ACCESS_LOG: 'Lecture de cette page',
  DOCUMENT: 'Document',
  LETTER: 'Courrier à imprimer',
  EXERCISE: 'Conduite d’un exercice',
  AUTHOR: 'Échange avec l’auteur',
  RECEIPT: 'Code de suivi redonné à l’auteur',
  AUTHOR_MAIL: 'Courriel envoyé à l’auteur',
  TRANSFER_CONTENT: 'Contenu lu par le destinataire',
  FOLLOW: 'Suivi par l’auteur',
  OWN_DECLARATION: 'Déclaration relue par l’établissement',
  API: 'Lecture par un système',
  FILE: 'Pièce ouverte',
  MAILBOX_PAGE: 'Courriel reçu, lu',
  EMAIL: 'Expéditeur d’un courriel comparé à l’auteur',
  REHEARSAL: 'Protocole essayé sur le passé',
};

/** Who knows what of a case: who read it, for coordinators, and whom it was handed over to. Reading either page is a reading too. */
export function accessPages(parts: Parts): Router {
  const pages = Router({ mergeParams: true });
  caseLines(parts, pages, {
    at: casePaths.access,
    right: 'case.readings',
    why: 'ACCESS_LOG',
    title: 'Qui a lu ce dossier',
    columns: ['Quand', 'Qui', 'Pourquoi'],
    lines: async ({ id, department }, names) =>
      (await readingsOf(parts.database, department, id)).map(({ at, actor, why }) => [
        { at },
        actorName(actor, names),
        why === null ? 'Motif non précisé' : reasons[why],
      ]),
    none: 'Personne encore.',
  });
  caseLines(parts, pages, {
    at: casePaths.told,
    right: 'case.read',
    why: 'CASE_PAGE',
    title: 'Qui a été informé, et de quoi',
    lead: typographic('Chaque destinataire à qui quelque chose a été remis, même si la transmission a pris fin depuis : ce qu’il a su, il le sait.'),
    columns: ['Remis', 'À qui', 'Pour', 'Ce qui lui est montré', 'Où il en est'],
    lines: ({ state }, names) =>
      state.transfers.flatMap(({ handedOverAt, organisation, purpose, discloses, status }) =>
        handedOverAt === null
          ? []
          : [
              [
                { at: handedOverAt },
                names.organisation(organisation),
                typographic(label('purpose', purpose)),
                typographic(discloses.map((field) => label('field', field)).join(', ')),
                typographic(label('transferStatus', status)),
              ],
            ],
      ),
    none: 'Rien n’a encore été remis à personne.',
  });
  return pages;
}
