import { useState } from 'preact/hooks';
import type { ChannelId } from '../../protocol';
import { pathTo } from '../../router';
import { channelOf } from '../../store';
import { t } from '../../text';
import { Button, Icon } from '../../ui';
import { join } from './doing';
import { titleOf } from './title';

/** One public channel in the list of all. */
export function BrowseLine({ id, onClose }: { id: ChannelId; onClose: () => void }) {
  const [busy, setBusy] = useState(false);
  const channel = channelOf(id).value;
  if (!channel) return null;
  const name = titleOf(channel);
  const enter = async () => {
    setBusy(true);
    if (await join(channel)) onClose();
    else setBusy(false);
  };
  return (
    <div class="channels-line">
      <div class="channels-line-text">
        <a class="channels-line-name truncate" href={pathTo.channel(id)} onClick={onClose} aria-label={t('channels.openNamed', { name })}>
          <Icon name="hash" size={16} /> {channel.name}
        </a>
        <p class="soft small truncate">
          {[
            channel.is_member && t('channels.joined'),
            channel.is_archived && t('channels.archived'),
            channel.num_members !== undefined && t('channels.members', { count: channel.num_members }),
            channel.purpose?.value || channel.topic?.value,
          ]
            .filter(Boolean)
            .join(' · ')}
        </p>
      </div>
      {!channel.is_member && !channel.is_archived && (
        <Button size="small" busy={busy} aria-label={t('channels.joinNamed', { name })} onClick={() => void enter()}>{t('channels.join')}</Button>
      )}
    </div>
  );
}
