import { describe, expect, it } from 'vitest';
import type { PostedEvent, ServerEvent } from '../../protocol';
import { find } from '../history';
import { threadKey, type Pending } from '../state';
import { after, at, message, posted, someState, stretch, texts } from './fixtures';

const pending: Pending = { client_msg_id: 'm1', channel: 'C01', text: 'mine', created: 1, state: 'sending' };
const ack = (n: number, more: object = {}): PostedEvent => ({
  type: 'posted', ts: at(n), text: 'mine', frame: { type: 'message', channel: 'C01', text: 'mine', client_msg_id: 'm1', ...more },
});
const hidden = (subtype: string, n: number, more: object): ServerEvent =>
  ({ type: 'message', subtype, hidden: true, channel: 'C01', ts: at(n), event_ts: at(n), ...more }) as ServerEvent;
const reaction = (type: 'reaction_added' | 'reaction_removed', user: string, n: number): ServerEvent =>
  ({ type, user, reaction: 'tada', item: { type: 'message', channel: 'C01', ts: at(n) }, event_ts: at(90) });

describe('message', () => {
  it('is added, and counted when it is another\'s', () => {
    const state = after(someState(), posted(13), posted(14, { user: 'U01' }));
    expect(texts(state)).toEqual(['m10', 'm11', 'm12', 'm13', 'm14']);
    expect(state.counts['C01']).toMatchObject({ unread_count: 3, latest: at(14), has_unreads: true });
  });

  it('holds nothing of the event', () => {
    const state = after(someState(), posted(13));
    expect(find(state.histories['C01'], at(13))).toEqual(message(13));
  });

  it('that comes twice is there once and counted once', () => {
    const state = after(someState(), posted(13), posted(13));
    expect(texts(state)).toEqual(['m10', 'm11', 'm12', 'm13']);
    expect(state.counts['C01']?.unread_count).toBe(3);
  });

  it('of a conversation that was not read is counted only', () => {
    const state = after(someState(), posted(13, { channel: 'D01' }));
    expect(state.histories['D01']).toBeUndefined();
    expect(state.counts['D01']).toMatchObject({ unread_count: 1, mention_count: 1 });
  });

  it('mentions its reader by name or with all, but not in what a channel says of itself', () => {
    const mentioned = (more: object) => after(someState(), posted(13, more)).counts['C01']?.mention_count;
    expect(mentioned({ text: 'hi <@U01>' })).toBe(1);
    expect(mentioned({ text: 'hi <@U01|me>' })).toBe(1);
    expect(mentioned({ text: 'hi <@U011>' })).toBe(0);
    expect(mentioned({ text: '<!here> hi' })).toBe(1);
    expect(mentioned({ text: '<!channel|all> hi' })).toBe(1);
    expect(mentioned({ text: '&lt;!here&gt;' })).toBe(0);
    expect(mentioned({ text: '<@U01> has joined', subtype: 'channel_join' })).toBe(0);
    expect(mentioned({ text: 'hi <@U01>', subtype: 'bot_message' })).toBe(1);
  });

  it('in a hole of the history is not shown, and is not lost: the hole stays', () => {
    const state = someState({ histories: { C01: [stretch([message(1)], at(0), at(1))] } });
    expect(after(state, posted(13)).histories).toBe(state.histories);
  });

  it('ends its author\'s typing', () => {
    const state = after(someState(), { type: 'user_typing', channel: 'C01', user: 'U02' }, { type: 'user_typing', channel: 'C01', user: 'U03' }, posted(13));
    expect(Object.keys(state.typing['C01']!)).toEqual(['U03']);
  });

  it('of a topic, purpose or name changes these', () => {
    const state = after(
      someState(),
      posted(13, { subtype: 'channel_topic', topic: 'T' }), posted(14, { subtype: 'channel_purpose', purpose: 'P' }),
      posted(15, { subtype: 'channel_name', old_name: 'c01', name: 'n' }),
    );
    expect(state.channels['C01']).toMatchObject({ topic: { value: 'T', creator: 'U02' }, purpose: { value: 'P' }, name: 'n' });
  });

  it('counts to a hundred', () => {
    const events = Array.from({ length: 150 }, (_, i) => posted(20 + i));
    expect(after(someState(), ...events).counts['C01']?.unread_count).toBe(100);
  });
});

