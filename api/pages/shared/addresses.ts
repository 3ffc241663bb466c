import type { Procedure } from '../../../procedures/procedure.ts';

/**
 * Every address of a page. A router mounts the paths, as Express reads them; links and redirections use the functions; nobody
 * else writes one.
 */

type ParametersOf<Path extends string> = Path extends `${string}:${infer Rest}`
  ? Rest extends `${infer Name}/${infer After}`
    ? Name | ParametersOf<`/${After}`>
    : Rest
  : never;

/** What a path asks for: nothing, or each of its parameters. */
type Given<Path extends string> = [ParametersOf<Path>] extends [never] ? [] : [Record<ParametersOf<Path>, string>];

function filled(path: string, parameters: Record<string, string> = {}): string {
  return path.replaceAll(/:(\w+)/g, (_, name: string) => parameters[name] ?? '');
}

export const deskHref = '/guichet';

/** The lists of work, under the desk's address. */
export const deskPaths = {
  work: '/',
  refreshed: '/liste',
  urgent: '/urgences',
  cases: '/dossiers',
  casesTable: '/dossiers/tableau.csv',
  case: '/dossiers/:reference',
  caseActs: '/dossiers/*act',
} as const;

/** The first page of a router, wherever it is mounted. */
export const firstPath = '/';

/** An address of the desk as its own router mounts it. */
export const underDesk = (href: string): string => href.slice(deskHref.length);

export const casesHref = `${deskHref}${deskPaths.cases}`;
export const casesTableHref = `${deskHref}${deskPaths.casesTable}`;

/** Lists kept under a name: the address says nothing of them. */
export const viewsHref = `${deskHref}/vues`;
export const viewPaths = { new: '/nouvelle', one: '/:view', drop: '/:view/supprimer' } as const;
export const viewHref = (page: keyof typeof viewPaths, parameters: Record<string, string> = {}): string =>
  `${viewsHref}${filled(viewPaths[page], parameters)}`;

/** What somebody of the desk is told by mail of what waits. */
export const digestHref = `${deskHref}/recapitulatif`;

/** What is open and hot, left by one and taken over by another. */
export const reliefHref = `${deskHref}/releve`;
export const reliefPaths = { now: '/', withdraw: '/retirer', past: '/passees', take: '/:relief/prendre' } as const;
export const reliefPageHref = (page: Exclude<keyof typeof reliefPaths, 'now'>, parameters: Record<string, string> = {}): string =>
  `${reliefHref}${filled(reliefPaths[page], parameters)}`;

/** An act on several cases at once, shown before it is done. */
export const bulkHref = `${deskHref}/ensemble`;
export const bulkOf = (act: string, references: readonly string[]): string =>
  `${bulkHref}?${new URLSearchParams([['acte', act], ...references.map((reference): [string, string] => ['dossier', reference])])}`;

/** Where something is looked for, and what was found, under an id that says nothing of it. */
export const findHref = `${deskHref}/chercher`;
export const findPaths = {
  form: '/',
  begun: '/debut',
  words: '/mots',
  wordsFound: '/mots/:search',
  wordsStop: '/mots/:search/arreter',
  found: '/:search',
} as const;
export const begunHref = `${findHref}${findPaths.begun}`;
export const foundHref = (search: string): string => `${findHref}${filled(findPaths.found, { search })}`;
export const findWordsHref = `${findHref}${findPaths.words}`;
export const stopWordsHref = (search: string): string => `${findHref}${filled(findPaths.wordsStop, { search })}`;
export const foundWordsHref = (search: string): string => `${findHref}${filled(findPaths.wordsFound, { search })}`;

/** The list of cases narrowed to what was found. */
export const casesNarrowedHref = (by: 'commune' | 'etablissement' | 'partenaire', value: string): string =>
  `${casesHref}?${new URLSearchParams({ [by]: value })}`;

