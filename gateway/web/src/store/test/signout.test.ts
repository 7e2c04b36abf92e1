// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { setDraft } from '../actions/drafts';
import { endSession, signOut } from '../actions/session';
import { onSessionEnd, type SessionEnd } from '../ending';
import { startKeeping } from '../keeping';
import { state } from '../store';
import { StoreBench } from './bench';

describe('signing out', () => {
  let stop: () => void;
  let answer: (response: Response) => void;
  let lose: (error: Error) => void;
  beforeEach(() => {
    vi.useFakeTimers();
    localStorage.clear();
    new StoreBench();
    stop = startKeeping();
    setDraft('C01', undefined, 'mine');
    vi.advanceTimersByTime(1_000);
    setDraft('C02', undefined, 'typed a moment ago');
    vi.stubGlobal('fetch', () => new Promise((resolve, reject) => ([answer, lose] = [resolve, reject])));
  });
  afterEach(() => {
    stop();
    vi.unstubAllGlobals();
    vi.useRealTimers();
  });

  it('forgets what was kept, for good', async () => {
    const done = signOut();
    expect(localStorage.length).toBe(1);
    answer(new Response(null, { status: 204 }));
    await done;
    vi.advanceTimersByTime(1_000);
    expect(localStorage.length).toBe(0);
    expect(state.value.session).toEqual({ status: 'out', first_run: false, is_operator: false });
  });

  it('has forgotten it when the page shows that nobody is signed in, also where the socket told the end first', async () => {
    const done = signOut();
    endSession('token_revoked');
    expect(state.value.session).toEqual({ status: 'out', first_run: false, is_operator: false });
    expect(localStorage.length).toBe(0);
    answer(new Response(null, { status: 204 }));
    await done;
    expect(localStorage.length).toBe(0);
  });

  it('is told to who keeps something elsewhere, and whether it was meant; one that fails does not stop the others', async () => {
    const error = vi.spyOn(console, 'error').mockReturnValue();
    const ends: SessionEnd[] = [];
    const stops = [onSessionEnd(() => { throw new Error('no'); }), onSessionEnd(end => void ends.push(end))];
    endSession('token_revoked');
    expect(ends).toEqual([{ signedOut: false }]);
    const done = signOut();
    answer(new Response(null, { status: 204 }));
    await done;
    expect(ends).toEqual([{ signedOut: false }, { signedOut: true }]);
    stops.forEach(stop => stop());
    error.mockRestore();
  });

  it('is done although the answer is lost, when the socket told the end', async () => {
    const done = signOut();
    endSession('token_revoked');
    lose(new TypeError('network'));
    await done.catch(() => undefined);
    vi.advanceTimersByTime(1_000);
    expect(localStorage.length).toBe(0);
    expect(state.value.session.status).toBe('out');
  });

  it('that was refused leaves everything as it was', async () => {
    const done = signOut();
    answer(Response.json({ ok: false, error: 'service_unavailable' }, { status: 503 }));
    await expect(done).rejects.toMatchObject({ code: 'service_unavailable' });
    vi.advanceTimersByTime(1_000);
    expect(state.value).toMatchObject({ session: { status: 'in' }, drafts: { C01: 'mine', C02: 'typed a moment ago' } });
    endSession('token_revoked');
    expect(state.value.session).toMatchObject({ reason: 'token_revoked' });
    expect(localStorage.length).toBe(1);
  });
});
