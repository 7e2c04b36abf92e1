// @vitest-environment happy-dom
import { act, cleanup, render, screen } from '@testing-library/preact';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { LinkState } from '../../connection';
import { update, wire } from '../../store';
import { setLanguage } from '../../text';
import { Announcer } from '../../ui';
import { signedIn } from '../testing';
import { ConnectionBanner } from '.';

const retryNow = vi.fn();

beforeEach(() => {
  setLanguage('en');
  signedIn();
  wire({ socket: { ask: () => Promise.reject(new Error()), tell: () => undefined, watch: () => undefined, start: () => undefined, stop: () => undefined, retryNow } });
  vi.useFakeTimers();
});

afterEach(() => {
  cleanup();
  // What was announced is said: it is nothing to the next test.
  vi.advanceTimersByTime(5_000);
  vi.useRealTimers();
});

function go(link: LinkState): void {
  act(() => update((state) => ({ ...state, link })));
}

async function pass(ms: number): Promise<void> {
  await act(async () => void (await vi.advanceTimersByTimeAsync(ms)));
}

const region = () => screen.queryByRole('region', { name: 'Connection' });

describe('the banner', () => {
  it('keeps quiet about what is over at once', async () => {
    render(<ConnectionBanner />);
    go({ phase: 'connecting', attempt: 0 });
    await pass(1000);
    go({ phase: 'online' });
    await pass(5000);
    expect(region()).toBeNull();
  });

  it('counts down to the next attempt, which can be made at once', async () => {
    render(<ConnectionBanner />);
    go({ phase: 'waiting', retryAt: Date.now() + 10_000, attempt: 1 });
    await pass(2000);
    expect(region()?.textContent).toContain('Trying again in 8 seconds');
    await pass(1000);
    expect(region()?.textContent).toContain('Trying again in 7 seconds');
    screen.getByRole('button', { name: 'Try now' }).click();
    expect(retryNow).toHaveBeenCalledOnce();
    go({ phase: 'online' });
    await pass(0);
    expect(region()).toBeNull();
  });

  it('is read out once an outage, however many attempts it takes, and at its end', async () => {
    const said: string[] = [];
    render(<><ConnectionBanner /><Announcer /></>);
    let last = screen.getAllByRole('status').map((one) => one.textContent).join('');
    const listen = async (ms: number) => {
      for (let passed = 0; passed < ms; passed += 500) {
        await pass(500);
        const now = screen.getAllByRole('status').map((one) => one.textContent).join('');
        if (now !== last) said.push(now);
        last = now;
      }
    };
    for (let attempt = 1; attempt < 4; attempt++) {
      go({ phase: 'waiting', retryAt: Date.now() + 4_000, attempt });
      await listen(4_000);
      go({ phase: 'connecting', attempt });
      await listen(4_000);
    }
    go({ phase: 'online' });
    await listen(2_500);
    expect(said).toEqual([expect.stringContaining('No connection'), 'Connected again.']);
    go({ phase: 'waiting', retryAt: Date.now() + 4_000, attempt: 1 });
    await listen(4_000);
    go({ phase: 'ended', code: 'account_inactive' });
    await listen(2_500);
    expect(said.slice(2)).toEqual([expect.stringContaining('No connection'), expect.stringContaining('switched off')]);
  });

  it('says at once that there will be no other attempt, and what to do', async () => {
    render(<ConnectionBanner />);
    go({ phase: 'ended', code: 'account_inactive' });
    await pass(0);
    expect(region()?.textContent).toContain('Ask an admin');
    expect(screen.getByRole('button', { name: 'Load again' })).toBeTruthy();
  });
});
