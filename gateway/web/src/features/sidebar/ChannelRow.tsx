import type { ChannelId } from '../../protocol';
import { channelOf } from '../../store';
import { Icon } from '../../ui';
import { Row } from './Row';

export function ChannelRow({ id }: { id: ChannelId }) {
  const channel = channelOf(id).value;
  if (!channel) return null;
  return <Row id={id} name={channel.name ?? ''} isPrivate={channel.is_private} icon={<Icon name={channel.is_private ? 'lock' : 'hash'} size={16} />} />;
}