describe('a message of one\'s own', () => {
  it('is taken from the outbox by its ack', () => {
    const state = after(someState({ outbox: [pending] }), ack(13));
    expect(state.outbox).toEqual([]);
    expect(find(state.histories['C01'], at(13))).toMatchObject({ user: 'U01', text: 'mine', client_msg_id: 'm1' });
    expect(state.counts['C01']?.unread_count).toBe(2);
  });

  it('is taken from it by its event, too', () => {
    const state = after(someState({ outbox: [{ ...pending, state: 'failed' }] }), posted(13, { user: 'U01', client_msg_id: 'm1' }));
    expect(state.outbox).toEqual([]);
    expect(texts(state)).toHaveLength(4);
  });

  it('stays when another\'s message has the same id', () => {
    expect(after(someState({ outbox: [pending] }), posted(13, { client_msg_id: 'm1' })).outbox).toEqual([pending]);
  });

  it('is not made poorer by a late ack', () => {
    const rich = posted(13, { user: 'U01', client_msg_id: 'm1', text: 'edited', edited: { user: 'U01', ts: at(14) } });
    const state = after(someState({ outbox: [pending] }), rich, ack(13));
    expect(find(state.histories['C01'], at(13))?.text).toBe('edited');
  });

  it('in a thread stands in the thread, and in the channel if it was to', () => {
    const known = someState({ threads: { [threadKey('C01', at(10))]: { root: message(10), replies: [stretch([])] } } });
    const quiet = after(known, ack(13, { thread_ts: at(10) }));
    expect(quiet.threads[threadKey('C01', at(10))]?.replies[0]?.messages[0]).toMatchObject({ ts: at(13), thread_ts: at(10), parent_user_id: 'U02' });
    expect(texts(quiet)).toHaveLength(3);
    const loud = after(known, ack(13, { thread_ts: at(10), reply_broadcast: true }));
    expect(find(loud.histories['C01'], at(13))?.subtype).toBe('thread_broadcast');
  });
});

describe('message_changed', () => {
  it('takes the message\'s place, and changes no count', () => {
    const changed = { ...message(11), text: 'new', edited: { user: 'U02', ts: at(20) } };
    const state = after(someState(), hidden('message_changed', 20, { message: changed, previous_message: message(11) }));
    expect(texts(state)).toEqual(['m10', 'new', 'm12']);
    expect(state.counts['C01']?.unread_count).toBe(2);
  });

  it('changes a reply in its thread', () => {
    const key = threadKey('C01', at(10));
    const reply = message(13, { thread_ts: at(10) });
    const state = after(
      someState({ threads: { [key]: { root: message(10), replies: [stretch([reply])] } } }),
      hidden('message_changed', 20, { message: { ...reply, text: 'new' } }),
    );
    expect(state.threads[key]?.replies[0]?.messages[0]?.text).toBe('new');
  });

  it('of what is not known changes nothing', () => {
    const state = someState();
    expect(after(state, hidden('message_changed', 20, { message: message(5) })).histories).toBe(state.histories);
  });
});

describe('message_deleted', () => {
  it('takes the message away, and off the count when it was unread', () => {
    const state = after(someState(), hidden('message_deleted', 20, { deleted_ts: at(12), previous_message: message(12) }));
    expect(texts(state)).toEqual(['m10', 'm11']);
    expect(state.counts['C01']?.unread_count).toBe(1);
  });

  it('leaves the count when it was read, one\'s own, or in a thread', () => {
    const unread = (previous: object, ts: string) =>
      after(someState(), hidden('message_deleted', 20, { deleted_ts: ts, previous_message: previous })).counts['C01']?.unread_count;
    expect(unread(message(10), at(10))).toBe(2);
    expect(unread(message(12, { user: 'U01' }), at(12))).toBe(2);
    expect(unread(message(12, { thread_ts: at(10) }), at(12))).toBe(2);
  });

  it('takes a reply out of its thread, and a root with its thread', () => {
    const key = threadKey('C01', at(10));
    const reply = message(13, { thread_ts: at(10) });
    const known = someState({ threads: { [key]: { root: message(10), replies: [stretch([reply])] } } });
    expect(after(known, hidden('message_deleted', 20, { deleted_ts: at(13), previous_message: reply })).threads[key]?.replies[0]?.messages).toEqual([]);
    expect(after(known, hidden('message_deleted', 20, { deleted_ts: at(10), previous_message: message(10) })).threads[key]).toBeUndefined();
  });
});

