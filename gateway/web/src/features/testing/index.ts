/** For tests of views: a server that answers what a test says, and a session to begin with. */
import { vi } from 'vitest';
import type { Channel, ChannelCounts, User } from '../../protocol';
import { EMPTY, update, type State } from '../../store';

/** What was asked for: `POST /api/users.search`, with the body's fields. */
export interface Asked {
  route: string;
  body: Record<string, unknown>;
}

type Reply = object | ((body: Record<string, unknown>) => object | Response);

/**
 * Stands in for `fetch`. Routes are `METHOD /path`; one that has no reply answers as the server does where there is nothing. Answers what was asked, in order.
 */
export function serve(routes: Record<string, Reply>): Asked[] {
  const asked: Asked[] = [];
  vi.stubGlobal('fetch', async (path: string, init: RequestInit) => {
    const route = `${init.method} ${path}`;
    const body = bodyOf(init.body);
    asked.push({ route, body });
    const reply = routes[route];
    const answer = typeof reply === 'function' ? reply(body) : reply;
    if (answer instanceof Response) return answer;
    return answer ? Response.json(answer) : Response.json({ ok: false, error: 'unknown_method' }, { status: 404 });
  });
  return asked;
}

function bodyOf(body: RequestInit['body']): Record<string, unknown> {
  if (body instanceof URLSearchParams) return Object.fromEntries(body);
  return typeof body === 'string' ? (JSON.parse(body) as Record<string, unknown>) : {};
}

export const team = { id: 'T1', name: 'Acme', domain: 'acme' };

export function person(id: string, name: string, more: Partial<User> = {}): User {
  return { id, team_id: 'T1', name: name.toLowerCase(), deleted: false, real_name: name, profile: { real_name: name, display_name: '' }, is_bot: false, ...more };
}

export const me = person('U1', 'Ann', { is_admin: true });

export function channel(id: string, name: string, more: Partial<Channel> = {}): Channel {
  return {
    id, name, is_channel: true, is_group: false, is_im: false, is_mpim: false, is_private: false, is_archived: false, is_member: true, created: 1_700_000_000, ...more,
  };
}

export function dm(id: string, user: string, more: Partial<Channel> = {}): Channel {
  const { name: _, is_member: __, ...rest } = channel(id, '', { is_channel: false, is_im: true, is_private: true, is_open: true, user });
  return { ...rest, ...more };
}

export function counts(id: string, unread = 0, mentions = 0, latest = '1700000000.000100'): ChannelCounts {
  return { id, last_read: '1600000000.000000', latest, unread_count: unread, mention_count: mentions, has_unreads: unread > 0 };
}

/** Ann is signed in, and this is there. */
export function signedIn(there: { channels?: Channel[]; counts?: ChannelCounts[]; users?: User[] } & Partial<Pick<State, 'prefs' | 'drafts' | 'link'>> = {}): void {
  const { channels = [], counts = [], users = [], ...rest } = there;
  update(() => ({
    ...EMPTY,
    ...rest,
    session: { status: 'in', self: me.id, team, is_admin: true, is_operator: false, loaded: true },
    users: byId([me, ...users]),
    channels: byId(channels),
    counts: byId(counts),
  }));
}

function byId<T extends { id: string }>(items: readonly T[]): Record<string, T> {
  return Object.fromEntries(items.map((item) => [item.id, item]));
}
