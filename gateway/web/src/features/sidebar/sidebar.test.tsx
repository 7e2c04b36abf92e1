// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen, waitFor } from '@testing-library/preact';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { navigate, pathTo, startRouter } from '../../router';
import { prefs, setDraft, update } from '../../store';
import { setLanguage } from '../../text';
import { channel, counts, dm, me, person, serve, signedIn } from '../testing';
import { calling, neighbour, Sidebar } from '.';

const everything = {
  channels: [
    channel('C1', 'general'),
    channel('C2', 'Zebra'),
    channel('C3', 'alpha', { is_private: true, is_channel: false, is_group: true }),
    channel('C4', 'old', { is_archived: true }),
    channel('C5', 'elsewhere', { is_member: false }),
    dm('D1', 'U2'),
    dm('D2', 'U3'),
    dm('D3', me.id),
    dm('D4', 'U4', { is_open: false }),
  ],
  users: [person('U2', 'Ben'), person('U3', 'Carla')],
  counts: [
    counts('C1'), counts('C2', 5), counts('C3', 7, 2), counts('D1', 3, 3, '1700000000.000100'), counts('D2', 0, 0, '1700000009.000100'), counts('D3', 0, 0, '1600000000.000100'),
  ],
};

let stop: () => void;

beforeEach(() => {
  setLanguage('en');
  stop = startRouter();
  navigate('/');
  serve({ 'POST /api/users.prefs.set': { ok: true, prefs: {} } });
  signedIn(everything);
});

afterEach(() => {
  cleanup();
  stop();
  vi.unstubAllGlobals();
});

function rows(): string[] {
  return screen.getAllByRole('link').map((link) => link.textContent ?? '');
}

describe('the list of conversations', () => {
  it('draws five hundred little by little, and is one stop of the Tab key all the while', async () => {
    const many = Array.from({ length: 500 }, (_, n) => channel(`C${n + 1000}`, `room-${n}`));
    signedIn({ channels: many, users: [], counts: many.map(({ id }) => counts(id)) });
    render(<Sidebar />);
    expect(rows().length).toBeLessThan(100);
    await waitFor(() => expect(rows()).toHaveLength(500), { timeout: 5_000 });
    const stops = [...document.querySelectorAll<HTMLElement>('[data-row]')].filter((row) => row.tabIndex === 0);
    expect(stops).toHaveLength(1);
  });

  it('has one’s own channels by name, then direct messages by their latest word', () => {
    render(<Sidebar />);
    expect(rows().map((row) => row.replace(/^\W*(.*?),.*$/, '$1'))).toEqual(['alpha', 'general', 'Zebra', expect.stringContaining('Carla'), expect.stringContaining('Ben'), expect.stringContaining('Ann (you)')]);
  });

  it('tells what is new by weight and in words, and counts mentions', () => {
    render(<Sidebar />);
    expect(screen.getByRole('link', { name: /Zebra.*unread messages/ }).className).toContain('sidebar-unread');
    expect(screen.getByRole('link', { name: /alpha.*private.*2 mentions/ })).toBeTruthy();
    expect(screen.getByRole('link', { name: /Ben.*3 unread/ })).toBeTruthy();
    expect(screen.getByRole('link', { name: 'general' }).className).not.toContain('sidebar-unread');
  });

  it('keeps a muted channel quiet but for mentions', () => {
    signedIn({ ...everything, prefs: { muted_channels: 'C2,C3' } });
    render(<Sidebar />);
    expect(screen.getByRole('link', { name: /Zebra.*muted/ }).className).not.toContain('sidebar-unread');
    expect(screen.getByRole('link', { name: /alpha.*2 mentions/ })).toBeTruthy();
  });

  it('shows where a draft waits, but not where one is writing it', () => {
    render(<Sidebar />);
    act(() => setDraft('C1', undefined, 'to be'));
    expect(screen.getByRole('link', { name: /general.*draft/ })).toBeTruthy();
    act(() => navigate(pathTo.channel('C1')));
    expect(screen.queryByRole('link', { name: /general.*draft/ })).toBeNull();
    expect(screen.getByRole('link', { name: /general/ }).getAttribute('aria-current')).toBe('page');
  });

  it('closes a section but for what is new and where one is, and remembers it', async () => {
    act(() => navigate(pathTo.channel('C1')));
    const asked = serve({ 'POST /api/users.prefs.set': { ok: true, prefs: {} } });
    render(<Sidebar />);
    fireEvent.click(screen.getByRole('button', { name: 'Direct messages' }));
    await waitFor(() => expect(screen.queryByRole('link', { name: /Carla/ })).toBeNull());
    expect(screen.getByRole('link', { name: /Ben/ })).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Channels' }));
    await waitFor(() => expect(prefs.value['collapsed_sections']).toBe('directs,channels'));
    expect(screen.getByRole('link', { name: /general/ })).toBeTruthy();
    await waitFor(() => expect(asked.at(-1)).toEqual({ route: 'POST /api/users.prefs.set', body: { name: 'collapsed_sections', value: 'directs,channels' } }));
  });

  it('is one stop for Tab, through which arrow keys lead', () => {
    render(<Sidebar />);
    const links = [...document.querySelectorAll<HTMLElement>('[data-row]')];
    expect(links.filter((link) => link.tabIndex === 0)).toHaveLength(1);
    links[0]?.focus();
    fireEvent.keyDown(links[0]!, { key: 'ArrowDown' });
    expect(document.activeElement).toBe(links[1]);
    expect(links[1]?.tabIndex).toBe(0);
    expect(links[0]?.tabIndex).toBe(-1);
    fireEvent.keyDown(links[1]!, { key: 'End' });
    expect(document.activeElement).toBe(links.at(-1));
    fireEvent.keyDown(links.at(-1)!, { key: 'Home' });
    expect(document.activeElement).toBe(links[0]);
  });

  it('draws one row anew when one conversation changes', () => {
    render(<Sidebar />);
    const before = screen.getByRole('link', { name: 'general' });
    act(() => update((state) => ({ ...state, counts: { ...state.counts, C1: counts('C1', 1, 1) } })));
    expect(screen.getByRole('link', { name: /general.*1 mention/ })).toBe(before);
  });

  it('has five hundred channels', async () => {
    signedIn({ channels: Array.from({ length: 500 }, (_, i) => channel(`C${i}`, `room-${i}`)) });
    render(<Sidebar />);
    await waitFor(() => expect(screen.getAllByRole('link')).toHaveLength(500), { timeout: 5_000 });
    expect(rows().indexOf('room-10')).toBe(10);
  });
});

describe('going by keyboard', () => {
  it('leads to the neighbour, round the end', () => {
    navigate(pathTo.channel('C1'));
    expect(neighbour(1, false)).toBe('C2');
    expect(neighbour(-1, false)).toBe('C3');
    navigate(pathTo.channel('C3'));
    expect(neighbour(-1, true)).toBe('D1');
    expect(neighbour(1, true)).toBe('C2');
  });
});

describe('what calls', () => {
  it('is mentions, and everything in direct messages, but nothing muted', () => {
    expect(calling.value).toEqual({ count: 5, any: true });
    signedIn({ ...everything, prefs: { muted_channels: 'C2,C3,D1' } });
    expect(calling.value).toEqual({ count: 0, any: false });
  });
});
