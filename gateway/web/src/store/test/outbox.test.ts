import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError } from '../../api';
import type { PostedEvent, PostFrame } from '../../protocol';
import { discardMessage, resendAll, retryMessage, sendMessage } from '../actions/messages';
import { apply } from '../apply';
import { receive } from '../feed';
import type { Pending, State } from '../state';
import { state } from '../store';
import { StoreBench } from './bench';
import { at, NOW, posted, someState, stretch } from './fixtures';

const lost = () => new ApiError('network_error', 0);

describe('exactly one of each message is shown', () => {
  const pending = (n: number): Pending => ({ client_msg_id: `m${n}`, channel: 'C01', text: `m${n}`, created: NOW, state: 'sending' });
  const frame = (n: number): PostFrame => ({ type: 'message', channel: 'C01', text: `m${n}`, client_msg_id: `m${n}` });
  const ack = (n: number): PostedEvent => ({ type: 'posted', frame: frame(n), ts: at(100 + n), text: `m${n}` });
  const event = (n: number) => posted(100 + n, { user: 'U01', text: `m${n}`, client_msg_id: `m${n}` });
  const shown = (state: State, id: string) =>
    state.outbox.filter(item => item.client_msg_id === id).length
    + state.histories['C01']!.flatMap(stretch => stretch.messages).filter(message => message.client_msg_id === id).length;

  it('whatever comes of it, in whatever order, however often', () => {
    const what = fc.tuple(fc.integer({ min: 0, max: 4 }), fc.constantFrom('ack', 'event', 'failed', 'other'));
    fc.assert(fc.property(fc.array(what, { maxLength: 40 }), happenings => {
      let state = someState({ outbox: [0, 1, 2, 3, 4].map(pending), histories: { C01: [stretch([])] } });
      for (const [n, kind] of happenings) {
        if (kind === 'failed')
          state = { ...state, outbox: state.outbox.map(item => item.client_msg_id === `m${n}` ? { ...item, state: 'failed' } : item) };
        else
          state = apply(state, kind === 'ack' ? ack(n) : kind === 'event' ? event(n) : posted(50 + n), NOW);
        for (const n of [0, 1, 2, 3, 4])
          expect(shown(state, `m${n}`)).toBe(1);
      }
      const settled = new Set(happenings.filter(([, kind]) => kind === 'ack' || kind === 'event').map(([n]) => `m${n}`));
      expect(state.outbox.map(item => item.client_msg_id)).toEqual(['m0', 'm1', 'm2', 'm3', 'm4'].filter(id => !settled.has(id)));
      const order = state.histories['C01']![0]!.messages.map(message => message.ts);
      expect(order).toEqual([...order].sort());
    }));
  });
});

describe('sending', () => {
  let bench: StoreBench;
  beforeEach(() => {
    vi.useFakeTimers();
    bench = new StoreBench();
  });
  afterEach(() => void vi.useRealTimers());

  const send = (text = 'hi', more = {}) => sendMessage({ channel: 'C01', text, ...more });

  it('shows the message at once and sends it with its own id', () => {
    send('hi', { thread_ts: at(10), reply_broadcast: true, unfurl: false });
    expect(state.value.outbox).toMatchObject([{ client_msg_id: 'm1', text: 'hi', state: 'sending' }]);
    expect(bench.asked[0]!.frame).toEqual({
      type: 'message', channel: 'C01', text: 'hi', client_msg_id: 'm1', thread_ts: at(10), reply_broadcast: true, unfurl_links: false, unfurl_media: false,
    });
  });

  it('waits for the next opening when the connection is lost, and keeps order and ids', async () => {
    send('a');
    send('b');
    for (const { reject } of bench.asked)
      reject(lost());
    await bench.frame();
    expect(state.value.outbox.map(item => item.state)).toEqual(['sending', 'sending']);
    resendAll();
    expect(bench.asked.slice(2).map(({ frame }) => (frame as PostFrame).client_msg_id)).toEqual(['m1', 'm2']);
  });

  it('fails when the server refuses, and can be tried again as the same message', async () => {
    send();
    bench.asked[0]!.reject(new ApiError('is_archived', 200));
    await bench.frame();
    expect(state.value.outbox).toMatchObject([{ state: 'failed', error: 'is_archived' }]);
    resendAll();
    expect(bench.asked).toHaveLength(1);
    retryMessage('m1');
    expect(state.value.outbox[0]).not.toHaveProperty('error');
    expect((bench.asked[1]!.frame as PostFrame).client_msg_id).toBe('m1');
  });

  it('is tried for two minutes, then fails', async () => {
    send();
    bench.asked[0]!.reject(lost());
    await bench.frame();
    bench.now += 119_000;
    resendAll();
    bench.now += 2_000;
    bench.asked[1]!.reject(new ApiError('service_unavailable', 200));
    await bench.frame();
    expect(state.value.outbox).toMatchObject([{ state: 'failed', error: 'service_unavailable' }]);
  });

  it('fails after two minutes without a connection too, and is then not sent unasked', async () => {
    send();
    bench.asked[0]!.reject(lost());
    bench.now += 60_000;
    await vi.advanceTimersByTimeAsync(60_000);
    send('later');
    bench.asked[1]!.reject(lost());
    bench.now += 60_000;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(state.value.outbox).toMatchObject([{ state: 'failed', error: 'network_error' }, { state: 'sending' }]);
    resendAll();
    expect(bench.asked.slice(2).map(({ frame }) => (frame as PostFrame).text)).toEqual(['later']);
  });

  it('is not sent unasked by a machine that slept, whose socket opens before its timers run', async () => {
    send();
    bench.asked[0]!.reject(lost());
    await bench.frame();
    bench.now += 3_600_000;
    resendAll();
    expect(bench.asked).toHaveLength(1);
    expect(state.value.outbox).toMatchObject([{ state: 'failed' }]);
  });

  it('comes back by itself when the server is busy', async () => {
    send();
    bench.asked[0]!.reject(new ApiError('service_unavailable', 200));
    await vi.advanceTimersByTimeAsync(2_000);
    expect(bench.asked).toHaveLength(2);
  });

  it('of a discarded message is not tried again', async () => {
    send();
    bench.asked[0]!.reject(new ApiError('service_unavailable', 200));
    await bench.frame();
    discardMessage('m1');
    await vi.advanceTimersByTimeAsync(5_000);
    expect(bench.asked).toHaveLength(1);
    expect(state.value.outbox).toEqual([]);
  });

  it('of what is too long for a frame goes by HTTP, and is settled by the answer', async () => {
    const text = 'ü'.repeat(9_000);
    bench.on('chat.postMessage', ({ text, client_msg_id }) => ({ channel: 'C01', ts: at(20), message: { type: 'message', user: 'U01', text, ts: at(20), client_msg_id } }));
    send(text);
    await bench.frame();
    await bench.frame();
    expect(bench.asked).toHaveLength(0);
    expect(bench.callsOf('chat.postMessage')).toMatchObject([{ client_msg_id: 'm1', unfurl_links: true }]);
    expect(state.value.outbox).toEqual([]);
  });

  it('is over when the event comes instead of the ack', async () => {
    send();
    receive(posted(20, { user: 'U01', client_msg_id: 'm1' }));
    await bench.frame();
    bench.asked[0]!.reject(lost());
    await bench.frame();
    expect(state.value.outbox).toEqual([]);
  });
});
