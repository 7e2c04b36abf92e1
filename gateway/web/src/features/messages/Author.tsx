import type { Message, User } from '../../protocol';
import { Emoji } from '../../emoji';
import { nameOf, userOf } from '../../store';
import { t } from '../../text';
import { Avatar, Badge } from '../../ui';
import { openProfile } from '../people';
import { webAddress } from './addresses';

/** Whoever wrote a message: a member, or a bot under a name of its own. */
export interface Author {
  readonly id: string;
  readonly name: string;
  readonly image: string | undefined;
  /** An emoji that a bot chose as its picture. */
  readonly emoji: string | undefined;
  readonly isBot: boolean;
  readonly user: User | null | undefined;
}

/** Reads the user's signal: a view that calls it is drawn again when the name changes. */
export function authorOf(message: Message): Author {
  const user = message.user ? userOf(message.user).value : null;
  const { icons, username } = message;
  return {
    id: message.user ?? message.bot_id ?? username ?? '',
    name: username || (user ? nameOf(user) : user === undefined ? '…' : t('messages.unknownAuthor')),
    image: webAddress(icons?.image_48 ?? icons?.image_72 ?? icons?.image_36) ?? user?.profile.image_48,
    emoji: icons?.emoji?.replaceAll(':', ''),
    isBot: message.subtype === 'bot_message' || user?.is_bot === true,
    user,
  };
}

export function AuthorPicture({ author }: { author: Author }) {
  if (author.emoji) return <span class="messages-emoji-picture"><Emoji name={author.emoji} /></span>;
  return <Avatar name={author.name} id={author.id} src={author.image} size={36} />;
}

export function AuthorName({ author, id }: { author: Author; id: string }) {
  const { user, isBot } = author;
  return (
    <>
      {user ? (
        <button type="button" id={id} class="messages-author" onClick={() => openProfile(user.id)}>
          {author.name}
        </button>
      ) : (
        <span id={id} class="messages-author">
          {author.name}
        </span>
      )}
      {isBot && <Badge>{t('messages.bot')}</Badge>}
    </>
  );
}
