import type { Channel } from '../../protocol';
import { channelName, self } from '../../store';
import { t } from '../../text';
import type { IconName } from '../../ui';

/** What a conversation is called where no picture stands beside the name: `#general`, `Ann`, `Ben, Carla`. */
export function titleOf(channel: Channel): string {
  if (channel.is_im && channel.user === self.value?.id) return t('people.self', { name: channelName(channel) });
  return channel.is_im || channel.is_mpim ? channelName(channel) : `#${channelName(channel)}`;
}

export function iconOf(channel: Channel): IconName {
  if (channel.is_im) return 'user';
  if (channel.is_mpim) return 'users';
  return channel.is_private ? 'lock' : 'hash';
}
