import { computed, signal, type ReadonlySignal, type Signal } from '@preact/signals';
import type { Attachment } from '../../protocol';
import { linksIn } from './links';

/** A link that has rested so long is looked up, in milliseconds: half a typed address leads nowhere. */
const Rest = 600;

/** The server looks at four links of one socket at a time. */
const AtOnce = 3;

/** What is known of a link. */
export type Look =
  | { readonly state: 'waiting' | 'looking' }
  /** The page has nothing to show, or cannot be shown. */
  | { readonly state: 'nothing' }
  | { readonly state: 'found'; readonly attachment: Attachment };

export interface Card {
  readonly url: string;
  readonly look: Look;
}

export interface Previews {
  /** To be told the text after each change of it. */
  note(text: string): void;
  /** Of the links in the text, in its order: those that are being looked up and those that were found. */
  readonly cards: ReadonlySignal<readonly Card[]>;
  /** The author wants none with this message. */
  readonly isRemoved: ReadonlySignal<boolean>;
  remove(): void;
  restore(): void;
  /** The message was sent: the next one begins afresh. */
  reset(): void;
  stop(): void;
}

/**
 * Looks up the links of a text while it is typed, each once.
 * @param isRemoved Where it is kept that the author wants none.
 */
export function makePreviews(lookUp: (url: string) => Promise<Attachment | null>, isRemoved: Signal<boolean>): Previews {
  const links = signal<readonly string[]>([]);
  const looks = signal<Readonly<Record<string, Look>>>({});
  const timers = new Map<string, ReturnType<typeof setTimeout>>();
  const queue: string[] = [];
  let running = 0;

  function set(url: string, look: Look | undefined) {
    const { [url]: _, ...others } = looks.peek();
    looks.value = look ? { ...others, [url]: look } : others;
  }

  function forget(url: string) {
    clearTimeout(timers.get(url));
    timers.delete(url);
    if (looks.peek()[url]?.state === 'waiting') set(url, undefined);
  }

  function begin(url: string) {
    timers.delete(url);
    queue.push(url);
    void next();
  }

  async function next() {
    const url = running < AtOnce ? queue.shift() : undefined;
    if (url === undefined) return;
    // It may have gone from the text while it stood in the queue.
    if (!links.peek().includes(url)) {
      set(url, undefined);
      return next();
    }
    running++;
    set(url, { state: 'looking' });
    try {
      const attachment = await lookUp(url);
      set(url, attachment ? { state: 'found', attachment } : { state: 'nothing' });
    } catch {
      // A preview is a courtesy: a link without one is sent all the same.
      set(url, { state: 'nothing' });
    }
    running--;
    return next();
  }

  const previews: Previews = {
    note(text) {
      const present = isRemoved.peek() ? [] : linksIn(text);
      const before = links.peek();
      if (present.length === before.length && present.every((url, index) => url === before[index])) return;
      links.value = present;
      for (const url of before) if (!present.includes(url)) forget(url);
      for (const url of present) {
        if (looks.peek()[url]) continue;
        set(url, { state: 'waiting' });
        timers.set(url, setTimeout(() => begin(url), Rest));
      }
    },
    cards: computed(() =>
      isRemoved.value
        ? []
        : links.value
            .map((url) => ({ url, look: looks.value[url] }))
            .filter((card): card is Card => card.look?.state === 'looking' || card.look?.state === 'found'),
    ),
    isRemoved,
    remove: () => void (isRemoved.value = true),
    restore: () => void (isRemoved.value = false),
    reset() {
      isRemoved.value = false;
      previews.note('');
    },
    stop() {
      for (const timer of timers.values()) clearTimeout(timer);
      timers.clear();
    },
  };
  return previews;
}
