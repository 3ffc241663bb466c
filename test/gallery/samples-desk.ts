import type { DeskViews } from '../../templates/views/desk.ts';
import type { WordsField } from '../../templates/views/find.ts';
import type { FactField, ReporterField, TaskLine, TransferLine } from '../../templates/views/lines.ts';
import { deskPartyFields } from '../../templates/views/party-fields.ts';
import type { QueueRow } from '../../templates/views/queue.ts';
import { askedFacts } from '../../vocabulary/fact-table.ts';
import { at, deskChrome as chrome, deskSignedOut, form, now } from './parts.ts';
import { caseSamples } from './samples-case.ts';
import { limits, photo } from './samples-files.ts';

type Samples = { [K in keyof DeskViews]: Record<string, DeskViews[K]> };

const here = { chrome, reference: '54-2026-0183', caseHref: '/guichet/dossiers/54-2026-0183' };
const transfer: TransferLine = {
  id: 't1',
  role: 'ARS',
  organisation: 'ARS Grand Est, délégation de Meurthe-et-Moselle',
  purpose: 'ACTION',
  status: 'SENT',
};
const task: TaskLine = {
  id: 'k1',
  kind: 'SILENT_RECIPIENT',
  sayable: 'L’ARS n’a pas répondu. Appelez la délégation et notez la réponse.',
  because: 'Accusé de réception attendu mercredi 18 novembre, 17 h',
  to: 'Le guichet',
  dueAt: at('2026-11-23T17:00:00'),
  late: false,
};
const wordsFields: WordsField[] = ['mots', 'du', 'au', 'commune', 'etablissement', 'partenaire'];
const facts: FactField[] = [
  'commune',
  'inseeCode',
  'place',
  'establishment',
  'establishmentName',
  'establishmentFound',
  ...deskPartyFields,
  'maltreatment',
  'danger',
  'victimName',
  'victimGroup',
  'victimContact',
  ...askedFacts,
  'flags',
  'measures',
  'health',
  'assets',
];
const reporter: ReporterField[] = [
  'reporterLink',
  'reporterName',
  'reporterContact',
  'safeChannel',
  'safeMoment',
  'messageAllowed',
  'announceAs',
  'language',
  'safeContact',
  'anonymousToDesk',
  'anonymousToImplicated',
];
const choices = {
  communes: [{ value: '54395', label: 'Nancy (54000)' }],
  establishments: [{ value: '540000001', label: 'Résidence des Tilleuls (fictive), Nancy' }],
  named: { meant: [{ value: '549990002', label: 'EHPAD Les Mirabelliers, Vandœuvre-lès-Nancy (FINESS 549990002)' }] },
  organisations: [{ value: 'ars-54', label: 'ARS Grand Est, délégation de Meurthe-et-Moselle' }],
};
const emergencies = [
  { phone: '15', label: 'SAMU', short: 'médecin' },
  { phone: '17', label: 'police, gendarmerie', short: 'police' },
  { phone: '18', label: 'pompiers', short: 'pompiers' },
  { phone: '112', label: 'partout en Europe', short: 'Europe' },
  { phone: '114', label: 'par SMS', short: 'SMS' },
];
const consequences = [
  'Le lien de l’ARS ne servira plus ; elle recevra un courriel qui le dit.',
  'L’obligation demeure : une tâche naîtra si personne ne répond d’ici jeudi 26 novembre, 17 h.',
];

const rows: QueueRow[] = [
  {
    href: '#',
    id: '54-2026-0191-k1',
    reference: '54-2026-0191',
    reason: 'Alerte en ligne qui signale un danger imminent',
    person: 'Zéphirine Quillevéré',
    danger: 3,
    place: 'Domicile',
    commune: 'Laxou',
    openedAt: at('2026-11-23T09:58:00'),
    dueAt: at('2026-11-23T10:28:00'),
    late: false,
    today: true,
    since: at('2026-11-23T09:58:00'),
    channel: 'Formulaire en ligne',
    also: [
      { reason: 'Rappeler l’auteur de l’alerte', since: at('2026-11-23T09:58:00'), dueAt: at('2026-11-25T17:00:00'), late: false },
      { reason: 'Destinataire silencieux : CCAS', silence: 'Silence depuis 1 jour ouvré', late: true, takenBy: 'Paul Renard' },
    ],
    status: 'OPEN',
  },
  {
    href: '#',
    id: '54-2026-0183-k1',
    reference: '54-2026-0183',
    reason: 'Destinataire silencieux : Agence régionale de santé',
    silence: 'Silence depuis 3 jours ouvrés',
    danger: 2,
    place: 'EHPAD',
    establishment: 'EHPAD Les Tilleuls (FINESS 540000001)',
    commune: 'Nancy',
    openedAt: at('2026-11-16T14:20:00'),
    dueAt: at('2026-11-20T17:00:00'),
    late: true,
    lateness: 'En retard de 12\u00a0minutes, suppléance prévenue',
    takenBy: 'Nora Lambert',
    status: 'OPEN',
  },
  {
    href: '#',
    id: '54-2026-0177-k1',
    reference: '54-2026-0177',
    reason: 'Le CCAS demande un complément',
    danger: 1,
    place: 'Domicile',
    commune: 'Lunéville',
    openedAt: at('2026-11-12T11:00:00'),
    dueAt: at('2026-11-24T17:00:00'),
    late: false,
    status: 'OPEN',
  },
  {
    href: '#',
    id: '54-2026-0150-k1',
    reference: '54-2026-0150',
    reason: 'Toutes les réponses sont là : clore',
    danger: 1,
    place: 'Foyer d’hébergement',
    openedAt: at('2026-10-30T16:45:00'),
    late: false,
    takenBy: 'Paul Renard',
    status: 'OPEN',
  },
];
const queues = [
  { href: '#', label: 'À faire maintenant', count: 12, current: true },
  { href: '#', label: 'À qualifier', count: 4, current: false },
  { href: '#', label: 'En retard', count: 2, current: false },
  { href: '#', label: 'Attendent une réponse', count: 31, current: false },
  { href: '#', label: 'Mes dossiers', count: 7, current: false },
  { href: '#', label: 'Tous les dossiers', count: 183, current: false },
];
const list = {
  chrome,
  title: 'À faire maintenant',
  queues,
  columns: [
    { key: 'reason' as const },
    { key: 'danger' as const, href: '?tri=danger' },
    { key: 'place' as const, href: '?tri=lieu' },
    { key: 'openedAt' as const, href: '?tri=recu' },
    { key: 'dueAt' as const, href: '?tri=-echeance', sorted: 'ascending' as const },
    { key: 'takenBy' as const },
  ],
  choosable: ['danger' as const, 'commune' as const, 'takenBy' as const],
  filters: {
    action: '#',
    fields: form('#', ['q', 'etat', 'attente', 'danger', 'place', 'mine', 'commune', 'partenaire', 'canal', 'du', 'au', 'colonnes'], {
      colonnes: ['danger', 'takenBy'],
    }).fields,
    errors: [],
  },
  people: [{ value: '7d5f', label: 'Nora Lambert' }],
  partners: choices.organisations,
  more: false,
  views: [{ href: '#', label: 'Silencieux de Nancy (partagée)', current: true }],
  saveHref: '#',
  named: { shown: true, href: '?noms=non' },
  newCallHref: '#',
  empty: { text: 'Rien n’attend. Les alertes en ligne et les réponses paraîtront ici.', action: { href: '#', label: 'Noter un appel' } },
};

