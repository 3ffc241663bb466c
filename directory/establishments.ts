import { isFinessNumber } from '../vocabulary/finess.ts';
import type { Authority } from '../vocabulary/vocabulary.ts';

/**
 * An establishment or service as the national file of establishments (FiNESS) lists it. It answers for nothing by itself: a body of the
 * directory does. What the file did not say is absent.
 */
export interface Establishment {
  /** Nine characters. */
  finess: string;
  name: string;
  /** The legal entity that runs it: its FINESS number, and its name. */
  legalEntity?: string;
  manager?: string;
  /** Three digits, as the nomenclature of categories has them, and what the file calls it. */
  category?: string;
  categoryName?: string;
  /** Places installed, all activities together. */
  capacity?: number;
  /** INSEE code of a commune of today. */
  inseeCode?: string;
  address?: string;
  phone?: string;
  siret?: string;
  /** Which authority authorises it, where the file says so. */
  authority?: Authority;
  /** ISO date since which it is closed, as the file says. */
  closedOn?: string;
  /** Whether the last file taken no longer had it. */
  absent?: boolean;
}

/** The number somebody typed: alone, with spaces, or behind a name as it is proposed ("EHPAD Le Lac (FINESS 540000013)"); null for a name. */
export function finessTyped(text: string): string | null {
  const alone = text.replaceAll(/[\s\u00a0.]/g, '').toUpperCase();
  if (isFinessNumber(alone)) return alone;
  const behind = /\((?:FINESS )?([0-9AB]{9})\)\s*$/i.exec(text)?.[1]?.toUpperCase();
  return behind !== undefined && isFinessNumber(behind) ? behind : null;
}

/** How it is proposed while somebody types, and read back. */
export const proposedAs = ({ name, finess }: Pick<Establishment, 'name' | 'finess'>, commune: string | undefined): string =>
  `${name}${commune === undefined ? '' : `, ${commune}`} (FINESS ${finess})`;
