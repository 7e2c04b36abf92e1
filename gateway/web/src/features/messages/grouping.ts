import type { Message, Ts } from '../../protocol';
import { dayKey } from '../../text';
import { formOf } from './subtypes';

/** Messages of one author stand together when no more than this lies between them, in milliseconds. */
export const GroupSpan = 5 * 60_000;

/** A ts in milliseconds since 1970. */
export function instantOf(ts: Ts): number {
  return Number(ts) * 1000;
}

/** Where a message stands among its neighbours. */
export interface Placing {
  /** It is the first of its day: a divider stands before it. */
  readonly startsDay: boolean;
  /** It is the first unread one: the line stands before it. */
  readonly startsUnread: boolean;
  /** It goes on where its author left off: without picture and name. */
  readonly continues: boolean;
}

/**
 * @param previous The message before it; undefined for the first.
 * @param unreadFrom The first unread message's ts, or null: no line.
 */
export function placingOf(message: Message, previous: Message | undefined, unreadFrom: Ts | null): Placing {
  const startsDay = !previous || dayKey(instantOf(previous.ts)) !== dayKey(instantOf(message.ts));
  const startsUnread = message.ts === unreadFrom;
  return { startsDay, startsUnread, continues: !startsDay && !startsUnread && previous !== undefined && belongsTo(message, previous) };
}

function belongsTo(message: Message, previous: Message): boolean {
  return (
    formOf(message) === 'ordinary' &&
    formOf(previous) === 'ordinary' &&
    // A broadcast names its thread, and a bot's name may change from one message to the next.
    message.subtype === previous.subtype &&
    message.subtype !== 'thread_broadcast' &&
    authorKey(message) === authorKey(previous) &&
    instantOf(message.ts) - instantOf(previous.ts) <= GroupSpan
  );
}

/** What tells authors apart: a bot may write under many names. */
export function authorKey(message: Message): string {
  return `${message.user ?? message.bot_id ?? ''}/${message.username ?? ''}`;
}

/** The first message after the read cursor that somebody else wrote, or null: nothing is unread. */
export function firstUnread(messages: readonly Message[], lastRead: Ts, me: string): Ts | null {
  // From the end: what is unread is mostly short, what is read may be long.
  let found: Ts | null = null;
  for (let index = messages.length - 1; index >= 0; index--) {
    const message = messages[index];
    if (!message || message.ts <= lastRead) break;
    if (message.user !== me) found = message.ts;
  }
  return found;
}
