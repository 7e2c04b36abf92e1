import { describe, expect, it } from 'vitest';
import type { ServerEvent } from '../../protocol';
import { readUpTo } from '../counting';
import { forgetTyping } from '../typing';
import { after, at, channel, counts, NOW, posted, someState, user } from './fixtures';

const event = (type: string, more: object): ServerEvent => ({ type, event_ts: at(50), ...more }) as ServerEvent;

describe('conversations', () => {
  it('channel_created tells of one that one is not in', () => {
    const state = after(someState(), event('channel_created', { channel: channel('C02', { is_member: false }) }));
    expect(state.channels['C02']?.is_member).toBe(false);
    expect(state.counts['C02']).toBeUndefined();
    const joined = after(state, event('channel_joined', { channel: channel('C02', { last_read: at(50) }) }), event('channel_created', { channel: channel('C02', { is_member: false }) }));
    expect(joined.channels['C02']?.is_member).toBe(true);
  });

  for (const type of ['channel_joined', 'group_joined', 'mpim_joined', 'im_created', 'mpim_created']) {
    it(`${type} begins to count`, () => {
      const state = after(someState(), event(type, { channel: channel('C02', { last_read: at(50), latest: null, unread_count: 0 }) }), posted(51, { channel: 'C02' }));
      expect(state.counts['C02']).toMatchObject({ last_read: at(50), unread_count: 1 });
    });
  }

  for (const type of ['channel_rename', 'group_rename', 'mpim_rename']) {
    it(`${type} renames`, () => expect(after(someState(), event(type, { channel: { id: 'C01', name: 'new', created: 1 } })).channels['C01']?.name).toBe('new'));
  }

  for (const type of ['channel_updated', 'group_updated', 'mpim_updated']) {
    it(`${type} tells topic and purpose`, () => {
      const topic = { value: 'T', creator: 'U02', last_set: 1 };
      expect(after(someState(), event(type, { channel: 'C01', updates: { topic, updated: 5 } })).channels['C01']).toMatchObject({ topic, updated: 5 });
    });
  }

  for (const kind of ['channel', 'group', 'mpim']) {
    it(`${kind}_archive and ${kind}_unarchive`, () => {
      const state = after(someState(), event(`${kind}_archive`, { channel: 'C01', user: 'U02' }));
      expect(state.channels['C01']?.is_archived).toBe(true);
      expect(after(state, event(`${kind}_unarchive`, { channel: 'C01', user: 'U02' })).channels['C01']?.is_archived).toBe(false);
    });
  }

  for (const kind of ['im', 'mpim', 'group']) {
    it(`${kind}_open and ${kind}_close`, () => {
      const state = after(someState(), event(`${kind}_close`, { channel: 'D01', user: 'U01' }));
      expect(state.channels['D01']?.is_open).toBe(false);
      expect(after(state, event(`${kind}_open`, { channel: 'D01', user: 'U01' })).channels['D01']?.is_open).toBe(true);
    });
  }

  it('channel_left keeps that the channel is there, and nothing of what was said', () => {
    const state = after(someState(), event('channel_left', { channel: 'C01' }));
    expect(state.channels['C01']?.is_member).toBe(false);
    expect(state.counts['C01']).toBeUndefined();
    expect(state.histories['C01']).toBeUndefined();
  });

  for (const type of ['group_left', 'mpim_left', 'channel_deleted', 'group_deleted']) {
    it(`${type} forgets it`, () => {
      const known = someState({ channels: { C01: channel('C01', { is_private: !type.startsWith('channel') }) } });
      expect(after(known, event(type, { channel: 'C01' })).channels['C01']).toBeUndefined();
    });
  }

  it('member_joined_channel and member_left_channel', () => {
    const known = someState({ channels: { C01: channel('C01', { num_members: 2 }) }, members: { C01: ['U01', 'U02'] } });
    const joined = after(known, event('member_joined_channel', { user: 'U03', channel: 'C01' }), event('member_joined_channel', { user: 'U03', channel: 'C01' }));
    expect(joined.members['C01']).toEqual(['U01', 'U02', 'U03']);
    expect(joined.channels['C01']?.num_members).toBe(3);
    const left = after(joined, event('member_left_channel', { user: 'U02', channel: 'C01' }));
    expect(left.members['C01']).toEqual(['U01', 'U03']);
    expect(left.channels['C01']?.num_members).toBe(2);
  });
});

