/** What the crawl leaves aside, and why: codes that a page documents on purpose, words of people that look like one. */
interface Exception {
  /** The addresses, mails or samples concerned. */
  where: RegExp;
  code: RegExp;
  why: string;
}

const exceptions: readonly Exception[] = [
  {
    where: /^\/guichet\/protocole\/|^gallery\/desk\/editor\//,
    code: /^[a-z0-9-]+$/,
    why: 'the protocol’s own authors gave these identifiers, and find by them what a sentence, a file or the proof names',
  },
  {
    where: /^\/etablissement\/import$|^gallery\/institution\/import\//,
    code: /^[A-Z_/]+$|^2026-11-18(T10:30)?$|^[a-z_]+$/,
    why: 'the page says what the columns of a CSV file may hold',
  },
  {
    where: /^\/guichet\/(courriels|dossiers\/)/,
    code: /^CD$/,
    why: 'the name that a sender gave itself, in a mail that 0.1.0 received',
  },
  {
    where: /^\/guichet\/dossiers\//,
    code: /^(VIOLENCES_MATERIELLES_FINANCIERES|DOMICILE)$/,
    why: 'what a sheet of the national platform said, in the narrative that 0.1.0 sealed; today the label is written there',
  },
  {
    where: /^\/guichet\/mon-compte|^gallery\/desk\/own-account\//,
    code: /^(iPhone|iPad)$/,
    why: 'the name of a machine that somebody signs in with, as its maker writes it',
  },
];

const used = new Set<Exception>();

export const isExcepted = (where: string, code: string): boolean => {
  const found = exceptions.find((one) => one.where.test(where) && one.code.test(code));
  if (found !== undefined) used.add(found);
  return found !== undefined;
};

/** Reasons of the exceptions that nothing asked for. */
export const neverAsked = (): string[] => exceptions.filter((one) => !used.has(one)).map(({ where, code, why }) => `${where} ${code}: ${why}`);
