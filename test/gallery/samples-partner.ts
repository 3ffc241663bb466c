import type { PartnerTransfer, PartnerViews } from '../../templates/views/partner.ts';
import { at, partnerChrome as chrome, deskChrome, form, ownWay } from './parts.ts';
import { fileLines } from './samples-files.ts';

type Samples = { [K in keyof PartnerViews]: Record<string, PartnerViews[K]> };

const transfer: PartnerTransfer = {
  reference: '54-2026-0183/1',
  role: 'ARS',
  organisation: 'ARS Grand Est, délégation de Meurthe-et-Moselle',
  mode: 'TRANSFER',
  purpose: 'ACTION',
  status: 'SENT',
  sentAt: at('2026-11-16T15:12:00'),
  asked: 'Évaluer la situation, agir dans votre compétence et dire au guichet la suite donnée.',
  because: ['Les faits se passent dans un établissement que vous autorisez et contrôlez.'],
  legalBasis: ['CASF_L119_2'],
  next: { what: 'Dire que vous l’avez reçue', dueAt: at('2026-11-25T17:00:00'), late: false },
};
const backHref = '/t/jeton';
const consulted: PartnerTransfer = { ...transfer, mode: 'CONSULTATION', asked: 'donner votre avis sur la situation.' };
const asked: PartnerTransfer = { ...transfer, mode: 'CONCERTATION', asked: 'prendre part à la concertation sur la situation.' };
const button = { action: '#', csrf: 'jeton' };

const list = {
  tabs: [
    { href: '#', label: 'À faire', current: true },
    { href: '#', label: 'En cours', current: false },
    { href: '#', label: 'Terminées, pour information', current: false },
  ],
  filters: form('/partenaire', ['reference', 'danger', 'lieu', 'suivi'] as const),
  dangers: [{ value: '3', label: 'Danger imminent ou vital' }],
  searched: false,
  exportHref: '#',
  calendarHref: '#',
  teamHref: '#',
  resultsHref: '#',
  holders: [{ value: 'personne', label: 'Personne de présent' }],
  empty: 'Rien à faire.',
};

const ownContactForm = (more: Record<string, string> = {}, errors: Parameters<typeof form>[3] = []) =>
  form(
    '#',
    ['says', 'name', 'service', 'email', 'phone', 'address'] as const,
    { name: 'Accueil', email: 'accueil@ccas.example', phone: '03 83 00 00 01', ...more },
    errors as [],
  );

