// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest';
import type { Message } from '../../../protocol';
import { firstUnread, placingOf } from '../grouping';

const Noon = new Date(2026, 2, 3, 12, 0).getTime() / 1000;
const at = (seconds: number) => `${Math.floor(Noon + seconds)}.000100`;
const say = (seconds: number, more: Partial<Message> = {}): Message => ({ type: 'message', user: 'U1', text: 'hello', ts: at(seconds), ...more });

describe('the place of a message among others', () => {
  const continues = (message: Message, previous: Message | undefined) => placingOf(message, previous, null).continues;

  it('goes on where its author left off', () => {
    expect(continues(say(60), say(0))).toBe(true);
    expect(continues(say(60), say(0, { user: 'U2' }))).toBe(false);
    expect(continues(say(60), undefined)).toBe(false);
  });

  it('begins anew after a while', () => {
    expect(continues(say(300), say(0))).toBe(true);
    expect(continues(say(301), say(0))).toBe(false);
  });

  it('tells the names of one bot apart', () => {
    const bot = (username: string): Partial<Message> => ({ subtype: 'bot_message', bot_id: 'B1', username });
    expect(continues(say(10, bot('ci')), say(0, bot('ci')))).toBe(true);
    expect(continues(say(10, bot('deploy')), say(0, bot('ci')))).toBe(false);
  });

  it.each(['channel_join', 'me_message', 'tombstone', 'thread_broadcast'])('stands alone when it is a %s', (subtype) => {
    expect(continues(say(10, { subtype }), say(0))).toBe(false);
    expect(continues(say(10), say(0, { subtype }))).toBe(false);
    expect(continues(say(10, { subtype }), say(0, { subtype }))).toBe(false);
  });

  it('begins a day at the reader’s midnight', () => {
    const midnight = new Date(2026, 2, 4).getTime() / 1000 - Noon;
    expect(placingOf(say(midnight + 1), say(midnight - 1), null)).toEqual({ startsDay: true, startsUnread: false, continues: false });
    expect(placingOf(say(midnight + 2), say(midnight + 1), null).startsDay).toBe(false);
    expect(placingOf(say(0), undefined, null).startsDay).toBe(true);
  });

  it('does not go on across the line of unread messages', () => {
    expect(placingOf(say(10), say(0), at(10))).toEqual({ startsDay: false, startsUnread: true, continues: false });
  });
});

describe('the first unread message', () => {
  const messages = [say(0, { user: 'U2' }), say(1), say(2, { user: 'U2' }), say(3, { user: 'U2' })];

  it('is the first of others’ after the cursor', () => {
    expect(firstUnread(messages, at(0), 'U1')).toBe(at(2));
    expect(firstUnread(messages, at(2), 'U1')).toBe(at(3));
  });

  it('is none when all is read, or one’s own', () => {
    expect(firstUnread(messages, at(3), 'U1')).toBeNull();
    expect(firstUnread([say(5)], at(0), 'U1')).toBeNull();
    expect(firstUnread([], at(0), 'U1')).toBeNull();
  });
});
