import type { InboundViews } from '../../templates/views/mails.ts';
import { at, deskChrome as chrome, form } from './parts.ts';

const filters = ['type', 'expediteur', 'reference', 'du', 'au'] as const;
const types = [
  { value: 'SPAM', label: 'Indésirable probable' },
  { value: 'OUT_OF_OFFICE', label: 'Réponse automatique' },
];
const tabs = ['Mis de côté', 'Écartés', 'Repris', 'Devenus ou joints à un dossier', 'Tous'].map((label, index) => ({
  href: '#',
  label,
  current: index === 0,
}));
const list = { chrome, tabs, types, waiting: 0, waitingHref: '#' };
const none = { first: 0, last: 0, total: 0 };
const reasonChoices = [
  { value: 'UNDESIRABLE', label: 'Publicité, démarchage ou escroquerie' },
  { value: 'MISTAKE', label: 'Envoyé au guichet par erreur' },
];
const mail = {
  chrome,
  backHref: '/guichet/courriels',
  subject: 'Ma voisine ne sort plus',
  from: 'Claire Exemple <claire@exemple.fr>',
  at: at('2026-11-23T08:40:00'),
  reasonChoices,
  attachments: [],
  checks: [],
  reasons: [],
  erased: false,
};

export const mailSamples: { [K in keyof InboundViews]: Record<string, InboundViews[K]> } = {
  'desk/inbound': {
    full: {
      ...list,
      filters: form('/guichet/courriels', filters),
      rows: [
        {
          href: '#',
          from: 'Claire Exemple <claire@exemple.fr>',
          subject: 'Ma voisine ne sort plus',
          excerpt: 'Bonjour, je vous écris au sujet de ma voisine du deuxième étage, que personne n’a vue depuis une semaine…',
          at: at('2026-11-23T08:40:00'),
          verdict: 'Indésirable probable',
          status: 'mis de côté',
        },
        {
          href: '#',
          from: 'accueil@cd.exemple',
          subject: 'Réponse automatique',
          excerpt: 'Absente jusqu’au 30 novembre.',
          at: at('2026-11-22T17:02:00'),
          verdict: 'Réponse automatique',
          status: 'mis de côté',
          reference: { text: '54-26-7K3M-Q2', href: '#' },
        },
      ],
      oneSender: { clearHref: '#' },
      pagination: { first: 1, last: 2, total: 132, next: '#' },
      empty: { text: '' },
    },
    waiting: {
      ...list,
      waiting: 2,
      filters: form('/guichet/courriels', filters),
      rows: [],
      pagination: none,
      empty: { text: 'Rien ici.' },
    },
    empty: {
      ...list,
      filters: form('/guichet/courriels', filters),
      rows: [],
      pagination: none,
      empty: { text: 'Rien ici. Les réponses automatiques, les listes et les indésirables viendront d’eux-mêmes.' },
    },
    error: {
      ...list,
      filters: form('/guichet/courriels', filters, { du: 'hier' }, [{ field: 'du', message: 'Écrivez la date comme 22/11/2026.' }]),
      rows: [],
      pagination: none,
      empty: { text: 'Aucun courriel ne correspond.', action: { href: '#', label: 'Voir tous les courriels' } },
    },
  },
  'desk/inbound-mail': {
    aside: {
      ...mail,
      verdict: 'Indésirable probable',
      status: 'mis de côté',
      reasons: ['Votre serveur de courrier l’a jugé indésirable.'],
      checks: [
        { label: 'DMARC', text: 'Le domaine affiché n’est pas prouvé\u00a0: l’adresse peut être usurpée.', doubt: true },
        { label: 'SPF', text: 'Envoyé par un serveur que le domaine autorise.', doubt: false },
        { label: 'DKIM', text: 'Le domaine n’en dit rien.', doubt: false },
      ],
      text: 'Bonjour,\n\nJe vous écris au sujet de ma voisine.',
      attachments: [{ name: 'photo.jpg', size: '1,2\u00a0Mo' }],
      release: {
        action: '/guichet/courriels/1/reprendre',
        csrf: 'jeton',
        title: 'Ce n’est pas un indésirable',
        label: 'En faire une alerte',
        consequences: ['Un dossier s’ouvre, à qualifier.', 'L’auteur reçoit un accusé de réception si son adresse peut recevoir une réponse.'],
      },
      discard: form('/guichet/courriels/1/ecarter', ['reason'], {}, [{ field: 'reason', message: 'Dites pourquoi ce courriel est écarté.' }]),
    },
    answer: {
      ...mail,
      verdict: 'Réponse',
      status: 'au dossier',
      text: 'Madame Petit n’est plus chez nous.',
      case: { reference: '54-26-7K3M-Q2', href: '#' },
      join: form('/guichet/courriels/1/joindre', ['dossier'], { dossier: '54-26' }, [
        { field: 'dossier', message: 'Ce dossier n’existe pas, ou ne vous est pas ouvert : vérifiez sa référence.' },
      ]),
      own: { action: '/guichet/courriels/1/dossier', csrf: 'jeton' },
      confirm: { action: '/guichet/courriels/1/expediteur', csrf: 'jeton' },
    },
    taken: {
      ...mail,
      mergeHref: '/guichet/dossiers/54-26-7K3M-Q2/situation',
      verdict: 'Alerte',
      status: 'au dossier',
      text: 'Elle est à l’hôpital depuis hier.\n\nLe 22 nov. 2026 à 10:00, Guichet 54 a écrit :\n> Votre message est reçu.',
      case: { reference: '54-26-7K3M-Q2', href: '#' },
      originalHref: '/guichet/courriels/1/original',
      confirmed: {
        by: 'Camille Lambert',
        at: at('2026-11-22T11:00:00'),
        takeBack: { action: '/guichet/courriels/1/expediteur/retrait', csrf: 'jeton' },
      },
    },
    erased: {
      ...mail,
      subject: 'Sans objet',
      erased: true,
      from: 'Expéditeur effacé',
      verdict: 'Liste ou boucle',
      status: 'écarté par un agent',
      decided: { at: at('2026-08-02T09:00:00'), text: 'Écarté\u00a0: Publicité, démarchage ou escroquerie' },
    },
  },
};