/** The pages of a case, under its own address. */
export const casePaths = {
  note: '/note',
  qualify: '/qualifier',
  preview: '/qualifier/apercu',
  confirm: '/qualifier/confirmer',
  result: '/resultat',
  close: '/clore',
  notRetained: '/non-retenu',
  reopen: '/rouvrir',
  informing: '/information',
  hold: '/conservation',
  liftHold: '/conservation/lever',
  stepBack: '/recul',
  step: '/etape',
  situation: '/situation',
  link: '/situation/lien',
  proposed: '/situation/:other/proposition',
  separate: '/situation/:other/separer',
  task: '/taches/:task',
  take: '/taches/:task/prendre',
  handBack: '/taches/:task/rendre',
  letter: '/taches/:task/lettre',
  author: '/auteur/:alert',
  authorCode: '/auteur/:alert/code',
  files: '/pieces',
  file: '/pieces/:file',
  listen: '/pieces/:file/ecouter',
  listened: '/pieces/:file/note',
  listening: '/pieces/:file/brouillon',
  transfer: '/transmissions/nouvelle',
  answer: '/transmissions/:transfer/reponse',
  cancel: '/transmissions/:transfer/annuler',
  remind: '/transmissions/:transfer/relancer',
  takeBack: '/transmissions/:transfer/reprise',
  information: '/transmissions/:transfer/complement',
  challenge: '/transmissions/:transfer/contester',
  extension: '/transmissions/:transfer/delai',
  meeting: '/concertation',
  replaceLink: '/transmissions/:transfer/lien',
  originals: '/transmissions/:transfer/originaux',
  original: '/transmissions/:transfer/originaux/:file',
  document: '/transmissions/:transfer/document',
  documentDraft: '/transmissions/:transfer/document/brouillon',
  documentDrop: '/transmissions/:transfer/document/abandonner',
  documentPreview: '/transmissions/:transfer/document/apercu',
  documentPreviewPdf: '/transmissions/:transfer/document/apercu.pdf',
  documentReading: '/transmissions/:transfer/document/relecture',
  documentBack: '/transmissions/:transfer/document/renvoyer',
  documentMake: '/transmissions/:transfer/document/etablir',
  documentVersions: '/transmissions/:transfer/document/versions',
  advance: '/avancer',
  endExercise: '/terminer-exercice',
  protocol: '/protocole',
  access: '/acces',
  told: '/destinataires',
  toldVersions: '/destinataires/transmis',
  toldVersion: '/destinataires/:transfer/transmis/:version',
  release: '/pieces/:file/joindre',
  text: '/recit',
} as const;
type CasePage = keyof typeof casePaths;

/** A case's own page, or another of its pages. */
export function caseHref(reference: string): string;
export function caseHref<Page extends CasePage>(reference: string, page: Page, ...given: Given<(typeof casePaths)[Page]>): string;
export function caseHref(reference: string, page?: CasePage, given?: Record<string, string>): string {
  return `${casesHref}/${reference}${page === undefined ? '' : filled(casePaths[page], given)}`;
}

/** A version of a transfer's document. */
export const documentVersionHref = (reference: string, transfer: string, version: number): string =>
  `${caseHref(reference, 'documentVersions', { transfer })}/${version}.pdf`;

export const callsHref = `${deskHref}/appels`;

/** The pages of a call, under `callsHref`. */
export const callPaths = {
  new: '/nouveau',
  sheet: '/feuille',
  announced: '/annonces/:announced',
  takeOver: '/:id/reprendre',
  one: '/:id',
  draft: '/:id/brouillon',
  drop: '/:id/abandonner',
} as const;

export function callHref<Page extends keyof typeof callPaths>(page: Page, ...given: Given<(typeof callPaths)[Page]>): string {
  return `${callsHref}${filled(callPaths[page], given[0])}`;
}

export const lettersHref = `${deskHref}/courriers`;

/** The pages of a letter that came by post, under `lettersHref`. */
export const letterPaths = { new: '/nouveau', one: '/:id', draft: '/:id/brouillon', drop: '/:id/abandonner' } as const;

export function letterHref<Page extends keyof typeof letterPaths>(page: Page, ...given: Given<(typeof letterPaths)[Page]>): string {
  return `${lettersHref}${filled(letterPaths[page], given[0])}`;
}

export const mailsHref = `${deskHref}/courriels`;

/** The pages of a mail that came in, under `mailsHref`. */
export const mailPaths = {
  sender: '/:id/expediteur',
  notSender: '/:id/expediteur/retrait',
  search: '/chercher',
  one: '/:id',
  original: '/:id/original',
  release: '/:id/reprendre',
  discard: '/:id/ecarter',
  join: '/:id/joindre',
  own: '/:id/dossier',
} as const;

export function mailHref<Page extends keyof typeof mailPaths>(page: Page, ...given: Given<(typeof mailPaths)[Page]>): string {
  return `${mailsHref}${filled(mailPaths[page], given[0])}`;
}

export const accountsHref = `${deskHref}/comptes`;

