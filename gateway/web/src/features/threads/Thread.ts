import { computed, effect, signal } from '@preact/signals';
import type { ChannelId, Message, Ts } from '../../protocol';
import { loadThread, pendingOf, showThread, threadOf } from '../../store';
import { editsIn, itemsOf, leftOpen, type Item, type Place } from '../messages';

/** How long a reply that was jumped to is pointed out, in milliseconds. */
const HighlightFor = 4000;

/** A thread while it is looked at. Its root is the first of its messages. */
export class Thread {
  readonly error = signal<unknown>(null);
  readonly highlighted = signal<Ts | null>(null);
  readonly place: Place;

  readonly #channel: ChannelId;
  readonly #ts: Ts;

  readonly messages = computed<readonly Message[]>(() => {
    const thread = threadOf(this.#channel, this.#ts).value;
    const replies = thread?.replies.at(-1)?.messages ?? [];
    return thread?.root ? [thread.root, ...replies] : replies;
  });

  readonly items = computed<readonly Item[]>(() => itemsOf(this.messages.value, pendingOf(this.#channel, this.#ts).value));

  readonly isLoaded = computed(() => threadOf(this.#channel, this.#ts).value !== undefined);

  constructor(channel: ChannelId, ts: Ts) {
    this.#channel = channel;
    this.#ts = ts;
    const edits = editsIn(channel, ts);
    this.place = { channel, thread: ts, editing: signal(leftOpen(edits)), edits, focused: signal(null), highlighted: this.highlighted };
  }

  /** Follows the thread until the returned function is called. */
  start(): () => void {
    const hide = showThread(this.#channel, this.#ts);
    // What was read may be taken away when the server cannot say what was missed: it is read again.
    const stop = effect(() => {
      if (!this.isLoaded.value && this.error.value === null) void this.load();
    });
    return () => {
      stop();
      hide();
    };
  }

  async load(): Promise<void> {
    this.error.value = null;
    try {
      await loadThread(this.#channel, this.#ts);
    } catch (error) {
      this.error.value = error;
    }
  }

  /** Points a reply out for a while. Returns what ends that. */
  pointOut(ts: Ts): () => void {
    this.highlighted.value = ts;
    const timer = setTimeout(() => (this.highlighted.value = null), HighlightFor);
    return () => clearTimeout(timer);
  }
}
