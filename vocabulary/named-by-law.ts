import type { Role } from './vocabulary.ts';

/** The article that names whoever has a role as one to be told or to control, and since when it waits to be read again at its source. */
export interface NamingArticle {
  article: string;
  toCheckSince?: string;
}

/**
 * The roles that the law itself gives a place in what is done about mistreatment: their bodies read what they are sent, with or without an
 * agreement. Articles as known on 30 November 2026.
 */
const named: Partial<Record<Role, NamingArticle>> = {
  CELLULE_ARS: { article: 'article L. 119-2 du code de l’action sociale et des familles' },
  ARS: { article: 'article L. 119-2 du code de l’action sociale et des familles' },
  CD: { article: 'article L. 119-2 du code de l’action sociale et des familles' },
  PREFECTURE: { article: 'article L. 119-2 du code de l’action sociale et des familles' },
  DDETS: { article: 'article L. 119-2 du code de l’action sociale et des familles', toCheckSince: '2026-11-30' },
  PARQUET: { article: 'article 40 du code de procédure pénale' },
  POLICE: { article: 'article 17 du code de procédure pénale' },
  GENDARMERIE: { article: 'article 17 du code de procédure pénale' },
  JUGE_PROTECTION: { article: 'article 416 du code civil' },
  CRIP: { article: 'article L. 226-3 du code de l’action sociale et des familles' },
  ALLO_119: { article: 'article L. 226-6 du code de l’action sociale et des familles', toCheckSince: '2026-11-30' },
  DEFENSEUR_DROITS: { article: 'article 4 de la loi organique n° 2011-333 du 29 mars 2011', toCheckSince: '2026-11-30' },
};

/** The article that names one of these roles, the first of them that has one; null where the law names none. */
export const namingArticle = (roles: readonly Role[]): NamingArticle | null => roles.map((role) => named[role]).find(Boolean) ?? null;
