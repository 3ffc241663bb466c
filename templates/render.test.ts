import { describe, expect, test } from 'vitest';
import { addressOf } from '../api/pages/shared/addresses.ts';
import { publicChrome } from '../test/gallery/parts.ts';
import { samples } from '../test/gallery/samples.ts';
import { pageEngine } from './render.ts';
import type { Views } from './views/pages.ts';

const page = pageEngine((name) => `/assets/${name}`, addressOf);
const pages = (Object.keys(samples) as (keyof Views)[]).flatMap((name) => Object.keys(samples[name]).map((variant) => [name, variant] as const));

function render<Name extends keyof Views>(name: Name, variant: string): string {
  const view = samples[name][variant];
  if (view === undefined) throw new Error(`no sample ${variant}`);
  return page(name, view);
}

describe.each(pages)('%s (%s)', (name, variant) => {
  const html = render(name, variant);

  test('is a whole French page with one title and one main heading', () => {
    expect(html).toMatch(/^<!DOCTYPE html>\n<html lang="fr">/);
    expect(html.match(/<h1[\s>]/g)).toHaveLength(1);
    expect(html).toMatch(/<title>[^<]+ – Guichet[^<]*<\/title>/);
  });

  test('prints no missing value and carries nothing inline', () => {
    expect(html).not.toMatch(/undefined|\[object|NaN|Invalid Date|\{\{/);
    expect(html).not.toMatch(/<script(?![^>]* src=)|<style|\sstyle=|\son[a-z]+="/);
  });

  test('fetches nothing from another host', () => {
    expect(html).not.toMatch(/(src|action)="https?:|<link[^>]+href="https?:/);
  });

  test('keeps its forms safe to send: a token where one is given, no field without a label', () => {
    for (const [form] of html.matchAll(/<form[^>]*method="post"[\s\S]*?<\/form>/g)) {
      for (const [, id] of form.matchAll(/<(?:textarea|select|input(?![^>]*type="(?:hidden|checkbox)"[^>]*>\s*Utiliser))[^>]* id="([^"]+)"/g))
        expect(form).toContain(`for="${id}"`);
    }
  });
});

test('a demonstration says so on every page, and only a demonstration does', () => {
  for (const [name, variant] of pages) {
    const { chrome } = samples[name][variant] as { chrome: { demonstration: boolean } };
    expect(render(name, variant).includes('<strong>Démonstration</strong>'), name).toBe(chrome.demonstration);
  }
});

test('public pages let one leave at once', () => {
  for (const [name, variant] of pages.filter(([name]) => name.startsWith('public/'))) {
    expect(render(name, variant)).toMatch(
      /<a class="leave-link" href="(https:|\/quitter\/54)[^"]*" rel="noreferrer noopener" data-leave="https:[^"]+">/,
    );
  }
});

test('what somebody typed comes back exactly, and never as markup', () => {
  const typed = '  <script>alert("x")</script>\n« l\'été » & $&';
  const html = page('public/alert/what', {
    chrome: publicChrome,
    step: 3,
    steps: 9,
    form: { action: '#', fields: { what: { value: [] }, narrative: { value: typed } }, errors: [] },
  });
  expect(html).not.toContain('<script>alert');
  const area = /<textarea[^>]*>\n([\s\S]*?)<\/textarea>/.exec(html)?.[1] ?? '';
  const read = area.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&#x27;', "'").replaceAll('&amp;', '&');
  expect(read).toBe(typed);
});

test('errors are summed up, linked to their field, and tied to it', () => {
  const html = render('public/alert/reporter', 'error');
  expect(html).toContain('<a href="#reporterLink">');
  expect(html).toMatch(/<fieldset[^>]* aria-describedby="reporterLink-hint reporterLink-error"/);
  expect(html).toContain('id="reporterLink"');
  expect(html).toMatch(/<title>Erreur\u00a0: /);
});

test('a password is never shown again', () => {
  const html = page('desk/sign-in', {
    ...(samples['desk/sign-in'].real as Views['desk/sign-in']),
    form: { action: '#', fields: { email: { value: '' }, password: { value: 'secret-typed' } }, errors: [] },
  });
  expect(html).not.toContain('secret-typed');
});

test('a template that names a field its form does not have is an error, never a blank', () => {
  const form = { action: '#', fields: {}, errors: [] } as unknown as Views['public/follow']['form'];
  expect(() => page('public/follow', { chrome: publicChrome, form })).toThrow('no field "code"');
});
