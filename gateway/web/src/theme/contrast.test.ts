import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

type Colours = Record<string, string>;

const read = (file: string) => readFileSync(new URL(file, import.meta.url), 'utf8');
const coloursIn = (css: string): Colours =>
  Object.fromEntries([...css.matchAll(/--([\w-]+): (#[0-9a-f]{6})\b/g)].map(([, name = '', value = '']) => [name, value]));

const light = coloursIn(read('./tokens.css'));
const [bySystem = '', byChoice = ''] = read('./dark.css').split(":root[data-theme='dark']");
const dark = { ...light, ...coloursIn(byChoice) };

const grounds = ['ground', 'ground-soft', 'ground-raised', 'hover'];

/** Text on ground, at 4.5. */
const texts: [string, string][] = [
  ...[...grounds, 'ground-strong', 'active'].map((ground): [string, string] => ['text', ground]),
  ...[...grounds, 'ground-strong'].map((ground): [string, string] => ['text-soft', ground]),
  ...[...grounds, 'mention'].flatMap((ground): [string, string][] => [['link', ground], ['danger', ground]]),
  ...['ground', 'ground-soft', 'ground-raised'].flatMap((ground): [string, string][] => [['accent', ground], ['success', ground], ['warning', ground]]),
  ['text', 'mention'],
  ['text-soft', 'mention'],
  ['on-accent', 'accent'],
  ['on-accent', 'accent-hover'],
  ['on-accent-soft', 'accent-soft'],
  ['on-danger', 'danger'],
  ['on-danger', 'danger-hover'],
  ['on-danger-soft', 'danger-soft'],
  ['on-success-soft', 'success-soft'],
  ['on-warning-soft', 'warning-soft'],
  ['on-mention', 'mention'],
  ['on-mark', 'mark'],
  ['on-code', 'code'],
  ['text', 'code'],
  ['on-side', 'side'],
  ['on-side', 'side-hover'],
  ['on-side-soft', 'side'],
  ['on-side-soft', 'side-hover'],
  ['on-side-active', 'side-active'],
  ['on-side-badge', 'side-badge'],
  ['on-tooltip', 'tooltip'],
  ...Array.from({ length: 8 }, (_, hue): [string, string] => ['on-avatar', `avatar-${hue}`]),
];

/** Borders of controls, focus rings and signs, at 3. */
const signs: [string, string][] = [
  ...grounds.flatMap((ground): [string, string][] => [['line-strong', ground], ['accent', ground], ['presence', ground], ['unread', ground]]),
  ['side-presence', 'side'],
  ['side-presence', 'side-hover'],
  ['accent', 'ground-strong'],
  ['on-side', 'side'],
];

/** Every pair that one rule of any style sheet puts together. */
const together = [...new Set(styleSheets().flatMap(pairsIn))].map((pair) => pair.split(' ') as [string, string]);

it('finds the pairs of the style sheets', () => {
  expect(together).toContainEqual(['on-accent', 'accent']);
  expect(together.length).toBeGreaterThan(20);
});

describe.each([
  ['light', light],
  ['dark', dark],
])('the %s theme', (_, colours) => {
  it.each(texts)('reads %s on %s', (text, ground) => {
    expect(contrast(colours, text, ground)).toBeGreaterThanOrEqual(4.5);
  });

  it.each(together)('reads %s on %s, which a rule puts together', (text, ground) => {
    expect(contrast(colours, text, ground)).toBeGreaterThanOrEqual(4.5);
  });

  it.each(signs)('shows %s on %s', (sign, ground) => {
    expect(contrast(colours, sign, ground)).toBeGreaterThanOrEqual(3);
  });
});

it('is as dark by choice as by the system', () => {
  expect(coloursIn(bySystem)).toEqual(coloursIn(byChoice));
});

function styleSheets(): string[] {
  const root = new URL('../', import.meta.url);
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.css'))
    .map((file) => readFileSync(new URL(file.replaceAll('\\', '/'), root), 'utf8'));
}

function pairsIn(css: string): string[] {
  return [...css.matchAll(/\{([^{}]*)\}/g)].flatMap(([, rule = '']) => {
    const text = /(?:^|[\s;])color: var\(--([\w-]+)\)/.exec(rule)?.[1];
    const ground = /(?:^|[\s;])background(?:-color)?: var\(--([\w-]+)\)/.exec(rule)?.[1];
    return text && ground ? [`${text} ${ground}`] : [];
  });
}

function contrast(colours: Colours, one: string, other: string): number {
  const [low = 0, high = 0] = [luminance(colours, one), luminance(colours, other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

/** Relative luminance as WCAG 2.1 defines it. */
function luminance(colours: Colours, name: string): number {
  const value = colours[name];
  if (!value) throw new Error(`There is no colour ${name}.`);
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = parseInt(value.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
