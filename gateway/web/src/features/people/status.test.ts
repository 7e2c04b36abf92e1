import { describe, expect, it } from 'vitest';
import type { Profile } from '../../protocol';
import { expirationOf, statusOf } from './status';

const now = new Date(2026, 2, 4, 15, 30).getTime(); // A Wednesday.
const profile = (fields: Partial<Profile>): Profile => ({ real_name: 'Ann', display_name: '', ...fields });

describe('a status', () => {
  it('is there until it runs out', () => {
    const set = profile({ status_text: 'Lunch', status_emoji: ':sandwich:', status_expiration: now / 1000 + 60 });
    expect(statusOf(set, now)).toEqual({ text: 'Lunch', emoji: 'sandwich', until: now + 60_000 });
    expect(statusOf(set, now + 60_000)).toBeUndefined();
  });

  it('that never runs out, or is none', () => {
    expect(statusOf(profile({ status_emoji: ':palm_tree:', status_expiration: 0 }), now)).toEqual({ text: '', emoji: 'palm_tree', until: undefined });
    expect(statusOf(profile({ status_text: '', status_emoji: '' }), now)).toBeUndefined();
  });

  it.each([
    ['never', 0],
    ['halfHour', new Date(2026, 2, 4, 16, 0).getTime() / 1000],
    ['fourHours', new Date(2026, 2, 4, 19, 30).getTime() / 1000],
    ['today', new Date(2026, 2, 5).getTime() / 1000],
    ['week', new Date(2026, 2, 9).getTime() / 1000],
  ] as const)('set for %s ends then', (duration, end) => {
    expect(expirationOf(duration, now)).toBe(end);
  });

  it('set on a Sunday for the week ends with that day', () => {
    expect(expirationOf('week', new Date(2026, 2, 8, 12).getTime())).toBe(new Date(2026, 2, 9).getTime() / 1000);
  });
});
