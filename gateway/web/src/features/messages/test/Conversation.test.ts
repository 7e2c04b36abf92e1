// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError } from '../../../api';
import { state } from '../../../store';
import { update } from '../../../store/store';
import { rest, StoreBench } from '../../../store/test/bench';
import { at, counts, message, someState, stretch } from '../../../store/test/fixtures';
import { Conversation } from '../Conversation';

const page = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, n) => message(to - n));
let bench: StoreBench;
let stop = () => {};

beforeEach(() => {
  vi.spyOn(document, 'hasFocus').mockReturnValue(true);
  bench = new StoreBench({ 'conversations.mark': () => ({}) }, someState({ histories: { C01: [stretch(page(50, 90).reverse(), at(50))] }, counts: { C01: counts('C01', { last_read: at(90), latest: at(90) }) } }));
});

afterEach(() => {
  stop();
  vi.restoreAllMocks();
});

async function open(target?: string): Promise<Conversation> {
  const conversation = new Conversation('C01');
  stop = conversation.start();
  await conversation.open(target);
  return conversation;
}

describe('a conversation', () => {
  it('holds back its oldest message until what goes before it is known', async () => {
    bench.on('conversations.history', () => ({ messages: page(30, 50), has_more: false }));
    const conversation = await open();
    expect(conversation.first.value?.ts).toBe(at(50));
    expect(conversation.items.value[0]).toMatchObject({ ts: at(51) });
    await conversation.loadOlder();
    expect(bench.callsOf('conversations.history')).toMatchObject([{ latest: at(50) }]);
    expect(conversation.first.value).toBeUndefined();
    expect(conversation.items.value[0]).toMatchObject({ ts: at(30) });
    await conversation.loadOlder();
    expect(bench.callsOf('conversations.history')).toHaveLength(1);
  });

  it('says at which end reading on failed, until it works', async () => {
    bench.on('conversations.history', () => {
      throw new ApiError('network_error', 0);
    });
    const conversation = await open();
    await conversation.loadOlder();
    expect(conversation.failure.value).toMatchObject({ what: 'older' });
    bench.on('conversations.history', () => ({ messages: page(30, 50), has_more: false }));
    await conversation.loadOlder();
    expect(conversation.failure.value).toBeNull();
  });

  it('is read again when what was known of it was forgotten', async () => {
    bench.on('conversations.history', () => ({ messages: page(95, 99), has_more: false }));
    const conversation = await open();
    update((state) => ({ ...state, histories: {} }));
    await rest();
    expect(conversation.items.value.map((item) => 'ts' in item && item.ts)).toEqual([95, 96, 97, 98, 99].map(at));
  });

  it('tries again the very place that could not be opened', async () => {
    const refuse = () => {
      throw new ApiError('network_error', 0);
    };
    const answer = () => ({ messages: page(5, 12), has_more: false });
    update((state) => ({ ...state, histories: {} }));
    bench.on('conversations.history', refuse);
    const conversation = await open(at(10));
    expect(conversation.failure.value?.what).toBe('open');
    bench.on('conversations.history', answer);
    await conversation.retry();
    expect(conversation.failure.value).toBeNull();
    expect(conversation.opening.value).toMatchObject({ at: at(10), isTarget: true });

    update((state) => ({ ...state, histories: { C01: [stretch([message(10)], at(10), at(10))] } }));
    bench.on('conversations.history', refuse);
    await conversation.toLatest();
    expect(conversation.failure.value?.what).toBe('open');
    bench.on('conversations.history', answer);
    await conversation.retry();
    expect(conversation.failure.value).toBeNull();
    expect(conversation.opening.value).toMatchObject({ at: null });

    bench.on('conversations.history', refuse);
    update((state) => ({ ...state, histories: {} }));
    await rest();
    expect(conversation.failure.value?.what).toBe('open');
    bench.on('conversations.history', answer);
    await conversation.retry();
    expect(conversation.failure.value).toBeNull();
    expect(conversation.items.value).toHaveLength(8);
  });

  it('heeds only where its reader wanted to go last', async () => {
    const conversation = await open();
    let answer = (_: object) => {};
    bench.on('conversations.history', () => new Promise((resolve) => (answer = resolve)));
    const slow = conversation.open(at(10));
    await conversation.open(at(60));
    expect(conversation.opening.value).toMatchObject({ at: at(60) });
    answer({ messages: page(5, 10), has_more: false });
    answer({ messages: page(10, 12), has_more: false });
    await Promise.race([slow, rest()]);
    expect(conversation.opening.value).toMatchObject({ at: at(60) });
  });

  it('tells the server what was read when it is left', async () => {
    const conversation = await open();
    bench.now += 1;
    update((state) => ({ ...state, counts: { C01: counts('C01', { last_read: at(80), latest: at(90), unread_count: 10 }) } }));
    conversation.unread.see({ first: at(70), last: at(85), atEnd: false });
    expect(state.value.counts['C01']?.last_read).toBe(at(85));
    expect(bench.callsOf('conversations.mark')).toEqual([]);
    stop();
    await rest();
    expect(bench.callsOf('conversations.mark')).toEqual([{ channel: 'C01', ts: at(85) }]);
  });

  it('keeps around its reader what he reads, and goes where he asks although that was given up', async () => {
    const asked = (args: Record<string, unknown>) => {
      const [to, from] = [Number(String(args['latest'] ?? at(3000)).slice(-6)), Number(String(args['oldest'] ?? at(1)).slice(-6))];
      const [first, last] = args['latest'] === undefined && args['oldest'] !== undefined ? [from, Math.min(3000, from + 59)] : [Math.max(from, to - 59), to];
      return { messages: page(first, last), has_more: args['latest'] === undefined ? last < 3000 : first > 1 };
    };
    bench.on('conversations.history', asked);
    update((state) => ({ ...state, histories: { C01: [stretch(page(800, 3000).reverse(), at(800))] }, counts: { C01: counts('C01', { last_read: at(2899), latest: at(3000), unread_count: 101 }) } }));
    const conversation = await open();
    conversation.unread.line.value = at(2950);
    const see = (n: number) => conversation.unread.see({ first: at(n), last: at(n + 20), atEnd: false });

    see(1300);
    conversation.editing.value = at(1310);
    expect(conversation.stretch.value!.messages.length).toBeGreaterThan(2000);
    conversation.editing.value = null;
    expect(conversation.isLive.value).toBe(false);
    expect([conversation.stretch.value!.from, conversation.stretch.value!.to]).toEqual([at(900), at(1720)]);
    await conversation.loadOlder();
    expect(conversation.stretch.value!.from).toBe(at(841));

    await conversation.toLine();
    expect(conversation.opening.value).toMatchObject({ at: at(2950), isTarget: false });
    expect(conversation.items.value.some((item) => 'ts' in item && item.ts === at(2950))).toBe(true);
    await conversation.toLatest();
    expect(conversation.isLive.value).toBe(true);
    expect(conversation.items.value.at(-1)).toMatchObject({ ts: at(3000) });
    await conversation.open(at(1200));
    expect(conversation.isMissing.value).toBe(false);
    expect(conversation.stretch.value!.from <= at(1200)).toBe(true);
    // A line that was given up is read again.
    conversation.unread.line.value = at(300);
    await conversation.toLine();
    expect(conversation.stretch.value!.messages.some(({ ts }) => ts === at(300))).toBe(true);
    expect(bench.callsOf('conversations.history').at(-1)).toMatchObject({ oldest: at(300) });
  });
});
