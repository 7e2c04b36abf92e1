import { batch, signal } from '@preact/signals';
import { TS_ZERO, type ChannelId, type Message, type Ts } from '../../protocol';
import { countsOf, markRead, markUnread, self, type Stretch } from '../../store';
import { attempt } from './actions';
import { firstUnread } from './grouping';
import { isNever } from './opening';

/** The first and the last message in sight. */
export interface Sight {
  readonly first: Ts;
  readonly last: Ts;
  readonly atEnd: boolean;
  /** A day's divider stands at the upper edge. */
  readonly dividerAtTop?: boolean;
}

/** What of a conversation its reader has seen, and where the line of unread messages stands. */
export class Unread {
  readonly line = signal<Ts | null>(null);
  /** The line that its reader has had in sight. */
  readonly seenLine = signal<Ts | null>(null);
  readonly sight = signal<Sight | null>(null);
  /** The newest message that has been in sight. */
  readonly seen = signal<Ts>(TS_ZERO);

  readonly #channel: ChannelId;
  /** The cursor when the conversation was opened: seeing messages moves the cursor, and not the line. */
  readonly #lastRead: Ts | undefined;
  /** After "mark unread" nothing is marked read by being seen. */
  #isHeld = false;

  constructor(channel: ChannelId) {
    this.#channel = channel;
    this.#lastRead = countsOf(channel).peek()?.last_read;
  }

  /** Draws the line in what was read of the conversation, if it reaches back to the cursor. */
  draw(stretch: Stretch): void {
    if (this.line.peek() !== null || this.#lastRead === undefined || isNever(this.#lastRead) || stretch.from > this.#lastRead) return;
    this.line.value = firstUnread(stretch.messages, this.#lastRead, self.peek()?.id ?? '');
  }

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

  /** A message came: whoever looks elsewhere finds the line before it, unless there is one before others that he has not read either. */
  note(message: Message): void {
    if (isLookedAt() || message.user === self.peek()?.id) return;
    const line = this.line.peek();
    const lastRead = countsOf(this.#channel).peek()?.last_read ?? TS_ZERO;
    if (line === null || line <= lastRead) this.line.value = message.ts;
  }

  /** What is seen is read again, after "mark unread". */
  release(): void {
    this.#isHeld = false;
  }

  /** The reader wants no line any more: all of it counts as read. */
  readAll(): void {
    this.release();
    this.line.value = null;
    const latest = countsOf(this.#channel).peek()?.latest;
    if (latest !== undefined) markRead(this.#channel, latest);
  }

  async markFrom(ts: Ts): Promise<void> {
    this.#isHeld = true;
    this.line.value = ts;
    await attempt(() => markUnread(this.#channel, ts));
  }
}

function isLookedAt(): boolean {
  return document.visibilityState === 'visible' && document.hasFocus();
}
