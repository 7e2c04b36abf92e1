import type { Message, Ts } from '../../protocol';
import type { Pending } from '../../store';

/** What a list shows: messages, and behind them one's own that are on their way. */
export type Item = Message | Pending;

export function isPending(item: Item): item is Pending {
  return 'state' in item;
}

/** A message's ts, which no other has: an author's own id for it is the author's choice. */
export function keyOf(item: Item): string {
  return isPending(item) ? item.client_msg_id : item.ts;
}

/** What the list shows; the messages themselves when nothing is on its way. */
export function itemsOf(messages: readonly Message[], pending: readonly Pending[]): readonly Item[] {
  return pending.length === 0 ? messages : [...messages, ...pending];
}

/** The newest message up to an item of the list: of one on its way, the newest of all. */
export function tsUpTo(messages: readonly Message[], key: string): Ts | undefined {
  return /^\d{10}\.\d{6}$/.test(key) ? key : messages.at(-1)?.ts;
}
