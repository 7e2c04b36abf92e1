import { useEffect } from 'preact/hooks';
import type { Presence, UserId } from '../../protocol';
import { presenceOf, watchPresence } from '../../store';

/** Somebody's presence for as long as the view is there; undefined: not known, or nobody. */
export function usePresence(user: UserId | undefined): Presence | undefined {
  useEffect(() => (user === undefined ? undefined : watchPresence([user])), [user]);
  return user === undefined ? undefined : presenceOf(user).value;
}
