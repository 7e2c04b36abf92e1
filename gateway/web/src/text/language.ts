import { computed, effect, signal } from '@preact/signals';
import { readSetting, writeSetting } from './settings';
import type { Text } from './texts';

/** The languages that the client speaks, by their own names. */
export const languages = { en: 'English', de: 'Deutsch' } as const;
export type Language = keyof typeof languages;

type Texts = Readonly<Record<string, Text>>;

/** Each is fetched by who reads it. A further language is its file, its name above and a line here. */
const files: Readonly<Record<Language, () => Promise<Texts>>> = {
  en: async () => (await import('./languages/en')).en,
  de: async () => (await import('./languages/de')).de,
};

/** Before a file that could not be fetched is asked for again, in milliseconds. */
const PAUSE = 2000;

const key = 'chat.language';

const chosen = signal<Language | null>(known(readSetting(key)));
// Outside of a browser (tests of what has no view) there is neither a navigator nor its events.
const preferred = signal<readonly string[]>(globalThis.navigator?.languages ?? ['en']);
globalThis.addEventListener?.('languagechange', () => (preferred.value = navigator.languages));

/** The reader's own choice; null follows the browser. */
export const languageChoice = computed(() => chosen.value);

/** The choice, else the first of the browser's languages that we know, else English. */
const wanted = computed<Language>(() => chosen.value ?? firstKnown(preferred.value));

const kept = signal<Readonly<Partial<Record<Language, Texts>>>>({});
const current = signal<Language>(wanted.peek());
effect(() => {
  if (kept.value[wanted.value]) current.value = wanted.value;
});

/** The language that is spoken: the one that is wanted, from when its texts are here. */
export const language = computed(() => current.value);

/** The texts of the language that is spoken. */
export const spoken = computed<Texts>(() => kept.value[language.value] ?? {});

export function keepTexts(of: Language, texts: Texts): void {
  kept.value = { ...kept.peek(), [of]: texts };
}

/** Fetches the texts of the language that is wanted, and from now on those of any other that comes to be. Resolves when there is something to be read. */
export function startSpeaking(): Promise<void> {
  return new Promise((resolve) => {
    effect(() => {
      const of = wanted.value;
      if (kept.value[of]) resolve();
      else void fetchTexts(of);
    });
  });
}

async function fetchTexts(of: Language): Promise<void> {
  while (wanted.peek() === of && !kept.peek()[of]) {
    try {
      keepTexts(of, await files[of]());
    } catch (error) {
      console.warn(`The texts in ${languages[of]} could not be fetched; it is tried again.`, (error as Error).name);
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
  }
}

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
