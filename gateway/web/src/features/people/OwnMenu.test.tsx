// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen } from '@testing-library/preact';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startAfresh } from '../../store/actions/snapshot';
import { StoreBench } from '../../store/test/bench';
import { setLanguage } from '../../text';
import { OwnMenu } from '.';

let bench: StoreBench;

beforeEach(() => {
  setLanguage('en');
  bench = new StoreBench({
    'users.conversations': () => ({ channels: [] }),
    'client.counts': () => ({ channels: [] }),
    'users.prefs.get': () => ({ prefs: {} }),
    'dnd.info': () => ({ dnd_enabled: false }),
    'users.getPresence': () => ({ presence: 'away', manual_away: true }),
    'users.info': () => ({ users: [] }),
    'users.setPresence': () => ({}),
  });
});

afterEach(cleanup);

async function open(): Promise<void> {
  await act(async () => void fireEvent.click(screen.getByRole('button')));
}

async function choose(name: string): Promise<void> {
  await act(async () => {
    fireEvent.click(screen.getByRole('menuitem', { name, hidden: true }));
    await bench.frame();
  });
}

describe('whoever is away by choice', () => {
  it('can become active again after the page was loaded anew, and away again, without waiting for the event', async () => {
    startAfresh();
    await bench.frame();
    render(<OwnMenu />);
    await open();
    await choose('Set yourself as active');
    expect(bench.callsOf('users.setPresence')).toEqual([{ presence: 'auto' }]);
    await open();
    await choose('Set yourself as away');
    expect(bench.callsOf('users.setPresence')).toEqual([{ presence: 'auto' }, { presence: 'away' }]);
  });
});
