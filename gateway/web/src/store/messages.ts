/**
 * Events about messages, on histories, threads and the outbox. Pure, and each may come twice: what was read may be newer than the events that are
 * applied to it again.
 */
import type { ChannelId, HistoryChangedEvent, Message, MessageChangedEvent, MessageDeletedEvent, MessageEvent, MessageRepliedEvent, PostedEvent, ReactionEvent, Ts } from '../protocol';
import { isInChannel } from './counting';
import { change, find, put, remove } from './history';
import { threadKey, type History, type State, type Thread } from './state';

/** A message that was posted, by anyone. */
export function posted(state: State, channel: ChannelId, message: Message): State {
  return settle(place(state, channel, message), message);
}

/** The ack of one's own: with the frame it says what the event would have said. A message that is there already is known better. */
export function acknowledged(state: State, event: PostedEvent): State {
  const message = messageOf(state, event);
  const known = find(state.histories[event.frame.channel], event.ts) ?? findReply(state, event.frame.channel, message);
  return settle(known === undefined ? place(state, event.frame.channel, message) : state, message);
}

export function messageOf(state: State, event: PostedEvent): Message {
  const { frame } = event;
  const message: Message = { type: 'message', text: event.text, ts: event.ts, client_msg_id: frame.client_msg_id };
  if (state.session.status === 'in') {
    message.user = state.session.self;
    message.team = state.session.team.id;
  }
  if (frame.thread_ts !== undefined) {
    message.thread_ts = frame.thread_ts;
    const root = state.threads[threadKey(frame.channel, frame.thread_ts)]?.root ?? find(state.histories[frame.channel], frame.thread_ts);
    if (root?.user !== undefined)
      message.parent_user_id = root.user;
    if (frame.reply_broadcast === true)
      message.subtype = 'thread_broadcast';
  }
  return message;
}

export function changed(state: State, event: MessageChangedEvent): State {
  return changeAt(state, event.channel, event.message, () => event.message);
}

/** The root of a thread has got or lost a reply; without any it is an ordinary message again. */
export function replied(state: State, event: MessageRepliedEvent): State {
  const { reply_count, ...rest } = event.message;
  const root: Message = reply_count === 0 || reply_count === undefined ? rest : { ...rest, reply_count };
  return changeAt(state, event.channel, root, () => root);
}

export function deleted(state: State, event: MessageDeletedEvent): State {
  const { channel, deleted_ts: ts } = event;
  let next = withHistory(state, channel, history => remove(history, ts));
  if (next.threads[threadKey(channel, ts)] !== undefined) {
    const { [threadKey(channel, ts)]: _, ...threads } = next.threads;
    next = { ...next, threads };
  }
  for (const key of threadsWith(next, channel, event.previous_message, ts))
    next = withThread(next, key, thread => replaceReplies(thread, remove(thread.replies, ts)));
  return next;
}

/** Old messages went; a tombstone stays for as long as it has replies. */
export function expired(state: State, event: HistoryChangedEvent): State {
  const { channel, latest } = event;
  const stays = (message: Message): boolean => message.ts > latest || (message.subtype === 'tombstone' && message.reply_count !== undefined);
  const without = (history: History): History => history.map(stretch => ({ ...stretch, messages: stretch.messages.filter(stays) }));
  const threads: Record<string, Thread> = {};
  for (const [key, thread] of Object.entries(state.threads)) {
    if (!key.startsWith(`${channel}:`))
      threads[key] = thread;
    else if (thread.root === undefined || stays(thread.root))
      threads[key] = { ...thread, replies: without(thread.replies) };
  }
  return withHistory({ ...state, threads }, channel, without);
}

export function reacted(state: State, event: ReactionEvent): State {
  const { channel, ts } = event.item;
  const make = event.type === 'reaction_added' ? withReaction : withoutReaction;
  return changeAt(state, channel, { ts }, message => make(message, event.reaction, event.user));
}

