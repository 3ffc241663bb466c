import { Router } from 'express';
import { lastMinuteOf } from '../../../calendar/local.ts';
import { territoryOf } from '../../../calendar/territory.ts';
import type { ReadingReason } from '../../../cases/model/reading.ts';
import { readingsOf } from '../../../cases/record/readings.ts';
import { openToldVersion, toldVersions } from '../../../cases/telling/read-told.ts';
import { typographic } from '../../../templates/text/typography.ts';
import { codes, label } from '../../../vocabulary/vocabulary.ts';
import { NotFound } from '../../http/errors.ts';
import { actorOf, signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { caseHref, casePaths } from '../shared/addresses.ts';
import { readDay } from '../shared/day.ts';
import { freeText, maybeCode, oneCode, parsed } from '../shared/fields.ts';
import { actorName } from '../words/journal-words.ts';
import { toldView } from '../words/told-words.ts';
import { caseForm } from './case-form.ts';
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
  LINK: 'Remplacement d’un lien',
  INFORMATION: 'Complément donné',
  TEXT: 'Récit à transmettre',
  RESULT: 'Résultat',
  CLOSING: 'Clôture',
  NOT_RETAINED: 'Alerte non retenue',
  REOPENING: 'Réouverture',
  HOLD: 'Conservation du dossier',
  INFORMING: 'Information des personnes',
  ACCESS_LOG: 'Lecture de cette page',
  DOCUMENT: 'Document',
  LETTER: 'Courrier à imprimer',
  EXERCISE: 'Conduite d’un exercice',
  AUTHOR: 'Échange avec l’auteur',
  RECEIPT: 'Code de suivi redonné à l’auteur',
  AUTHOR_MAIL: 'Courriel envoyé à l’auteur',
  HAND_OVER: 'Transmis au guichet d’un autre département',
  TRANSFER_CONTENT: 'Contenu lu par le destinataire',
  FOLLOW: 'Suivi par l’auteur',
  OWN_DECLARATION: 'Déclaration relue par l’établissement',
  API: 'Lecture par un système',
  FILE: 'Pièce ouverte',
  ORIGINAL: 'Original d’une pièce',
  MAILBOX_PAGE: 'Courriel reçu, lu',
  EMAIL: 'Expéditeur d’un courriel comparé à l’auteur',
  REHEARSAL: 'Protocole essayé sur le passé',
  DATA_REQUEST: 'Demande d’une personne sur ses données',
  SEARCH: 'Trouvé par une recherche',
  LIST: 'Nom montré dans une liste',
  REVIEW: 'Relecture d’un dossier tiré au sort',
};

const informing = ['FAITE', 'DIFFEREE'] as const;

/**
 * Who knows what of a case: who read it, for coordinators, whom it was handed over to, and whether those whom it is about were informed.
 * Reading any of these pages is a reading too.
 */
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
  caseLines(parts, pages, {
    at: casePaths.toldVersions,
    right: 'case.read',
    why: 'CASE_PAGE',
    title: 'Ce qui a été transmis',
    lead: typographic(
      'Ce que chaque destinataire a pu lire, version par version : la plus récente est celle qu’il lit. Ouvrir une version est noté.',
    ),
    columns: ['Depuis', 'À qui', 'Version'],
    lines: async ({ id, department, reference, state }, names) =>
      (await toldVersions(parts.database, department, id)).map(({ transfer, version, toldAt }) => [
        { at: toldAt },
        names.organisation(state.transfers.find((one) => one.id === transfer)?.organisation ?? ''),
        { text: `Version ${version}`, href: caseHref(reference, 'toldVersion', { transfer, version: String(version) }) },
      ]),
    none: 'Rien n’a encore été transmis à personne.',
  });
  caseLines(parts, pages, {
    at: casePaths.toldVersion,
    right: 'case.read',
    why: 'CASE_PAGE',
    title: 'Une version de ce qui a été transmis',
    columns: ['Ce qui est dit', 'Texte'],
    lines: async ({ id, department, state }, names, { request, response }) => {
      const transfer = String(request.params.transfer);
      const version = /^\d{1,6}$/.test(String(request.params.version)) ? Number(request.params.version) : 0;
      const told = await openToldVersion(parts.database, { department, caseId: id, transfer }, version, actorOf(signedIn(response)));
      if (told === null) throw new NotFound();
      const { first, sections, additions, withheld } = toldView(told.dossier, territoryOf(department).zone);
      return [
        ['Destinataire', names.organisation(state.transfers.find((one) => one.id === transfer)?.organisation ?? '')],
        ['Version', String(told.version)],
        ['Depuis', { at: told.toldAt }],
        ...first.map((text) => ['À savoir', text]),
        ...sections.map(({ label: name, text }) => [name, text]),
        ...additions.map(({ title, text }) => [title, text]),
        ...(told.dossier.originals ?? []).map(({ name }) => ['Original remis', name]),
        ...(withheld.length === 0 ? [] : [['Non transmis', withheld.join(', ')]]),
      ];
    },
    none: '',
  });
  caseForm(parts, pages, {
    at: casePaths.informing,
    why: 'INFORMING',
    fields: (_record, { response }) => {
      const { zone } = territoryOf(signedIn(response).department);
      return {
        whom: oneCode(codes('informedParty'), 'Dites de qui il s’agit.'),
        done: oneCode(informing, 'Dites si l’information est faite ou différée.'),
        day: parsed((text) => readDay(text, zone), 'Écrivez le jour, comme 27/11/2026.'),
        why: maybeCode(codes('deferralReason')),
        text: freeText(),
      };
    },
    check: ({ done, why }) =>
      done === 'DIFFEREE' && why === undefined ? [{ field: 'why' as const, message: 'Dites pourquoi l’information attend.' }] : [],
    edits: ({ informing: noted = {} }) => noted,
    view: (form, frame, { state }) =>
      parts.page('desk/informing', {
        ...frame,
        form,
        noted: codes('informedParty').flatMap((whom) => {
          const said = state.informing?.[whom];
          return said === undefined ? [] : [{ whom, ...said }];
        }),
      }),
    act: ({ whom, done, day, why, text }, { department }) => {
      const { zone } = territoryOf(department);
      const said = done === 'DIFFEREE' && why !== undefined ? { until: lastMinuteOf(day, zone), why } : { on: day };
      return { event: { kind: 'InformingNoted', whom, said }, content: text };
    },
    refusedAt: 'day',
    said: 'L’information est notée au journal du dossier.',
  });
  return pages;
}
