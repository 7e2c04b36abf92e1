/**
 * Which conversations are looked at, and how much is kept of any: memory does not grow with what was scrolled through, nor with what is said elsewhere. What is
 * not kept is read again by whoever comes there.
 */
import type { ChannelId, Ts } from '../protocol';
import { cutAround, liveOf, trim } from './history';
import type { History, State } from './state';

/** Messages of a conversation that is not looked at: its newest. */
const KEPT = 200;

/** Messages before and behind those in sight. */
const REACH = 400;

/** So that not every message of a busy channel, or every page, means a copy of the list. */
const SLACK = 800;

/** Conversations of which messages are kept after they were looked at. */
const CONVERSATIONS = 50;

const shown = new Map<ChannelId, number>();

/** In the order in which they were left. */
const seen = new Set<ChannelId>();

export function shownChannels(): ChannelId[] {
  return [...shown.keys()];
}

/** Says that a conversation is looked at, until the returned function is called. */
export function show(id: ChannelId): () => void {
  shown.set(id, (shown.get(id) ?? 0) + 1);
  seen.delete(id);
  return () => {
    const left = (shown.get(id) ?? 1) - 1;
    if (left > 0)
      return void shown.set(id, left);
    shown.delete(id);
    seen.add(id);
  };
}

/** Cuts a conversation's history, unless it is looked at, and forgets those that nobody has looked at for long. */
export function trimUnseen(state: State, id: ChannelId): State {
  const history = state.histories[id];
  if (history === undefined || shown.has(id))
    return state;
  const histories = { ...state.histories, [id]: trim(history, KEPT) };
  for (const other of [...seen].slice(0, -CONVERSATIONS)) {
    seen.delete(other);
    delete histories[other];
  }
  return { ...state, histories };
}

/** Cuts those that have grown. */
export function trimGrown(state: State): State {
  let next = state;
  for (const [id, history] of Object.entries(state.histories)) {
    if (!shown.has(id) && (liveOf(history)?.messages.length ?? 0) > KEPT + SLACK)
      next = trimUnseen(next, id);
  }
  return next;
}

/** Whether more of a conversation is known than is kept of one that is looked at. */
export function isGrown(history: History | undefined): boolean {
  return (history ?? []).reduce((sum, { messages }) => sum + messages.length, 0) > 2 * REACH + KEPT + SLACK;
}

/** Cuts a conversation that is looked at: what stands around those in sight is kept, and the newest. */
export function trimAround(state: State, id: ChannelId, sight: { first: Ts; last: Ts }): State {
  const history = state.histories[id];
  return history === undefined ? state : { ...state, histories: { ...state.histories, [id]: cutAround(history, sight, REACH, KEPT) } };
}