describe('cursors', () => {
  const marked = (type: string, ts: string, unread: number, mentions = 0) =>
    event(type, { channel: 'C01', ts, unread_count: unread, unread_count_display: unread, mention_count_display: mentions });

  for (const type of ['channel_marked', 'group_marked', 'im_marked', 'mpim_marked']) {
    it(`${type} moves the cursor, forth and back`, () => {
      const read = after(someState(), marked(type, at(12), 0));
      expect(read.counts['C01']).toMatchObject({ last_read: at(12), unread_count: 0, has_unreads: false });
      expect(after(read, marked(type, at(10), 2, 1)).counts['C01']).toMatchObject({ last_read: at(10), unread_count: 2, mention_count: 1, has_unreads: true });
    });
  }

  it('are ahead here until the server has heard of it', () => {
    let state = readUpTo(someState(), 'C01', at(11));
    expect(state.counts['C01']).toMatchObject({ last_read: at(11), unread_count: 1 });
    state = readUpTo(state, 'C01', at(12));
    expect(after(state, marked('channel_marked', at(11), 1)).counts['C01']).toMatchObject({ last_read: at(12), unread_count: 0 });
    const confirmed = after(state, marked('channel_marked', at(12), 0));
    expect(confirmed.reading).toEqual({});
    expect(after(confirmed, marked('channel_marked', at(10), 2)).counts['C01']?.unread_count).toBe(2);
  });

  it('do not move back by reading', () => {
    const state = someState();
    expect(readUpTo(state, 'C01', at(9))).toBe(state);
  });

  it('stay counted when what is loaded does not reach so far', () => {
    const state = someState({ histories: {}, counts: { C01: counts('C01', { unread_count: 7, latest: at(40) }) } });
    expect(readUpTo(state, 'C01', at(20)).counts['C01']).toMatchObject({ last_read: at(20), unread_count: 7 });
  });
});

describe('people', () => {
  for (const type of ['user_change', 'user_profile_changed', 'user_status_changed', 'team_join']) {
    it(`${type} changes those that are known`, () => {
      const state = after(someState(), event(type, { user: user('U02', { name: 'new' }) }), event(type, { user: user('U09') }));
      expect(state.users['U02']?.name).toBe('new');
      expect(state.users['U09']).toBeUndefined();
    });
  }

  it('who is made an admin is one at once', () => {
    const state = after(someState(), event('user_change', { user: user('U01', { is_admin: true }) }));
    expect(state.session).toMatchObject({ is_admin: true });
  });

  it('presence, of one and of several', () => {
    const state = after(
      someState(), { type: 'presence_change', user: 'U02', presence: 'active' }, { type: 'presence_change', users: ['U03', 'U04'], presence: 'away' },
    );
    expect(state.presence).toEqual({ U02: 'active', U03: 'away', U04: 'away' });
    expect(after(state, { type: 'presence_change', user: 'U02', presence: 'active' })).toBe(state);
  });

  it('manual_presence_change', () => {
    expect(after(someState(), event('manual_presence_change', { presence: 'away' })).manualAway).toBe(true);
  });

  it('typing lasts five seconds, and is not one\'s own', () => {
    const state = after(someState(), { type: 'user_typing', channel: 'C01', user: 'U02' }, { type: 'user_typing', channel: 'C01', user: 'U01' });
    expect(state.typing).toEqual({ C01: { U02: NOW + 5_000 } });
    expect(forgetTyping(state, NOW + 4_999)).toBe(state);
    expect(forgetTyping(state, NOW + 5_000).typing).toEqual({});
  });

  it('pref_change', () => {
    expect(after(someState(), event('pref_change', { name: 'theme', value: 'dark' })).prefs).toEqual({ theme: 'dark' });
  });

  it('dnd_updated and dnd_updated_user', () => {
    const status = { dnd_enabled: true, snooze_enabled: true };
    const state = after(someState(), event('dnd_updated', { user: 'U01', dnd_status: status }), event('dnd_updated_user', { user: 'U02', dnd_status: { dnd_enabled: false } }));
    expect(state.dnd).toEqual({ U01: status, U02: { dnd_enabled: false } });
  });

  it('team_rename and team_domain_change', () => {
    const state = after(someState(), event('team_rename', { name: 'New' }), event('team_domain_change', { domain: 'new' }));
    expect(state.session).toMatchObject({ team: { id: 'T01', name: 'New', domain: 'new' } });
  });
});

describe('what is not known', () => {
  it('changes nothing', () => {
    const state = someState();
    for (const unknown of [{ type: 'star_added', item: {} }, { type: 'subteam_updated' }, { type: 'file_shared', channel: 'C01' }, { type: 'channel_archive', channel: 'C09' }, { type: 'message', subtype: 'message_changed', hidden: true, channel: 'C01', ts: at(1) }])
      expect(after(state, unknown as unknown as ServerEvent)).toEqual(state);
  });
});
