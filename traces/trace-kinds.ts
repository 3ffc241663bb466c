/** What leaves a trace, and how it is said of whoever did it. */
export const traceKinds = {
  SIGNED_IN: 'Connexion',
  SIGN_IN_FAILED: 'Connexion refusée : mot de passe',
  CODE_FAILED: 'Connexion refusée : code',
  SIGNED_OUT: 'Déconnexion',
  SESSION_ENDED: 'Une session fermée',
  SESSIONS_ENDED: 'Sessions fermées',
  PASSWORD_CHANGED: 'Mot de passe changé',
  LINK_ASKED: 'Lien demandé : mot de passe oublié',
  LINK_SENT: 'Lien envoyé pour choisir un mot de passe',
  LINK_TAKEN: 'Mot de passe choisi par un lien',
  FACTOR_ADDED: 'Vérification en deux étapes ajoutée',
  FACTOR_REMOVED: 'Vérification en deux étapes retirée',
  ACCOUNT_OPENED: 'Compte ouvert',
  ACCOUNT_CHANGED: 'Compte modifié',
  ACCOUNT_SUSPENDED: 'Compte suspendu',
  ACCOUNT_RESTORED: 'Compte rétabli',
  ACCOUNT_RESCUED: 'Secours : vérification en deux étapes retirée par la ligne de commande',
  KEY_MADE: 'Clé d’API créée',
  KEY_REVOKED: 'Clé d’API révoquée',
  KEY_REFUSED: 'Clé d’API refusée : révoquée ou expirée',
  REFUSED: 'Page refusée : pas dans les droits du compte',
  SEARCHED: 'Recherche',
  EXPORTED: 'Tableau téléchargé',
  TRACES_READ: 'Traces regardées',
} as const;

export type TraceKind = keyof typeof traceKinds;