describe('message_replied', () => {
  const root = message(10, { thread_ts: at(10), reply_count: 1, reply_users: ['U01'], reply_users_count: 1, latest_reply: at(13) });

  it('tells the root of its replies', () => {
    const state = after(someState(), hidden('message_replied', 14, { message: root }));
    expect(find(state.histories['C01'], at(10))).toEqual(root);
  });

  it('with none left makes it an ordinary message', () => {
    const state = after(someState(), hidden('message_replied', 14, { message: root }), hidden('message_replied', 15, { message: { ...message(10), reply_count: 0 } }));
    expect(find(state.histories['C01'], at(10))).toEqual(message(10));
  });

  it('tells the open thread, too', () => {
    const key = threadKey('C01', at(10));
    const state = after(someState({ threads: { [key]: { root: message(10), replies: [] } } }), hidden('message_replied', 14, { message: root }));
    expect(state.threads[key]?.root).toEqual(root);
  });
});

describe('a reply', () => {
  it('stands in its thread alone, and is not counted', () => {
    const key = threadKey('C01', at(10));
    const state = after(someState({ threads: { [key]: { root: message(10), replies: [stretch([])] } } }), posted(13, { thread_ts: at(10) }));
    expect(texts(state)).toHaveLength(3);
    expect(state.threads[key]?.replies[0]?.messages).toHaveLength(1);
    expect(state.counts['C01']?.unread_count).toBe(2);
  });

  it('that is sent to the channel stands in both, and is counted', () => {
    const state = after(someState(), posted(13, { thread_ts: at(10), subtype: 'thread_broadcast', root: message(10) }));
    expect(find(state.histories['C01'], at(13))).not.toHaveProperty('root');
    expect(state.counts['C01']?.unread_count).toBe(3);
  });
});

describe('reactions', () => {
  it('are added in their order, once a person, and taken away', () => {
    let state = after(someState(), reaction('reaction_added', 'U01', 11), reaction('reaction_added', 'U02', 11), reaction('reaction_added', 'U02', 11));
    expect(find(state.histories['C01'], at(11))?.reactions).toEqual([{ name: 'tada', users: ['U01', 'U02'], count: 2 }]);
    state = after(state, reaction('reaction_removed', 'U01', 11));
    expect(find(state.histories['C01'], at(11))?.reactions).toEqual([{ name: 'tada', users: ['U02'], count: 1 }]);
    state = after(state, reaction('reaction_removed', 'U02', 11), reaction('reaction_removed', 'U02', 11));
    expect(find(state.histories['C01'], at(11))).toEqual(message(11));
  });

  it('reach replies and roots of open threads', () => {
    const key = threadKey('C01', at(10));
    const known = someState({ threads: { [key]: { root: message(10), replies: [stretch([message(13, { thread_ts: at(10) })])] } } });
    const state = after(known, reaction('reaction_added', 'U02', 13), reaction('reaction_added', 'U02', 10));
    expect(state.threads[key]?.root?.reactions).toHaveLength(1);
    expect(state.threads[key]?.replies[0]?.messages[0]?.reactions).toHaveLength(1);
  });
});

describe('channel_history_changed', () => {
  const gone = (latest: number): ServerEvent => ({ type: 'channel_history_changed', channel: 'C01', latest: at(latest), ts: at(90), event_ts: at(90) });

  it('drops what is old, and no more', () => {
    const state = after(someState(), gone(11));
    expect(texts(state)).toEqual(['m12']);
  });

  it('leaves a tombstone that has replies, and those that are younger', () => {
    const key = threadKey('C01', at(10));
    const stub = message(10, { subtype: 'tombstone', thread_ts: at(10), reply_count: 1 });
    const replies = [stretch([message(11, { thread_ts: at(10) }), message(14, { thread_ts: at(10) })])];
    const known = someState({ histories: { C01: [stretch([stub, message(12)])] }, threads: { [key]: { root: stub, replies } } });
    const state = after(known, gone(12));
    expect(state.histories['C01']?.[0]?.messages).toEqual([stub]);
    expect(state.threads[key]?.replies[0]?.messages.map(reply => reply.ts)).toEqual([at(14)]);
  });

  it('forgets a thread whose root went', () => {
    const key = threadKey('C01', at(10));
    const known = someState({ threads: { [key]: { root: message(10), replies: [] } } });
    expect(after(known, gone(10)).threads[key]).toBeUndefined();
  });

  it('leaves nothing unread when nothing is left', () => {
    const counts = { id: 'C01', last_read: at(1), latest: at(12), unread_count: 2, mention_count: 1, has_unreads: true };
    const state = after(someState({ counts: { C01: counts } }), gone(12));
    expect(state.counts['C01']).toMatchObject({ unread_count: 0, mention_count: 0, has_unreads: false, last_read: at(1) });
  });
});
