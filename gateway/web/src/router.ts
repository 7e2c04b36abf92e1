/** Where the page is, by the History API: addresses that can be copied, opened and gone back to. */
import { batch, signal, type ReadonlySignal } from '@preact/signals';
import type { ChannelId, Ts } from './protocol';

export type Route =
  | { name: 'home' }
  | { name: 'client'; channel?: ChannelId; thread?: Ts }
  /** A permalink: the message to open at, in its thread if `thread` is there. */
  | { name: 'message'; channel: ChannelId; ts: Ts; thread?: Ts }
  /** Team administration; `path` is what follows /manage, without the first slash. */
  | { name: 'manage'; path: string }
  | { name: 'operate'; path: string }
  | { name: 'join'; code: string }
  | { name: 'signin' }
  | { name: 'unknown' };

const CHANNEL = /^[A-Z][A-Z0-9]{1,31}$/;
const TS = /^\d{10}\.\d{6}$/;
const PERMALINK = /^p(\d{10})(\d{6})$/;

/** Reads an address of this page. */
export function parse(pathname: string, search = ''): Route {
  const parts = pathname.split('/').filter(part => part !== '');
  const [first, second, third, fourth] = parts;
  const rest = parts.slice(1).map(decode).join('/');
  switch (first) {
    case undefined:
      return { name: 'home' };
    case 'signin':
      return { name: 'signin' };
    case 'manage':
      return { name: 'manage', path: rest };
    case 'operate':
      return { name: 'operate', path: rest };
    case 'join':
      return second === undefined ? { name: 'unknown' } : { name: 'join', code: decode(second) };
    case 'client':
      return parseClient(second, third, fourth);
    case 'archives':
      return parsePermalink(second, third, search);
    default:
      return { name: 'unknown' };
  }
}

function parseClient(channel?: string, word?: string, ts?: string): Route {
  if (channel === undefined)
    return { name: 'client' };
  if (!CHANNEL.test(channel))
    return { name: 'unknown' };
  if (word === undefined)
    return { name: 'client', channel };
  return word === 'thread' && ts !== undefined && TS.test(ts) ? { name: 'client', channel, thread: ts } : { name: 'unknown' };
}

function parsePermalink(channel: string | undefined, message: string | undefined, search: string): Route {
  if (channel === undefined || !CHANNEL.test(channel))
    return { name: 'unknown' };
  if (message === undefined)
    return { name: 'client', channel };
  const digits = PERMALINK.exec(message);
  if (digits === null)
    return { name: 'unknown' };
  const thread = new URLSearchParams(search).get('thread_ts');
  const ts = `${digits[1]}.${digits[2]}`;
  return thread !== null && TS.test(thread) ? { name: 'message', channel, ts, thread } : { name: 'message', channel, ts };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** Addresses, for links and for `navigate`. */
export const pathTo = {
  home: '/',
  signin: '/signin',
  channel: (channel: ChannelId): string => `/client/${channel}`,
  thread: (channel: ChannelId, ts: Ts): string => `/client/${channel}/thread/${ts}`,
  message: (channel: ChannelId, ts: Ts, thread?: Ts): string =>
    `/archives/${channel}/p${ts.replace('.', '')}${thread === undefined || thread === ts ? '' : `?thread_ts=${thread}`}`,
  manage: (path = ''): string => `/manage${path === '' ? '' : `/${path}`}`,
  operate: (path = ''): string => `/operate${path === '' ? '' : `/${path}`}`,
};

const current = signal<Route>({ name: 'home' });

/** The present route. */
export const route: ReadonlySignal<Route> = current;

const going = signal(0);

/** How often an address was gone to, the present one again included: whoever asks for what is open already wants to see it. */
export const goings: ReadonlySignal<number> = going;

/** Goes to an address of this page: a new entry of the history, or with `replace` in place of the present one. */
export function navigate(path: string, replace = false): void {
  if (path === location.pathname + location.search) {
    going.value++;
    return;
  }
  history[replace ? 'replaceState' : 'pushState'](null, '', path);
  read();
}

function read(): void {
  batch(() => {
    current.value = parse(location.pathname, location.search);
    going.value++;
  });
}

/** Begins to follow the address bar and clicks on links to pages of this client. Returns what ends it. */
export function startRouter(): () => void {
  read();
  window.addEventListener('popstate', read);
  document.addEventListener('click', follow);
  return () => {
    window.removeEventListener('popstate', read);
    document.removeEventListener('click', follow);
  };
}

/** Plain clicks on plain links go through the router; everything else (new tabs, downloads, other sites) is the browser's. */
function follow(event: MouseEvent): void {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey)
    return;
  const link = (event.target as Element | null)?.closest?.('a[href]');
  if (!(link instanceof HTMLAnchorElement) || (link.target !== '' && link.target !== '_self') || link.hasAttribute('download') || link.origin !== location.origin)
    return;
  if (link.hash !== '' && link.pathname === location.pathname)
    return;
  if (parse(link.pathname, link.search).name === 'unknown')
    return;
  event.preventDefault();
  navigate(link.pathname + link.search);
}
