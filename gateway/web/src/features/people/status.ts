import type { Profile } from '../../protocol';
import { dayKey, formatDateTime, formatTime } from '../../text';

/** A status that has not run out. Times in milliseconds since 1970. */
export interface Status {
  text: string;
  /** The emoji's name without colons; empty: none. */
  emoji: string;
  until: number | undefined;
}

export function statusOf(profile: Profile, now: number): Status | undefined {
  const text = profile.status_text ?? '';
  const emoji = (profile.status_emoji ?? '').replace(/^:|:$/g, '');
  const until = (profile.status_expiration ?? 0) * 1000;
  if ((text === '' && emoji === '') || (until > 0 && until <= now)) return undefined;
  return { text, emoji, until: until > 0 ? until : undefined };
}

/** When a status runs out, in words: of today only the time. */
export function formatUntil(until: number): string {
  return dayKey(until) === dayKey(Date.now()) ? formatTime(until) : formatDateTime(until);
}

export const durations = ['never', 'halfHour', 'hour', 'fourHours', 'today', 'week'] as const;
export type Duration = (typeof durations)[number];

/** `kept`: as long as the status that is there already. */
export type Choice = Duration | 'kept';

/** When a status that is set now runs out, in seconds since 1970; 0: never. Days and weeks (from Monday) end in the reader's zone. */
export function expirationOf(duration: Duration, now: number): number {
  const date = new Date(now);
  switch (duration) {
    case 'never':
      return 0;
    case 'halfHour':
      return inSeconds(now + 30 * 60_000);
    case 'hour':
      return inSeconds(now + 60 * 60_000);
    case 'fourHours':
      return inSeconds(now + 4 * 60 * 60_000);
    case 'today':
      return inSeconds(midnight(date, 1));
    case 'week':
      return inSeconds(midnight(date, 7 - ((date.getDay() + 6) % 7)));
  }
}

function midnight(date: Date, days: number): number {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() + days).getTime();
}

function inSeconds(at: number): number {
  return Math.floor(at / 1000);
}