export function withReaction(message: Message, name: string, user: string): Message {
  const reactions = message.reactions ?? [];
  const there = reactions.find(reaction => reaction.name === name);
  if (there?.users.includes(user))
    return message;
  if (there === undefined)
    return { ...message, reactions: [...reactions, { name, users: [user], count: 1 }] };
  const more = { ...there, users: [...there.users, user], count: there.count + 1 };
  return { ...message, reactions: reactions.map(reaction => reaction === there ? more : reaction) };
}

export function withoutReaction(message: Message, name: string, user: string): Message {
  const there = message.reactions?.find(reaction => reaction.name === name);
  if (message.reactions === undefined || there === undefined || !there.users.includes(user))
    return message;
  const less = { ...there, users: there.users.filter(other => other !== user), count: there.count - 1 };
  const left = message.reactions.map(reaction => reaction === there ? less : reaction).filter(reaction => reaction.users.length > 0);
  if (left.length > 0)
    return { ...message, reactions: left };
  const { reactions: _, ...bare } = message;
  return bare;
}

/** A message as the event has it, without what is the event's. */
export function bare(event: MessageEvent): Message {
  const { channel: _, event_ts: __, hidden: ___, root: ____, ...message } = event;
  return message;
}

function place(state: State, channel: ChannelId, message: Message): State {
  let next = isInChannel(message) ? withHistory(state, channel, history => put(history, message)) : state;
  if (message.thread_ts !== undefined && message.thread_ts !== message.ts)
    next = withThread(next, threadKey(channel, message.thread_ts), thread => replaceReplies(thread, put(thread.replies, message)));
  return next;
}

/** Takes from the outbox what is now a message. */
export function settle(state: State, message: Message): State {
  const id = message.client_msg_id;
  if (id === undefined || state.session.status !== 'in' || message.user !== state.session.self || !state.outbox.some(item => item.client_msg_id === id))
    return state;
  return { ...state, outbox: state.outbox.filter(item => item.client_msg_id !== id) };
}

function findReply(state: State, channel: ChannelId, message: Message): Message | undefined {
  return message.thread_ts === undefined ? undefined : find(state.threads[threadKey(channel, message.thread_ts)]?.replies, message.ts);
}

/** Changes a message wherever it stands: in the channel, as a thread's root, among a thread's replies. */
function changeAt(state: State, channel: ChannelId, which: Pick<Message, 'ts' | 'thread_ts'>, make: (message: Message) => Message): State {
  let next = withHistory(state, channel, history => change(history, which.ts, make));
  next = withThread(next, threadKey(channel, which.ts), thread => {
    const root = thread.root === undefined ? undefined : make(thread.root);
    return root === thread.root ? thread : { ...thread, root };
  });
  for (const key of threadsWith(next, channel, which, which.ts))
    next = withThread(next, key, thread => replaceReplies(thread, change(thread.replies, which.ts, make)));
  return next;
}

/** The loaded threads in which a message may be a reply. A reaction does not say which: then all of the channel. */
function threadsWith(state: State, channel: ChannelId, message: Pick<Message, 'thread_ts'> | undefined, ts: Ts): string[] {
  if (message?.thread_ts !== undefined)
    return message.thread_ts === ts ? [] : [threadKey(channel, message.thread_ts)];
  return Object.keys(state.threads).filter(key => key.startsWith(`${channel}:`));
}

function withHistory(state: State, channel: ChannelId, make: (history: History) => History): State {
  const history = state.histories[channel];
  if (history === undefined)
    return state;
  const made = make(history);
  return made === history ? state : { ...state, histories: { ...state.histories, [channel]: made } };
}

function withThread(state: State, key: string, make: (thread: Thread) => Thread): State {
  const thread = state.threads[key];
  if (thread === undefined)
    return state;
  const made = make(thread);
  return made === thread ? state : { ...state, threads: { ...state.threads, [key]: made } };
}

function replaceReplies(thread: Thread, replies: History): Thread {
  return replies === thread.replies ? thread : { ...thread, replies };
}
