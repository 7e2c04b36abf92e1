import { channels, nameOf, requestUser, users } from '../../store';
import type { Labels, Names } from './sequences';

/** Names as this client knows them. */
export const names: Names = {
  user(name) {
    const user = Object.values(users.peek()).find((user) => user?.name.toLowerCase() === name && !user.deleted);
    return user ? `<@${user.id}>` : null;
  },
  channel(name) {
    const channel = Object.values(channels.peek()).find((channel) => channel.name?.toLowerCase() === name && !channel.is_mpim);
    return channel ? `<#${channel.id}>` : null;
  },
};

export const labels: Labels = {
  user(id) {
    const user = users.peek()[id];
    if (user) return nameOf(user);
    requestUser(id);
    return id;
  },
  channel: (id) => channels.peek()[id]?.name ?? null,
};
