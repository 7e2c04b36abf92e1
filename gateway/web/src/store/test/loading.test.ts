import { beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError } from '../../api';
import { TS_END, TS_ZERO, type Message } from '../../protocol';
import { loadAround, loadNewer, loadNewest, loadOlder, showChannel } from '../actions/history';
import { abandonSnapshot, startAfresh } from '../actions/snapshot';
import { loadThread, showThread } from '../actions/threads';
import { requestUsers } from '../actions/users';
import { onEvent, receive, type AppEvent } from '../feed';
import { find, liveOf } from '../history';
import { liveStretch, pendingOf, stretchAt, typingIn, userOf } from '../selectors';
import { sink } from '../sink';
import { threadKey } from '../state';
import { state, update } from '../store';
import { later, rest, StoreBench } from './bench';
import { wire } from '../wiring';
import { at, channel, counts, message, posted, someState, stretch, texts, user } from './fixtures';

/** Messages 1 to 200, as the server pages them. */
function history(args: Record<string, unknown>) {
  const all = Array.from({ length: 200 }, (_, i) => message(i + 1));
  const within = all.filter(message => message.ts <= String(args['latest'] ?? TS_END) && message.ts >= String(args['oldest'] ?? TS_ZERO));
  const limit = Number(args['limit']);
  const forward = args['oldest'] !== undefined && args['latest'] === undefined;
  const messages = forward ? within.slice(0, limit) : within.slice(-limit);
  return { messages: messages.toReversed(), has_more: within.length > limit };
}

let bench: StoreBench;
beforeEach(() => {
  bench = new StoreBench({ 'conversations.history': history }, someState({ histories: {} }));
});

describe('a history', () => {
  it('begins with the newest and goes back to the first, without hole or repetition', async () => {
    await loadNewest('C01');
    expect(liveStretch('C01').value?.messages.at(-1)?.text).toBe('m200');
    for (let from = liveStretch('C01').value!.from; from !== TS_ZERO; from = liveStretch('C01').value!.from)
      await loadOlder('C01', from);
    expect(texts(state.value)).toEqual(Array.from({ length: 200 }, (_, i) => `m${i + 1}`));
  });

  it('is read at a place, and on to the end', async () => {
    await loadNewest('C01');
    await loadAround('C01', at(20));
    expect(state.value.histories['C01']).toHaveLength(2);
    for (let to = stretchAt('C01', at(20)).value!.to; to !== TS_END; to = stretchAt('C01', at(20)).value!.to)
      await loadNewer('C01', to);
    expect(state.value.histories['C01']).toHaveLength(1);
    expect(texts(state.value)).toHaveLength(200);
  });

  it('is read once, however often it is asked for', async () => {
    await Promise.all([loadNewest('C01'), loadNewest('C01')]);
    await loadNewest('C01');
    expect(bench.calls).toHaveLength(1);
  });

  it('that was read before events is not older than they', async () => {
    const answer = later<object>();
    bench.on('conversations.history', () => answer.promise);
    const reading = loadNewest('C01');
    await rest();
    receive({ type: 'message', subtype: 'message_changed', hidden: true, channel: 'C01', ts: at(31), event_ts: at(31), message: message(30, { text: 'new' }) });
    receive({ type: 'message', subtype: 'message_deleted', hidden: true, channel: 'C01', ts: at(32), event_ts: at(32), deleted_ts: at(29) });
    receive(posted(33));
    await bench.frame();
    answer.resolve({ messages: [message(30), message(29)], has_more: false });
    await reading;
    expect(texts(state.value)).toEqual(['new', 'm33']);
    expect(state.value.counts['C01']?.unread_count).toBe(3);
  });

  it('takes from the outbox what it brings', async () => {
    update(state => ({ ...state, outbox: [{ client_msg_id: 'mine', channel: 'C01', text: 'x', created: 1, state: 'failed' }] }));
    bench.on('conversations.history', () => ({ messages: [message(5, { user: 'U01', client_msg_id: 'mine' })], has_more: false }));
    await loadNewest('C01');
    expect(pendingOf('C01').value).toEqual([]);
  });

  it('is cut when nobody looks at it any more', async () => {
    const hide = showChannel('C01');
    const long = Array.from({ length: 5_000 }, (_, i) => message(i));
    update(state => ({ ...state, histories: { C01: [stretch(long)] } }));
    hide();
    expect(liveOf(state.value.histories['C01'])?.messages.length).toBeLessThan(1_000);
  });
});

describe('a busy channel', () => {
  it('that nobody looks at keeps its newest messages', async () => {
    update(() => someState({ histories: { C01: [stretch([])] } }));
    for (let n = 0; n < 1_500; n++)
      receive(posted(n));
    await bench.frame();
    expect(texts(state.value)).toHaveLength(200);
    expect(texts(state.value).at(-1)).toBe('m1499');
    expect(state.value.histories['C01']![0]!.from).toBe(at(1_300));
  });
});

