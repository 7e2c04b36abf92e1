import type { SearchMatch } from '../../protocol';
import { nameOf, userOf } from '../../store';
import { formatDateTime, t } from '../../text';
import { Avatar } from '../../ui';
import { pathTo } from '../../router';
import { instantOf, Text } from '../messages';
import { placeOf } from './placeOf';

/** A message that was found. A click anywhere opens it in its channel. */
export function Found({ match }: { match: SearchMatch }) {
  const user = match.user ? userOf(match.user).value : null;
  const name = user ? nameOf(user) : (match.username ?? nameOf(user));
  const channel = placeOf(match.channel);
  const at = instantOf(match.ts);
  return (
    <article class="search-found">
      <header class="search-found-head">
        <a class="search-found-place" href={pathTo.message(match.channel.id, match.ts, match.thread_ts)} aria-label={t('search.open', { channel })}>
          {channel}
        </a>
        <time dateTime={new Date(at).toISOString()}>{formatDateTime(at)}</time>
      </header>
      <div class="search-found-main">
        <Avatar name={name} id={match.user ?? ''} src={user?.profile.image_48} size={24} />
        <div class="search-found-text">
          <strong>{name}</strong>
          <Text text={match.text} highlight />
        </div>
      </div>
    </article>
  );
}
