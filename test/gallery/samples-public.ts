import { partyFields } from '../../templates/views/party-fields.ts';
import type { DutyCallView, PublicViews } from '../../templates/views/public.ts';
import { at, publicChrome as chrome, form } from './parts.ts';
import { photo } from './samples-files.ts';

type Samples = { [K in keyof PublicViews]: Record<string, PublicViews[K]> };

const step = (number: number) => ({ chrome, step: number, steps: 9, backHref: '/54/alerter/precedent' });
const next = [
  'Une personne du guichet lit votre alerte, au plus tard demain à 17 h.',
  'Elle la transmet à ceux qui doivent agir.',
  'Vous suivez l’alerte avec votre code.',
];
const limits = { files: 20, each: 20, all: 40 };
const reachFields = ['reporterPhone', 'reporterEmail', 'reporterAddress', 'safeMoment', 'messageAllowed', 'announceAs', 'safeContact'] as const;
const data = {
  chrome,
  association: true,
  controller: 'Le département de Meurthe-et-Moselle (démonstration)',
  contact: 'dpo@54.example',
  terms: {
    CASE: '84 mois (7 ans)',
    CONTACT: '12 mois (1 an)',
    DECLARATION: '84 mois (7 ans)',
    DRAFT: '30 jours',
    MAIL: '90 jours',
    LOG: '12 mois (1 an)',
    REQUEST: '36 mois (3 ans)',
  },
};
const home = {
  chrome,
  alertHref: '/54/alerter',
  followHref: '/54/suivre',
  resumeHref: '/54/reprendre',
  trainingHref: '/54/formation',
  deskHref: '/guichet',
  host: { kind: 'CRIP' as const, name: 'CRIP, Meurthe-et-Moselle' },
};

const called = (state: DutyCallView['state']): DutyCallView => ({
  chrome: { ...chrome, desk: { name: 'Guichet départemental, Meurthe-et-Moselle', phone: '03 83 00 00 54' } },
  form: form('#', []),
  state,
  ...(!['TEST', 'ANSWERED'].includes(state) && {
    case: {
      reference: '54-26-7K3M-9Q',
      href: '/guichet/dossiers/54-26-7K3M-9Q',
      asked: [
        {
          sayable: 'Appeler tout de suite le 15, le 17 ou le 18 (le 114 pour une personne sourde), puis la police ou la gendarmerie compétente.',
          dueAt: at('2026-11-23T14:45:00'),
        },
      ],
    },
  }),
});