/** The pages of the accounts, under their list. */
export const accountPaths = {
  new: '/nouveau',
  one: '/:id',
  suspend: '/:id/suspendre',
  left: '/:id/depart',
  password: '/:id/mot-de-passe',
  factor: '/:id/verification',
} as const;

export function accountHref<Page extends keyof typeof accountPaths>(page: Page, ...given: Given<(typeof accountPaths)[Page]>): string {
  return `${accountsHref}${filled(accountPaths[page], given[0])}`;
}

export const tracesHref = `${accountsHref}/traces`;

/** The traces of one account. */
export const tracesOfHref = (account: string): string => `${tracesHref}?compte=${account}`;

export const apiKeysHref = `${accountsHref}/cles`;

/** The pages of the API keys, under their list. */
export const apiKeyPaths = { list: '/', new: '/nouvelle', one: '/:id', revoke: '/:id/revoquer' } as const;

export function apiKeyHref<Page extends keyof typeof apiKeyPaths>(page: Page, ...given: Given<(typeof apiKeyPaths)[Page]>): string {
  return `${apiKeysHref}${filled(apiKeyPaths[page], given[0])}`;
}

export const dutyHref = `${deskHref}/astreinte`;

/** What a coordinator's desk lacks. */
export const firstStepsHref = `${deskHref}/premiers-pas`;

/** The pages of the duty roster, under `dutyHref`. */
export const dutyPaths = {
  roster: '/',
  number: '/numero',
  remove: '/:id/retirer',
  test: '/essais/:test',
  takeTest: '/essais/:test/prendre',
  week: '/semaine',
  stopWeek: '/semaine/:week/arreter',
  absence: '/absence',
  replace: '/:id/remplacer',
} as const;

export const dutyNumberHref = `${dutyHref}${dutyPaths.number}`;

/** The task of a test call that nobody answered. */
export const dutyTestHref = (test: string, page: 'test' | 'takeTest' = 'test'): string => `${dutyHref}${filled(dutyPaths[page], { test })}`;
export const dutyRemoveHref = (id: string): string => `${dutyHref}${filled(dutyPaths.remove, { id })}`;
export const dutyReplaceHref = (id: string): string => `${dutyHref}${filled(dutyPaths.replace, { id })}`;
const dutyWeekHref = `${dutyHref}${dutyPaths.week}`;
export const dutyStopWeekHref = (week: string): string => `${dutyHref}${filled(dutyPaths.stopWeek, { week })}`;
const dutyAbsenceHref = `${dutyHref}${dutyPaths.absence}`;

/** Exchanges of duty between two people, who may be agents. */
export const swapsHref = `${deskHref}/echanges`;
export const swapPaths = { propose: '/:id', accept: '/:swap/accepter', drop: '/:swap/laisser' } as const;
export const swapHref = (id: string): string => `${swapsHref}${filled(swapPaths.propose, { id })}`;
export const swapActHref = (swap: string, page: 'accept' | 'drop'): string => `${swapsHref}${filled(swapPaths[page], { swap })}`;

export const exercisesHref = `${deskHref}/exercices`;

/** The pages of the drills, under `exercisesHref`. */
export const exercisePaths = { list: '/', address: '/adresse' } as const;

export const exerciseAddressHref = `${exercisesHref}${exercisePaths.address}`;

export const studiesHref = `${deskHref}/etudes`;

/** The case studies that a department writes, under their list. */
export const studyPaths = {
  begin: '/',
  import: '/reprendre',
  review: '/relecture',
  reviewedAll: '/relecture/toutes',
  reviewed: '/relecture/:study/relue',
  one: '/ecrire/:study',
  publish: '/ecrire/:study/publier',
  withdraw: '/ecrire/:study/retirer',
  restore: '/ecrire/:study/revenir',
  file: '/ecrire/:study/revisions/:revision',
} as const;

export function studyHref<Page extends keyof typeof studyPaths>(page: Page, ...given: Given<(typeof studyPaths)[Page]>): string {
  return `${studiesHref}${filled(studyPaths[page], given[0])}`;
}

export const resultsHref = `${deskHref}/resultats`;

/** The figures of the desk, under `resultsHref`. */
export const resultsPaths = { all: '/', table: '/tableau.csv', bodies: '/organismes', one: '/:indicator' } as const;

/** A figure with its definition, for what is asked. */
export const resultHref = (indicator: string, asked: Record<string, string>): string =>
  `${resultsHref}${filled(resultsPaths.one, { indicator })}?${new URLSearchParams(asked)}`;

