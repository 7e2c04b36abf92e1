import { batch, computed, effect, signal, type Signal } from '@preact/signals';
import { TS_END, TS_ZERO, type ChannelId, type Message, type Ts } from '../../protocol';
import { flushRead, hasGrown, keepAround, liveStretch, loadAround, loadNewer, loadNewest, loadOlder, newestOf, onEvent, pendingOf, showChannel, stretchAt, type Stretch } from '../../store';
import { lastOwn } from './actions';
import { arrivalOf } from './arrivals';
import { beginEdit, editsIn, leftOpen } from './edits';
import { itemsOf, type Item } from './items';
import { loadAnchor, loadUnread, type Anchor } from './opening';
import type { Place } from './place';
import { Unread } from './Unread';

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

/** What failed: opening, or reading on at one end. */
export interface Failure {
  readonly what: 'open' | 'older' | 'newer';
  readonly error: unknown;
}

/** A conversation while it is looked at: which part of it its reader is in, and what is read of it meanwhile. */
export class Conversation {
  readonly unread: Unread;
  readonly opening = signal<Opening | null>(null);
  readonly failure = signal<Failure | null>(null);
  /** The message that was asked for is not there. */
  readonly isMissing = signal(false);
  readonly editing: Signal<Ts | null>;
  readonly highlighted = signal<Ts | null>(null);
  readonly place: Place;

  readonly #channel: ChannelId;
  readonly #anchor = signal<Anchor | undefined>(undefined);
  #openings = 0;
  /** Does again what failed last of opening. */
  #again: () => Promise<void> = () => this.open();
  /** Somewhere else is being read, which is not to be cut before it is shown. */
  #going = 0;
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

