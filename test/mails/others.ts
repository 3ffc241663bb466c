import { type Sender, sender, subject } from './senders.ts';

const daemon = 'Mail Delivery System <MAILER-DAEMON@mx.services.example>';
const status = (action: string, code: string): string => `Final-Recipient: rfc822; {to}\nAction: ${action}\nStatus: ${code}\n`;

/** It is tried again. */
export const delays: Sender[] = [
  sender('DELAYED', 'a relay of the Postfix kind', {
    from: daemon,
    subject: 'Delayed Mail (still being retried)',
    text: '####################################################################\n# THIS IS A WARNING ONLY.  YOU DO NOT NEED TO RESEND YOUR MESSAGE. #\n####################################################################\n\nYour message could not be delivered for more than 4 hour(s).\nIt will be retried until it is 5 day(s) old.',
    status: status('delayed', '4.4.1'),
    form: 'report',
    returned: 'headers',
  }),
  sender('DELAYED', 'Exim', {
    from: 'Mail Delivery System <Mailer-Daemon@exim.services.example>',
    subject: 'Warning: message 1abcde-000000 delayed 24 hours',
    text: 'This message was created automatically by mail delivery software.\nA message that you sent has not yet been delivered to one or more of its recipients after more than 24 hours on the queue.\n\nNo action is required on your part. Delivery attempts will continue for some time, and this warning may be repeated at intervals.',
    returned: 'inline',
  }),
  sender('DELAYED', 'sendmail', {
    from: 'Mail Delivery Subsystem <MAILER-DAEMON@sm.services.example>',
    subject: 'Warning: could not send message for past 4 hours',
    text: '**********************************************\n**      THIS IS A WARNING MESSAGE ONLY      **\n**  YOU DO NOT NEED TO RESEND YOUR MESSAGE  **\n**********************************************\n\n   ----- The following addresses had transient non-fatal errors -----\n<{to}>\nWill keep trying until message is 5 days old',
    form: 'mixed',
    returned: 'headers',
  }),
  sender('DELAYED', 'a large provider', {
    from: 'Mail Delivery Subsystem <mailer-daemon@webmail.example>',
    subject: 'Delivery Status Notification (Delay)',
    text: '** Delivery incomplete **\n\nThere was a temporary problem delivering your message to {to}. We will retry for 46 more hours. You will be notified if the delivery fails permanently.',
    fields: { 'X-Failed-Recipients': 'accueil@services.example' },
    status: status('delayed', '4.4.1'),
    form: 'report',
    returned: 'headers',
  }),
  sender('DELAYED', 'Exchange', {
    from: 'postmaster@services.example',
    subject: 'Remise retardée : Une transmission vous attend',
    text: 'La remise aux destinataires suivants est retardée :\n\n{to}\n\nLe serveur continuera d’essayer de remettre ce message pendant 2 jours. Inutile de le renvoyer.',
    status: status('delayed', '4.4.7'),
    form: 'report',
    returned: 'headers',
  }),
  sender('DELAYED', 'a French host', {
    from: 'postmaster@hebergeur.example',
    subject: 'Avertissement : message différé',
    text: 'Votre message n’a pas encore pu être remis à {to}. De nouvelles tentatives auront lieu pendant 3 jours.',
    returned: 'inline',
  }),
  sender('DELAYED', 'a German relay', {
    from: daemon,
    subject: 'Zustellung verzögert',
    text: 'Die Zustellung wird erneut versucht. Sie müssen nichts tun. {to}',
    returned: 'inline',
  }),
];

/** It arrived. */
export const arrivals: Sender[] = [
  sender('DELIVERED', 'Exchange', {
    from: 'postmaster@services.example',
    subject: 'Remis : Une transmission vous attend',
    text: 'Votre message a été remis aux destinataires suivants :\n\n{to}',
    status: status('delivered', '2.1.5'),
    form: 'report',
  }),
  sender('DELIVERED', 'a relay', {
    from: daemon,
    subject: 'Successful Mail Delivery Report',
    text: 'Your message was successfully delivered to the destination(s) listed below.\n<{to}>',
    status: status('relayed', '2.0.0'),
    form: 'report',
    returned: 'headers',
  }),
  sender('DELIVERED', 'in words', {
    from: 'postmaster@hebergeur.example',
    subject: 'Confirmation de remise',
    text: 'Votre message a bien été remis avec succès à {to}.',
  }),
];

