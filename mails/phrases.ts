/**
 * What programs say in mails, in the languages in which the mails of a French desk come back. Each line of a list is one thing said: how
 * many of them a text says is what counts. Apostrophes are straight, spaces single, all is lower case. Every pattern is linear.
 */

/** It did not arrive. */
const failed = lines(`
undeliver(?:ed|able)|non-?delivery|nondeliverable|delivery (?:status notification )?\\(?fail(?:ure|ed)|delivery (?:to .{1,120} )?(?:has |have )?failed|fail(?:ed|ure) (?:to deliver|notice|permanently)|failed delivery|delivery (?:error|problem)
(?:could ?n[o']t|can(?:no|')t|was ?n[o']t|were ?n[o']t|has not been|not been|unable to be|never) (?:be )?(?:delivered|sent|accepted)|not delivered|unable to (?:deliver|relay|send)|n[o']t able to deliver|(?:could|can|did) ?n[o']t deliver|undelivered|couldn't reach|was not accepted
returned (?:mail|message|to sender|e-?mail)|return to sender|mail (?:system )?error|message (?:has been |was )?(?:rejected|refused|blocked|bounced|expired|dropped)|rejected (?:your|by)|bounce(?:d)? (?:message|mail|back)
permanent(?:ly)? (?:fatal )?(?:error|failure|failed|undeliverable)|fatal error|giv(?:ing|en|e) up|gave up|retry time(?:out)? exceeded|no further (?:attempts|delivery)|too old|maximum (?:retries|hop|delivery)|timed out .{0,80}giving
(?:user|recipient|address|mailbox|account|destinataire|alias|e-?mail address)s?(?: you| that)?.{0,80}(?:unknown|not (?:found|exist|listed|valid|known|recognized)|does ?n[o']t (?:exist|accept)|rejected|unavailable|disabled|inactive|invalid|suspended|is no longer|wasn't found|couldn't be found|has been closed)|(?:unknown|invalid|no such|bad|nonexistent|non-existent|unrouteable|unroutable) (?:local )?(?:user|recipient|address|mailbox|account|domain|alias|destination)|no mailbox (?:here|by)|address not found|not our customer
(?:mailbox|mail box|inbox|quota|storage).{0,40}(?:full|exceeded|over|limit)|over ?quota|quota (?:is )?exceeded|insufficient (?:system )?storage
(?:host|domain|server|name).{0,60}(?:not found|unknown|unreachable|does not exist)|relay(?:ing)? (?:access )?(?:denied|not (?:allowed|permitted))|access denied|(?:blocked|rejected|refused).{0,60}(?:policy|spam|content|reputation)|message (?:size|too)|exceeds? .{0,30}(?:size|limit)
echec|échec|non[- ](?:remis|remise|distribu|délivr|livr)|avis de non|erreur (?:permanente|fatale|de (?:remise|livraison|distribution))|impossible (?:de|d'|à) (?:le |la |l'|lui )?(?:remettre|distribuer|délivrer|livrer|transmettre|acheminer|envoyer|joindre|trouver)|n'(?:a|ont|est|était) (?:pu être|pas (?:pu|été|arrivé))(?: être)?.{0,60}(?:remis|distribu|délivr|livr|envoy|transmis|achemin|arriv|accept)|n'a pu être|n'est pas arrivé|ne peut (?:pas )?être (?:remis|distribu|délivr|livr)
(?:destinataire|adresse|utilisateur|compte|boîte|boite|domaine|usager|hôte|serveur|nom).{0,80}(?:inconnu|introuvable|inexistant|n'existe|invalide|désactiv|suspendu|supprimé|incorrect|refus|rejet|n'a pas été trouv|non valide|erroné|fermé)|n'existe (?:pas|plus)|pleine?|saturée?|quota.{0,40}(?:atteint|dépass|plein)
(?:message|courriel|mail).{0,40}(?:rejeté|refusé|bloqué|retourné|renvoyé|expiré|abandonné|supprimé par)|retour(?:né|née)? à l'(?:expéditeur|envoyeur)|abandon de la|(?:a|est) (?:été )?(?:rejeté|refusé|bloqué)
unzustellbar|unbekannte(?:r|n)? (?:empfänger|benutzer|adresse)|nicht (?:zugestellt|zustellbar|gefunden)|zustellung.{0,60}(?:fehlgeschlagen|nicht möglich|gescheitert)|postfach.{0,40}voll|zurückgesend|konnte nicht
no (?:se )?(?:ha )?(?:pudo|podido|entreg)|no (?:entregado|existe)|devuelto|buzón.{0,20}lleno|(?:usuario|destinatario).{0,30}(?:desconocido|no )|error (?:de|en la) entrega|rechazado
mancat[ao] (?:consegna|recapito)|non (?:è stato possibile|recapitat|consegnat|esiste)|impossibile (?:recapitare|consegnare)|casella.{0,30}piena|utente sconosciuto
não (?:foi|pôde|pode).{0,40}entreg|falha na entrega|devolvid|caixa.{0,20}cheia|não existe|onbestelbaar|niet (?:worden )?(?:bezorgd|afgeleverd)|kon niet|nie (?:można|udało|dostarczono)|niedostarczon|nedoruč|levererades inte|kunne ikke leveres
(?:^|\\W)5[0-9][0-9][ -]#?5\\.[0-9]{1,3}\\.[0-9]{1,3}|(?:smtp|error|erreur|code|status|reply)[:; ]{1,3}(?:code )?5[0-9][0-9](?:\\W|$)|(?:^|\\W)55[0-4][ -]
please (?:confirm|verify|click).{0,100}(?:deliver|sender|human|message|address)|confirm(?:ez|er)? .{0,80}(?:expéditeur|livr|remis|humain|robot)|challenge[- ]response|awaiting (?:your )?(?:confirmation|verification)|held (?:pending|until|for)|(?:mail ?in ?black|boxbe|spamarrest|tmda)
`);