const relief = {
  chrome,
  form: form('#', ['note', 'taches']),
  until: now,
  waiting: [],
  ringing: 0,
  newCallHref: '#',
  begun: [],
  drafts: [],
  groups: [],
  pastHref: '#',
};

const ownAccount = {
  chrome,
  digestHref: '#',
  name: 'Nora Lambert',
  email: 'agent@54.example',
  kind: 'Agente du guichet',
  shortest: 12,
  secondFactor: { on: false, href: '#', needed: true, demonstration: true },
  sessions: [
    { browser: 'Firefox sur Windows', sameLine: true, openedAt: now, usedAt: now },
    { browser: 'Safari sur iPhone ou iPad', sameLine: false, openedAt: now, usedAt: now, end: { action: '#', csrf: 'jeton' } },
    { browser: 'Navigateur', usedAt: now, end: { action: '#', csrf: 'jeton' } },
  ],
  signOutOthers: { action: '#', csrf: 'jeton' },
  signOutEverywhere: { action: '#', csrf: 'jeton' },
};

const taskFields = ['reached', 'text', 'postedOn', 'registered', 'pieces'] as const;

export const deskSamples: Samples = {
  'desk/sign-in': {
    demonstration: {
      chrome: deskSignedOut,
      form: form('#', ['email', 'password'], { email: 'agent@54.example' }, [
        { field: 'password', message: 'L’adresse ou le mot de passe n’est pas juste' },
      ]),
      expired: true,
      forgottenHref: '#',
      accounts: [
        { who: 'Agente', email: 'agent@54.example', password: 'guichet-54-agent', department: '54' },
        { who: 'Coordinatrice', email: 'coordination@54.example', password: 'guichet-54-coord', department: '54' },
      ],
    },
    real: {
      chrome: { ...deskSignedOut, demonstration: false },
      form: form('#', ['email', 'password']),
      expired: false,
      forgottenHref: '#',
      accounts: [],
    },
  },
  'desk/totp': { plain: { chrome: deskSignedOut, form: form('#', ['code']) } },
  'desk/queues': {
    full: {
      ...list,
      rows,
      refreshHref: '/guichet/liste',
      notTakenOver: { held: 2, heldHref: '#', free: 1, freeHref: '#' },
      pagination: { first: 1, last: 4, total: 12, next: '?page=2' },
    },
    empty: { ...list, rows: [], more: true, states: true, tableHref: '#', pagination: { first: 0, last: 0, total: 0 } },
  },
  'desk/relief': {
    full: {
      ...relief,
      waiting: [
        { who: 'Anne Martin', at: now, note: 'M. Dupont rappelle à 14 h : le laisser parler.', hands: true, take: { action: '#', csrf: 'jeton' } },
      ],
      ringing: 1,
      begun: [{ who: 'Anne Martin', hour: now }],
      drafts: [{ what: 'Courrier à terminer', href: '#', hour: now }],
      mails: { count: 2, href: '#' },
      groups: [{ title: 'En retard, ou à échéance', rows, more: true }],
    },
    quiet: { ...relief, own: { at: now, note: 'Rien à signaler.', withdraw: { action: '#', csrf: 'jeton' } } },
  },
  'desk/reliefs': {
    taken: { chrome, rows: [{ who: 'Anne Martin', at: now, note: 'Rien à signaler.', taken: { who: 'Nora Lambert', at: now } }], next: '?page=2' },
    none: { chrome, rows: [] },
  },
  'desk/bulk': {
    before: {
      chrome,
      title: 'Confier les tâches de 3 dossiers',
      done: false,
      cases: [
        {
          reference: '54-26-7K3M-Q2',
          href: '#',
          does: [{ id: '54-26-7K3M-Q2/k1', what: 'Appeler, Conseil départemental', will: 'sera confiée à Nora Lambert' }],
          leaves: [{ what: 'Rappeler l’auteur', why: 'reste à Anne Martin, qui l’a prise' }],
        },
        { reference: '54-26-7K3M-Q3', href: '#', does: [], leaves: [], nothing: 'Aucune tâche n’attend dans ce dossier.' },
      ],
      form: form('#', ['fait']),
      press: 'Confier ces tâches',
      people: { action: '#', chosen: '7d5f', choices: [{ value: '7d5f', label: 'Nora Lambert' }], carried: [{ name: 'acte', value: 'confier' }] },
      backHref: '#',
    },
    after: {
      chrome,
      title: 'Prendre les tâches d’un dossier',
      done: true,
      cases: [
        { reference: '54-26-7K3M-Q2', href: '#', does: [{ id: '54-26-7K3M-Q2/k1', what: 'Rappeler l’auteur', will: 'est à vous' }], leaves: [] },
      ],
      form: form('#', ['fait']),
      undo: { href: '#', label: 'Rendre ces tâches' },
      backHref: '#',
    },
    empty: { chrome, title: 'Prendre les tâches', done: false, cases: [], form: form('#', ['fait']), backHref: '#' },
  },
  'desk/save-view': { plain: { chrome, form: form('#', ['nom', 'partagee', 'liste', 'demande']), backHref: '#' } },
  'desk/find': {
    asked: { chrome, form: form('#', ['texte']), wordsHref: '#' },
    found: {
      chrome,
      form: form('#', ['texte'], { texte: 'quillever' }),
      wordsHref: '#',
      found: {
        cases: rows.slice(0, 2).map((row, at) => ({
          ...row,
          why: at === 0 ? 'Nom de la personne concernée' : 'Nom de l’auteur de l’alerte, à peu près',
          ...(at === 0 && { victim: 'Zéphirine Quillever' }),
        })),
        more: true,
        places: [{ label: 'Laxou', why: 'Commune : ses dossiers', href: '#' }],
        contact: { reference: '54-26-C-7K3M-Q2A', kind: 'Conseil', channel: 'Téléphone', at: at('2026-11-20T10:00:00') },
      },
    },
    nothing: { chrome, form: form('#', ['texte'], { texte: 'xyz' }), wordsHref: '#', found: { cases: [], more: false, places: [] } },
  },
  'desk/find-words': {
    asked: { chrome, form: form('#', wordsFields), establishments: [], partners: [], findHref: '#' },
    under: {
      chrome,
      form: form('#', wordsFields, { mots: 'escarre' }),
      establishments: [],
      partners: [],
      findHref: '#',
      found: { goesOn: '250 dossiers lus sur 4 812.', stop: { action: '#', csrf: 'jeton' } },
    },
    refused: {
      chrome,
      form: form('#', wordsFields, { mots: 'escarre' }, [{ field: 'du', message: 'Dites d’abord où chercher\u00a0: une période, une commune…' }]),
      establishments: [{ value: '540000001', label: 'Résidence Les Tilleuls' }],
      partners: [{ value: 'cd', label: 'Conseil départemental' }],
      findHref: '#',
    },
    found: {
      chrome,
      form: form('#', wordsFields, { mots: 'escarre', du: '2026-11-01' }),
      establishments: [],
      partners: [],
      findHref: '#',
      found: {
        cases: rows.slice(0, 1).map((row) => ({
          ...row,
          why: 'Note',
          victim: 'Zéphirine Quillever',
          excerpt: { before: '…\u00a0l’auteur dit avoir vu des ', hit: 'escarre', after: 's au talon, depuis deux semaines.' },
        })),
        more: true,
        says: '1\u202f250 dossiers lus sur 3\u202f400, les plus récents.',
        isWhole: false,
      },
    },
    nothing: {
      chrome,
      form: form('#', wordsFields, { mots: 'xyz' }),
      establishments: [],
      partners: [],
      findHref: '#',
      found: { cases: [], more: false, says: '12 dossiers lus.', isWhole: true },
    },
    unopened: {
      chrome,
      form: form('#', wordsFields, { mots: 'xyz' }),
      establishments: [],
      partners: [],
      findHref: '#',
      found: {
        cases: [],
        more: false,
        says: '11 dossiers lus. 1 dossier n’a pu être ouvert\u00a0: ces mots y sont peut-être.',
        isWhole: false,
      },
    },
    stopped: {
      chrome,
      form: form('#', wordsFields, { mots: 'xyz' }),
      establishments: [],
      partners: [],
      findHref: '#',
      found: { stopped: 'Trop de recherches attendent déjà\u00a0: cherchez à nouveau dans un moment.' },
    },
  },
  // A part of the page above, where it is seen.
  'desk/queue-live': {},
  'desk/call': {
    begun: {
      chrome: { ...chrome, notice: { kind: 'IMPORTANT', text: 'Vous reprenez un brouillon.' } },
      form: form(
        '#',
        ['notes', 'calledAt', 'contactKind', 'answer', 'pieces', ...reporter, ...facts],
        {
          notes: 'Voisine. « Elle crie le soir. »\nNe mange plus depuis un mois ?',
          contactKind: 'ALERT',
          maltreatment: ['NEGLIGENCES_PASSIVES'],
          flags: ['ISOLATION'],
          danger: '2',
        },
        [{ field: 'commune', message: 'Choisissez la commune dans la liste' }],
      ),
      choices,
      files: [photo],
      limits,
      begun: [{ who: 'Nora Lambert', hour: now, take: { action: '#' } }],
      sheetHref: '#',
      draftHref: '/guichet/appels/1/brouillon',
      ringing: [{ caller: '03 83 00 00 01', take: { action: '#' } }],
      draftKept: true,
      next: [
        'Je relis vos réponses avec vous.',
        'Votre alerte part aujourd’hui à ceux qui doivent agir.',
        'Le guichet les relance s’ils ne répondent pas.',
      ],
      emergencies,
    },
  },
  'desk/urgent': {},
  'desk/begun': {},
  'desk/call-sheet': { plain: { chrome, emergencies, next: ['Je relis vos réponses avec vous.'] } },
  'desk/call-ended': { plain: { chrome, contactKind: 'ADVICE', reference: '54-2026-C0042', newCallHref: '#' } },
  'desk/qualify': {
    plain: {
      ...here,
      code: '7K3M-Q2X8-VT40-9HBC',
      alike: [
        {
          reference: '54-26-8RRS-ZF',
          href: '#',
          status: 'OPEN',
          openedAt: now,
          danger: 2,
          where: 'Domicile, Nancy',
          reasons: ['Même téléphone', 'Même nom de personne concernée'],
          join: { action: '#', csrf: 'jeton' },
          apart: { action: '#', csrf: 'jeton' },
        },
        {
          reference: '54-26-8RRT-AA',
          href: '#',
          status: 'CLOSED',
          openedAt: now,
          where: 'Domicile',
          reasons: ['Même téléphone'],
          apart: { action: '#' },
        },
      ],
      form: form(
        '#',
        [...facts, 'reporterLink', 'legalBasis', 'victimConsent', 'victimInformed', 'authorAgreed', 'toTell'] as (
          | FactField
          | 'legalBasis'
          | 'reporterLink'
          | 'victimConsent'
          | 'victimInformed'
          | 'authorAgreed'
          | 'toTell'
        )[],
        { danger: '2', place: 'ETABLISSEMENT_PERSONNES_AGEES/EHPAD', toTell: 'Elle reste seule toute la journée.' },
      ),
      choices: { ...choices, communes: [] },
      alerts: [
        {
          label: 'Téléphone',
          at: at('2026-11-16T14:20:00'),
          text: 'Voisine. « Elle reste seule toute la journée. »\nL’auteur dit avoir vu des escarres.',
        },
      ],
      herself: true,
      notRetainedHref: '#',
    },
  },
  'desk/preview': {
    plain: {
      ...here,
      place: ['Les faits sont à Metz (57), hors de ce département.'],
      age: ['La personne est mineure : la CRIP est saisie.'],
      parties: [
        { who: 'Hector Vauquelin, son fils', says: 'N’écarte aucun destinataire.' },
        {
          who: 'Armelle Le Floc’h, Autre professionnel, Aide à domicile du Val',
          says: 'Écarte : CCAS de Nancy. Son établissement n’est pas dans l’annuaire\u00a0: le guichet ne sait pas qui lui est lié. Vérifiez qu’aucun destinataire ne l’est.',
        },
      ],
      recipients: [
        {
          role: 'ARS',
          organisation: 'ARS Grand Est, délégation de Meurthe-et-Moselle',
          contact: 'Cellule de recueil',
          mode: 'TRANSFER',
          purpose: 'ACTION',
          because: [{ id: 'etablissement-ars', text: 'Les faits se passent dans un EHPAD.', legalBasis: 'CASF_L119_2' }],
          legalBasis: [],
          discloses: ['VICTIM_IDENTITY', 'PLACE', 'FACTS', 'NARRATIVE'],
          withheld: ['REPORTER_IDENTITY', 'ASSETS'],
          channels: 'par courriel, puis par téléphone',
          deadlines: [
            { reach: 'SENT', dueAt: at('2026-11-23T12:00:00'), state: 'running' },
            { reach: 'ACKNOWLEDGED', dueAt: at('2026-11-25T17:00:00'), state: 'projected' },
            { reach: 'IN_CHARGE', dueAt: at('2026-12-01T17:00:00'), state: 'projected' },
          ],
          already: false,
          toldNow: true,
        },
        {
          role: 'CCAS',
          mode: 'TRANSFER',
          purpose: 'INFORMATION',
          because: [{ id: 'isolement', text: 'La personne est isolée.' }],
          legalBasis: ['CP_226_14_1'],
          discloses: ['PLACE'],
          withheld: [],
          channels: 'par courriel',
          unverifiedHref: '#',
          deadlines: [],
          already: true,
          toldNow: true,
        },
      ],
      endings: [
        {
          value: 't2.IN_CHARGE',
          organisation: 'Conseil départemental de Meurthe-et-Moselle',
          purpose: 'ACTION',
          status: 'IN_CHARGE',
          why: 'Les faits ont été précisés. Le protocole ne vous demande plus d’agir.',
        },
      ],
      dropped: ['CCAS de Nancy'],
      tasks: [
        {
          task: 'CONFIRM_IN_WRITING',
          to: 'Le guichet',
          dueAt: at('2026-11-24T17:00:00'),
          sayable: 'Confirmez par écrit ce qui a été dit au téléphone.',
        },
      ],
      gaps: [{ role: 'GENDARMERIE', why: 'Aucune brigade n’est compétente à Maxéville dans l’annuaire.' }],
      excluded: [{ organisation: 'Résidence des Tilleuls (fictive)', why: 'Elle emploie la personne mise en cause.' }],
      doubts: ['L’article 226-14, 2° du code pénal demande plus : recueillir l’accord de la personne.'],
      text: {
        text: 'Ma mère, dit Mme Lefèvre, reste seule toute la journée.',
        hard: ['un nom : « Lefèvre »'],
        soft: ['On y lit un lien de parenté ou de voisinage : « Ma mère »'],
        unchanged: false,
        held: 'Si vous confirmez, les transmissions partent à leur heure, sans ce récit.',
      },
      form: form('#', []),
      editHref: '#',
      protocol: { title: 'protocole départemental, version 1', href: '#' },
    },
  },
  'desk/case': caseSamples,
  'desk/text': {
    plain: {
      ...here,
      form: form('#', ['text'], { text: 'Sa fille dit qu’elle reste seule.' }),
      herself: true,
      hard: [],
      soft: ['On y lit un lien de parenté ou de voisinage : « ma mère »'],
      versions: [{ version: 1, at: at('2026-11-16T14:20:00'), who: 'Camille Aubry', text: 'Elle reste seule toute la journée.' }],
    },
    refused: {
      ...here,
      form: form('#', ['text'], { text: 'Mme Lefèvre le dit.' }, [
        { field: 'text', message: 'Ce texte désigne l’auteur de l’alerte. Retirez un nom : « Lefèvre ».' },
      ]),
      herself: false,
      hard: [],
      soft: [],
      versions: [],
    },
  },
  'desk/add-transfer': {
    plain: {
      ...here,
      form: form('#', ['role', 'organisation', 'mode', 'purpose', 'policy', 'discloses', 'legalBasis', 'questions'], {
        mode: 'TRANSFER',
        purpose: 'ACTION',
      }),
      organisations: choices.organisations,
      policies: [{ value: 'standard', label: 'D’abord par courriel, reçu sous 2 jours ouvrés' }],
    },
  },
  'desk/replace-link': { plain: { ...here, transfer, form: form('#', ['reason']), consequences } },
  'desk/cancel-transfer': {
    plain: { ...here, transfer, form: form('#', ['reason'], {}, [{ field: 'reason', message: 'Dites pourquoi' }]), consequences },
  },
  'desk/take-back': {
    plain: { ...here, transfer: { ...transfer, status: 'REFUSED' }, form: form('#', []), until: at('2026-11-23T10:10:00'), consequences },
    late: { ...here, transfer: { ...transfer, status: 'REFUSED' }, form: form('#', []), consequences },
  },
  'desk/original': {
    hidden: {
      ...here,
      transfer,
      form: form('#', ['reason', 'sure'], {}, [{ field: 'sure', message: 'Cochez cette case' }]),
      file: photo,
      beyond: ['le lieu, à quelques mètres près : 48.6921, 6.1844', 'l’appareil : Fabricant X'],
      hidesAuthor: true,
      names: ['un nom : « Jeanne »'],
    },
    known: { ...here, transfer, form: form('#', ['reason', 'sure']), file: photo, beyond: [], hidesAuthor: false, names: [] },
  },
  'desk/give-information': {
    plain: {
      ...here,
      transfer: { ...transfer, status: 'INFORMATION_REQUESTED' },
      form: form('#', ['text']),
      asked: 'Quel est le nom du médecin traitant ?',
    },
  },
  'desk/extension': {
    asked: {
      ...here,
      transfer: { ...transfer, status: 'IN_CHARGE' },
      form: form('#', ['decision', 'until', 'text'], { decision: 'GRANTED', until: '2026-12-15' }),
      room: { after: '30 novembre 2026', until: '30 décembre 2026' },
      asked: { until: at('2026-12-15T23:59:00'), text: 'La visite n’a pu être fixée que le 8 décembre.' },
    },
    unasked: {
      ...here,
      transfer: { ...transfer, status: 'IN_CHARGE' },
      form: form('#', ['decision', 'until', 'text'], {}, [{ field: 'until', message: 'Donnez le dernier jour.' }]),
      room: { after: '30 novembre 2026', until: '30 décembre 2026' },
    },
  },
  'desk/challenge': {
    plain: { ...here, transfer: { ...transfer, status: 'OUTCOME_GIVEN' }, form: form('#', ['text']), answered: 'Rien n’a été constaté.' },
  },
  'desk/record-answer': {
    plain: {
      ...here,
      transfer,
      form: form('#', ['answer', 'refusal', 'outcome', 'opinion', 'dates', 'saidAt', 'text']),
      mode: 'TRANSFER',
      answers: [
        { value: 'ACKNOWLEDGED', label: 'Il l’a reçue' },
        { value: 'IN_CHARGE', label: 'Il prend en charge' },
        { value: 'REFUSED', label: 'Il refuse' },
        { value: 'OUTCOME_GIVEN', label: 'Il donne une suite' },
      ],
    },
    consulted: {
      ...here,
      transfer,
      form: form('#', ['answer', 'refusal', 'outcome', 'opinion', 'dates', 'saidAt', 'text']),
      mode: 'CONSULTATION',
      answers: [{ value: 'OPINION', label: 'Avis donné' }],
    },
    concertation: {
      ...here,
      transfer,
      form: form('#', ['answer', 'refusal', 'outcome', 'opinion', 'dates', 'saidAt', 'text']),
      mode: 'CONCERTATION',
      answers: [{ value: 'TAKES_PART', label: 'Participe à la concertation' }],
    },
  },
  'desk/meeting': {
    proposed: {
      ...here,
      form: form('#', ['date', 'when', 'text'], { date: '1' }),
      proposed: [
        { value: '1', label: 'jeudi 3 décembre 2026, 14 h', hint: 'Convient à 2 sur 2' },
        { value: '2', label: 'vendredi 4 décembre 2026, 9 h', hint: 'Convient à 1 sur 2' },
      ],
      taking: ['CCAS de Nancy', 'Centre ALMA 54'],
      silent: ['Conseil départemental'],
    },
    none: { ...here, form: form('#', ['date', 'when', 'text']), proposed: [], taking: [], silent: ['Conseil départemental'] },
    again: {
      ...here,
      form: form('#', ['date', 'when', 'text'], { when: 'hier' }, [{ field: 'when', message: 'Choisissez un moment à venir.' }]),
      ...{ proposed: [], taking: ['CCAS de Nancy'], silent: [], meeting: at('2026-12-03T14:00:00') },
    },
  },
  'desk/author': {
    empty: {
      ...here,
      channel: 'Téléphone',
      receivedAt: at('2026-11-17T09:05:00'),
      safe: ['Seulement par téléphone.', 'Ne pas laisser de message.'],
      refused: [],
      told: 'Une tâche demande de le rappeler pour le lui dire.',
      said: [],
      form: form('#', ['text'], {}, [{ field: 'text', message: 'Écrivez le message avant de l’envoyer.' }]),
      giveCode: { action: '#', csrf: 'jeton' },
    },
    code: {
      ...here,
      channel: 'Téléphone',
      receivedAt: at('2026-11-17T09:05:00'),
      safe: [],
      refused: [],
      told: 'Il n’a laissé aucun moyen sûr : il le verra en revenant avec son code.',
      said: [{ at: at('2026-11-18T11:00:00'), fromDesk: true, text: 'Voit-elle encore son médecin ?', files: '', read: false }],
      form: form('#', ['text']),
      code: 'K7QM-4T2A-9XWD-HR6P',
    },
  },
  'desk/task': {
    reach: { ...here, task, form: form('#', taskFields), asksReached: true },
    plain: { ...here, task: { ...task, late: true, kind: 'CALL_BACK' }, form: form('#', taskFields), asksReached: false },
    author: {
      ...here,
      task: {
        ...task,
        kind: 'CALL_BACK',
        author: {
          phone: '03 83 00 00 01',
          lines: [
            'Seulement par téléphone.',
            'Le matin, de 8 h à 12 h.',
            'Ne pas laisser de message.',
            'Se présenter comme « le service des retraites ».',
          ],
          tell: ['Reçue. Votre alerte est gardée par le guichet.', 'Lue par une personne du guichet.'],
        },
      },
      form: form('#', taskFields),
      asksReached: false,
    },
    letter: {
      ...here,
      task: { ...task, kind: 'LETTER' },
      form: form('#', taskFields, {}, [{ field: 'postedOn', message: 'Écrivez le jour du dépôt comme ceci\u00a0: 27/11/2026.' }]),
      asksReached: true,
      post: { letterHref: '#', limits: 'Vingt fichiers au plus.' },
    },
    hand: {
      ...here,
      task: { ...task, kind: 'HAND_DELIVERY' },
      form: form('#', taskFields),
      asksReached: true,
      post: { letterHref: '#', limits: 'Vingt fichiers au plus.' },
    },
  },
  'desk/result': { plain: { ...here, form: form('#', ['conclusion', 'evidence', 'risk', 'wishes', 'safer', 'refusedByPerson', 'text']) } },
  'desk/close': {
    blocked: {
      ...here,
      form: form('#', []),
      blockers: [{ text: 'L’ARS n’a pas répondu.', href: '#' }, { text: 'Le résultat pour la personne n’est pas noté.' }],
      consequences: [],
      dropped: [],
      stay: [],
    },
    ready: {
      ...here,
      form: form('#', []),
      blockers: [],
      consequences: ['Les liens encore ouverts ne serviront plus.', 'Le guichet regardera à nouveau dans 3 mois.'],
      dropped: [task],
      stay: [task],
    },
  },
  'desk/not-retained': {
    plain: {
      ...here,
      form: form('#', ['reason', 'text']),
      reasons: ['HORS_CHAMP', 'SANS_ELEMENT', 'DEJA_TRAITE', 'AUTRE_CIRCUIT', 'RETIRE_PAR_AUTEUR', 'AUTRE'],
      consequences,
    },
  },
  'desk/reopen': { plain: { ...here, form: form('#', ['text']), consequences: ['Le dossier revient dans les files d’attente.'] } },
  'desk/hold': {
    plain: { ...here, form: form('#', ['why', 'until', 'text']) },
    held: {
      ...here,
      form: form('#', ['why', 'until', 'text']),
      held: { why: 'PROCEDURE', until: now + 400 * 24 * 3_600_000 },
      lift: { action: '#', csrf: 'jeton' },
    },
  },
  'desk/informing': {
    plain: { ...here, form: form('#', ['whom', 'done', 'day', 'why', 'text']), noted: [] },
    noted: {
      ...here,
      form: form('#', ['whom', 'done', 'day', 'why', 'text']),
      noted: [
        { whom: 'PERSONNE', on: now },
        { whom: 'MIS_EN_CAUSE', until: now + 30 * 24 * 3_600_000, why: 'DANGER' },
      ],
    },
  },
  'desk/step-back': {
    plain: { ...here, form: form('#', ['text']), consequences: ['Vous ne verrez plus ce dossier.', 'Vos tâches reviennent au guichet.'] },
  },
  'desk/accounts': {
    plain: {
      chrome,
      accounts: [
        { href: '#', name: 'Nora Lambert', email: 'agent@54.example', kind: 'Agente du guichet', active: true, lastSeenOn: '2026-11-23' },
        { href: '#', name: 'Cellule de recueil', email: 'cellule@ars54.example', kind: 'Partenaire', organisation: 'ARS Grand Est', active: false },
      ],
      newHref: '#',
      keysHref: '#',
    },
  },
  'desk/account': {
    new: {
      chrome,
      form: form('#', ['name', 'email', 'kind', 'organisation', 'establishments', 'ties']),
      kinds: [
        { value: 'AGENT', label: 'Agent du guichet' },
        { value: 'COORDINATOR', label: 'Coordination' },
      ],
      organisations: choices.organisations,
      establishments: choices.organisations,
      backHref: '#',
    },
    existing: {
      chrome,
      form: form('#', ['name', 'email', 'kind', 'organisation', 'establishments', 'ties'], { name: 'Nora Lambert' }),
      kinds: [{ value: 'AGENT', label: 'Agent du guichet' }],
      organisations: [],
      establishments: [],
      backHref: '#',
      existing: {
        name: 'Nora Lambert',
        active: true,
        lastSeenOn: '2026-11-23',
        suspend: { action: '#' },
        sendLink: { action: '#' },
        removeFactor: { action: '#' },
      },
    },
  },
  'desk/forgotten': {
    plain: { chrome: deskSignedOut, form: form('#', ['email']), backHref: '#' },
    error: {
      chrome: deskSignedOut,
      form: form('#', ['email'], { email: 'nora' }, [
        { field: 'email', message: 'Écrivez votre adresse électronique, comme prenom.nom@exemple.fr.' },
      ]),
      backHref: '#',
    },
  },
  'desk/choose-password': {
    plain: {
      chrome: deskSignedOut,
      form: form('#', ['newPassword']),
      shortest: 12,
      forgottenHref: '#',
      account: { email: 'nora.lambert@guichet.example', invited: true },
    },
    gone: { chrome: deskSignedOut, form: form('#', ['newPassword']), shortest: 12, forgottenHref: '#' },
  },
  'desk/traces': {
    chosen: {
      chrome,
      action: '#',
      accounts: [{ value: 'nora', label: 'Nora Lambert', chosen: true }],
      manyCases: 30,
      from: 7,
      until: 20,
      unusual: [{ name: 'Nora Lambert', href: '#', day: '2026-11-14', cases: 42, outside: 3 }],
      chosen: {
        name: 'Nora Lambert',
        traces: [
          { at: now, what: 'Connexion', by: 'Nora Lambert', line: 1 },
          { at: now, what: 'Compte modifié', by: 'Alix Martin', about: 'Nora Lambert', line: 2 },
        ],
        readings: [{ at: now, reference: '54-2026-ABCD', href: '#' }],
      },
    },
    nothing: { chrome, action: '#', accounts: [], manyCases: 30, from: 7, until: 20, unusual: [] },
  },
  'desk/first-steps': {
    lacking: {
      chrome: { ...chrome, demonstration: false, mailsStay: true },
      lacks: [
        { what: 'L’annuaire est vide.', remedy: 'Ajoutez les organismes, ou importez l’annuaire.', mend: { href: '#', label: 'Ouvrir l’annuaire' } },
        { what: 'Aucun courriel ne part.', remedy: 'Passez en production.' },
      ],
    },
    ready: { chrome, lacks: [] },
  },
  'desk/left': {
    suspended: {
      chrome,
      name: 'Nora Lambert',
      active: false,
      accountsHref: '#',
      backHref: '#',
      dutyHref: '#',
      duty: [{ starts: now, ends: now + 86_400_000, standIn: true }],
      tasks: [
        { reference: '54-2026-ABCD', href: '#', held: false },
        { reference: '54-2026-EFGH', href: '#', held: true },
      ],
      hiddenTasks: 0,
      calls: 2,
      changes: 1,
      changesHref: '#',
    },
    nothing: {
      chrome,
      name: 'Nora Lambert',
      active: false,
      accountsHref: '#',
      backHref: '#',
      duty: [],
      tasks: [],
      hiddenTasks: 3,
      calls: 0,
      changes: 0,
    },
  },
  'desk/digest': {
    plain: {
      chrome,
      form: form('#', ['quand', 'heure'], { quand: 'JOUR', heure: '8' }),
      email: 'agent@54.example',
      hours: [{ value: '8', label: '8 h' }],
      accountHref: '#',
    },
  },
  'desk/own-account': {
    plain: {
      ...ownAccount,
      form: form('#', ['password', 'newPassword']),
    },
    error: {
      ...ownAccount,
      form: form('#', ['password', 'newPassword'], {}, [
        { field: 'password', message: 'Ce n’est pas votre mot de passe actuel.' },
        { field: 'newPassword', message: 'Donnez au moins 12 caractères.' },
      ]),
      secondFactor: { on: true, href: '#', needed: true, demonstration: false },
    },
  },
  'desk/own-factor': {
    add: {
      chrome,
      form: form('#', ['password', 'code']),
      forced: true,
      offered: { secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP', address: 'otpauth://totp/Guichet' },
      backHref: '#',
    },
    remove: {
      chrome,
      form: form('#', ['password', 'code'], {}, [{ field: 'code', message: 'Ce code n’est pas le bon.' }]),
      forced: false,
      backHref: '#',
    },
  },
  'desk/case-lines': {
    readings: {
      ...here,
      title: 'Qui a lu ce dossier',
      columns: ['Quand', 'Qui', 'Pourquoi'],
      lines: [
        [
          { label: 'Quand', at: now },
          { label: 'Qui', text: 'Nora Lambert' },
          { label: 'Pourquoi', text: 'Page du dossier' },
        ],
      ],
      none: 'Personne encore.',
    },
    none: { ...here, title: 'Qui a lu ce dossier', lead: 'Les lectures sont notées.', columns: ['Quand'], lines: [], none: 'Personne encore.' },
  },
  'desk/duty-week': {
    plain: {
      chrome,
      form: form('#', ['days', 'opens', 'closes', 'person', 'phone', 'level', 'first', 'last'], { level: '0', first: '23/11/2026' }),
      days: ['lundi', 'mardi', 'mercredi', 'jeudi', 'vendredi', 'samedi', 'dimanche'].map((label, index) => ({ value: `${index + 1}`, label })),
      levels: [
        { value: '0', label: 'D’astreinte : appelée en premier' },
        { value: '1', label: 'En suppléance' },
      ],
      people: [{ value: '1', label: 'Paul Renard' }],
      backHref: '#',
    },
  },
  'desk/duty-absence': {
    plain: {
      chrome,
      form: form('#', ['away', 'first', 'last', 'person', 'phone']),
      people: [{ value: '1', label: 'Paul Renard' }],
      backHref: '#',
    },
  },
  'desk/duty-replace': {
    plain: {
      chrome,
      line: { from: now, until: at('2026-11-23T19:00:00') },
      person: 'Paul Renard',
      form: form('#', ['person', 'phone']),
      people: [{ value: '2', label: 'Nora Lambert' }],
      backHref: '#',
    },
  },
  'desk/duty-swap': {
    plain: {
      chrome,
      line: { from: now, until: at('2026-11-23T19:00:00') },
      form: form('#', ['wanted']),
      lines: [{ value: '1', label: 'Paul Renard : du mardi 24 novembre, 9 h au mardi 24 novembre, 19 h' }],
      backHref: '#',
    },
    nobody: { chrome, line: { from: now, until: at('2026-11-23T19:00:00') }, form: form('#', ['wanted']), lines: [], backHref: '#' },
  },
  'desk/duty-test': {
    plain: {
      chrome,
      person: 'Nora Lambert',
      phone: '06 00 00 00 02',
      calledAt: at('2026-11-20T14:15:00'),
      dueAt: at('2026-11-21T14:15:00'),
      take: { action: '#' },
      form: form('#', ['found']),
      findings: [
        { value: 'NUMBER', label: 'Le numéro n’était pas le bon : il est corrigé dans l’astreinte.' },
        { value: 'REACHED', label: 'La personne est jointe, et reçoit les SMS.' },
        { value: 'REPLACED', label: 'Quelqu’un d’autre prend cette astreinte.' },
      ],
      backHref: '#',
    },
  },
  'desk/duty': {
    plain: {
      chrome,
      now: {
        from: now,
        until: at('2026-11-23T19:00:00'),
        person: 'Paul Renard',
        phone: '06 00 00 00 01',
        standIn: 'Nora Lambert',
        standInPhone: '06 00 00 00 02',
      },
      shifts: [
        {
          from: at('2026-11-23T19:00:00'),
          until: at('2026-11-24T09:00:00'),
          person: 'Nora Lambert',
          phone: '06 00 00 00 02',
          remove: { action: '#' },
        },
        {
          from: at('2026-11-24T09:00:00'),
          until: at('2026-11-24T19:00:00'),
          person: 'Paul Renard',
          phone: '06 00 00 00 01',
          standIn: 'Nora Lambert',
          standInPhone: '06 00 00 00 02',
          remove: { action: '#' },
        },
      ],
      form: form('#', ['from', 'until', 'person', 'phone', 'standIn', 'standInPhone']),
      lastResort: '03 83 00 00 99',
      number: form('#', ['number'], { number: '03 83 00 00 99' }),
      people: [
        { value: '1', label: 'Paul Renard' },
        { value: '2', label: 'Nora Lambert' },
      ],
      holes: [{ from: at('2026-11-28T19:00:00'), until: at('2026-11-29T09:00:00') }],
      missed: [{ name: 'Nora Lambert', phone: '06 00 00 00 02', calledAt: at('2026-11-20T14:15:00'), href: '#', takenBy: 'Claude Thiébaut' }],
      weeks: [
        {
          times: 'lundi au jeudi, de 18 h à 9 h le lendemain',
          days: 'depuis le 1er novembre 2026',
          person: 'Paul Renard',
          phone: '06 00 00 00 01',
          standIn: false,
          unable: false,
          stop: { action: '#' },
        },
        {
          times: 'vendredi au dimanche, de 18 h à 18 h le lendemain',
          days: 'du 1er novembre 2026 au 31 janvier 2027 inclus',
          person: 'Nora Lambert',
          phone: '06 00 00 00 02',
          standIn: true,
          unable: true,
        },
      ],
      swaps: [
        {
          giver: 'Nora Lambert',
          asked: 'Paul Renard',
          given: { from: at('2026-11-23T19:00:00'), until: at('2026-11-24T09:00:00') },
          wanted: { from: at('2026-11-24T09:00:00'), until: at('2026-11-24T19:00:00') },
          accept: { action: '#' },
          drop: { action: '#' },
        },
      ],
    },
    empty: { chrome, shifts: [], people: [], holes: [], missed: [], lastResort: null, weeks: [], swaps: [] },
    unable: {
      weeks: [],
      swaps: [],
      chrome,
      now: {
        from: now,
        until: at('2026-11-23T19:00:00'),
        person: 'Paul Renard',
        phone: '06 00 00 00 01',
        unable: true,
        standIn: 'Nora Lambert',
        standInPhone: '06 00 00 00 02',
        next: { person: 'Nora Lambert', phone: '06 00 00 00 02' },
      },
      shifts: [{ from: at('2026-11-23T19:00:00'), until: at('2026-11-24T09:00:00'), person: 'Paul Renard', phone: '06 00 00 00 01', unable: true }],
      people: [],
      lastResort: null,
      missed: [],
      holes: [{ from: at('2026-11-23T19:00:00'), until: at('2026-11-24T09:00:00') }],
    },
  },
  'desk/protocol': {
    plain: {
      chrome,
      title: 'Protocole départemental',
      version: 'departement@1',
      proofHref: '/guichet/protocole/preuve',
      publishedAt: at('2026-11-02T10:00:00'),
      intake: ['L’auteur a une réponse sous 7 jours ouvrés.', 'L’alerte est qualifiée sous 1 jour ouvré.'],
      chapters: [
        {
          title: 'Danger',
          rules: [
            {
              id: 'danger-police',
              when: 'Si le danger est imminent ou vital,',
              effect: 'appeler la police ou la gendarmerie tout de suite.',
              because: 'Une vie peut dépendre d’un appel.',
              legalBasis: 'CP_434_3',
            },
          ],
        },
      ],
      otherwise: 'Quand aucune transmission pour action ne reste, le Conseil départemental est saisi.',
      inConflict: 'Quand un lien d’intérêt écarte un organisme, un destinataire indépendant est ajouté.',
      policies: [
        {
          id: 'standard',
          title: 'D’abord par courriel, reçu sous 2 jours ouvrés',
          sentences: ['Par courriel, puis par téléphone.', 'Reçu sous 2 jours ouvrés, relance après 1 jour ouvré.'],
        },
      ],
      steps: [{ id: 'confirmer', sentence: 'Après un appel, confirmer par écrit sous 48 heures.' }],
      desk: ['Quand un destinataire demande un complément, le guichet le donne sous 1 jour ouvré.'],
      closing: 'Un dossier se clôt quand chaque transmission pour action a une réponse.',
      versionsHref: '#',
    },
  },
  'desk/mailbox': {
    plain: {
      chrome,
      search: '',
      mails: [
        {
          href: '#',
          to: 'cellule@ars54.example',
          subject: '[Démonstration] Alerte à traiter : transmission 54-2026-0183/1',
          at: at('2026-11-16T15:12:00'),
          read: false,
        },
        { href: '#', to: 'ccas@nancy.example', subject: 'Pour information', at: at('2026-11-16T15:13:00'), read: true },
      ],
      pagination: { first: 1, last: 2, total: 2 },
    },
    empty: { chrome, search: '', mails: [], pagination: { first: 0, last: 0, total: 0 } },
  },
  'desk/mail': {
    plain: {
      chrome,
      from: '54@guichet.example',
      to: 'cellule@ars54.example',
      subject: 'Alerte à traiter',
      at: at('2026-11-16T15:12:00'),
      text: 'Voir et répondre :\nhttp://localhost:3977/t/aaaa?x=1&y=2\n',
      messageId: '<0198f3a2-6a51-7c1e-9f5e-2b8c5b7d1a44.t1.TRANSFER.1@guichet.example>',
      backHref: '#',
    },
  },
};