const receiptFields = { 'Auto-Submitted': 'auto-replied', 'In-Reply-To': '<{id}>' };
/** Somebody opened it. */
export const receipts: Sender[] = [
  ...['Lu : ', 'Read: ', 'Gelesen: ', 'Leído: ', 'Letto: '].map((begins) =>
    sender('RECEIPT', `Exchange, ${begins}`, {
      from: 'Accueil <accueil@services.example>',
      subject: `${begins}${subject}`,
      text: 'Votre message\n\n   À : Accueil\n   Objet : Une transmission vous attend\n\na été lu le lundi 30 novembre 2026.',
      form: 'report',
      fields: { 'Content-Type': 'multipart/report; report-type=disposition-notification; boundary="=_limite"', ...receiptFields },
    }),
  ),
  sender('RECEIPT', 'Thunderbird', {
    from: 'accueil@services.example',
    subject: `Accusé de lecture (affiché) - ${subject}`,
    text: 'Ceci est un accusé de réception de votre message. Il indique seulement que le message a été affiché sur l’ordinateur du destinataire.',
    envelope: '<accueil@services.example>',
    fields: { 'Content-Type': 'multipart/report; report-type=disposition-notification; boundary="=_limite"' },
    form: 'report',
  }),
  sender('RECEIPT', 'in words', {
    from: 'accueil@services.example',
    subject: `Lu : ${subject}`,
    text: 'Votre message a été lu.',
    fields: receiptFields,
  }),
  sender('RECEIPT', 'thrown away unread', {
    from: 'accueil@services.example',
    subject: `Non lu : ${subject}`,
    text: 'Votre message a été supprimé sans avoir été lu.',
    fields: receiptFields,
  }),
  sender('RECEIPT', 'Domino', {
    from: 'accueil@domino.example',
    subject: 'Return Receipt',
    text: 'Your document: Une transmission vous attend\nwas read by: Accueil',
    fields: receiptFields,
  }),
];

const told =
  'Bonjour,\n\nJe vous écris au sujet de ma voisine, qui ne sort plus de chez elle. Son fils lui crie dessus tous les soirs.\n\nUne voisine';
const writer = 'Claire Exemple <claire@courriel.example>';
const person = (name: string, shape: Partial<Parameters<typeof sender>[2]>): Sender =>
  sender('PERSON', name, { from: writer, subject: 'Inquiétude', text: told, envelope: '<claire@courriel.example>', ...shape });