export const publicSamples: Samples = {
  'public/departments': {
    demonstration: {
      chrome: { zone: chrome.zone, now: chrome.now, demonstration: true, base: '/' },
      departments: [
        { code: '54', name: 'Meurthe-et-Moselle', href: '/54', demonstration: true },
        { code: '57', name: 'Moselle', href: '/57', demonstration: true },
      ],
      deskHref: '/guichet',
    },
  },
  'partner/duty-call': {
    waiting: called('WAITING'),
    yours: called('YOURS'),
    taken: called('TAKEN'),
    ended: called('ENDED'),
    unable: called('UNABLE'),
    test: called('TEST'),
    answered: called('ANSWERED'),
  },
  'public/home': {
    plain: home,
    closed: { ...home, chrome: { ...chrome, desk: { name: 'Guichet', opensAt: at('2026-11-24T09:00:00') } } },
    association: { ...home, host: { kind: 'ASSOCIATION', name: 'Association départementale d’écoute' } },
  },
  'public/alert/start': { plain: { chrome, form: form('/54/alerter', []), step: 0, steps: 9 } },
  'public/alert/reporter': {
    plain: { ...step(1), form: form('#', ['reporterLink', 'filler'], { reporterLink: 'PROCHE', filler: 'MOI' }) },
    error: {
      ...step(1),
      form: form('#', ['reporterLink', 'filler'], {}, [{ field: 'reporterLink', message: 'Dites qui vous êtes pour cette personne' }]),
    },
  },
  'public/alert/helper': { plain: { ...step(2), form: form('#', ['helperName', 'helperContact', 'helperAgreed'], { helperAgreed: 'OUI' }) } },
  'public/alert/danger': { plain: { ...step(2), form: form('#', ['danger']) } },
  'public/alert/emergency': { plain: { ...step(2), form: form('#', []) } },
  'public/alert/what': {
    plain: { ...step(3), form: form('#', ['what', 'narrative'], { what: ['NEGLIGENCES'] }) },
    error: {
      ...step(3),
      form: form('#', ['what', 'narrative'], {}, [{ field: 'narrative', message: 'Racontez en quelques mots, ou cochez au moins une ligne' }]),
    },
  },
  'public/alert/where': {
    plain: { ...step(4), communes: [], form: form('#', ['commune', 'inseeCode', 'place', 'establishment']) },
    several: {
      ...step(4),
      communes: [
        { value: '54395', label: 'Nancy (54000)' },
        { value: '54304', label: 'Laxou (54520)', hint: 'Meurthe-et-Moselle' },
      ],
      form: form('#', ['commune', 'inseeCode', 'place', 'establishment'], { commune: '54' }, [
        { field: 'inseeCode', message: 'Choisissez une commune' },
      ]),
    },
  },
  'public/alert/person': {
    other: { ...step(5), self: false, form: form('#', ['victimName', 'victimGroup', 'age', 'victimContact']) },
    self: { ...step(5), self: true, form: form('#', ['victimName', 'victimGroup', 'age', 'victimContact']) },
  },
  'public/alert/consent': { plain: { ...step(6), form: form('#', ['victimInformed', 'victimAgrees'], { victimInformed: 'NON' }) } },
  'public/alert/implicated': { plain: { ...step(6), form: form('#', partyFields(['implicatedKind', 'implicatedName', 'implicatedPlace'])) } },
  'public/alert/measures': { plain: { ...step(7), form: form('#', ['measures', 'measuresText']) } },
  'public/alert/files': {
    plain: { ...step(7), form: form('#', ['pieces', 'stripMetadata'], { stripMetadata: ['OUI'] }), kept: [], limits },
    kept: {
      ...step(7),
      form: form('#', ['pieces', 'stripMetadata'], {}, [
        { field: 'pieces', message: '«\u00a0film.mp4\u00a0» est une vidéo\u00a0: elle ne peut pas être envoyée ici.' },
      ]),
      kept: [{ ...photo, remove: { action: '#', csrf: 'jeton', hidden: [{ name: 'retirer', value: photo.id }] } }],
      limits,
    },
  },
  'public/alert/anonymity': { plain: { ...step(8), form: form('#', ['anonymousToDesk', 'anonymousToImplicated']) } },
  'public/alert/contact': {
    professional: {
      ...step(9),
      professional: true,
      association: true,
      form: form('#', ['safeChannel', 'reporterName', 'boundBySecrecy'], {}, [
        { field: 'safeChannel', message: 'Dites par quel moyen nous pouvons vous joindre' },
      ]),
    },
    other: {
      ...step(9),
      professional: false,
      association: false,
      form: form('#', ['safeChannel', 'reporterName', 'boundBySecrecy'], { safeChannel: 'EMAIL' }),
    },
  },
  'public/alert/reach': {
    phone: {
      ...step(10),
      moments: [{ value: 'MATIN', label: 'Le matin, de 8 h à 12 h' }],
      by: 'PHONE',
      form: form('#', reachFields, { safeMoment: 'MATIN', messageAllowed: 'NON' }),
    },
    email: {
      ...step(10),
      moments: [{ value: 'MATIN', label: 'Le matin, de 8 h à 12 h' }],
      by: 'EMAIL',
      form: form('#', reachFields, { reporterEmail: 'nora.lambert@exemple' }, [
        { field: 'reporterEmail', message: 'Écrivez une adresse complète, comme prenom.nom@exemple.fr' },
      ]),
    },
    letter: { ...step(10), moments: [{ value: 'MATIN', label: 'Le matin, de 8 h à 12 h' }], by: 'LETTER', form: form('#', reachFields) },
  },
  'public/alert/needs': { plain: { ...step(11), form: form('#', ['needs', 'language'], { needs: ['ECRIT'] }) } },
  'public/alert/check': {
    plain: {
      ...step(9),
      form: form('#', []),
      answers: [
        { question: 'Qui vous êtes', answer: 'Un proche', changeHref: '#', label: 'qui vous êtes' },
        {
          question: 'Ce qui se passe',
          answer: 'Des besoins négligés.\nElle ne mange plus le soir depuis un mois.',
          changeHref: '#',
          label: 'ce qui se passe',
        },
        { question: 'Où', answer: 'Nancy, à domicile', changeHref: '#', label: 'le lieu' },
      ],
      next,
    },
  },
  'public/receipt': {
    plain: {
      chrome,
      reference: '54-2026-0183',
      code: 'K7QM-4T2A-9XWD-HR6P',
      followHref: '/54/suivre',
      site: 'guichet.example/54',
      next,
      emergency: false,
    },
    emergency: {
      chrome,
      reference: '54-2026-0184',
      code: 'K7QM-4T2A-9XWD-HR6P',
      followHref: '/54/suivre',
      site: 'guichet.example/54',
      next,
      emergency: true,
    },
  },
  'public/later': {
    plain: {
      chrome,
      code: 'K7QM-4T2A-9XWD-HR6P-2J8N',
      until: at('2026-12-23T09:00:00'),
      continueHref: '/54/alerter/quoi',
      erase: { action: '/54/alerter/effacer', csrf: 'jeton' },
    },
  },
  'public/resume': { plain: { chrome, form: form('/54/reprendre', ['code']) } },
  'public/follow': {
    discreet: { chrome, discreet: true, form: form('/54/lire', ['code']) },
    plain: {
      chrome,
      form: form('/54/suivre', ['code'], { code: 'K7QM-4T2A' }, [
        { field: 'code', message: 'Ce code n’est pas complet : il a 16 lettres et chiffres' },
      ]),
    },
  },
  'public/afterwards': {
    error: {
      chrome,
      form: form('/54/suivre/avis', ['code', 'answeredBy', 'safer', 'heard'], { safer: 'PLUTOT' }, [
        { field: 'code', message: 'Ce code n’ouvre aucune alerte.' },
      ]),
      safer: ['BEAUCOUP', 'PLUTOT', 'PEU', 'PAS'],
    },
  },
  'public/write': {
    error: {
      chrome,
      form: form('/54/suivre/ecrire', ['code', 'text', 'pieces'], { text: 'Elle a chuté.' }, [
        { field: 'pieces', message: 'Choisissez de nouveau vos fichiers.' },
      ]),
    },
  },
  'public/followed': {
    open: {
      chrome,
      reference: '54-2026-0183',
      receivedAt: at('2026-11-17T09:05:00'),
      child: true,
      there: [{ label: 'Reçue', at: at('2026-11-17T10:00:00'), state: 'reached' }],
      handed: 'Les faits se passent dans un autre département : Guichet départemental, Moselle a votre alerte et s’en occupe.',
      steps: [
        { label: 'Reçue', at: at('2026-11-17T09:05:00'), state: 'reached' },
        { label: 'Lue par une personne du guichet', at: at('2026-11-17T09:30:00'), state: 'reached' },
        {
          label: 'Transmise à ceux qui doivent agir',
          at: at('2026-11-17T09:32:00'),
          state: 'current',
          text: 'Le guichet attend leur réponse et les relance.',
        },
        { label: 'Une suite est donnée', state: 'ahead' },
      ],
      lapsed: true,
      notRetained: false,
      cell: ' (Cellule de recueil, exemple)',
      messages: [
        { at: at('2026-11-18T11:00:00'), from: 'DESK', text: 'Pouvez-vous nous dire si elle voit encore son médecin ?', files: '', read: true },
        { at: at('2026-11-18T18:40:00'), from: 'YOU', text: 'Non, plus depuis septembre.', files: 'ordonnance.jpg', read: true },
        { at: at('2026-11-19T09:00:00'), from: 'DESK', text: 'Merci. Nous l’avons transmis.', files: '', read: false },
      ],
      form: form('#', ['code', 'text', 'pieces']),
      closed: false,
      wrong: false,
    },
    notRetained: {
      chrome,
      reference: '54-2026-0190',
      receivedAt: at('2026-11-17T09:05:00'),
      child: false,
      steps: [
        { label: 'Reçue', at: at('2026-11-17T09:05:00'), state: 'reached' },
        { label: 'Elle n’a pas donné lieu à une transmission', state: 'reached', text: 'Il manque des éléments pour agir.' },
      ],
      lapsed: false,
      notRetained: true,
      cell: '',
      messages: [],
      form: form('#', ['code', 'text', 'pieces'], {}, [{ field: 'text', message: 'Écrivez ce que vous voulez ajouter' }]),
      closed: false,
      wrong: true,
    },
    closed: {
      chrome,
      reference: '54-2026-0101',
      receivedAt: at('2026-06-02T09:05:00'),
      child: false,
      steps: [
        { label: 'Reçue', at: at('2026-06-02T09:05:00'), state: 'reached' },
        { label: 'Close', at: at('2026-09-02T09:05:00'), state: 'reached' },
      ],
      lapsed: false,
      notRetained: false,
      cell: '',
      messages: [],
      form: form('#', ['code', 'text', 'pieces']),
      closed: true,
      wrong: true,
      afterwards: {
        said: false,
        safer: ['BEAUCOUP', 'PLUTOT', 'PEU', 'PAS'],
        form: form('#', ['code', 'answeredBy', 'safer', 'heard'], { answeredBy: 'AUTRE', safer: 'PEU' }, [
          { field: 'heard', message: 'Dites si vous avez été entendu.' },
        ]),
      },
    },
  },
  'public/limited': {
    reading: { chrome, wait: '12\u00a0secondes' },
    writing: { chrome, wait: '3\u00a0minutes', retry: { action: '/54/alerter/quoi', hidden: [{ name: 'narrative', value: 'Elle ne mange plus.' }] } },
  },
  'public/accessibility': { plain: { chrome, contactEmail: '54@guichet.example', testedOn: chrome.now } },
  'public/data': { plain: data, department: { ...data, association: false } },
};
