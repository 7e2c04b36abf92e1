// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen } from '@testing-library/preact';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { MessageEvent } from '../../protocol';
import { navigate, pathTo, route, startRouter } from '../../router';
import { wire } from '../../store';
import { receive } from '../../store/feed';
import { setLanguage } from '../../text';
import { channel, counts, dm, person, serve, signedIn } from '../testing';
import { PermissionNote, startNotifications } from '.';
import { refreshPermission } from './permission';

const shown: FakeNotification[] = [];

class FakeNotification {
  static permission: NotificationPermission = 'granted';
  static requestPermission = vi.fn(async () => (FakeNotification.permission = 'granted'));
  onclick: (() => void) | null = null;
  close = vi.fn();

  constructor(
    readonly title: string,
    readonly options: NotificationOptions,
  ) {
    shown.push(this);
  }
}

let stops: (() => void)[];

/** The locks of a browser whose other windows hold those in `held`. */
const held = new Set<string>();
const locks = {
  async request(name: string, _: LockOptions, use: (lock: object | null) => unknown) {
    if (held.has(name)) return use(null);
    held.add(name);
    return Promise.resolve(use({})).finally(() => held.delete(name));
  },
};

beforeEach(() => {
  vi.useFakeTimers();
  held.clear();
  Object.defineProperty(navigator, 'locks', { value: locks, configurable: true });
  shown.length = 0;
  setLanguage('en');
  serve({});
  FakeNotification.permission = 'granted';
  vi.stubGlobal('Notification', FakeNotification);
  refreshPermission();
  wire({ nextFrame: (run) => run() });
  signedIn({ channels: [channel('C1', 'general'), dm('D1', 'U2')], counts: [counts('C1'), counts('D1')], users: [person('U2', 'Ben')] });
  stops = [startRouter(), startNotifications()];
  navigate('/');
});

afterEach(() => {
  cleanup();
  stops.forEach((stop) => stop());
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  vi.useRealTimers();
  Reflect.deleteProperty(navigator, 'locks');
});

async function say(text: string, more: Partial<MessageEvent> = {}): Promise<void> {
  saySoon(text, more);
  await vi.advanceTimersByTimeAsync(1000);
}

function saySoon(text: string, more: Partial<MessageEvent> = {}): void {
  const ts = `${(Date.now() / 1000).toFixed(0)}.${String(Math.floor(Math.random() * 1e6)).padStart(6, '0')}`;
  receive({ type: 'message', channel: 'C1', user: 'U2', text, ts, event_ts: ts, ...more });
}

