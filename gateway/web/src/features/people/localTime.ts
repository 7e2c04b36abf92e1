import type { User } from '../../protocol';
import { locale } from '../../text';

/** What the clock shows where somebody is; undefined when that is not known. */
export function localTimeOf(user: User, now: number): string | undefined {
  if (user.deleted || !user.tz) return undefined;
  try {
    return new Intl.DateTimeFormat(locale.value, { hour: 'numeric', minute: '2-digit', timeZone: user.tz }).format(now);
  } catch {
    // A zone that this browser does not know.
    return undefined;
  }
}
