import type { Channel, ChannelId, UserId } from '../../protocol';
import type { ApiError } from '../../api';
import { onSessionEnd } from '../ending';
import { state, update } from '../store';
import { wiring } from '../wiring';

/** Keeps a conversation that an answer brought. What the answer does not say of it stays. */
export function keepChannel(channel: Channel): void {
  keepChannels([channel]);
}

/** As keepChannel, of a page at once: each change of the state is looked at by all that read it. */
export function keepChannels(found: readonly Channel[]): void {
  update(state => {
    const channels = { ...state.channels };
    for (const channel of found)
      channels[channel.id] = { ...channels[channel.id], ...channel };
    return { ...state, channels };
  });
}

/** A conversation, asked for if it is not known. Errors: ApiError channel_not_found. */
export async function ensureChannel(id: ChannelId): Promise<Channel> {
  const known = state.peek().channels[id];
  if (known !== undefined)
    return known;
  const { channel } = await wiring.call('conversations.info', { channel: id, include_num_members: true });
  keepChannel(channel);
  return channel;
}

const asked = new Set<ChannelId>();
onSessionEnd(() => asked.clear());

/** Asks, once, for a channel that is not known and that a message speaks of. One that its reader may not see is never known. */
export function requestChannel(id: ChannelId): void {
  if (state.peek().channels[id] !== undefined || asked.has(id))
    return;
  asked.add(id);
  ensureChannel(id).catch((error: ApiError) => void (error.isPassing && asked.delete(id)));
}

/** Reads a conversation anew, with `num_members`. Errors: ApiError. */
export async function refreshChannel(id: ChannelId): Promise<Channel> {
  const { channel } = await wiring.call('conversations.info', { channel: id, include_num_members: true });
  keepChannel(channel);
  return channel;
}

/** One page of the public channels, for browsing. Errors: ApiError. */
export async function listPublicChannels(cursor?: string, limit = 200): Promise<{ channels: Channel[]; next: string | undefined }> {
  const answer = await wiring.call('conversations.list', { types: 'public_channel', limit, cursor });
  return { channels: answer.channels, next: answer.response_metadata?.next_cursor || undefined };
}

/** Errors: ApiError is_archived, channel_not_found. */
export async function joinChannel(id: ChannelId): Promise<Channel> {
  const { channel } = await wiring.call('conversations.join', { channel: id });
  keepChannel(channel);
  return channel;
}

/** Errors: ApiError cant_leave_general, last_member. */
export async function leaveChannel(id: ChannelId): Promise<void> {
  await wiring.call('conversations.leave', { channel: id });
}

/** Errors: ApiError name_taken, invalid_name_…. */
export async function createChannel(name: string, isPrivate: boolean): Promise<Channel> {
  const { channel } = await wiring.call('conversations.create', { name, is_private: isPrivate });
  keepChannel(channel);
  return channel;
}

export async function renameChannel(id: ChannelId, name: string): Promise<void> {
  keepChannel((await wiring.call('conversations.rename', { channel: id, name })).channel);
}

export async function setTopic(id: ChannelId, topic: string): Promise<void> {
  keepChannel((await wiring.call('conversations.setTopic', { channel: id, topic })).channel);
}

export async function setPurpose(id: ChannelId, purpose: string): Promise<void> {
  keepChannel((await wiring.call('conversations.setPurpose', { channel: id, purpose })).channel);
}

/** Answers whom it could not invite, by code. Errors: ApiError when it was nobody. */
export async function inviteTo(id: ChannelId, users: readonly UserId[]): Promise<{ user: UserId; error: string }[]> {
  const answer = await wiring.call('conversations.invite', { channel: id, users: users.join(',') });
  keepChannel(answer.channel);
  return answer.errors ?? [];
}

export async function kickFrom(id: ChannelId, user: UserId): Promise<void> {
  await wiring.call('conversations.kick', { channel: id, user });
}

export async function archiveChannel(id: ChannelId): Promise<void> {
  await wiring.call('conversations.archive', { channel: id });
}

export async function unarchiveChannel(id: ChannelId): Promise<void> {
  await wiring.call('conversations.unarchive', { channel: id });
}

/** The DM with one, the group DM with several; makes it if there is none. Errors: ApiError user_not_found, too_many_users. */
export async function openDirect(users: readonly UserId[]): Promise<Channel> {
  const { channel } = await wiring.call('conversations.open', { users: users.join(','), return_im: true });
  keepChannel({ ...channel, is_open: true });
  return channel;
}

/** Takes a DM from the list; the next message brings it back. */
export async function closeDirect(id: ChannelId): Promise<void> {
  await wiring.call('conversations.close', { channel: id });
}

/** The next page of a channel's members, kept in `membersOf`. Answers the cursor of what follows. */
export async function loadMembers(id: ChannelId, cursor?: string, limit = 200): Promise<string | undefined> {
  const answer = await wiring.call('conversations.members', { channel: id, cursor, limit });
  update(state => {
    const before = cursor === undefined ? [] : state.members[id] ?? [];
    return { ...state, members: { ...state.members, [id]: [...new Set([...before, ...answer.members])] } };
  });
  return answer.response_metadata?.next_cursor || undefined;
}
