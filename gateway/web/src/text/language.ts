import { computed, effect, signal } from '@preact/signals';
import { readSetting, writeSetting } from './settings';

/** The languages that the client speaks, by their own names. */
export const languages = { en: 'English', de: 'Deutsch' } as const;
export type Language = keyof typeof languages;

const key = 'chat.language';

const chosen = signal<Language | null>(known(readSetting(key)));
// Outside of a browser (tests of what has no view) there is neither a navigator nor its events.
const preferred = signal<readonly string[]>(globalThis.navigator?.languages ?? ['en']);
globalThis.addEventListener?.('languagechange', () => (preferred.value = navigator.languages));

/** The reader's own choice; null follows the browser. */
export const languageChoice = computed(() => chosen.value);

/** The language that is spoken: the choice, else the first of the browser's languages that we know, else English. */
export const language = computed<Language>(() => chosen.value ?? firstKnown(preferred.value));

/**
 * The locale for dates and numbers: the browser's own variety of the language (`en-GB`, `de-AT`), so that a reader who set 24 hours
 * or a comma keeps them.
 */
export const locale = computed<string>(
  () => preferred.value.find((tag) => known(tag) === language.value) ?? language.value,
);

effect(() => {
  if (globalThis.document) document.documentElement.lang = language.value;
});

/** Chooses a language and remembers it on this machine; null follows the browser again. */
export function setLanguage(choice: Language | null): void {
  chosen.value = choice;
  writeSetting(key, choice);
}

function firstKnown(tags: readonly string[]): Language {
  for (const tag of tags) {
    const language = known(tag);
    if (language) return language;
  }
  return 'en';
}

function known(tag: string | null): Language | null {
  const base = tag?.split('-')[0]?.toLowerCase() ?? '';
  return base in languages ? (base as Language) : null;
}
