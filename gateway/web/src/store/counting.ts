/** Unread messages and mentions, as the server counts them: others' messages in the conversation itself that are newer than the cursor. Pure. */
import { TS_ZERO, type ChannelCounts, type ChannelId, type MarkedEvent, type Message, type MessageDeletedEvent, type Ts } from '../protocol';
import { liveOf } from './history';
import type { State } from './state';

/** As far as the server counts. */
export const MAX_COUNTED = 100;

/** Not a reply, or one that was sent to the channel as well. */
export function isInChannel(message: Message): boolean {
  return message.thread_ts === undefined || message.thread_ts === message.ts || message.subtype === 'thread_broadcast';
}

/** What a channel says of itself names people, and calls nobody. */
const SAID = new Set([undefined, 'bot_message', 'me_message', 'thread_broadcast']);

/** Whether a message calls its reader: by name, or all who are there. In a DM everything does. As the server decides it. */
export function mentions(state: State, channel: ChannelId, message: Pick<Message, 'text' | 'subtype'>): boolean {
  const known = state.channels[channel];
  if (known?.is_im || known?.is_mpim)
    return true;
  const self = state.session.status === 'in' ? state.session.self : '';
  return SAID.has(message.subtype) && message.text.includes('<') && calls(message.text, self);
}

function calls(text: string, self: string): boolean {
  for (const word of [`@${self}`, '!here', '!channel', '!everyone']) {
    if (text.includes(`<${word}>`) || text.includes(`<${word}|`))
      return true;
  }
  return false;
}

export function isOwn(state: State, message: Pick<Message, 'user'>): boolean {
  return state.session.status === 'in' && message.user === state.session.self;
}

/** A message has come. One that is not newer than what was counted was counted. */
export function counted(state: State, channel: ChannelId, message: Message): State {
  const counts = state.counts[channel];
  if (counts === undefined || message.ts <= counts.latest || !isInChannel(message))
    return state;
  if (isOwn(state, message) || message.ts <= counts.last_read)
    return withCounts(state, { ...counts, latest: message.ts });
  const unread = Math.min(MAX_COUNTED, counts.unread_count + 1);
  const mentioned = mentions(state, channel, message) ? Math.min(MAX_COUNTED, counts.mention_count + 1) : counts.mention_count;
  return withCounts(state, { ...counts, latest: message.ts, unread_count: unread, mention_count: mentioned, has_unreads: true });
}

export function uncounted(state: State, event: MessageDeletedEvent): State {
  const counts = state.counts[event.channel];
  const gone = event.previous_message;
  if (counts === undefined || gone === undefined || event.deleted_ts <= counts.last_read || isOwn(state, gone) || !isInChannel(gone))
    return state;
  // At the cap nobody knows how many there are.
  const unread = counts.unread_count >= MAX_COUNTED ? counts.unread_count : Math.max(0, counts.unread_count - 1);
  const mentioned = mentions(state, event.channel, gone) && counts.mention_count < MAX_COUNTED ? Math.max(0, counts.mention_count - 1) : counts.mention_count;
  return withCounts(state, { ...counts, unread_count: unread, mention_count: Math.min(unread, mentioned), has_unreads: unread > 0 });
}

/** What was said up to a ts went, read or not. How much of it was unread is seen from what is loaded; none is left when nothing newer was there. */
export function uncountedUpTo(state: State, id: ChannelId, ts: Ts): State {
  const counts = state.counts[id];
  if (counts === undefined || ts <= counts.last_read || !counts.has_unreads)
    return state;
  const live = liveOf(state.histories[id]);
  if (counts.latest > ts && (live === undefined || live.from > ts))
    return state;
  const left = (live?.messages ?? []).filter(message => message.ts > counts.last_read && isInChannel(message) && !isOwn(state, message));
  return withCursor(state, id, counts.last_read, left.length, left.filter(message => mentions(state, id, message)).length);
}

/** The server says where the cursor is; it moves back when one marks messages unread. What was read here meanwhile it will be told. */
export function marked(state: State, event: MarkedEvent): State {
  const { [event.channel]: reading, ...confirmed } = state.reading;
  if (reading !== undefined && reading > event.ts)
    return state;
  const unread = event.unread_count ?? event.unread_count_display;
  return withCursor({ ...state, reading: confirmed }, event.channel, event.ts, unread, event.mention_count_display ?? event.mention_count ?? 0);
}

/** Moves the cursor on before the server says so: what stays unread is counted in the loaded messages. */
export function readUpTo(state: State, id: ChannelId, ts: Ts): State {
  const counts = state.counts[id];
  if (counts === undefined || ts <= counts.last_read)
    return state;
  const reading = { ...state.reading, [id]: ts };
  const live = liveOf(state.histories[id]);
  if (live === undefined || live.from > ts)
    return withCursor({ ...state, reading }, id, ts, counts.unread_count, counts.mention_count);
  const unread = live.messages.filter(message => message.ts > ts && isInChannel(message) && !isOwn(state, message));
  return withCursor({ ...state, reading }, id, ts, unread.length, unread.filter(message => mentions(state, id, message)).length);
}

/** Cursors that were moved here are given up: the server was not told. */
export function forgetReading(state: State, id: ChannelId): State {
  const { [id]: _, ...reading } = state.reading;
  return { ...state, reading };
}

function withCursor(state: State, id: ChannelId, lastRead: Ts, unread: number, mentioned: number): State {
  const counts = state.counts[id];
  if (counts === undefined)
    return state;
  const unread_count = Math.min(MAX_COUNTED, unread);
  return withCounts(state, { ...counts, last_read: lastRead, unread_count, mention_count: Math.min(unread_count, mentioned), has_unreads: unread_count > 0 });
}

/** Of a conversation that one has just entered. */
export function newCounts(id: ChannelId, lastRead: Ts = TS_ZERO, latest: Ts = lastRead): ChannelCounts {
  return { id, last_read: lastRead, latest, unread_count: 0, mention_count: 0, has_unreads: false };
}

export function withCounts(state: State, counts: ChannelCounts): State {
  return { ...state, counts: { ...state.counts, [counts.id]: counts } };
}
