import { isBuiltin } from 'node:module';
import ts from 'typescript';

/** One thing seen in a file, and on which line. */
export interface Sighting {
  what: string;
  line: number;
}

/** What the rules read of a file of code. */
export interface CodeModule {
  path: string;
  /** What it imports as it is written, types and paths handed to `require.resolve` or `new URL` included. */
  imports: Sighting[];
  /** The names it declares and exports. */
  exports: Sighting[];
  sql: Sighting[];
  /** Uses of the world that need no import: clock, chance, timers, process, network. */
  world: Sighting[];
}

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));
const resolvers = words('require require.resolve import.meta.resolve');
const worldly = words('console crypto fetch performance process queueMicrotask setImmediate setInterval setTimeout');
const worldlyMembers = words('Date.now Math.random DateTime.now globalThis.fetch Temporal.Now');
/** Told no moment, these read the clock: with nothing between their parentheses, or options only. */
const clocks = words('Date DateTime.local DateTime.utc');
const chance = words('getRandomValues randomBytes randomFill randomFillSync randomInt randomUUID randomUUIDv7');

const object =
  'AGGREGATE|DATABASE|DOMAIN|EXTENSION|FUNCTION|INDEX|MATERIALIZED|OR REPLACE|POLICY|ROLE|SCHEMA|SEQUENCE|TABLE|TRIGGER|TYPE|UNIQUE|USER|VIEW';
/** Text that the database would run, or a piece of it: keywords in capitals, in the shape of a statement. */
const statement = new RegExp(
  [
    '^\\s*(--[^\\n]*\\n\\s*)*(',
    [
      'SELECT\\s',
      'INSERT INTO\\s',
      'UPDATE\\s+\\S+(\\s+(AS\\s+)?\\w+)?\\s+SET\\s',
      'DELETE FROM\\s',
      'WITH\\s+(RECURSIVE\\s+)?\\w+(\\s*\\([^)]*\\))?\\s+AS\\s',
      `(CREATE|ALTER|DROP)\\s+(${object})\\b`,
      'LOCK TABLE\\s',
      'TRUNCATE\\s',
      '(GRANT|REVOKE)\\s+\\w+',
      '(LISTEN|NOTIFY)\\s+\\w',
      '(LEFT |INNER |CROSS |FULL )?JOIN\\s+\\w',
      '(FROM|WHERE|RETURNING|VALUES|ORDER BY|GROUP BY|ON CONFLICT)\\s+[(\\w]',
    ].join('|'),
    ')|\\(\\s*SELECT\\s',
  ].join(''),
);

/** Reads one file. Nothing is resolved: an import stays as it is written. */
export function readModule(path: string, text: string): CodeModule {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const read: CodeModule = { path, imports: [], exports: [], sql: [], world: [] };
  const seen = (what: string, node: ts.Node): Sighting => ({ what, line: source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1 });

  const visit = (node: ts.Node): void => {
    const imported = importedBy(node);
    if (imported !== undefined) read.imports.push(seen(imported, node));
    const written = literalText(node);
    if (written !== undefined && imported === undefined && statement.test(written)) read.sql.push(seen(firstWords(written), node));
    const reached = worldReachedBy(node);
    if (reached !== undefined) read.world.push(seen(reached, node));
    ts.forEachChild(node, visit);
  };
  visit(source);
  for (const node of source.statements) for (const name of exportedBy(node)) read.exports.push(seen(name, node));
  return read;
}

const firstWords = (text: string): string => text.trim().replaceAll(/\s+/g, ' ').slice(0, 40);
const stringIn = (node: ts.Node | undefined): string | undefined => (node !== undefined && ts.isStringLiteralLike(node) ? node.text : undefined);

function importedBy(node: ts.Node): string | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return stringIn(node.moduleSpecifier);
  if (ts.isImportTypeNode(node)) return ts.isLiteralTypeNode(node.argument) ? stringIn(node.argument.literal) : undefined;
  if (ts.isNewExpression(node) && node.expression.getText() === 'URL' && node.arguments?.[1]?.getText() === 'import.meta.url')
    return stringIn(node.arguments[0]);
  if (!ts.isCallExpression(node)) return undefined;
  const isImport = node.expression.kind === ts.SyntaxKind.ImportKeyword || resolvers.has(node.expression.getText());
  return isImport ? stringIn(node.arguments[0]) : undefined;
}

function literalText(node: ts.Node): string | undefined {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isTemplateExpression(node)) return node.head.text + node.templateSpans.map(({ literal }) => `x${literal.text}`).join('');
  return undefined;
}

function worldReachedBy(node: ts.Node): string | undefined {
  if (ts.isImportDeclaration(node)) return chanceImportedBy(node);
  if (ts.isNewExpression(node) || ts.isCallExpression(node)) {
    const called = node.expression.getText();
    const [moment] = node.arguments ?? [];
    return clocks.has(called) && (moment === undefined || ts.isObjectLiteralExpression(moment)) ? `${called}()` : undefined;
  }
  if (ts.isPropertyAccessExpression(node)) return worldlyMembers.has(node.getText()) ? node.getText() : undefined;
  if (!ts.isIdentifier(node) || !worldly.has(node.text)) return undefined;
  const { parent } = node;
  // A key, a member or a declaration of that name is something else.
  const isName = 'name' in parent && parent.name === node;
  return isName ? undefined : node.text;
}

/** `node:crypto` may be there to hash; not to draw lots. */
function chanceImportedBy({ importClause }: ts.ImportDeclaration): string | undefined {
  const bindings = importClause?.namedBindings;
  if (bindings === undefined || !ts.isNamedImports(bindings)) return undefined;
  return bindings.elements.map(({ name, propertyName }) => (propertyName ?? name).text).find((name) => chance.has(name));
}

function exportedBy(node: ts.Statement): string[] {
  if (ts.isExportDeclaration(node)) {
    // What is handed on under its own name keeps its meaning.
    const named = node.exportClause !== undefined && ts.isNamedExports(node.exportClause) ? node.exportClause.elements : [];
    return named.filter(({ propertyName }) => propertyName !== undefined).map(({ name }) => name.text);
  }
  const isExported = ts.canHaveModifiers(node) && ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
  if (!isExported) return [];
  if (ts.isVariableStatement(node)) return node.declarationList.declarations.flatMap(({ name }) => namesIn(name));
  return 'name' in node && node.name !== undefined && ts.isIdentifier(node.name as ts.Node) ? [(node.name as ts.Identifier).text] : [];
}

function namesIn(name: ts.BindingName): string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((element) => (ts.isBindingElement(element) ? namesIn(element.name) : []));
}

/** The package of npm or the module of Node that an import names; null for a file of the house. */
export function packageOf(specifier: string): string | null {
  if (specifier.startsWith('.')) return null;
  if (isBuiltin(specifier)) return specifier.startsWith('node:') ? specifier : `node:${specifier}`;
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}
