/** How people and conversations are called. */
import { computed, type ReadonlySignal } from '@preact/signals';
import type { Channel, ChannelId, User, UserId } from '../protocol';
import { channelOf, keyed, userOf } from './selectors';
import { state } from './store';

/** The name that somebody chose to be shown by, else the real one, else the handle; "…" while it is not known, "?" of somebody who does not exist. */
export function nameOf(user: User | null | undefined): string {
  if (!user)
    return user === null ? '?' : '…';
  return user.profile.display_name || user.profile.real_name || user.real_name || user.name;
}

/** A channel's name without `#`; a DM is called by the other's name, a group DM by all others'. Read inside a computed or a view, it follows the names. */
export function channelName(channel: Channel): string {
  if (channel.is_im)
    return channel.user === undefined ? '…' : nameOf(userOf(channel.user).value);
  if (channel.is_mpim && channel.members !== undefined)
    return othersIn(channel.members).map(id => nameOf(userOf(id).value)).join(', ');
  return channel.name ?? '…';
}

export const nameSignal: (id: UserId) => ReadonlySignal<string> = keyed(id => computed(() => nameOf(userOf(id).value)));

export const channelNameSignal: (id: ChannelId) => ReadonlySignal<string> = keyed(id => computed(() => {
  const channel = channelOf(id).value;
  return channel === undefined ? '…' : channelName(channel);
}));

function othersIn(members: readonly UserId[]): readonly UserId[] {
  const { session } = state.peek();
  const others = session.status === 'in' ? members.filter(id => id !== session.self) : members;
  return others.length > 0 ? others : members;
}
