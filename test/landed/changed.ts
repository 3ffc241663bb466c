/**
 * What is said otherwise today, on purpose, than by the version of a fixture: the texts it kept are read with these replaced. A line
 * here is a decision, with its reason; what the API answers, and what journals mean, never need one.
 */
interface Changed {
  /** The addresses at which it is; absent: wherever it was said. */
  at?: RegExp;
  was: RegExp;
  is: string;
  why: string;
}

const inWords = 'why there is a task is said in words: a code of a refusal, of a writer or of a message was shown as it was';
const ofAStep = 'a task that a step of the protocol raises says so: it gave no reason';

const inTheWordsOfTheProtocol = 'what asked for a transfer is said in words: a code of the protocol was shown where no rule asked';

const failures = 'why a mail did not arrive is said in words: what the mail server said was shown as it was';

const offered = 'a page offers what the law accepts, and only that; a link alone does not take charge';

const changed: readonly Changed[] = [
  {
    was: / Votre réponse Reçu Pas pour nous Demander un complément /,
    is: ' Votre réponse Reçu Nous prenons en charge Donner une suite Demander un complément Pas pour nous Prendre en charge et donner la suite demandent le code, envoyé à votre adresse quand vous le demandez. ',
    why: offered,
  },
  {
    was: / Et maintenant ((?:Nous prenons en charge |Donner une suite |Corriger ou compléter la suite |Demander un complément |Pas pour nous )+)/,
    is: ' Et maintenant $1Prendre en charge et donner la suite demandent le code, envoyé à votre adresse quand vous le demandez. ',
    why: offered,
  },
  {
    was: / Et maintenant Donner une suite Demander un complément /,
    is: ' Et maintenant Donner une suite Demander plus de temps Demander un complément ',
    why: 'who has a situation in charge may ask for more time to say what was done',
  },
  {
    was: / Nous prenons en charge (Donner une suite|Demander un complément|Pas pour nous|Prendre en charge)/,
    is: ' Nous prenons en charge Déjà connu de nous $1',
    why: 'who knows the situation already says so: it is no refusal',
  },
  {
    at: /^\/t\//,
    was: / (?=Le contenu Noms et récit sont protégés\.)/,
    is: ' Donner des nouvelles au guichet : une visite, quelques mots, un document ',
    why: 'a recipient says how it goes on, by its link as by its account: no answer, and no limit moves',
  },
  {
    at: /\/auteur\/a\d+$/,
    was: /(Déclaration d'établissement ou de service,.*) Il n’a laissé aucun moyen sûr : il le verra en revenant avec son code\./,
    is: '$1 Dans l’heure, un courriel dit aux comptes de l’établissement qu’un message les attend. Il ne dit rien d’autre.',
    why: 'whoever declares has no code but a page of their own: the desk’s word is there, and a mail says so',
  },
  {
    at: /54-26-JJBZ-P7\/auteur\/a1$/,
    was: / Rien n’a encore été échangé\./,
    is: ' Le guichet, mardi 20 octobre, 15 h 50 · lu par l’auteur Votre alerte continue ici.',
    why: 'what was said to an author while the alert stood in another case is still said once it is back',
  },
  {
    at: /54-26-(ZPFK-58\/auteur\/a1|JJBZ-P7\/auteur\/a[12])$/,
    was: /(Rien n’a encore été échangé\.|Votre alerte continue ici\.) Écrire à l’auteur Mots simples\..* Envoyer Revenir au dossier$/,
    is: '$1 On ne peut plus écrire d’ici. Ce dossier est terminé : rouvrez-le d’abord.',
    why: 'nobody is asked to write what the law refuses: the case has ended',
  },
  {
    was: /^(Conflit d’intérêts Un lien avec le mis en cause .* vérifier qui doit agir\.) Téléphone : [\d ]+(?= (Coordination|Guichet|Astreinte))/,
    is: '$1',
    why: 'a body that is set aside is not to be called about it',
  },
  { was: / · inConflict ·/, is: ' · Destinataire prévu en cas de lien d’intérêts ·', why: inTheWordsOfTheProtocol },
  { was: / · STEP:relais-ordre ·/, is: ' · Étape du protocole ·', why: inTheWordsOfTheProtocol },
  { was: /Remise en échec \((RecipientRejected|5\.1\.1)\)/, is: 'Remise en échec (adresse refusée)', why: failures },
  { was: /Remise en échec \(SMTP_451\)/, is: 'Remise en échec (remise différée par le serveur du destinataire)', why: failures },
  {
    was: /Aucun destinataire pour : POLICE_OR_GENDARMERIE/,
    is: 'Aucun destinataire pour : Police nationale ou Gendarmerie nationale',
    why: 'a group of roles has a name',
  },
  { was: / PARTNER$/, is: ' Un destinataire a écrit', why: inWords },
  { was: /\. DOUBLON$/, is: '. Déjà connu', why: inWords },
  { was: /\. HORS_TERRITOIRE$/, is: '. Hors territoire', why: inWords },
  { was: /\. AUTRE$/, is: '. Autre', why: inWords },
  { was: /\. t\d+\.(REMINDER|ESCALATION|INFORMATION)\.\S+$/, is: '. Un message ne lui est pas parvenu', why: inWords },
  {
    was: /^((Appeler tout de suite Appeler le destinataire qui se tait|Médiation Proposer une médiation)\..*\(démonstration\))$/,
    is: '$1. Étape du protocole',
    why: ofAStep,
  },
  {
    was: /^((Veille contre|Seconde partie de|Confirmation écrite|Rappeler Écouter|Aucun destinataire trouvé Centre ALMA).* jours\))$/,
    is: '$1 Étape du protocole',
    why: ofAStep,
  },
];

/** What is said today beside what was said, and which of two bodies it is about: read without it. */
const added: readonly Changed[] = [
  {
    was: /^(Conflit d’intérêts .*\((?:en retard de|dans) [^)]+\)) [^()]+ \(démonstration\)\.(?= Lien avec le mis en cause$)/,
    is: '$1',
    why: 'two bodies of one case may be in conflict: the task names the one it is about',
  },
];

const used = new Set<Changed>();

/** What that version said, where today says it otherwise on purpose. */
export const today = (text: string, address = ''): string => replaced(changed, text, address);

/** What is said, without what today says beside. */
export const asBefore = (text: string): string => replaced(added, text, '');

function replaced(list: readonly Changed[], text: string, address: string): string {
  return list.reduce((read, change) => {
    if (change.at?.test(address) === false) return read;
    if (change.was.test(read)) used.add(change);
    return read.replace(change.was, change.is);
  }, text);
}

/** Reasons of the decisions that no text asked for. */
export const leftOver = (): string[] => [...changed, ...added].filter((change) => !used.has(change)).map(({ was, why }) => `${was}: ${why}`);