/** The figures of a chapter, their table, or those of each body, for what is asked. */
export const resultsOf = (page: 'all' | 'table' | 'bodies', asked: Record<string, string>): string =>
  `${resultsHref}${page === 'all' ? '' : resultsPaths[page]}?${new URLSearchParams(asked)}`;

/** The tables people compare with, under `resultsHref`. */
export const comparedPaths = {
  activity: '/activite',
  activityTable: '/activite.csv',
  with: '/a-cote/:with',
  stateExport: '/export-etat.csv',
} as const;
export const comparedHref = (page: keyof typeof comparedPaths, asked: Record<string, string> = {}, other = ''): string =>
  `${resultsHref}${filled(comparedPaths[page], { with: other })}${Object.keys(asked).length === 0 ? '' : `?${new URLSearchParams(asked)}`}`;

export const radarHref = `${deskHref}/radar`;

/** Where more is signalled than a size would give, under `radarHref`. */
export const radarPaths = { all: '/', one: '/:kind/:subject' } as const;
export const radarSubjectHref = (kind: string, subject: string): string => `${radarHref}${filled(radarPaths.one, { kind, subject })}`;

export const reviewHref = `${deskHref}/relectures`;

/** Cases that were drawn, under `reviewHref`. */
export const reviewPaths = {
  all: '/',
  done: '/actions/:action/faite',
  drop: '/actions/:action/abandonner',
  month: '/:month',
  list: '/:month/tirage.txt',
  one: '/:month/:reference',
  action: '/:month/:reference/action',
} as const;
export const reviewPageHref = (page: Exclude<keyof typeof reviewPaths, 'all'>, parameters: Record<string, string>): string =>
  `${reviewHref}${filled(reviewPaths[page], parameters)}`;

/** Figures made public: prepared, published by somebody else, corrected, withdrawn. */
export const publicationsHref = `${deskHref}/publications`;
export const publicationPaths = {
  all: '/',
  new: '/nouvelle',
  one: '/:number',
  propose: '/:number/proposer',
  publish: '/:number/publier',
  drop: '/:number/abandonner',
  correct: '/:number/corriger',
  withdraw: '/:number/retirer',
} as const;
export const publicationHref = (page: keyof typeof publicationPaths, parameters: Record<string, string> = {}): string =>
  `${publicationsHref}${filled(publicationPaths[page], parameters)}`;

export const directoryHref = `${deskHref}/annuaire`;

/** The pages of the directory, under `directoryHref`: a body's, its contacts and ties, what waits to be published. */
export const directoryPaths = {
  index: '/',
  newBody: '/organismes/nouveau',
  body: '/organismes/:body',
  editBody: '/organismes/:body/modifier',
  newCompetence: '/organismes/:body/competences/nouvelle',
  competence: '/organismes/:body/competences/:competence',
  dropCompetence: '/organismes/:body/competences/:competence/retirer',
  newContact: '/organismes/:body/contacts/nouveau',
  contact: '/organismes/:body/contacts/:contact',
  ties: '/organismes/:body/liens',
  dropTie: '/organismes/:body/liens/retirer',
  agreement: '/organismes/:body/convention',
  renewAgreement: '/organismes/:body/convention/reprendre',
  coverage: '/couverture',
  doubtful: '/a-verifier',
  doubtfulCsv: '/a-verifier.csv',
  csv: '/annuaire.csv',
  json: '/annuaire.json',
  import: '/importer',
  mapSheet: '/importer/:sheet',
  ask: '/demander',
  changes: '/changements',
  publish: '/changements/publier',
  undo: '/changements/annuler',
  settle: '/changements/choisir',
  campaigns: '/campagnes',
  newCampaign: '/campagnes/nouvelle',
  startCampaign: '/campagnes/nouvelle/lancer',
  campaign: '/campagnes/:campaign',
  endCampaign: '/campagnes/:campaign/terminer',
  proposals: '/propositions',
  takeProposals: '/propositions/reprendre',
  dropProposal: '/propositions/ecarter',
  establishments: '/etablissements',
  importSites: '/etablissements/reprendre',
  readSites: '/etablissements/lectures/:number',
  takeSites: '/etablissements/lectures/:number/reprendre',
  dropSites: '/etablissements/lectures/:number/abandonner',
  undoSites: '/etablissements/lectures/:number/annuler',
  establishment: '/etablissements/:finess',
  noteAct: '/etablissements/:finess/decisions',
  changeAct: '/etablissements/:finess/decisions/:act',
} as const;

