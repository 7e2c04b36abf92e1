import type { RefObject } from 'preact';
import { useLayoutEffect } from 'preact/hooks';
import type { Ts } from '../../protocol';
import type { VirtualListHandle } from '../../ui';
import type { Place } from './place';

/** Brings a message into view when its editing begins. Answers which it is, to be pinned: what is half-written stays, wherever the list is scrolled. */
export function useEdited(list: RefObject<VirtualListHandle | null>, place: Place): Ts | undefined {
  const ts = place.editing.value;
  useLayoutEffect(() => {
    if (ts !== null && place.edits.open !== ts) list.current?.scrollTo({ key: ts, align: 'nearest' });
  }, [ts, place.edits.calls.value]);
  return ts ?? undefined;
}
