import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  dayKey,
  formatBytes,
  formatDay,
  formatDuration,
  formatList,
  formatNumber,
  formatPercent,
  formatRelative,
  formatTime,
  language,
  rich,
  setLanguage,
  t,
  type TextKey,
} from './index';
import { de } from './languages/de';
import { en as english } from './languages/en';
import type { Text } from './texts';

afterEach(() => setLanguage(null));

const en: Record<TextKey, Text> = english;
const keys = Object.keys(en) as TextKey[];
const forms = (text: Text): string[] => (typeof text === 'string' ? [text] : Object.values(text));
const names = (text: Text) => [...new Set(forms(text).flatMap((form) => [...form.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)))].sort();

describe('texts', () => {
  it('wants the same values in every language', () => {
    for (const key of keys) expect.soft(names(de[key]), key).toEqual(names(en[key]));
  });

  it('is empty nowhere', () => {
    for (const key of keys) expect.soft([...forms(en[key]), ...forms(de[key])].every((form) => form.trim() !== ''), key).toBe(true);
  });

  it('has keys that begin with the name of an area', () => {
    expect(keys.filter((key) => !/^[a-z]+\.[\w. -]+$/.test(key))).toEqual([]);
  });
});

describe('t', () => {
  it('speaks the language that was chosen', () => {
    expect(t('ui.close')).toBe('Close');
    setLanguage('de');
    expect(t('ui.close')).toBe('Schließen');
  });

  it('chooses the plural form and writes the count as the reader does', () => {
    expect(t('ui.results', { count: 1 })).toBe('1 result');
    expect(t('ui.results', { count: 1234 })).toBe('1,234 results');
    setLanguage('de');
    expect(t('ui.results', { count: 1234 })).toBe('1.234 Treffer');
  });

  it('puts elements between texts', () => {
    expect(rich('ui.results', { count: 2 })).toEqual(['', '2', ' results']);
  });

  it('leaves a value that looks like a place alone', () => {
    expect(t('people.statusUntil', { time: '{time} {count}' })).toContain('{time} {count}');
  });
});

describe('the language', () => {
  it('is the first of the browser’s that is known', async () => {
    vi.resetModules();
    vi.stubGlobal('navigator', { languages: ['fr-FR', 'de-AT', 'en'] });
    const again = await import('./index');
    expect(again.language.value).toBe('de');
    expect(again.locale.value).toBe('de-AT');
    vi.unstubAllGlobals();
  });

  it('is spoken from when its texts are here', async () => {
    vi.resetModules();
    vi.stubGlobal('navigator', { languages: ['de'] });
    const again = await import('./index');
    const started = again.startSpeaking();
    expect(again.language.value).toBe('de');
    await started;
    expect(again.t('ui.close')).toBe('Schließen');
    again.setLanguage('en');
    expect(again.t('ui.close')).toBe('Schließen');
    await vi.waitFor(() => expect(again.t('ui.close')).toBe('Close'));
    expect(again.language.value).toBe('en');
    again.setLanguage('de');
    expect(again.t('ui.close')).toBe('Schließen');
    vi.unstubAllGlobals();
  });

  it('is English when none is known', () => {
    expect(language.value).toBe('en');
  });
});

describe('formats', () => {
  const noon = new Date(2026, 2, 3, 12, 5).getTime();
  const hours = 3_600_000;

  it('name the days around today', () => {
    expect(formatDay(noon - 12 * hours, noon)).toBe('Today');
    expect(formatDay(noon - 13 * hours, noon)).toBe('Yesterday');
    expect(formatDay(noon + 13 * hours, noon)).toBe('Tomorrow');
    expect(formatDay(noon - 72 * hours, noon)).toContain('Saturday');
    expect(formatDay(noon - 72 * hours, noon)).not.toContain('2026');
    expect(formatDay(new Date(2025, 11, 31), noon)).toContain('2025');
  });

  it('count a day of 23 hours as one', () => {
    vi.stubEnv('TZ', 'Europe/Berlin');
    const monday = new Date(2026, 2, 30, 0, 30).getTime();
    expect(formatDay(new Date(2026, 2, 29, 0, 30), monday)).toBe('Yesterday');
    vi.unstubAllEnvs();
  });

  it('say times as the language does', () => {
    setLanguage('de');
    expect(formatTime(noon)).toBe('12:05');
    expect(formatNumber(1234.5)).toBe('1.234,5');
    expect(formatPercent(0.426)).toMatch(/^43\s%$/);
    expect(formatList(['Ann', 'Ben', 'Carla'])).toBe('Ann, Ben und Carla');
    expect(formatRelative(noon - 5 * 60_000, noon)).toBe('vor 5 Minuten');
  });

  it('say sizes and lengths in units that fit', () => {
    expect(formatBytes(999)).toBe('999 byte');
    expect(formatBytes(1_440_000)).toBe('1.4 MB');
    expect(formatDuration(3)).toBe('3 sec');
    expect(formatDuration(3903)).toBe('1 hr 5 min');
    expect(formatDuration(0)).toBe('0 sec');
  });

  it('tell days apart by the reader’s calendar', () => {
    expect(dayKey(noon)).toBe('2026-03-03');
    expect(dayKey(noon + 12 * hours)).toBe('2026-03-04');
  });
});