describe('a thread', () => {
  it('is read to its end, with its root apart', async () => {
    const replies = Array.from({ length: 450 }, (_, i) => message(i + 11, { thread_ts: at(10) }));
    bench.on('conversations.replies', args => {
      const from = replies.filter(reply => reply.ts >= String(args['oldest'] ?? TS_ZERO)).slice(0, 200);
      return { messages: [message(10, { thread_ts: at(10) }), ...from], has_more: from.at(-1)!.ts !== replies.at(-1)!.ts };
    });
    const hide = showThread('C01', at(10));
    await loadThread('C01', at(10));
    const thread = state.value.threads[threadKey('C01', at(10))]!;
    expect(thread.root?.text).toBe('m10');
    expect(thread.replies).toHaveLength(1);
    expect(thread.replies[0]!.messages).toHaveLength(450);
    expect(liveOf(thread.replies)).toBeDefined();
    hide();
    expect(state.value.threads).toEqual({});
  });
});

describe('events', () => {
  it('are applied together, one change a frame', async () => {
    update(() => someState());
    let changes = -1;
    const stop = state.subscribe(() => void changes++);
    const heard: string[] = [];
    const silence = onEvent(event => void heard.push(event.type));
    for (let n = 20; n < 120; n++)
      receive(posted(n));
    expect(changes).toBe(0);
    await bench.frame();
    expect(changes).toBe(1);
    expect(texts(state.value)).toHaveLength(103);
    expect(heard).toHaveLength(100);
    stop();
    silence();
  });

  it('that are too many for a frame go on in the next', async () => {
    update(() => someState());
    wire({ now: () => bench.now++ });
    for (let n = 20; n < 5_020; n++)
      receive(posted(n));
    await bench.frame();
    const first = texts(state.value).length;
    expect(first).toBeLessThan(5_003);
    for (let i = 0; i < 20; i++)
      await bench.frame();
    expect(texts(state.value).at(-1)).toBe('m5019');
  });

  it('go on although one of them cannot be applied: everything is read afresh, but not again and again', async () => {
    const error = vi.spyOn(console, 'error').mockReturnValue();
    update(() => someState());
    const asked = () => bench.callsOf('client.counts').length;
    bench.now += 600_000;
    const spoilt = { ...posted(13), text: undefined };
    receive(posted(12));
    receive(spoilt as unknown as AppEvent);
    receive(posted(14));
    const heard: string[] = [];
    const silence = onEvent(event => void heard.push('event_ts' in event ? String(event.event_ts) : ''));
    await bench.frame();
    expect(texts(state.value).at(-1)).toBe('m14');
    expect(heard).toEqual([at(12), at(14)]);
    expect(String(error.mock.calls[0]![0])).toBe('An event of type message cannot be applied.');
    expect(asked()).toBe(1);
    abandonSnapshot();
    receive({ ...spoilt, ts: at(15), event_ts: at(15) } as unknown as AppEvent);
    await bench.frame();
    expect(error).toHaveBeenCalledTimes(2);
    expect(asked()).toBe(1);
    silence();
    error.mockRestore();
  });

  it('reach every listener although one of them fails', async () => {
    const error = vi.spyOn(console, 'error').mockReturnValue();
    update(() => someState());
    const heard: string[] = [];
    const stops = [onEvent(() => { throw new Error('no'); }), onEvent(event => void heard.push(event.type))];
    receive(posted(20));
    receive(posted(21));
    await bench.frame();
    expect(heard).toEqual(['message', 'message']);
    stops.forEach(stop => stop());
    error.mockRestore();
  });

  it('that change nothing of a part do not disturb who reads it', async () => {
    update(() => someState());
    let drawn = 0;
    const stops = [typingIn('C01').subscribe(() => void drawn++), pendingOf('C01').subscribe(() => void drawn++), userOf('U02').subscribe(() => void drawn++)];
    receive(posted(20));
    await bench.frame();
    expect(drawn).toBe(3);
    stops.forEach(stop => stop());
  });
});