export const partnerSamples: Samples = {
  'partner/own-contact': {
    asked: { chrome, body: 'CCAS de Nancy', form: ownContactForm(), ended: false },
    refused: {
      chrome,
      body: 'CCAS de Nancy',
      form: ownContactForm({ says: 'CORRECTED' }, [{ field: 'email', message: 'Écrivez une adresse électronique, comme service@exemple.fr.' }]),
      ended: false,
    },
    answered: { chrome, body: 'CCAS de Nancy', form: ownContactForm(), ended: false, answered: at('2026-11-22T10:00:00') },
    ended: { chrome, body: 'CCAS de Nancy', form: ownContactForm(), ended: true },
  },
  'partner/own-contacts': {
    some: {
      chrome: deskChrome,
      bodies: [
        {
          name: 'CCAS de Nancy',
          contacts: [
            {
              name: 'Accueil',
              place: 'Contact',
              service: 'Action sociale',
              email: 'accueil@ccas.example',
              phone: '03 83 00 00 01',
              address: '1 rue du Lac',
              href: '#',
              proposed: at('2026-11-22T10:00:00'),
            },
          ],
        },
        { name: 'Résidence autonomie', contacts: [] },
      ],
    },
    none: { chrome: deskChrome, bodies: [] },
  },
  'partner/own-contact-form': {
    plain: { chrome: deskChrome, body: 'CCAS de Nancy', name: 'Accueil', backHref: '#', form: ownContactForm() },
    again: { chrome: deskChrome, body: 'CCAS de Nancy', name: 'Accueil', backHref: '#', form: ownContactForm(), proposed: at('2026-11-22T10:00:00') },
  },
  'partner/list': {
    plain: {
      chrome: deskChrome,
      ...list,
      rows: [
        {
          href: '#',
          gist: 'Danger imminent, établissement de santé',
          grave: true,
          reference: '54-26-7K3M-Q2',
          reason: 'Pour action\u00a0: Transmis',
          orderedAt: at('2026-11-16T15:12:00'),
          holder: 'Alix Mathieu, absent jusqu’au 15 décembre 2026',
          what: 'Dire que vous l’avez reçue',
          dueAt: at('2026-11-20T17:00:00'),
          late: true,
          today: false,
        },
        {
          href: '#',
          gist: '',
          grave: false,
          reference: '54-26-B2DF-9X',
          reason: 'Pour information\u00a0: Transmis',
          orderedAt: at('2026-11-12T09:30:00'),
          late: false,
          today: false,
        },
      ],
      pagination: { first: 1, last: 2, total: 2 },
    },
    empty: { chrome: deskChrome, ...list, rows: [], pagination: { first: 0, last: 0, total: 0 } },
    shut: {
      chrome: deskChrome,
      ...list,
      shut: { since: '1er novembre 2026', phone: '03 83 00 00 00' },
      rows: [],
      pagination: { first: 0, last: 0, total: 0 },
    },
  },
  'partner/calendar': {
    none: { chrome: deskChrome, form: form('#', []), fileHref: '#' },
    made: {
      chrome: deskChrome,
      form: form('#', []),
      fileHref: '#',
      feed: { madeAt: at('2026-11-16T15:12:00'), lastReadOn: '2026-11-17', end: { action: '#' } },
    },
  },
  'partner/calendar-shown': {
    once: { chrome: deskChrome, address: 'https://guichet.example/agenda/9k3m0000000000000000000000000000/echeances.ics', backHref: '#' },
  },
  'partner/link': {
    sent: {
      chrome,
      transfer,
      form: { errors: [] },
      codeFirst: true,
      way: ownWay,
      acknowledge: { action: '#' },
      refuseHref: '#',
      askHref: '#',
      contentHref: '#',
    },
    consulted: {
      ...{ chrome, transfer: consulted, form: { errors: [] }, codeFirst: true, way: ownWay, acknowledge: { action: '#' } },
      ...{ opinion: { href: '#', said: false }, refuseHref: '#', askHref: '#', contentHref: '#' },
    },
    opinion: {
      ...{ chrome, transfer: { ...consulted, status: 'OUTCOME_GIVEN' }, form: { errors: [] }, codeFirst: false, way: ownWay },
      ...{ opinion: { href: '#', said: true }, contentHref: '#' },
    },
    concertation: {
      ...{ chrome, transfer: asked, form: { errors: [] }, codeFirst: true, way: ownWay, acknowledge: { action: '#' } },
      ...{ participate: { href: '#', said: false }, outcomeHref: '#', refuseHref: '#', askHref: '#', contentHref: '#' },
    },
    takesPart: {
      ...{ chrome, transfer: { ...asked, status: 'IN_CHARGE' }, form: { errors: [] }, codeFirst: false, way: ownWay },
      ...{ participate: { href: '#', said: true }, meeting: at('2026-12-03T14:00:00'), outcomeHref: '#', refuseHref: '#', contentHref: '#' },
    },
    acknowledged: {
      chrome,
      transfer: { ...transfer, status: 'ACKNOWLEDGED', next: { what: 'Prendre en charge', dueAt: at('2026-11-20T17:00:00'), late: true } },
      form: { errors: [] },
      codeFirst: true,
      way: ownWay,
      charge: { action: '#' },
      progressHref: '#',
      visit: at('2026-11-18T14:00:00'),
      refuseHref: '#',
      askHref: '#',
      outcomeHref: '#',
      contentHref: '#',
    },
    account: {
      holder: { name: null, href: '#' },
      chrome: { ...chrome, account: { name: 'Cellule de recueil', listHref: '#', signOut: { action: '#', csrf: 'jeton' } } },
      transfer: { ...transfer, status: 'OUTCOME_GIVEN' },
      form: { errors: [] },
      codeFirst: false,
      way: ownWay,
      outcomeHref: '#',
      contentHref: '#',
    },
    refused: {
      chrome,
      transfer: { ...transfer, status: 'REROUTED' },
      form: { errors: [] },
      codeFirst: true,
      way: ownWay,
      takeBack: { button: { action: '#' }, until: at('2026-11-23T17:10:00') },
    },
    information: {
      chrome,
      transfer: { ...transfer, purpose: 'INFORMATION', legalBasis: [] },
      form: { errors: [] },
      codeFirst: false,
      way: ownWay,
      contentHref: '#',
    },
    ended: { chrome, transfer: { ...transfer, status: 'CANCELLED' }, form: { errors: [] }, codeFirst: false, way: ownWay },
  },
  'partner/refuse': {
    plain: {
      chrome,
      transfer,
      form: form('#', ['reason', 'text'], {}, [{ field: 'reason', message: 'Dites pourquoi' }]),
      codeFirst: true,
      reasons: [
        { value: 'HORS_COMPETENCE', label: 'Hors compétence' },
        { value: 'AUTRE', label: 'Autre' },
      ],
      backHref,
    },
  },
  'partner/known': { plain: { chrome, transfer, form: form('#', ['number', 'text']), backHref } },
  'partner/opinion': {
    plain: {
      chrome,
      transfer: consulted,
      form: form('#', ['opinion', 'text']),
      opinions: ['FAVORABLE', 'RESERVE', 'DEFAVORABLE', 'SANS_AVIS'],
      backHref,
    },
    wrong: {
      chrome,
      transfer: consulted,
      form: form('#', ['opinion', 'text'], { opinion: 'RESERVE' }, [{ field: 'text', message: 'Écrivez votre avis, en quelques mots.' }]),
      opinions: ['FAVORABLE', 'RESERVE', 'DEFAVORABLE', 'SANS_AVIS'],
      backHref,
    },
  },
  'partner/participate': {
    plain: {
      chrome,
      transfer: asked,
      form: form('#', ['dates', 'others', 'text']),
      known: [{ value: '1764766800000', label: 'jeudi 3 décembre 2026, 14 h' }],
      backHref,
    },
    alone: { chrome, transfer: asked, form: form('#', ['dates', 'others', 'text']), known: [], backHref },
  },
  'partner/holder': {
    plain: { chrome, transfer, form: form('#', ['account']), people: [{ value: 'a', label: 'Alix Mathieu' }], backHref },
  },
  'partner/team': {
    plain: {
      chrome: deskChrome,
      form: form('#', ['until']),
      people: [{ name: 'Alix Mathieu' }, { name: 'Sacha Perrin', awayUntil: '2026-12-15' }],
      keepers: ['Sacha Perrin'],
      backHref: '#',
    },
    kept: {
      chrome: deskChrome,
      form: form('#', ['until']),
      people: [
        { name: 'Alix Mathieu', href: '#', standing: 'Compte ouvert', awayUntil: '2026-12-15' },
        { name: 'Noa Petit', href: '#', standing: 'Invitation envoyée, pas encore acceptée' },
        { name: 'Sacha Perrin', href: '#', standing: 'Partenaire, responsable des comptes' },
        { name: 'Lou Girard', href: '#', standing: 'Compte fermé' },
      ],
      keepers: ['Sacha Perrin'],
      inviteHref: '#',
      backHref: '#',
    },
    wrong: {
      chrome: deskChrome,
      form: form('#', ['until'], { until: '1' }, [{ field: 'until', message: 'Écrivez le dernier jour, comme 15/12/2026.' }]),
      people: [],
      keepers: [],
      backHref: '#',
    },
  },
  'partner/invite': {
    plain: {
      chrome: deskChrome,
      form: form('#', ['name', 'email', 'establishments']),
      establishments: [{ value: 'ehpad', label: 'EHPAD Les Mirabelliers' }],
      backHref: '#',
    },
    wrong: {
      chrome: deskChrome,
      form: form('#', ['name', 'email', 'establishments'], { name: 'Noa Petit' }, [
        { field: 'email', message: 'Écrivez une adresse électronique, comme prenom.nom@exemple.fr.' },
      ]),
      establishments: [],
      backHref: '#',
    },
  },
  'partner/member': {
    plain: {
      ...{ chrome: deskChrome, name: 'Alix Mathieu', email: 'alix.mathieu@exemple.fr', standing: 'Compte ouvert', active: true },
      ...{ lastSeenOn: '2026-11-27', close: button, handOver: button, backHref: '#' },
    },
    invited: {
      ...{ chrome: deskChrome, name: 'Noa Petit', email: 'noa.petit@exemple.fr', standing: 'Invitation envoyée, pas encore acceptée', active: true },
      ...{ close: button, invite: button, backHref: '#' },
    },
    closed: {
      ...{ chrome: deskChrome, name: 'Lou Girard', email: 'lou.girard@exemple.fr', standing: 'Compte fermé', active: false },
      ...{ lastSeenOn: '2026-10-02', backHref: '#' },
    },
  },
  'partner/progress': {
    blank: { chrome, transfer, form: form('#', ['visit', 'text', 'pieces']), limits: '10 fichiers au plus.', backHref },
    refused: {
      chrome,
      transfer,
      form: form('#', ['visit', 'text', 'pieces'], {}, [{ field: 'text', message: 'Donnez une date de visite, un texte ou une pièce.' }]),
      limits: '10 fichiers au plus.',
      visit: at('2026-11-18T14:00:00'),
      backHref,
    },
  },
  'partner/ask': { plain: { chrome, transfer, form: form('#', ['text']), backHref } },
  'partner/extension': {
    tooSoon: { chrome, transfer, form: form('#', ['until', 'text']), backHref },
    plain: { chrome, transfer, form: form('#', ['until', 'text']), room: { after: '30 novembre 2026', until: '30 décembre 2026' }, backHref },
  },
  'partner/outcome': {
    plain: {
      chrome,
      transfer,
      form: form('#', ['outcome', 'text']),
      outcomes: ['MESURES_CORRECTIVES', 'MISSION_D_INSPECTION_ET_CONTROLE', 'SANS_SUITE', 'NON_COMMUNICABLE', 'AUTRE'],
      backHref,
    },
  },
  'partner/enquiry': {
    plain: {
      chrome,
      transfer,
      questions: [{ name: 'reponse-1', label: '1. La personne a-t-elle été vue seule\u00a0?' }],
      form: form('#', ['reponse-1', 'outcome'], {}, [{ field: 'reponse-1', message: 'Répondez à la question 1.' }]),
      outcomes: ['MESURES_CORRECTIVES', 'SANS_SUITE'],
      backHref,
    },
  },
  'partner/code': {
    before: { chrome, title: 'Revenir sur votre refus', transfer, form: form('#', ['code']), send: { action: '#' }, backHref },
    sent: {
      chrome,
      title: 'Lire le contenu',
      transfer,
      form: form('#', ['code'], { code: '12' }, [{ field: 'code', message: 'Le code a six chiffres' }]),
      send: { action: '#' },
      sentTo: 'c…@ars54.example',
      sentAt: at('2026-11-23T10:10:00'),
      backHref,
    },
  },
  'partner/content': {
    plain: {
      chrome,
      transfer,
      sections: [
        { field: 'FACTS', label: 'Faits qualifiés', text: 'Négligences passives, danger grave.' },
        { field: 'NARRATIVE', label: 'Récit', text: '« Elle reste seule toute la journée. »\nL’auteur dit avoir vu des escarres le 12 novembre.' },
        { field: 'ATTACHMENTS', label: 'Pièces jointes', text: '' },
      ],
      files: fileLines.map(({ listenHref, ...line }) => line),
      originals: fileLines.slice(0, 1).map(({ listenHref, ...line }) => line),
      withheld: ['Identité de l’auteur', 'Ressources et patrimoine'],
      version: 2,
      since: at('2026-11-18T14:00:00'),
      first: ['L’auteur demande à ne pas être reconnu par la personne mise en cause.'],
      additions: [{ title: 'Complément, mercredi 18 novembre, 14 h', text: 'Le médecin traitant n’a plus été vu depuis septembre.' }],
      document: {
        href: '#',
        fingerprint: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
        version: 2,
        madeAt: at('2026-11-18T15:00:00'),
      },
      backHref,
      until: at('2026-11-23T11:12:00'),
    },
  },
  'partner/done': {
    plain: { chrome, transfer, what: 'ACKNOWLEDGED', next: 'La prise en charge est attendue lundi 30 novembre, 17 h.', backHref },
    already: { chrome, transfer, what: 'ACKNOWLEDGED', already: true, next: 'Dites-nous ensuite si vous prenez la situation en charge.', backHref },
  },
  'partner/ended': {
    expired: { chrome, why: 'EXPIRED' },
    revoked: { chrome, why: 'REVOKED' },
    unknown: { chrome, why: 'UNKNOWN' },
    ended: { chrome, why: 'ENDED' },
    shut: { chrome, why: 'SHUT' },
  },
};
