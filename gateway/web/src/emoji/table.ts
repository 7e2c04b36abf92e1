import { computed, signal } from '@preact/signals';
import type { EmojiRow } from './data';
import { common } from './common';
import { parseName, type CustomEmoji, type SkinTone } from './names';

/** What a name stands for: a character, or the image of a custom emoji. */
export type Found = { readonly text: string } | { readonly url: string };

interface Known {
  readonly text: string;
  readonly toned?: readonly string[] | undefined;
}

let known = new Map<string, Known>(Object.entries(common).map(([name, text]) => [name, { text }]));
let loading: Promise<readonly EmojiRow[]> | undefined;
const rows = signal<readonly EmojiRow[]>([]);

/** Every emoji in the usual order; empty until the table is loaded. */
export const emojiRows = computed(() => rows.value);

/** True once every emoji is known; before that, only the most used. */
export const emojiLoaded = computed(() => rows.value.length > 0);

/** The team's own emoji, for all that do not bring others. */
export const customEmoji = signal<CustomEmoji>({});

/** Loads the whole table, once. After a failure it may be called again. */
export function loadEmoji(): Promise<readonly EmojiRow[]> {
  loading ??= import('virtual:emoji').then(
    ({ default: loaded }) => {
      known = new Map(loaded.flatMap(([text, names, , toned]) => names.split(' ').map((name) => [name, { text, toned }] as const)));
      rows.value = loaded;
      return loaded;
    },
    (error: unknown) => {
      loading = undefined;
      throw error;
    },
  );
  return loading;
}

/**
 * What `wave` or `wave::skin-tone-3` stands for; undefined when there is no such emoji, or none known yet: the table is then loaded, and
 * who called this from a view is drawn again.
 */
export function findEmoji(name: string, custom: CustomEmoji = customEmoji.value): Found | undefined {
  const { base, tone } = parseName(name);
  const own = followed(base, custom);
  if (own && !own.startsWith('alias:')) return { url: own };
  const text = toned(known.get(own ? own.slice('alias:'.length) : base), tone);
  if (text !== undefined && (tone === 1 || emojiLoaded.value)) return { text };
  if (!emojiLoaded.value) loadEmoji().catch(() => undefined);
  return text === undefined ? undefined : { text };
}

/** As findEmoji, of characters alone. */
export function emojiText(name: string): string | undefined {
  const found = findEmoji(name);
  return found && 'text' in found ? found.text : undefined;
}

function toned(emoji: Known | undefined, tone: SkinTone): string | undefined {
  return (tone > 1 ? emoji?.toned?.[tone - 2] : undefined) ?? emoji?.text;
}

/** Goes from alias to alias: to an address, or to `alias:` and a name that is not a custom one. A circle leads nowhere. */
function followed(name: string, custom: CustomEmoji): string | undefined {
  let value = lookUp(custom, name);
  for (let steps = 0; value?.startsWith('alias:') && steps < 5; steps++) {
    const next = lookUp(custom, value.slice('alias:'.length));
    if (next === undefined) return value;
    value = next;
  }
  return value?.startsWith('alias:') ? undefined : value;
}

// A name is anything that people write between colons, `constructor` too.
function lookUp(custom: CustomEmoji, name: string): string | undefined {
  return Object.hasOwn(custom, name) ? custom[name] : undefined;
}
