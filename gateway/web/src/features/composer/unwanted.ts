import { signal, type Signal } from '@preact/signals';
import type { ChannelId, Ts } from '../../protocol';
import { draftKey, onSessionEnd } from '../../store';

const places = new Map<string, Signal<boolean>>();

/** Whether the author wants no previews with what is written in a place. Kept beside its draft, for who comes back to it, until the page is closed. */
export function unwantedIn(channel: ChannelId, thread: Ts | undefined): Signal<boolean> {
  const key = draftKey(channel, thread);
  let place = places.get(key);
  if (!place) places.set(key, (place = signal(false)));
  return place;
}

onSessionEnd(() => places.clear());
