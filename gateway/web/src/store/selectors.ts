/**
 * What views read: signals of one thing each (one user, one channel, one stretch). Made once a key and kept, so that asking for the same signal in every
 * drawing costs a look-up, and one that nobody reads costs nothing.
 */
import { computed, type ReadonlySignal } from '@preact/signals';
import type { Channel, ChannelCounts, ChannelId, DndStatus, Presence, Ts, User, UserId } from '../protocol';
import { requestUser } from './actions/users';
import { liveOf, stretchAround } from './history';
import { isGrown } from './shown';
import { draftKey, threadKey, type Pending, type Stretch, type Thread } from './state';
import { state } from './store';

const NOBODY: readonly UserId[] = [];
const NOTHING: readonly Pending[] = [];

/** A user; asks for it when it is not known. undefined: under way; null: there is none. */
export function userOf(id: UserId): ReadonlySignal<User | null | undefined> {
  if (state.peek().users[id] === undefined)
    requestUser(id);
  return userSignal(id);
}

const userSignal = keyed(id => computed(() => state.value.users[id]));

export const channelOf: (id: ChannelId) => ReadonlySignal<Channel | undefined> = keyed(id => computed(() => state.value.channels[id]));

export const countsOf: (id: ChannelId) => ReadonlySignal<ChannelCounts | undefined> = keyed(id => computed(() => state.value.counts[id]));

export const presenceOf: (id: UserId) => ReadonlySignal<Presence | undefined> = keyed(id => computed(() => state.value.presence[id]));

export const dndOf: (id: UserId) => ReadonlySignal<DndStatus | undefined> = keyed(id => computed(() => state.value.dnd[id]));

/** The stretch that is live, that is: the newest messages. undefined until it was read (`loadNewest`). */
export const liveStretch: (id: ChannelId) => ReadonlySignal<Stretch | undefined> = keyedWhileRead(id => liveOf(state.value.histories[id]));

/** The same at this moment. */
export function newestOf(id: ChannelId): Stretch | undefined {
  return liveOf(state.peek().histories[id]);
}

/** More is known of a conversation than one may keep (`keepAround`). Told anew at each change of what is known. */
export function hasGrown(id: ChannelId): boolean {
  return isGrown(state.value.histories[id]);
}

/** The stretch that holds a place; undefined when it is in a hole (`loadAround`). */
export function stretchAt(id: ChannelId, ts: Ts): ReadonlySignal<Stretch | undefined> {
  return stretchSignal(`${id} ${ts}`);
}

const stretchSignal = keyedWhileRead(key => {
  const [id, ts] = key.split(' ') as [ChannelId, Ts];
  return stretchAround(state.value.histories[id], ts);
});

/** A thread, undefined until it was read (`loadThread`). */
export function threadOf(channel: ChannelId, ts: Ts): ReadonlySignal<Thread | undefined> {
  return threadSignal(threadKey(channel, ts));
}

const threadSignal = keyedWhileRead(key => state.value.threads[key]);

/** One's own messages on their way: in the conversation, or in a thread of it. */
export function pendingOf(channel: ChannelId, thread?: Ts): ReadonlySignal<readonly Pending[]> {
  return pendingSignal(draftKey(channel, thread));
}

const pendingSignal = keyed(key => same(() => {
  const found = state.value.outbox.filter(item => draftKey(item.channel, item.thread_ts) === key);
  return found.length === 0 ? NOTHING : found;
}));

export function draftOf(channel: ChannelId, thread?: Ts): ReadonlySignal<string> {
  return draftSignal(draftKey(channel, thread));
}

const draftSignal = keyed(key => computed(() => state.value.drafts[key] ?? ''));

/** Who types in a conversation now, oneself not. */
export const typingIn: (id: ChannelId) => ReadonlySignal<readonly UserId[]> = keyed(id => same(() => {
  const typing = state.value.typing[id];
  return typing === undefined ? NOBODY : Object.keys(typing);
}));

export const membersOf: (id: ChannelId) => ReadonlySignal<readonly UserId[] | undefined> = keyed(id => computed(() => state.value.members[id]));

export const prefOf: (name: string) => ReadonlySignal<string | undefined> = keyed(name => computed(() => state.value.prefs[name]));

/** Who is signed in; undefined: nobody. */
export const self: ReadonlySignal<User | undefined> = computed(() => {
  const { session, users } = state.value;
  return session.status === 'in' ? users[session.self] ?? undefined : undefined;
});

/** One's own conversations: member of, or a DM that is open. */
export const ownChannels: ReadonlySignal<readonly Channel[]> = same(() =>
  Object.values(state.value.channels).filter(channel => channel.is_im || channel.is_mpim ? channel.is_open !== false : channel.is_member === true));

/** A signal a key, made when it is first asked for. */
export function keyed<T>(make: (key: string) => ReadonlySignal<T>): (key: string) => ReadonlySignal<T> {
  const made = new Map<string, ReadonlySignal<T>>();
  return key => {
    let found = made.get(key);
    if (found === undefined)
      made.set(key, found = make(key));
    return found;
  };
}

/** The same of what is large: a signal keeps its last value, so that one which nobody reads any more is given up. */
function keyedWhileRead<T>(compute: (key: string) => T): (key: string) => ReadonlySignal<T> {
  const made = new Map<string, ReadonlySignal<T>>();
  return key => {
    const found = made.get(key);
    if (found !== undefined)
      return found;
    const fresh: ReadonlySignal<T> = computed(() => compute(key), {
      unwatched: () => {
        if (made.get(key) === fresh)
          made.delete(key);
      },
    });
    made.set(key, fresh);
    return fresh;
  };
}

/** A computed list that keeps its identity while its members are the same. */
function same<T>(compute: () => readonly T[]): ReadonlySignal<readonly T[]> {
  let last: readonly T[] = [];
  return computed(() => {
    const next = compute();
    if (next.length !== last.length || next.some((item, i) => item !== last[i]))
      last = next;
    return last;
  });
}
