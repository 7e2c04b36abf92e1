import { describe, expect, it } from 'vitest';
import { ApiError } from '../../api/error';
import { delayBefore } from '../backoff';
import { Bench, settled } from './fakes';

describe('delays', () => {
  it('double up to half a minute, half of them by chance', () => {
    expect(delayBefore(0, 0)).toBe(0);
    expect(delayBefore(0, 1)).toBe(500);
    expect(delayBefore(1, 0)).toBe(500);
    expect(delayBefore(1, 1)).toBe(1_000);
    expect(delayBefore(4, 0)).toBe(4_000);
    expect(delayBefore(50, 1)).toBe(30_000);
  });

  it('are never shorter than the server asked for', () => {
    expect(delayBefore(1, 0, 7)).toBeGreaterThanOrEqual(7_000);
    expect(delayBefore(9, 1, 2)).toBe(32_000);
  });
});

describe('a connection that fails', () => {
  it('tries again, each time later, and begins anew after one that worked', async () => {
    const bench = new Bench();
    bench.refusal = new ApiError('network_error', 0);
    bench.connection.start();
    await settled();
    const waits: number[] = [];
    for (let i = 0; i < 4; i++) {
      const state = bench.link;
      if (state.phase !== 'waiting')
        throw new Error(`Not waiting but ${state.phase}.`);
      waits.push(state.retryAt - bench.clock.now());
      await bench.clock.pass(state.retryAt - bench.clock.now());
    }
    expect(waits).toEqual([750, 1_500, 3_000, 6_000]);
    bench.refusal = undefined;
    await bench.clock.pass(60_000);
    bench.socket.hello('T00000001-1-1700000009.000000');
    await bench.clock.pass(11_000);
    bench.socket.drop();
    expect(bench.link).toMatchObject({ phase: 'waiting', attempt: 0 });
  });

  it('takes a socket that closes soon after its opening for a failure', async () => {
    const bench = await new Bench().start();
    bench.socket.drop(1_011);
    expect(bench.link).toMatchObject({ phase: 'waiting', attempt: 1 });
  });

  it('honours Retry-After and tells the code', async () => {
    const bench = new Bench();
    bench.refusal = new ApiError('ratelimited', 429, 20);
    bench.connection.start();
    await settled();
    expect(bench.link).toMatchObject({ phase: 'waiting', code: 'ratelimited' });
    await bench.clock.pass(19_900);
    expect(bench.connects).toBe(1);
    // However often its reader comes back to the page.
    bench.connection.hint('visible');
    bench.connection.hint('online');
    await settled();
    expect(bench.connects).toBe(1);
    await bench.clock.pass(2_000);
    expect(bench.connects).toBe(2);
  });

  it('tries at once when it is asked to, or when the network is back', async () => {
    const bench = new Bench();
    bench.refusal = new ApiError('network_error', 0);
    bench.connection.start();
    await settled();
    bench.connection.hint('offline');
    await settled();
    expect(bench.connects).toBe(1);
    bench.connection.hint('online');
    await settled();
    expect(bench.connects).toBe(2);
    bench.connection.retryNow();
    await settled();
    expect(bench.connects).toBe(3);
    await bench.clock.pass(bench.link.phase === 'waiting' ? bench.link.retryAt - bench.clock.now() : 0);
    expect(bench.connects).toBe(4);
  });

  it('gives up an rtm.connect that is not answered, and heeds no answer that comes late', async () => {
    const bench = new Bench();
    bench.isMute = true;
    bench.connection.start();
    await bench.clock.pass(14_000);
    expect(bench.link).toEqual({ phase: 'connecting', attempt: 0 });
    await bench.clock.pass(1_000);
    expect(bench.link).toMatchObject({ phase: 'waiting', attempt: 1 });
    bench.unanswered[0]!();
    await settled();
    expect(bench.sockets).toHaveLength(0);
    bench.isMute = false;
    await bench.clock.pass(1_000);
    expect(bench.sockets).toHaveLength(1);
  });

  it('asks again when the network changes under an rtm.connect that is slow, and lets one be that has just begun', async () => {
    const bench = new Bench();
    bench.isMute = true;
    bench.connection.start();
    await settled();
    bench.connection.hint('visible');
    expect(bench.connects).toBe(1);
    await bench.clock.pass(4_000);
    bench.connection.hint('online');
    expect(bench.connects).toBe(2);
    bench.unanswered[1]!();
    await settled();
    bench.socket.hello('T00000001-1-1700000009.000000');
    await bench.clock.pass(16_000);
    expect(bench.connects).toBe(2);
  });

  it('gives up a socket that says no hello', async () => {
    const bench = new Bench();
    bench.connection.start();
    await settled();
    await bench.clock.pass(20_000);
    expect(bench.sockets[0]!.closedWith).toBeUndefined();
    expect(bench.sockets.length).toBeGreaterThan(1);
  });

  for (const code of [1_000, 1_001, 1_006, 1_009, 1_011, 4_001, 4_002, 4_004, 4_005, 4_011, 4_499]) {
    it(`connects again after ${code}`, async () => {
      const bench = await new Bench().start();
      bench.socket.drop(code);
      await bench.reconnect();
      expect(bench.connects).toBeGreaterThan(1);
      expect(bench.endedWith).toBeUndefined();
    });
  }

  for (const [code, reason] of [[4_500, 'token_revoked'], [4_501, 'account_inactive'], [4_999, 'token_revoked']] as const) {
    it(`ends with ${code}`, async () => {
      const bench = await new Bench().start();
      bench.socket.drop(code);
      await bench.reconnect();
      expect(bench.connects).toBe(1);
      expect(bench.endedWith).toBe(reason);
      expect(bench.link).toEqual({ phase: 'ended', code: reason });
    });
  }

  for (const code of ['not_authed', 'invalid_auth', 'token_revoked', 'account_inactive']) {
    it(`ends when rtm.connect answers ${code}`, async () => {
      const bench = new Bench();
      bench.refusal = new ApiError(code, 200);
      bench.connection.start();
      await settled();
      await bench.reconnect();
      expect(bench.connects).toBe(1);
      expect(bench.endedWith).toBe(code);
    });
  }

  it('heeds no answer that comes after it was stopped', async () => {
    const bench = new Bench();
    bench.connection.start();
    bench.connection.stop();
    await settled();
    expect(bench.sockets).toHaveLength(0);
  });
});
