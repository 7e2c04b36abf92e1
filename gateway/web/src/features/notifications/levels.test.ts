import { describe, expect, it } from 'vitest';
import { levelOf, mutedIn, ownLevel, withLevel, withMuted } from './levels';

describe('levels', () => {
  it('are mentions unless told', () => {
    expect(levelOf({}, 'C1')).toBe('mentions');
    expect(levelOf({ notifications: 'all' }, 'C1')).toBe('all');
    expect(levelOf({ notifications: 'odd' }, 'C1')).toBe('mentions');
  });

  it('are a channel’s own before they are everything’s', () => {
    const prefs = { notifications: 'nothing', notify_all: 'C1,C2' };
    expect(levelOf(prefs, 'C2')).toBe('all');
    expect(levelOf(prefs, 'C3')).toBe('nothing');
    expect(ownLevel(prefs, 'C3')).toBeUndefined();
  });

  it('move a channel from one list to another', () => {
    const prefs = { notify_all: 'C1,C2', notify_nothing: 'C3' };
    expect(withLevel(prefs, 'C1', 'nothing')).toEqual([['notify_all', 'C2'], ['notify_nothing', 'C3,C1']]);
    expect(withLevel(prefs, 'C1', undefined)).toEqual([['notify_all', 'C2']]);
    expect(withLevel(prefs, 'C9', undefined)).toEqual([]);
  });

  it('are not kept beyond what the server keeps', () => {
    const full = Array.from({ length: 372 }, (_, i) => `C${String(i).padStart(9, '0')}`).join(',');
    expect(withMuted({ muted_channels: full }, 'C999999999', true)).toBeNull();
    expect(withMuted({ muted_channels: full }, 'C000000000', false)?.[0]?.[1]).not.toContain('C000000000');
  });

  it('mute', () => {
    expect(withMuted({}, 'C1', true)).toEqual([['muted_channels', 'C1']]);
    expect(mutedIn({ muted_channels: 'C1,C2' }).has('C2')).toBe(true);
    expect(mutedIn({}).size).toBe(0);
  });
});