describe('notifications', () => {
  it('name also who was not known yet', async () => {
    const asked = serve({ 'POST /api/users.info': { ok: true, users: [person('U8', 'Hal'), person('U9', 'Ida')] } });
    await say('<@U1> ask <@U9>', { user: 'U8' });
    expect(asked).toMatchObject([{ body: { users: 'U8' } }, { body: { users: 'U9' } }]);
    expect(shown).toMatchObject([{ title: 'Hal in #general', options: { body: '@Ann ask @Ida' } }]);
  });

  it('do not wait for names for long', async () => {
    vi.stubGlobal('fetch', () => new Promise(() => undefined));
    await say('<@U1> hi', { user: 'U8' });
    expect(shown).toHaveLength(0);
    await vi.advanceTimersByTimeAsync(1500);
    expect(shown).toHaveLength(1);
  });

  it('name who speaks and where, with the text as people read it', async () => {
    await say('*hi* <@U1>, see &lt;this&gt;');
    expect(shown).toHaveLength(1);
    expect(shown[0]).toMatchObject({ title: 'Ben in #general', options: { body: 'hi @Ann, see <this>', tag: 'chat:C1' } });
    await say('hello', { channel: 'D1' });
    expect(shown[1]?.title).toBe('Ben');
  });

  it('lead to the message', async () => {
    await say('hello', { channel: 'D1', ts: `${Math.floor(Date.now() / 1000)}.000100` });
    shown[0]?.onclick?.();
    expect(route.value).toMatchObject({ name: 'message', channel: 'D1' });
  });

  it('do not come for what is in sight', async () => {
    vi.spyOn(document, 'hasFocus').mockReturnValue(true);
    navigate(pathTo.channel('D1'));
    await say('hello', { channel: 'D1' });
    expect(shown).toHaveLength(0);
    await say('<@U1>');
    expect(shown).toHaveLength(1);
  });

  it('do not come for what another window has in sight, or shows already', async () => {
    const ts = `${Math.floor(Date.now() / 1000)}.000100`;
    held.add(`chat.notify.T1.D1.${ts}`);
    await say('hello', { channel: 'D1', ts });
    expect(shown).toHaveLength(0);
    await say('and', { channel: 'D1' });
    expect(shown).toHaveLength(1);
  });

  it('are not shown elsewhere for what is in sight here', async () => {
    vi.spyOn(document, 'hasFocus').mockReturnValue(true);
    navigate(pathTo.channel('D1'));
    const ts = `${Math.floor(Date.now() / 1000)}.000100`;
    saySoon('hello', { channel: 'D1', ts });
    expect([...held]).toEqual([`chat.notify.T1.D1.${ts}`]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect([...held]).toEqual([]);
    expect(shown).toHaveLength(0);
  });

  it('do not come for what was read elsewhere in the same moment', async () => {
    const ts = `${Math.floor(Date.now() / 1000)}.000100`;
    saySoon('hello', { channel: 'D1', ts });
    receive({ type: 'im_marked', channel: 'D1', ts, unread_count: 0 } as never);
    await vi.advanceTimersByTimeAsync(1000);
    expect(shown).toHaveLength(0);
  });

  it('are heard again when a second one takes the place of the first', async () => {
    await say('one', { channel: 'D1' });
    await say('two', { channel: 'D1' });
    expect(shown.map(({ options }) => options)).toMatchObject([{ tag: 'chat:D1', renotify: true }, { tag: 'chat:D1', renotify: true }]);
  });

  it('do not come for what was missed long ago', async () => {
    await say('hello', { channel: 'D1', ts: `${Math.floor(Date.now() / 1000) - 3600}.000100` });
    expect(shown).toHaveLength(0);
  });

  it('do not come in a browser that grants them and fails to show one, which is then told as one that has none', async () => {
    const attempts = vi.fn();
    class Illegal {
      static permission: NotificationPermission = 'granted';
      constructor() {
        attempts();
        throw new TypeError('Illegal constructor.');
      }
    }
    vi.stubGlobal('Notification', Illegal);
    refreshPermission();
    await say('<@U1>');
    await say('<@U1>');
    expect(attempts).toHaveBeenCalledOnce();
    render(<PermissionNote />);
    expect(screen.getByText('This browser has no notifications.')).toBeTruthy();
  });

  it('do not come without leave', async () => {
    FakeNotification.permission = 'denied';
    refreshPermission();
    await say('<@U1>');
    expect(shown).toHaveLength(0);
  });
});

describe('the leave', () => {
  it('is asked for by the reader’s click alone', async () => {
    FakeNotification.permission = 'default';
    render(<PermissionNote />);
    expect(FakeNotification.requestPermission).not.toHaveBeenCalled();
    await act(async () => void fireEvent.click(screen.getByRole('button', { name: 'Allow notifications' })));
    expect(FakeNotification.requestPermission).toHaveBeenCalledOnce();
    expect(screen.getByText('This browser shows notifications.')).toBeTruthy();
  });

  it('that was refused can be given in the browser’s settings', () => {
    FakeNotification.permission = 'denied';
    render(<PermissionNote />);
    expect(screen.getByText(/Allow them in the browser’s settings/)).toBeTruthy();
  });
});
