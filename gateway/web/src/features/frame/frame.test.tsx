// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen } from '@testing-library/preact';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { navigate, pathTo, route, startRouter } from '../../router';
import { EMPTY, update } from '../../store';
import { setLanguage } from '../../text';
import { closeDialog, closeSide, dialog, openSide, side } from '../panes';
import { channel, counts, serve, signedIn } from '../testing';
import { Boundary } from './Boundary';
import { Main } from './Main';
import { followOrder, isSideInFront } from './order';
import { Pages } from './Pages';
import { listenToKeys } from './shortcuts';
import { followTitle } from './title';

let stops: (() => void)[];

beforeEach(() => {
  setLanguage('en');
  serve({});
  signedIn({ channels: [channel('C1', 'general'), channel('C2', 'random')], counts: [counts('C1'), counts('C2', 3, 2)] });
  stops = [startRouter()];
  navigate('/');
});

afterEach(() => {
  cleanup();
  closeDialog();
  closeSide();
  stops.forEach((stop) => stop());
  vi.unstubAllGlobals();
});

/** A window so many pixels wide, of a page whose letters are 16 high. */
function windowOf(width: number): void {
  vi.stubGlobal('matchMedia', (query: string) => {
    const most = /max-width: ([\d.]+)rem/.exec(query)?.[1];
    return Object.assign(new EventTarget(), { matches: most !== undefined && width <= Number(most) * 16 });
  });
}

describe('which page there is', () => {
  it('says that the server cannot be reached, and asks it again', async () => {
    update(() => ({ ...EMPTY, session: { status: 'unreachable', code: 'network_error' } }));
    serve({ 'GET /web/session': { ok: false, error: 'not_authed', first_run: false, is_operator: false } });
    render(<Pages />);
    fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByRole('heading', { name: 'Sign in' })).toBeTruthy();
  });

  it('is the first team’s on a new server', () => {
    update(() => ({ ...EMPTY, session: { status: 'out', first_run: true, is_operator: false } }));
    render(<Pages />);
    expect(screen.getByRole('heading', { name: 'Create your team' })).toBeTruthy();
  });

  it('does not administer for people who are no admins', () => {
    update((state) => ({ ...state, session: { ...(state.session as Extract<typeof state.session, { status: 'in' }>), is_admin: false } }));
    navigate('/manage');
    render(<Pages />);
    expect(screen.getByRole('heading', { level: 1, name: /for admins/ })).toBeTruthy();
  });

  it('knows when there is none', () => {
    navigate('/nowhere');
    render(<Pages />);
    expect(screen.getByRole('heading', { level: 1, name: 'There is no such page' })).toBeTruthy();
  });
});

describe('the title', () => {
  it('counts what calls, and names where one is', () => {
    stops.push(followTitle());
    expect(document.title).toBe('(2) Acme');
    navigate(pathTo.channel('C1'));
    expect(document.title).toBe('(2) #general – Acme');
    update((state) => ({ ...state, counts: { C1: counts('C1', 1) } }));
    expect(document.title).toBe('• #general – Acme');
    update((state) => ({ ...state, counts: {} }));
    expect(document.title).toBe('#general – Acme');
  });
});

describe('shortcuts', () => {
  beforeEach(() => stops.push(listenToKeys()));
  const press = (key: string, more: KeyboardEventInit = {}) => fireEvent.keyDown(document.body, { key, ...more });

  it('open the switcher, the preferences and the search', () => {
    press('k', { ctrlKey: true });
    expect(dialog.value).toEqual({ kind: 'switcher' });
    press(',', { ctrlKey: true });
    expect(dialog.value).toEqual({ kind: 'preferences' });
    press('g', { ctrlKey: true });
    expect(side.value).toEqual({ kind: 'search', query: '' });
  });

  it('go to the next conversation, and to the next with something new', () => {
    navigate(pathTo.channel('C2'));
    press('ArrowDown', { altKey: true });
    expect(route.value).toEqual({ name: 'client', channel: 'C1' });
    press('ArrowDown', { altKey: true, shiftKey: true });
    expect(route.value).toEqual({ name: 'client', channel: 'C2' });
  });

  it('leave letters to whoever types', () => {
    press('k');
    press('k', { ctrlKey: true, shiftKey: true });
    expect(dialog.value).toBeNull();
  });

  it('close what is at the side', () => {
    openSide({ kind: 'profile', user: 'U1' });
    press('Escape');
    expect(side.value).toBeNull();
  });
});