  /** Those that are shown. */
  readonly #messages = computed<readonly Message[]>(() => {
    const messages = this.stretch.value?.messages ?? [];
    return this.first.value ? messages.slice(1) : messages;
  });

  readonly items = computed<readonly Item[]>(() => itemsOf(this.#messages.value, this.isLive.value ? pendingOf(this.#channel).value : []));

  constructor(channel: ChannelId) {
    this.#channel = channel;
    this.unread = new Unread(channel);
    const edits = editsIn(channel);
    this.editing = signal(leftOpen(edits));
    this.place = {
      channel,
      edits,
      editing: this.editing,
      focused: signal(null),
      highlighted: this.highlighted,
      markUnread: (ts) => void this.unread.markFrom(ts),
    };
  }

  /** Follows the conversation until the returned function is called. */
  start(): () => void {
    const hide = showChannel(this.#channel);
    const unlisten = onEvent((event) => {
      const message = arrivalOf(event, this.#channel);
      if (message) this.unread.note(message);
    });
    const stops = [effect(() => this.#readAgain()), effect(() => this.#cut())];
    return () => {
      stops.forEach((stop) => stop());
      unlisten();
      clearTimeout(this.#highlight);
      flushRead(this.#channel);
      hide();
    };
  }

  /** Opens at a message, or where the reader left off. */
  async open(target?: Ts): Promise<void> {
    this.isMissing.value = false;
    await this.#go(() => this.open(target), async () => {
      if (target === undefined) return await loadUnread(this.#channel);
      await loadAround(this.#channel, target);
      return target;
    }, (anchor) => this.#show(anchor, target ?? 'line'));
    const isThere = this.stretch.peek()?.messages.some((message) => message.ts === target) ?? false;
    if (target === undefined || this.opening.peek()?.at !== target) return;
    this.isMissing.value = !isThere;
    if (isThere) this.#pointOut(target);
  }

  /** Goes to the newest messages. */
  async toLatest(): Promise<void> {
    await this.#go(() => this.toLatest(), async () => {
      await loadNewest(this.#channel);
      return null;
    }, (anchor) => {
      this.unread.release();
      this.#show(anchor, 'end');
    });
  }

  /** Goes to the first unread message. */
  async toLine(): Promise<void> {
    const line = this.unread.line.peek();
    if (line === null || this.#reaches(line)) return this.#openAt(line, false);
    await this.#go(() => this.toLine(), async () => {
      await loadAround(this.#channel, line);
      return line;
    }, (anchor) => this.#show(anchor, 'line'));
  }

  /** Opens the reader's last message for editing: the newest there is, wherever he reads. False: it is known that there is none. */
  editLast(): boolean {
    const edit = () => this.isLive.peek() && beginEdit(this.place, lastOwn(this.#messages.peek()));
    if (this.isLive.peek()) return edit();
    const newest = newestOf(this.#channel);
    if (newest && lastOwn(newest.messages) === null) return false;
    void this.toLatest().then(edit);
    return true;
  }

  /** Tries again what could not be opened: the same place, and not merely the conversation. */
  readonly retry = (): Promise<void> => this.#again();

  readonly loadOlder = () => this.#extend('older', TS_ZERO, (stretch) => stretch.from, loadOlder);

  readonly loadNewer = () => this.#extend('newer', TS_END, (stretch) => stretch.to, loadNewer);

  /** Reads what is wanted and shows it, unless its reader has gone elsewhere meanwhile. */
  async #go(again: () => Promise<void>, read: () => Promise<Anchor>, show: (anchor: Anchor) => void): Promise<void> {
    const turn = ++this.#openings;
    this.failure.value = null;
    this.#again = again;
    this.#going++;
    try {
      const anchor = await read();
      if (turn === this.#openings) batch(() => show(anchor));
    } catch (error) {
      if (turn === this.#openings) this.failure.value = { what: 'open', error };
    } finally {
      this.#going--;
    }
  }

  #show(anchor: Anchor, at: Ts | 'line' | 'end'): void {
    this.#anchor.value = anchor;
    const stretch = this.stretch.peek();
    if (stretch) this.unread.draw(stretch);
    this.#openAt(at === 'end' ? null : at === 'line' ? this.unread.line.peek() : at, at !== 'end' && at !== 'line');
  }

  #openAt(at: Ts | null, isTarget: boolean): void {
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
    void this.#readAnchor(anchor);
  }

  async #readAnchor(anchor: Anchor): Promise<void> {
    const turn = this.#openings;
    try {
      await loadAnchor(this.#channel, anchor);
    } catch (error) {
      // Who goes elsewhere meanwhile needs it no more.
      if (turn !== this.#openings) return;
      this.#again = () => {
        this.failure.value = null;
        return this.#readAnchor(anchor);
      };
      this.failure.value = { what: 'open', error };
    }
  }

  /**
   * Whoever scrolls far leaves behind what he has passed: memory holds what is around him, and the newest messages. What is being edited would go with
   * its message, and waits.
   */
  #cut(): void {
    const isLong = hasGrown(this.#channel);
    const sight = this.unread.sight.peek();
    const edited = this.editing.value;
    if ((edited !== null && this.#reaches(edited)) || !isLong || this.#going > 0 || !sight || !this.#reaches(sight.first) || !this.#reaches(sight.last)) return;
    batch(() => {
      keepAround(this.#channel, sight);
      const live = newestOf(this.#channel);
      this.#anchor.value = live && live.from <= sight.first ? null : sight.first;
    });
  }

  #reaches(ts: Ts): boolean {
    const stretch = this.stretch.peek();
    return stretch !== undefined && stretch.from <= ts && ts <= stretch.to;
  }

  async #extend(what: 'older' | 'newer', end: Ts, boundOf: (stretch: Stretch) => Ts, load: (id: ChannelId, ts: Ts) => Promise<void>): Promise<void> {
    const stretch = this.stretch.peek();
    if (!stretch || boundOf(stretch) === end) return;
    try {
      await load(this.#channel, boundOf(stretch));
      if (this.failure.peek()?.what === what) this.failure.value = null;
    } catch (error) {
      this.failure.value = { what, error };
    }
  }
}
