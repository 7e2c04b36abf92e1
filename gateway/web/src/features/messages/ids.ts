import type { Ts } from '../../protocol';
import type { Place } from './place';

/** Ids of a message's parts: one message may stand in a channel and in a thread at once. */
export function idOf(place: Place, ts: Ts, part: 'author' | 'time' | 'body'): string {
  return `message-${place.thread ?? 'channel'}-${ts}-${part}`;
}

/** What a message is called by: who wrote it, when, and what. */
export function labelOf(place: Place, ts: Ts): string {
  return `${idOf(place, ts, 'author')} ${idOf(place, ts, 'time')} ${idOf(place, ts, 'body')}`;
}
