import { nameOf, self, setProfile } from '../../store';

/**
 * Has others see the name that a newcomer gave: the server makes a handle of it (`ann.berg`), by which people are mentioned, and shows that. Should this fail, the name can be
 * set in the profile; it keeps nobody out.
 */
export async function introduce(name: string): Promise<void> {
  const me = self.peek();
  if (me && nameOf(me) !== name) await setProfile({ real_name: name, display_name: '' }).catch(() => undefined);
}
