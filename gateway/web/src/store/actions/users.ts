import type { Profile, User, UserId } from '../../protocol';
import { ApiError } from '../../api';
import { state, update } from '../store';
import { wiring } from '../wiring';

const MAX_ASKED = 100;
const RETRY_MS = 5_000;

const wanted = new Set<UserId>();
const asked = new Set<UserId>();
let scheduled = false;

/** Asks for a user that is not known; what is asked for in one frame goes out as one call. */
export function requestUser(id: UserId): void {
  if (state.peek().users[id] !== undefined || asked.has(id) || wanted.has(id))
    return;
  wanted.add(id);
  schedule();
}

/** As requestUser, of several. */
export function requestUsers(ids: Iterable<UserId>): void {
  for (const id of ids)
    requestUser(id);
}

function schedule(): void {
  if (scheduled)
    return;
  scheduled = true;
  wiring.nextFrame(() => {
    scheduled = false;
    const ids = [...wanted];
    wanted.clear();
    for (let i = 0; i < ids.length; i += MAX_ASKED)
      void fetchUsers(ids.slice(i, i + MAX_ASKED));
  });
}

async function fetchUsers(ids: UserId[]): Promise<void> {
  for (const id of ids)
    asked.add(id);
  let found: User[] | undefined;
  try {
    found = (await wiring.call('users.info', { users: ids.join(',') })).users;
  } catch (error) {
    if (error instanceof ApiError && error.isPassing)
      setTimeout(() => requestUsers(ids), (error.retryAfter ?? 0) * 1_000 || RETRY_MS);
    else
      found = [];
  } finally {
    for (const id of ids)
      asked.delete(id);
  }
  if (found !== undefined)
    keepUsers(found, ids);
}

/** Asks again for all that are known: events about them may have been missed. */
export function refreshUsers(): void {
  for (const id of Object.keys(state.peek().users))
    wanted.add(id);
  if (wanted.size > 0)
    schedule();
}

/** Keeps users that an answer brought, and of oneself whether one is an admin: the event that told of it may have been missed. `among`: those that were asked for; who is missing does not exist. */
export function keepUsers(found: readonly User[], among: readonly UserId[] = []): void {
  update(state => {
    const users: Record<UserId, User | null> = { ...state.users };
    for (const id of among)
      users[id] ??= null;
    for (const user of found)
      users[user.id] = user;
    const { session } = state;
    const self = session.status === 'in' ? users[session.self] : null;
    return session.status === 'in' && self && session.is_admin !== (self.is_admin === true)
      ? { ...state, users, session: { ...session, is_admin: self.is_admin === true } }
      : { ...state, users };
  });
}

/** People by the beginnings of their names' words or e-mail address. Errors: ApiError. */
export async function searchUsers(query: string, limit = 20, signal?: AbortSignal): Promise<User[]> {
  const { users } = await wiring.call('users.search', { query, limit }, signal === undefined ? {} : { signal });
  keepUsers(users);
  return users;
}

/** Changes one's own profile; `tz`: a zone's name. Errors: ApiError, such as invalid_profile and invalid_time_zone. */
export async function setProfile(fields: Partial<Profile> & { tz?: string }): Promise<void> {
  await wiring.call('users.profile.set', { profile: fields });
}

/** `auto`: active while connected. */
export async function setPresence(presence: 'auto' | 'away'): Promise<void> {
  await wiring.call('users.setPresence', { presence });
  update(state => ({ ...state, manualAway: presence === 'away' }));
}

/** No notifications for so many minutes. */
export async function snooze(minutes: number): Promise<void> {
  keepDnd(await wiring.call('dnd.setSnooze', { num_minutes: minutes }));
}

export async function endSnooze(): Promise<void> {
  keepDnd(await wiring.call('dnd.endSnooze'));
}

function keepDnd(answer: { dnd_enabled: boolean }): void {
  update(state => state.session.status === 'in'
    ? { ...state, dnd: { ...state.dnd, [state.session.self]: { ...state.dnd[state.session.self], ...answer } } }
    : state);
}

const watchers = new Map<UserId, number>();
let watchScheduled = false;

/** Wants the presence of these users (as `presenceOf`) until the returned function is called. */
export function watchPresence(ids: readonly UserId[]): () => void {
  for (const id of ids)
    watchers.set(id, (watchers.get(id) ?? 0) + 1);
  tellWatched();
  return () => {
    for (const id of ids) {
      const left = (watchers.get(id) ?? 1) - 1;
      if (left === 0)
        watchers.delete(id);
      else
        watchers.set(id, left);
    }
    tellWatched();
  };
}

function tellWatched(): void {
  if (watchScheduled)
    return;
  watchScheduled = true;
  wiring.nextFrame(() => {
    watchScheduled = false;
    wiring.socket.watch([...watchers.keys()]);
  });
}