/** It did not arrive yet, and is tried again. */
const delayed = lines(`
delayed|has (?:not yet|been delayed)|not yet (?:been )?(?:delivered|able)|not been delivered yet|delivery incomplete|still (?:trying|being|in (?:the )?queue)
(?:will|to|shall) (?:be )?(?:keep|continue|re-?tr(?:y|ied)|try(?:ing)? again|attempt(?:ed)?(?: again)?)(?: (?:to )?(?:be )?(?:re)?tr(?:y|ying|ied))?|keep trying|continue to (?:try|attempt)|be retried|further attempts will|attempts? (?:to deliver|will).{0,40}continue
(?:do|need) ?n[o']t (?:need|have) to (?:re-?send|resend|do)|no (?:further )?action is required|warning message only|this is (?:only|just) a warning|warning: (?:message|could|mail)|delivery delay
temporar(?:y|ily)|transient|deferred
retardée?s?|retard (?:de|dans)|différée?s?|pas encore (?:pu|été|arrivé)|avertissement
(?:nouvelle|autre)s? (?:tentative|essai)|(?:sera|seront|va|allons|continuer(?:a|ons|ont)) .{0,60}(?:réessay|tent|essai|nouveau)|inutile de (?:le |la )?renvoyer|n'avez (?:pas besoin|rien)|temporaire(?:ment)?
verzögert|noch nicht|erneut versuch|weitere zustellversuche|se (?:seguirá|reintentar)|retrasad|ritardat|nuovi tentativi|atrasad|vertraag|opnieuw (?:geprobeerd|proberen)
`);

