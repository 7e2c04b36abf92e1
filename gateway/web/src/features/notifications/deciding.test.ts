import { describe, expect, it } from 'vitest';
import type { Channel, MessageEvent } from '../../protocol';
import { dndEnd, isWorthTelling, type Circumstances } from './deciding';

const now = 1_700_000_000_000;
const channel: Channel = {
  id: 'C1', name: 'general', is_channel: true, is_group: false, is_im: false, is_mpim: false, is_private: false, is_archived: false, created: 0,
};
const dm: Channel = { ...channel, id: 'D1', is_channel: false, is_im: true, is_private: true, user: 'U2' };

function message(changes: Partial<MessageEvent> = {}): MessageEvent {
  return { type: 'message', channel: 'C1', user: 'U2', text: 'hello', ts: '1700000000.000100', event_ts: '1700000000.000100', ...changes };
}

function at(changes: Partial<Circumstances> = {}): Circumstances {
  return { self: 'U1', channel, prefs: {}, dnd: undefined, now, follows: false, ...changes };
}

describe('a message is worth telling', () => {
  it.each([
    ['a plain one by default', message(), at(), false],
    ['a plain one where every message is wanted', message(), at({ prefs: { notify_all: 'C1' } }), true],
    ['one that mentions the reader', message({ text: 'see <@U1>' }), at(), true],
    ['one that mentions the reader with a label', message({ text: 'see <@U1|ann>' }), at(), true],
    ['one that mentions another', message({ text: 'see <@U11>' }), at(), false],
    ['one to all who are there', message({ text: '<!here> now' }), at(), true],
    ['a direct one', message({ channel: 'D1' }), at({ channel: dm }), true],
    ['a direct one where nothing is wanted', message({ channel: 'D1' }), at({ channel: dm, prefs: { notifications: 'nothing' } }), false],
    ['one’s own', message({ user: 'U1' }), at({ prefs: { notifications: 'all' } }), false],
    ['one in a muted channel', message({ text: '<@U1>' }), at({ prefs: { muted_channels: 'C1' } }), false],
    ['somebody’s arrival', message({ subtype: 'channel_join' }), at({ prefs: { notifications: 'all' } }), false],
    ['a bot’s', message({ subtype: 'bot_message', text: '<!channel>' }), at(), true],
    ['a reply to what the reader does not follow', message({ thread_ts: '1600000000.000100' }), at({ prefs: { notifications: 'all' } }), false],
    ['a reply to what the reader follows', message({ thread_ts: '1600000000.000100' }), at({ follows: true }), true],
    ['the root of a thread', message({ thread_ts: '1700000000.000100' }), at({ prefs: { notifications: 'all' } }), true],
  ])('%s', (_, said, circumstances, expected) => {
    expect(isWorthTelling(said, circumstances)).toBe(expected);
  });

  it('not while the reader wants to be left alone', () => {
    const told = message({ text: '<@U1>' });
    const seconds = now / 1000;
    expect(isWorthTelling(told, at({ dnd: { dnd_enabled: false, snooze_enabled: true, snooze_endtime: seconds + 60 } }))).toBe(false);
    expect(isWorthTelling(told, at({ dnd: { dnd_enabled: false, snooze_enabled: true, snooze_endtime: seconds - 60 } }))).toBe(true);
    expect(isWorthTelling(told, at({ dnd: { dnd_enabled: true, next_dnd_start_ts: seconds - 9, next_dnd_end_ts: seconds + 9 } }))).toBe(false);
    expect(isWorthTelling(told, at({ dnd: { dnd_enabled: true, next_dnd_start_ts: seconds + 9, next_dnd_end_ts: seconds + 99 } }))).toBe(true);
  });
});

describe('dndEnd', () => {
  it('is when the pause ends', () => {
    expect(dndEnd({ dnd_enabled: false, snooze_enabled: true, snooze_endtime: 1_700_000_600 }, now)).toBe(1_700_000_600_000);
    expect(dndEnd({ dnd_enabled: false }, now)).toBeUndefined();
    expect(dndEnd(undefined, now)).toBeUndefined();
  });
});
