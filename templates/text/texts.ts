import { readFileSync } from 'node:fs';
import Handlebars, { type HelperOptions } from 'handlebars';
import { parse } from 'yaml';
import { Typographer, typographic } from './typography.ts';

/** The two ways the public pages are written: French, and French easy to read. One file each, with the same keys. */
export type TextVersion = 'fr' | 'fr-falc';

/** An answer that may be chosen: code, words, and what helps to choose. */
export type Option = [code: string, words: string, hint?: string];

interface Texts {
  /** By dotted key: each is a small template, whose values are given where it is shown. */
  words: Map<string, string>;
  options: Map<string, Option[]>;
}

function readTexts(version: TextVersion): Texts {
  const texts: Texts = { words: new Map(), options: new Map() };
  const walk = (node: unknown, key: string): void => {
    if (typeof node === 'string') texts.words.set(key, node.trim());
    else if (Array.isArray(node)) texts.options.set(key, node as Option[]);
    else for (const [name, child] of Object.entries(node as object)) walk(child, key === '' ? name : `${key}.${name}`);
  };
  walk(parse(readFileSync(new URL(`${version}.yaml`, import.meta.url), 'utf8')), '');
  return texts;
}

export const texts: Record<TextVersion, Texts> = { fr: readTexts('fr'), 'fr-falc': readTexts('fr-falc') };

const compiled = new Map<string, Handlebars.TemplateDelegate>();

function written(version: TextVersion, key: string, noEscape: boolean): Handlebars.TemplateDelegate {
  const id = `${version} ${key} ${noEscape}`;
  const known = compiled.get(id);
  if (known !== undefined) return known;
  const source = texts[version].words.get(key);
  if (source === undefined) throw new Error(`No text "${key}" in ${version}`);
  const tree = Handlebars.parse(source);
  new Typographer().accept(tree);
  const template = Handlebars.compile(tree, { strict: true, noEscape });
  compiled.set(id, template);
  return template;
}

/** A text as plain words, for a page that a route fills. Throws for a key or a value that is missing: never "undefined". */
export function say(version: TextVersion, key: string, values: Record<string, string | number> = {}): string {
  return written(version, key, true)(values);
}

/** The answers of a question, in the order they are offered. */
export function optionsOf(version: TextVersion, key: string): { value: string; label: string; hint?: string }[] {
  const found = texts[version].options.get(key);
  if (found === undefined) throw new Error(`No options "${key}" in ${version}`);
  return found.map(([value, label, hint]) => ({
    value: String(value),
    label: typographic(label),
    ...(hint !== undefined && { hint: typographic(hint) }),
  }));
}

const versionOf = (options: HelperOptions): TextVersion =>
  (options.data as { root: { chrome: { version?: TextVersion } } }).root.chrome.version ?? 'fr';

/** For templates: `{{t "home.title"}}`, `{{t "alert.progress" step=step steps=steps}}` and `(options "reporter.links")`. */
export const textHelpers = {
  // What a text holds was written here and may be HTML; the values put into it are escaped.
  t: (key: string, options: HelperOptions) => new Handlebars.SafeString(written(versionOf(options), key, false)(options.hash)),
  options: (key: string, options: HelperOptions) => optionsOf(versionOf(options), key),
};