export function directoryPageHref<Page extends keyof typeof directoryPaths>(page: Page, ...given: Given<(typeof directoryPaths)[Page]>): string {
  return `${directoryHref}${filled(directoryPaths[page], given[0])}`;
}

export const endpointsHref = `${directoryHref}/logiciels`;

/** The pages of the machines that are called, under `endpointsHref`. */
export const endpointPaths = { one: '/:contact', secret: '/:contact/secret', newest: '/:contact/secret/dernier', call: '/:contact/appel' } as const;

export const endpointHref = (page: keyof typeof endpointPaths, given: { contact: string }): string =>
  `${endpointsHref}${filled(endpointPaths[page], given)}`;

export const calendarsHref = `${directoryHref}/calendriers`;

/** The pages of the calendars, under `calendarsHref`. */
export const calendarPaths = { list: '/', one: '/:name', bodies: '/:name/organismes' } as const;

export function calendarHref(name: string, page: 'one' | 'bodies' = 'one'): string {
  return `${calendarsHref}${filled(calendarPaths[page], { name })}`;
}

export const signInHref = '/connexion';

/** The pages by which somebody signs in, and the button that signs out. */
export const signInPaths = {
  password: signInHref,
  code: '/connexion/code',
  out: '/connexion/fin',
  forgotten: '/connexion/oubli',
  choose: '/connexion/acces/:token',
} as const;

/** Where the holder of an account chooses a password, by the link that was sent. */
export const chooseHref = (token: string): string => filled(signInPaths.choose, { token });

/** Where somebody changes what is their own: at the desk, or elsewhere. */
export const ownAccountHrefs = { desk: `${deskHref}/mon-compte`, partner: '/partenaire/mon-compte' } as const;

/** What somebody changes of their own account, under the address of the pages they work on. */
export const ownAccountPaths = {
  own: '/',
  everywhere: '/partout',
  others: '/autres-sessions',
  session: '/sessions/:session',
  factor: '/verification',
} as const;

/** A page of one's own account, under where it is (`ownAccountHrefs`). */
export function ownAccountPage<Page extends keyof typeof ownAccountPaths>(
  under: string,
  page: Page,
  ...given: Given<(typeof ownAccountPaths)[Page]>
): string {
  return `${under}${filled(ownAccountPaths[page], given[0])}`;
}

/** Where a department is chosen. */
export const siteHref = '/';

/** The guides, for anybody. What is looked for in them is in the address, and the page says so. */
export const guidePaths = { all: '/guides', one: '/guides/:guide' } as const;
export const guideHref = (guide: string, section?: string): string =>
  `${filled(guidePaths.one, { guide })}${section === undefined ? '' : `#${section}`}`;

/** Asks for the other version of the texts. */
export const versionPath = '/version';

export const departmentPath = '/:department';

/** The open pages of a department, under its own address. */
export const publicPaths = {
  home: '/',
  accessibility: '/accessibilite',
  data: '/donnees',
  figures: '/chiffres',
  figuresOf: '/chiffres/:number',
  figuresTable: '/chiffres/:number/donnees.csv',
  figuresSchema: '/chiffres/:number/schema.json',
  alert: '/alerter',
  later: '/alerter/plus-tard',
  erase: '/alerter/effacer',
  resumed: '/alerter/reprise',
  question: '/alerter/:step',
  resume: '/reprendre',
  follow: '/suivre',
  discreet: '/lire',
  write: '/suivre/ecrire',
  afterwards: '/suivre/avis',
  duty: '/a/:key',
  ownContact: '/c/:key',
  studies: '/formation',
  study: '/formation/:study',
  studyAnswer: '/formation/:study/corrige',
  studyFile: '/formation/:study/etude.yaml',
} as const;

export const departmentHref = (department: string): string => filled(departmentPath, { department });

export function publicHref<Page extends Exclude<keyof typeof publicPaths, 'home'>>(
  department: string,
  page: Page,
  ...given: Given<(typeof publicPaths)[Page]>
): string {
  return `${departmentHref(department)}${filled(publicPaths[page], given[0])}`;
}

