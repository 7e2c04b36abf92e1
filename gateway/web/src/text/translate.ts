import type { ComponentChildren } from 'preact';
import { formatNumber } from './format';
import { language, spoken, type Language } from './language';
import type { en } from './languages/en';
import type { Text, ValuesOf } from './texts';

type Texts = typeof en;
export type TextKey = keyof Texts;

/** The values that a key's text wants; `count` is a number and chooses the plural form. */
export type Values<K extends TextKey, V> = { readonly [N in ValuesOf<Texts[K]>]: N extends 'count' ? number : V };

/** No second argument for a text without values, and a required one for a text with some. */
type Arguments<K extends TextKey, V> = [ValuesOf<Texts[K]>] extends [never] ? [] : [values: Values<K, V>];

const plurals = new Map<Language, Intl.PluralRules>();

/** For keys that are made of what the server says: whether there is such a text. */
export function isText(key: string): key is TextKey {
  return key in spoken.value;
}

/**
 * The text of a key in the reader's language: `t('ui.close')`, `t('ui.results', { count: 3 })`. Numbers are formatted as the reader
 * writes them. A view that calls it is drawn again when the language changes.
 */
export function t<K extends TextKey>(key: K, ...[values]: Arguments<K, string | number>): string {
  return pieces<string | number>(key, values).map(plain).join('');
}

/** As `t`, for values that are elements: `rich('people.typing', { name: <b>Ann</b> })` gives what may stand among children. */
export function rich<K extends TextKey>(key: K, ...[values]: Arguments<K, ComponentChildren>): ComponentChildren[] {
  return pieces<ComponentChildren>(key, values).map((piece) => (typeof piece === 'number' ? formatNumber(piece) : piece));
}

function pieces<V>(key: TextKey, values: object | undefined): (string | V)[] {
  const text = form(spoken.value[key] ?? key, values && 'count' in values ? values.count : undefined);
  if (!values) return [text];
  return text.split(/\{(\w+)\}/).map((piece, i) => (i % 2 === 1 && piece in values ? ((values as Record<string, V>)[piece] as V) : piece));
}

function form(text: Text, count: unknown): string {
  if (typeof text === 'string') return text;
  return text[rules().select(Number(count))] ?? text.other;
}

function rules(): Intl.PluralRules {
  let found = plurals.get(language.value);
  if (!found) plurals.set(language.value, (found = new Intl.PluralRules(language.value)));
  return found;
}

function plain(piece: string | number): string {
  return typeof piece === 'number' ? formatNumber(piece) : piece;
}
