import { type Sender, sender } from './senders.ts';

/** How a product marks that its user is away. */
interface Product {
  name: string;
  subject: (about: string) => string;
  fields: Record<string, string>;
  envelope: string;
}

const answers = { 'In-Reply-To': '<{id}>', References: '<{id}>' };
const products: Product[] = [
  {
    name: 'Exchange',
    subject: (about) => `Réponse automatique : ${about}`,
    fields: { ...answers, 'X-Auto-Response-Suppress': 'All', 'Auto-Submitted': 'auto-generated' },
    envelope: '<>',
  },
  {
    name: 'Exchange, English',
    subject: (about) => `Automatic reply: ${about}`,
    fields: { ...answers, 'X-Auto-Response-Suppress': 'All', 'Auto-Submitted': 'auto-generated' },
    envelope: '<>',
  },
  {
    name: 'Zimbra',
    subject: (about) => `Re: ${about}`,
    fields: { ...answers, 'Auto-Submitted': 'auto-replied (zimbra; vacation)', Precedence: 'bulk' },
    envelope: '<>',
  },
  { name: 'Sieve', subject: (about) => `Auto: ${about}`, fields: { ...answers, 'Auto-Submitted': 'auto-replied (vacation)' }, envelope: '<>' },
  {
    name: 'a webmail',
    subject: (about) => `Re: ${about}`,
    fields: { ...answers, 'X-Autoreply': 'yes', Precedence: 'bulk', 'Auto-Submitted': 'auto-replied' },
    envelope: '<accueil@services.example>',
  },
  {
    name: 'an old vacation program',
    subject: (about) => `Absence : Re: ${about}`,
    fields: { Precedence: 'bulk' },
    envelope: '<accueil@services.example>',
  },
  {
    name: 'a host’s responder',
    subject: () => 'Message d’absence',
    fields: { 'X-Autorespond': 'Une transmission vous attend' },
    envelope: '<accueil@services.example>',
  },
  { name: 'a product that marks nothing', subject: () => 'Absente du bureau', fields: {}, envelope: '<accueil@services.example>' },
  { name: 'a server that marks nothing but its envelope', subject: (about) => `Re: ${about}`, fields: answers, envelope: '<>' },
];

function about(): string {
  return 'Une transmission vous attend';
}

/** What people write in them. */
const texts = [
  'Bonjour,\n\nJe suis absente jusqu’au 30 novembre. En cas d’urgence, contactez le secrétariat au 03 83 00 00 00.\n\nCordialement',
  'Je suis en congés du 23 au 30 novembre inclus. Je prendrai connaissance de votre message à mon retour.',
  'Actuellement en congé maternité, je serai de retour le 3 mars. Pour toute demande, merci de vous adresser à ma collègue : collegue@services.example',
  'Bonjour, je suis en déplacement et n’ai qu’un accès limité à ma messagerie. Je vous répondrai dès mon retour.',
  'Le service est fermé du 24 décembre au 2 janvier. Pendant cette période, adressez-vous au standard : 03 83 00 00 01.',
  'En arrêt maladie, je ne consulte pas mes messages. Vous pouvez joindre Mme Exemple, remplacante@services.example.',
  'Monsieur Exemple a quitté le service. Cette adresse n’est plus relevée : écrivez à accueil@services.example.',
  'I am out of the office until Monday 7 December with limited access to my e-mail. For urgent matters please contact my colleague.',
  'Thank you for your message. I am currently on annual leave and will be back on 4 January. I will reply upon my return.',
  'Je serai absent le vendredi 27 novembre. Mon retour est prévu lundi. En mon absence, contactez le 06 00 00 00 00.',
];

const foreign: [subject: string, text: string][] = [
  [
    'Automatische Antwort: Une transmission',
    'Ich bin im Urlaub und ab 7. Dezember wieder erreichbar. In dringenden Fällen wenden Sie sich an das Büro.',
  ],
  ['Respuesta automática: Une transmission', 'Estaré fuera de la oficina hasta el lunes. A mi regreso contestaré.'],
  ['Risposta automatica: Une transmission', 'Sono assente fino a lunedì. Al mio rientro risponderò.'],
  ['Automatisch antwoord: Une transmission', 'Ik ben afwezig tot maandag.'],
  ['Resposta automática: Une transmission', 'Estou ausente de férias até segunda-feira.'],
];

export const absences: Sender[] = [
  ...products.flatMap(({ name, subject, fields, envelope }) =>
    texts.map((text, index) =>
      sender('ABSENCE', `${name}, absence ${index + 1}`, {
        from: 'Accueil <accueil@services.example>',
        subject: subject(about()),
        text,
        fields,
        envelope,
      }),
    ),
  ),
  ...foreign.map(([subject, text]) =>
    sender('ABSENCE', subject, { from: 'accueil@services.example', subject, text, fields: { 'Auto-Submitted': 'auto-replied' } }),
  ),
];
