import { type Returned, type Sender, sender } from './senders.ts';

const final = (action: string, code: string, diagnostic: string): string =>
  `Final-Recipient: rfc822; {to}\nAction: ${action}\nStatus: ${code}\nDiagnostic-Code: smtp; ${diagnostic}\n`;

interface Server {
  name: string;
  from: string;
  subject: string;
  text: string;
  status?: string;
  form?: 'report' | 'mixed' | 'text' | 'html';
  returned?: Returned;
  fields?: Record<string, string>;
  envelope?: string;
}

const daemon = 'Mail Delivery System <MAILER-DAEMON@mx.services.example>';
const why = {
  unknown: ['5.1.1', '550 5.1.1 <{to}>: Recipient address rejected: User unknown in virtual mailbox table'],
  full: ['5.2.2', '552 5.2.2 Mailbox full'],
  policy: ['5.7.1', '554 5.7.1 Message rejected under local policy'],
  domain: ['5.1.2', 'Host or domain name not found'],
  expired: ['4.4.7', 'delivery time expired'],
  none: ['5.0.0', 'Remote host said: 550 no'],
} as const;

/** Each way in which each server says that a mail did not arrive. */
const servers: Server[] = [
  // With a report as it should be.
  ...Object.entries(why).map(
    ([cause, [code, said]]): Server => ({
      name: `a relay of the Postfix kind, ${cause}`,
      from: daemon,
      subject: 'Undelivered Mail Returned to Sender',
      text: `This is the mail system at host mx.services.example.\n\nI'm sorry to have to inform you that your message could not be delivered to one or more recipients.\n\n<{to}>: ${said}`,
      status: final('failed', code, said),
      form: 'report',
      returned: cause === 'full' ? 'headers' : 'message',
      fields: { 'Auto-Submitted': 'auto-replied' },
    }),
  ),
  ...['message', 'headers', 'none'].map(
    (returned): Server => ({
      name: `an Exchange server, ${returned}`,
      from: 'Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@services.example>',
      subject: 'Non remis : Une transmission vous attend',
      text: 'Échec de la remise aux destinataires ou groupes suivants :\n\n{to}\nL’adresse de messagerie que vous avez entrée est introuvable.',
      status: final('failed', '5.1.10', 'RESOLVER.ADR.RecipientNotFound'),
      form: 'report',
      returned: returned as Returned,
    }),
  ),
  {
    name: 'a provider of the State',
    from: 'postmaster@services.example',
    subject: 'Notification d’état de remise (Échec)',
    text: 'Ceci est une notification automatique d’état de remise.\n\nLa remise aux destinataires suivants a échoué.\n\n       {to}',
    status: final('failed', '5.1.1', '550 5.1.1 unknown'),
    form: 'report',
    returned: 'headers',
  },
  {
    name: 'a report whose status part is empty',
    from: daemon,
    subject: 'Returned mail: see transcript for details',
    text: '   ----- The following addresses had permanent fatal errors -----\n<{to}>',
    status: '',
    form: 'report',
    returned: 'message',
  },
  {
    name: 'a report without a status part',
    from: 'postmaster@mx.services.example',
    subject: 'Delivery Status Notification (Failure)',
    text: 'The following message to <{to}> was undeliverable.',
    form: 'report',
    returned: 'message',
  },
  {
    name: 'a report that expired',
    from: daemon,
    subject: 'Undeliverable mail',
    text: 'Your message expired in our queue.',
    status: final('expired', '4.4.7', 'expired'),
    form: 'report',
    returned: 'headers',
  },
  {
    name: 'a report in no words known here',
    from: daemon,
    subject: 'Raporto pri via letero',
    text: 'Via letero ne alvenis.',
    form: 'report',
    returned: 'message',
  },
  {
    name: 'a report of several recipients, one of whom had it',
    from: daemon,
    subject: 'Delivery Notification',
    text: 'See below.',
    status: `Final-Recipient: rfc822; autre@services.example\nAction: delivered\nStatus: 2.0.0\n\n${final('failed', '5.1.1', '550 unknown')}`,
    form: 'report',
    returned: 'headers',
  },
  // In words, as servers of before and many gateways do.
  {
    name: 'qmail',
    from: 'MAILER-DAEMON@qmail.services.example',
    subject: 'failure notice',
    text: "Hi. This is the qmail-send program at qmail.services.example.\nI'm afraid I wasn't able to deliver your message to the following addresses.\nThis is a permanent error; I've given up. Sorry it didn't work out.\n\n<{to}>:\nSorry, no mailbox here by that name. (#5.1.1)",
    returned: 'inline',
  },
  {
    name: 'Exim',
    from: 'Mail Delivery System <Mailer-Daemon@exim.services.example>',
    subject: 'Mail delivery failed: returning message to sender',
    text: 'This message was created automatically by mail delivery software.\n\nA message that you sent could not be delivered to one or more of its\nrecipients. This is a permanent error. The following address(es) failed:\n\n  {to}\n    Unrouteable address',
    fields: { 'X-Failed-Recipients': 'accueil@services.example', 'Auto-Submitted': 'auto-replied' },
    returned: 'inline',
  },
  {
    name: 'Exim, after days',
    from: 'Mail Delivery System <Mailer-Daemon@exim.services.example>',
    subject: 'Mail delivery failed: returning message to sender',
    text: 'A message that you sent could not be delivered to one or more of its recipients.\n\n  {to}\n    retry timeout exceeded',
    fields: { 'X-Failed-Recipients': 'accueil@services.example' },
    returned: 'inline',
  },
  {
    name: 'a large provider, in words',
    from: 'Mail Delivery Subsystem <mailer-daemon@webmail.example>',
    subject: 'Delivery Status Notification (Failure)',
    text: "** Address not found **\n\nYour message wasn't delivered to {to} because the address couldn't be found, or is unable to receive mail.\n\nMessage-ID: <{id}>",
    fields: { 'X-Failed-Recipients': 'accueil@services.example', 'Auto-Submitted': 'auto-replied' },
    form: 'html',
  },
  {
    name: 'sendmail of before',
    from: 'Mail Delivery Subsystem <MAILER-DAEMON@sm.services.example>',
    subject: 'Returned mail: User unknown',
    text: 'The original message was received at Mon, 30 Nov 2026 09:00:00 +0100\n\n   ----- The following addresses had permanent fatal errors -----\n<{to}>\n\n   ----- Transcript of session follows -----\n550 <{to}>... User unknown',
    form: 'mixed',
    returned: 'message',
  },
  {
    name: 'a French host',
    from: 'postmaster@hebergeur.example',
    subject: 'Votre message n’a pas pu être remis',
    text: 'Bonjour,\n\nVotre message destiné à {to} n’a pas pu être remis : destinataire inconnu.\nIdentifiant : <{id}>',
  },
  {
    name: 'a French host, full',
    from: 'postmaster@hebergeur.example',
    subject: 'Message non distribué',
    text: 'La boîte aux lettres de {to} est pleine : votre message lui est refusé.',
    returned: 'inline',
  },
  {
    name: 'a town hall’s server',
    from: 'Administrateur système <postmaster@mairie.example>',
    subject: 'Échec de la distribution',
    text: 'Impossible de remettre votre message à {to}. L’adresse n’existe plus.',
    form: 'mixed',
    returned: 'message',
  },
  {
    name: 'a German gateway',
    from: 'Mailer-Daemon <mailer-daemon@tor.example>',
    subject: 'Unzustellbar: Une transmission vous attend',
    text: 'Ihre Nachricht konnte nicht zugestellt werden. Unbekannter Empfänger: {to}',
    form: 'mixed',
    returned: 'headers',
  },
  {
    name: 'a Spanish provider',
    from: 'postmaster@correo.example',
    subject: 'No entregado',
    text: 'No se ha podido entregar su mensaje a {to}. Usuario desconocido.',
    returned: 'inline',
  },
  {
    name: 'an Italian provider',
    from: 'postmaster@posta.example',
    subject: 'Mancata consegna',
    text: 'Non è stato possibile consegnare il messaggio a {to}. Casella piena.',
    returned: 'inline',
  },
  {
    name: 'a Dutch provider',
    from: 'MAILER-DAEMON@post.example',
    subject: 'Onbestelbaar',
    text: 'Uw bericht aan {to} kon niet worden afgeleverd.',
    returned: 'inline',
  },
  {
    name: 'a Portuguese provider',
    from: 'postmaster@correio.example',
    subject: 'Falha na entrega',
    text: 'A sua mensagem não foi entregue a {to}.',
    returned: 'inline',
  },
  {
    name: 'MDaemon',
    from: 'MDaemon at mail.services.example <MDaemon@services.example>',
    subject: 'Permanent Delivery Failure',
    text: 'The attached message had PERMANENT fatal delivery errors.\n\n  550 {to}, unknown user',
    form: 'mixed',
    returned: 'message',
  },
  {
    name: 'Domino',
    from: 'Postmaster <postmaster@domino.example>',
    subject: 'DELIVERY FAILURE: User not listed in public Name & Address Book',
    text: 'Your message\n\n  Subject: Une transmission vous attend\n\nwas not delivered to:\n\n  {to}\n\nbecause:\n\n  User not listed in public Name & Address Book',
    form: 'mixed',
    returned: 'headers',
  },
  {
    name: 'GroupWise',
    from: 'Mailer-Daemon@gw.example',
    subject: 'Message status - undeliverable',
    text: 'The message that you sent was undeliverable to the following:\n   {to}',
    form: 'mixed',
    returned: 'message',
  },
  {
    name: 'Zimbra',
    from: 'MAILER-DAEMON@zimbra.example',
    subject: 'Undelivered Mail Returned to Sender',
    text: 'Your message could not be delivered.\n<{to}>: mailbox is over quota',
    status: final('failed', '5.2.2', '552 5.2.2 Over quota'),
    form: 'report',
    returned: 'message',
    fields: { 'Auto-Submitted': 'auto-replied' },
  },
  {
    name: 'Courier',
    from: '"Courier mail server at mx.services.example" <postmaster@services.example>',
    subject: 'NOTICE: mail delivery status.',
    text: 'UNDELIVERABLE MAIL\n\nYour message to the following recipients cannot be delivered:\n\n<{to}>:\n    550 User unknown.',
    status: final('failed', '5.0.0', '550 User unknown'),
    form: 'report',
    returned: 'headers',
  },
  {
    name: 'IronPort',
    from: 'Mail Delivery System <MAILER-DAEMON@gate.example>',
    subject: 'Delivery Status Notification (Failure)',
    text: 'The following message to <{to}> was undeliverable.\nThe reason for the problem:\n5.1.0 - Unknown address error',
    status: final('failed', '5.1.0', '550 x'),
    form: 'report',
    returned: 'headers',
  },
  {
    name: 'Barracuda',
    from: 'Barracuda <postmaster@gate.example>',
    subject: '**Message you sent blocked by our bulk email filter**',
    text: 'Your message to: {to}\nwas blocked by our Spam Firewall. The email you sent with the following subject has NOT BEEN DELIVERED.',
    returned: 'inline',
  },
  {
    name: 'a filter that asks who writes',
    from: 'Accueil <accueil@services.example>',
    subject: 'Re: Une transmission vous attend',
    text: 'Bonjour,\n\nVotre message n’a pas été remis. Pour confirmer que vous êtes humain, et que votre message soit livré, cliquez sur ce lien. Please confirm your address so that your message can be delivered.',
    fields: { 'Auto-Submitted': 'auto-replied', 'In-Reply-To': '<{id}>' },
    envelope: '<accueil@services.example>',
  },
  {
    name: 'a filter marked as a machine',
    from: 'Antispam <antispam@gate.example>',
    subject: 'Message rejected',
    text: 'Your message to {to} was rejected by content policy. 554 5.7.1',
    fields: { 'Auto-Submitted': 'auto-generated' },
    returned: 'inline',
  },
  {
    name: 'a list server',
    from: 'postmaster@listes.example',
    subject: 'Rejet de votre message',
    text: 'Votre message a été rejeté : l’adresse {to} est inconnue.',
    fields: { 'Auto-Submitted': 'auto-replied' },
    returned: 'inline',
  },
  {
    name: 'a hoster, disabled account',
    from: 'Mail Delivery Subsystem <mailer-daemon@hote.example>',
    subject: 'Delivery failure',
    text: '{to}: 550 5.2.1 The email account that you tried to reach is disabled',
    form: 'mixed',
    returned: 'message',
  },
  { name: 'a server without subject', from: daemon, subject: '', text: '<{to}>: 550 5.1.1 unknown user', returned: 'inline' },
  {
    name: 'a mail gateway in two languages',
    from: 'postmaster@passerelle.example',
    subject: 'Mail delivery failed / Échec de la remise',
    text: 'The message could not be delivered. / Le message n’a pas pu être distribué.\n{to}',
    returned: 'inline',
  },
];

