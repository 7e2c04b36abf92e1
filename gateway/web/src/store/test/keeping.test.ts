// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { setDraft } from '../actions/drafts';
import { endSession } from '../actions/session';
import { forgetKept, restore, startKeeping } from '../keeping';
import type { Pending, State } from '../state';
import { state, update } from '../store';
import { StoreBench } from './bench';
import { at, NOW, someState } from './fixtures';

const item: Pending = { client_msg_id: 'm1', channel: 'C01', text: 'hi', created: NOW, state: 'sending' };
const fresh = (): State => someState();

describe('drafts and unsent messages', () => {
  let stop: () => void;
  beforeEach(() => {
    vi.useFakeTimers();
    forgetKept();
    new StoreBench();
    stop = startKeeping();
  });
  afterEach(() => {
    stop();
    vi.useRealTimers();
  });

  it('survive a reload', () => {
    setDraft('C01', undefined, 'half a');
    setDraft('C01', at(10), 'reply');
    update(state => ({ ...state, outbox: [item] }));
    vi.advanceTimersByTime(1_000);
    expect(restore(fresh(), NOW)).toMatchObject({ drafts: { C01: 'half a', [`C01:${at(10)}`]: 'reply' }, outbox: [item] });
  });

  it('are written when the page is left', () => {
    setDraft('C01', undefined, 'half a');
    dispatchEvent(new Event('pagehide'));
    expect(restore(fresh(), NOW).drafts).toEqual({ C01: 'half a' });
  });

  it('wait for their author when they are old', () => {
    update(state => ({ ...state, outbox: [item] }));
    vi.advanceTimersByTime(1_000);
    expect(restore(fresh(), NOW + 119_000).outbox).toMatchObject([{ state: 'sending' }]);
    expect(restore(fresh(), NOW + 121_000).outbox).toMatchObject([{ state: 'failed', error: 'network_error' }]);
  });

  it('are one user\'s of one team', () => {
    setDraft('C01', undefined, 'mine');
    vi.advanceTimersByTime(1_000);
    const other = fresh();
    expect(restore({ ...other, session: { ...other.session, self: 'U02' } as State['session'] }, NOW).drafts).toEqual({});
  });

  it('stay when a session ends by itself, and are forgotten at signing out', () => {
    setDraft('C01', undefined, 'mine');
    vi.advanceTimersByTime(1_000);
    endSession('token_revoked');
    vi.advanceTimersByTime(1_000);
    expect(state.value.drafts).toEqual({});
    expect(restore(fresh(), NOW).drafts).toEqual({ C01: 'mine' });
    forgetKept();
    expect(localStorage.length).toBe(0);
  });

  it('are shared by windows: each takes over what the other changed, and keeps what it changed itself', () => {
    update(state => restore(state, NOW));
    setDraft('C01', undefined, 'here');
    const there = { drafts: { C02: 'there' }, outbox: [{ ...item, client_msg_id: 'theirs' }] };
    localStorage.setItem('chat:T01:U01', JSON.stringify(there));
    vi.advanceTimersByTime(1_000);
    expect(state.value.drafts).toEqual({ C01: 'here', C02: 'there' });
    expect(state.value.outbox.map(item => item.client_msg_id)).toEqual(['theirs']);
    expect(restore(fresh(), NOW).drafts).toEqual({ C01: 'here', C02: 'there' });
    localStorage.setItem('chat:T01:U01', JSON.stringify({ drafts: { C01: 'here' }, outbox: [] }));
    dispatchEvent(new StorageEvent('storage', { key: 'chat:T01:U01' }));
    expect(state.value).toMatchObject({ drafts: { C01: 'here' }, outbox: [] });
  });

  it('leave nothing behind when there are none', () => {
    setDraft('C01', undefined, 'x');
    vi.advanceTimersByTime(1_000);
    setDraft('C01', undefined, '');
    vi.advanceTimersByTime(1_000);
    expect(localStorage.length).toBe(0);
  });

  it('that are spoilt in storage are passed over', () => {
    const warn = vi.spyOn(console, 'warn').mockReturnValue();
    localStorage.setItem('chat:T01:U01', '{');
    expect(restore(fresh(), NOW).drafts).toEqual({});
    localStorage.setItem('chat:T01:U01', '{"drafts":null,"outbox":7}');
    expect(restore(fresh(), NOW).outbox).toEqual([]);
    warn.mockRestore();
  });
});
