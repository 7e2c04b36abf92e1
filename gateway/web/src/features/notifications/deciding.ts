import type { Channel, DndStatus, MessageEvent, UserId } from '../../protocol';
import { levelOf, mutedIn } from './levels';

/** What a notification depends on beside the message. */
export interface Circumstances {
  self: UserId;
  channel: Channel;
  prefs: Readonly<Record<string, string>>;
  dnd: DndStatus | undefined;
  /** Milliseconds since 1970. */
  now: number;
  /** The reader wrote or answered what this is an answer to. */
  follows: boolean;
}

/** What somebody says; not what the server notes (joins, topics). */
const SPOKEN = new Set([undefined, 'bot_message', 'me_message', 'thread_broadcast', 'file_share']);

/** Whether a message that has just come is worth a notification, unless its reader sees it anyway. */
export function isWorthTelling(message: MessageEvent, at: Circumstances): boolean {
  if (message.user === at.self || message.hidden || !SPOKEN.has(message.subtype)) return false;
  if (isDisturbing(at.dnd, at.now) || mutedIn(at.prefs).has(at.channel.id)) return false;
  const level = levelOf(at.prefs, at.channel.id);
  if (level === 'nothing') return false;
  if (isReply(message)) return at.follows || mentions(message.text, at.self);
  return level === 'all' || at.channel.is_im || at.channel.is_mpim || mentions(message.text, at.self);
}

/** Do-not-disturb holds now, by a pause or by its hours. */
export function isDisturbing(dnd: DndStatus | undefined, now: number): boolean {
  return dndEnd(dnd, now) !== undefined;
}

/** When do-not-disturb ends, in milliseconds since 1970; undefined: it does not hold. */
export function dndEnd(dnd: DndStatus | undefined, now: number): number | undefined {
  if (!dnd) return undefined;
  const seconds = now / 1000;
  if (dnd.snooze_enabled && (dnd.snooze_endtime ?? 0) > seconds) return (dnd.snooze_endtime ?? 0) * 1000;
  const { next_dnd_start_ts: start = 0, next_dnd_end_ts: end = 0 } = dnd;
  return dnd.dnd_enabled && start <= seconds && seconds < end ? end * 1000 : undefined;
}

function isReply(message: MessageEvent): boolean {
  return message.thread_ts !== undefined && message.thread_ts !== message.ts && message.subtype !== 'thread_broadcast';
}

/** By name, or all who are there. */
function mentions(text: string, self: UserId): boolean {
  return text.includes(`<@${self}>`) || text.includes(`<@${self}|`) || /<!(?:channel|here|everyone)[|>]/.test(text);
}
