import { expect, test } from 'vitest';
import { addressOf } from '../../api/pages/shared/addresses.ts';
import { samples } from '../../test/gallery/samples.ts';
import { codes } from '../../vocabulary/vocabulary.ts';
import { pageEngine } from '../render.ts';
import type { Views } from '../views/pages.ts';
import { optionsOf, type TextVersion, texts } from './texts.ts';

const versions: TextVersion[] = ['fr', 'fr-falc'];
const { fr, 'fr-falc': falc } = texts;

test('the two versions have the same texts, the same answers in the same order, and the same values to fill in', () => {
  expect([...falc.words.keys()].sort()).toEqual([...fr.words.keys()].sort());
  expect([...falc.options.keys()].sort()).toEqual([...fr.options.keys()].sort());
  const values = (text: string) => [...new Set([...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name))].sort();
  for (const [key, text] of fr.words) expect(values(falc.words.get(key) ?? ''), key).toEqual(values(text));
  for (const key of fr.options.keys()) {
    expect(
      optionsOf('fr-falc', key).map(({ value }) => value),
      key,
    ).toEqual(optionsOf('fr', key).map(({ value }) => value));
  }
});

test('what is easy to read has short sentences', () => {
  const longest = 20;
  const long = [...falc.words]
    .filter(([key]) => !key.startsWith('accessibility.') && !key.startsWith('frame.'))
    .flatMap(([key, text]) => {
      const said = text.replaceAll(/<\/li>/g, '. ').replaceAll(/<[^>]+>/g, ' ');
      return said.split(/[.!?:](?:\s|$)/).map((sentence) => [key, sentence.trim()] as const);
    })
    .filter(([, sentence]) => sentence.split(/\s+/).length > longest);
  expect(long).toEqual([]);
});

test('every answer that the rules read can be given', () => {
  const offered = (key: string) => optionsOf('fr', key).map(({ value }) => value);
  expect(offered('reporter.links').sort()).toEqual([...codes('reporterLink')].sort());
  expect(offered('where.places').sort()).toEqual([...codes('place')].sort());
  expect(offered('implicated.kinds').sort()).toEqual([...codes('implicated')].sort());
  for (const key of ['person.groups', 'person.groupsSelf']) expect(offered(key).sort(), key).toEqual([...codes('victimGroup')].sort());
  expect(offered('danger.levels')).toEqual(['4', '3', '2', '1', 'NSP']);
  expect([...fr.words.keys()].filter((key) => key.startsWith('followed.reasons.')).map((key) => key.split('.').at(-1))).toEqual(
    codes('notRetainedReason'),
  );
});

test('every public page is written in both versions, and each text is used', () => {
  const asked = new Set<string>();
  const watched = (kept: Map<string, unknown>) => {
    const { get } = kept;
    kept.get = (key: string) => {
      asked.add(key);
      return get.call(kept, key);
    };
  };
  for (const version of versions) for (const kept of [texts[version].words, texts[version].options]) watched(kept as Map<string, unknown>);
  const page = pageEngine((asset) => `/assets/${asset}`, addressOf);
  for (const name of (Object.keys(samples) as (keyof Views)[]).filter((one) => one.startsWith('public/'))) {
    for (const view of Object.values(samples[name]) as { chrome: object }[]) {
      const [plain, easy] = versions.map((version) => page(name, { ...view, chrome: { ...view.chrome, version } } as never));
      expect(easy, name).not.toMatch(/undefined|\[object/);
      expect(easy, name).not.toBe(plain);
    }
  }
  for (const kept of [fr, falc].flatMap(({ words, options }) => [words, options])) Reflect.deleteProperty(kept, 'get');
  // What routes say rather than templates, and what a second answer alone is told.
  const said =
    /\.(missing(?:\.\w+)?|ageWrong|video|otherKind|unknown|choose|keepWritten|wrong|receipt|sent|draft|phoneWrong|emailWrong|addressWrong|moments|empty|lines\.\w+)$|^(next|check|errors|followed)\.|^afterwards\.(kept|notKept|call|said)$/;
  expect([...fr.words.keys(), ...fr.options.keys()].filter((key) => !asked.has(key) && !said.test(key))).toEqual([]);
});
