import type { Channel, ChannelId } from '../../protocol';
import { navigate, pathTo } from '../../router';
import { channelName, channelOf, closeDirect, self, userOf } from '../../store';
import { t } from '../../text';
import { IconButton, showToast } from '../../ui';
import { errorWords } from '../errors';
import { currentChannel } from '../panes';
import { PersonAvatar, StatusView } from '../people';
import { forgetVisit } from '../switcher';
import { Row } from './Row';

export function DirectRow({ id }: { id: ChannelId }) {
  const channel = channelOf(id).value;
  if (!channel) return null;
  return channel.is_im ? <PersonRow channel={channel} /> : <GroupRow channel={channel} />;
}

function PersonRow({ channel }: { channel: Channel }) {
  const user = userOf(channel.user ?? '').value;
  const isSelf = channel.user === self.value?.id;
  const name = channelName(channel);
  return (
    <Row
      id={channel.id}
      direct
      name={isSelf ? t('people.self', { name }) : name}
      icon={<PersonAvatar user={user} size={20} presence />}
      status={user && <StatusView user={user} />}
      end={<Close channel={channel} />}
    />
  );
}

function GroupRow({ channel }: { channel: Channel }) {
  const others = Math.max(1, (channel.members?.length ?? 1) - 1);
  return (
    <Row
      id={channel.id}
      direct
      name={channelName(channel)}
      icon={<span class="sidebar-group" aria-hidden="true">{others}</span>}
      end={<Close channel={channel} />}
    />
  );
}

/** For the mouse; by keyboard the same is in the conversation's menu. */
function Close({ channel }: { channel: Channel }) {
  return (
    <IconButton
      class="sidebar-close"
      icon="x"
      size="small"
      tabIndex={-1}
      tooltip={false}
      label={t('people.closeNamed', { name: channelName(channel) })}
      onClick={() => void closeConversation(channel.id)}
    />
  );
}

/** Takes a DM off the list; the next message in it brings it back. */
export async function closeConversation(id: ChannelId): Promise<void> {
  try {
    await closeDirect(id);
    forgetVisit(id);
    if (currentChannel.peek() === id) navigate(pathTo.home);
  } catch (error) {
    showToast({ text: errorWords(error), tone: 'danger' });
  }
}
