import type { ReadonlySignal, Signal } from '@preact/signals';
import type { ChannelId, Ts } from '../../protocol';
import type { Edits } from './edits';

/** Where messages are shown: a channel's pane or a thread's. One object for as long as that is open, so that rows need not be drawn for it. */
export interface Place {
  readonly channel: ChannelId;
  /** The root, in a thread's pane. */
  readonly thread?: Ts;
  /** The message that is being edited here. */
  readonly editing: Signal<Ts | null>;
  /** What was typed into editors here. */
  readonly edits: Edits;
  /** The message that was jumped to, while it is pointed out. */
  readonly highlighted: ReadonlySignal<Ts | null>;
  /** The message that has the focus itself. */
  readonly focused: Signal<Ts | null>;
  /** Marks a message and what follows it unread; absent where there is no such thing. */
  readonly markUnread?: (ts: Ts) => void;
}
