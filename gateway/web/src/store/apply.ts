/**
 * `state + event = state`: what each event of the server's means. Pure; `now` is in milliseconds since 1970. An event of a type that is not known, or of something
 * that was never read, changes nothing.
 */
import type { Channel, ChannelFlagEvent, ChannelId, ChannelObjectEvent, MemberEvent, Message, MessageEvent, Topic, UserId } from '../protocol';
import type { AppEvent } from './feed';
import { counted, marked, newCounts, uncounted, uncountedUpTo, withCounts } from './counting';
import { acknowledged, bare, changed, deleted, expired, messageOf, posted, reacted, replied } from './messages';
import type { State } from './state';
import { stopTyping, typed } from './typing';

export function apply(state: State, event: AppEvent, now: number): State {
  switch (event.type) {
    case 'message':
      return 'hidden' in event && event.hidden === true ? hidden(state, event) : newMessage(state, event as MessageEvent);
    case 'posted': {
      const message = messageOf(state, event);
      return counted(acknowledged(state, event), event.frame.channel, message);
    }
    case 'user_typing':
      return typed(state, event, now);
    case 'presence_change':
      return presence(state, event.users ?? (event.user === undefined ? [] : [event.user]), event.presence);
    case 'channel_history_changed':
    case 'group_history_changed':
    case 'im_history_changed':
    case 'mpim_history_changed':
      return uncountedUpTo(applyToMessages(state, event), event.channel, event.latest);
    default:
      return applyToMessages(applyLasting(state, event), event);
  }
}

/**
 * The part of `apply` that concerns histories and threads: for events that came while one was being read.
 */
export function applyToMessages(state: State, event: AppEvent): State {
  switch (event.type) {
    case 'message':
      if (event.subtype === 'message_changed')
        return 'message' in event ? changed(state, event as Extract<AppEvent, { subtype: 'message_changed' }>) : state;
      if (event.subtype === 'message_replied')
        return 'message' in event ? replied(state, event as Extract<AppEvent, { subtype: 'message_replied' }>) : state;
      if (event.subtype === 'message_deleted')
        return 'deleted_ts' in event ? deleted(state, event as Extract<AppEvent, { subtype: 'message_deleted' }>) : state;
      return 'hidden' in event && event.hidden === true ? state : posted(state, event.channel, bare(event as MessageEvent));
    case 'posted':
      return acknowledged(state, event);
    case 'reaction_added':
    case 'reaction_removed':
      return reacted(state, event);
    case 'channel_history_changed':
    case 'group_history_changed':
    case 'im_history_changed':
    case 'mpim_history_changed':
      return expired(state, event);
    default:
      return state;
  }
}

function newMessage(state: State, event: MessageEvent): State {
  const message = bare(event);
  let next = counted(posted(state, event.channel, message), event.channel, message);
  next = stopTyping(next, event.channel, message.user);
  return describe(next, event.channel, message);
}

function hidden(state: State, event: AppEvent): State {
  const next = applyToMessages(state, event);
  return event.type === 'message' && event.subtype === 'message_deleted' && 'deleted_ts' in event
    ? uncounted(next, event as Extract<AppEvent, { subtype: 'message_deleted' }>)
    : next;
}

/** What a message of a subtype says about its channel. */
function describe(state: State, channel: ChannelId, message: Message): State {
  const topic = (value: string): Topic => ({ value, creator: message.user ?? '', last_set: Math.floor(Number(message.ts)) });
  switch (message.subtype?.replace(/^(channel|group|mpim)_/, '')) {
    case 'topic':
      return withChannel(state, channel, { topic: topic(message.topic ?? '') });
    case 'purpose':
      return withChannel(state, channel, { purpose: topic(message.purpose ?? '') });
    case 'name':
      return message.name === undefined ? state : withChannel(state, channel, { name: message.name });
    default:
      return state;
  }
}

