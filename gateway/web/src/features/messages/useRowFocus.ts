import { useSignal } from '@preact/signals';
import type { HTMLAttributes, RefObject } from 'preact';
import { useCallback, useMemo } from 'preact/hooks';
import type { VirtualListHandle } from '../../ui';
import { labelOf } from './ids';
import { isPending, keyOf, type Item } from './items';
import { onMessageKey } from './keys';
import type { Place } from './place';

/**
 * Makes the items of a list one stop of the Tab key: the arrow keys move from message to message, Tab goes into one, and letters act on it (see
 * onMessageKey).
 */
export function useRowFocus(list: RefObject<VirtualListHandle | null>, items: readonly Item[], place: Place): (item: Item, index: number) => HTMLAttributes<HTMLDivElement> {
  const current = useSignal<string | null>(null);
  const last = items.at(-1);
  const chosen = current.value;
  const isThere = useMemo(() => items.some((item) => keyOf(item) === chosen), [items, chosen]);
  // Until somebody moves, and when his message is gone, the newest is where the keyboard comes in.
  const stop = isThere ? chosen : last ? keyOf(last) : null;

  return useCallback(
    (item: Item, index: number): HTMLAttributes<HTMLDivElement> => ({
      tabIndex: keyOf(item) === stop ? 0 : -1,
      'aria-labelledby': isPending(item) ? undefined : labelOf(place, item.ts),
      onFocus: () => (current.value = place.focused.value = keyOf(item)),
      onBlur: () => (place.focused.value = null),
      onKeyDown: (event) => {
        if (event.target !== event.currentTarget) return leave(event, list, keyOf(item));
        const to = targetOf(event.key, index, items.length);
        const next = to === undefined ? undefined : items[to];
        if (next) {
          event.preventDefault();
          list.current?.focusItem(keyOf(next));
        } else if (!isPending(item)) onMessageKey(event, item, place);
      },
    }),
    [items, stop, place],
  );
}

/** Escape goes from what is in a message back to the message. */
function leave(event: KeyboardEvent, list: RefObject<VirtualListHandle | null>, key: string): void {
  if (event.key !== 'Escape' || event.defaultPrevented || event.target instanceof HTMLTextAreaElement) return;
  event.preventDefault();
  list.current?.focusItem(key);
}

function targetOf(key: string, index: number, count: number): number | undefined {
  switch (key) {
    case 'ArrowUp':
      return Math.max(0, index - 1);
    case 'ArrowDown':
      return Math.min(count - 1, index + 1);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return undefined;
  }
}
