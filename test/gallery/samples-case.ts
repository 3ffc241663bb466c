import type { CaseView, TimelineEntry } from '../../templates/views/case.ts';
import { at, deskChrome as chrome, form, startWay, way } from './parts.ts';
import { fileLines } from './samples-files.ts';

const entry = (number: number, more: Omit<TimelineEntry, 'id' | 'proof'>): TimelineEntry => ({
  id: `e${number}`,
  proof: { number, hash: `9f${number}c41d7a` },
  ...more,
});

const open: CaseView = {
  chrome,
  reference: '54-2026-0183',
  caseHref: '/guichet/dossiers/54-2026-0183',
  origin: 'Transmis par : Guichet départemental, Moselle, dossier 57-26-7K3M-Q2.',
  status: 'OPEN',
  qualification: 'CONFIRMED',
  exercise: false,
  openedAt: at('2026-11-16T14:20:00'),
  danger: 2,
  requests: [
    {
      label: 'Demande n°\u00a03 : préparer la réponse',
      said: 'Opposition. Elle n’arrête ni transmission, ni obligation, ni délai légal.',
      href: '#',
    },
  ],
  summary: 'Négligences passives · EHPAD · Nancy',
  about: {
    lines: [
      { label: 'Personne', text: 'Zéphirine Exemple, née le 4 mars 1938, 12 rue des Ormes, Nancy' },
      { label: 'Lieu', text: 'Résidence des Ormes (exemple) (FINESS 540000000), Nancy' },
      { label: 'Mis en cause', text: 'La direction de la résidence' },
    ],
    said: { alert: 'a1', text: '« Elle reste seule toute la journée. »\nL’auteur dit avoir vu des escarres le 12 novembre\u00a0…', cut: true },
  },
  way,
  tasks: [
    {
      id: 'k1',
      kind: 'SILENT_RECIPIENT',
      sayable: 'L’ARS n’a pas répondu. Appelez la délégation et notez la réponse.',
      because: 'Accusé de réception attendu mercredi 18 novembre, 17 h',
      to: 'Le guichet',
      dueAt: at('2026-11-20T17:00:00'),
      late: true,
      lateness: 'En retard de 12\u00a0minutes, suppléance prévenue',
      doneHref: '#',
      primary: { href: '#', label: 'Noter une réponse' },
      take: { action: '#', csrf: 'jeton' },
    },
    {
      id: 'k2',
      kind: 'CALL_BACK',
      sayable: 'Rappelez l’auteur, le matin seulement.',
      because: 'Réponse à l’auteur sous 7 jours ouvrés',
      to: 'Le guichet',
      dueAt: at('2026-11-25T17:00:00'),
      late: false,
      takenBy: 'Nora Lambert',
      doneHref: '#',
    },
  ],
  deadlines: [
    { what: 'Prendre en charge', dueAt: at('2026-11-24T17:00:00'), late: false, who: 'Brigade de gendarmerie de Pompey (exemple)' },
    { what: 'Répondre de la situation', dueAt: at('2026-11-30T17:00:00'), late: false, who: 'ARS' },
  ],
  transfers: [
    {
      id: 't1',
      role: 'ARS',
      organisation: 'ARS Grand Est, délégation de Meurthe-et-Moselle',
      there: 'Arrivé là-bas : dossier 57-26-7K3M-Q2',
      purpose: 'ACTION',
      status: 'SENT',
      remind: { to: { action: '#', csrf: 'jeton' }, leaves: 'Un courriel sans nom part à Mme Arbogast.' },
      remindedAt: at('2026-11-18T12:00:00'),
      actions: [
        { href: '#', label: 'Noter une réponse' },
        { href: '#', label: 'Annuler' },
      ],
    },
    {
      id: 't4',
      role: 'PARQUET',
      organisation: 'Parquet de Nancy (exemple)',
      purpose: 'ACTION',
      status: 'SENT',
      petition: {
        told: 5,
        of: 7,
        lacks: [
          'identité de la personne, avec sa naissance ou son âge (obligatoire) : non connu',
          'patrimoine : connu, mais cette transmission ne le dit pas',
        ],
      },
      actions: [],
    },
    { id: 't2', role: 'POLICE', organisation: 'Commissariat de Nancy (exemple)', purpose: 'ACTION', status: 'REROUTED', actions: [] },
    {
      id: 't3',
      role: 'GENDARMERIE',
      organisation: 'Brigade de gendarmerie de Pompey (exemple)',
      purpose: 'ACTION',
      status: 'ACKNOWLEDGED',
      actions: [
        { href: '#', label: 'Noter une réponse' },
        { href: '#', label: 'Annuler' },
      ],
    },
    {
      id: 't4',
      role: 'CD',
      organisation: 'Conseil départemental, direction de l’autonomie',
      purpose: 'ACTION',
      status: 'OUTCOME_GIVEN',
      actions: [],
    },
    { id: 't5', role: 'CCAS', organisation: 'CCAS de Nancy', purpose: 'INFORMATION', status: 'SENT', actions: [] },
  ],
  acts: [
    {
      kind: 'INJONCTION',
      authority: 'ARS_CD',
      since: '2 novembre 2026',
      until: '2 mai 2027',
      holds: true,
      reference: 'Courrier du 2 novembre 2026.',
      by: 'Nora Lambert',
    },
  ],
  facts: [
    { label: 'Lieu', text: 'EHPAD, Nancy' },
    { label: 'Mis en cause', text: 'Établissement ou service' },
    { label: 'Maltraitance', text: 'Négligences passives' },
    { label: 'À signaler', text: 'Isolement de la personne' },
  ],
  exchanges: [
    {
      id: 'a2',
      channel: 'Formulaire en ligne',
      at: at('2026-11-17T09:05:00'),
      href: '#',
      said: [
        { at: at('2026-11-18T11:00:00'), fromDesk: true, text: 'Voit-elle encore son médecin ?', files: '', read: true },
        { at: at('2026-11-18T18:40:00'), fromDesk: false, text: 'Non, plus depuis septembre.', files: 'ordonnance.jpg', read: false },
      ],
      unread: 1,
    },
  ],
  alerts: [
    {
      id: 'a1',
      channel: 'Téléphone',
      at: at('2026-11-16T14:20:00'),
      reporter: 'Un proche, connu du guichet',
      warnings: ['Anonyme envers le mis en cause', 'Ne rappeler que le matin, sans message'],
      sections: [{ label: 'Récit', text: '« Elle reste seule toute la journée. »\nL’auteur dit avoir vu des escarres le 12 novembre.' }],
      files: fileLines,
    },
    {
      id: 'a2',
      channel: 'Courriel',
      at: at('2026-11-17T09:05:00'),
      reporter: 'Claire Exemple, claire@exemple.fr',
      warnings: ['Le récit est le courriel tel quel\u00a0: relisez-le avant de transmettre, il peut nommer son auteur.'],
      sections: [{ label: 'Récit', text: 'Objet\u00a0: Ma voisine ne sort plus\n\nJe vous écris au sujet de ma voisine.' }],
      files: [],
      mail: {
        from: 'Claire Exemple <claire@exemple.fr>',
        href: '#',
        checks: [
          { label: 'DMARC', text: 'Le domaine affiché est bien celui qui a envoyé.', doubt: false },
          { label: 'SPF', text: 'Envoyé par un serveur que le domaine autorise.', doubt: false },
          { label: 'DKIM', text: 'Le domaine n’en dit rien.', doubt: false },
        ],
      },
    },
  ],
  addedFiles: [],
  addFilesHref: '#',
  entries: [
    entry(14, {
      kind: 'OUTCOME_GIVEN',
      at: at('2026-11-20T16:30:00'),
      who: 'Conseil départemental, par son lien',
      what: 'Suite donnée : accompagnement social ou médico-social',
      tone: 'answer',
      text: 'Une évaluation à domicile aura lieu le 27 novembre.',
    }),
    entry(13, {
      kind: 'ESCALATED',
      at: at('2026-11-19T17:00:00'),
      noticedAt: at('2026-11-19T19:40:00'),
      who: 'L’horloge du guichet',
      what: 'Direction de l’ARS informée du silence',
      why: 'Règle etablissement-ars, escalade 1 après le délai « reçu »',
      tone: 'late',
    }),
    entry(12, {
      kind: 'REMINDED',
      at: at('2026-11-18T12:00:00'),
      who: 'L’horloge du guichet',
      what: 'ARS relancée (relance 2)',
      why: 'Règle etablissement-ars, relance après 1 jour ouvré',
      tone: 'due',
    }),
    entry(11, {
      kind: 'REROUTED',
      at: at('2026-11-17T09:31:00'),
      who: 'Protocole, version 1',
      what: 'Transmission réorientée vers la brigade de Pompey',
      why: 'Refus du commissariat de Nancy : hors territoire',
      tone: 'plain',
    }),
  ],
  filters: [
    { label: 'Tout', href: '?', current: true },
    { label: 'Réponses', href: '?f=reponses', current: false },
    { label: 'Relances et retards', href: '?f=retards', current: false },
    { label: 'Notes', href: '?f=notes', current: false },
  ],
  note: form('#', ['text']),
  actions: [
    { href: '#', label: 'Ajouter une transmission' },
    { href: '#', label: 'Noter le résultat' },
    { href: '#', label: 'Clore' },
    { href: '#', label: 'Me retirer de ce dossier' },
  ],
  proof: { count: 14, head: '9f14c41d7a', verified: true, signedAt: at('2026-11-23T03:00:00') },
  protocol: { label: 'protocole départemental, version 1', href: '#' },
};

const fresh: CaseView = {
  ...open,
  qualification: 'AWAITED',
  exercise: true,
  danger: 3,
  way: startWay,
  transfers: [],
  deadlines: [],
  tasks: [],
  entries: [],
  note: form('#', ['text'], {}, [{ field: 'text', message: 'Écrivez la note' }]),
  actions: [{ href: '#', label: 'Qualifier', main: true }],
  proof: { count: 1, head: '9f1', verified: false },
  advance: { action: '#', csrf: 'jeton', dueAt: at('2026-11-24T17:00:00') },
  drill: { sentTo: 'exercice-54@guichet.example', end: { action: '#', csrf: 'jeton' } },
};

const closed: CaseView = {
  ...open,
  status: 'CLOSED',
  danger: 0,
  tasks: [],
  deadlines: [],
  result: {
    conclusion: 'TRES_PROBABLE',
    evidence: 'CONCORDANT',
    risk: 'REDUIT',
    wishes: 'ATTEINTS_EN_PARTIE',
    safer: 'PLUTOT',
    refusedByPerson: 'NON',
  },
  actions: [{ href: '#', label: 'Rouvrir' }],
};

export const caseSamples: Record<string, CaseView> = { open, fresh, closed };
