import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError } from '../../api';
import { flushAllRead, markRead, markUnread } from '../actions/reading';
import { endSession } from '../actions/session';
import { sink } from '../sink';
import { update } from '../store';
import { rest, StoreBench } from './bench';
import { at, counts, someState } from './fixtures';

let bench: StoreBench;
let failure: ApiError | undefined;
beforeEach(() => {
  vi.useFakeTimers();
  failure = undefined;
  bench = new StoreBench({
    'conversations.mark': () => {
      if (failure)
        throw failure;
      return {};
    },
  });
});
afterEach(() => {
  endSession();
  vi.useRealTimers();
});

const told = () => bench.callsOf('conversations.mark').map(args => args['ts']);

describe('what was read', () => {
  it('is told to the server when the page goes, by a request that outlives it', async () => {
    markRead('C01', at(12));
    flushAllRead();
    await rest();
    expect(bench.calls).toMatchObject([{ method: 'conversations.mark', args: { channel: 'C01', ts: at(12) }, options: { keepalive: true } }]);
  });

  it('is told again when the socket is open again, where the server was not reached', async () => {
    failure = new ApiError('network_error', 0);
    markRead('C01', at(12));
    await vi.advanceTimersByTimeAsync(2_000);
    // It is read already: reading it again does not tell it.
    markRead('C01', at(12));
    failure = undefined;
    sink.opened(true);
    await rest();
    expect(told()).toEqual([at(12), at(12)]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(told()).toHaveLength(2);
  });

  it('is told again a little later where the socket stays open, or as late as the server asks', async () => {
    failure = new ApiError('ratelimited', 429, 7);
    markRead('C01', at(12));
    await vi.advanceTimersByTimeAsync(2_000);
    failure = new ApiError('network_error', 0);
    await vi.advanceTimersByTimeAsync(7_000);
    expect(told()).toHaveLength(2);
    failure = undefined;
    await vi.advanceTimersByTimeAsync(30_000);
    expect(told()).toHaveLength(3);
  });

  it('is not told again when it was marked unread meanwhile, or refused for good', async () => {
    failure = new ApiError('network_error', 0);
    markRead('C01', at(12));
    await vi.advanceTimersByTimeAsync(2_000);
    failure = undefined;
    await markUnread('C01', at(11));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(told()).toEqual([at(12), at(10)]);
    failure = new ApiError('channel_not_found', 200);
    markRead('D01', at(12));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(told()).toHaveLength(3);
  });

  it('is not told in the name of the next one who signs in', async () => {
    markRead('C01', at(12));
    endSession();
    update(() => someState({ session: { ...someState().session, self: 'U02' } as never, counts: { C01: counts('C01') } }));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(told()).toEqual([]);
  });
});
