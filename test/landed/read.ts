/** What is read of the product's pages, in words, to be held beside what they said before. */
import { words } from '../api.testing.ts';

const tidy = (html: string): string => words(html).trim();

/** The chronology of a case's page, newest first, each line as somebody reads it. */
export const journalOf = (page: string): string[] => [...page.matchAll(/<li class="entry [\s\S]*?<\/li>/g)].map(([entry]) => tidy(entry));

/** What a case's page asks somebody to do now, without its buttons. */
export const tasksOf = (page: string): string[] =>
  [...page.matchAll(/<section class="card task [\s\S]*?<\/section>/g)].map(([task]) => tidy(task.replace(/<div class="buttons">[\s\S]*/, '')));

/** The text of a page, without its frame. */
export const mainOf = (page: string): string => tidy(/<main[\s\S]*<\/main>/.exec(page)?.[0] ?? page);
