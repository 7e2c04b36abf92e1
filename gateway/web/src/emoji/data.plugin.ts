import { createRequire } from 'node:module';
import type { Plugin } from 'vite';
import type { EmojiRow } from './data';

interface Compact {
  unicode: string;
  hexcode: string;
  label: string;
  group?: number;
  order?: number;
  tags?: string[];
  skins?: { unicode: string }[];
}

const require = createRequire(import.meta.url);
const tones = ['🏻', '🏼', '🏽', '🏾', '🏿'];
/** Emojibase's groups by our names; 2 are the tones alone, which nobody picks. */
const groups = ['smileys', 'people', '', 'nature', 'food', 'travel', 'activities', 'objects', 'symbols', 'flags'];

/**
 * The modules `virtual:emoji` and `virtual:emoji-words/<language>`, made of emojibase-data at build: what the client uses of it, an
 * eighth of its size. Their shapes are in data.ts.
 */
export function emojiData(): Plugin {
  return {
    name: 'chat-emoji',
    resolveId: (id) => (id.startsWith('virtual:emoji') ? `\0${id}` : undefined),
    load(id) {
      if (id === '\0virtual:emoji') return asModule(named().map(row));
      const language = /^\0virtual:emoji-words\/(\w+)$/.exec(id)?.[1];
      return language && asModule(words(language));
    },
  };
}

/** Every emoji that has one of Slack's names, in the usual order. */
function named(): (Compact & { names: string[] })[] {
  const names = require('emojibase-data/en/shortcodes/iamcal.json') as Record<string, string | string[]>;
  return compact('en')
    .flatMap((emoji) => {
      const found = names[emoji.hexcode];
      return found ? [{ ...emoji, names: [found].flat() }] : [];
    })
    .sort((a, b) => (a.order ?? 0) - (b.order ?? 0));
}

function row({ unicode, names, group, skins = [] }: ReturnType<typeof named>[number]): EmojiRow {
  const toned = tones.map((tone) => skins.find(({ unicode }) => isToned(unicode, tone))?.unicode ?? '');
  // A character that is an emoji anyway need not be told to be one, and is not where people copy it from.
  const text = unicode.replace(/(\p{Emoji_Presentation})\uFE0F/gu, '$1');
  if (toned.includes('')) return [text, names.join(' '), groups[group ?? 2] ?? ''];
  return [text, names.join(' '), groups[group ?? 2] ?? '', toned];
}

/** Whether the people in an emoji all have one tone. */
function isToned(text: string, tone: string): boolean {
  return text.includes(tone) && tones.every((other) => other === tone || !text.includes(other));
}

function words(language: string): string[] {
  const by = new Map(compact(language).map((emoji) => [emoji.hexcode, emoji]));
  return named().map(({ hexcode }) => {
    const { label = '', tags = [] } = by.get(hexcode) ?? {};
    return [...new Set([label, ...tags].map((word) => word.toLowerCase()))].join('|');
  });
}

function compact(language: string): Compact[] {
  return require(`emojibase-data/${language}/compact.json`) as Compact[];
}

// A text that is parsed is read faster than the same as a program.
function asModule(value: unknown): string {
  return `export default JSON.parse(${JSON.stringify(JSON.stringify(value))});`;
}
