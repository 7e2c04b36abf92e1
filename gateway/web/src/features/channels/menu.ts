import type { Channel } from '../../protocol';
import { prefs } from '../../store';
import { t } from '../../text';
import type { MenuItem } from '../../ui';
import { mutedIn, setMuted } from '../notifications';
import { openDialog, openSide } from '../panes';
import { openProfile } from '../people';
import { closeConversation } from '../sidebar';
import { archive, leave, unarchive } from './doing';

/** What can be done with a conversation. */
export function itemsOf(channel: Channel): (MenuItem | null)[] {
  const isMuted = mutedIn(prefs.value).has(channel.id);
  const mute: MenuItem = {
    label: t(isMuted ? 'notifications.unmute' : 'notifications.mute'),
    icon: isMuted ? 'bell' : 'bell-off',
    onSelect: () => void setMuted(channel.id, !isMuted),
  };
  if (channel.is_im || channel.is_mpim) {
    return [
      ...(channel.user === undefined ? [] : [{ label: t('people.profile'), icon: 'user' as const, onSelect: () => openProfile(channel.user ?? '') }]),
      { label: t('channels.details'), icon: 'info', onSelect: () => openSide({ kind: 'details', channel: channel.id }) },
      mute,
      null,
      { label: t('people.closeConversation'), icon: 'x', onSelect: () => void closeConversation(channel.id) },
    ];
  }
  const details: MenuItem = { label: t('channels.details'), icon: 'info', onSelect: () => openSide({ kind: 'details', channel: channel.id }) };
  if (!channel.is_member) return [details];
  if (channel.is_archived) return [details, { label: t('channels.unarchive'), icon: 'undo', onSelect: () => void unarchive(channel) }, null, leaving(channel)];
  return [
    details,
    { label: t('channels.invite'), icon: 'user-plus', onSelect: () => openDialog({ kind: 'invite', channel: channel.id }) },
    { label: t('channels.editTopic'), icon: 'pencil', onSelect: () => openDialog({ kind: 'edit', channel: channel.id, what: 'topic' }) },
    mute,
    null,
    ...(channel.is_general ? [] : [leaving(channel), { label: t('channels.archive'), icon: 'archive' as const, danger: true, onSelect: () => void archive(channel) }]),
  ];
}

function leaving(channel: Channel): MenuItem {
  return { label: t('channels.leave'), icon: 'log-out', onSelect: () => void leave(channel) };
}
