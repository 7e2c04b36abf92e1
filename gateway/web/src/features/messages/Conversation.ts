import { batch, computed, effect, signal } from '@preact/signals';
import { TS_END, TS_ZERO, type ChannelId, type Message, type Ts } from '../../protocol';
import {
  countsOf, flushRead, liveStretch, loadAround, loadNewer, loadNewest, loadOlder, markRead, markUnread, onEvent, pendingOf, self, showChannel, stretchAt,
} from '../../store';
import { attempt } from './actions';
import { arrivalOf } from './arrivals';
import { firstUnread } from './grouping';
import { itemsOf, type Item } from './items';
import { isNever, loadAnchor, loadUnread, type Anchor } from './opening';
import type { Place } from './place';

/** How long a message that was jumped to is pointed out, in milliseconds. */
const HighlightFor = 4000;

/** Where the list opens. Another `key` opens it anew. */
export interface Opening {
  readonly key: string;
  /** The message to open at; null: the end. */
  readonly at: Ts | null;
  /** It was asked for, and is not merely the first unread one. */
  readonly isTarget: boolean;
}

/** The first and the last message in sight. */
export interface Sight {
  readonly first: Ts;
  readonly last: Ts;
  readonly atEnd: boolean;
}

/** What failed: opening, or reading on at one end. */
export interface Failure {
  readonly what: 'open' | 'older' | 'newer';
  readonly error: unknown;
}

/** A conversation while it is looked at: where its reader is, what is new since, and what has been seen. */
export class Conversation {
  readonly line = signal<Ts | null>(null);
  /** The line that its reader has had in sight. */
  readonly seenLine = signal<Ts | null>(null);
  readonly sight = signal<Sight | null>(null);
  /** The newest message that has been in sight. */
  readonly seen = signal<Ts>(TS_ZERO);
  readonly opening = signal<Opening | null>(null);
  readonly failure = signal<Failure | null>(null);
  /** The message that was asked for is not there. */
  readonly isMissing = signal(false);
  readonly editing = signal<Ts | null>(null);
  readonly highlighted = signal<Ts | null>(null);
  readonly place: Place;

  readonly #channel: ChannelId;
  readonly #anchor = signal<Anchor | undefined>(undefined);
  /** The cursor when the conversation was opened: seeing messages moves the cursor, and not the line. */
  readonly #lastRead: Ts | undefined;
  /** After "mark unread" nothing is marked read by being seen. */
  #isHeld = false;
  #openings = 0;
  #highlight: ReturnType<typeof setTimeout> | undefined;

