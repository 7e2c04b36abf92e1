import type { ComponentChildren } from 'preact';
import type { User } from '../../protocol';
import { nameOf, self } from '../../store';
import { t } from '../../text';
import { PersonAvatar } from './PersonAvatar';
import { StatusView } from './StatusView';
import './people.css';

/** One person in a list: picture, name, handle. `end` stands at the end of the line. */
export function PersonLine({ user, end }: { user: User; end?: ComponentChildren }) {
  const name = nameOf(user);
  return (
    <span class="people-line">
      <PersonAvatar user={user} size={24} presence />
      <span class="truncate">
        <strong>{user.id === self.value?.id ? t('people.self', { name }) : name}</strong> <span class="soft">{user.name}</span>
      </span>
      <StatusView user={user} />
      {user.is_bot && <span class="people-tag">{t('people.bot')}</span>}
      {end && <span class="people-end">{end}</span>}
    </span>
  );
}