/** The questions of the public alert, each on its page (`publicPaths.question`), in their order; the first begins. */
export const alertSlugs = {
  start: '',
  reporter: 'qui',
  helper: 'aide',
  danger: 'danger',
  emergency: 'urgence',
  what: 'quoi',
  where: 'ou',
  person: 'personne',
  consent: 'accord',
  implicated: 'mis-en-cause',
  measures: 'demarches',
  files: 'photos',
  anonymity: 'anonymat',
  contact: 'contact',
  reach: 'coordonnees',
  needs: 'besoins',
  check: 'verifier',
} as const;

export function alertHref(department: string, question: keyof typeof alertSlugs): string {
  return question === 'start' ? publicHref(department, 'alert') : publicHref(department, 'question', { step: alertSlugs[question] });
}

/** Where one goes who leaves quickly: what this browser was refused is forgotten on the way. */
export const leaveHref = (department: string): string => `/quitter/${department}`;

export const institutionHome = '/etablissement';

/** The pages of an institution's own space, under `institutionHome`. */
export const institutionPaths = {
  home: '/',
  table: '/declarations.csv',
  begin: '/declarer',
  draft: '/brouillons/:id',
  erase: '/brouillons/:id/effacer',
  files: '/brouillons/:id/pieces',
  check: '/brouillons/:id/verifier',
  step: '/brouillons/:id/:step',
  declaration: '/declarations/:id',
  sentFiles: '/declarations/:id/pieces',
  receipt: '/declarations/:id/accuse-de-reception.pdf',
  confirm: '/declarations/:id/confirmer',
  complete: '/declarations/:id/completer',
  amend: '/declarations/:id/reprendre',
  import: '/import',
  importModel: '/import/modele.csv',
  imported: '/import/:id',
  importConfirm: '/import/:id/confirmer',
  importDrop: '/import/:id/abandonner',
  indicator: '/indicateur',
} as const;

export function institutionHref<Page extends Exclude<keyof typeof institutionPaths, 'home'>>(
  page: Page,
  ...given: Given<(typeof institutionPaths)[Page]>
): string {
  return `${institutionHome}${filled(institutionPaths[page], given[0])}`;
}

/** What an institution is asked when it declares, each on its page (`institutionPaths.step`), in their order. */
export const declareSlugs = {
  event: 'evenement',
  oral: 'information-orale',
  facts: 'faits',
  people: 'personnes',
  measures: 'mesures',
  aftermath: 'suites',
  contact: 'declarant',
} as const;

/** The yearly indicator, under whichever page shows it. */
export const indicatorPaths = { page: '/', table: '/tableau.csv' } as const;

export const declarationCountHref = `${deskHref}/declarations`;

export const partnerHome = '/partenaire';

/** The pages of an organisation's account, under `partnerHome`. */
export const partnerAccountPaths = {
  list: '/',
  table: '/transmissions.csv',
  own: '/mon-compte',
  contacts: '/coordonnees',
  contact: '/coordonnees/:contact',
  results: '/bilan',
  limits: '/echeances.ics',
  team: '/equipe',
  invite: '/equipe/inviter',
  member: '/equipe/:member',
  closeMember: '/equipe/:member/fermer',
  inviteAgain: '/equipe/:member/invitation',
  handOver: '/equipe/:member/remise',
  calendar: '/calendrier',
  endCalendar: '/calendrier/retrait',
  transfer: '/:id',
} as const;
export const partnerTableHref = `${partnerHome}${partnerAccountPaths.table}`;
export const ownResultsHref = `${partnerHome}${partnerAccountPaths.results}`;
export const ownLimitsHref = `${partnerHome}${partnerAccountPaths.limits}`;
export const ownTeamHref = `${partnerHome}${partnerAccountPaths.team}`;
export const inviteHref = `${partnerHome}${partnerAccountPaths.invite}`;
export const teamHref = (page: 'member' | 'closeMember' | 'inviteAgain' | 'handOver', given: { member: string }): string =>
  `${partnerHome}${filled(partnerAccountPaths[page], given)}`;
export const ownCalendarHref = `${partnerHome}${partnerAccountPaths.calendar}`;
export const endCalendarHref = `${partnerHome}${partnerAccountPaths.endCalendar}`;

/** What a calendar reads by its secret address. */
export const calendarFeedPath = '/agenda/:token/echeances.ics';

export const calendarFeedHref = (token: string): string => filled(calendarFeedPath, { token });

export const ownContactsHref = `${partnerHome}${partnerAccountPaths.contacts}`;

/** Where an account says what its body's contact should be. */
export const ownContactHref = (contact: string): string => `${partnerHome}${filled(partnerAccountPaths.contact, { contact })}`;

