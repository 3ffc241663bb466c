import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import Handlebars from 'handlebars';
import { helpers } from './helpers.ts';
import { textHelpers } from './text/texts.ts';
import { Typographer } from './text/typography.ts';

const root = import.meta.dirname;
const options = { strict: true, explicitPartialContext: true, preventIndent: true, knownHelpersOnly: false } as const;

/** A Handlebars of its own: strict (a missing value is an error, never "undefined"), escaping, French typography. */
export function templateEngine(
  more: Record<string, Handlebars.HelperDelegate>,
  format: { noEscape?: true } = {},
): (name: string) => Handlebars.TemplateDelegate {
  const engine = Handlebars.create();
  engine.registerHelper({ ...helpers, ...textHelpers, ...more } as unknown as Handlebars.HelperDeclareSpec);
  for (const [name, source] of [...sources('partials'), ...sources('layouts', 'layouts/')])
    engine.registerPartial(name, engine.compile(parse(source), { ...options, ...format }));
  const compiled = new Map<string, Handlebars.TemplateDelegate>();
  return (name) => {
    const known = compiled.get(name);
    if (known !== undefined) return known;
    const template = engine.compile(parse(readFileSync(join(root, `${name}.hbs`), 'utf8')), { ...options, ...format });
    compiled.set(name, template);
    return template;
  };
}

function parse(source: string): hbs.AST.Program {
  const tree = Handlebars.parse(source);
  new Typographer().accept(tree);
  return tree;
}

function sources(folder: string, prefix = ''): [string, string][] {
  const base = join(root, folder);
  return readdirSync(base, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.hbs'))
    .map((file) => [`${prefix}${relative('.', file).replace(/\.hbs$/, '')}`, readFileSync(join(base, file), 'utf8').trimEnd()]);
}