describe('beside the messages', () => {
  beforeEach(() => stops.push(followOrder()));

  it('the last that was opened is in front, and a search waits behind a thread', () => {
    openSide({ kind: 'search', query: 'x' });
    expect(isSideInFront.value).toBe(true);
    navigate(pathTo.thread('C1', '1700000000.000100'));
    expect(isSideInFront.value).toBe(false);
    expect(side.value?.kind).toBe('search');
    openSide({ kind: 'profile', user: 'U1' });
    expect(isSideInFront.value).toBe(true);
    navigate(pathTo.thread('C1', '1700000000.000200'));
    expect(side.value).toBeNull();
  });

  it('a channel’s details go with the channel', () => {
    navigate(pathTo.channel('C1'));
    openSide({ kind: 'details', channel: 'C1' });
    navigate(pathTo.channel('C2'));
    expect(side.value).toBeNull();
  });
});

describe('a pane that lies over the messages', () => {
  beforeEach(() => {
    stops.push(followOrder());
    windowOf(600);
    navigate(pathTo.channel('C1'));
  });

  it('makes way for the channel or message that is gone to, the open one too', () => {
    for (const pane of [{ kind: 'search', query: 'x' }, { kind: 'profile', user: 'U1' }, { kind: 'details', channel: 'C1' }] as const) {
      for (const path of [pathTo.message('C1', '1700000000.000100'), pathTo.channel('C1'), pathTo.channel('C1')]) {
        openSide(pane);
        navigate(path);
        expect(side.value, `${pane.kind} ${path}`).toBeNull();
      }
    }
  });

  it('is come back to when a thread is closed, and not when somebody goes to the channel from it', () => {
    openSide({ kind: 'search', query: 'x' });
    navigate(pathTo.thread('C1', '1700000000.000100'));
    navigate(pathTo.channel('C1'));
    expect(side.value?.kind).toBe('search');
    navigate(pathTo.thread('C1', '1700000000.000100'));
    openSide({ kind: 'profile', user: 'U1' });
    navigate(pathTo.channel('C1'));
    expect(side.value).toBeNull();
  });

  it('leaves the search where there is room for both, and takes the profile', () => {
    windowOf(1400);
    openSide({ kind: 'search', query: 'x' });
    navigate(pathTo.message('C1', '1700000000.000100'));
    expect(side.value?.kind).toBe('search');
    openSide({ kind: 'profile', user: 'U1' });
    navigate(pathTo.channel('C1'));
    expect(side.value).toBeNull();
  });

  it('keeps the keyboard from messages that it covers', async () => {
    windowOf(400);
    signedIn();
    navigate('/client');
    render(<Main />);
    const main = screen.getByRole('main', { hidden: true });
    expect(main.hasAttribute('inert')).toBe(false);
    act(() => openSide({ kind: 'profile', user: 'U1' }));
    expect(main.hasAttribute('inert')).toBe(true);
    act(closeSide);
    expect(main.hasAttribute('inert')).toBe(false);
  });
});

describe('a failure of one part', () => {
  it('leaves the rest, and is forgotten in the next conversation', () => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const Failing = () => {
      throw new Error('broken');
    };
    const { rerender } = render(<Boundary of="C1"><Failing /></Boundary>);
    expect(screen.getByText('This part of the page has failed')).toBeTruthy();
    rerender(<Boundary of="C2"><p>well</p></Boundary>);
    expect(screen.getByText('well')).toBeTruthy();
    vi.restoreAllMocks();
  });
});
