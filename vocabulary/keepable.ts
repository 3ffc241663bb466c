/** What PostgreSQL keeps, as text and in JSON: no half of a character, and no U+0000. */
export const isKeepable = (text: string): boolean => text.isWellFormed() && !text.includes('\u0000');
