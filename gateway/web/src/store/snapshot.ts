/** The state after everything was read afresh. Pure. */
import type { Channel, ChannelCounts, ChannelId, DndStatus } from '../protocol';
import type { State } from './state';

export interface Snapshot {
  channels: readonly Channel[];
  counts: readonly ChannelCounts[];
  prefs: Readonly<Record<string, string>>;
  dnd: DndStatus;
  /** One's own choice. */
  manualAway: boolean;
}

/**
 * One's own conversations are those of the snapshot and no others; public ones that one is not in stay known. Of messages nothing stays: some may have been
 * changed or deleted meanwhile. Users stay, and are asked for again in the background when they are shown (`keepUsers`).
 */
export function afresh(state: State, snapshot: Snapshot): State {
  if (state.session.status !== 'in')
    return state;
  const channels: Record<ChannelId, Channel> = {};
  for (const channel of Object.values(state.channels)) {
    if (channel.is_channel)
      channels[channel.id] = { ...channel, is_member: false };
  }
  for (const channel of snapshot.channels)
    channels[channel.id] = channel;
  return {
    ...state,
    channels,
    counts: Object.fromEntries(snapshot.counts.map(counts => [counts.id, counts])),
    prefs: snapshot.prefs,
    manualAway: snapshot.manualAway,
    dnd: { ...state.dnd, [state.session.self]: snapshot.dnd },
    reading: {},
    histories: {},
    threads: {},
    members: {},
    typing: {},
    presence: {},
  };
}