/** What people write, whatever they write with, and what tools send on for them. */
export const people: Sender[] = [
  person('a webmail', {}),
  person('a telephone', { text: `${told}\n\nEnvoyé de mon téléphone` }),
  person('all in the subject', { subject: 'Ma mère n’est pas soignée à l’EHPAD, appelez-moi au 06 00 00 00 00', text: '' }),
  person('an Exchange inbox rule', { fields: { 'Auto-Submitted': 'auto-generated', 'X-MS-Exchange-Inbox-Rules-Loop': 'mairie@services.example' } }),
  person('a forwarding address', { fields: { 'Auto-Submitted': 'auto-forwarded' } }),
  person('a web form', {
    from: 'Site de la commune <ne-pas-repondre@commune.example>',
    subject: 'Formulaire de contact',
    fields: { 'Reply-To': writer, 'Auto-Submitted': 'auto-generated', 'X-Mailer': 'PHP' },
  }),
  person('a web form of few words', {
    from: 'wordpress@commune.example',
    subject: '[Contact] Nouveau message',
    text: 'Nom : Exemple\nMessage : pouvez-vous me rappeler ?',
    fields: { 'Auto-Submitted': 'auto-generated' },
  }),
  person('a registered letter', {
    from: 'Recommandé en ligne <avis@recommande.example>',
    subject: 'Un envoi recommandé vous attend',
    text: 'Maître Exemple vous adresse une lettre recommandée électronique au sujet d’une personne vulnérable. Objet : signalement.',
    fields: { 'Auto-Submitted': 'auto-generated' },
  }),
  person('a fax gateway', {
    from: 'Fax <fax@operateur.example>',
    subject: 'Fax de +33 3 83 00 00 00, 2 pages',
    text: 'Vous avez reçu un fax. Il est joint à ce message.',
    envelope: '<>',
  }),
  person('a machine that says it is none', { fields: { 'X-Autoresponder': '0', 'X-Auto-Reply': 'no' } }),
  person('an answer to an absence', { subject: 'Re: Réponse automatique : Inquiétude' }),
  person('a list of neighbours', {
    fields: {
      'List-Id': '<voisins.example>',
      'List-Post': '<mailto:voisins@listes.example>',
      Precedence: 'list',
      'List-Unsubscribe': '<mailto:x@listes.example>',
    },
  }),
  person('a shared mailbox made of a list', {
    from: "'Claire Exemple' via Accueil <accueil@asso.example>",
    fields: { 'List-Id': '<accueil.asso.example>', 'Reply-To': writer, Precedence: 'list' },
  }),
  person('a tool that sends to many', { fields: { 'List-Unsubscribe': '<https://x.example>', 'Feedback-ID': 'a:b:c' } }),
  person('a ticket tool', {
    from: 'Service social <support@tickets.example>',
    subject: '[#1234] Inquiétude',
    fields: { 'Auto-Submitted': 'auto-replied' },
  }),
  person('who sends a failure on', {
    subject: 'Tr : Mail delivery failed',
    text: 'Bonjour, mon message au guichet est revenu, que faire ?\n\n---------- Message transféré ----------\nDe : MAILER-DAEMON@mx.services.example\nObjet : Mail delivery failed\n\nThis message could not be delivered. 550 5.1.1 User unknown',
  }),
  person('who sends a failure on as a file', {
    subject: 'Tr: Undelivered Mail Returned to Sender',
    text: 'Voici ce que j’ai reçu.',
    form: 'mixed',
    returned: 'message',
  }),
  person('who speaks of her holidays', {
    text: 'Bonjour, je rentre de vacances et j’ai trouvé ma mère très amaigrie à l’EHPAD. Je suis disponible en semaine.',
  }),
  person('who will be away', {
    text: 'Bonjour, je m’inquiète pour mon père, que son aide à domicile insulte. Je serai absente jusqu’au 5 décembre, vous pouvez me joindre au 06 00 00 00 00.',
  }),
  person('about an absence of care', { subject: 'Absence de soins', text: 'Mon mari n’a pas reçu ses soins depuis trois jours.' }),
  person('with few words', { subject: 'Bonjour', text: 'Pouvez-vous me rappeler ?' }),
  person('with no words', { subject: '', text: '' }),
  person('who forwards a mail', {
    subject: 'Tr : ma tante',
    text: 'Voyez ce que ma cousine m’écrit.\n\n-------- Message transféré --------\nDe : Cousine\nObjet : ma tante\n\nElle a des bleus partout.',
  }),
  person('in English', {
    subject: 'My neighbour',
    text: 'Hello, I am worried about my neighbour. Her son shouts at her and takes her money. Please call me back.',
  }),
  person('a professional', {
    from: 'Infirmière libérale <idel@sante.example>',
    subject: 'Signalement',
    text: 'Patiente de 84 ans, hématomes aux bras, refuse d’en parler devant sa fille.',
  }),
  person('an invitation', { subject: 'Invitation : concertation', text: 'Je vous propose une réunion au sujet de la situation de M. Exemple.' }),
  person('a scanner', {
    from: 'Copieur <copieur@mairie.example>',
    subject: 'Numérisation',
    text: 'Document numérisé en pièce jointe.',
    fields: { 'Auto-Submitted': 'auto-generated' },
  }),
  person('with an envelope without a sender', { envelope: '<>' }),
  person('who writes as a machine is told not to', {
    from: 'ne-pas-repondre@plateforme.example',
    subject: 'Vous avez un nouveau message',
    text: 'Mme Exemple vous écrit : mon frère handicapé est enfermé le soir.',
    fields: { Precedence: 'bulk' },
  }),
  person('whose mail is urgent', { subject: 'URGENT', text: 'Il la frappe, venez vite.', fields: { 'X-Priority': '1', Importance: 'high' } }),
];

const machine = (name: string, shape: Partial<Parameters<typeof sender>[2]>): Sender =>
  sender('AUTOMATON', name, {
    from: 'Service <service@boutique.example>',
    subject: 'Information',
    text: '',
    envelope: '<service@boutique.example>',
    ...shape,
  });

/** What asks nothing of anybody. */
export const automatons: Sender[] = [
  machine('a newsletter', {
    subject: 'La lettre de novembre',
    text: 'Découvrez nos actualités. Voir dans votre navigateur. Se désabonner.',
    fields: { 'List-Unsubscribe': '<https://x.example>', Precedence: 'bulk' },
  }),
  machine('an offer', {
    subject: 'Soldes',
    text: '-30 % sur tout le magasin. Pour ne plus recevoir nos offres, désinscrivez-vous.',
    fields: { 'List-Unsubscribe': '<https://x.example>', 'Feedback-ID': 'a:b:c' },
  }),
  machine('a ticket tool', {
    subject: 'Votre demande n° 12345',
    text: 'Votre demande a bien été enregistrée sous le numéro 12345. Ceci est un message automatique, merci de ne pas y répondre.',
    fields: { 'Auto-Submitted': 'auto-replied' },
  }),
  machine('an English ticket tool', {
    subject: '[Ticket 12345] received',
    text: 'Thank you for contacting us. Your request has been received. Do not reply to this automated message.',
    fields: { 'Auto-Submitted': 'auto-replied' },
  }),
  machine('an agenda’s answer', {
    subject: 'Accepté : réunion',
    text: 'BEGIN:VCALENDAR\nMETHOD:REPLY\nEND:VCALENDAR',
    fields: { 'Content-Type': 'text/calendar; method=REPLY; charset=utf-8' },
  }),
];