/** The commonest of them again, as other products write them: without a report, without what was sent, under other names. */
const names = [
  'Postmaster <postmaster@',
  'Mail Delivery Subsystem <MAILER-DAEMON@',
  'Système de messagerie <mailer-daemon@',
  'Mail Administrator <mailadmin@',
  'Internet Mail Delivery <mail-daemon@',
];
const said: [subject: string, text: string][] = [
  ['Mail delivery failed', '{to}: unknown recipient'],
  [
    'Undeliverable: Une transmission vous attend',
    'Your message did not reach some or all of the intended recipients.\n\n{to}\n550 5.1.1 RESOLVER.ADR.RecipNotFound; not found',
  ],
  ['Message non remis', 'Le message ci-dessous n’a pas été remis à {to} : boîte pleine.'],
  ['Courriel non délivré', 'Votre courriel n’a pas pu être délivré. Adresse {to} invalide.'],
  ['Retour à l’expéditeur', 'Utilisateur inconnu : {to}. Message retourné à l’expéditeur.'],
  ['Delivery error', 'Error 550: no such user {to}'],
  ['Returned mail', 'Sorry, your message to {to} cannot be delivered. This mailbox is disabled (554.30).'],
  ['Permanent failure', 'Delivery to {to} failed permanently: quota exceeded.'],
];

const more: Server[] = names.flatMap((from, index) =>
  said.map(
    ([about, text], at): Server => ({
      name: `${from.replace(' <', ', ')}server${index}, ${about}`,
      from: `${from}serveur${index}.example>`,
      subject: about,
      text,
      ...((index + at) % 3 === 0 ? { form: 'mixed' as const, returned: 'message' as const } : { returned: 'inline' as const }),
      ...(at % 2 === 0 && { fields: { 'Auto-Submitted': 'auto-replied' } }),
    }),
  ),
);

export const failures: Sender[] = [...servers, ...more].map(({ name, ...shape }) => sender('FAILED', name, shape));
