// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen } from '@testing-library/preact';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { navigate, pathTo, startRouter } from '../../router';
import { setLanguage } from '../../text';
import { closeSide, drawer, openSide } from '../panes';
import { channel, counts, serve, signedIn } from '../testing';
import { Drawer } from './Drawer';
import { Header } from './Header';
import { followOrder } from './order';
import { listenToKeys } from './shortcuts';
import { SidePlace } from './SidePlace';

let stops: (() => void)[];

beforeEach(() => {
  setLanguage('en');
  serve({});
  signedIn({ channels: [channel('C1', 'general')], counts: [counts('C1')] });
  stops = [startRouter(), followOrder(), listenToKeys()];
  navigate(pathTo.channel('C1'));
});

afterEach(() => {
  cleanup();
  act(closeSide);
  stops.forEach((stop) => stop());
  vi.unstubAllGlobals();
});

const focused = () => document.activeElement;

function show() {
  render(
    <>
      <Header />
      <div role="article" tabIndex={-1}>
        <button type="button">opener</button>
      </div>
      <Drawer>
        <a href="/client/C1" data-row>general</a>
      </Drawer>
      <SidePlace />
    </>,
  );
  const opener = screen.getByRole('button', { name: 'opener' });
  opener.focus();
  return opener;
}

it('the focus goes from a profile and from the details back to what opened them', async () => {
  const opener = show();
  act(() => openSide({ kind: 'profile', user: 'U1' }));
  await vi.waitFor(() => expect(focused()).toBe(screen.getByRole('heading', { name: 'Profile' })));
  act(() => openSide({ kind: 'details', channel: 'C1' }));
  await vi.waitFor(() => expect(focused()).toBe(screen.getByRole('heading', { name: 'Channel details' })));
  await act(async () => void fireEvent.click(screen.getByRole('button', { name: 'Close' })));
  expect(screen.queryByRole('complementary')).toBeNull();
  expect(focused()).toBe(opener);
});

it('the focus goes from a search and from a thread to the message when what opened them is gone', async () => {
  const opener = show();
  act(() => openSide({ kind: 'search', query: '' }));
  await vi.waitFor(() => expect(focused()).toBe(screen.getByRole('searchbox')));
  opener.remove();
  await act(async () => void fireEvent.keyDown(focused()!, { key: 'Escape' }));
  expect(focused()).toBe(screen.getByRole('article'));

  act(() => navigate(pathTo.thread('C1', '1700000000.000100')));
  await vi.waitFor(() => expect(focused()).toBe(screen.getByRole('textbox', { name: 'Reply in thread' })));
  await act(async () => void fireEvent.click(screen.getByRole('button', { name: 'Close thread' })));
  expect(focused()).toBe(screen.getByRole('article'));
});

it('the focus stays with whoever went elsewhere meanwhile', async () => {
  const opener = show();
  act(() => openSide({ kind: 'profile', user: 'U1' }));
  await vi.waitFor(() => expect(focused()).toBe(screen.getByRole('heading', { name: 'Profile' })));
  const other = screen.getByRole('button', { name: /Search/ });
  other.focus();
  await act(async () => closeSide());
  expect(focused()).toBe(other);
  expect(focused()).not.toBe(opener);
});

it('the focus goes from the list to its button, clicked or not', async () => {
  show();
  const menu = screen.getByRole('button', { name: 'Show conversations' });
  menu.focus();
  for (const begin of [() => menu.focus(), () => menu.blur()]) {
    begin();
    act(() => void (drawer.value = true));
    await vi.waitFor(() => expect(focused()).toBe(screen.getByRole('link', { name: 'general' })));
    await act(async () => void fireEvent.keyDown(focused()!, { key: 'Escape' }));
    await vi.waitFor(() => expect(drawer.value).toBe(false));
    await vi.waitFor(() => expect(focused()).toBe(menu));
  }
});
