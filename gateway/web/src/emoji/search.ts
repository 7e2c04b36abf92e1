import { language, type Language } from '../text';
import type { EmojiRow } from './data';
import { customEmoji, findEmoji, loadEmoji } from './table';
import type { CustomEmoji } from './names';
import { recentEmoji } from './recent';

export interface EmojiMatch {
  /** Without colons and tone. */
  name: string;
  text?: string;
  /** The image of a custom emoji. */
  url?: string;
  /** Whether it comes in skin tones. */
  toned: boolean;
}

interface Candidate extends EmojiMatch {
  /** All names, and what it is called in the reader's language. */
  names: readonly string[];
  words: readonly string[];
}

const wordsOf: Record<Language, () => Promise<{ default: string[] }>> = {
  en: () => import('virtual:emoji-words/en'),
  de: () => import('virtual:emoji-words/de'),
};

let made: { language: Language; all: Promise<readonly Candidate[]> } | undefined;

/**
 * Emoji by what was typed: first whose name it is or begins, then who have a word that begins so, in a name or in the reader's language;
 * of equals those used lately are first. Loads the table at the first call; rejects when it cannot.
 */
export async function completeEmoji(
  query: string,
  { custom = customEmoji.value, limit = 10 }: { custom?: CustomEmoji | undefined; limit?: number | undefined } = {},
): Promise<EmojiMatch[]> {
  const wanted = query.trim().toLowerCase().replace(/^:/, '');
  const recent = new Map(recentEmoji.value.map((name, i) => [name, i]));
  const candidates = [...customCandidates(custom), ...(await standard())];
  const ranked = candidates.flatMap((candidate) => {
    const rank = rankOf(candidate, wanted);
    return rank === undefined ? [] : [{ candidate, rank, used: recent.get(candidate.name) ?? Infinity }];
  });
  // A stable sort: what is left equal keeps the usual order.
  ranked.sort((a, b) => a.rank - b.rank || (a.used === b.used ? 0 : a.used - b.used));
  return ranked.slice(0, limit).map(({ candidate }) => matchOf(candidate, wanted));
}

function matchOf({ names, words: _, ...match }: Candidate, wanted: string): EmojiMatch {
  // Of two names the one that was being typed.
  return { ...match, name: names.find((name) => name.startsWith(wanted)) ?? match.name };
}

function rankOf({ names, words }: Candidate, wanted: string): number | undefined {
  if (names.includes(wanted)) return 0;
  if (names.some((name) => name.startsWith(wanted))) return 1;
  if (names.some((name) => name.split(/[_-]/).some((word) => word.startsWith(wanted)))) return 2;
  const parts = wanted.split(/[\s_]+/).filter(Boolean);
  if (parts.length > 0 && parts.every((part) => words.some((word) => word.startsWith(part)))) return 3;
  return undefined;
}

/** The standard emoji with the words of the reader's language. */
function standard(): Promise<readonly Candidate[]> {
  if (made?.language !== language.value) {
    const all = Promise.all([loadEmoji(), wordsOf[language.value]()]).then(([rows, { default: words }]) => rows.flatMap((row, i) => candidate(row, words[i] ?? '')));
    made = { language: language.value, all };
    all.catch(() => (made = undefined));
  }
  return made.all;
}

function candidate([text, allNames, group, toned]: EmojiRow, words: string): Candidate[] {
  if (!group) return [];
  const names = allNames.split(' ');
  return [{ name: names[0] ?? '', text, toned: toned !== undefined, names, words: [...names, ...words.split('|')].flatMap((word) => word.split(/[\s_-]+/)) }];
}

export function customCandidates(custom: CustomEmoji): Candidate[] {
  return Object.keys(custom).flatMap((name) => {
    const found = findEmoji(name, custom);
    return found ? [{ name, ...found, toned: false, names: [name], words: name.split(/[_-]+/) }] : [];
  });
}