function applyLasting(state: State, event: AppEvent): State {
  switch (event.type) {
    case 'channel_created':
    case 'channel_joined':
    case 'group_joined':
    case 'mpim_joined':
    case 'im_created':
    case 'mpim_created':
      return channelCame(state, event);
    case 'channel_rename':
    case 'group_rename':
    case 'mpim_rename':
      return withChannel(state, event.channel.id, { name: event.channel.name });
    case 'channel_updated':
    case 'group_updated':
    case 'mpim_updated':
      return withChannel(state, event.channel, event.updates);
    case 'channel_marked':
    case 'group_marked':
    case 'im_marked':
    case 'mpim_marked':
      return marked(state, event);
    case 'member_joined_channel':
    case 'member_left_channel':
      return member(state, event);
    case 'team_join':
    case 'user_change':
    case 'user_profile_changed':
    case 'user_status_changed':
      // Only who was needed is kept; of everybody else nothing is known that could be out of date.
      return state.users[event.user.id] === undefined ? state : user(state, event.user);
    case 'team_rename':
    case 'team_domain_change':
      return team(state, event.name === undefined ? {} : { name: event.name }, event.domain === undefined ? {} : { domain: event.domain });
    case 'pref_change':
      return { ...state, prefs: { ...state.prefs, [event.name]: String(event.value) } };
    case 'manual_presence_change':
      return { ...state, manualAway: event.presence === 'away' };
    case 'dnd_updated':
    case 'dnd_updated_user':
      return { ...state, dnd: { ...state.dnd, [event.user]: event.dnd_status } };
    default:
      return 'channel' in event && typeof event.channel === 'string' ? flag(state, event as ChannelFlagEvent) : state;
  }
}

function channelCame(state: State, event: ChannelObjectEvent): State {
  const { channel } = event;
  const known = state.channels[channel.id];
  const joined = event.type !== 'channel_created';
  if (!joined && known !== undefined)
    return state;
  const { latest, unread_count: _, ...facts } = channel;
  const kept: Channel = { ...known, ...facts };
  if (joined && !kept.is_im)
    kept.is_member = true;
  const next = { ...state, channels: { ...state.channels, [channel.id]: kept } };
  if (!joined || next.counts[channel.id] !== undefined)
    return next;
  return withCounts(next, newCounts(channel.id, channel.last_read, latest?.ts ?? channel.last_read));
}

function flag(state: State, event: ChannelFlagEvent): State {
  switch (event.type.replace(/^(channel|group|mpim|im)_/, '')) {
    case 'archive':
      return withChannel(state, event.channel, { is_archived: true });
    case 'unarchive':
      return withChannel(state, event.channel, { is_archived: false });
    case 'open':
      return withChannel(state, event.channel, { is_open: true });
    case 'close':
      return withChannel(state, event.channel, { is_open: false });
    case 'left':
    case 'deleted':
      return left(state, event.channel, event.type.endsWith('deleted'));
    default:
      return state;
  }
}

/** Of a public channel that one has left one still knows that it is there. */
function left(state: State, id: ChannelId, isGone: boolean): State {
  const channel = state.channels[id];
  const { [id]: _, ...channels } = state.channels;
  const { [id]: __, ...counts } = state.counts;
  const { [id]: ___, ...typing } = state.typing;
  const stays = channel !== undefined && !channel.is_private && !isGone;
  return forgetMessages({ ...state, counts, typing, channels: stays ? { ...channels, [id]: { ...channel, is_member: false } } : channels }, id);
}

function forgetMessages(state: State, id: ChannelId): State {
  const { [id]: _, ...histories } = state.histories;
  const threads = Object.fromEntries(Object.entries(state.threads).filter(([key]) => !key.startsWith(`${id}:`)));
  return { ...state, histories, threads };
}

function member(state: State, event: MemberEvent): State {
  const joined = event.type === 'member_joined_channel';
  const channel = state.channels[event.channel];
  const members = state.members[event.channel];
  const knew = members?.includes(event.user);
  let next = state;
  if (channel?.num_members !== undefined && knew !== joined)
    next = withChannel(next, event.channel, { num_members: Math.max(0, channel.num_members + (joined ? 1 : -1)) });
  if (members !== undefined && knew !== joined)
    next = { ...next, members: { ...next.members, [event.channel]: joined ? [...members, event.user] : members.filter(id => id !== event.user) } };
  return next;
}

function user(state: State, user: NonNullable<State['users'][string]>): State {
  const next = { ...state, users: { ...state.users, [user.id]: user } };
  return next.session.status === 'in' && next.session.self === user.id && next.session.is_admin !== (user.is_admin === true)
    ? { ...next, session: { ...next.session, is_admin: user.is_admin === true } }
    : next;
}

function team(state: State, ...changes: object[]): State {
  return state.session.status === 'in' ? { ...state, session: { ...state.session, team: Object.assign({}, state.session.team, ...changes) } } : state;
}

function presence(state: State, ids: readonly UserId[], presence: 'active' | 'away'): State {
  if (ids.every(id => state.presence[id] === presence))
    return state;
  return { ...state, presence: { ...state.presence, ...Object.fromEntries(ids.map(id => [id, presence])) } };
}

function withChannel(state: State, id: ChannelId, facts: Partial<Channel>): State {
  const channel = state.channels[id];
  return channel === undefined ? state : { ...state, channels: { ...state.channels, [id]: { ...channel, ...facts } } };
}