/** That it is tried again no more: a warning says none of this. */
const final =
  /giving up|gave up|given up|permanent|retry time ?(?:out)? exceeded|retry timeout|no (?:further|more) (?:attempts|delivery|retries)|has (?:finally )?failed|final failure|too long|expired|abandon|définiti|expiré|endgültig|user unknown|does ?n[o']t exist|n'existe/u;

/** It did arrive. */
const delivered = lines(`
(?:successfully|has been|was) (?:delivered|relayed)|success(?:ful|fully)? (?:delivery|delivered|relayed)|delivery (?:confirmation|receipt|report|succeeded)|^delivered|\\((?:success|relay|relayed|expanded)\\)|relayed to
(?:a|ont) (?:bien )?(?:été )?(?:remis|délivré|distribué|livré)e?s?(?: avec succès| à)|remis(?:e)? (?:avec succès|aux? destinataires?)|confirmation de (?:remise|distribution|livraison)|^remis ?:|\\((?:réussite|relais|succès|relayé)\\)
zugestellt:|erfolgreich zugestellt|entregado:|consegnato:|entregue:
`);

/** Somebody opened it, or threw it away unread. */
const receipt = lines(`
^(?:lu|read|gelesen|leído|letto|lida|gelezen|non lu|not read|ungelesen|no leído) ?:|(?:read|return|reading) receipt|accusés? de lecture|confirmation de lecture|lesebestätigung|confirmación de lectura|conferma di lettura|notification de lecture|leesbevestiging
(?:was|has been|is) (?:read|displayed|opened|deleted without)|a été (?:lu|ouvert|affiché|supprimé sans)|deleted without being read|supprimé sans (?:avoir été |être )?lu|displayed on|no guarantee that the message has been read|ne garantit pas que
`);

/** The reader is away. */
const absence = lines(`
(?:je|j'|nous)(?: suis| serai| sommes| serons|)(?: actuellement| donc| très)*(?: de nouveau)? (?:absente?s?|absent\\(e\\)|absent·e|indisponibles?|en (?:congés?|vacances|déplacement|formation|arrêt|réunion|repos|mission|rtt)|fermés?)|actuellement (?:absent|en congé|indisponible|en vacances|en déplacement|en formation)|absente?(?:\\(e\\)|·e)? (?:du bureau|jusqu|du (?:[0-9]|lundi|mardi|mercredi|jeudi|vendredi)|à partir|pour (?:cause|congé|raison)|ce jour|les? |et |depuis|aujourd|toute)
en mon absence|durant mon absence|pendant (?:mon absence|mes congés|cette (?:période|absence)|la fermeture)|mes congés|congés? (?:maternité|annuels?|parental|maladie|d'été)|arrêt (?:maladie|de travail)
(?:de|mon|notre|son) retour|(?:je )?reviens? le|serai (?:de retour|joignable|présent|disponible)|de retour
(?:traiterai|répondrai|prendrai connaissance|lirai|consulterai|réponds|reviendrai|reviens vers).{0,120}|ne (?:pourrai|consulte|lis|serai|suis pas)|pas (?:consulté|lu|relevé|transféré|suivi)s?|accès limité|(?:accès|consultation) (?:restreint|limité|occasionnel)
(?:vous pouvez|veuillez|merci de|prière de|n'hésitez pas à|contactez|contacter|adressez|adresser|joindre|s'adresser).{0,120}(?:contact|adress|joindre|appel|secrétariat|standard|collègue|mail|@|[0-9]{2}[ .][0-9]{2})
en cas d'(?:urgence|absence)|pour toute (?:urgence|demande|question)|(?:si|toute) (?:votre )?(?:demande|message) (?:est |)urgent
(?:service|bureau|cabinet|mairie|guichet|accueil|secrétariat|établissement|structure|association|agence|étude|nos bureaux|nos services).{0,60}(?:sera|est|seront|sont) (?:exceptionnellement )?fermée?s?|ferm(?:é|ée|és|eture)(?: annuelle|s? (?:du|jusqu|pour))
(?:plus|quitté|quitte).{0,60}(?:poste|fonctions?|service|société|structure|département|collectivité|entreprise|établissement|effectifs|boîte|adresse)|n'(?:est|suis|exerce|travaille) plus|a changé d'adresse|cette (?:boîte|adresse|messagerie).{0,60}(?:n'est (?:plus|pas)|plus (?:utilis|consult|relev|lue))
out of (?:the )?office|away from|(?:i am|i'm|i will be|we are|i'll be|am currently) (?:currently )?(?:out|away|on (?:annual |maternity |sick |parental |paternity )?(?:leave|vacation|holiday|travel|a)|off|traveling|travelling|unavailable)|on (?:annual|maternity|sick|parental|paternity) leave|on (?:leave|vacation|holidays?)
(?:will|'ll|shall) (?:be )?(?:back|return(?:ing)?|reply|respond|answer)|upon my return|when i (?:return|get back|am back)|until (?:monday|tuesday|wednesday|thursday|friday|[0-9]|january|february|march|april|may|june|july|august|september|october|november|december)
(?:limited|no|intermittent|without) access|in my absence|during (?:my absence|this (?:time|period))|(?:for|if) (?:urgent|it is urgent|your request is urgent|immediate)|in case of (?:emergency|urgency)|please contact|no longer (?:with|works?|employed|monitored|in use)|has left
abwesen|nicht im (?:büro|haus|hause)|außer haus|im urlaub|wieder (?:erreichbar|da|zurück)|in dringenden|fuera de (?:la )?oficina|estar[eé] (?:ausente|fuera)|de vacaciones|a mi (?:regreso|vuelta)|fuori (?:ufficio|sede)|sono (?:assente|in ferie)|al mio (?:rientro|ritorno)|ausente|de férias|afwezig|niet aanwezig|op vakantie|terug op|nieobecn|urlop|estou (?:fora|ausente)
`);

/** A program says that something came in. */
const acknowledged = lines(`
(?:nous avons|j'ai|avons) bien reçu|(?:a|ont) bien été (?:reçu|enregistr|pris|transmis)|a été (?:reçu|enregistr)|accus(?:é|ons|e) (?:de )?(?:bonne )?réception|bonne réception
(?:ticket|numéro de (?:dossier|demande|suivi|ticket)|référence de votre|votre (?:demande|message|courriel|mail|e-mail)).{0,80}(?:n°|[0-9]{3,}|sera trait|dans les meilleurs|est en cours|pris en compte|ouvert|créé|enregistr)
(?:ceci est|il s'agit d')(?:un|e)? ?(?:message|courriel|mail|réponse|e-mail) (?:généré |envoyé )?automatique|(?:message|courriel|mail|réponse|e-mail) automatique|ne (?:pas|veuillez pas) (?:y )?répondre|merci de ne pas (?:y )?répondre|automatiquement (?:généré|envoyé)
(?:we have|has been|was|been) (?:successfully )?received|thank you for (?:contacting|your (?:e-?mail|message|inquiry|enquiry))|(?:request|ticket|case) .{0,40}(?:created|opened|received|#|number)|automat(?:ed|ic(?:ally)?) (?:message|response|reply|generated|e-?mail)|do not reply|don't reply
`);

/** What somebody writes who has something to tell about a person. */
const alert = lines(`
(?:ma|sa|une|la|notre|votre) (?:mère|maman|grand-?mère|mamie|voisine|tante|s[œo]e?ur|femme|fille|belle-mère|patiente|résidente|compagne|amie|cousine|conjointe|dame)
(?:mon|son|un|le|notre|votre) (?:père|papa|grand-?père|papy|voisin|oncle|frère|mari|fils|beau-père|patient|résident|compagnon|ami|cousin|conjoint|monsieur)(?: |,|\\.|')
maltrait|violen(?:ce|t)|(?:le|la|les|me|se|l'a|m'a) frapp|frappé|des coups|insult|humili|menac|enferm|attaché[es]? (?:au|à|sur)|négligen|abus(?:e |é|er |s )|étouff|brutal
(?:a |est |été |lui |m'a |l'a )vol[ée]|vol d|vole (?:son|sa|ses)|argent|escroqu|chéquier|retraite|procuration|héritage
(?:ne|n'|plus) (?:mange|boit|dort|sort|parle|va (?:pas|plus))|(?:ne |n')(?:a |ont )?pas mangé|sans (?:soins?|manger|eau|chauffage)|escarres?|dénutri|déshydrat|amaigri|hématome|bleus|est tombée?|chutes?
ehpad|maison de retraite|curatel|tutelle|tuteur|curat(?:eur|rice)|handicap|vulnérable|personne âgée|alzheimer|foyer de vie|aide à domicile|infirmière
(?:j'ai|a|avons) peur|inquiet|inquièt|inquiét|besoin d'aide|au secours|aidez|je (?:vous )?(?:écris|signale|souhaite signaler|veux signaler|m'inquiète)|signalement|alerter
(?:elle|il) (?:crie|pleure|est seule?|vit seule?|a peur|dit que|refuse|souffre|se plaint|est en danger|a été)
my (?:mother|father|mum|dad|neighbou?r|grandmother|grandfather|aunt|uncle|sister|brother|wife|husband)|abuse|neglect|beaten|hits? (?:her|him|me)|afraid
`);

/** Who sends to many. */
const advertised = lines(`
se désabonner|désabonn|désinscri|unsubscribe|ne plus recevoir|gérer (?:vos|mes) préférences
newsletter|lettre d'information|voir (?:ce message |cet e-?mail |la version )?(?:dans|en) (?:votre navigateur|ligne)|view (?:this|in) (?:email|browser)|infolettre
promotion|offre|soldes|remise de|% de|webinaire|invitation|découvr|inscri(?:vez|ption)|actualités|programme
`);

function lines(text: string): RegExp[] {
  return text
    .trim()
    .split('\n')
    .map((line) => new RegExp(line, 'u'));
}

const phrases = { failed, delayed, delivered, receipt, absence, acknowledged, alert, advertised };
export type PhraseKind = keyof typeof phrases;

/** Whether nothing more will be tried. */
export const isFinal = (text: string): boolean => final.test(text);

/** How many of these things a text says. */
export const timesSaid = (kind: PhraseKind, text: string): number => phrases[kind].filter((one) => one.test(text)).length;

/** A text as phrases are looked for in it: its beginning, lower case, one space between words. */
export function searched(text: string, longest: number): string {
  return text
    .slice(0, longest)
    .toLowerCase()
    .replaceAll(/[\u2018\u2019\u02bc´`]/g, "'")
    .replaceAll(/[\u2010-\u2015]/g, '-')
    .replaceAll(/\s+/g, ' ')
    .trim();
}
