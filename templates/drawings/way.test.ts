import { describe, expect, test } from 'vitest';
import { startWay, way } from '../../test/gallery/parts.ts';
import type { Rail, WayView } from '../views/parts.ts';
import { drawWay } from './way.ts';
import { wrap } from './way-shapes.ts';

const texts = (svg: string): string[] =>
  [...svg.matchAll(/<text x="([\d.-]+)" y="([\d.-]+)" font-size="(\d+)"[^>]*?( text-anchor="middle")?>([^<]*)</g)].map((found) => found[5] ?? '');
const wide = (view: WayView): string => drawWay(view).split('<svg class="way-narrow"')[0] ?? '';
const upright = (view: WayView): string => drawWay(view).split('<svg class="way-narrow"')[1] ?? '';

/** Where each text stands, with room for its letters. */
function boxes(svg: string): { text: string; left: number; right: number; top: number; bottom: number }[] {
  return [...svg.matchAll(/<text x="([\d.-]+)" y="([\d.-]+)" font-size="(\d+)" class="[^"]*"( text-anchor="middle")?>([^<]*)</g)].map(
    ([, x, y, size, middle, text = '']) => {
      const width = text.length * Number(size) * 0.5;
      const left = middle === undefined ? Number(x) : Number(x) - width / 2;
      return { text, left, right: left + width, top: Number(y) - Number(size) * 0.75, bottom: Number(y) + 2 };
    },
  );
}

function overlaps(svg: string): string[] {
  const all = boxes(svg);
  return all.flatMap((a, index) =>
    all
      .slice(index + 1)
      .filter((b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom)
      .map((b) => `${a.text} / ${b.text}`),
  );
}

describe('the drawing', () => {
  test('says itself whole to whoever does not see it', () => {
    const described = /<desc id="way-desc">([^<]*)</.exec(drawWay(way))?.[1] ?? '';
    expect(described).toContain('Alerte en ligne, mardi 17 novembre, 9 h 05.');
    expect(described).toContain('reçu en retard, attendu mercredi 18 novembre, 17 h');
    expect(described).toContain('Refusé (hors territoire), réorienté.');
    expect(drawWay(way)).toMatch(/<svg class="way-wide"[^>]* role="img" aria-labelledby="way-title way-desc"/);
    expect(drawWay(way)).toMatch(/<svg class="way-narrow"[^>]* role="img" aria-labelledby="way-title-upright way-desc-upright"/);
  });

  test('gives each state a shape of its own', () => {
    const shapeOf = (state: Rail['stations'][number]['state'], more: object = {}): string => {
      const rail: Rail = { recipient: 'R', role: 'Rôle', purpose: 'ACTION', escalations: [], stations: [{ name: 'transmis', state, ...more }] };
      return wide({ alerts: [], qualification: { label: 'Q', state: 'reached' }, rails: [rail] }).replaceAll(
        /<text.*?<\/text>|class="[^"]*"|<desc.*?<\/desc>/g,
        '',
      );
    };
    const shapes = [
      shapeOf('reached'),
      shapeOf('current'),
      shapeOf('current', { due: 'lundi' }),
      shapeOf('current', { due: 'lundi', late: true }),
      shapeOf('ahead'),
      shapeOf('skipped'),
      shapeOf('failed'),
    ];
    expect(new Set(shapes).size).toBe(shapes.length);
  });

  test('never writes one text over another, wide or upright', () => {
    const long: WayView = {
      alerts: Array.from({ length: 4 }, () => ({ label: 'Déclaration d’établissement', at: 'mercredi 30 septembre, 17 h 45' })),
      qualification: { label: 'Reprise par le protocole', at: 'mercredi 30 septembre, 17 h 45', state: 'reached' },
      rails: Array.from({ length: 6 }, (_, index) => ({
        ...(way.rails[0] as Rail),
        recipient: 'Direction départementale de l’emploi, du travail et des solidarités de Meurthe-et-Moselle',
        escalations: [
          'Relancé 2 fois, la dernière mercredi 30 septembre, 17 h 45',
          'Contact du supérieur hiérarchique prévenu mercredi 30 septembre, 17 h 45',
        ],
        ...(index % 2 === 1 && { replaces: index - 1 }),
        ...(index % 2 === 0 && { ended: 'Refusé (conflit d’intérêts), réorienté' }),
      })),
    };
    for (const view of [way, startWay, long]) {
      expect(overlaps(wide(view))).toEqual([]);
      expect(overlaps(upright(view))).toEqual([]);
    }
  });

  test('fits in its frame', () => {
    for (const svg of [wide(way), upright(way)]) {
      const [, left = 0, , width = 0, height = 0] = (/viewBox="([\d.]+) ([\d.]+) ([\d.]+) ([\d.]+)"/.exec(svg) ?? []).map(Number);
      for (const box of boxes(svg)) {
        expect(box.right, box.text).toBeLessThanOrEqual(left + width);
        expect(box.left, box.text).toBeGreaterThanOrEqual(left);
        expect(box.bottom, box.text).toBeLessThanOrEqual(height);
      }
    }
  });

  test('joins a rail to the one it takes over from, once', () => {
    expect(wide(way).match(/w-branch/g)).toHaveLength(2);
    expect(texts(upright(way))).toContain('prend la suite de Commissariat de');
  });

  test('escapes whatever a directory calls its bodies', () => {
    const rail: Rail = { ...(way.rails[0] as Rail), recipient: '<script>alert(1)</script> & "co"' };
    const drawn = drawWay({ ...way, rails: [rail] });
    expect(drawn).not.toContain('<script');
    expect(drawn).toContain('&lt;script&gt;');
  });
});

test('a text is broken at spaces only, never inside a word', () => {
  expect(wrap('une ligne assez longue', 10)).toEqual(['une ligne', 'assez', 'longue']);
  expect(wrap('anticonstitutionnellement oui', 10)).toEqual(['anticonstitutionnellement', 'oui']);
  expect(wrap('à 17\u00a0h\u00a030 précises', 8)).toEqual(['à', '17\u00a0h\u00a030', 'précises']);
});