describe('a fresh start', () => {
  const snapshot = (messages: Message[]) => ({
    'users.conversations': () => ({ channels: [channel('C01'), channel('C03')] }),
    'client.counts': () => ({ channels: [counts('C01', { latest: at(90), unread_count: 4, has_unreads: true }), counts('C03')] }),
    'users.prefs.get': () => ({ prefs: { theme: 'dark' } }),
    'dnd.info': () => ({ dnd_enabled: false }),
    'users.getPresence': () => ({ presence: 'away', manual_away: true }),
    'users.info': () => ({ users: [] }),
    'conversations.history': () => ({ messages, has_more: true }),
  });

  it('leaves no hole: what is looked at is read again, the rest forgotten, and events wait', async () => {
    bench = new StoreBench(snapshot([message(90), message(89)]), someState({
      channels: { C01: channel('C01'), C02: channel('C02') }, histories: { C01: [stretch([message(10)])], C02: [stretch([message(9)])] },
    }));
    const hide = showChannel('C01');
    startAfresh();
    receive(posted(91));
    await bench.frame();
    await bench.frame();
    expect(state.value.histories).toEqual({ C01: [stretch([message(89), message(90), message(91)], at(89), TS_END)] });
    expect(state.value.counts['C01']).toMatchObject({ unread_count: 5, latest: at(91) });
    expect(state.value.counts['C02']).toBeUndefined();
    expect(state.value.channels['C02']?.is_member).toBe(false);
    expect(state.value.prefs).toEqual({ theme: 'dark' });
    expect(state.value.manualAway).toBe(true);
    hide();
  });

  it('does not count again what the snapshot counted', async () => {
    bench = new StoreBench(snapshot([]), someState());
    startAfresh();
    receive(posted(90));
    await bench.frame();
    await bench.frame();
    expect(state.value.counts['C01']?.unread_count).toBe(4);
  });

  it('keeps nothing of what was being read before it', async () => {
    const old = later<object>();
    bench = new StoreBench({ ...snapshot([message(90)]), 'conversations.history': () => old.promise }, someState({ histories: {} }));
    const reading = loadNewest('C01');
    await rest();
    startAfresh();
    await bench.frame();
    old.resolve({ messages: [message(5)], has_more: false });
    await reading;
    expect(state.value.histories['C01']).toBeUndefined();
  });

  it('passes over what is looked at and gone', async () => {
    const gone = () => { throw new ApiError('channel_not_found', 200); };
    bench = new StoreBench({ ...snapshot([]), 'conversations.history': gone }, someState());
    const hide = showChannel('C09');
    startAfresh();
    receive(posted(95));
    await bench.frame();
    await bench.frame();
    expect(state.value.counts['C01']?.unread_count).toBe(5);
    hide();
  });

  it('is made at the first opening, whatever the server says, and when it cannot resume', async () => {
    bench = new StoreBench(snapshot([]), someState({ session: { ...(someState().session as Extract<ReturnType<typeof someState>['session'], { status: 'in' }>), loaded: false } }));
    sink.opened(true);
    await bench.frame();
    expect(bench.callsOf('client.counts')).toHaveLength(1);
    expect(state.value.session).toMatchObject({ loaded: true });
    sink.opened(true);
    await bench.frame();
    expect(bench.callsOf('client.counts')).toHaveLength(1);
    sink.opened(false);
    await bench.frame();
    expect(bench.callsOf('client.counts')).toHaveLength(2);
  });

  it('is begun anew when the connection comes back while it is read: its requests may have gone with the last one', async () => {
    bench = new StoreBench({ ...snapshot([]), 'client.counts': () => later<object>().promise }, someState());
    sink.opened(false);
    await bench.frame();
    bench.on('client.counts', () => ({ channels: [counts('C01', { unread_count: 7 })] }));
    sink.opened(true);
    receive(posted(91));
    await bench.frame();
    await bench.frame();
    expect(state.value.counts['C01']?.unread_count).toBe(8);
  });

  it('gives way to another, should there be a second gap', async () => {
    const first = later<object>();
    const answers = [first.promise, Promise.resolve({ channels: [counts('C01', { unread_count: 7 })] })];
    bench = new StoreBench({ ...snapshot([]), 'client.counts': () => answers.shift() }, someState());
    startAfresh();
    receive(posted(91));
    startAfresh();
    await bench.frame();
    first.resolve({ channels: [counts('C01', { unread_count: 1 })] });
    await bench.frame();
    expect(state.value.counts['C01']?.unread_count).toBe(7);
  });
});

describe('users', () => {
  it('are asked for together, at most a hundred a call, once', async () => {
    bench.on('users.info', args => ({ users: String(args['users']).split(',').filter(id => id !== 'X7').map(id => user(id)) }));
    update(() => someState());
    requestUsers(Array.from({ length: 150 }, (_, i) => `X${i}`));
    requestUsers(['X1', 'U02']);
    expect(userOf('X1').value).toBeUndefined();
    await bench.frame();
    expect(bench.callsOf('users.info').map(args => String(args['users']).split(',').length)).toEqual([100, 50]);
    expect(userOf('X1').value?.id).toBe('X1');
    expect(userOf('X7').value).toBeNull();
    await bench.frame();
    expect(bench.callsOf('users.info')).toHaveLength(2);
  });
});

describe('what stands in a hole', () => {
  it('is not there', () => {
    update(() => someState({ histories: { C01: [stretch([message(1)], at(1), at(1)), stretch([message(9)], at(9), TS_END)] } }));
    expect(stretchAt('C01', at(5)).value).toBeUndefined();
    expect(find(state.value.histories['C01'], at(5))).toBeUndefined();
  });
});
