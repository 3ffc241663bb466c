interface EntryOfJournal {
  /** What happened, as the moment at which something else begins. */
  label: string;
  /** Whether the editor offers it as a moment after which a protocol may order a step. */
  moment?: true;
}

/**
 * Everything a case's journal may say happened; moments that a protocol may name come first, in the order in which they come. A kind is
 * never renamed: journals that hold it are kept for ever.
 */
export const entryTable = {
  ALERT_RECORDED: { label: 'Alerte enregistrée', moment: true },
  QUALIFIED: { label: 'Alerte qualifiée', moment: true },
  NOT_RETAINED: { label: 'Alerte non retenue', moment: true },
  TRANSFER_ORDERED: { label: 'Transmission décidée', moment: true },
  HANDED_OVER: { label: 'Transmission remise', moment: true },
  UNDELIVERABLE: { label: 'Transmission non remise', moment: true },
  ACKNOWLEDGED: { label: 'Transmission reçue', moment: true },
  INFORMATION_REQUESTED: { label: 'Complément demandé', moment: true },
  INFORMATION_GIVEN: { label: 'Complément donné', moment: true },
  REFUSED: { label: 'Transmission refusée', moment: true },
  REROUTED: { label: 'Transmission réorientée', moment: true },
  IN_CHARGE: { label: 'Prise en charge', moment: true },
  LIMIT_MISSED: { label: 'Délai dépassé', moment: true },
  OBLIGATION_LAPSED: { label: 'Personne n’a pris en charge à temps', moment: true },
  OUTCOME_GIVEN: { label: 'Suite donnée', moment: true },
  EXTENSION_REQUESTED: { label: 'Délai demandé', moment: true },
  EXTENSION_GRANTED: { label: 'Délai accordé', moment: true },
  EXTENSION_REFUSED: { label: 'Délai refusé', moment: true },
  ANSWER_CHALLENGED: { label: 'Réponse contestée', moment: true },
  LATE_ANSWER: { label: 'Réponse tardive', moment: true },
  CONFLICT: { label: 'Conflit d’intérêts', moment: true },
  TASK_DONE: { label: 'Tâche faite', moment: true },
  RESULT_RECORDED: { label: 'Résultat noté', moment: true },
  CLOSED: { label: 'Dossier clos', moment: true },
  REOPENED: { label: 'Dossier rouvert', moment: true },
  LOOK_AGAIN: { label: 'Nouvelle vérification', moment: true },
  // No step of a protocol is offered after these.
  ROUTED: { label: 'Destinataires décidés' },
  PROGRESS_SAID: { label: 'Nouvelles d’un destinataire' },
  DATES_SAID: { label: 'Dates possibles pour une concertation' },
  MEETING_SET: { label: 'Concertation fixée' },
  DELIVERY_FAILED: { label: 'Remise en échec' },
  CHANNEL_CHANGED: { label: 'Changement de canal' },
  REFUSAL_TAKEN_BACK: { label: 'Refus repris' },
  CANCELLED: { label: 'Transmission annulée' },
  REMINDED: { label: 'Relance' },
  REMINDED_NOW: { label: 'Relance du guichet' },
  REMINDER_OVERTAKEN: { label: 'Relance dépassée par une autre' },
  ESCALATED: { label: 'Escalade' },
  GAP: { label: 'Aucun destinataire' },
  TASK_RAISED: { label: 'Tâche confiée' },
  TASK_TAKEN: { label: 'Tâche prise' },
  TASK_TAKEN_OVER: { label: 'Tâche reprise à une autre personne' },
  TASK_GIVEN: { label: 'Tâche confiée à une personne' },
  TASK_HANDED_BACK: { label: 'Tâche rendue' },
  TASK_RELEASED: { label: 'Tâche laissée par une personne qui ne peut plus agir' },
  TASK_CANCELLED: { label: 'Tâche sans objet' },
  TASK_LATE: { label: 'Tâche en retard' },
  NOTE: { label: 'Note' },
  AUTHOR_TOLD: { label: 'Auteur prévenu' },
  AUTHOR_WRITTEN: { label: 'Message à l’auteur' },
  AFTERWARDS_SAID: { label: 'Avis de l’auteur après la clôture' },
  DECLARATION_COMPLETED: { label: 'Déclaration complétée' },
  DECLARATION_AMENDED: { label: 'Déclaration reprise par l’établissement' },
  SITUATION_NOTED: { label: 'Situation d’ensemble notée' },
  CASE_LINKED: { label: 'Dossier lié à un autre' },
  CASE_UNLINKED: { label: 'Lien avec un autre dossier retiré' },
  CASE_MERGED: { label: 'Dossier fusionné dans un autre' },
  CASE_UNMERGED: { label: 'Dossier de nouveau séparé' },
  DOCUMENT_MADE: { label: 'Document établi' },
  TEXT_HELD: { label: 'Récit retenu pour relecture' },
  TEXT_AGREED: { label: 'Récit à transmettre accepté' },
  FILE_RELEASED: { label: 'Pièce jointe aux transmissions' },
  ORIGINAL_GIVEN: { label: 'Original d’une pièce remis' },
  LINK_REPLACED: { label: 'Lien d’un destinataire remplacé' },
  INFORMING_NOTED: { label: 'Information des personnes notée' },
  HELD: { label: 'Conservation demandée' },
  HOLD_LIFTED: { label: 'Conservation levée' },
  VERSION_CHANGED: { label: 'Protocole changé' },
} as const satisfies Record<string, EntryOfJournal>;

export type EntryKind = keyof typeof entryTable;

export const entryKinds = Object.keys(entryTable) as EntryKind[];

/** The kinds after which a protocol may order a step, in the order in which they come. */
export const moments = entryKinds.filter((kind) => 'moment' in entryTable[kind]);

export const isEntryKind = (kind: string): kind is EntryKind => Object.hasOwn(entryTable, kind);