export const partnerTransferHref = (id: string): string => `${partnerHome}${filled(partnerAccountPaths.transfer, { id })}`;

/** A recipient's personal link. */
export const linkPath = '/t/:token';

export const linkHref = (token: string): string => filled(linkPath, { token });

/** The pages of a transfer as its recipient reads them, under wherever it came in (`partnerTransferHref`, `linkHref`). */
export const partnerPaths = {
  transfer: '/',
  received: '/recu',
  charge: '/pris-en-charge',
  known: '/deja-connu',
  refuse: '/refus',
  takeBack: '/refus/reprise',
  ask: '/complement',
  outcome: '/suite',
  extension: '/delai',
  progress: '/nouvelles',
  opinion: '/avis',
  participate: '/participation',
  holder: '/suivi',
  code: '/code',
  tryCode: '/code/essai',
  content: '/contenu',
  answers: '/contenu/reponses',
  document: '/contenu/document.pdf',
  file: '/pieces/:file',
  original: '/pieces/:file/original',
} as const;

export function partnerHref<Page extends Exclude<keyof typeof partnerPaths, 'transfer'>>(
  base: string,
  page: Page,
  ...given: Given<(typeof partnerPaths)[Page]>
): string {
  return `${base}${filled(partnerPaths[page], given[0])}`;
}

export const protocolHref = `${deskHref}/protocole`;

/** The pages of the protocol in force, under `protocolHref`. */
export const protocolPaths = { page: '/', schema: '/schema.json', proof: '/preuve' } as const;

export const protocolSchemaHref = `${protocolHref}${protocolPaths.schema}`;

export const draftsHref = `${protocolHref}/brouillons`;

/** A draft, under their list. */
export const draftPath = '/:draft';

/** The ways to begin a draft, under their list. */
export const draftsPaths = { begin: '/', import: '/importer' } as const;

export const importDraftHref = `${draftsHref}${draftsPaths.import}`;

/** The pages of a draft of the protocol, under its own address; `:part` is the rule, the step or the delays that are written. */
export const draftPaths = {
  rules: '/',
  chapters: '/chapitres',
  renameChapter: '/chapitres/renommer',
  dropChapter: '/chapitres/retirer',
  newRule: '/regles/nouvelle',
  rule: '/regles/:part',
  dropRule: '/regles/:part/retirer',
  policies: '/delais',
  policy: '/delais/:part',
  dropPolicy: '/delais/:part/retirer',
  steps: '/etapes',
  newStep: '/etapes/nouvelle',
  step: '/etapes/:part',
  dropStep: '/etapes/:part/retirer',
  frame: '/cadre',
  desk: '/guichet',
  agreement: '/convention',
  dropAgreement: '/convention/retirer',
  proof: '/preuve',
  waive: '/preuve/lever',
  hold: '/preuve/tenir',
  publish: '/publier',
  ask: '/publier/demander',
  withdraw: '/publier/retirer',
  history: '/historique',
  undo: '/annuler',
  drop: '/supprimer',
  compare: '/comparer',
  exportYaml: '/exporter.yaml',
  exportJson: '/exporter.json',
  meanwhile: '/entre-temps',
  dryRun: '/essai',
  situations: '/situations',
  past: '/passe',
} as const;

export function draftHref(id: string, page: keyof typeof draftPaths = 'rules', part = ''): string {
  return `${draftsHref}/${id}${page === 'rules' ? '' : draftPaths[page].replace(':part', part)}`;
}

/** Where the proof of the version in force is read, or of another (`slug@n`). */
export const proofHref = (version?: string): string => `${protocolHref}${protocolPaths.proof}${version === undefined ? '' : `?version=${version}`}`;

export const versionsHref = `${protocolHref}/versions`;

/** The published versions, under their list. */
export const versionPaths = {
  list: '/',
  one: '/:slug/:number',
  yaml: '/:slug/:number.yaml',
  json: '/:slug/:number.json',
  move: '/:slug/:number/passage',
} as const;

/** Where running cases pass from one version to another. */
export const moveHref = (version: Pick<Procedure, 'slug' | 'number'>): string => ofVersion('move', version);

export const versionHref = (version: Pick<Procedure, 'slug' | 'number'>): string => ofVersion('one', version);

function ofVersion(page: 'one' | 'move', { slug, number }: Pick<Procedure, 'slug' | 'number'>): string {
  return `${versionsHref}${filled(versionPaths[page], { slug, number: String(number) })}`;
}

export const dryRunHref = `${protocolHref}/essai`;

