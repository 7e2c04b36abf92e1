import type { User } from '../../protocol';
import { nameOf } from '../../store';
import { Avatar, type AvatarProps } from '../../ui';
import { usePresence } from './presence';

interface Props {
  user: User | null | undefined;
  size?: NonNullable<AvatarProps['size']>;
  /** Shows whether they are there. */
  presence?: boolean;
}

/** Somebody's picture, or initials. Decorative: the name stands beside it. */
export function PersonAvatar({ user, size = 36, presence = false }: Props) {
  const here = usePresence(presence && user && !user.deleted && !user.is_bot ? user.id : undefined);
  const { image_original: own, image_48, image_192 } = user?.profile ?? {};
  return <Avatar name={nameOf(user)} id={user?.id ?? ''} src={(size > 48 ? image_192 : image_48) ?? own} size={size} presence={here} />;
}
