// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startSession } from '../actions/session';
import { EMPTY } from '../state';
import { state, update } from '../store';
import { StoreBench } from './bench';
import { user } from './fixtures';

const team = { id: 'T01', name: 'Team', domain: 'team' };
const signedIn = () => Response.json({ ok: true, team, user: user('U01'), is_operator: false });

let asked: number;
let answer: () => Response | Promise<Response>;
beforeEach(() => {
  vi.useFakeTimers();
  new StoreBench({}, EMPTY);
  asked = 0;
  vi.stubGlobal('fetch', async () => {
    asked++;
    return await answer();
  });
});
afterEach(() => {
  update(() => EMPTY);
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe('a server that does not say who is signed in', () => {
  it('is asked again by itself, each time later, until it does', async () => {
    answer = () => Promise.reject(new TypeError('no'));
    await startSession();
    expect(state.value.session).toEqual({ status: 'unreachable', code: 'network_error' });
    await vi.advanceTimersByTimeAsync(1_000);
    expect(asked).toBe(2);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(asked).toBeGreaterThan(4);
    expect(asked).toBeLessThan(10);
    answer = signedIn;
    await vi.advanceTimersByTimeAsync(30_000);
    expect(state.value.session).toMatchObject({ status: 'in', self: 'U01' });
    const before = asked;
    await vi.advanceTimersByTimeAsync(600_000);
    expect(asked).toBe(before);
  });

  it('is not asked before the time that it asked for', async () => {
    answer = () => Response.json({ ok: false, error: 'ratelimited' }, { status: 429, headers: { 'Retry-After': '20' } });
    await startSession();
    await vi.advanceTimersByTimeAsync(19_000);
    expect(asked).toBe(1);
  });

  it('is asked once more at a time when its reader asks too', async () => {
    answer = () => Promise.reject(new TypeError('no'));
    await startSession();
    answer = signedIn;
    await startSession();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(asked).toBe(2);
    expect(state.value.session).toMatchObject({ status: 'in' });
  });
});
