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

/** Whether a message calls its reader: by name, or all who are there. In a DM everything does. */
export function mentions(state: State, channel: ChannelId, message: Pick<Message, 'text'>): boolean {
  const known = state.channels[channel];
  if (known?.is_im || known?.is_mpim)
    return true;
  const self = state.session.status === 'in' ? state.session.self : '';
  return message.text.includes('<') && calls(message.text, self);
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

/** The cursor has moved, perhaps by another of one's windows. */
export function marked(state: State, event: MarkedEvent): State {
  const counts = state.counts[event.channel];
  if (counts === undefined)
    return state;
  const unread = Math.min(MAX_COUNTED, event.unread_count ?? event.unread_count_display);
  const mentioned = mentionsAfter(state, event.channel, event.ts) ?? event.mention_count_display ?? event.mention_count ?? 0;
  return withCounts(state, { ...counts, last_read: event.ts, unread_count: unread, mention_count: Math.min(unread, mentioned), has_unreads: unread > 0 });
}

/** Unread mentions as the loaded messages have them; undefined when they do not reach back to the cursor. */
export function mentionsAfter(state: State, channel: ChannelId, lastRead: Ts): number | undefined {
  const live = liveOf(state.histories[channel]);
  if (live === undefined || live.from > lastRead)
    return undefined;
  return live.messages.filter(message => message.ts > lastRead && isInChannel(message) && !isOwn(state, message) && mentions(state, channel, message)).length;
}

/** Of a conversation that one has just entered. */
export function newCounts(id: ChannelId, lastRead: Ts = TS_ZERO, latest: Ts = lastRead): ChannelCounts {
  return { id, last_read: lastRead, latest, unread_count: 0, mention_count: 0, has_unreads: false };
}

export function withCounts(state: State, counts: ChannelCounts): State {
  return { ...state, counts: { ...state.counts, [counts.id]: counts } };
}