  readonly stretch = computed(() => {
    const anchor = this.#anchor.value;
    if (anchor === undefined) return undefined;
    return anchor === null ? liveStretch(this.#channel).value : stretchAt(this.#channel, anchor).value;
  });

  readonly isLive = computed(() => this.stretch.value?.to === TS_END);

  /**
   * The oldest message that was read while there are older ones. It is not shown: what goes before it tells how high it is, and when that comes
   * nothing that is looked at may move.
   */
  readonly first = computed<Message | undefined>(() => {
    const stretch = this.stretch.value;
    return stretch && stretch.from !== TS_ZERO && stretch.messages.length > 1 ? stretch.messages[0] : undefined;
  });

  readonly items = computed<readonly Item[]>(() => {
    const stretch = this.stretch.value;
    if (!stretch) return [];
    const messages = this.first.value ? stretch.messages.slice(1) : stretch.messages;
    return itemsOf(messages, stretch.to === TS_END ? pendingOf(this.#channel).value : []);
  });

  constructor(channel: ChannelId) {
    this.#channel = channel;
    this.#lastRead = countsOf(channel).peek()?.last_read;
    this.place = {
      channel,
      editing: this.editing,
      focused: signal(null),
      highlighted: this.highlighted,
      markUnread: (ts) => void this.#markUnread(ts),
    };
  }

  /** Follows the conversation until the returned function is called. */
  start(): () => void {
    const hide = showChannel(this.#channel);
    const unlisten = onEvent((event) => {
      const message = arrivalOf(event, this.#channel);
      if (message) this.#note(message);
    });
    const stop = effect(() => this.#readAgain());
    return () => {
      stop();
      unlisten();
      clearTimeout(this.#highlight);
      flushRead(this.#channel);
      hide();
    };
  }

  /** Opens at a message, or where the reader left off. */
  async open(target?: Ts): Promise<void> {
    const turn = ++this.#openings;
    batch(() => {
      this.failure.value = null;
      this.isMissing.value = false;
    });
    try {
      const anchor = target ?? (await loadUnread(this.#channel));
      if (target !== undefined) await loadAround(this.#channel, target);
      if (turn === this.#openings) this.#show(anchor, target);
    } catch (error) {
      if (turn === this.#openings) this.failure.value = { what: 'open', error };
    }
  }

  /** Goes to the newest messages. */
  async toLatest(): Promise<void> {
    const turn = ++this.#openings;
    try {
      await loadNewest(this.#channel);
    } catch (error) {
      this.failure.value = { what: 'open', error };
      return;
    }
    if (turn !== this.#openings) return;
    this.#isHeld = false;
    this.#show(null, undefined, null);
  }

  /** Goes to the first unread message. */
  toLine(): void {
    const ts = this.line.peek();
    if (ts !== null) this.#open(ts, false);
  }

  readonly loadOlder = () => this.#extend('older', TS_ZERO, (stretch) => stretch.from, loadOlder);

  readonly loadNewer = () => this.#extend('newer', TS_END, (stretch) => stretch.to, loadNewer);

  /** These messages are in sight now; they are read if somebody looks. */
  see(sight: Sight): void {
    const line = this.line.peek();
    batch(() => {
      this.sight.value = sight;
      if (sight.last > this.seen.peek()) this.seen.value = sight.last;
      if (line !== null && sight.first <= line && line <= sight.last) this.seenLine.value = line;
    });
    if (!this.#isHeld && isLookedAt()) markRead(this.#channel, sight.last);
  }

  /** The reader wants no line any more: all of it counts as read. */
  readAll(): void {
    this.#isHeld = false;
    this.line.value = null;
    const latest = countsOf(this.#channel).peek()?.latest;
    if (latest !== undefined) markRead(this.#channel, latest);
  }

  #show(anchor: Anchor, target: Ts | undefined, at?: Ts | null): void {
    batch(() => {
      this.#anchor.value = anchor;
      const stretch = this.stretch.peek();
      if (this.line.peek() === null && stretch && this.#lastRead !== undefined && !isNever(this.#lastRead) && stretch.from <= this.#lastRead)
        this.line.value = firstUnread(stretch.messages, this.#lastRead, self.peek()?.id ?? '');
      this.#open(at === undefined ? (target ?? this.line.peek()) : at, target !== undefined);
    });
    if (target === undefined) return;
    const isThere = this.stretch.peek()?.messages.some((message) => message.ts === target) ?? false;
    this.isMissing.value = !isThere;
    if (isThere) this.#pointOut(target);
  }

  #open(at: Ts | null, isTarget: boolean): void {
    this.opening.value = { key: `${this.#channel} ${++this.#openings}`, at, isTarget };
  }

  #pointOut(ts: Ts): void {
    clearTimeout(this.#highlight);
    this.highlighted.value = ts;
    this.#highlight = setTimeout(() => (this.highlighted.value = null), HighlightFor);
  }

  /** What was read may be taken away when the server cannot say what was missed: it is read again. */
  #readAgain(): void {
    const anchor = this.#anchor.value;
    if (anchor === undefined || this.stretch.value) return;
    loadAnchor(this.#channel, anchor).catch((error: unknown) => (this.failure.value = { what: 'open', error }));
  }

  async #extend(what: 'older' | 'newer', end: Ts, boundOf: (stretch: { from: Ts; to: Ts }) => Ts, load: (id: ChannelId, ts: Ts) => Promise<void>): Promise<void> {
    const stretch = this.stretch.peek();
    if (!stretch || boundOf(stretch) === end) return;
    try {
      await load(this.#channel, boundOf(stretch));
      if (this.failure.peek()?.what === what) this.failure.value = null;
    } catch (error) {
      this.failure.value = { what, error };
    }
  }

  /** Whoever looks elsewhere finds the line before what came meanwhile. */
  #note(message: Message): void {
    if (isLookedAt() || message.user === self.peek()?.id) return;
    const line = this.line.peek();
    const lastRead = countsOf(this.#channel).peek()?.last_read ?? TS_ZERO;
    if (line === null || line <= lastRead) this.line.value = message.ts;
  }

  async #markUnread(ts: Ts): Promise<void> {
    this.#isHeld = true;
    this.line.value = ts;
    await attempt(() => markUnread(this.#channel, ts));
  }
}

function isLookedAt(): boolean {
  return document.visibilityState === 'visible' && document.hasFocus();
}
