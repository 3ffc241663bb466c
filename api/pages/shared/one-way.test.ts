import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';

/* What keeps pages written the one way: nobody but the mechanism takes a form or refuses one, and nobody writes an address. */

const root = join(import.meta.dirname, '..', '..', '..');
const ofCode = (path: string) => path.endsWith('.ts') && !path.endsWith('.test.ts');
const under = (folder: string, kept: (path: string) => boolean): [path: string, text: string][] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter(kept)
    .map((path) => join(root, folder, path))
    .map((path) => [relative(root, path), readFileSync(path, 'utf8')]);

function parsed(text: string): ts.SourceFile {
  return ts.createSourceFile('page.ts', text, ts.ScriptTarget.Latest, true);
}

/** Every node of a file for which `found` says something. */
function foundIn(text: string, found: (node: ts.Node) => string | undefined): string[] {
  const all: string[] = [];
  const walk = (node: ts.Node): void => {
    const said = found(node);
    if (said !== undefined) all.push(said);
    ts.forEachChild(node, walk);
  };
  walk(parsed(text));
  return all;
}

/** The calls of a method, with what each is given first. */
const callsOf = (method: string) => (text: string) =>
  foundIn(text, (node) =>
    ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression) && node.expression.name.text === method
      ? (node.arguments[0]?.getText() ?? '')
      : undefined,
  );

/** Addresses written in code: what a path begins with, in a string or in a piece of one. What a text is split by is none. */
function addressesIn(text: string): string[] {
  return foundIn(text, (node) => {
    if (ts.isStringLiteralLike(node)) {
      const { parent } = node;
      const splits = ts.isCallExpression(parent) && ts.isPropertyAccessExpression(parent.expression) && parent.expression.name.text === 'split';
      return /^\/($|[\w:.*-])/.test(node.text) && !splits ? node.text : undefined;
    }
    if (ts.isTemplateHead(node)) return node.text.startsWith('/') ? node.text : undefined;
    if (ts.isTemplateMiddle(node) || ts.isTemplateTail(node)) return /^\/[a-z]/.test(node.text) ? node.text : undefined;
    return undefined;
  });
}

const addressesInTemplate = (text: string): string[] =>
  [...text.matchAll(/["']\/(?:[a-z][^"']*)?["'?]|\}\}\/[a-z][^"'{]*/g)].map(([written]) => written);

const perFile = (found: (text: string) => string[]): Record<string, string[]> =>
  Object.fromEntries(
    under('api/pages', ofCode)
      .map(([path, text]): [string, string[]] => [path.replace('api/pages/', ''), found(text)])
      .filter(([, all]) => all.length > 0),
  );

describe('a form', () => {
  test('is taken by the mechanism, and by nothing else but a button that cannot be refused', () => {
    expect(perFile(callsOf('post'))).toEqual({
      // The mechanism itself: forms, buttons, what a page saves while somebody types.
      'shared/form-page.ts': ['page.at'],
      'shared/form-button.ts': ['button.at'],
      'shared/own-draft.ts': ['at'],
      'case/document.ts': ['casePaths.documentDraft'],
      // What somebody is typing begins: proposed, and kept nowhere.
      'desk/find.ts': ['findPaths.begun'],
      // What each mount asks of whoever acts.
      'desk.ts': ['deskPaths.caseActs'],
      'partner/partner-account.ts': ["'{/*answer}'"],
      'coordination/duty.ts': ["'{/*line}'"],
      // Leaving, signing out, the other version, a draft erased: nothing typed, nothing refused.
      'public/leave.ts': ["leaveHref(':department')"],
      'public/public.ts': ['versionPath'],
      'public/alert.ts': ['publicPaths.erase'],
      'desk/sign-in.ts': ['signInPaths.out'],
    });
  });

  test('that is refused has a page of its own, which answers 200: no page writes a status', () => {
    expect(perFile(callsOf('status'))).toEqual({
      // Not an answer to a form that is wrong: whoever must sign in first, whoever asks too often, any failure as a page.
      'shared/expired.ts': ['401'],
      'shared/limited.ts': ['429'],
      'shared/failure.ts': ['failure.status'],
      // A file, or a part of it; a link that opens nothing any more.
      'shared/file-answer.ts': ['200', '416', '206'],
      // A transfer that has ended, or is shut for want of an agreement, come to by somebody who had it.
      'partner/partner-door.ts': ['403', '410'],
      'partner/partner.ts': ["why === 'UNKNOWN' ? 404 : 410"],
      // A word to a script, while somebody types.
      'case/document.ts': ['kept === null ? 409 : 200'],
    });
    expect(perFile(callsOf('sendStatus'))).toEqual({ 'public/leave.ts': ['204'] });
    expect(perFile((text) => foundIn(text, (node) => (/^\w+\.statusCode$/.test(node.getText()) ? node.getText() : undefined)))).toEqual({});
  });

  test('planted by hand would be found', () => {
    const planted = "pages.post('/refus', (request, response) => response.status(422).type('html').send(page(request)));";
    expect([callsOf('post')(planted), callsOf('status')(planted)]).toEqual([["'/refus'"], ['422']]);
  });
});

describe('what a page says was done', () => {
  // The page says « C’est fait. » before it.
  const toldTwice = (text: string) => [...text.matchAll(/said:[^\n]*['`](C’est [^'`]*)/g)].map(([, said]) => said ?? '');

  test('does not say twice that it is', () => {
    expect(perFile(toldTwice)).toEqual({});
  });

  test('planted by hand would be found', () => {
    expect(toldTwice("return { to, said: 'C’est fait, des deux côtés.' };")).toEqual(['C’est fait, des deux côtés.']);
  });
});

describe('an address', () => {
  test('of a page is written in one file', () => {
    const { 'shared/addresses.ts': all, ...elsewhere } = perFile(addressesIn);
    expect(all?.length).toBeGreaterThan(100);
    expect(elsewhere).toEqual({});
  });

  test('is named by templates, never written', () => {
    const written = under('templates', (path) => path.endsWith('.hbs')).map(([path, text]): [string, string[]] => [path, addressesInTemplate(text)]);
    expect(written.length).toBeGreaterThan(100);
    expect(written.filter(([, all]) => all.length > 0)).toEqual([]);
  });

  test('planted by hand would be found', () => {
    expect(
      addressesIn(`pages.get('/', a); to('/guichet'); here(\`/\${code}/suivre\`); there(\`\${base}/contenu\`); path.split('/'); at('a/b');`),
    ).toEqual(['/', '/guichet', '/', '/suivre', '/contenu']);
    expect(addressesInTemplate('<a href="/">x</a> <a href="{{base}}/suivre">{{/if}}</a> (choice "/guichet" "À faire") "{{x}}"/>')).toEqual([
      '"/"',
      '}}/suivre',
      '"/guichet"',
    ]);
  });
});