/** The pages of a dry run, under `dryRunHref`. */
export const dryRunPaths = { page: '/', open: '/ouvrir', file: '/scenario.json' } as const;

export const openDryRunHref = `${dryRunHref}${dryRunPaths.open}`;

export const dryRunFileHref = `${dryRunHref}${dryRunPaths.file}`;

export const situationsHref = `${protocolHref}/situations`;

/** The pages of the worked situations, under their list. */
export const situationPaths = { keep: '/garder', one: '/:situation', drop: '/:situation/retirer' } as const;

export const keepSituationHref = `${situationsHref}${situationPaths.keep}`;

export function situationHref(id: string, page: 'one' | 'drop' = 'one'): string {
  return `${situationsHref}${situationPaths[page].replace(':situation', id)}`;
}

export const pastHref = `${protocolHref}/passe`;

/** The pages of the rehearsals on the past, under the page that begins one. */
export const pastPaths = { begin: '/', one: '/:rehearsal', stop: '/:rehearsal/arreter', csv: '/:rehearsal/cas.csv' } as const;

export function rehearsalHref(id: string, page: 'one' | 'stop' | 'csv' = 'one'): string {
  return `${pastHref}${pastPaths[page].replace(':rehearsal', id)}`;
}

/** Whether an address is of the pages of whoever is signed in. */
export function isSignedInAddress(address: string): boolean {
  return [deskHref, partnerHome, institutionHome].some((home) => address.startsWith(home) && /^($|[/?])/.test(address.slice(home.length)));
}

/** The local mailbox of a demonstration. */
export const mailboxPaths = { list: '/boite-locale', one: '/boite-locale/:id' } as const;

export const mailboxHref = (id: string): string => filled(mailboxPaths.one, { id });

const named = {
  site: siteHref,
  desk: deskHref,
  bulk: bulkHref,
  relief: reliefHref,
  directory: directoryHref,
  calendars: calendarsHref,
  protocol: protocolHref,
  drafts: draftsHref,
  versions: versionsHref,
  dryRun: dryRunHref,
  situations: situationsHref,
  past: pastHref,
  institution: institutionHome,
  establishments: directoryPageHref('establishments'),
  campaigns: directoryPageHref('campaigns'),
  dutyWeek: dutyWeekHref,
  dutyAbsence: dutyAbsenceHref,
  guides: guidePaths.all,
  partnerGuide: guideHref('partenaire'),
};

/**
 * The address that a template names: one of the list above, or, under the address of a department ('' where none is chosen yet), one of
 * its open pages.
 */
export function addressOf(name: string, base?: string): string {
  if (base === '') return siteHref;
  const address = base === undefined ? named[name as keyof typeof named] : publicPaths[name as keyof typeof publicPaths];
  if (address === undefined) throw new Error(`no address is called "${name}"`);
  return base === undefined ? address : name === 'home' ? base : `${base}${address}`;
}

/** How long data are kept, and what is destroyed. */
export const dataRequestsHref = `${deskHref}/demandes`;

/** What people ask about data on them, under its own address. */
export const dataRequestPaths = {
  all: '/',
  new: '/nouvelle',
  one: '/:number',
  check: '/:number/verification',
  cases: '/:number/dossiers',
  write: '/:number/inscription',
  extend: '/:number/delai',
  notice: '/:number/delai.pdf',
  answer: '/:number/reponse',
  read: '/:number/relecture',
  agree: '/:number/relecture/accepter',
  back: '/:number/relecture/renvoyer',
  letter: '/:number/reponse.pdf',
  sent: '/:number/remise',
} as const;
export const dataRequestHref = (page: Exclude<keyof typeof dataRequestPaths, 'all'>, number?: number): string =>
  `${dataRequestsHref}${filled(dataRequestPaths[page], { number: String(number) })}`;

export const retentionPaths = {
  all: '/',
  change: '/durees',
  approve: '/durees/:number/approuver',
  drop: '/durees/:number/abandonner',
  due: '/a-detruire',
  draw: '/a-detruire/arreter',
  list: '/listes/:number',
  table: '/listes/:number/bordereau.csv',
  visa: '/listes/:number/visa',
  dropList: '/listes/:number/abandonner',
} as const;
export const retentionHref = (page: keyof typeof retentionPaths, parameters: Record<string, string> = {}): string =>
  `${deskHref}/conservation${page === 'all' ? '' : filled(retentionPaths[page], parameters)}`;
