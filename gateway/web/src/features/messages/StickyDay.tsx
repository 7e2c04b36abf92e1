import { useComputed, type ReadonlySignal } from '@preact/signals';
import { formatDay } from '../../text';
import { instantOf } from './grouping';
import type { Sight } from './Pills';

/** The day of the uppermost message, over the list. Readers of the page have the dividers. */
export function StickyDay({ sight }: { sight: ReadonlySignal<Sight | null> }) {
  const day = useComputed(() => {
    const at = sight.value ? instantOf(sight.value.first) : NaN;
    return Number.isNaN(at) ? '' : formatDay(at);
  }).value;
  return day ? (
    <div class="messages-sticky-day" aria-hidden="true">
      <span class="messages-day-name">{day}</span>
    </div>
  ) : null;
}
