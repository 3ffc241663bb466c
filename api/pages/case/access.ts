import { Router } from 'express';
import type { ReadingReason } from '../../../cases/model/reading.ts';
import { readingsOf } from '../../../cases/record/readings.ts';
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

/** Who read a case, for coordinators. Reading this page is a reading too. */
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
  return pages;
}
