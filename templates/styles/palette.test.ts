import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const source = readFileSync(new URL('./_palette.scss', import.meta.url), 'utf8');

function palette(mode: 'light' | 'dark'): (name: string) => string {
  const block = new RegExp(`@mixin ${mode} \\{([^}]*)\\}`).exec(source)?.[1] ?? '';
  const colours = new Map([...block.matchAll(/--([\w-]+): (#[\da-f]{6});/g)].map(([, name = '', value = '']) => [name, value]));
  return (name) => {
    const value = colours.get(name);
    if (value === undefined) throw new Error(`no colour "${name}" in ${mode}`);
    return value;
  };
}

/** Relative luminance and contrast ratio, as WCAG 2.2 defines them. */
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((start) => {
    const channel = Number.parseInt(hex.slice(start, start + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(a: string, b: string): number {
  const [darker = 0, lighter = 0] = [luminance(a), luminance(b)].sort((one, other) => one - other);
  return (lighter + 0.05) / (darker + 0.05);
}

const surfaces = ['paper', 'card', 'shade'];
/** Text on what lies behind it. */
const written: [string, string][] = [
  ...['ink', 'soft', 'action', 'action-strong', 'due', 'alarm', 'visited'].flatMap((text) =>
    surfaces.map((surface): [string, string] => [text, surface]),
  ),
  ['on-action', 'action'],
  ['on-action', 'action-strong'],
  ['on-alarm', 'alarm'],
  ['action', 'action-wash'],
  ['ink', 'action-wash'],
  ['due', 'due-wash'],
  ['ink', 'due-wash'],
  ['alarm', 'alarm-wash'],
  ['ink', 'alarm-wash'],
  ['on-focus', 'focus'],
  ['on-mast', 'mast'],
  ['paper', 'ink'],
];
/** Edges and signs that carry meaning, on what lies behind them. */
const drawn: [string, string][] = ['edge', 'due-edge', 'action', 'alarm'].flatMap((sign) =>
  surfaces.map((surface): [string, string] => [sign, surface]),
);

describe.each(['light', 'dark'] as const)('in %s', (mode) => {
  const colour = palette(mode);
  test.each(written)('%s is read on %s (4.5 to 1)', (text, surface) => {
    expect(contrast(colour(text), colour(surface))).toBeGreaterThanOrEqual(4.5);
  });
  test.each(drawn)('%s is seen on %s (3 to 1)', (sign, surface) => {
    expect(contrast(colour(sign), colour(surface))).toBeGreaterThanOrEqual(3);
  });
});

test('the ratio is the one the standard defines', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
  expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
});
