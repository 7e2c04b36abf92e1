import type { Channel, UserId } from '../../protocol';
import { nameOf, self, session, userOf } from '../../store';
import { t } from '../../text';
import { Menu } from '../../ui';
import { openProfile, PersonAvatar, StatusView, writeTo } from '../people';
import { remove } from './doing';

/** One member: a way to the profile, and what can be done. */
export function MemberLine({ id, channel }: { id: UserId; channel: Channel }) {
  const user = userOf(id).value;
  if (!user) return <div class="channels-member soft">{user === null ? id : nameOf(user)}</div>;
  const name = nameOf(user);
  const isSelf = id === self.value?.id;
  const at = session.value;
  // As the server has it: admins, and whoever made the channel.
  const mayRemove = !isSelf && !channel.is_general && !channel.is_mpim && !channel.is_archived && at.status === 'in' && channel.is_member && (at.is_admin || channel.creator === at.self);
  return (
    <div class="channels-member">
      <button type="button" class="channels-member-name" onClick={() => openProfile(id)}>
        <PersonAvatar user={user} size={24} presence />
        <span class="truncate">{isSelf ? t('people.self', { name }) : name}</span>
        <StatusView user={user} />
        {user.is_bot && <span class="channels-tag">{t('channels.bot')}</span>}
        {user.is_admin && <span class="channels-tag">{t('channels.admin')}</span>}
      </button>
      {!isSelf && (
        <Menu
          label={t('people.openProfile', { name })}
          size="small"
          placement="bottom-end"
          items={[
            { label: t('people.profile'), icon: 'user', onSelect: () => openProfile(id) },
            { label: t('people.messageNamed', { name }), icon: 'message-square', onSelect: () => void writeTo(id) },
            ...(mayRemove ? [null, { label: t('channels.remove'), icon: 'user-x' as const, danger: true, onSelect: () => void remove(channel, user) }] : []),
          ]}
        />
      )}
    </div>
  );
}
