/** Which conversations are looked at. Of the others only the newest messages are kept, or a busy channel would fill the memory. */
import type { ChannelId } from '../protocol';
import { liveOf, trim } from './history';
import type { State } from './state';

const KEPT = 200;

/** So that not every message of a busy channel means a copy of the list. */
const SLACK = 800;

const shown = new Map<ChannelId, number>();

export function shownChannels(): ChannelId[] {
  return [...shown.keys()];
}

/** Says that a conversation is looked at, until the returned function is called. */
export function show(id: ChannelId): () => void {
  shown.set(id, (shown.get(id) ?? 0) + 1);
  return () => {
    const left = (shown.get(id) ?? 1) - 1;
    if (left > 0)
      shown.set(id, left);
    else
      shown.delete(id);
  };
}

/** Cuts a conversation's history, unless it is looked at. */
export function trimUnseen(state: State, id: ChannelId): State {
  const history = state.histories[id];
  return history === undefined || shown.has(id) ? state : { ...state, histories: { ...state.histories, [id]: trim(history, KEPT) } };
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
