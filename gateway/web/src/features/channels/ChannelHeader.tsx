import { useEffect } from 'preact/hooks';
import type { Channel } from '../../protocol';
import { prefs, refreshChannel, userOf } from '../../store';
import { formatNumber, t } from '../../text';
import { Icon, Menu } from '../../ui';
import { mutedIn } from '../notifications';
import { openDialog, openSide } from '../panes';
import { openProfile, PersonAvatar, StatusView } from '../people';
import { itemsOf } from './menu';
import { iconOf, titleOf } from './title';
import './channels.css';

/** Above the messages: what conversation it is, its topic, its members, and what can be done with it. */
export function ChannelHeader({ channel }: { channel: Channel }) {
  const isMuted = mutedIn(prefs.value).has(channel.id);
  return (
    <header class="channels-header">
      <div class="channels-heading">
        <h1 class="channels-title">
          <button type="button" class="channels-name" aria-description={t('channels.details')} onClick={() => openAbout(channel)}>
            <Picture channel={channel} />
            <span class="truncate">{titleOf(channel).replace(/^#/, '')}</span>
            {channel.is_private && channel.is_group && <span class="visually-hidden">, {t('channels.private')}</span>}
          </button>
        </h1>
        {isMuted && <Icon name="bell-off" size={16} label={t('notifications.muted')} />}
        {channel.is_archived && <span class="channels-tag">{t('channels.archived')}</span>}
      </div>
      {channel.is_im ? <PersonStatus channel={channel} /> : <Topic channel={channel} />}
      {!channel.is_im && <Members channel={channel} />}
      <Menu label={t('channels.openDetails', { name: titleOf(channel) })} icon="ellipsis-vertical" items={() => itemsOf(channel)} placement="bottom-end" />
    </header>
  );
}

function openAbout(channel: Channel): void {
  if (channel.is_im && channel.user !== undefined) openProfile(channel.user);
  else openSide({ kind: 'details', channel: channel.id });
}

function Picture({ channel }: { channel: Channel }) {
  if (channel.is_im) return <PersonAvatar user={userOf(channel.user ?? '').value} size={24} presence />;
  return <Icon name={iconOf(channel)} size={18} />;
}

function PersonStatus({ channel }: { channel: Channel }) {
  const user = userOf(channel.user ?? '').value;
  return <div class="channels-topic">{user && <StatusView user={user} full />}</div>;
}

function Topic({ channel }: { channel: Channel }) {
  const topic = channel.topic?.value ?? '';
  const canEdit = !channel.is_archived && (channel.is_member || channel.is_mpim);
  if (!canEdit) return <p class="channels-topic truncate">{topic}</p>;
  return (
    <button
      type="button"
      class="channels-topic truncate"
      title={topic}
      aria-description={t('channels.editTopic')}
      onClick={() => openDialog({ kind: 'edit', channel: channel.id, what: 'topic' })}
    >
      {topic || t('channels.addTopic')}
    </button>
  );
}

/** How many are in it; asked for when it is not known. */
function Members({ channel }: { channel: Channel }) {
  const count = channel.is_mpim ? channel.members?.length : channel.num_members;
  useEffect(() => {
    // Without it the button has no number, and that is all.
    if (count === undefined) refreshChannel(channel.id).catch(() => undefined);
  }, [channel.id]);
  return (
    <button
      type="button"
      class="channels-members"
      aria-label={count === undefined ? t('channels.membersTab') : t('channels.showMembers', { count })}
      onClick={() => openSide({ kind: 'details', channel: channel.id, tab: 'members' })}
    >
      <Icon name="users" size={18} />
      {count !== undefined && formatNumber(count)}
    </button>
  );
}
